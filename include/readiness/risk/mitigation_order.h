// readiness/risk/mitigation_order.h: which mitigation saves most for its cost, and what the next
// one saves once those before it are in place.
//
//   const Mitigation planned[] = {{"retry", 0, 0.2, 8}};   // Lowers the leak of risks[0] by 0.2.
//   const auto order = OrderMitigations(losses, planned, 16);
//   (*order)[0].fall_alone;      // An hour, if nothing else is done.
//   (*order)[0].fall_in_order;   // An hour, after all that stand before it.
//
// The expected loss is linear in the leak of each risk, so a single fall is exact where the cascade
// is. Falls of several do not add up: where one leak is stopped, more is lost to the others, so the
// falls of all are reckoned anew after each that is chosen. Chosen is each time the one that saves
// most an owner-hour, ties by the greater fall, then by id. That is greedy: no set of the same cost
// is claimed to save less.
//
// Units:   leaks and their falls in [0, 1]; losses an hour; cost in owner-hours, >= 0.
// Cost:    one cascade for each of the first `most_evaluations` steps; the rest keep the order of
//          what they save then, without a number in order.   Threads: values only.
// Errors:  InvalidArgument, rule rank/mitigation, naming the row.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/risk_losses.h"

namespace readiness::risk {

// Something that may be done about a measured risk whose leak is known.
struct Mitigation {
  std::string_view id;
  uint32_t risk = 0;     // Its row among the risks that were measured.
  double leak_fall = 0;  // By how much it lowers the leak; never below 0.
  double cost = 0;
};

struct MitigationStep {
  uint32_t mitigation = 0;  // Its row.
  double fall_alone = 0;
  std::optional<double> fall_in_order;  // Not given: it was not reckoned.
};

// The mitigations in the order in which to take them. `leaks` of the risks as they were measured.
[[nodiscard]] inline absl::StatusOr<std::vector<MitigationStep>> OrderMitigations(
    const RiskLosses& losses, std::span<const std::optional<double>> leaks,
    std::span<const Mitigation> mitigations, size_t most_evaluations) {
  for (size_t row = 0; row < mitigations.size(); ++row) {
    const Mitigation& one = mitigations[row];
    const auto refuse = [&](std::string_view text) {
      return base::Invalid("rank/mitigation",
                           base::Cat("mitigation row ", row + 1, " (\"", one.id, "\"): ", text));
    };
    if (one.risk >= leaks.size() || !leaks[one.risk].has_value()) {
      return refuse("names no risk with a known leak; leave it out");
    }
    if (!IsProbability(one.leak_fall)) {
      return refuse(base::Cat("the fall must be in [0, 1], got ", one.leak_fall));
    }
    if (!(one.cost >= 0 && std::isfinite(one.cost))) {
      return refuse(base::Cat("the cost must be 0 or more, got ", one.cost));
    }
  }
  std::vector<double> left(leaks.size(), 0);  // The leak of each risk after what was chosen.
  for (size_t row = 0; row < leaks.size(); ++row) left[row] = leaks[row].value_or(0);
  std::vector<LeakChange> changes;
  std::vector<uint32_t> open(mitigations.size());
  for (uint32_t row = 0; row < open.size(); ++row) open[row] = row;
  std::vector<MitigationStep> steps;
  if (open.empty()) return steps;

  std::vector<double> rates = losses.FallRatesWith({});
  const auto fall_of = [&](uint32_t row) {
    const Mitigation& one = mitigations[row];
    return rates[one.risk] * std::min(one.leak_fall, left[one.risk]);
  };
  std::vector<double> alone(mitigations.size());
  for (const uint32_t row : open) alone[row] = fall_of(row);
  const auto worth = [&](uint32_t row) {
    const double fall = fall_of(row);
    if (fall <= 0) return 0.0;
    return mitigations[row].cost > 0 ? fall / mitigations[row].cost
                                     : std::numeric_limits<double>::infinity();
  };
  const auto comes_before = [&](uint32_t a, uint32_t b) {
    const double worth_a = worth(a);
    const double worth_b = worth(b);
    if (worth_a != worth_b) return worth_a > worth_b;
    const double fall_a = fall_of(a);
    const double fall_b = fall_of(b);
    if (fall_a != fall_b) return fall_a > fall_b;
    return mitigations[a].id != mitigations[b].id ? mitigations[a].id < mitigations[b].id : a < b;
  };
  for (size_t evaluations = 1; !open.empty(); ++evaluations) {
    if (evaluations > most_evaluations) {
      std::sort(open.begin(), open.end(), comes_before);
      for (const uint32_t row : open) steps.push_back({row, alone[row], std::nullopt});
      break;
    }
    const auto best = std::min_element(open.begin(), open.end(), comes_before);
    const uint32_t row = *best;
    const Mitigation& one = mitigations[row];
    steps.push_back({row, alone[row], fall_of(row)});
    open.erase(best);
    left[one.risk] = std::max(0.0, left[one.risk] - one.leak_fall);
    std::erase_if(changes, [&](const LeakChange& change) { return change.risk == one.risk; });
    changes.push_back({one.risk, left[one.risk]});
    if (!open.empty() && evaluations < most_evaluations) rates = losses.FallRatesWith(changes);
  }
  return steps;
}

}  // namespace readiness::risk
