// readiness/decision/table.h: decision tables: checked when they are loaded, looked up in bits.
//
//   READINESS_ASSIGN_OR_RETURN(const Table table, Table::Load(model));
//   TableAnswer answer;
//   READINESS_RETURN_IF_ERROR(table.Evaluate(inputs, answer));
//
// Load refuses, with a counter-example: rows that overlap (UNIQUE), or overlap with different
// outcomes (ANY_SAME); a row that is never reached (FIRST, PRIORITY); an input that no row matches
// (unless may_have_gaps); where must_be_monotone, a higher input with a lower outcome. For UNIQUE
// tables every check is exact and takes little time. Where rows may overlap, completeness and
// reachability are a search with a budget (16 M looks at a row); where it runs out the table loads
// and notes() says what is not proven: an input that then matches no row has no outcome and so
// passes nothing. Monotonicity out of reach (overlapping rows, more than 4 M points) is refused.
//
// Known inputs give the row (COLLECT: rows) and the near misses, which fail exactly one column.
// Unknown inputs give the set of outcomes that are possible over their completions. A number that
// is not finite, or a word that the column does not have, is never matched: it is unknown.
//
// Units:   a range is half-open, low <= x < high, unless its marks say otherwise; outcomes and rows
//          are numbered from 0 in the order of the table (messages count rows from 1).
// Cost:    load: pairs of rows (10,000: about 0.1 s), memory segments x rows / 8 bytes, at most
//          kMaxTableIndexBytes. Evaluate: about 0.1 to
//          1 us, no allocation once warm.
// Errors:  InvalidArgument (rule TABLE, or LIMIT).
// Threads: a loaded table is immutable; an answer belongs to one call at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/internal/cover.h"
#include "readiness/decision/internal/table_cells.h"
#include "readiness/decision/internal/table_checks.h"
#include "readiness/decision/internal/table_index.h"
#include "readiness/model/table.h"

namespace readiness::decision {

// The value of one column: a number, a word by its place in the column's values, or unknown.
struct TableValue {
  enum class Kind : uint8_t { kUnknown, kNumber, kWord };
  Kind kind = Kind::kUnknown;
  double number = 0;
  int32_t word = 0;

  [[nodiscard]] static TableValue Unknown() { return {}; }
  [[nodiscard]] static TableValue Number(double number) { return {Kind::kNumber, number, 0}; }
  [[nodiscard]] static TableValue Word(int32_t word) { return {Kind::kWord, 0, word}; }
};

// A row that would match but for one column.
struct NearMiss {
  int32_t row = 0;
  int32_t column = 0;

  friend bool operator==(const NearMiss&, const NearMiss&) = default;
};

struct TableAnswer {
  // The row that wins; COLLECT: all rows that match, in order. Empty where an input is unknown.
  std::vector<int32_t> rows;
  // Outcomes that are possible, a bit each; with known inputs those of `rows`.
  uint64_t outcomes = 0;
  // Outcomes that every completion gives. COLLECT may give several; else at most one.
  uint64_t certain_outcomes = 0;
  // Some completion of the inputs matches no row (or that is not proven to be impossible).
  bool may_match_nothing = false;
  // Every input is known.
  bool is_known = true;
  // False: `outcomes` may hold outcomes that no completion gives.
  bool is_exact = true;
  // Known inputs: the first kNearMissCount near misses by precedence, and how many there are.
  std::vector<NearMiss> near_misses;
  int64_t near_miss_count = 0;

  [[nodiscard]] bool Has(int32_t outcome) const { return (outcomes >> outcome & 1U) != 0; }

 private:
  friend class Table;
  std::vector<int32_t> segments_;
  std::vector<const uint64_t*> bits_;
  std::vector<uint64_t> near_;  // rank << 32 | place
};

class Table {
 public:
  static constexpr size_t kNearMissCount = 8;

