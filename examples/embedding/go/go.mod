module readiness.example/service

go 1.19

require readiness.example/readiness v0.0.0

require google.golang.org/protobuf v1.34.1 // indirect

replace readiness.example/readiness => ../../../bindings/go
