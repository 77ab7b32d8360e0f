#include "c/kept_rows.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/event.h"

namespace readiness::c {
namespace {

// Rows of a part: few enough that a part is in the cache when it is applied.
constexpr size_t kRowsOfPart = 16'384;

template <typename T>
void Append(std::span<const T> values, std::vector<T>& kept) {
  kept.insert(kept.end(), values.begin(), values.end());
}

// A column that one batch has and another lacks has absent values there.
template <typename T>
void Append(const metric::OptionalColumn<T>& column, T absent, size_t rows_before, size_t rows,
            std::vector<T>& kept) {
  if (column.values.empty() && kept.empty()) return;
  kept.resize(rows_before, absent);
  if (column.values.empty() || !column.present.empty()) {
    for (size_t row = 0; row < rows; ++row) kept.push_back(column.At(row, absent));
  } else {
    Append(column.values, kept);
  }
}

}  // namespace

absl::Status KeptRows::Keep(const table::TelemetryBatch& batch) {
  const metric::EventColumns& from = batch.columns;
  const size_t rows = from.size();
  rows_ += static_cast<int64_t>(rows);
  if (rows_ > max_rows_) {
    return base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT",
                           base::Cat("one call takes at most ", max_rows_,
                                     " rows; hand them over in parts, or raise max_row_count"));
  }
  if (parts_.empty() || parts_.back().time.size() >= kRowsOfPart) parts_.emplace_back();
  Part& part = parts_.back();
  const size_t before = part.time.size();
  Append(from.time, part.time);
  Append(from.kind, part.kind);
  Append(from.entity, part.entity);
  Append(from.event, part.event);
  Append(from.recorded, metric::kNoTime, before, rows, part.recorded);
  Append(from.due, metric::kNoTime, before, rows, part.due);
  Append(from.event_id, metric::kNoId, before, rows, part.event_id);
  Append(from.parent, metric::kNoId, before, rows, part.parent);
  Append(from.value, metric::kNoNumber, before, rows, part.value);
  Append(from.total, metric::kNoNumber, before, rows, part.total);
  Append(from.cohort, metric::kNoText, before, rows, part.cohort);
  Append(from.subject, metric::kNoText, before, rows, part.subject);
  Append(from.release, metric::kNoText, before, rows, part.release);
  Append(from.tier, metric::kNoTier, before, rows, part.tier);
  return absl::OkStatus();
}

absl::Status KeptRows::ApplyTo(wire::MetricSet& metrics) {
  for (; !parts_.empty(); parts_.pop_front()) {
    const Part& part = parts_.front();
    metric::EventColumns columns;
    columns.time = part.time;
    columns.kind = part.kind;
    columns.entity = part.entity;
    columns.event = part.event;
    columns.recorded.values = part.recorded;
    columns.due.values = part.due;
    columns.event_id.values = part.event_id;
    columns.parent.values = part.parent;
    columns.value.values = part.value;
    columns.total.values = part.total;
    columns.cohort.values = part.cohort;
    columns.subject.values = part.subject;
    columns.release.values = part.release;
    columns.tier.values = part.tier;
    const absl::Status applied = metrics.Apply(columns);
    if (applied.ok()) continue;
    return base::RuleError(absl::StatusCode::kDataLoss, base::RuleOf(applied).value_or("C"),
                           base::Cat("some rows were taken when it came to this: ",
                                     base::ToStd(applied.message()), "; free this metric state"));
  }
  return absl::OkStatus();
}

}  // namespace readiness::c