  [[nodiscard]] static absl::StatusOr<Table> Load(const model::DecisionTable& source) {
    Table table;
    READINESS_ASSIGN_OR_RETURN(table.boxes_, internal::BoxReader::Read(source));
    const size_t rows = table.boxes_.row_count();
    std::vector<int32_t> order(rows);  // by precedence
    std::iota(order.begin(), order.end(), 0);
    if (table.boxes_.policy == model::HitPolicy::kPriority) {
      std::stable_sort(order.begin(), order.end(), [&table](int32_t a, int32_t b) {
        return table.boxes_.priorities[static_cast<size_t>(a)] >
               table.boxes_.priorities[static_cast<size_t>(b)];
      });
    }
    table.rank_.resize(rows);
    for (size_t i = 0; i < rows; ++i) {
      table.rank_[static_cast<size_t>(order[i])] = static_cast<int32_t>(i);
    }
    const internal::TableChecks checks(table.boxes_);
    READINESS_RETURN_IF_ERROR(checks.CheckOverlap());
    absl::Status status;
    if (checks.CheckReachable(order, status) == internal::Proof::kOutOfReach) {
      table.notes_.push_back("not proven: every row is reached");
    }
    READINESS_RETURN_IF_ERROR(status);
    if (!source.may_have_gaps) {
      const internal::Proof complete = checks.CheckComplete(status);
      READINESS_RETURN_IF_ERROR(status);
      table.is_complete_ = complete == internal::Proof::kHolds;
      if (!table.is_complete_) table.notes_.push_back("not proven: every input matches a row");
    }
    if (source.must_be_monotone) READINESS_RETURN_IF_ERROR(checks.CheckMonotone(table.rank_));
    READINESS_RETURN_IF_ERROR(table.index_.Build(table.boxes_));
    return table;
  }

  [[nodiscard]] std::string_view id() const { return boxes_.id; }
  [[nodiscard]] int32_t column_count() const { return static_cast<int32_t>(boxes_.columns.size()); }
  [[nodiscard]] int32_t row_count() const { return static_cast<int32_t>(boxes_.row_count()); }
  [[nodiscard]] std::string_view column_name(int32_t column) const {
    return boxes_.columns[static_cast<size_t>(column)].name;
  }
  [[nodiscard]] bool is_numeric(int32_t column) const {
    return boxes_.columns[static_cast<size_t>(column)].is_numeric();
  }
  [[nodiscard]] std::string_view outcome_name(int32_t outcome) const {
    return boxes_.outcomes[static_cast<size_t>(outcome)];
  }
  [[nodiscard]] std::optional<int32_t> FindOutcome(std::string_view name) const {
    return Find(boxes_.outcomes, name);
  }
  // The place of a word among the column's values; nothing: the column does not have it.
  [[nodiscard]] std::optional<int32_t> FindWord(int32_t column, std::string_view word) const {
    return Find(boxes_.columns[static_cast<size_t>(column)].values, word);
  }
  // The outcomes of a row, a bit each.
  [[nodiscard]] uint64_t RowOutcomes(int32_t row) const {
    return boxes_.row_outcomes[static_cast<size_t>(row)];
  }
  // What loading could not prove, in words.
  [[nodiscard]] std::span<const std::string> notes() const { return notes_; }

  // One value a column, in order.
  [[nodiscard]] absl::Status Evaluate(std::span<const TableValue> inputs, TableAnswer& out) const {
    if (inputs.size() != boxes_.columns.size()) {
      return boxes_.Wrong(
          base::Cat("has ", boxes_.columns.size(), " columns, got ", inputs.size(), " values"));
    }
    out.segments_.resize(inputs.size());
    out.is_known = true;
    for (size_t c = 0; c < inputs.size(); ++c) {
      out.segments_[c] = SegmentOf(c, inputs[c]);
      out.is_known = out.is_known && out.segments_[c] >= 0;
    }
    out.rows.clear();
    out.near_misses.clear();
    out.near_miss_count = 0;
    out.outcomes = 0;
    out.certain_outcomes = 0;
    out.is_exact = true;
    if (out.is_known) {
      LookUp(out);
      out.certain_outcomes = out.outcomes;
    } else {
      Complete(out);
      if (!out.may_match_nothing && std::has_single_bit(out.outcomes)) {
        out.certain_outcomes = out.outcomes;
      }
    }
    return absl::OkStatus();
  }

