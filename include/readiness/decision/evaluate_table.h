// readiness/decision/evaluate_table.h: judges a criterion that is a decision table over evidence.
//
// Each column takes the newest evidence on its metric. PASS where, over all completions of the
// columns that are unknown, some row matches and every outcome that is possible is a pass outcome;
// FAIL where some row matches and none is; else UNKNOWN: with the reason of the first unknown
// column in the order of UnknownReason, and with INVALID where known inputs match no row. A COLLECT
// table passes only where all outcomes it may give are pass outcomes, and fails where every
// completion gives one that is not.
//
// Cost:    that of Table::Evaluate and a look at each item; allocates for the message.
// Errors:  FailedPrecondition (rule CRITERION) for a criterion without a table; InvalidArgument
//          (rule TABLE) where inputs or pass_outcomes do not fit the table.
// Threads: values only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/evaluate_criterion.h"
#include "readiness/decision/table.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::decision {

// What one column read.
struct TableInputOutcome {
  TableValue value;
  model::UnknownReason reason = model::UnknownReason::kUnspecified;  // Where the value is unknown.
  const model::Evidence* evidence = nullptr;
};

struct TableOutcome {
  model::Result result;
  std::vector<TableInputOutcome> inputs;  // One a column.
  TableAnswer answer;
  std::string message;
  // The earliest moment at which a column's evidence is too old.
  absl::Time valid_until = absl::InfiniteFuture();
};

namespace internal {

[[nodiscard]] inline TableInputOutcome ReadTableInput(const Table& table, int32_t column,
                                                      const model::TableInput& input,
                                                      const EvidenceView& view, absl::Time as_of) {
  using model::UnknownReason;
  TableInputOutcome out;
  const Newest newest = FindNewest(view, as_of);
  out.evidence = newest.item;
  if (newest.item == nullptr) {
    out.reason = UnknownReason::kMissing;
    return out;
  }
  if (newest.disagrees) {
    out.reason = UnknownReason::kConflicting;
    return out;
  }
  out.reason = UnknownReason::kInvalid;
  TableValue value;
  if (table.is_numeric(column)) {
    const Measurement measured = Measure(*newest.item, /*is_check=*/true);
    if (!measured.problem.empty() || !measured.value.has_value()) return out;
    value = TableValue::Number(*measured.value);
  } else {
    // Yes and no are words as well.
    const auto* word = std::get_if<model::Ordinal>(&newest.item->finding);
    const auto* holds = std::get_if<bool>(&newest.item->finding);
    if (word == nullptr && holds == nullptr) return out;
    const auto found = table.FindWord(column, word != nullptr ? std::string_view(word->text)
                                              : *holds        ? "yes"
                                                              : "no");
    if (!found.has_value()) return out;
    value = TableValue::Word(*found);
  }
  if (input.max_age_seconds > 0 &&
      as_of - *newest.item->observed_at > absl::Seconds(input.max_age_seconds)) {
    out.reason = UnknownReason::kStale;
    return out;
  }
  if (view.is_vetoed) return out;
  out.reason = UnknownReason::kUnspecified;
  out.value = value;
  return out;
}

// "row 3 gives ACT"; with an unknown input that changes nothing "every row that may match gives
// ACT".
[[nodiscard]] inline std::string Gives(const TableAnswer& answer, std::string_view outcomes) {
  if (answer.rows.empty()) return base::Cat("every row that may match gives ", outcomes);
  std::string rows;
  for (const int32_t row : answer.rows) {
    if (!rows.empty()) rows += row == answer.rows.back() ? " and " : ", ";
    rows += base::Cat(row + 1);
  }
  return answer.rows.size() == 1 ? base::Cat("row ", rows, " gives ", outcomes)
                                 : base::Cat("rows ", rows, " give ", outcomes);
}

}  // namespace internal

// `table` is criterion.table loaded; `evidence`: one view a column, on the metric of its input.
[[nodiscard]] inline absl::StatusOr<TableOutcome> EvaluateTableCriterion(
    const model::Criterion& criterion, const Table& table, std::span<const EvidenceView> evidence,
    absl::Time as_of) {
  using model::Result;
  using model::UnknownReason;
  if (!criterion.table.has_value()) {
    return base::Refused("CRITERION", base::Cat("criterion \"", criterion.id, "\" has no table"));
  }
  const model::TableTest& test = *criterion.table;
  const auto columns = static_cast<size_t>(table.column_count());
  const auto wrong = [&criterion](std::string_view what) {
    return base::Invalid("TABLE", base::Cat("criterion \"", criterion.id, "\": ", what));
  };
  if (test.inputs.size() != columns || evidence.size() != columns) {
    return wrong(base::Cat("needs one input a column: ", columns, ", got ", test.inputs.size(),
                           " inputs and evidence for ", evidence.size()));
  }
  if (test.pass_outcomes.empty()) return wrong("pass_outcomes are missing; nothing could pass");
  uint64_t pass = 0;
  for (const std::string& name : test.pass_outcomes) {
    const auto outcome = table.FindOutcome(name);
    if (!outcome.has_value()) {
      return wrong(base::Cat("pass outcome \"", name, "\" is not one of the table's"));
    }
    pass |= uint64_t{1} << *outcome;
  }

  TableOutcome out;
  std::vector<TableValue> values;
  UnknownReason reason = UnknownReason::kUnspecified;
  int32_t unknown_column = -1;
  for (size_t c = 0; c < columns; ++c) {
    out.inputs.push_back(internal::ReadTableInput(table, static_cast<int32_t>(c), test.inputs[c],
                                                  evidence[c], as_of));
    const TableInputOutcome& input = out.inputs.back();
    values.push_back(input.value);
    if (input.reason != UnknownReason::kUnspecified) {
      if (reason == UnknownReason::kUnspecified || input.reason < reason) {
        reason = input.reason;
        unknown_column = static_cast<int32_t>(c);
      }
    } else if (test.inputs[c].max_age_seconds > 0) {
      out.valid_until =
          std::min(out.valid_until,
                   *input.evidence->observed_at + absl::Seconds(test.inputs[c].max_age_seconds));
    }
  }
  READINESS_RETURN_IF_ERROR(table.Evaluate(values, out.answer));

  const uint64_t outcomes = out.answer.outcomes;
  std::string names;
  for (int32_t i = 0; i < 64; ++i) {
    if ((outcomes >> i & 1U) != 0) {
      names += base::Cat(names.empty() ? "" : ", ", table.outcome_name(i));
    }
  }
  const bool always_matches = !out.answer.may_match_nothing && outcomes != 0;
  if (always_matches && (outcomes & ~pass) == 0) {
    out.result = Result::Pass();
    out.message = internal::Gives(out.answer, names);
    return out;
  }
  if (always_matches && ((outcomes & pass) == 0 || (out.answer.certain_outcomes & ~pass) != 0)) {
    out.result = Result::Fail();
    out.message = internal::Gives(out.answer, names);
    return out;
  }
  if (out.answer.is_known) {
    out.result = Result::Unknown(UnknownReason::kInvalid);
    out.message = "no row of the table matches";
    return out;
  }
  out.result = Result::Unknown(reason);
  out.message =
      base::Cat("column ", table.column_name(unknown_column), " is ", Text(Result::Unknown(reason)),
                "; possible: ", names.empty() ? "no outcome" : names,
                out.answer.may_match_nothing ? ", or no row" : "");
  return out;
}

}  // namespace readiness::decision
