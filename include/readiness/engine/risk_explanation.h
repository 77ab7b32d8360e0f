// readiness/engine/risk_explanation.h: why an open risk stands where it does, as plain values. They
// are made by explain_risk.h.
//
// Units:   losses an hour in the unit of the touchpoints' values; probabilities in [0, 1].
// Threads: values only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace readiness::engine {

// What a risk costs at one touchpoint, an hour.
struct TouchpointFall {
  std::string touchpoint;
  double value = 0;      // Of an hour of it: value times severity.
  double fall_low = 0;   // How much less would be lost there without the risk: at least
  double fall_high = 0;  // and at most.
  std::optional<double> drawn = std::nullopt;  // Where that is a bracket in which it was drawn,
  std::optional<double> standard_error = std::nullopt;  // and the error of it.

  friend bool operator==(const TouchpointFall&, const TouchpointFall&) = default;
};

// A way from the risk's node to a touchpoint.
struct RiskPath {
  std::vector<std::string> nodes;
  double probability = 0;

  friend bool operator==(const RiskPath&, const RiskPath&) = default;
};

// A link of the failure graph whose probability nobody gave.
struct UnknownLink {
  std::string prerequisite;
  std::string dependent;

  friend bool operator==(const UnknownLink&, const UnknownLink&) = default;
};

// A way over such links: how likely all of it is, at least and at most.
struct OpenPath {
  std::vector<std::string> nodes;
  double probability_low = 0;
  double probability_high = 1;
  std::vector<UnknownLink> unknown_links;

  friend bool operator==(const OpenPath&, const OpenPath&) = default;
};

// A link over which failure runs, by what the expected loss owes to it.
struct RiskLink {
  std::string prerequisite;
  std::string dependent;
  double probability = 0;
  double loss = 0;  // By how much less would be lost an hour, from all risks, without the link.
  std::optional<double> standard_error = std::nullopt;  // Where that was drawn.

  friend bool operator==(const RiskLink&, const RiskLink&) = default;
};

// A risk that stands beside it in the ranking.
struct RankNeighbour {
  std::string risk;
  int64_t rank = 0;
  // The chance that it and the explained risk stand the other way round: because likelihoods are
  // not certain, or where none is a distribution, because worlds were drawn. Not given: a risk
  // without a node takes part in no draw, or only brackets are known.
  std::optional<double> swap_probability;

  friend bool operator==(const RankNeighbour&, const RankNeighbour&) = default;
};

// A band of a risk, such as {"likelihood", "medium", true}.
struct RiskBand {
  std::string dimension;
  std::string band;           // The one that counts.
  bool is_certified = false;  // False: it is not recorded well enough, and taken at its worst.

  friend bool operator==(const RiskBand&, const RiskBand&) = default;
};

// The fewest steps of bands that would put the risk into another tier.
struct TierFlip {
  std::string tier;
  std::vector<RiskBand> changes;  // What the bands would be.

  friend bool operator==(const TierFlip&, const TierFlip&) = default;
};

// At which own likelihood, all else as it is, the risk and the one beside it would be worth the
// same.
struct RankFlip {
  std::string risk;
  double probability = 0;

  friend bool operator==(const RankFlip&, const RankFlip&) = default;
};

struct RiskExplanation {
  std::vector<TouchpointFall> touchpoints;  // The greatest first; only where something is lost.
  std::vector<RiskPath> paths;              // The likeliest three of known probability.
  std::vector<OpenPath> open_paths;         // Three of the others, by the most that they may carry.
  std::vector<RiskLink> links;              // The strongest five behind the risk's node.
  std::vector<RankNeighbour> neighbours;    // The one before and the one after.
  std::optional<double> top_probability;    // To be among the first ten; drawn where it is open.
  std::optional<double> top_probability_low;   // Within what it lies with 95 %,
  std::optional<double> top_probability_high;  // as RankedRisk says.
  std::vector<RiskBand> bands;                 // Of the tier, in the order of the table's columns.
  int64_t tier_row = 0;                    // The row of the policy's table that gave it, from 1.
  std::optional<TierFlip> milder;          // Not given: no tier is milder.
  std::optional<TierFlip> worse;           // Not given: no tier is worse.
  std::vector<std::string> common_causes;  // Those that strike its node or what lies behind it.
  // Of a graph outside a cycle alone. What would let it pass the one before, or be passed by the
  // one after; not given: nobody is there, or no likelihood would.
  std::optional<RankFlip> rise;
  std::optional<RankFlip> decline;

  friend bool operator==(const RiskExplanation&, const RiskExplanation&) = default;
};

}  // namespace readiness::engine