 private:
  static std::optional<int32_t> Find(const std::vector<std::string>& words, std::string_view word) {
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i] == word) return static_cast<int32_t>(i);
    }
    return std::nullopt;
  }

  // -1: unknown.
  [[nodiscard]] int32_t SegmentOf(size_t column, const TableValue& value) const {
    const internal::Column& c = boxes_.columns[column];
    if (value.kind == TableValue::Kind::kNumber) {
      const bool is_finite = value.number - value.number == 0;
      return c.is_numeric() && is_finite ? index_.SegmentOf(column, value.number) : -1;
    }
    const bool has_word = value.kind == TableValue::Kind::kWord && !c.is_numeric() &&
                          value.word >= 0 && value.word < c.segment_count;
    return has_word ? value.word : -1;
  }

  void LookUp(TableAnswer& out) const {
    out.bits_.resize(out.segments_.size());
    for (size_t c = 0; c < out.segments_.size(); ++c) {
      out.bits_[c] = index_.Bits(c, out.segments_[c]);
    }
    const bool collect = boxes_.policy == model::HitPolicy::kCollect;
    out.near_.clear();
    index_.Scan(out.bits_, [&](size_t word, uint64_t hits, uint64_t near) {
      for (; hits != 0; hits &= hits - 1) {
        const int32_t row = index_.RowAt(word * 64 + static_cast<size_t>(std::countr_zero(hits)));
        if (collect || out.rows.empty()) {
          out.rows.push_back(row);
        } else if (rank_[static_cast<size_t>(row)] < rank_[static_cast<size_t>(out.rows[0])]) {
          out.rows[0] = row;
        }
      }
      for (; near != 0; near &= near - 1) {
        const size_t place = word * 64 + static_cast<size_t>(std::countr_zero(near));
        const auto rank = static_cast<uint32_t>(rank_[static_cast<size_t>(index_.RowAt(place))]);
        KeepFirst(out, uint64_t{rank} << 32U | place);
      }
    });
    if (collect) std::sort(out.rows.begin(), out.rows.end());
    for (const int32_t row : out.rows)
      out.outcomes |= boxes_.row_outcomes[static_cast<size_t>(row)];
    ListNearMisses(out, index_);
    out.may_match_nothing = out.rows.empty();
  }

  // Counts a near miss and keeps it in order where it is among the first.
  static void KeepFirst(TableAnswer& out, uint64_t near) {
    ++out.near_miss_count;
    if (out.near_.size() < kNearMissCount) {
      out.near_.push_back(near);
    } else if (near > out.near_.back()) {
      return;
    }
    size_t i = out.near_.size() - 1;
    for (; i > 0 && out.near_[i - 1] > near; --i) out.near_[i] = out.near_[i - 1];
    out.near_[i] = near;
  }
  // The near misses that were kept, each with the column that fails.
  static void ListNearMisses(TableAnswer& out, const internal::TableIndex& index) {
    for (const uint64_t near : out.near_) {
      const size_t place = near & 0xFFFFFFFFU;
      const uint64_t* const* bits = out.bits_.data();
      const uint64_t bit = uint64_t{1} << (place % 64);
      int32_t column = 0;
      while ((bits[column][place / 64] & bit) != 0) ++column;
      out.near_misses.push_back({index.RowAt(place), column});
    }
  }

  // The outcomes over all completions of the unknown columns.
  void Complete(TableAnswer& out) const {
    std::vector<internal::Cell> box;
    for (size_t c = 0; c < out.segments_.size(); ++c) {
      const int32_t segment = out.segments_[c];
      const internal::Column& column = boxes_.columns[c];
      if (segment < 0) {
        box.push_back(column.All());
      } else if (column.is_numeric()) {
        box.push_back({segment, segment, 0});
      } else {
        box.push_back(internal::Cell::OfMask(uint64_t{1} << segment));
      }
    }
    std::vector<int32_t> rows;  // Rows that some completion matches, by precedence.
    for (size_t word = 0; word < index_.words(); ++word) {
      uint64_t bits = ~uint64_t{0};
      const size_t begin = word * 64;
      if (begin >= boxes_.row_count()) break;
      if (boxes_.row_count() - begin < 64) bits = (uint64_t{1} << (boxes_.row_count() - begin)) - 1;
      for (size_t c = 0; c < out.segments_.size() && bits != 0; ++c) {
        if (out.segments_[c] >= 0) bits &= index_.Bits(c, out.segments_[c])[word];
      }
      for (; bits != 0; bits &= bits - 1) {
        rows.push_back(index_.RowAt(begin + static_cast<size_t>(std::countr_zero(bits))));
      }
    }
    std::sort(rows.begin(), rows.end(), [this](int32_t a, int32_t b) {
      return rank_[static_cast<size_t>(a)] < rank_[static_cast<size_t>(b)];
    });
    internal::CoverSearch search(boxes_);
    search.budget = kCompletionBudget;
    if (boxes_.policy == model::HitPolicy::kFirst || boxes_.policy == model::HitPolicy::kPriority) {
      // A row is possible where the rows before it leave it something.
      std::vector<int32_t> before;
      for (const int32_t row : rows) {
        const uint64_t outcome = boxes_.row_outcomes[static_cast<size_t>(row)];
        if ((out.outcomes & outcome) == 0) {
          std::vector<internal::Cell> part = box;
          const internal::Cell* cells = boxes_.Row(static_cast<size_t>(row));
          for (size_t c = 0; c < part.size(); ++c) part[c] = part[c].Meet(cells[c]);
          const internal::Proof covered = search.IsCovered(std::move(part), before);
          if (covered != internal::Proof::kHolds) out.outcomes |= outcome;
          if (covered == internal::Proof::kOutOfReach) out.is_exact = false;
        }
        before.push_back(row);
      }
    } else {
      for (const int32_t row : rows) out.outcomes |= boxes_.row_outcomes[static_cast<size_t>(row)];
    }
    out.may_match_nothing = false;
    if (boxes_.policy == model::HitPolicy::kCollect) CollectCertain(box, rows, out);
    if (is_complete_) return;
    internal::Proof covered = internal::Proof::kHolds;
    if (boxes_.policy == model::HitPolicy::kUnique) {
      covered = internal::DisjointCover(boxes_).IsCovered(box, rows);
    } else {
      covered = search.IsCovered(box, rows);
    }
    out.may_match_nothing = covered != internal::Proof::kHolds;
    if (covered == internal::Proof::kOutOfReach) out.is_exact = false;
  }

  // COLLECT: an outcome is certain where the rows that name it leave no completion out.
  void CollectCertain(const std::vector<internal::Cell>& box, const std::vector<int32_t>& rows,
                      TableAnswer& out) const {
    for (uint64_t left = out.outcomes; left != 0; left &= left - 1) {
      const uint64_t outcome = left & (~left + 1);
      std::vector<int32_t> naming;
      for (const int32_t row : rows) {
        if ((RowOutcomes(row) & outcome) != 0) naming.push_back(row);
      }
      internal::CoverSearch search(boxes_);
      search.budget = kCompletionBudget;
      if (search.IsCovered(box, naming) == internal::Proof::kHolds) out.certain_outcomes |= outcome;
    }
  }

  static constexpr int64_t kCompletionBudget = int64_t{1} << 20;

  internal::Boxes boxes_;
  internal::TableIndex index_;
  std::vector<int32_t> rank_;  // place of a row by precedence
  std::vector<std::string> notes_;
  bool is_complete_ = false;
};

}  // namespace readiness::decision
