// cli/ranking_json.h: the elements of a ranking as JSON, with the names of
// readiness/v1/ranking.proto.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cli/json.h"

#include "readiness/engine/ranking.h"

namespace readiness::cli {

// The numbers of a risk, into an object that is begun; the count downstream where there is one.
inline void WriteRankFields(JsonWriter& json, const engine::RankedRisk& risk,
                            bool has_downstream_count = true) {
  json.CountField("rank", risk.rank);
  json.CountField("rankLow", risk.rank_low);
  json.CountField("rankHigh", risk.rank_high);
  json.Field("tier", risk.tier);
  json.BoolField("certified", risk.certified);
  json.Field("owner", risk.owner);
  json.NumberField("expectedLossDelta", risk.expected_loss_delta);
  json.NumberField("expectedLossDeltaLow", risk.expected_loss_delta_low);
  json.NumberField("expectedLossDeltaHigh", risk.expected_loss_delta_high);
  json.NumberField("expectedLossDeltaError", risk.expected_loss_delta_error);
  json.NumberField("standalone", risk.standalone);
  json.NumberField("share", risk.share);
  json.NumberField("raw", risk.raw);
  json.NumberField("rrw", risk.rrw);
  json.CountField("proximityHops", risk.proximity_hops);
  json.NumberField("proximityProbability", risk.proximity_probability);
  json.NumberField("proximityProbabilityLow", risk.proximity_probability_low);
  json.NumberField("proximityProbabilityHigh", risk.proximity_probability_high);
  if (has_downstream_count) json.CountField("downstreamCount", risk.downstream_count);
  json.NumberField("topProbability", risk.top_probability);
  json.NumberField("topProbabilityLow", risk.top_probability_low);
  json.NumberField("topProbabilityHigh", risk.top_probability_high);
  json.Field("method", risk.method);
  if (risk.found_in.empty()) return;  // A node of a graph outside a cycle has no history.
  json.CountField("ageCycleCount", risk.age_cycle_count);
  json.NumberField("exposureScore", risk.exposure_score);
  json.NumberField("compoundedExposureScore", risk.compounded_exposure_score);
  json.Field("foundIn", risk.found_in);
  json.BoolField("isFoundLate", risk.is_found_late);
  json.ListField("recoveryOptions", risk.recovery_options);
}

// The numbers of a decision's blocked work, into an object that is begun.
inline void WriteWorkFields(JsonWriter& json, const engine::BlockedWork& work) {
  json.NumberField("reach", work.reach);
  json.NumberField("sole", work.sole);
  json.NumberField("share", work.share);
  json.NumberField("slack", work.slack);
  json.CountField("order", work.order);
}

// The fields of a circular dependency, into an object that is begun.
inline void WriteCircleFields(JsonWriter& json, const engine::CircularDependency& circle) {
  json.Field("kind", circle.kind);
  json.ListField("members", circle.members);
  json.ListField("shortestCycle", circle.shortest_cycle);
  json.BoolField("isShortest", circle.is_shortest);
}

// The first `most` of them, as a list of their name.
inline void WriteCircles(JsonWriter& json, const std::vector<engine::CircularDependency>& circles,
                         size_t most = SIZE_MAX) {
  json.BeginArray("circularDependencies");
  for (size_t i = 0; i < circles.size() && i < most; ++i) {
    json.BeginObject();
    WriteCircleFields(json, circles[i]);
    json.EndObject();
  }
  json.EndArray();
}

// A mitigation, as an object.
inline void WriteAction(JsonWriter& json, const engine::Action& action) {
  json.BeginObject();
  json.Field("mitigation", action.mitigation);
  json.Field("risk", action.risk);
  json.Field("owner", action.owner);
  json.NumberField("lossFall", action.loss_fall);
  json.NumberField("lossFallLow", action.loss_fall_low);
  json.NumberField("lossFallHigh", action.loss_fall_high);
  json.NumberField("lossFallError", action.loss_fall_error);
  json.NumberField("lossFallInOrder", action.loss_fall_in_order);
  json.NumberField("cost", action.cost);
  json.Field("method", action.method);
  json.EndObject();
}

}  // namespace readiness::cli
