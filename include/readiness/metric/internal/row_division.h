// readiness/metric/internal/row_division.h: rows of telemetry divided by kind and, within a kind,
// by entity, so that each part fits a cache; checked and counted on the way.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/event_columns.h"
#include "readiness/metric/internal/entity_fold.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/text_dictionary.h"

namespace readiness::metric::internal {

// The parts of rows of one kind, those of one entity in one part, in the order in which they came.
struct KindRows {
  EventType first_event = EventType::kAccountEnrolled;
  std::vector<size_t> begins;  // By part, and the end of the last.
  std::unique_ptr<FoldRow[]> rows;
  RowQuality quality;

  [[nodiscard]] std::span<const FoldRow> Part(size_t part) const {
    return {rows.get() + begins[part], begins[part + 1] - begins[part]};
  }
};

// Divides rows by kind and entity.
class RowDivision {
 public:
  RowDivision(const EventColumns& columns, const TextDictionary& texts,
              const StreamOptions& options, std::span<const bool, kEntityKindCount> reads,
              size_t parts)
      : columns_(columns), texts_(texts), options_(options), parts_(parts) {
    is_bounded_ = options.known_at != kLastTime || options.until != kLastTime ||
                  options.allowed_lateness != kNoDuration;
    // What completes an exception may bring a score.
    says_no_more_ = !reads[static_cast<size_t>(EntityKind::kException)] &&
                    columns.recorded.values.empty() && columns.due.values.empty() &&
                    columns.event_id.values.empty() && columns.parent.values.empty() &&
                    columns.total.values.empty() && columns.subject.values.empty() &&
                    columns.release.values.empty() && columns.tier.values.empty();
    has_values_ = !columns.value.values.empty();
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      if (!reads[kind]) continue;
      kinds_[kind].first_event = FirstEventOf(static_cast<EntityKind>(kind));
      kinds_[kind].begins.assign(parts + 1, 0);
    }
  }
  // What CheckRows says; first, and once.
  [[nodiscard]] absl::Status Count() {
    if (!is_bounded_ && BareColumns::Fit(columns_) && CountBare()) return absl::OkStatus();
    const size_t rows = columns_.size();
    for (KindRows& of : kinds_) std::fill(of.begins.begin(), of.begins.end(), 0);
    watermark_ = kNoTime;
    for (size_t row = 0; row < rows; ++row) {
      if (!IsPlainlySound(columns_, row)) {
        if (const absl::Status status = CheckEvent(RowAt(columns_, row)); !status.ok()) {
          return base::At(base::Cat("row ", row), status);
        }
      }
      if (is_bounded_ && !Note(row)) continue;
      watermark_ = std::max(watermark_, columns_.time[row]);
      KindRows& of = kinds_[static_cast<size_t>(columns_.kind[row])];
      if (!of.begins.empty()) ++of.begins[PartOf(columns_.entity[row], parts_) + 1];
    }
    return absl::OkStatus();
  }
  // After Count.
  void Divide() {
    // Where the next row of a part goes, by part; none for kinds that nothing reads.
    std::array<std::vector<FoldRow*>, kEntityKindCount> next;
    std::array<FoldRow**, kEntityKindCount> wanted{};
    std::array<EventType, kEntityKindCount> first_events{};
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      KindRows& of = kinds_[kind];
      first_events[kind] = of.first_event;
      if (of.begins.empty()) continue;
      for (size_t part = 0; part < parts_; ++part) of.begins[part + 1] += of.begins[part];
      of.rows = std::make_unique_for_overwrite<FoldRow[]>(of.begins.back());
      for (size_t part = 0; part < parts_; ++part) {
        next[kind].push_back(of.rows.get() + of.begins[part]);
      }
      wanted[kind] = next[kind].data();
    }
    const size_t rows = columns_.size();
    const int64_t* times = columns_.time.data();
    const EntityKind* kinds = columns_.kind.data();
    const uint64_t* entities = columns_.entity.data();
    const EventType* events = columns_.event.data();
    const OptionalColumn<uint32_t> cohorts = columns_.cohort;
    const OptionalColumn<double> values = columns_.value;
    const size_t parts = parts_;
    const bool says_no_more = says_no_more_, has_values = has_values_, is_bounded = is_bounded_;
    for (size_t row = 0; row < rows; ++row) {
      const auto kind = static_cast<size_t>(kinds[row]);
      if (wanted[kind] == nullptr || (is_bounded && !IsKnown(row))) continue;
      FoldRow& to = *wanted[kind][PartOf(entities[row], parts)]++;
      // The lines that the part's next rows go to come while rows of other parts are written.
      __builtin_prefetch(reinterpret_cast<const char*>(&to) + kAhead, 1);
      to.key = entities[row];
      to.cohort = cohorts.At(row, kNoText);
      to.row = static_cast<uint32_t>(row);
      bool says_more = !says_no_more && SaysMore(row);
      if (has_values && !says_more) {
        const double value = values.At(row, kNoNumber);
        if (events[row] == EventType::kJourneyStep) {
          to.row = static_cast<uint32_t>(value);
        } else {
          says_more = HasNumber(value);
        }
      }
      to.time_event = PackEvent(times[row], events[row], first_events[kind], says_more);
      if (!says_no_more && HasSubjects(kinds[row]) &&
          columns_.subject.At(row, kNoText) != kNoText) {
        to.key = EntityKey(RowAt(columns_, row), texts_);
      }
    }
  }
  [[nodiscard]] const KindRows& Of(EntityKind kind) const {
    return kinds_[static_cast<size_t>(kind)];
  }
  [[nodiscard]] int64_t watermark() const { return watermark_; }

 private:
  static constexpr size_t kAhead = 128;  // Bytes.

  // Count in one look at every row; false where a row is doubtful.
  [[nodiscard]] bool CountBare() {
    // One more than the kinds: what is not read, and what is none, is counted there.
    std::vector<size_t> unread(parts_ + 1, 0);
    std::array<size_t*, 256> sizes;
    sizes.fill(unread.data() + 1);
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      if (!kinds_[kind].begins.empty()) sizes[kind] = kinds_[kind].begins.data() + 1;
    }
    const BareColumns bare(columns_);
    const size_t rows = columns_.size();
    const size_t parts = parts_;
    int64_t watermark = kNoTime;
    bool is_doubtful = false;
    for (size_t row = 0; row < rows; ++row) {
      is_doubtful |= bare.IsDoubtful(row);
      watermark = bare.times[row] > watermark ? bare.times[row] : watermark;
      ++sizes[static_cast<size_t>(bare.kinds[row])][PartOf(bare.entities[row], parts)];
    }
    watermark_ = watermark;
    return !is_doubtful;
  }
  [[nodiscard]] static size_t PartOf(uint64_t entity, size_t parts) {
    const uint64_t mixed = entity * 0xD6E8FEB86659FD93ULL;
    return static_cast<size_t>((mixed >> 32U) * parts >> 32U);
  }
  [[nodiscard]] int64_t KnownTime(size_t row) const {
    return std::max(columns_.time[row], columns_.recorded.At(row, kNoTime));
  }
  [[nodiscard]] bool IsKnown(size_t row) const {
    return KnownTime(row) <= options_.known_at && columns_.time[row] <= options_.until;
  }
  // As MetricStream does: is the row known, and is it late?
  [[nodiscard]] bool Note(size_t row) {
    RowQuality& quality = kinds_[static_cast<size_t>(columns_.kind[row])].quality;
    if (!IsKnown(row)) {
      ++quality.unknown;
      return false;
    }
    if (options_.allowed_lateness != kNoDuration &&
        KnownTime(row) - columns_.time[row] > options_.allowed_lateness) {
      ++quality.late;
    }
    return true;
  }
  // Has the row more to say than a FoldRow has room for, its value apart?
  [[nodiscard]] bool SaysMore(size_t row) const {
    const auto says = [row](const auto& column, auto absent) {
      return !column.values.empty() && column.At(row, absent) != absent;
    };
    const auto has_number = [row](const OptionalColumn<double>& column) {
      return !column.values.empty() && HasNumber(column.At(row, kNoNumber));
    };
    const EventColumns& c = columns_;
    return c.event[row] == EventType::kExceptionCompleted || says(c.recorded, kNoTime) ||
           says(c.due, kNoTime) || says(c.event_id, kNoId) || says(c.parent, kNoId) ||
           says(c.subject, kNoText) || says(c.release, kNoText) || says(c.tier, kNoTier) ||
           has_number(c.total) || (c.event[row] != EventType::kJourneyStep && has_number(c.value));
  }

  const EventColumns& columns_;
  const TextDictionary& texts_;
  const StreamOptions& options_;
  size_t parts_;
  bool is_bounded_, says_no_more_, has_values_;
  std::array<KindRows, kEntityKindCount> kinds_;
  int64_t watermark_ = kNoTime;
};

}  // namespace readiness::metric::internal
