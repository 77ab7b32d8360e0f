// readiness/estimate/log_rank.h: whether two or more groups reach the event equally fast.
//
//   LogRank(std::vector<std::span<const LifeTableRow>>{fast, slow})   -> chi-square, p-value
//
// Units:   times of all groups in one unit.
// Range:   2 to 64 groups. At risk in a group at a time that is not among its rows are those of its
//          next row; with delayed entry give each group rows at the times of all (MakeLifeTable's
//          `times`).
// Errors:  InvalidArgument (rule ESTIMATE), naming the group and row; FailedPrecondition (rule
//          ESTIMATE) where nothing can be compared: no event, or fewer than two groups ever at risk
//          at one.
// Cost:    O(rows groups^2).   Threads: values only.
// Method:  Mantel (1966), Peto and Peto (1972): observed less expected events with the
//          hypergeometric covariance; competing exits and censorings come after the events of their
//          time.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/chi_square.h"
#include "readiness/estimate/life_table.h"

namespace readiness::estimate {

struct LogRankGroup {
  double observed = 0;  // Events.
  double expected = 0;  // If all groups were equally fast.
};

struct LogRankTest {
  double statistic = 0;  // Chi-square with df degrees of freedom where groups are equal.
  int64_t df = 0;
  double p_value = 1;
  std::vector<LogRankGroup> groups;
};

namespace internal {

// Adds spread (diag(share) - share share') of one time after the other to the lower triangle of a
// matrix, four times at once: with many groups that is all that a test takes.
class CovarianceBlock {
 public:
  explicit CovarianceBlock(size_t groups) : n_(groups), shares_(kTimes * groups, 0.0) {}

  // Of the next time, one a group, to be written before Close.
  [[nodiscard]] std::span<double> Shares() { return {&shares_[count_ * n_], n_}; }
  // The shares of a time are all there.
  void Close(double spread, std::vector<double>& matrix) {
    spread_[count_++] = spread;
    if (count_ == kTimes) Flush(matrix);
  }
  void Flush(std::vector<double>& matrix) {
    for (size_t t = count_; t < kTimes; ++t) spread_[t] = 0;  // What stood there counts no more.
    const double* a = shares_.data();
    const double* b = a + n_;
    const double* c = b + n_;
    const double* d = c + n_;
    for (size_t g = 0; g < n_; ++g) {
      const double wa = spread_[0] * a[g], wb = spread_[1] * b[g];
      const double wc = spread_[2] * c[g], wd = spread_[3] * d[g];
      double* row = &matrix[g * n_];
      for (size_t h = 0; h <= g; ++h) row[h] -= (wa * a[h] + wb * b[h]) + (wc * c[h] + wd * d[h]);
      row[g] += (wa + wb) + (wc + wd);
    }
    count_ = 0;
  }

