// readiness/engine/ranking.h: risks, decisions and mitigations in the order in which they matter.
//
// Field names and meanings are those of readiness/v1/ranking.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace readiness::engine {

// How often likelihoods that are not certain are drawn where a ranking is asked for: the interval
// of a probability of a half is then 0.12 wide.
inline constexpr uint32_t kRankDraws = 256;
inline constexpr uint32_t kMostRankDraws = 65'536;

// An open risk in its rank.
struct RankedRisk {
  // The risk.
  std::string id;
  // The risk in one line.
  std::string title;
  // Its rank, from 1: by tier, then by expected loss delta, downstream count and id.
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
  // By how much the expected loss falls without it, an hour; not given: its likelihood or its node
  // is not known, or no touchpoint has a value.
  std::optional<double> expected_loss_delta;
  // Its expected loss if it stood alone, an hour.
  std::optional<double> standalone;
  // Its share of the expected loss.
  std::optional<double> share;
  // Risk achievement worth.
  std::optional<double> raw;
  // Risk reduction worth; may be infinite.
  std::optional<double> rrw;
  // Fewest edges to a touchpoint; not given: none is reachable.
  std::optional<int64_t> proximity_hops;
  // The probability that its failure reaches a touchpoint; not given: it is a bracket, or unknown.
  std::optional<double> proximity_probability;
  // Other nodes that its failure can reach.
  int64_t downstream_count = 0;
  // The probability that it is among the first ten while likelihoods are not certain; not given:
  // only drawing them would tell, and nobody asked for it.
  std::optional<double> top_probability;
  // How the loss was obtained: "exact", "bracket" (the delta is the place in it that the order goes
  // by), "MC" (a bracket too, in which the place was drawn), or "tier" (no loss is known, and it is
  // ranked where its worst would be).
  std::string method;
  // The least that the expected loss can fall without it; given where the delta is a bracket.
  std::optional<double> expected_loss_delta_low;
  // The most that it can fall.
  std::optional<double> expected_loss_delta_high;
  // The least that the probability to reach a touchpoint can be; given where it is a bracket.
  std::optional<double> proximity_probability_low;
  // The most that it can be.
  std::optional<double> proximity_probability_high;
  // The standard error of the delta; given where the method is "MC".
  std::optional<double> expected_loss_delta_error;
  // For how many whole review cycles it has been open; not given: it is of no cycle (R59).
  std::optional<int64_t> age_cycle_count;
  // What it weighs the longer it stays open: likelihood that leaks x severity x (1 + its age in
  // review cycles) x nodes that its failure reaches, its own included. A number to compare risks
  // by, no loss; not given: its likelihood, severity or node is not known (R59).
  std::optional<double> exposure_score;
  // The same with the exposure of the open risks that sit one edge before its node; not given: one
  // of these numbers is not known (R59).
  std::optional<double> compounded_exposure_score;
  // Where the cycle stood when it was raised: a word of Assessment.phase (R60).
  std::string found_in;
  // Whether that was while the scope was locked, or after the launch (R60).
  bool is_found_late = false;
  // The mitigations that are planned, not in place and not overdue: what is left to recover by
  // (R60).
  std::vector<std::string> recovery_options;
  // The least that top_probability can be, with 95 %; given where it is. Drawn, it is the Wilson
  // interval of the draws; else both ends are the probability.
  std::optional<double> top_probability_low;
  // The most that it can be.
  std::optional<double> top_probability_high;

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

// Nodes each of which reaches every other along the edges: a strongly connected component of two or
// more (R26).
struct CircularDependency {
  // "failure": what fails in it may come back to where it began. "work": its work waits for itself,
  // and can never start.
  std::string kind;
  // All of them, by id.
  std::vector<std::string> members;
  // A shortest cycle through some of them: each is a prerequisite of the next, and the last of the
  // first, which has the least id.
  std::vector<std::string> shortest_cycle;
  // Whether none is shorter; false where the search was cut off.
  bool is_shortest = false;

  friend bool operator==(const CircularDependency&, const CircularDependency&) = default;
};

// A mitigation and what it would save.
struct Action {
  // The mitigation: planned, and not in place.
  std::string mitigation;
  // The risk.
  std::string risk;
  // Who does it.
  std::string owner;
  // By how much the expected loss falls, an hour, if nothing else is done.
  double loss_fall = 0;
  // What it costs, in owner-hours.
  double cost = 0;
  // By how much it falls once all that stand before it in the list are in place; not given: only
  // the first few are reckoned anew. Where the method is not "exact", a place in a bracket too.
  std::optional<double> loss_fall_in_order;
  // How the fall was obtained: "exact", "bracket" (it is a place in one), or "MC" (a bracket too,
  // in which the place was drawn).
  std::string method;
  // The least that the expected loss can fall; given where the fall is a bracket.
  std::optional<double> loss_fall_low;
  // The most that it can fall.
  std::optional<double> loss_fall_high;
  // The standard error of the fall; given where the method is "MC".
  std::optional<double> loss_fall_error;

  friend bool operator==(const Action&, const Action&) = default;
};

}  // namespace readiness::engine
