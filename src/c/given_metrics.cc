#include "c/given_metrics.h"

#include <optional>
#include <utility>
#include <vector>

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/wire/cycle_metrics.h"

#include "c/use.h"

namespace readiness::c {
namespace {

// A state that leaves out what came later than one moment does not tell of another: too little is
// in it, or what nobody knew yet.
absl::Status CheckMoment(const wire::MetricSetOptions& counted, absl::Time at) {
  for (const auto& [what, moment] :
       {std::pair("happened", counted.until), std::pair("was known", counted.known_at)}) {
    if (!moment.has_value() || *moment == at) continue;
    return base::Invalid(
        "METRIC_MOMENT",
        base::Cat("the metric state counts what ", what, " at ", base::InstantText(*moment),
                  ", and is asked about ", base::InstantText(at), "; make one for that moment"));
  }
  return absl::OkStatus();
}

absl::StatusOr<wire::MetricInputs> Read(const wire::LoadedCycle& cycle,
                                        const readiness_metric_state* of, absl::Time at) {
  wire::MetricInputs inputs;
  const absl::Status status = Shared(of, [&](const readiness_metric_state& shared) -> absl::Status {
    READINESS_RETURN_IF_ERROR(CheckMoment(shared.metrics.options(), at));
    READINESS_ASSIGN_OR_RETURN(std::vector<wire::DefinedState> states, shared.metrics.States());
    READINESS_ASSIGN_OR_RETURN(inputs, wire::ReadCycleMetrics(cycle, at, std::move(states)));
    return absl::OkStatus();
  });
  READINESS_RETURN_IF_ERROR(status);
  return inputs;
}

}  // namespace

absl::StatusOr<wire::MetricInputs> ReadMetrics(const wire::LoadedCycle& cycle,
                                               const GivenMetrics& given, absl::Time as_of,
                                               std::optional<absl::Time> since) {
  if (!given.has_states) return wire::MetricInputs{};
  READINESS_ASSIGN_OR_RETURN(wire::MetricInputs inputs, Read(cycle, given.state, as_of));
  if (!since.has_value()) return inputs;
  READINESS_ASSIGN_OR_RETURN(wire::MetricInputs then, ReadMetricsBefore(cycle, given, *since));
  inputs.readings_since = std::move(then.readings);
  return inputs;
}

absl::StatusOr<wire::MetricInputs> ReadMetricsBefore(const wire::LoadedCycle& cycle,
                                                     const GivenMetrics& given, absl::Time since) {
  if (given.since == nullptr) return wire::MetricInputs{};
  auto then = Read(cycle, given.since, since);
  if (!then.ok()) return base::At("since", then.status());
  return then;
}

}  // namespace readiness::c
