// readiness/engine/internal/value_mitigations.h: what each planned mitigation would save for what
// it costs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/engine/internal/failure_graph.h"
#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/view.h"
#include "readiness/risk/mitigation_order.h"
#include "readiness/risk/risk_losses.h"

namespace readiness::engine::internal {

// How many are reckoned anew once others are in place.
inline constexpr size_t kMostMitigationSteps = 4;

// How sure the fall of an action is, from how sure that of its risk is: what is lost is linear in
// the leak, so that a part of the leak brings about that part of all three.
inline void ShowFall(const risk::RiskLoss& loss, double leak, double leak_fall, Action& action) {
  const double part = leak > 0 ? std::min(leak_fall, leak) / leak : 0;
  action.method = MethodOf(loss);
  if (loss.is_exact) return;
  action.loss_fall_low = part * loss.fall.low;
  action.loss_fall_high = part * loss.fall.high;
  action.loss_fall = std::clamp(action.loss_fall, *action.loss_fall_low, *action.loss_fall_high);
  if (loss.fall_error.has_value()) action.loss_fall_error = part * *loss.fall_error;
}

// The mitigations that are planned for open risks and not in place, the best first. Left out are
// those of risks whose loss is not known: what they save is unknown, which is not nothing.
[[nodiscard]] inline absl::StatusOr<std::vector<Action>> ValueMitigations(
    const View& view, const FailureGraph& failure) {
  std::vector<std::optional<double>> leaks;
  for (const OpenRisk& open : failure.risks) leaks.push_back(open.leak);
  std::vector<risk::Mitigation> planned;
  std::vector<const MitigationState*> states;
  for (const auto& [id, mitigation] : view.state.mitigations) {
    if (mitigation.is_done) continue;
    const auto open = std::lower_bound(
        failure.risks.begin(), failure.risks.end(), mitigation.fact.risk,
        [](const OpenRisk& one, const std::string& risk) { return one.id < risk; });
    if (open == failure.risks.end() || open->id != mitigation.fact.risk) continue;
    const auto row = static_cast<uint32_t>(open - failure.risks.begin());
    if (!failure.losses->Of(row).is_known) continue;
    // What is caught before a customer sees it leaks neither before nor after.
    const double leaking = 1 - open->state->risk.detectability.value_or(0);
    planned.push_back({id, row, mitigation.fact.probability_fall * leaking, mitigation.fact.cost});
    states.push_back(&mitigation);
  }
  READINESS_ASSIGN_OR_RETURN(
      const std::vector<risk::MitigationStep> steps,
      risk::OrderMitigations(*failure.losses, leaks, planned, kMostMitigationSteps));
  std::vector<Action> actions;
  for (const risk::MitigationStep& step : steps) {
    const model::MitigationPlanned& fact = states[step.mitigation]->fact;
    Action action;
    action.mitigation = fact.id;
    action.risk = fact.risk;
    action.owner = fact.owner;
    action.loss_fall = step.fall_alone;
    action.cost = fact.cost;
    action.loss_fall_in_order = step.fall_in_order;
    ShowFall(failure.losses->Of(planned[step.mitigation].risk),
             *leaks[planned[step.mitigation].risk], planned[step.mitigation].leak_fall, action);
    actions.push_back(std::move(action));
  }
  return actions;
}

}  // namespace readiness::engine::internal
