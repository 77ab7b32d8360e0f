#include "table/event_buffer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/event.h"

namespace readiness::table::internal {

void EventBuffer::Begin(size_t row_count) {
  time.clear();
  kind.clear();
  entity.clear();
  event.clear();
  recorded.clear();
  due.clear();
  event_id.clear();
  parent.clear();
  value.clear();
  total.clear();
  cohort.clear();
  subject.clear();
  release.clear();
  tier.clear();
  good_rows_ = row_count;
  problem_ = absl::OkStatus();
}

absl::Status EventBuffer::Give(std::string_view place_name, std::span<const int64_t> places,
                               const TelemetryCallback& take) {
  // Who answers is the account: what it says later takes the place of what it said before.
  for (size_t row = 0; row < std::min(good_rows_, parent.size()); ++row) {
    const bool is_of_account =
        kind[row] == metric::EntityKind::kResponse && parent[row] != metric::kNoId;
    if (is_of_account) entity[row] = parent[row];
  }
  TelemetryBatch batch;
  batch.places = places;
  batch.columns.time = time;
  batch.columns.kind = kind;
  batch.columns.entity = entity;
  batch.columns.event = event;
  batch.columns.recorded.values = recorded;
  batch.columns.due.values = due;
  batch.columns.event_id.values = event_id;
  batch.columns.parent.values = parent;
  batch.columns.value.values = value;
  batch.columns.total.values = total;
  batch.columns.cohort.values = cohort;
  batch.columns.subject.values = subject;
  batch.columns.release.values = release;
  batch.columns.tier.values = tier;
  for (size_t row = 0; row < good_rows_; ++row) {
    absl::Status checked = metric::CheckEvent(metric::RowAt(batch.columns, row));
    if (!checked.ok()) Refuse(row, std::move(checked));
  }
  if (!problem_.ok()) {
    return base::At(base::Cat(place_name, " ", places[good_rows_]), problem_);
  }
  return take(batch);
}

}  // namespace readiness::table::internal
