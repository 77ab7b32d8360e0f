#!/usr/bin/env bash
# One kind of test of the Go module, with one Go; exits 77 where that cannot be had.
#
#   GO=go PKG_CONFIG_PATH=<folder of readiness-c.pc> LD_LIBRARY_PATH=<folder of libreadiness> \
#     bindings/go/run_tests.sh test|static|race|garbage|style|messages|service
#   bindings/go/run_tests.sh conformance FOLDER OUT
set -euo pipefail
cd "$(dirname "$0")"
go=${GO:-go}
export GOTOOLCHAIN=local GOFLAGS="${GOFLAGS:-} -mod=readonly"

if ! command -v "$go" >/dev/null; then
  echo "skipped: Go is not installed; cmake/install_dependencies.sh go"
  exit 77
fi
if ! said=$("$go" mod download 2>&1); then
  printf 'skipped: the modules of go.mod cannot be had\n%s\n' "$said"
  exit 77
fi

case $1 in
  test) "$go" test -count=1 ./... ;;
  static)
    "$go" test -count=1 -tags readiness_static ./...
    program=$(mktemp)
    trap 'rm -f "$program"' EXIT
    "$go" build -tags readiness_static -o "$program" ./internal/conformance
    if ldd "$program" | grep -E 'readiness|protobuf|absl|crypto'; then
      echo "the program still needs these"
      exit 1
    fi
    ;;
  race) "$go" test -count=1 -race -run 'Goroutines|Closing|Context|Forgotten' . ;;
  # Garbage is collected before every call: a cycle that is freed while it is in use shows itself.
  garbage) "$go" test -count=1 -tags readiness_debug -run 'First|Formats|Nothing|Documents|Closing' . ;;
  style)
    wrong=$("$("$go" env GOROOT)/bin/gofmt" -l . ../../examples/embedding/go)
    [ -z "$wrong" ] || {
      echo "gofmt -w $wrong"
      exit 1
    }
    "$go" vet ./...
    ;;
  messages)
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    # The same version of the generator formats as its Go does; any Go reads what any other wrote.
    ./generate.sh "$folder"
    for file in "$folder"/readinessv1/*.pb.go readinessv1/*.pb.go; do
      name=readinessv1/$(basename "$file")
      cmp "$folder/$name" "$name" || {
        echo "$name is not what the .proto files say; run bindings/go/generate.sh"
        exit 1
      }
    done
    ;;
  service) (cd ../../examples/embedding/go && "$go" test -count=1 ./...) ;;
  conformance) "$go" run ./internal/conformance "$2" "$3" ;;
  *)
    echo "run_tests: no kind '$1'" >&2
    exit 2
    ;;
esac
