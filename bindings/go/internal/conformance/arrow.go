package main

/*
#cgo CFLAGS: -I${SRCDIR}/../../../../include
#include <stdlib.h>
#include "../../../../tests/conformance/arrow_text.c"
*/
import "C"

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"readiness.example/readiness"
)

// streamOf fills a stream, in C's memory, with the table of a text file; none where the name is "-".
func streamOf(folder, name string) (unsafe.Pointer, error) {
	if name == "-" {
		return nil, nil
	}
	path := C.CString(filepath.Join(folder, name))
	defer C.free(unsafe.Pointer(path))
	stream := C.calloc(1, C.sizeof_struct_ArrowArrayStream)
	if C.arrow_text_read(path, (*C.struct_ArrowArrayStream)(stream)) == 0 {
		return nil, fmt.Errorf("%s cannot be read", name)
	}
	return stream, nil
}

// exporter gives a table into the stream at out.
type exporter func(out unsafe.Pointer) error

func writeTable(stem string, export exporter) error {
	stream := C.calloc(1, C.sizeof_struct_ArrowArrayStream)
	defer C.free(stream)
	if err := export(stream); err != nil {
		return err
	}
	path := C.CString(stem + ".tsv")
	defer C.free(unsafe.Pointer(path))
	if C.arrow_text_write((*C.struct_ArrowArrayStream)(stream), path) == 0 {
		return fmt.Errorf("%s.tsv cannot be written", stem)
	}
	return nil
}

func arrowRank(folder, stem string, column []string) error {
	nodes, err := streamOf(folder, column[1])
	if err != nil {
		return err
	}
	defer C.free(nodes)
	edges, err := streamOf(folder, column[3])
	if err != nil {
		return err
	}
	defer C.free(edges)
	graph, err := readiness.NewRiskGraphOfArrow(nodes, edges, orNil(column[2]))
	if err != nil {
		return err
	}
	defer graph.Close()
	request := orNil(column[5])
	document, err := graph.RankBytes(context.Background(), request, readiness.JSON)
	if err != nil {
		return err
	}
	if err := os.WriteFile(stem+".json", document, 0o644); err != nil {
		return err
	}
	return writeTable(stem, func(out unsafe.Pointer) error {
		return graph.ExportArrowStream(readiness.Risks, request, readiness.JSON, out)
	})
}

func arrowMetrics(folder, stem string, column []string) error {
	state, err := readiness.NewMetricState(orNil(column[2]), readiness.JSON)
	if err != nil {
		return err
	}
	defer state.Close()
	for _, name := range strings.Split(column[1], ",") {
		stream, err := streamOf(folder, name)
		if err != nil {
			return err
		}
		err = state.IngestArrowStream(stream)
		C.free(stream)
		if err != nil {
			return err
		}
	}
	request := orNil(column[5])
	document, err := state.EvaluateBytes(context.Background(), request, readiness.JSON)
	if err != nil {
		return err
	}
	if err := os.WriteFile(stem+".json", document, 0o644); err != nil {
		return err
	}
	return writeTable(stem, func(out unsafe.Pointer) error {
		return state.ExportArrowStream(readiness.Metrics, request, readiness.JSON, out)
	})
}
