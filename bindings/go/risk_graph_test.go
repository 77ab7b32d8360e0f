package readiness_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"readiness.example/readiness"
)

const shop = `{"nodes":[{"id":"db","probability":0.1},{"id":"api","probability":0.2},
	{"id":"page","probability":0,"impact":100},{"id":"cache","probability":0.5}],
	"edges":[{"prerequisite":"db","dependent":"api","probability":0.5},
	{"prerequisite":"api","dependent":"page","probability":1}]}`

func graph(t testing.TB, text string) *readiness.RiskGraph {
	t.Helper()
	made, err := readiness.NewRiskGraph([]byte(text), readiness.JSON, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return made
}

func ranked(t testing.TB, graph *readiness.RiskGraph) []byte {
	t.Helper()
	data, err := graph.RankBytes(background, nil, readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestARiskGraphIsRankedAndChanged(t *testing.T) {
	made := graph(t, shop)
	var read struct {
		Risks []struct {
			ID                string
			ExpectedLossDelta float64
		}
	}
	if err := json.Unmarshal(ranked(t, made), &read); err != nil {
		t.Fatal(err)
	}
	// 100 (1 - 0.8 * 0.95) = 24 with all; 5 without the service's own risk.
	if len(read.Risks) != 4 || read.Risks[0].ID != "api" || read.Risks[0].ExpectedLossDelta < 18.999 ||
		read.Risks[0].ExpectedLossDelta > 19.001 {
		t.Errorf("%+v", read)
	}
	if err := made.Update([]byte(`{"nodes":[{"id":"api","probability":0.9}]}`), readiness.JSON); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(ranked(t, made), ranked(t, graph(t, shop))) {
		t.Error("the change changed nothing")
	}
	data, err := made.Save(readiness.Protobuf)
	if err != nil {
		t.Fatal(err)
	}
	again, err := readiness.NewRiskGraph(data, readiness.Protobuf, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if !bytes.Equal(ranked(t, again), ranked(t, made)) {
		t.Error("another graph came back")
	}
}

func TestNothingOfAWrongGraphIsTaken(t *testing.T) {
	_, err := readiness.NewRiskGraph([]byte(`{"nodes":[{"id":"a"},{"id":"a"}]}`), readiness.JSON, nil)
	var refused *readiness.Error
	if !errors.As(err, &refused) || refused.Location != "nodes[1]" || refused.Rule != "graph/duplicate-node" {
		t.Errorf("%#v", err)
	}
	made := graph(t, shop)
	before := ranked(t, made)
	if err := made.Update([]byte(`{"nodes":[{"id":"x"},{"id":"gone","isDropped":true}]}`), readiness.JSON); !errors.Is(err, readiness.NotFound) {
		t.Errorf("%v", err)
	}
	if !bytes.Equal(ranked(t, made), before) {
		t.Error("something was taken")
	}
}

func TestClosingARiskGraph(t *testing.T) {
	made := graph(t, shop)
	made.Close()
	made.Close()
	if _, err := made.RankBytes(background, nil, readiness.JSON); err != readiness.ErrClosed {
		t.Errorf("rank: %v", err)
	}
	if err := made.Update(nil, readiness.JSON); err != readiness.ErrClosed {
		t.Errorf("update: %v", err)
	}
}

func TestANodeIsExplained(t *testing.T) {
	made := graph(t, shop)
	text, err := made.Explain(background, "api", readiness.Text)
	if err != nil || !strings.HasPrefix(text, "node api\nNumber 1 of 4") {
		t.Errorf("%.60s, %v", text, err)
	}
	page, err := made.Explain(background, "api", readiness.HTML)
	if err != nil || !strings.Contains(page, "<html") {
		t.Errorf("%.60s, %v", page, err)
	}
	if _, err := made.Explain(background, "cash", readiness.Text); !errors.Is(err, readiness.NotFound) {
		t.Errorf("a node that is not there: %v", err)
	}
	made.Close()
	if _, err := made.Explain(background, "api", readiness.Text); !errors.Is(err, readiness.ErrClosed) {
		t.Errorf("a closed graph: %v", err)
	}
}
