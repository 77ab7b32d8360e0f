// readiness/report/circle_text.h: a circular dependency in one line.
//
// "3 nodes fail each other: a, b, c; shortest: a -> b -> a". Arrows run along the edges, the way
// that failure runs. Of a large one the first members stand, and how many more there are.
//
// Cost:    O(what is shown).   Threads: a pure function of its arguments.
#pragma once

#include <cstddef>
#include <string>

#include "readiness/engine/ranking.h"

namespace readiness::report {

// How many members of a circle are named where the text is brief.
inline constexpr size_t kNamedMembers = 10;

// At most `most_names` of the members, and of the cycle, are named. Ids are made safe to show.
[[nodiscard]] std::string CircleText(const engine::CircularDependency& circle,
                                     size_t most_names = kNamedMembers);

}  // namespace readiness::report
