// readiness/engine/subject.h: everything that an assessment and its log say about one id, as plain
// values. They are made by report/subject.h.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/ranking.h"
#include "readiness/engine/risk_explanation.h"
#include "readiness/model/verdict.h"

namespace readiness::engine {

// What an entry says, in words.
struct EntryLine {
  int64_t seq = 0;  // From 1.
  std::string id;
  std::optional<absl::Time> recorded_at;
  std::optional<absl::Time> occurred_at;  // Given where it happened before it was recorded.
  std::string actor;
  std::string on_behalf_of;  // Empty: the actor acts for itself.
  std::string fact;          // The name of the fact, such as "risk_raised".
  std::string subject;       // The id that the fact is about; empty: the cycle as a whole.
  std::string summary;       // The rest of the fact in one line; may be empty.
  // Every id that the entry names, its own and its actor's included, sorted, each once.
  std::vector<std::string> mentions;

  friend bool operator==(const EntryLine&, const EntryLine&) = default;
};

// A named fact, such as {"due", "2026-03-01 00:00"}.
struct SubjectDetail {
  std::string name;
  std::string value;

  friend bool operator==(const SubjectDetail&, const SubjectDetail&) = default;
};

// A criterion that concerns the subject.
struct SubjectCriterion {
  std::string path;
  CriterionResult criterion;
  bool is_in_certificate = false;
  std::optional<Flip> flip;
  std::optional<Resolution> resolution;

  friend bool operator==(const SubjectCriterion&, const SubjectCriterion&) = default;
};

// Everything that concerns one id.
struct Subject {
  std::string id;
  std::string kind;   // "decision", "risk", ..., "id" where the log only mentions it.
  std::string title;  // Empty: it has none.
  std::string owner;  // Empty: nobody, or more than one.
  std::string state;  // "approved", "watching", ...; empty where the kind has none.
  std::vector<SubjectDetail> details;
  std::string cycle;
  std::optional<absl::Time> as_of;
  model::Verdict verdict = model::Verdict::kUnspecified;  // Of the cycle.
  std::vector<SubjectCriterion> criteria;
  std::vector<Veto> vetoes;
  std::vector<Waiver> waivers;
  std::vector<Constraint> constraints;
  std::vector<NearMiss> near_misses;
  std::optional<RankedRisk> risk;
  std::optional<RiskExplanation> risk_explanation;  // Of an open risk.
  std::vector<Action> actions;                      // Of the risk, or the mitigation itself.
  std::optional<BlockedWork> blocked_work;
  // Of which it is a member; of a risk: of which its node is.
  std::vector<CircularDependency> circular_dependencies;
  std::vector<AgendaItem> agenda;
  std::vector<model::Issue> issues;
  std::vector<EntryLine> entries;  // In the order of the log.

  friend bool operator==(const Subject&, const Subject&) = default;
};

}  // namespace readiness::engine
