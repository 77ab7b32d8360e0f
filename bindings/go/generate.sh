#!/usr/bin/env bash
# Writes readinessv1/*.pb.go from the .proto files, with the generator of the version that go.mod names.
#
#   bindings/go/generate.sh [FOLDER]      default: where they are committed
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here}
proto=$here/../../proto
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT

(cd "$here" && "${GO:-go}" build -o "$tools/protoc-gen-go" google.golang.org/protobuf/cmd/protoc-gen-go)
options=(--go_opt=module=readiness.example/readiness)
cd "$proto"
for file in readiness/v1/*.proto; do
  options+=("--go_opt=M$file=readiness.example/readiness/readinessv1")
done
PATH="$tools:$PATH" protoc --proto_path=. "--go_out=$target" "${options[@]}" readiness/v1/*.proto
# The version of protoc that happened to be there says nothing about the messages.
sed -i '/^\/\/ \tprotoc  *v/d' "$target"/readinessv1/*.pb.go
