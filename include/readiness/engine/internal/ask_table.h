// readiness/engine/internal/ask_table.h: a criterion that is a decision table.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"

#include "readiness/decision/table.h"
#include "readiness/engine/internal/evidence_index.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// What an input of a table is at this moment.
struct TableInputFinding {
  decision::TableValue value;
  model::UnknownReason reason = model::UnknownReason::kUnspecified;
  std::string text;
  std::string evidence;
  std::optional<absl::Time> valid_until;
};
[[nodiscard]] inline TableInputFinding ReadInput(
    const View& view, const EvidenceIndex& evidence,
    const std::set<std::string, std::less<>>& invalid_metrics, const model::Criterion& criterion,
    const model::TableInput& input, const model::TableColumn& column) {
  TableInputFinding found;
  const auto unknown = [&found](model::UnknownReason reason) {
    found.reason = reason;
    found.text = std::string(model::Name(reason));
    return found;
  };
  const model::Evidence* newest = evidence.NewestOf(input.metric, criterion.decision);
  if (newest == nullptr) return unknown(model::UnknownReason::kMissing);
  found.evidence = newest->id;
  if (evidence.IsConflicting(input.metric, criterion.decision)) {
    return unknown(model::UnknownReason::kConflicting);
  }
  if (input.max_age_seconds > 0) {
    found.valid_until = *newest->observed_at + absl::Seconds(input.max_age_seconds);
    if (view.as_of > *found.valid_until) {
      found.valid_until.reset();
      return unknown(model::UnknownReason::kStale);
    }
    if (*found.valid_until < base::LastInstant()) {
      *found.valid_until += absl::Microseconds(1);  // It is young enough at that age still.
    } else {
      found.valid_until.reset();
    }
  }
  if (invalid_metrics.contains(input.metric)) return unknown(model::UnknownReason::kInvalid);
  const auto* number = std::get_if<double>(&newest->finding);
  const auto* word = std::get_if<model::Ordinal>(&newest->finding);
  if (column.values.empty() && number != nullptr) {
    found.value = decision::TableValue::Number(*number);
    found.text = base::Cat(*number);
    return found;
  }
  for (size_t i = 0; word != nullptr && i < column.values.size(); ++i) {
    if (column.values[i] == word->text) {
      found.value = decision::TableValue::Word(static_cast<int32_t>(i));
      found.text = word->text;
      return found;
    }
  }
  return unknown(model::UnknownReason::kInvalid);
}

// A decision table over the newest evidence of its inputs. PASS where every outcome that is
// possible is one that passes; FAIL where none is.
[[nodiscard]] inline absl::Status AskTable(
    const View& view, const EvidenceIndex& evidence,
    const std::set<std::string, std::less<>>& invalid_metrics, const model::Criterion& criterion,
    Leaf& leaf, Finding& finding, std::vector<NearMiss>& near_misses) {
  const model::TableTest& test = *criterion.table;
  READINESS_ASSIGN_OR_RETURN(const decision::Table table, decision::Table::Load(*test.table));
  std::vector<decision::TableValue> inputs;
  model::UnknownReason reason = model::UnknownReason::kUnspecified;
  for (size_t i = 0; i < test.inputs.size(); ++i) {
    TableInputFinding input = ReadInput(view, evidence, invalid_metrics, criterion, test.inputs[i],
                                        test.table->columns[i]);
    inputs.push_back(input.value);
    if (input.reason != model::UnknownReason::kUnspecified &&
        (reason == model::UnknownReason::kUnspecified || input.reason < reason)) {
      reason = input.reason;
    }
    if (!finding.value.empty()) finding.value += ", ";
    finding.value += base::Cat(test.table->columns[i].name, " = ", input.text);
    if (!input.evidence.empty()) finding.evidence.push_back(input.evidence);
    if (input.valid_until.has_value() &&
        (!finding.valid_until.has_value() || *input.valid_until < *finding.valid_until)) {
      finding.valid_until = input.valid_until;
    }
  }
  decision::TableAnswer answer;
  READINESS_RETURN_IF_ERROR(table.Evaluate(inputs, answer));
  bool may_pass = false;
  bool may_fail = answer.may_match_nothing || answer.outcomes == 0;
  for (size_t i = 0; i < test.table->outcomes.size(); ++i) {
    if (!answer.Has(static_cast<int32_t>(i))) continue;
    const bool passes = std::find(test.pass_outcomes.begin(), test.pass_outcomes.end(),
                                  test.table->outcomes[i]) != test.pass_outcomes.end();
    may_pass = may_pass || passes;
    may_fail = may_fail || !passes;
  }
  const bool passes = may_pass && !may_fail;
  if (passes || (!may_pass && may_fail) || answer.is_known) {
    leaf.raw = passes ? model::Result::Pass() : model::Result::Fail();
  } else {
    leaf.raw = model::Result::Unknown(
        reason == model::UnknownReason::kUnspecified ? model::UnknownReason::kMissing : reason);
  }
  finding.threshold = Joined(test.pass_outcomes);
  for (const decision::NearMiss& near : answer.near_misses) {
    near_misses.push_back(
        {test.table->id, near.row + 1, test.table->columns[static_cast<size_t>(near.column)].name});
  }
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
