// wire/ranking_messages.h: the messages of what matters most.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/engine/ranking.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(engine, RankedRisk) {
  FIELD(id);
  FIELD(title);
  FIELD(rank);
  FIELD(rank_low);
  FIELD(rank_high);
  FIELD(tier);
  FIELD(certified);
  FIELD(owner);
  FIELD(expected_loss_delta);
  FIELD(standalone);
  FIELD(share);
  FIELD(raw);
  FIELD(rrw);
  FIELD(proximity_hops);
  FIELD(proximity_probability);
  FIELD(downstream_count);
  FIELD(top_probability);
  FIELD(method);
  FIELD(expected_loss_delta_low);
  FIELD(expected_loss_delta_high);
  FIELD(proximity_probability_low);
  FIELD(proximity_probability_high);
  FIELD(expected_loss_delta_error);
  FIELD(age_cycle_count);
  FIELD(exposure_score);
  FIELD(compounded_exposure_score);
  FIELD(found_in);
  FIELD(is_found_late);
  FIELD(recovery_options);
  FIELD(top_probability_low);
  FIELD(top_probability_high);
}

READINESS_MESSAGE(engine, BlockedWork) {
  FIELD(decision);
  FIELD(owner);
  FIELD(reach);
  FIELD(sole);
  FIELD(share);
  FIELD(slack);
  FIELD(order);
}

READINESS_MESSAGE(engine, CircularDependency) {
  FIELD(kind);
  FIELD(members);
  FIELD(shortest_cycle);
  FIELD(is_shortest);
}

READINESS_MESSAGE(engine, Action) {
  FIELD(mitigation);
  FIELD(risk);
  FIELD(owner);
  FIELD(loss_fall);
  FIELD(cost);
  FIELD(loss_fall_in_order);
  FIELD(method);
  FIELD(loss_fall_low);
  FIELD(loss_fall_high);
  FIELD(loss_fall_error);
}

}  // namespace readiness::wire::internal
