// wire/subject_messages.h: the messages of what is known about one id, and of what changed.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include <string_view>

#include "readiness/engine/change.h"
#include "readiness/engine/risk_explanation.h"
#include "readiness/engine/subject.h"

#include "wire/assessment_messages.h"
#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(engine, TouchpointFall) {
  FIELD(touchpoint);
  FIELD(value);
  FIELD(fall_low);
  FIELD(fall_high);
  FIELD(drawn);
  FIELD(standard_error);
}

READINESS_MESSAGE(engine, RiskPath) {
  FIELD(nodes);
  FIELD(probability);
}

READINESS_MESSAGE(engine, UnknownLink) {
  FIELD(prerequisite);
  FIELD(dependent);
}

READINESS_MESSAGE(engine, OpenPath) {
  FIELD(nodes);
  FIELD(probability_low);
  FIELD(probability_high);
  FIELD(unknown_links);
}

READINESS_MESSAGE(engine, RiskLink) {
  FIELD(prerequisite);
  FIELD(dependent);
  FIELD(probability);
  FIELD(loss);
  FIELD(standard_error);
}

READINESS_MESSAGE(engine, RankNeighbour) {
  FIELD(risk);
  FIELD(rank);
  FIELD(swap_probability);
}

READINESS_MESSAGE(engine, RiskBand) {
  FIELD(dimension);
  FIELD(band);
  walker.Member("certified", value.is_certified);
}

READINESS_MESSAGE(engine, TierFlip) {
  FIELD(tier);
  walker.Member("bands", value.changes);
}

READINESS_MESSAGE(engine, RankFlip) {
  FIELD(risk);
  FIELD(probability);
}

READINESS_MESSAGE(engine, RiskExplanation) {
  FIELD(touchpoints);
  FIELD(paths);
  FIELD(links);
  FIELD(neighbours);
  FIELD(top_probability);
  FIELD(top_probability_low);
  FIELD(top_probability_high);
  FIELD(bands);
  FIELD(tier_row);
  FIELD(milder);
  FIELD(worse);
  FIELD(common_causes);
  FIELD(rise);
  FIELD(decline);
  FIELD(open_paths);
}

READINESS_MESSAGE(engine, SubjectDetail) {
  FIELD(name);
  FIELD(value);
}

READINESS_MESSAGE(engine, SubjectCriterion) {
  FIELD(path);
  FIELD(criterion);
  FIELD(is_in_certificate);
  FIELD(flip);
  FIELD(resolution);
}

READINESS_MESSAGE(engine, EntryLine) {
  FIELD(seq);
  FIELD(id);
  FIELD(recorded_at);
  FIELD(occurred_at);
  FIELD(actor);
  FIELD(on_behalf_of);
  FIELD(fact);
  FIELD(subject);
  FIELD(summary);
  FIELD(mentions);
}

READINESS_MESSAGE(engine, Subject) {
  FIELD(cycle);
  FIELD(as_of);
  FIELD(verdict);
  FIELD(id);
  FIELD(kind);
  FIELD(title);
  FIELD(owner);
  FIELD(state);
  FIELD(details);
  FIELD(criteria);
  FIELD(vetoes);
  FIELD(waivers);
  FIELD(constraints);
  FIELD(near_misses);
  FIELD(risk);
  FIELD(risk_explanation);
  FIELD(actions);
  FIELD(blocked_work);
  FIELD(circular_dependencies);
  FIELD(agenda);
  FIELD(issues);
  FIELD(entries);
}

template <>
struct Mapping<model::Result> {
  static constexpr std::string_view kName = "ResultAndReason";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    walker.Member("result", value.kind);
    FIELD(reason);
  }
};

READINESS_MESSAGE(engine, CriterionChange) {
  FIELD(path);
  FIELD(title);
  FIELD(from);
  FIELD(to);
  FIELD(owner);
}

READINESS_MESSAGE(engine, PhaseChange) {
  FIELD(id);
  FIELD(from);
  FIELD(to);
  FIELD(owner);
}

READINESS_MESSAGE(engine, Change) {
  FIELD(cycle);
  FIELD(from);
  FIELD(to);
  FIELD(from_verdict);
  FIELD(to_verdict);
  FIELD(criteria);
  FIELD(risks);
  FIELD(decisions);
  FIELD(blockers);
  FIELD(scope_changes);
  FIELD(vetoes_raised);
  FIELD(vetoes_settled);
}

}  // namespace readiness::wire::internal
