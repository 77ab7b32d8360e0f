// readiness/estimate/interval.h: an interval that covers the true value with a stated confidence.
#pragma once

namespace readiness::estimate {

struct Interval {
  double low = 0;  // low <= high, ends included.
  double high = 0;

  friend bool operator==(const Interval&, const Interval&) = default;
};

}  // namespace readiness::estimate
