// Command door measures what a call through this module costs: see benchmarks/doors.
//
//	go run ./internal/door LOG SECONDS
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"syscall"

	"readiness.example/readiness"
)

func cpuTime() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

func measure(what string, seconds float64, batch int, call func()) {
	call()
	start, count, spent := cpuTime(), 0, 0.0
	for spent < seconds*1e9 {
		for i := 0; i < batch; i++ {
			call()
		}
		count += batch
		spent = cpuTime() - start
	}
	fmt.Printf("%s %.3f\n", what, spent/float64(count))
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	seconds, err := strconv.ParseFloat(os.Args[2], 64)
	if err != nil {
		log.Fatal(err)
	}
	cycle, err := readiness.Load(data, readiness.JSON, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer cycle.Close()
	measure("call", seconds, 1000, func() { readiness.Version() })
	measure("load", seconds, 1, func() {
		read, err := readiness.Load(data, readiness.JSON, nil)
		if err != nil {
			log.Fatal(err)
		}
		read.Close()
	})
	measure("assess", seconds, 1, func() {
		if _, err := cycle.AssessBytes(context.Background(), nil, readiness.Protobuf); err != nil {
			log.Fatal(err)
		}
	})
}
