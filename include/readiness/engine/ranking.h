// readiness/engine/ranking.h: risks, decisions and mitigations in the order in which they matter.
//
// Field names and meanings are those of readiness/v1/ranking.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace readiness::engine {

// An open risk in its rank.
struct RankedRisk {
  // The risk.
  std::string id;
  // The risk in one line.
  std::string title;
  // Its rank, from 1.
  std::optional<int64_t> rank;
  // The least rank that it may have.
  std::optional<int64_t> rank_low;
  // The greatest rank that it may have.
  std::optional<int64_t> rank_high;
  // Its tier; empty where there is none.
  std::string tier;
  // Whether the tier is certain: every band rests on what is recorded.
  bool certified = false;
  // Who answers for it; empty where nobody or more than one does.
  std::string owner;
  // By how much the expected loss falls without it, a hour.
  std::optional<double> expected_loss_delta;
  // Its expected loss if it stood alone.
  std::optional<double> standalone;
  // Its share of the expected loss.
  std::optional<double> share;
  // Risk achievement worth.
  std::optional<double> raw;
  // Risk reduction worth; may be infinite.
  std::optional<double> rrw;
  // Fewest edges to a touchpoint; not given: none is reachable.
  std::optional<int64_t> proximity_hops;
  // The probability that its failure reaches a touchpoint.
  std::optional<double> proximity_probability;
  // Other nodes that its failure can reach.
  int64_t downstream_count = 0;
  // The probability that it belongs to the top.
  std::optional<double> top_probability;
  // How the numbers were obtained.
  std::string method;

  friend bool operator==(const RankedRisk&, const RankedRisk&) = default;
};

// A decision and the work that waits for it.
struct BlockedWork {
  // The decision.
  std::string decision;
  // Who decides it.
  std::string owner;
  // The effort that it reaches, its own included, in owner-hours.
  double reach = 0;
  // The effort that it alone unblocks.
  double sole = 0;
  // Its Shapley share of all blocked effort.
  double share = 0;
  // The slack on the critical path, in owner-hours.
  std::optional<double> slack;
  // Its place in the order that unlocks most effort an owner-hour, from 1.
  int64_t order = 0;

  friend bool operator==(const BlockedWork&, const BlockedWork&) = default;
};

// A mitigation and what it would save.
struct Action {
  // The mitigation.
  std::string mitigation;
  // The risk.
  std::string risk;
  // Who does it.
  std::string owner;
  // By how much the expected loss falls.
  double loss_fall = 0;
  // What it costs, in owner-hours.
  double cost = 0;

  friend bool operator==(const Action&, const Action&) = default;
};

}  // namespace readiness::engine
