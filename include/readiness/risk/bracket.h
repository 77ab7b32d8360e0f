// readiness/risk/bracket.h: a probability, or a loss, known to lie between two ends.
//
// Threads: values only.
#pragma once

#include <optional>

namespace readiness::risk {

// low <= the probability <= high, both in [0, 1] and both included.
struct Bracket {
  double low = 0;
  double high = 1;

  // A probability that is known: both ends are it.
  [[nodiscard]] static constexpr Bracket Of(double probability) {
    return {probability, probability};
  }
  // What is said about a probability that nobody gave: it lies in [0, 1].
  [[nodiscard]] static constexpr Bracket Unknown() { return {0, 1}; }

  [[nodiscard]] constexpr bool IsExact() const { return low == high; }
  [[nodiscard]] constexpr double Width() const { return high - low; }
  [[nodiscard]] constexpr bool Contains(double probability) const {
    return low <= probability && probability <= high;
  }

  friend constexpr bool operator==(const Bracket&, const Bracket&) = default;
};

// A number is a probability when it lies in [0, 1]; NaN does not.
[[nodiscard]] constexpr bool IsProbability(double value) { return value >= 0 && value <= 1; }

// A bracket is sound when both ends are probabilities in order.
[[nodiscard]] constexpr bool IsSound(Bracket bracket) {
  return IsProbability(bracket.low) && IsProbability(bracket.high) && bracket.low <= bracket.high;
}

// A loss known to lie between two ends, both included and at least 0.
struct LossBracket {
  double low = 0;
  double high = 0;

  [[nodiscard]] static constexpr LossBracket Of(double loss) { return {loss, loss}; }
  [[nodiscard]] constexpr double Width() const { return high - low; }
  [[nodiscard]] constexpr bool Contains(double loss) const { return low <= loss && loss <= high; }

  friend constexpr bool operator==(const LossBracket&, const LossBracket&) = default;
};

// A number that may be absent as a bracket that may be absent.
[[nodiscard]] constexpr std::optional<Bracket> AsBracket(std::optional<double> probability) {
  if (!probability.has_value()) return std::nullopt;
  return Bracket::Of(*probability);
}

}  // namespace readiness::risk
