// table/event_buffer.h: the columns of one batch of telemetry, and the first row that is wrong.
//
// Columns are filled one after the other, so that each loop does one thing. The first wrong row is
// the one with the smallest number, whatever column it is wrong in: once a row is wrong, only those
// before it are looked at.
//
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"

#include "readiness/metric/event_columns.h"
#include "readiness/table/telemetry.h"

namespace readiness::table::internal {

class EventBuffer {
 public:
  // Begins a batch. Columns that are not filled are missing.
  void Begin(size_t row_count);
  // How many rows are worth looking at.
  [[nodiscard]] size_t good_rows() const { return good_rows_; }
  // `row` is below good_rows().
  void Refuse(size_t row, absl::Status problem) {
    good_rows_ = row;
    problem_ = std::move(problem);
  }
  // Checks each row as a whole and hands the batch on, or says what is wrong with the first wrong
  // row: "<place_name> <its place>: ...".
  [[nodiscard]] absl::Status Give(std::string_view place_name, std::span<const int64_t> places,
                                  const TelemetryCallback& take);

  // Each has the size of the batch or is empty. Absent values are those of metric/event.h.
  std::vector<int64_t> time;
  std::vector<metric::EntityKind> kind;
  std::vector<uint64_t> entity;
  std::vector<metric::EventType> event;
  std::vector<int64_t> recorded;
  std::vector<int64_t> due;
  std::vector<uint64_t> event_id;
  std::vector<uint64_t> parent;
  std::vector<double> value;
  std::vector<double> total;
  std::vector<uint32_t> cohort;
  std::vector<uint32_t> subject;
  std::vector<uint32_t> release;
  std::vector<uint8_t> tier;

 private:
  size_t good_rows_ = 0;
  absl::Status problem_;
};

}  // namespace readiness::table::internal
