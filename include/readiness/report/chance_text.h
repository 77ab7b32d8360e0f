// readiness/report/chance_text.h: a probability that was drawn, in a few words.
//
// "62 % (56 to 68)": whole percents, since the interval of some hundred draws is wider than one.
//
// Cost:    O(1).   Threads: a pure function of its arguments.
#pragma once

#include <optional>
#include <string>

namespace readiness::report {

// `chance`, in [0, 1], and the interval in which it lies; "62 %" where the interval is not given or
// is the chance itself.
[[nodiscard]] std::string ChanceText(double chance, std::optional<double> low,
                                     std::optional<double> high);

}  // namespace readiness::report
