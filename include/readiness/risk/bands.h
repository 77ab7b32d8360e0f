// readiness/risk/bands.h: from the numbers of a risk to the bands of the tier table.
//
// A risk has five bands, each of three, from the mildest to the worst: likelihood low, medium,
// high; proximity far, near, touching; severity minor, major, severe; reversibility reversible,
// costly, irreversible; launch later, soon, imminent. A band holds its lower end. What is known
// only as a bracket may fall into several bands; what is absent may be any: then the worst one is
// taken and the band is not certified.
//
// Units:   probabilities and severities in [0, 1]; cuts from model::RiskBands.
// Cost:    O(1), no allocation.   Threads: values only.
// Errors:  InvalidArgument, rule risk/likelihood, risk/severity, risk/detectability, risk/cuts,
//          naming the number; NaN is outside every range.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/model/graph.h"
#include "readiness/model/policy.h"
#include "readiness/model/risk.h"
#include "readiness/risk/bracket.h"

namespace readiness::risk {

// A place among three, from the mildest to the worst.
enum class Band : uint8_t { kLowest = 0, kMiddle = 1, kHighest = 2 };

// The words of each dimension, by Band. They are the values of the tier table's columns.
inline constexpr std::array<std::string_view, 3> kLikelihoodBands = {"low", "medium", "high"};
inline constexpr std::array<std::string_view, 3> kProximityBands = {"far", "near", "touching"};
inline constexpr std::array<std::string_view, 3> kSeverityBands = {"minor", "major", "severe"};
inline constexpr std::array<std::string_view, 3> kReversibilityBands = {"reversible", "costly",
                                                                        "irreversible"};
inline constexpr std::array<std::string_view, 3> kLaunchBands = {"later", "soon", "imminent"};

// The bands that a risk may be in, from `mildest` to `worst`, both included; the worst one counts.
struct BandSet {
  Band mildest = Band::kLowest;
  Band worst = Band::kHighest;

  [[nodiscard]] static constexpr BandSet Of(Band band) { return {band, band}; }
  // What is said of a number that nobody gave.
  [[nodiscard]] static constexpr BandSet Any() { return {Band::kLowest, Band::kHighest}; }
  // Whether the band is certain.
  [[nodiscard]] constexpr bool is_certified() const { return mildest == worst; }
  // The word for the band that counts, from the words of its dimension.
  [[nodiscard]] constexpr std::string_view Worst(
      const std::array<std::string_view, 3>& words) const {
    return words[static_cast<size_t>(worst)];
  }

  friend constexpr bool operator==(const BandSet&, const BandSet&) = default;
};

// The five bands of one risk, in the order of the tier table's columns.
struct RiskBandSets {
  BandSet likelihood;
  BandSet proximity;
  BandSet severity;
  BandSet reversibility;
  BandSet launch;

  // The words to look up in the tier table.
  [[nodiscard]] constexpr std::array<std::string_view, 5> Worst() const {
    return {likelihood.Worst(kLikelihoodBands), proximity.Worst(kProximityBands),
            severity.Worst(kSeverityBands), reversibility.Worst(kReversibilityBands),
            launch.Worst(kLaunchBands)};
  }
  // Whether every band is certain. A tier can be certain without it: look up both ends of each set;
  // the table is monotone, so equal outcomes at all-mildest and all-worst settle it.
  [[nodiscard]] constexpr bool is_certified() const {
    return likelihood.is_certified() && proximity.is_certified() && severity.is_certified() &&
           reversibility.is_certified() && launch.is_certified();
  }

