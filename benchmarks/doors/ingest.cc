// The C++ side of ingest.py: takes the rows of an Arrow stream into a metric state through the C++
// library, without any door and without keeping the rows until the last one was read.
#include <cstdio>

#include "readiness/table/arrow_columns.h"
#include "readiness/wire/metric_set.h"

using namespace readiness;

// 0, or 1 with the reason on standard error.
extern "C" __attribute__((visibility("default"))) int ingest_stream(ArrowArrayStream* stream) {
  wire::MetricSet metrics(wire::MetricSetOptions{});
  absl::Status status = metrics.Start({});
  if (status.ok()) {
    status = table::TakeTelemetryArrowStream(
        *stream, {}, metrics.texts(),
        [&metrics](const table::TelemetryBatch& batch) { return metrics.Apply(batch.columns); });
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "ingest: %s\n", std::string(status.message()).c_str());
  return 1;
}
