// readiness/engine/internal/note_goals.h: problems in what the cycle is judged by: its outcome,
// criteria, gates and waivers (R11 to R15).
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "readiness/engine/internal/ask_gates.h"
#include "readiness/engine/internal/fold_gate.h"
#include "readiness/engine/internal/issue_notes.h"
#include "readiness/engine/internal/read_metric.h"

namespace readiness::engine::internal {

inline void NoteAgeOfOutcomeEvidence(IssueNotes& notes, const model::Outcome& outcome,
                                     const std::string& path) {
  std::optional<absl::Time> newest;
  for (const auto& [id, item] : notes.view.state.evidence) {
    if (item.is_live && item.evidence.metric == outcome.metric) {
      newest = std::max(newest, item.evidence.observed_at);
    }
  }
  if (!newest.has_value() || outcome.metric.empty() ||
      *newest >= notes.view.state.opened->occurred_at) {
    return;
  }
  notes.Add(model::Severity::kWarning, path,
            base::Cat("R14: the newest evidence on its metric was observed at ",
                      base::InstantText(*newest), ", before the cycle began; look again"));
}

// R11: an outcome that nobody can read, or that can no longer be reached in time.
inline void NoteOutcome(IssueNotes& notes) {
  const std::optional<model::Outcome>& outcome = notes.view.state.outcome;
  if (!outcome.has_value()) return;
  const std::string path = base::Cat("outcome/", outcome->id);
  if (outcome->statement.empty()) {
    notes.Add(model::Severity::kWarning, path, "R11: it has no statement; say it in one sentence");
  }
  const bool is_launched = notes.view.state.launched.has_value();
  if (outcome->window_end.has_value() && *outcome->window_end <= notes.view.as_of && !is_launched) {
    notes.Add(model::Severity::kWarning, path,
              base::Cat("R11: the window in which the target was to be reached ended at ",
                        base::InstantText(*outcome->window_end),
                        " and nothing was launched; define the outcome again with a window ahead"));
  }
  if (outcome->baseline.has_value() && outcome->target.has_value() &&
      CompareInterval(outcome->baseline, outcome->baseline, ComparisonOf(*outcome),
                      *outcome->target) == model::Result::Pass()) {
    notes.Add(
        model::Severity::kNote, path,
        base::Cat("R11: its baseline ", base::ShortestText(*outcome->baseline),
                  " reaches the target ", model::Sign(ComparisonOf(*outcome)), " ",
                  base::ShortestText(*outcome->target), " already, so nothing has to change"));
  }
  NoteAgeOfOutcomeEvidence(notes, *outcome, path);
  for (const auto& [name, gate] : notes.view.state.gates) {
    if (!outcome->lens.empty() || gate.fact.lens_result == model::ResultKind::kUnspecified) {
      continue;
    }
    notes.Add(model::Severity::kNote, base::Cat("gate/", name),
              "R13: it was judged through a lens that the outcome does not name; name it there");
  }
}

// R12, R15: what was asked was changed after the answer was in.
inline void NoteMovedGoals(IssueNotes& notes) {
  const auto was_known = [&notes](std::string_view metric, absl::Time at) {
    return std::any_of(
        notes.view.state.evidence.begin(), notes.view.state.evidence.end(), [&](const auto& item) {
          return item.second.evidence.metric == metric && item.second.stamp.recorded_at < at;
        });
  };
  const auto text_of = [](const std::optional<double>& value) {
    return value.has_value() ? base::ShortestText(*value) : std::string("none");
  };
  for (const auto& [id, criterion] : notes.view.state.criteria) {
    if (!criterion.previous.has_value()) continue;
    const model::Criterion& now = criterion.criterion;
    const model::Criterion& then = *criterion.previous;
    std::string moved;
    if (now.threshold != then.threshold) {
      moved = base::Cat("threshold ", text_of(then.threshold), " to ", text_of(now.threshold));
    } else if (now.level != then.level) {
      moved = base::Cat("level ", model::Name(then.level), " to ", model::Name(now.level));
    } else if (now.margin != then.margin) {
      moved = base::Cat("margin ", text_of(then.margin), " to ", text_of(now.margin));
    }
    if (moved.empty() || !was_known(now.metric, criterion.stamp.recorded_at)) continue;
    notes.Add(model::Severity::kNote, base::Cat("criterion/", id),
              base::Cat("R15: it was set again at ", base::InstantText(criterion.stamp.occurred_at),
                        ", with evidence on its metric at hand: ", moved));
  }
  const std::optional<model::Outcome>& outcome = notes.view.state.outcome;
  const std::optional<model::Outcome>& before = notes.view.state.previous_outcome;
  if (outcome.has_value() && before.has_value() && outcome->target != before->target &&
      was_known(outcome->metric, notes.view.state.outcome_stamp->recorded_at)) {
    notes.Add(model::Severity::kNote, base::Cat("outcome/", outcome->id),
              base::Cat("R11: it was defined again at ",
                        base::InstantText(notes.view.state.outcome_stamp->occurred_at),
                        ", with evidence on its metric at hand: target ", text_of(before->target),
                        " to ", text_of(outcome->target)));
  }
}

// R93: a metric that a criterion reads, and that nobody answers for.
inline void NoteUnaccountableMetrics(IssueNotes& notes) {
  for (const auto& [id, item] : notes.view.state.criteria) {
    const model::Criterion& criterion = item.criterion;
    if (!criterion.metric_reference.has_value() || !criterion.owner.empty()) continue;
    const std::string& metric = criterion.metric_reference->metric;
    if (notes.view.state.bound_metrics.contains(metric)) continue;
    notes.Add(model::Severity::kWarning, base::Cat("criterion/", id),
              base::Cat("R93: the metric ", metric,
                        " is unaccountable: it is bound to no owner, and the criterion that reads "
                        "it names none; bind it (metric_bound)"));
  }
}

// R14: without evidence of the target outcome a commitment is speculative.
inline void NoteSpeculation(IssueNotes& notes) {
  for (const Leaf& leaf : notes.sheet.leaves) {
    if (leaf.shown.id != "outcome-evidence") continue;
    if (leaf.effective.kind == model::ResultKind::kPass ||
        leaf.effective.kind == model::ResultKind::kWaived) {
      return;
    }
    const std::string why =
        leaf.shown.value.empty()
            ? "there is no evidence on the outcome's metric yet"
            : base::Cat("what there is does not support the outcome: ", leaf.shown.value);
    for (const std::string& item : notes.scope.in) {
      notes.Add(model::Severity::kWarning, base::Cat("item/", item),
                base::Cat("R14: the commitment is speculative: ", why));
    }
    return;
  }
}

// R12: what must be true and is tested by a criterion that changes nothing.
inline void NoteConditions(IssueNotes& notes) {
  if (!notes.view.state.outcome.has_value()) return;
  for (const model::Condition& condition : notes.view.state.outcome->conditions) {
    for (const Leaf& leaf : notes.sheet.leaves) {
      if (leaf.shown.id != condition.criterion || leaf.shown.level != model::Level::kInfo ||
          IsSettled(leaf.effective) || Find(notes.view.state.criteria, leaf.shown.id) == nullptr) {
        continue;
      }
      notes.Add(model::Severity::kWarning, base::Cat("condition/", condition.id),
                base::Cat("R12: it must be true and is ", model::Text(leaf.effective),
                          ", yet its criterion \"", leaf.shown.id,
                          "\" is INFO and changes nothing; make it MUST"));
    }
  }
}

// R15: a gate that opened on a word, without a criterion that is asked at it.
inline void NoteGates(IssueNotes& notes) {
  for (const auto& [name, gate] : notes.view.state.gates) {
    if (gate.fact.verdict != model::Verdict::kGo) continue;
    const bool is_tested = std::any_of(
        notes.view.state.criteria.begin(), notes.view.state.criteria.end(),
        [&name = name](const auto& criterion) { return criterion.second.criterion.gate == name; });
    if (is_tested) continue;
    notes.Add(
        model::Severity::kNote, base::Cat("gate/", name),
        "R15: it was decided GO and no criterion names it, so it rests on its rationale alone");
  }
}

// What looks as if it were asked and is not.
inline void NoteUnreadFields(IssueNotes& notes) {
  for (const auto& [id, criterion] : notes.view.state.criteria) {
    const std::vector<std::string> unread = model::UnreadFields(criterion.criterion);
    if (unread.empty()) continue;
    notes.Add(model::Severity::kWarning, base::Cat("criterion/", id),
              base::Cat("it gives what nothing reads: ", Joined(unread), "; leave it out"));
  }
}

inline void NoteWaivers(IssueNotes& notes) {
  for (const auto& [id, waiver] : notes.view.state.waivers) {
    if (*waiver.fact.until <= notes.view.as_of) continue;
    const std::string& path = waiver.fact.path;
    const bool is_asked = std::any_of(notes.sheet.leaves.begin(), notes.sheet.leaves.end(),
                                      [&path](const Leaf& leaf) { return leaf.Path() == path; });
    if (is_asked) continue;
    const auto meant = std::find_if(notes.sheet.leaves.begin(), notes.sheet.leaves.end(),
                                    [&path](const Leaf& leaf) { return leaf.shown.id == path; });
    notes.Add(model::Severity::kNote, base::Cat("waiver/", id),
              base::Cat("waives \"", path, "\", which nothing asks at this moment",
                        meant == notes.sheet.leaves.end()
                            ? ""
                            : base::Cat("; \"", meant->Path(), "\" is asked")));
  }
}

}  // namespace readiness::engine::internal
