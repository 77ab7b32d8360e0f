// readiness/estimate/e_values.h: evidence of several questions put together.
//
//   RejectByEBh(log_e, 0.05)     -> which of them, with a false share of at most 5 %
//
// An e-value is evidence that has mean at most 1 where nothing is to be found, such as those of
// proportion.h, rate.h and slope.h. All are given and returned as natural logarithms: 0 says
// nothing, -infinity is the least.
//
// Range:   any number of e-values; not NaN.
// Errors:  InvalidArgument (rule ESTIMATE), naming the place and the value.
// Cost:    O(m log m) and O(m).   Threads: values only.
// Source:  Wang and Ramdas (2022), doi:10.1111/rssb.12489 (e-BH); Vovk and Wang (2021),
//          doi:10.1214/20-AOS2020 (merging).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/elementary.h"

namespace readiness::estimate {

namespace internal {

[[nodiscard]] inline absl::Status CheckLogEValues(std::span<const double> log_e) {
  for (size_t i = 0; i < log_e.size(); ++i) {
    if (log_e[i] != log_e[i]) {
      return base::Invalid("ESTIMATE", base::Cat("log_e[", i, "] is not a number"));
    }
  }
  return absl::OkStatus();
}

}  // namespace internal

// The questions that are answered with an expected false share of at most `alpha`, under any
// dependence: the k with the largest e-values, for the greatest k whose k-th is at least m / (alpha
// k). Their numbers rise; equal e-values stand or fall together.
[[nodiscard]] inline absl::StatusOr<std::vector<size_t>> RejectByEBh(std::span<const double> log_e,
                                                                     double alpha) {
  READINESS_RETURN_IF_ERROR(internal::CheckLogEValues(log_e));
  if (!(alpha > 0 && alpha < 1)) {
    return base::Invalid("ESTIMATE", base::Cat("alpha must lie in (0, 1), got ", alpha));
  }
  std::vector<size_t> order(log_e.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return log_e[a] > log_e[b]; });
  const double bar = Log(static_cast<double>(order.size()) / alpha);
  size_t count = 0;
  for (size_t k = 1; k <= order.size(); ++k) {
    if (log_e[order[k - 1]] >= bar - Log(static_cast<double>(k))) count = k;
  }
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

// Of one question, from independent data: the product. 0 of none.
[[nodiscard]] inline absl::StatusOr<double> MergeIndependent(std::span<const double> log_e) {
  READINESS_RETURN_IF_ERROR(internal::CheckLogEValues(log_e));
  double sum = 0;
  for (const double value : log_e) {
    if (value == -internal::kInfinity)
      return value;  // Refuted once; also where another is infinite.
    sum += value;
  }
  return sum;
}

// Of one question, however the data depend on each other: the mean. 0 of none.
[[nodiscard]] inline absl::StatusOr<double> MergeDependent(std::span<const double> log_e) {
  READINESS_RETURN_IF_ERROR(internal::CheckLogEValues(log_e));
  if (log_e.empty()) return 0.0;
  const double most = *std::max_element(log_e.begin(), log_e.end());
  if (std::fabs(most) == internal::kInfinity) return most;
  double sum = 0;
  for (const double value : log_e) sum += Exp(value - most);
  return most + Log(sum / static_cast<double>(log_e.size()));
}

}  // namespace readiness::estimate
