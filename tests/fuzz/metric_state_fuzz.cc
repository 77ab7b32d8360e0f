// Any bytes as stored metric states, and as the groups of a state: an error, or what is written as
// the same bytes again, adds up, takes itself away, and can be read out at a moment.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "readiness/metric/evaluate.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/metric_state.h"
#include "readiness/wire/metric_state.h"

namespace {

using namespace readiness;

// Adding a state to itself and taking it away twice leaves nothing.
void AddAndTakeAway(const metric::MetricState& state) {
  auto sum = metric::MetricState::FromBytes(state.ToBytes());
  if (!sum.ok()) std::abort();
  if (!sum->Merge(state).ok()) return;
  if (!sum->Retract(state).ok() || sum->ToBytes() != state.ToBytes()) std::abort();
}

// Numbers that no rows give are refused or read, never followed.
void ReadOut(const metric::MetricSpec& spec, const metric::MetricState& state) {
  const int64_t as_of = state.watermark() == metric::kNoTime ? 0 : state.watermark();
  const auto reading = metric::Evaluate(spec, state, {as_of, {3600.0}, true});
  if (!reading.ok()) return;
  const bool is_empty = reading->sample.total == 0 && reading->sample.matured == 0;
  if (is_empty && reading->verdict == "MET" && state.groups().empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto states = wire::DecodeMetricStates(bytes); states.ok()) {
    const auto written = wire::EncodeMetricStates(*states);
    if (!written.ok()) std::abort();
    const auto again = wire::DecodeMetricStates(*written);
    if (!again.ok() || again->size() != states->size()) std::abort();
    if (wire::EncodeMetricStates(*again).value() != *written) std::abort();
    for (const wire::DefinedState& one : *states) {
      AddAndTakeAway(one.state);
      ReadOut(metric::MakeMetricSpec(one.definition).value(), one.state);
    }
  }
  // Past the hash, which no generator guesses: the groups by themselves, under every metric.
  if (const auto state = metric::MetricState::FromBytes(bytes); state.ok()) {
    if (state->ToBytes() != bytes) std::abort();
    AddAndTakeAway(*state);
    for (size_t i = 0; i + 1 < metric::kMetricCount; ++i) {
      metric::MetricSpec spec = metric::DefaultSpec(static_cast<metric::Metric>(i));
      ReadOut(spec, *state);
      spec.target = 0.5;
      spec.peeking = model::MetricPeeking::kOneLook;
      ReadOut(spec, *state);
    }
  }
  return 0;
}
