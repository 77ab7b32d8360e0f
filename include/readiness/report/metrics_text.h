// readiness/report/metrics_text.h: metrics as text for a terminal: each with its verdict, why, and
// its measures with their intervals drawn.
//
//   time_to_resolution: NOT_MET
//     348 items: 315 ended, 33 open; 320 had their time
//     within 7 d     70.8 %   65.9 % to 75.7 %   ....................[===|===].....
//
// The drawing goes from the least to the greatest value that is possible (shares), or that any
// interval of the metric reaches. No clock, no locale: the same readings give the same bytes.
//
// Cost:    O(size of the value).   Threads: a pure function of its arguments.
#pragma once

#include <string>

#include "absl/time/time.h"

#include "readiness/metric/metric_reading.h"
#include "readiness/report/text.h"

namespace readiness::report {

[[nodiscard]] std::string MetricsText(const metric::MetricReadings& readings, absl::Time as_of,
                                      const TextOptions& options = {});

}  // namespace readiness::report
