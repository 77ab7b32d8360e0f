// readiness/engine/internal/ask_outcome.h: stage DEFINE_OUTCOME (R11, R12).
#pragma once

#include <string>

#include "readiness/engine/internal/view.h"
#include "readiness/model/criterion.h"

namespace readiness::engine::internal {

inline void AskOutcome(const View& view, Sheet& sheet) {
  const std::optional<model::Outcome>& outcome = view.state.outcome;
  const std::string steward = view.Steward();
  const auto ask = [&](std::string_view kind, bool is_recorded, std::string value,
                       std::string next_step) {
    Finding finding;
    finding.value = std::move(value);
    finding.owner = steward;
    finding.next_step = std::move(next_step);
    if (is_recorded && view.state.outcome_stamp.has_value()) {
      finding.evidence.push_back(view.state.outcome_stamp->entry);
    }
    sheet.Put(kind, "", PassIf(is_recorded), std::move(finding));
  };
  ask("outcome", outcome.has_value(), outcome.has_value() ? outcome->statement : "",
      "Record the one outcome of the cycle with outcome_defined");
  ask("outcome-metric", outcome.has_value() && !outcome->metric.empty(),
      outcome.has_value() ? outcome->metric : "", "Name the metric that shows the outcome");
  ask("outcome-baseline", outcome.has_value() && outcome->baseline.has_value(),
      outcome.has_value() && outcome->baseline.has_value()
          ? base::Cat(*outcome->baseline, " ", outcome->unit)
          : "",
      "Record where the outcome's metric stood before");
  ask("outcome-target", outcome.has_value() && outcome->target.has_value(),
      outcome.has_value() && outcome->target.has_value()
          ? base::Cat(model::Sign(outcome->comparison),
                      outcome->comparison == model::Comparison::kUnspecified ? "" : " ",
                      *outcome->target, " ", outcome->unit)
          : "",
      "Record where the outcome's metric shall stand");
  ask("outcome-window", outcome.has_value() && outcome->window_end.has_value(),
      outcome.has_value() && outcome->window_end.has_value()
          ? base::InstantText(*outcome->window_end)
          : "",
      "Record by when the target shall be reached");
  ask("outcome-ritual", outcome.has_value() && !outcome->ritual.empty(),
      outcome.has_value() ? outcome->ritual : "", "Name the one ritual that is not negotiable");

  const std::vector<std::string> owners = view.Holders(model::Role::kSignOffOwner);
  Finding finding;
  finding.value = Joined(owners);
  finding.owner = steward;
  finding.next_step = owners.empty() ? "Assign the role SIGN_OFF_OWNER to one party"
                                     : "Leave the role SIGN_OFF_OWNER with one party";
  sheet.Put("sign-off-owner", "", PassIfOneOwner(owners.size()), std::move(finding));

  if (!outcome.has_value() || outcome->conditions.empty()) {
    Finding missing;
    missing.owner = steward;
    missing.next_step = "Record what must be true for the next phase, each with its criterion";
    sheet.Put("condition", "", PassIf(false), std::move(missing));
    return;
  }
  for (const model::Condition& condition : outcome->conditions) {
    const bool is_testable = Find(view.state.criteria, condition.criterion) != nullptr;
    Finding each;
    each.value = condition.criterion;
    each.owner = steward;
    each.label = condition.text.empty() ? condition.id : condition.text;
    each.next_step =
        condition.criterion.empty()
            ? base::Cat("Set a criterion that tests condition \"", condition.id, "\"")
            : base::Cat("Set criterion \"", condition.criterion, "\", which the condition names");
    sheet.Put("condition", condition.id, PassIf(is_testable), std::move(each));
  }
}

}  // namespace readiness::engine::internal
