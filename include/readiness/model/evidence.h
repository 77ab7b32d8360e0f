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

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::model {

// A mean of observations with its standard error; bounds where an observation has them.
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
  int64_t count = 0;  // 0: not said.

  friend bool operator==(const IntervalFinding&, const IntervalFinding&) = default;
};

// A word, such as a value of a table's column.
struct Ordinal {
  std::string text;

  friend bool operator==(const Ordinal&, const Ordinal&) = default;
};

// What was found; std::monostate: nothing was given.
using Finding =
    std::variant<std::monostate, double, MeanFinding, ShareFinding, IntervalFinding, Ordinal, bool>;

// One piece of evidence on one metric.
struct Evidence {
  std::string id;
  std::string metric;
  std::string unit;
  Finding finding;
  std::optional<absl::Time> observed_at;  // Age is counted from here.
  std::string source;
  std::string method;
  std::string digest;
  std::string subject;
  int64_t sample_count = 0;  // 0: not said.

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

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
  if (evidence.sample_count < 0) {
    return wrong(base::Cat("sample_count must be >= 0, got ", evidence.sample_count));
  }
  if (std::holds_alternative<std::monostate>(evidence.finding)) {
    return wrong(
        "finding is missing; give exactly one of value, mean, share, interval, ordinal, holds");
  }
  if (const auto* mean = std::get_if<MeanFinding>(&evidence.finding)) {
    if (mean->count < 1) return wrong(base::Cat("mean.count must be >= 1, got ", mean->count));
    if (mean->standard_error < 0) {
      return wrong(base::Cat("mean.standard_error must be >= 0, got ", mean->standard_error));
    }
    if (mean->lower_bound.has_value() && mean->upper_bound.has_value() &&
        !(*mean->lower_bound < *mean->upper_bound)) {
      return wrong(base::Cat("mean.lower_bound must be below mean.upper_bound, got ",
                             *mean->lower_bound, " and ", *mean->upper_bound));
    }
  }
  if (const auto* share = std::get_if<ShareFinding>(&evidence.finding)) {
    if (share->success_count < 0 || share->success_count > share->trial_count) {
      return wrong(base::Cat("share needs 0 <= success_count <= trial_count, got ",
                             share->success_count, " of ", share->trial_count));
    }
  }
  if (const auto* interval = std::get_if<IntervalFinding>(&evidence.finding)) {
    if (interval->low > interval->high) {
      return wrong(base::Cat("interval.low must not be above interval.high, got ", interval->low,
                             " and ", interval->high));
    }
    if (!(interval->confidence > 0 && interval->confidence < 1)) {
      return wrong(base::Cat("interval.confidence must lie in (0, 1), got ", interval->confidence));
    }
    if (interval->count < 0) {
      return wrong(base::Cat("interval.count must be >= 0, got ", interval->count));
    }
  }
  return absl::OkStatus();
}

}  // namespace readiness::model
