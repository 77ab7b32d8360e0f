// report/words.h: numbers, times and names as every report writes them. Locale-free.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "readiness/base/window.h"
#include "readiness/model/evidence.h"
#include "readiness/model/graph.h"

namespace readiness::report {

// "2026-03-01 09:30", UTC, with whole seconds only where there are some, for reading; "" where
// there is none.
[[nodiscard]] std::string TimeText(std::optional<absl::Time> time);
// The same to the microsecond, for who asks again by it.
[[nodiscard]] std::string ExactTimeText(std::optional<absl::Time> time);
// "2 weeks"; "" where there is none.
[[nodiscard]] std::string WindowText(const std::optional<base::Window>& window);
// At most six significant digits, "." as the point, "Infinity" where it is.
[[nodiscard]] std::string NumberText(double number);
// A share as "12.5 %".
[[nodiscard]] std::string ShareText(double share);
// "1.5 h", "23 min": two or three figures, for reading.
[[nodiscard]] std::string DurationText(double seconds);
// A value of a metric: a share as a percentage, seconds as a duration, anything else as a number of
// about three figures, without its unit.
[[nodiscard]] std::string AmountText(double amount, std::string_view unit);
// What a measure of a metric is called: "within 7 d", "step 2", "median".
[[nodiscard]] std::string MeasureText(std::string_view measure, std::optional<double> at);
// "SIGN_OFF_OWNER" as "sign off owner".
[[nodiscard]] std::string Lower(std::string_view word);
// "1 risk", "3 risks".
[[nodiscard]] std::string Counted(size_t count, std::string_view one, std::string_view many);
// "a, b and c".
[[nodiscard]] std::string Listed(const std::vector<std::string>& words);
[[nodiscard]] std::string FindingText(const model::Finding& finding, std::string_view unit);
[[nodiscard]] std::string LikelihoodText(const model::Likelihood& likelihood);

}  // namespace readiness::report
