// Command service keeps one cycle and answers over HTTP, on this machine alone, whether its rollout is
// ready.
//
//	go run . ../../ecommerce_launch.cycle.json
//	curl http://127.0.0.1:8080/assessment              the assessment as protobuf JSON; ?as_of= for a moment
//	curl http://127.0.0.1:8080/gate                    200 for GO, 409 for HOLD and NO_GO, and what is to settle
//	curl http://127.0.0.1:8080/report                  one HTML page
//	curl --data @entry.json http://127.0.0.1:8080/entries
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"

	"readiness.example/readiness"
)

const maxEntrySize = 1 << 20

// newService answers the questions about one cycle.
func newService(cycle *readiness.Cycle) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/assessment", func(w http.ResponseWriter, r *http.Request) {
		answer, err := assess(cycle, r)
		if refuse(w, err) {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(answer.Document())
	})
	mux.HandleFunc("/gate", func(w http.ResponseWriter, r *http.Request) {
		answer, err := assess(cycle, r)
		if refuse(w, err) {
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if answer.Verdict != readiness.GO {
			w.WriteHeader(http.StatusConflict)
		}
		fmt.Fprintf(w, "%s as of %s\n", answer.Verdict, answer.AsOf.Format(time.RFC3339))
		for _, point := range answer.Resolution {
			fmt.Fprintf(w, "%s: %s (%s)\n", point.Owner, point.NextStep, point.Reason)
		}
	})
	mux.HandleFunc("/report", func(w http.ResponseWriter, r *http.Request) {
		question, err := questionOf(r)
		if refuse(w, err) {
			return
		}
		page, err := cycle.Report(r.Context(), readiness.HTML, question)
		if refuse(w, err) {
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, page)
	})
	mux.HandleFunc("/entries", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.Error(w, "post an entry", http.StatusMethodNotAllowed)
			return
		}
		entry, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEntrySize))
		if err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		if refuse(w, cycle.Append(entry, readiness.FormatOf(entry))) {
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	return mux
}

func questionOf(r *http.Request) (question readiness.Question, err error) {
	if moment := r.URL.Query().Get("as_of"); moment != "" {
		question.AsOf, err = time.Parse(time.RFC3339Nano, moment)
	}
	return question, err
}

func assess(cycle *readiness.Cycle, r *http.Request) (*readiness.Assessment, error) {
	question, err := questionOf(r)
	if err != nil {
		return nil, err
	}
	return cycle.Assess(r.Context(), question)
}

// refuse answers an error, and tells whether there was one.
func refuse(w http.ResponseWriter, err error) bool {
	var refused *readiness.Error
	switch {
	case err == nil:
		return false
	case errors.Is(err, readiness.NotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	case errors.Is(err, readiness.AlreadyExists), errors.Is(err, readiness.FailedPrecondition):
		http.Error(w, err.Error(), http.StatusConflict)
	case errors.As(err, &refused) && refused.Code == readiness.Internal:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
	return true
}

func main() {
	address := flag.String("listen", "127.0.0.1:8080", "where to listen")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: service [-listen ADDRESS] LOG.cycle.json")
	}
	cycle, err := readiness.Open(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	defer cycle.Close()
	server := &http.Server{Addr: *address, Handler: newService(cycle), ReadHeaderTimeout: 5 * time.Second}
	log.Printf("engine %s, listening on http://%s", readiness.Version(), *address)
	log.Fatal(server.ListenAndServe())
}
