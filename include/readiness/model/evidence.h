// readiness/model/evidence.h: what was observed, when, by whom, and how sure it is.
//
// Field names and meanings are those of readiness/v1/evidence.proto.
//
// Units:   numbers are in `unit`; counts are whole and never negative; confidence is in (0, 1).
// Errors:  Check() returns InvalidArgument (rule R15) naming the field and the value found.
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::model {

// A mean of observations with its standard error (0: not said); bounds where an observation has
// them.
struct MeanFinding {
  double mean = 0;
  double standard_error = 0;
  int64_t count = 0;
  std::optional<double> lower_bound;
  std::optional<double> upper_bound;

  friend bool operator==(const MeanFinding&, const MeanFinding&) = default;
};

// A share of trials as counts: 0 <= success_count <= trial_count.
struct ShareFinding {
  int64_t success_count = 0;
  int64_t trial_count = 0;

  friend bool operator==(const ShareFinding&, const ShareFinding&) = default;
};

// An interval that somebody computed: low <= high, ends included.
struct IntervalFinding {
  std::optional<double> estimate;
  double low = 0;
  double high = 0;
  double confidence = 0;
  int64_t count = 0;        // 0: not said.
  bool is_anytime = false;  // Does it hold at every look?

  friend bool operator==(const IntervalFinding&, const IntervalFinding&) = default;
};

// How often one score was given.
struct ScoreCount {
  double score = 0;
  int64_t count = 0;

  friend bool operator==(const ScoreCount&, const ScoreCount&) = default;
};

// Scores on a bounded scale: lower_bound <= score <= upper_bound, in rising order.
struct ScoresFinding {
  std::vector<ScoreCount> scores;
  double lower_bound = 0;
  double upper_bound = 0;

  friend bool operator==(const ScoresFinding&, const ScoresFinding&) = default;
};

// A mean divided by a mean of the same subjects.
struct RatioFinding {
  double numerator_mean = 0;
  double denominator_mean = 0;
  double numerator_standard_error = 0;
  double denominator_standard_error = 0;
  std::optional<double> covariance;  // Of the two means; not given: the worst that can be.
  int64_t count = 0;

  friend bool operator==(const RatioFinding&, const RatioFinding&) = default;
};

// How many subjects fell to each group, beside the planned weights (none: all alike). As a number
// it is the p-value of Pearson's chi-square test that they fell as planned.
struct AllocationFinding {
  std::vector<int64_t> counts;
  std::vector<double> weights;

  friend bool operator==(const AllocationFinding&, const AllocationFinding&) = default;
};

// A word, such as a value of a table's column.
struct Ordinal {
  std::string text;

  friend bool operator==(const Ordinal&, const Ordinal&) = default;
};

// What was found; std::monostate: nothing was given.
using Finding = std::variant<std::monostate, double, MeanFinding, ShareFinding, IntervalFinding,
                             Ordinal, bool, ScoresFinding, RatioFinding, AllocationFinding>;

inline constexpr size_t kMaxScoreCount = 1000;                 // Different scores of a scale.
inline constexpr size_t kMaxGroupCount = 1000;                 // Groups of an allocation.
inline constexpr int64_t kMostOfOneScore = 1'000'000'000'000;  // Of one score, or in one group.

// One piece of evidence on one metric.
struct Evidence {
  std::string id;
  std::string metric;
  std::string unit;
  Finding finding;
  std::optional<absl::Time> observed_at;    // Age is counted from here.
  std::optional<absl::Time> observed_from;  // When the window began that ended at observed_at.
  std::string source;
  std::string method;
  std::string digest;
  std::string subject;
  int64_t sample_count = 0;  // 0: not said.

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

namespace internal {

// What a finding says that cannot be; empty: nothing.
[[nodiscard]] inline std::string ProblemOf(const std::monostate&) {
  return "finding is missing; give exactly one of value, mean, share, interval, ordinal, holds, "
         "scores, ratio, allocation";
}
[[nodiscard]] inline std::string ProblemOf(double) { return ""; }
[[nodiscard]] inline std::string ProblemOf(bool) { return ""; }
[[nodiscard]] inline std::string ProblemOf(const Ordinal&) { return ""; }
[[nodiscard]] inline std::string ProblemOf(const MeanFinding& mean) {
  if (mean.count < 1) return base::Cat("mean.count must be >= 1, got ", mean.count);
  if (mean.standard_error < 0) {
    return base::Cat("mean.standard_error must be >= 0, got ", mean.standard_error);
  }
  if (mean.lower_bound.has_value() && mean.upper_bound.has_value() &&
      !(*mean.lower_bound < *mean.upper_bound)) {
    return base::Cat("mean.lower_bound must be below mean.upper_bound, got ", *mean.lower_bound,
                     " and ", *mean.upper_bound);
  }
  return "";
}
[[nodiscard]] inline std::string ProblemOf(const ShareFinding& share) {
  if (share.success_count < 0 || share.success_count > share.trial_count) {
    return base::Cat("share needs 0 <= success_count <= trial_count, got ", share.success_count,
                     " of ", share.trial_count);
  }
  return "";
}
[[nodiscard]] inline std::string ProblemOf(const IntervalFinding& interval) {
  if (interval.low > interval.high) {
    return base::Cat("interval.low must not be above interval.high, got ", interval.low, " and ",
                     interval.high);
  }
  if (!(interval.confidence > 0 && interval.confidence < 1)) {
    return base::Cat("interval.confidence must lie in (0, 1), got ", interval.confidence);
  }
  if (interval.count < 0) return base::Cat("interval.count must be >= 0, got ", interval.count);
  return "";
}
[[nodiscard]] inline std::string ProblemOf(const ScoresFinding& finding) {
  if (!(finding.lower_bound < finding.upper_bound)) {
    return base::Cat("scores.lower_bound must be below scores.upper_bound, got ",
                     finding.lower_bound, " and ", finding.upper_bound);
  }
  if (finding.scores.empty() || finding.scores.size() > kMaxScoreCount) {
    return base::Cat("scores needs 1 to ", kMaxScoreCount, " different scores, got ",
                     finding.scores.size());
  }
  for (size_t i = 0; i < finding.scores.size(); ++i) {
    const ScoreCount& given = finding.scores[i];
    if (!(given.score >= finding.lower_bound && given.score <= finding.upper_bound)) {
      return base::Cat("scores.scores[", i, "].score must lie in [", finding.lower_bound, ", ",
                       finding.upper_bound, "], got ", given.score);
    }
    if (given.count < 0 || given.count > kMostOfOneScore) {
      return base::Cat("scores.scores[", i, "].count must lie in [0, 1e12], got ", given.count);
    }
    if (i > 0 && !(finding.scores[i - 1].score < given.score)) {
      return base::Cat("scores.scores[", i, "] gives score ", given.score, " after ",
                       finding.scores[i - 1].score, "; give each score once, in rising order");
    }
  }
  return "";
}
[[nodiscard]] inline std::string ProblemOf(const RatioFinding& ratio) {
  if (ratio.count < 1) return base::Cat("ratio.count must be >= 1, got ", ratio.count);
  if (ratio.denominator_mean == 0) return "ratio.denominator_mean must not be 0";
  if (ratio.numerator_standard_error < 0) {
    return base::Cat("ratio.numerator_standard_error must be >= 0, got ",
                     ratio.numerator_standard_error);
  }
  if (ratio.denominator_standard_error < 0) {
    return base::Cat("ratio.denominator_standard_error must be >= 0, got ",
                     ratio.denominator_standard_error);
  }
  // Cauchy and Schwarz, with room for how both were rounded.
  const double most = ratio.numerator_standard_error * ratio.denominator_standard_error;
  const double room = most * 1.000001;
  if (ratio.covariance.has_value() && (*ratio.covariance > room || *ratio.covariance < -room)) {
    return base::Cat("ratio.covariance must lie in [", -most, ", ", most,
                     "], the product of the standard errors, got ", *ratio.covariance);
  }
  return "";
}
[[nodiscard]] inline std::string ProblemOf(const AllocationFinding& allocation) {
  if (allocation.counts.size() < 2 || allocation.counts.size() > kMaxGroupCount) {
    return base::Cat("allocation.counts needs 2 to ", kMaxGroupCount, " groups, got ",
                     allocation.counts.size());
  }
  if (!allocation.weights.empty() && allocation.weights.size() != allocation.counts.size()) {
    return base::Cat("allocation.weights must be none or one a group, got ",
                     allocation.weights.size(), " for ", allocation.counts.size(), " groups");
  }
  for (size_t i = 0; i < allocation.counts.size(); ++i) {
    if (allocation.counts[i] < 0 || allocation.counts[i] > kMostOfOneScore) {
      return base::Cat("allocation.counts[", i, "] must lie in [0, 1e12], got ",
                       allocation.counts[i]);
    }
  }
  for (size_t i = 0; i < allocation.weights.size(); ++i) {
    if (!(allocation.weights[i] > 0) || !(allocation.weights[i] <= 1e12)) {
      return base::Cat("allocation.weights[", i, "] must lie in (0, 1e12], got ",
                       allocation.weights[i]);
    }
  }
  return "";
}

}  // namespace internal

// Is the evidence well formed: named, with a finding, a moment, counts that can be? A number that
// is not finite is well formed here: it is recorded as it came and judged INVALID, never dropped.
[[nodiscard]] inline absl::Status Check(const Evidence& evidence) {
  const auto wrong = [&evidence](std::string_view what) {
    return base::Invalid("R15", base::Cat("evidence \"", evidence.id, "\": ", what));
  };
  if (evidence.id.empty()) return wrong("id is empty; name the evidence");
  if (evidence.metric.empty()) return wrong("metric is empty; say what was measured");
  if (!evidence.observed_at.has_value()) return wrong("observed_at is missing; age counts from it");
  if (*evidence.observed_at == absl::InfinitePast() ||
      *evidence.observed_at == absl::InfiniteFuture()) {
    return wrong("observed_at is not a finite time");
  }
  if (evidence.observed_from.has_value() && (*evidence.observed_from == absl::InfinitePast() ||
                                             *evidence.observed_from > *evidence.observed_at)) {
    return wrong("observed_from lies after observed_at; a window begins before it ends");
  }
  if (evidence.sample_count < 0) {
    return wrong(base::Cat("sample_count must be >= 0, got ", evidence.sample_count));
  }
  return std::visit(
      [&wrong](const auto& finding) -> absl::Status {
        const std::string problem = internal::ProblemOf(finding);
        return problem.empty() ? absl::OkStatus() : wrong(problem);
      },
      evidence.finding);
}

}  // namespace readiness::model
