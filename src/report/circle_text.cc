#include "readiness/report/circle_text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"

namespace readiness::report {
namespace {

using base::Cat;

// The first `most` of `ids`, with `between` them, and how many more there are.
std::string FirstOf(const std::vector<std::string>& ids, size_t most, std::string_view between) {
  std::string text;
  const size_t shown = std::min(ids.size(), most);
  for (size_t i = 0; i < shown; ++i) text += Cat(i == 0 ? "" : between, Safe(ids[i]));
  if (shown < ids.size()) text += Cat(between, "... (", ids.size() - shown, " more)");
  return text;
}

}  // namespace

std::string CircleText(const engine::CircularDependency& circle, size_t most_names) {
  std::string text =
      Cat(circle.members.size(),
          circle.kind == "work" ? " wait for each other: " : " nodes fail each other: ",
          FirstOf(circle.members, most_names, ", "));
  if (circle.shortest_cycle.empty()) return text;
  return text + Cat(circle.is_shortest ? "; shortest cycle: " : "; a short cycle: ",
                    FirstOf(circle.shortest_cycle, most_names, " -> "), " -> ",
                    Safe(circle.shortest_cycle.front()));
}

}  // namespace readiness::report
