// readiness/engine/internal/ask_table.h: a criterion that is a decision table.
#pragma once

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/number.h"
#include "readiness/decision/evaluate_table.h"
#include "readiness/decision/table.h"
#include "readiness/engine/internal/evidence_index.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// A decision table over the newest evidence of its inputs (decision/evaluate_table.h).
[[nodiscard]] inline absl::Status AskTable(
    const View& view, const EvidenceIndex& evidence,
    const std::set<std::string, std::less<>>& invalid_metrics, const model::Criterion& criterion,
    Leaf& leaf, Finding& finding, std::vector<NearMiss>& near_misses) {
  const model::TableTest& test = *criterion.table;
  READINESS_ASSIGN_OR_RETURN(const decision::Table table, decision::Table::Load(*test.table));
  std::vector<decision::EvidenceView> views;
  for (const model::TableInput& input : test.inputs) {
    views.push_back(evidence.ViewOf(input.metric, criterion.decision));
    views.back().is_vetoed = invalid_metrics.contains(input.metric);
  }
  READINESS_ASSIGN_OR_RETURN(const decision::TableOutcome outcome,
                             decision::EvaluateTableCriterion(criterion, table, views, view.as_of));
  leaf.raw = outcome.result;
  for (size_t i = 0; i < outcome.inputs.size(); ++i) {
    const decision::TableInputOutcome& input = outcome.inputs[i];
    const model::TableColumn& column = test.table->columns[i];
    std::string text(model::Name(input.reason));
    if (input.value.kind == decision::TableValue::Kind::kNumber) {
      text = base::ShortestText(input.value.number);
    } else if (input.value.kind == decision::TableValue::Kind::kWord) {
      text = column.values[static_cast<size_t>(input.value.word)];
    }
    finding.value += base::Cat(i == 0 ? "" : ", ", column.name, " = ", text);
    if (input.evidence != nullptr) finding.evidence.push_back(input.evidence->id);
  }
  finding.value += base::Cat(": ", outcome.message);
  finding.threshold = Joined(test.pass_outcomes);
  // Young enough still at that age, too old right after it.
  if (outcome.valid_until < base::LastInstant()) {
    finding.valid_until = outcome.valid_until + absl::Microseconds(1);
  }
  for (const decision::NearMiss& near : outcome.answer.near_misses) {
    const model::TableRow& row = test.table->rows[static_cast<size_t>(near.row)];
    const auto column = static_cast<size_t>(near.column);
    near_misses.push_back({test.table->id, near.row + 1, test.table->columns[column].name,
                           model::Text(row.cells[column]), row.outcomes});
  }
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
