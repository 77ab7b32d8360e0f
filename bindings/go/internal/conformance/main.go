// Command conformance runs the cases of tests/conformance/cases.tsv through this module.
//
//	go run ./internal/conformance FOLDER OUT
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"readiness.example/readiness"
)

func orNil(column string) []byte {
	if column == "-" {
		return nil
	}
	return []byte(column)
}

func load(folder, logPath, limits, entries string) (cycle *readiness.Cycle, err error) {
	if logPath == "-" {
		cycle, err = readiness.New()
	} else {
		data, unread := os.ReadFile(filepath.Join(folder, logPath))
		if unread != nil {
			return nil, unread
		}
		cycle, err = readiness.Load(data, readiness.JSON, orNil(limits))
	}
	if err != nil || entries == "-" {
		return cycle, err
	}
	for _, path := range strings.Split(entries, ",") {
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		if err := cycle.Append(data, readiness.JSON); err != nil {
			return nil, err
		}
	}
	return cycle, nil
}

func answer(cycle *readiness.Cycle, call string, request []byte, format readiness.Format) ([]byte, error) {
	switch call {
	case "save":
		return cycle.Save(format)
	case "query":
		return cycle.QueryBytes(context.Background(), request, format)
	}
	return cycle.AssessBytes(context.Background(), request, format)
}

// answerer asks what a case is about.
type answerer func(request []byte, format readiness.Format) ([]byte, error)

func cycleCase(folder string, column []string) (answerer, func() error, error) {
	entries := column[3]
	if hasMetrics(column) {
		entries = "-"
	}
	cycle, err := load(folder, column[1], column[2], entries)
	if err != nil {
		return nil, nil, err
	}
	if hasMetrics(column) {
		return withMetrics(folder, cycle, column)
	}
	return func(request []byte, format readiness.Format) ([]byte, error) {
		return answer(cycle, column[4], request, format)
	}, cycle.Close, nil
}

func hasMetrics(column []string) bool {
	return column[4] == "assess_metrics" || column[4] == "query_metrics"
}

// withMetrics asks a cycle with the rows that a case appends. A query is about the last entry; of another moment,
// its request would have to be taken apart.
func withMetrics(folder string, cycle *readiness.Cycle, column []string) (answerer, func() error, error) {
	moment := orNil(column[5])
	ask := cycle.AssessWithMetricsBytes
	if column[4] == "query_metrics" {
		moment, ask = nil, cycle.QueryWithMetricsBytes
	}
	state, err := cycle.NewMetricState(moment, readiness.JSON)
	if err != nil {
		return nil, nil, err
	}
	if err := ingest(folder, column[3], state); err != nil {
		return nil, nil, err
	}
	return func(request []byte, format readiness.Format) ([]byte, error) {
			return ask(context.Background(), state, nil, request, format)
		}, func() error {
			if err := state.Close(); err != nil {
				return err
			}
			return cycle.Close()
		}, nil
}

// ingest takes the rows of files, named with commas between them.
func ingest(folder, files string, state *readiness.MetricState) error {
	for _, path := range strings.Split(files, ",") {
		rows, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return err
		}
		if err := state.Ingest(rows, readiness.CSV); err != nil {
			return err
		}
	}
	return nil
}

func metricsCase(folder string, column []string) (answerer, func() error, error) {
	state, err := readiness.NewMetricState(orNil(column[2]), readiness.JSON)
	if err != nil {
		return nil, nil, err
	}
	if err := ingest(folder, column[1], state); err != nil {
		return nil, nil, err
	}
	return func(request []byte, format readiness.Format) ([]byte, error) {
		if column[4] == "metrics_save" {
			return state.Save(format)
		}
		return state.EvaluateBytes(context.Background(), request, format)
	}, state.Close, nil
}

func rankCase(folder string, column []string) (answerer, func() error, error) {
	data, err := os.ReadFile(filepath.Join(folder, column[1]))
	if err != nil {
		return nil, nil, err
	}
	graph, err := readiness.NewRiskGraph(data, readiness.JSON, orNil(column[2]))
	if err != nil {
		return nil, nil, err
	}
	if column[3] != "-" {
		for _, path := range strings.Split(column[3], ",") {
			change, err := os.ReadFile(filepath.Join(folder, path))
			if err != nil {
				return nil, nil, err
			}
			if err := graph.Update(change, readiness.JSON); err != nil {
				return nil, nil, err
			}
		}
	}
	return func(request []byte, format readiness.Format) ([]byte, error) {
		if column[4] == "rank_save" {
			return graph.Save(format)
		}
		if column[4] == "rank_explain" {
			return graph.ExplainBytes(context.Background(), request, format)
		}
		return graph.RankBytes(context.Background(), request, format)
	}, graph.Close, nil
}

func run(folder, stem string, column []string) error {
	switch column[4] {
	case "arrow_rank":
		return arrowRank(folder, stem, column)
	case "arrow_metrics":
		return arrowMetrics(folder, stem, column)
	}
	prepare := cycleCase
	if strings.HasPrefix(column[4], "metrics") {
		prepare = metricsCase
	} else if strings.HasPrefix(column[4], "rank") {
		prepare = rankCase
	}
	ask, closeIt, err := prepare(folder, column)
	if err != nil {
		return err
	}
	defer closeIt()
	document, err := ask(orNil(column[5]), readiness.JSON)
	if err != nil {
		return err
	}
	if err := os.WriteFile(stem+".json", document, 0o644); err != nil || column[5] != "-" {
		return err
	}
	serialized, err := ask(nil, readiness.Protobuf)
	if err != nil {
		return err
	}
	return os.WriteFile(stem+".binpb", serialized, 0o644)
}

func main() {
	folder, out := os.Args[1], os.Args[2]
	cases, err := os.ReadFile(filepath.Join(folder, "cases.tsv"))
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(cases)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		column := strings.Split(line, "\t")
		stem := filepath.Join(out, column[0])
		err := run(folder, stem, column)
		var refused *readiness.Error
		if errors.As(err, &refused) {
			text := fmt.Sprintf("%d\n%s\n%s\n%s\n", refused.Code, refused.Rule, refused.Location, refused.Message)
			err = os.WriteFile(stem+".error", []byte(text), 0o644)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}
