//go:build tools

package readiness

import _ "google.golang.org/protobuf/cmd/protoc-gen-go" // The generator of readinessv1 (generate.sh).
