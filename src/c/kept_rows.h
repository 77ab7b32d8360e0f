// c/kept_rows.h: the rows of one call, kept until all of them are known to be right.
//
// A call that fails changes nothing, and readers give rows batch by batch: so the batches are
// copied, and applied when the reader has come to the end.
//
// Memory: 22 bytes a row and those of the columns that are there; each part is freed once it is
// applied.
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "absl/status/status.h"

#include "readiness/metric/event_columns.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/metric_set.h"

namespace readiness::c {

class KeptRows {
 public:
  explicit KeptRows(int64_t max_rows) : max_rows_(max_rows) {}

  // Copies a batch, or says that it is one row too many.
  [[nodiscard]] absl::Status Keep(const table::TelemetryBatch& batch);
  // Gives all rows to a set, once. DataLoss: it took some of them.
  [[nodiscard]] absl::Status ApplyTo(wire::MetricSet& metrics);

 private:
  struct Part {
    std::vector<int64_t> time;
    std::vector<metric::EntityKind> kind;
    std::vector<uint64_t> entity;
    std::vector<metric::EventType> event;
    std::vector<int64_t> recorded, due;
    std::vector<uint64_t> event_id, parent;
    std::vector<double> value, total;
    std::vector<uint32_t> cohort, subject, release;
    std::vector<uint8_t> tier;
  };

  int64_t max_rows_;
  int64_t rows_ = 0;
  std::deque<Part> parts_;
};

}  // namespace readiness::c
