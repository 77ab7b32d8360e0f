// readiness/decision/internal/table_checks.h: what is checked of a table when it is loaded, each
// with a counter-example: overlap, unreachable rows, completeness, monotonicity.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/internal/cover.h"
#include "readiness/decision/internal/table_cells.h"

namespace readiness::decision::internal {

class TableChecks {
 public:
  explicit TableChecks(const Boxes& boxes) : boxes_(boxes) {}

  // UNIQUE: no two rows overlap. ANY_SAME: rows that overlap agree.
  [[nodiscard]] absl::Status CheckOverlap() const {
    const bool unique = boxes_.policy == model::HitPolicy::kUnique;
    if (!unique && boxes_.policy != model::HitPolicy::kAnySame) return absl::OkStatus();
    // Sweep along the column whose cells are narrowest: only rows that meet there are compared.
    const size_t sweep = NarrowestColumn();
    std::vector<int32_t> order(boxes_.row_count());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
      const int32_t low_a = Row(a)[sweep].low;
      const int32_t low_b = Row(b)[sweep].low;
      return low_a != low_b ? low_a < low_b : a < b;
    });
    std::pair<int32_t, int32_t> found{-1, -1};
    for (size_t i = 0; i < order.size(); ++i) {
      const Cell* a = Row(order[i]);
      for (size_t j = i + 1; j < order.size() && Row(order[j])[sweep].low <= a[sweep].high; ++j) {
        if (!unique && Outcomes(order[i]) == Outcomes(order[j])) continue;
        const std::pair<int32_t, int32_t> pair = std::minmax(order[i], order[j]);
        if (found.first >= 0 && found < pair) continue;
        if (Meet(a, Row(order[j]))) found = pair;
      }
    }
    if (found.first < 0) return absl::OkStatus();
    std::vector<Cell> common;
    for (size_t c = 0; c < boxes_.columns.size(); ++c) {
      common.push_back(Row(found.first)[c].Meet(Row(found.second)[c]));
    }
    return boxes_.Wrong(base::Cat("rows ", found.first + 1, " and ", found.second + 1,
                                  unique ? " overlap" : " overlap with different outcomes",
                                  ": both match ", boxes_.TextOf(common)));
  }

  // FIRST and PRIORITY: every row wins somewhere. `order`: rows by precedence.
  [[nodiscard]] Proof CheckReachable(const std::vector<int32_t>& order,
                                     absl::Status& status) const {
    if (boxes_.policy != model::HitPolicy::kFirst && boxes_.policy != model::HitPolicy::kPriority) {
      return Proof::kHolds;
    }
    CoverSearch search(boxes_);
    bool out_of_reach = false;
    std::vector<int32_t> earlier;
    for (const int32_t row : order) {
      std::vector<int32_t> meeting;
      int32_t covering = -1;
      for (const int32_t other : earlier) {
        if (!Meet(Row(other), Row(row))) continue;
        meeting.push_back(other);
        if (covering < 0 && Contains(Row(other), Row(row))) covering = other;
      }
      earlier.push_back(row);
      search.budget = std::max<int64_t>(search.budget, int64_t{1} << 16);
      const Proof covered = covering >= 0 ? Proof::kHolds : search.IsCovered(BoxOf(row), meeting);
      if (covered == Proof::kOutOfReach) out_of_reach = true;
      if (covered != Proof::kHolds) continue;
      status = boxes_.Wrong(base::Cat("row ", row + 1, " is never reached: ",
                                      covering >= 0 ? base::Cat("row ", covering + 1, " matches")
                                                    : "the rows before it together match",
                                      " all that it matches, such as ", boxes_.TextOf(BoxOf(row))));
      return Proof::kFails;
    }
    return out_of_reach ? Proof::kOutOfReach : Proof::kHolds;
  }

  // Every input matches some row.
  [[nodiscard]] Proof CheckComplete(absl::Status& status) const {
    std::vector<Cell> all;
    for (const Column& column : boxes_.columns) all.push_back(column.All());
    std::vector<int32_t> rows(boxes_.row_count());
    std::iota(rows.begin(), rows.end(), 0);
    Proof proof = Proof::kHolds;
    std::vector<Cell> gap;
    if (boxes_.policy == model::HitPolicy::kUnique) {
      DisjointCover cover(boxes_);
      proof = cover.IsCovered(all, rows);
      gap = cover.gap;
    } else {
      CoverSearch search(boxes_);
      proof = search.IsCovered(all, rows);
      gap = search.gap;
    }
    if (proof == Proof::kFails) {
      status = boxes_.Wrong(
          base::Cat("no row matches ", boxes_.TextOf(gap), "; add a row, or say may_have_gaps"));
    }
    return proof;
  }

  // A higher input never gives a lower outcome. `rank`: place of a row by precedence.
  [[nodiscard]] absl::Status CheckMonotone(const std::vector<int32_t>& rank) const {
    if (boxes_.policy == model::HitPolicy::kCollect) {
      return boxes_.Wrong("must_be_monotone has no meaning for COLLECT");
    }
    const size_t columns = boxes_.columns.size();
    const bool rows_rule =
        boxes_.policy == model::HitPolicy::kUnique || boxes_.policy == model::HitPolicy::kAnySame;
    bool doubtful = false;
    for (size_t i = 0; i < boxes_.row_count(); ++i) {
      for (size_t j = 0; j < boxes_.row_count(); ++j) {
        // Outcomes are single bits: a greater number is a more severe outcome.
        if (boxes_.row_outcomes[i] <= boxes_.row_outcomes[j]) continue;
        const Cell* high_row = boxes_.Row(i);
        const Cell* low_row = boxes_.Row(j);
        bool ordered = true;
        for (size_t c = 0; c < columns && ordered; ++c)
          ordered = high_row[c].low <= low_row[c].high;
        if (!ordered) continue;
        // Row i has a point below a point of row j: its lowest, and the least of row j above that.
        std::vector<int32_t> x, y;
        for (size_t c = 0; c < columns; ++c) {
          x.push_back(high_row[c].low);
          int32_t at = std::max(low_row[c].low, x.back());
          while (!low_row[c].Has(at)) ++at;
          y.push_back(at);
        }
        if (rows_rule || (Winner(x, rank) == static_cast<int32_t>(i) &&
                          Winner(y, rank) == static_cast<int32_t>(j))) {
          return NotMonotone(x, static_cast<int32_t>(i), y, static_cast<int32_t>(j));
        }
        doubtful = true;
      }
    }
    return doubtful ? CheckGrid(rank) : absl::OkStatus();
  }

 private:
  static constexpr int64_t kMaxGridPoints = int64_t{1} << 22;

  [[nodiscard]] const Cell* Row(int32_t row) const { return boxes_.Row(static_cast<size_t>(row)); }
  [[nodiscard]] uint64_t Outcomes(int32_t row) const {
    return boxes_.row_outcomes[static_cast<size_t>(row)];
  }
  [[nodiscard]] bool Meet(const Cell* a, const Cell* b) const {
    for (size_t c = 0; c < boxes_.columns.size(); ++c) {
      if (!a[c].Meets(b[c])) return false;
    }
    return true;
  }
  [[nodiscard]] bool Contains(const Cell* a, const Cell* b) const {
    for (size_t c = 0; c < boxes_.columns.size(); ++c) {
      if (!a[c].Contains(b[c])) return false;
    }
    return true;
  }
  [[nodiscard]] std::vector<Cell> BoxOf(int32_t row) const {
    return {Row(row), Row(row) + boxes_.columns.size()};
  }
  [[nodiscard]] size_t NarrowestColumn() const {
    size_t best = 0;
    double best_width = 2;
    for (size_t c = 0; c < boxes_.columns.size(); ++c) {
      double width = 0;
      for (size_t r = 0; r < boxes_.row_count(); ++r) {
        const Cell& cell = boxes_.Row(r)[c];
        width += static_cast<double>(cell.high - cell.low + 1);
      }
      width /= static_cast<double>(boxes_.columns[c].segment_count) *
               static_cast<double>(boxes_.row_count());
      if (width < best_width) {
        best_width = width;
        best = c;
      }
    }
    return best;
  }

  // The row that wins at a point; -1: none matches.
  [[nodiscard]] int32_t Winner(const std::vector<int32_t>& point,
                               const std::vector<int32_t>& rank) const {
    int32_t winner = -1;
    for (size_t r = 0; r < boxes_.row_count(); ++r) {
      if (winner >= 0 && rank[r] > rank[static_cast<size_t>(winner)]) continue;
      bool matches = true;
      for (size_t c = 0; c < point.size() && matches; ++c) matches = boxes_.Row(r)[c].Has(point[c]);
      if (matches) winner = static_cast<int32_t>(r);
    }
    return winner;
  }

  [[nodiscard]] absl::Status NotMonotone(const std::vector<int32_t>& x, int32_t at_x,
                                         const std::vector<int32_t>& y, int32_t at_y) const {
    const auto text = [this](const std::vector<int32_t>& point) {
      std::vector<Cell> box;
      for (const int32_t segment : point) box.push_back({segment, segment, 0});
      return boxes_.TextOf(box);
    };
    const auto outcome = [this](int32_t row) {
      return boxes_.outcomes[static_cast<size_t>(std::countr_zero(Outcomes(row)))];
    };
    return boxes_.Wrong(base::Cat("not monotone: ", text(x), " gives ", outcome(at_x), " (row ",
                                  at_x + 1, "), and the higher ", text(y), " gives ", outcome(at_y),
                                  " (row ", at_y + 1, ")"));
  }

  // Every point of the grid, in rising order, against the most severe outcome below it.
  [[nodiscard]] absl::Status CheckGrid(const std::vector<int32_t>& rank) const {
    int64_t points = 1;
    std::vector<int64_t> stride;
    for (const Column& column : boxes_.columns) {
      stride.push_back(points);
      points *= column.segment_count;
      if (points > kMaxGridPoints) {
        return boxes_.Wrong(base::Cat("monotonicity is out of reach: rows overlap on more than ",
                                      kMaxGridPoints, " points; use UNIQUE rows"));
      }
    }
    std::vector<int32_t> most_severe(static_cast<size_t>(points), -1);  // a row at or below
    std::vector<int32_t> witness(static_cast<size_t>(points), -1);      // the point where it is
    std::vector<int32_t> point(boxes_.columns.size(), 0);
    const auto outcome = [this](int32_t row) { return row < 0 ? 0 : Outcomes(row); };
    for (int64_t p = 0; p < points; ++p) {
      int32_t best = -1;
      int32_t where = -1;
      for (size_t c = 0; c < point.size(); ++c) {
        if (point[c] == 0) continue;
        const auto below = static_cast<size_t>(p - stride[c]);
        if (outcome(most_severe[below]) > outcome(best)) {
          best = most_severe[below];
          where = witness[below];
        }
      }
      const int32_t here = Winner(point, rank);
      if (here >= 0 && outcome(best) > outcome(here)) {
        std::vector<int32_t> x;
        for (size_t c = 0; c < point.size(); ++c) {
          x.push_back(static_cast<int32_t>(where / stride[c] % boxes_.columns[c].segment_count));
        }
        return NotMonotone(x, best, point, here);
      }
      if (outcome(here) >= outcome(best) && here >= 0) {
        best = here;
        where = static_cast<int32_t>(p);
      }
      most_severe[static_cast<size_t>(p)] = best;
      witness[static_cast<size_t>(p)] = where;
      for (size_t c = 0; c < point.size(); ++c) {
        if (++point[c] < boxes_.columns[c].segment_count) break;
        point[c] = 0;
      }
    }
    return absl::OkStatus();
  }

  const Boxes& boxes_;
};

}  // namespace readiness::decision::internal
