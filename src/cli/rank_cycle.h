// cli/rank_cycle.h: `readiness rank CYCLE`: which open risk hurts customers most, which decision
// unblocks most work, and which mitigation saves most for its cost.
#pragma once

#include <cstdint>
#include <string>

namespace readiness::cli {

struct RankCycleOptions {
  std::string cycle;
  std::string as_of;   // Empty: when the last entry was recorded.
  int64_t top = 0;     // 0: not given.
  std::string format;  // "text" or "json".
};

// Runs the command; returns its exit code. Throws CLI::ValidationError for a time that is none.
[[nodiscard]] int RankCycle(const RankCycleOptions& options);

}  // namespace readiness::cli
