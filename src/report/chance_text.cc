#include "readiness/report/chance_text.h"

#include <cmath>
#include <string>

#include "readiness/base/number.h"
#include "readiness/base/text.h"

namespace readiness::report {
namespace {

std::string Percent(double share) { return base::ShortestText(std::floor(100 * share + 0.5)); }

}  // namespace

std::string ChanceText(double chance, std::optional<double> low, std::optional<double> high) {
  std::string text = base::Cat(Percent(chance), " %");
  if (!low.has_value() || !high.has_value() || *low == *high) return text;
  return base::Cat(text, " (", Percent(*low), " to ", Percent(*high), ")");
}

}  // namespace readiness::report
