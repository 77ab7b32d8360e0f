// readiness/metric/internal/row_division.h: rows of telemetry divided by kind and, within a kind,
// by entity, so that each part fits a cache; checked and counted on the way.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
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
  // `parts`: a power of two, 2 or more.
  RowDivision(const EventColumns& columns, const TextDictionary& texts,
              const StreamOptions& options, std::span<const bool, kEntityKindCount> reads,
              size_t parts)
      : columns_(columns),
        texts_(texts),
        options_(options),
        parts_(parts),
        shift_(64U - static_cast<unsigned>(std::countr_zero(parts))) {
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
    if (!is_bounded_ && BareColumns::Fit(columns_)) {
      is_bare_ = has_values_ ? CountBare<true>() : CountBare<false>();
      if (is_bare_) return absl::OkStatus();
    }
    const size_t rows = columns_.size();
    for (KindRows& of : kinds_) std::fill(of.begins.begin(), of.begins.end(), 0);
    watermarks_.fill(kNoTime);
    for (size_t row = 0; row < rows; ++row) {
      if (!IsPlainlySound(columns_, row)) {
        if (const absl::Status status = CheckEvent(RowAt(columns_, row)); !status.ok()) {
          return base::At(base::Cat("row ", row), status);
        }
      }
      if (is_bounded_ && !Note(row)) continue;
      const auto kind = static_cast<size_t>(columns_.kind[row]);
      watermarks_[kind] = std::max(watermarks_[kind], columns_.time[row]);
      KindRows& of = kinds_[kind];
      if (!of.begins.empty()) ++of.begins[PartOf(columns_.entity[row], shift_) + 1];
    }
    return absl::OkStatus();
  }
  // After Count.
  void Divide() {
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      KindRows& of = kinds_[kind];
      if (of.begins.empty()) continue;
      for (size_t part = 0; part < parts_; ++part) of.begins[part + 1] += of.begins[part];
      of.rows = std::make_unique_for_overwrite<FoldRow[]>(of.begins.back());
      next_[kind].clear();
      for (size_t part = 0; part < parts_; ++part) {
        next_[kind].push_back(of.rows.get() + of.begins[part]);
      }
    }
    if (is_bare_ && says_no_more_ && columns_.cohort.present.empty() &&
        !columns_.cohort.values.empty()) {
      has_values_ ? DivideBare<true>() : DivideBare<false>();
    } else {
      DivideAny();
    }
  }
  [[nodiscard]] const KindRows& Of(EntityKind kind) const {
    return kinds_[static_cast<size_t>(kind)];
  }
  // The last row of the kind; after Divide. Where all rows were counted in one look, those of the
  // kind are looked at again, unless there are no others.
  [[nodiscard]] int64_t WatermarkOf(EntityKind kind) const {
    const KindRows& of = Of(kind);
    if (!is_bare_) return watermarks_[static_cast<size_t>(kind)];
    if (of.begins.back() == columns_.size()) return watermark_;
    int64_t last = kNoTime;
    for (size_t row = 0; row < of.begins.back(); ++row) last = std::max(last, of.rows[row].time());
    return last;
  }

 private:
  static constexpr size_t kAhead = 128;  // Bytes.

  // Count in one look at every row; false where a row is doubtful.
  template <bool kHasValues>
  [[nodiscard]] bool CountBare() {
    // What is not read, and what is no kind, is counted apart.
    std::vector<size_t> unread(parts_ + 1, 0);
    std::array<size_t*, 256> sizes;
    sizes.fill(unread.data() + 1);
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      if (!kinds_[kind].begins.empty()) sizes[kind] = kinds_[kind].begins.data() + 1;
    }
    const BareColumns bare(columns_);
    const size_t rows = columns_.size();
    const unsigned shift = shift_;
    BareColumns::Doubts doubts;
    for (size_t row = 0; row < rows; ++row) {
      bare.Look<kHasValues>(row, doubts);
      ++sizes[static_cast<size_t>(bare.kinds[row])][PartOf(bare.entities[row], shift)];
    }
    watermark_ = rows == 0 ? kNoTime : doubts.last;
    return !doubts.Any();
  }
  // Of rows that CountBare found sound, that say no more than a FoldRow holds and have cohorts.
  template <bool kHasValues>
  void DivideBare() {
    std::array<FoldRow**, kEntityKindCount> next{};
    std::array<int64_t, kEntityKindCount> first_events{};
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      if (!next_[kind].empty()) next[kind] = next_[kind].data();
      first_events[kind] = static_cast<int64_t>(kinds_[kind].first_event);
    }
    const BareColumns bare(columns_);
    const uint32_t* cohorts = columns_.cohort.values.data();
    const size_t rows = columns_.size();
    const unsigned shift = shift_;
    for (size_t row = 0; row < rows; ++row) {
      const auto kind = static_cast<size_t>(bare.kinds[row]);
      if (next[kind] == nullptr) continue;
      const uint64_t entity = bare.entities[row];
      FoldRow& to = *next[kind][PartOf(entity, shift)]++;
      // The lines that the part's next rows go to come while rows of other parts are written.
      __builtin_prefetch(reinterpret_cast<const char*>(&to) + kAhead, 1);
      to.key = entity;
      to.time_event =
          bare.times[row] * 16 + (static_cast<int64_t>(bare.events[row]) - first_events[kind]);
      to.cohort = cohorts[row];
      to.row = static_cast<uint32_t>(row);
      if constexpr (kHasValues) {
        if (bare.events[row] == EventType::kJourneyStep) {
          to.row = static_cast<uint32_t>(bare.values[row]);
        }
      }
    }
  }
  void DivideAny() {
    for (size_t row = 0; row < columns_.size(); ++row) {
      const auto kind = static_cast<size_t>(columns_.kind[row]);
      if (next_[kind].empty() || (is_bounded_ && !IsKnown(row))) continue;
      const EventType event = columns_.event[row];
      FoldRow& to = *next_[kind][PartOf(columns_.entity[row], shift_)]++;
      __builtin_prefetch(reinterpret_cast<const char*>(&to) + kAhead, 1);
      to.key = columns_.entity[row];
      to.cohort = columns_.cohort.At(row, kNoText);
      to.row = static_cast<uint32_t>(row);
      bool says_more = !says_no_more_ && SaysMore(row);
      if (has_values_ && !says_more) {
        const double value = columns_.value.At(row, kNoNumber);
        if (event == EventType::kJourneyStep) {
          to.row = static_cast<uint32_t>(value);
        } else {
          says_more = HasNumber(value);
        }
      }
      to.time_event = PackEvent(columns_.time[row], event, kinds_[kind].first_event, says_more);
      if (!says_no_more_ && HasSubjects(columns_.kind[row]) &&
          columns_.subject.At(row, kNoText) != kNoText) {
        to.key = EntityKey(RowAt(columns_, row), texts_);
      }
    }
  }
  [[nodiscard]] static size_t PartOf(uint64_t entity, unsigned shift) {
    return static_cast<size_t>((entity * 0xD6E8FEB86659FD93ULL) >> shift);
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
  unsigned shift_;  // Of the mixed entity, to its part.
  bool is_bounded_, says_no_more_, has_values_;
  bool is_bare_ = false;  // Are all rows sound, and known, with no more than BareColumns?
  std::array<KindRows, kEntityKindCount> kinds_;
  // Where the next row of a part goes, by part; none for kinds that nothing reads.
  std::array<std::vector<FoldRow*>, kEntityKindCount> next_;
  int64_t watermark_ = kNoTime;  // Of all kinds, where is_bare_.
  std::array<int64_t, kEntityKindCount> watermarks_{};
};

}  // namespace readiness::metric::internal
