package readiness_test

import (
	"context"
	"errors"
	"fmt"

	"readiness.example/readiness"
)

func Example() {
	cycle, err := readiness.Open("../../examples/ecommerce_launch.cycle.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cycle.Close()
	answer, err := cycle.Assess(context.Background(), readiness.Question{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Verdict)
	for _, point := range answer.Resolution {
		fmt.Printf("%s: %s\n", point.Owner, point.NextStep)
	}
	// Output:
	// HOLD
	// adaeze-obi: Ask an approver to approve version v5 of "mail-in-a-minute-item"
	// team-platform: Repeat the load test in the night to Saturday
	// henrik-dahl: Run the timeout drill again with 400 more attempts
}

func ExampleError() {
	_, err := readiness.Load([]byte(`{"schemaVersion": "1", "entries": [{"id": "x", "lunched": {}}]}`), readiness.JSON, nil)
	var refused *readiness.Error
	fmt.Println(errors.Is(err, readiness.InvalidArgument), errors.As(err, &refused))
	// Output: true true
}
