package readiness

import (
	"context"
	"testing"
)

func TestARequestIsTheCallersAgainWhenItsContextEnds(t *testing.T) {
	request := []byte(`{"asOf": "2026-05-01T00:00:00Z"}`)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	kept := keep(ctx, request)
	if string(kept) != string(request) || &kept[0] == &request[0] {
		t.Error("a call whose context can end reads the slice of the caller")
	}
	if kept := keep(context.Background(), request); &kept[0] != &request[0] {
		t.Error("a request is copied that nobody can change")
	}
}