  friend constexpr bool operator==(const RiskBandSets&, const RiskBandSets&) = default;
};

// Checks that the cuts are probabilities (severities) in order: 0 <= middle <= top <= 1.
[[nodiscard]] inline absl::Status CheckCuts(const model::RiskBands& cuts) {
  const auto check = [](std::string_view what, double middle, double top) -> absl::Status {
    if (IsSound(Bracket{middle, top})) return absl::OkStatus();
    return base::Invalid("risk/cuts", base::Cat("the cuts of ", what, " are ", middle, " and ", top,
                                                "; they must lie in [0, 1] in this order"));
  };
  READINESS_RETURN_IF_ERROR(check("likelihood", cuts.likelihood_medium, cuts.likelihood_high));
  READINESS_RETURN_IF_ERROR(check("proximity", cuts.proximity_near, cuts.proximity_touching));
  return check("severity", cuts.severity_major, cuts.severity_severe);
}

// The band of one number, which is not NaN.
[[nodiscard]] constexpr Band BandOf(double value, double middle_from, double highest_from) {
  if (value >= highest_from) return Band::kHighest;
  return value >= middle_from ? Band::kMiddle : Band::kLowest;
}
// The bands of a bracket; any where it is absent or no sound bracket of [0, 1].
[[nodiscard]] constexpr BandSet BandsOf(const std::optional<Bracket>& value, double middle_from,
                                        double highest_from) {
  if (!value.has_value() || !IsSound(*value)) return BandSet::Any();
  return {BandOf(value->low, middle_from, highest_from),
          BandOf(value->high, middle_from, highest_from)};
}

// The bands of a risk's likelihood, as a leak probability: AsBracket(*LeakProbability(...)).
[[nodiscard]] constexpr BandSet LikelihoodBands(const std::optional<Bracket>& leak,
                                                const model::RiskBands& cuts) {
  return BandsOf(leak, cuts.likelihood_medium, cuts.likelihood_high);
}
// The bands of how near the risk's node is to a customer: `reach` as Proximity::ReachProbability
// gives it, nothing where proximity is undefined or the risk sits on no node. A node that is a
// touchpoint is touching whatever the cuts are.
[[nodiscard]] constexpr BandSet ProximityBands(std::optional<uint32_t> hops,
                                               const std::optional<Bracket>& reach,
                                               const model::RiskBands& cuts) {
  if (hops == 0U) return BandSet::Of(Band::kHighest);
  return BandsOf(reach, cuts.proximity_near, cuts.proximity_touching);
}
// The bands of the risk's own severity.
[[nodiscard]] constexpr BandSet SeverityBands(const std::optional<Bracket>& severity,
                                              const model::RiskBands& cuts) {
  return BandsOf(severity, cuts.severity_major, cuts.severity_severe);
}
[[nodiscard]] constexpr BandSet ReversibilityBands(model::Reversibility reversibility) {
  switch (reversibility) {
    case model::Reversibility::kUnspecified:
      break;
    case model::Reversibility::kReversible:
      return BandSet::Of(Band::kLowest);
    case model::Reversibility::kCostly:
      return BandSet::Of(Band::kMiddle);
    case model::Reversibility::kIrreversible:
      return BandSet::Of(Band::kHighest);
  }
  return BandSet::Any();
}
// The bands of the time to launch. `launch_at` as planned, nothing where no date is set; `soon` and
// `imminent` are the lengths of the policy's two windows. A cut belongs to the nearer band: exactly
// two days before launch is imminent where the window is two days. After launch it stays imminent.
[[nodiscard]] inline BandSet LaunchBands(std::optional<absl::Time> launch_at, bool is_launched,
                                         absl::Time as_of, absl::Duration soon,
                                         absl::Duration imminent) {
  if (is_launched) return BandSet::Of(Band::kHighest);
  if (!launch_at.has_value()) return BandSet::Any();
  const absl::Duration left = *launch_at - as_of;
  if (left <= imminent) return BandSet::Of(Band::kHighest);
  return BandSet::Of(left <= soon ? Band::kMiddle : Band::kLowest);
}

// The mean of a likelihood: itself where it is a number, a / (a + b) for a Beta, and
// (low + 4 mode + high) / 6 for a PERT; nothing where it is not given.
[[nodiscard]] absl::StatusOr<std::optional<double>> MeanLikelihood(
    const model::Likelihood& likelihood);

// The probability that a risk shows to a customer: p (1 - d), where d is the detectability, the
// probability that the mitigation fires before; not given: 0. Nothing where p is not given.
[[nodiscard]] absl::StatusOr<std::optional<double>> LeakProbability(
    const std::optional<model::Likelihood>& likelihood, std::optional<double> detectability);

// All values that p (1 - d) may take: those between the ends of a PERT, [0, 1 - d] for a Beta, one
// for a number. Nothing where p is not given or is none of the three.
[[nodiscard]] inline std::optional<Bracket> LeakRange(
    const std::optional<model::Likelihood>& likelihood, std::optional<double> detectability) {
  if (!likelihood.has_value()) return std::nullopt;
  const double shown = 1 - detectability.value_or(0);
  if (const double* point = std::get_if<double>(&likelihood->form)) {
    return Bracket::Of(*point * shown);
  }
  if (std::holds_alternative<model::BetaLikelihood>(likelihood->form)) return Bracket{0, shown};
  if (const auto* pert = std::get_if<model::PertLikelihood>(&likelihood->form)) {
    return Bracket{pert->low * shown, pert->high * shown};
  }
  return std::nullopt;
}

inline absl::StatusOr<std::optional<double>> MeanLikelihood(const model::Likelihood& likelihood) {
  if (const double* point = std::get_if<double>(&likelihood.form)) {
    if (!IsProbability(*point)) {
      return base::Invalid("risk/likelihood",
                           base::Cat("the probability must be in [0, 1], got ", *point));
    }
    return *point + 0.0;  // No minus zero.
  }
  if (const auto* beta = std::get_if<model::BetaLikelihood>(&likelihood.form)) {
    if (!(beta->a > 0 && beta->b > 0 && std::isfinite(beta->a) && std::isfinite(beta->b))) {
      return base::Invalid("risk/likelihood",
                           base::Cat("both shapes of a Beta must be above 0 and finite, got ",
                                     beta->a, " and ", beta->b));
    }
    const double sum = beta->a + beta->b;
    // Where the sum of two large shapes is too large for a double, their halves have the same mean.
    return std::isfinite(sum) ? beta->a / sum : (beta->a / 2) / (beta->a / 2 + beta->b / 2);
  }
  if (const auto* pert = std::get_if<model::PertLikelihood>(&likelihood.form)) {
    if (!(IsProbability(pert->low) && IsProbability(pert->high) && pert->low <= pert->mode &&
          pert->mode <= pert->high)) {
      return base::Invalid("risk/likelihood",
                           base::Cat("a PERT must have 0 <= low <= mode <= high <= 1, got ",
                                     pert->low, ", ", pert->mode, ", ", pert->high));
    }
    // Rounding may step over an end; the mean never does.
    return std::clamp((pert->low + 4 * pert->mode + pert->high) / 6, pert->low, pert->high);
  }
  return std::nullopt;
}

inline absl::StatusOr<std::optional<double>> LeakProbability(
    const std::optional<model::Likelihood>& likelihood, std::optional<double> detectability) {
  if (detectability.has_value() && !IsProbability(*detectability)) {
    return base::Invalid("risk/detectability",
                         base::Cat("detectability must be in [0, 1], got ", *detectability));
  }
  if (!likelihood.has_value()) return std::nullopt;
  READINESS_ASSIGN_OR_RETURN(const std::optional<double> mean, MeanLikelihood(*likelihood));
  if (!mean.has_value()) return std::nullopt;
  return *mean * (1 - detectability.value_or(0));
}

}  // namespace readiness::risk
