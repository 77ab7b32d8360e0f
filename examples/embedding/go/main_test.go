package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"readiness.example/readiness"
)

const entry = `{"id": "one-more-person", "recordedAt": "2026-10-09T08:00:00Z", "actor": "ines-carvalho",
	"partyAdded": {"party": {"id": "new-here", "name": "New Here", "kind": "PERSON"}}}`

// serve starts the service on a free port of this machine.
func serve(t *testing.T) string {
	t.Helper()
	cycle, err := readiness.Open("../../ecommerce_launch.cycle.json")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(newService(cycle))
	t.Cleanup(func() { server.Close(); cycle.Close() })
	return server.URL
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, response)
}

func read(t *testing.T, response *http.Response) (int, string) {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestTheGateSaysWhatIsToSettle(t *testing.T) {
	expected, err := os.ReadFile("expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	code, body := get(t, serve(t)+"/gate")
	if code != http.StatusConflict || body != string(expected) {
		t.Errorf("%d:\n%s", code, body)
	}
}

func TestAssessmentAndReport(t *testing.T) {
	address := serve(t)
	if code, body := get(t, address+"/assessment?as_of=2026-05-01T00:00:00Z"); code != 200 ||
		!strings.Contains(body, `"asOf": "2026-05-01T00:00:00Z"`) {
		t.Errorf("%d: %.200s", code, body)
	}
	if code, body := get(t, address+"/report"); code != 200 || !strings.Contains(body, "<html") {
		t.Errorf("%d: %.200s", code, body)
	}
	for _, path := range []string{"/assessment?as_of=soon", "/gate?as_of=soon", "/report?as_of=soon"} {
		if code, _ := get(t, address+path); code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestEntriesAreAcceptedOrRefusedByRule(t *testing.T) {
	address := serve(t) + "/entries"
	post := func(body string) (int, string) {
		response, err := http.Post(address, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		return read(t, response)
	}
	for round := 0; round < 2; round++ { // The second time it stands already.
		if code, body := post(entry); code != http.StatusCreated {
			t.Errorf("%d: %s", code, body)
		}
	}
	if code, body := post(strings.Replace(entry, "New Here", "Somebody", 1)); code != http.StatusConflict || body == "" {
		t.Errorf("%d: %s", code, body)
	}
	if code, _ := post("{"); code != http.StatusBadRequest {
		t.Errorf("a brace: %d", code)
	}
	if code, _ := post(strings.Repeat(" ", maxEntrySize+1)); code != http.StatusRequestEntityTooLarge {
		t.Errorf("too much: %d", code)
	}
	if code, _ := get(t, address); code != http.StatusMethodNotAllowed {
		t.Errorf("get: %d", code)
	}
}
