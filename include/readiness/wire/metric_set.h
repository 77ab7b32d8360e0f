// readiness/wire/metric_set.h: the metrics of telemetry: what they mean, the rows and stored states
// that came in, and what they say at a moment.
//
//   MetricSet metrics(options);
//   metrics.Define(definition, "definitions[0]");   // or AddState(stored, "old.binpb"); or nothing
//   metrics.Start();                                // from here on it takes rows
//   ReadTelemetryText(csv, {}, metrics.texts(), [&](const TelemetryBatch& batch) {
//     return metrics.Apply(batch.columns);
//   });
//   READINESS_ASSIGN_OR_RETURN(const auto readings, metrics.Evaluate({.as_of = now}));
//
// Every metric but prediction_match, which is computed from the log of a cycle, is there; each has
// its defaults until it is defined or a state that was stored brings its definition along. What a
// row says of an entity is known by the entity's id, so rows come in any order and more than once.
// A stored state knows no ids: no entity may be in it and in rows, or in two of them, and what
// names an account is in the part of the account (rule STATE_LINKS).
//
// Two clocks: `until` leaves out what happened later, `known_at` what became known later. A set
// takes rows for one such pair; another pair needs another set. It is read at any moment that is
// not before the rows that it took.
//
// Errors:  the place that the caller names, then DEFINITION, METRIC, STATE_IDENTITY (two meanings
//          of one metric), STATE_TWICE; METRIC_ORDER for what comes before Start or after it; of
//          rows those of metric/metric_stream.h. A call that fails has changed nothing, but for
//          Apply where there are too many groups (rule LIMIT): the set is of no use then.
// Cost:    Apply that of metric/metric_stream.h, some 150 ns a row for nine metrics; Merge, Retract
//          and Save O(what the states hold); Evaluate that of metric/evaluate.h.
// Threads: const calls are safe together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/metric/event_columns.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/metric/metric_state.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/state_spec.h"
#include "readiness/metric/text_dictionary.h"
#include "readiness/model/metric_definition.h"
#include "readiness/wire/metric_state.h"

namespace readiness::wire {

struct MetricSetOptions {
  std::optional<absl::Time> until;     // What happened later is left out.
  std::optional<absl::Time> known_at;  // What became known later is left out.
  std::optional<absl::Time> release;   // Only what began at or after it.
  std::optional<absl::Time> launch;    // What the clock RELEASE counts from without a release.
  metric::Resolution resolution = metric::Resolution::kExact;
  // Without a moment to count from, a metric with the clock RELEASE is left out, not refused.
  bool may_wait_for_release = false;
  // A metric that is not defined has its defaults, and a state that means something else is
  // refused: in a cycle the policy alone says what metrics mean, and what their targets are.
  bool states_define_nothing = false;
  // Of a part of telemetry: an account that a ticket names has its rows here, if it has any.
  bool has_whole_accounts = false;
};

// What is asked of a set.
struct MetricQuestion {
  // The moment; none: `until`, else the last row.
  std::optional<absl::Time> as_of = std::nullopt;
  std::vector<double> within = {};           // Further horizons, seconds.
  std::vector<metric::Metric> metrics = {};  // Empty: all that the set answers for.
  bool by_cohort = false;                    // Each cohort as well.
};

// The reason that a reading has where its last row lies in the years 1970 to 1973: whole numbers
// count as microseconds, and these are more often seconds or milliseconds. It follows from the
// watermark, so that it is the same in whatever order and parts rows came. It changes no verdict.
inline constexpr std::string_view kEarlyTimes = "EARLY_TIMES";
inline constexpr int64_t kEarlyWatermark = 100'000'000'000'000;  // 1973-03-03.

class MetricSet {
 public:
  explicit MetricSet(const MetricSetOptions& options = {});

  // What a metric means; once a metric. `where` names the place in errors.
  [[nodiscard]] absl::Status Define(const model::MetricDefinition& given, std::string_view where);
  // Adds what was stored of a metric; its definition comes along where there was none.
  [[nodiscard]] absl::Status AddState(DefinedState stored, std::string_view where);
  // From here on rows are taken. `chosen`: these metrics alone, each of which is answered for also
  // if nothing is known of it; empty: all, of which those are answered for that were defined or
  // that something is known of. `beside`: metrics that take rows as well, and are answered for once
  // something is known of what they are about.
  [[nodiscard]] absl::Status Start(std::span<const metric::Metric> chosen = {},
                                   std::span<const metric::Metric> beside = {});

  // Which rows count.
  [[nodiscard]] const MetricSetOptions& options() const { return options_; }
  // The cohorts, subjects and releases of the rows.
  [[nodiscard]] metric::TextDictionary& texts() { return *texts_; }
  // Takes rows; either all of a call or none.
  [[nodiscard]] absl::Status Apply(const metric::EventColumns& rows);
  // Adds what another set knows, or takes it away, metric by metric. What the other knows of a
  // metric that this one does not have is refused.
  [[nodiscard]] absl::Status Merge(const MetricSet& other) { return Add(other, 1); }
  [[nodiscard]] absl::Status Retract(const MetricSet& other) { return Add(other, -1); }

  // Is the state, of a metric that looks from tickets or answers to accounts, of accounts alone? It
  // is a part of an answer then.
  [[nodiscard]] static bool IsBesideOnly(const DefinedState& stored);

  // The metrics that it answers for, in their order.
  [[nodiscard]] std::vector<metric::Metric> Metrics() const;
  [[nodiscard]] absl::StatusOr<std::vector<metric::MetricReading>> Evaluate(
      const MetricQuestion& question) const;
  // The canonical bytes of each state that Evaluate reads.
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> StateBytes() const;
  // The states with their definitions, for EncodeMetricStates: of the metrics that it answers for,
  // and of those that it knows a part of, so that parts of telemetry add up to the states of all.
  [[nodiscard]] absl::StatusOr<std::vector<DefinedState>> States() const;

 private:
  // How one metric is computed, who says so, and what was stored of it.
  struct Plan {
    metric::MetricSpec spec;
    std::optional<absl::Time> release;
    std::string defined_by;     // Empty: nobody, it has its defaults.
    bool is_asked_for = false;  // By a definition, not by a state that was stored.
    std::optional<metric::MetricState> stored;
    std::map<std::string, std::string> sources;  // What was stored, byte by byte, and where.
    std::optional<size_t> number;                // In the stream.
  };

  [[nodiscard]] absl::Status CheckStarted(bool is_started) const;
  [[nodiscard]] absl::StatusOr<metric::StateSpec> SpecOf(const Plan& plan) const;
  [[nodiscard]] metric::StreamOptions StreamOptionsOf() const;
  [[nodiscard]] bool HasRows(metric::Metric metric) const;
  [[nodiscard]] bool IsAnswered(metric::Metric metric, const Plan& plan) const;
  [[nodiscard]] absl::StatusOr<metric::MetricState> Sum(const Plan& plan) const;
  [[nodiscard]] absl::Status Add(const MetricSet& other, int sign);
  // Calls `take(metric, plan, state)` for each metric that is answered for.
  template <typename Take>
  [[nodiscard]] absl::Status ForEach(std::span<const metric::Metric> wanted,
                                     const Take& take) const;

  MetricSetOptions options_;
  std::map<metric::Metric, Plan> plans_;
  std::vector<metric::Metric> chosen_;
  std::unique_ptr<metric::TextDictionary> texts_;  // The stream holds their address.
  std::unique_ptr<metric::MetricStream> stream_;   // None before Start.
};

}  // namespace readiness::wire