 private:
  static constexpr size_t kTimes = 4;
  size_t n_;
  size_t count_ = 0;
  std::vector<double> shares_;
  double spread_[kTimes] = {};
};

// Where one stands in the rows of each group: what comes next, side by side.
class NextRows {
 public:
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  explicit NextRows(std::span<const std::span<const LifeTableRow>> groups)
      : groups_(groups), next_(groups.size(), 0), times_(groups.size()), at_risk_(groups.size()) {
    for (size_t g = 0; g < groups.size(); ++g) Look(g);
  }
  // The time of the next row of any group; kNever after the last.
  [[nodiscard]] double Time() const {
    double least[kLanes];
    std::fill_n(least, kLanes, kNever);
    size_t g = 0;
    for (; g + kLanes <= times_.size(); g += kLanes) {
      for (size_t i = 0; i < kLanes; ++i) least[i] = std::min(least[i], times_[g + i]);
    }
    for (; g < times_.size(); ++g) least[0] = std::min(least[0], times_[g]);
    return *std::min_element(least, least + kLanes);
  }
  // Of all groups, before their next rows.
  [[nodiscard]] double AtRisk() const {
    double sums[kLanes] = {};
    size_t g = 0;
    for (; g + kLanes <= at_risk_.size(); g += kLanes) {
      for (size_t i = 0; i < kLanes; ++i) sums[i] += at_risk_[g + i];
    }
    for (; g < at_risk_.size(); ++g) sums[0] += at_risk_[g];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
  [[nodiscard]] double time(size_t g) const { return times_[g]; }
  [[nodiscard]] const std::vector<double>& at_risk() const { return at_risk_; }
  // The next row of a group that has one; it is passed.
  const LifeTableRow& Take(size_t g) {
    const LifeTableRow& row = groups_[g][next_[g]++];
    Look(g);
    return row;
  }

 private:
  static constexpr size_t kLanes = 4;  // Sums of their own, that do not wait for each other.
  static constexpr size_t kAhead = 6;  // Rows.

  void Look(size_t g) {
    const std::span<const LifeTableRow> rows = groups_[g];
    const bool is_over = next_[g] == rows.size();
    times_[g] = is_over ? kNever : rows[next_[g]].time;
    at_risk_[g] = is_over ? 0.0 : static_cast<double>(rows[next_[g]].at_risk);
    // Of many groups no more than this is near.
    if (rows.size() - next_[g] > kAhead) __builtin_prefetch(&rows[next_[g] + kAhead]);
  }

  std::span<const std::span<const LifeTableRow>> groups_;
  std::vector<size_t> next_;
  std::vector<double> times_;    // Of the next row.
  std::vector<double> at_risk_;  // At it; 0 after the last.
};

// z' V^-1 z of a symmetric matrix by elimination; a direction without variance is left out. Returns
// the number of directions that were used.
[[nodiscard]] inline int64_t QuadraticForm(std::vector<double> matrix, std::vector<double> z,
                                           double& value) {
  const size_t n = z.size();
  int64_t used = 0;
  value = 0;
  double largest = 0;
  for (size_t i = 0; i < n; ++i) largest = std::fmax(largest, matrix[i * n + i]);
  std::vector<bool> is_done(n, false);
  for (size_t step = 0; step < n; ++step) {
    size_t pivot = n;
    for (size_t i = 0; i < n; ++i) {
      if (!is_done[i] && (pivot == n || matrix[i * n + i] > matrix[pivot * n + pivot])) pivot = i;
    }
    const double variance = matrix[pivot * n + pivot];
    if (!(variance > 1e-11 * largest)) break;
    is_done[pivot] = true;
    ++used;
    value += z[pivot] * z[pivot] / variance;
    for (size_t i = 0; i < n; ++i) {
      if (is_done[i]) continue;
      const double factor = matrix[i * n + pivot] / variance;
      z[i] -= factor * z[pivot];
      for (size_t j = 0; j < n; ++j) {
        if (!is_done[j]) matrix[i * n + j] -= factor * matrix[pivot * n + j];
      }
    }
  }
  return used;
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<LogRankTest> LogRank(
    std::span<const std::span<const LifeTableRow>> groups) {
  const size_t n = groups.size();
  if (n < 2 || n > 64) {
    return base::Invalid("ESTIMATE", base::Cat("needs 2 to 64 groups, got ", n));
  }
  for (size_t g = 0; g < n; ++g) {
    if (auto status = CheckLifeTable(groups[g]); !status.ok())
      return base::At(base::Cat("groups[", g, "]"), status);
  }
  LogRankTest test;
  test.groups.resize(n);
  internal::NextRows next(groups);
  std::vector<double> expected(n, 0);
  internal::CovarianceBlock block(n);
  std::vector<double> covariance(n * n, 0);
  while (true) {
    const double time = next.Time();
    if (time == internal::NextRows::kNever) break;
    // Whole numbers: their sums are exact in any order.
    const double all = next.AtRisk();
    double died = 0;
    std::span<double> shares = block.Shares();
    std::copy(next.at_risk().begin(), next.at_risk().end(), shares.begin());
    for (size_t g = 0; g < n; ++g) {
      if (next.time(g) != time) continue;
      const auto events = static_cast<double>(next.Take(g).events);
      test.groups[g].observed += events;
      died += events;
    }
    if (died == 0) continue;
    const double spread = all > 1 ? died * (all - died) / (all - 1.0) : 0.0;
    for (size_t g = 0; g < n; ++g) {
      shares[g] /= all;
      expected[g] += died * shares[g];
    }
    block.Close(spread, covariance);
  }
  block.Flush(covariance);
  for (size_t g = 0; g < n; ++g) test.groups[g].expected = expected[g];
  for (size_t g = 0; g < n; ++g) {
    for (size_t h = g + 1; h < n; ++h) covariance[g * n + h] = covariance[h * n + g];
  }
  std::vector<double> excess(n);
  for (size_t g = 0; g < n; ++g) excess[g] = test.groups[g].observed - test.groups[g].expected;
  test.df = internal::QuadraticForm(covariance, excess, test.statistic);
  if (test.df == 0) {
    return base::Refused("ESTIMATE", "no event at which two groups were at risk");
  }
  test.p_value = ChiSquareSurvival(static_cast<double>(test.df), test.statistic);
  return test;
}

}  // namespace readiness::estimate
