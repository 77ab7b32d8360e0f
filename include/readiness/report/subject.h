// readiness/report/subject.h: everything that an assessment and its log say about one id.
//
// The id is that of a decision, risk, mitigation, blocker, scope item, scope change, artifact,
// approval, criterion, evidence, metric, gate, waiver, override, party, node, dependency end,
// comment, ritual, review, report or entry, or the path of a criterion.
//
// Cost:    O(size of the assessment and the log).
// Errors:  NotFound naming up to five ids that are written alike.
// Threads: pure functions of their arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/risk_explanation.h"
#include "readiness/engine/state.h"
#include "readiness/model/entry.h"
#include "readiness/report/entry_line.h"

namespace readiness::report {

// A named fact, such as {"due", "2026-03-01 00:00"}.
struct Detail {
  std::string name;
  std::string value;

  friend bool operator==(const Detail&, const Detail&) = default;
};

// A criterion that concerns the subject.
struct SubjectCriterion {
  std::string path;
  engine::CriterionResult criterion;
  bool is_in_certificate = false;
  std::optional<engine::Flip> flip;
  std::optional<engine::Resolution> resolution;

  friend bool operator==(const SubjectCriterion&, const SubjectCriterion&) = default;
};

// Everything that concerns one id.
struct Subject {
  std::string id;
  std::string kind;   // "decision", "risk", ..., "id" where the log only mentions it.
  std::string title;  // Empty: it has none.
  std::string owner;  // Empty: nobody, or more than one.
  std::string state;  // "approved", "watching", ...; empty where the kind has none.
  std::vector<Detail> details;
  std::string cycle;
  std::optional<absl::Time> as_of;
  model::Verdict verdict = model::Verdict::kUnspecified;  // Of the cycle.
  std::vector<SubjectCriterion> criteria;
  std::vector<engine::Veto> vetoes;
  std::vector<engine::Waiver> waivers;
  std::vector<engine::Constraint> constraints;
  std::vector<engine::NearMiss> near_misses;
  std::optional<engine::RankedRisk> risk;
  std::optional<engine::RiskExplanation> risk_explanation;  // Of an open risk.
  std::vector<engine::Action> actions;  // Of the risk, or the mitigation itself.
  std::optional<engine::BlockedWork> blocked_work;
  // Of which it is a member; of a risk: of which its node is.
  std::vector<engine::CircularDependency> circular_dependencies;
  std::vector<engine::AgendaItem> agenda;
  std::vector<model::Issue> issues;
  std::vector<EntryLine> entries;  // In the order of the log.

  friend bool operator==(const Subject&, const Subject&) = default;
};

// Returns what is known about `id` at the moment of `assessment`; `state` is the fold of the
// entries of `log` that are known then.
[[nodiscard]] absl::StatusOr<Subject> Explain(std::string_view id,
                                              const engine::Assessment& assessment,
                                              const engine::State& state,
                                              const model::CycleLog& log);

}  // namespace readiness::report
