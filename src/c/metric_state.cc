// The metric state of the C interface: rows in by bytes or Arrow, readings and states out.
#include "readiness/wire/metric_state.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/c/readiness_arrow.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/table/answer_rows.h"
#include "readiness/table/arrow_columns.h"
#include "readiness/table/arrow_owner.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/cycle_metrics.h"
#include "readiness/wire/metric.h"
#include "readiness/wire/metric_set.h"
#include "readiness/wire/request.h"

#include "c/ask.h"
#include "c/bytes.h"
#include "c/cycle_moment.h"
#include "c/export.h"
#include "c/guard.h"
#include "c/handles.h"
#include "c/kept_rows.h"
#include "c/use.h"

namespace readiness::c {
namespace {

using base::Cat;
using wire::Encoding;

constexpr int64_t kMaxRows = 100'000'000;

absl::StatusOr<wire::MetricSet> MakeSet(const wire::MetricStateOptions& given) {
  wire::MetricSetOptions options;
  options.until = given.until;
  options.known_at = given.known_at;
  options.release = given.release;
  options.has_whole_accounts = given.has_whole_accounts;
  if (given.resolution == wire::MetricResolution::kHistogram) {
    options.resolution = metric::Resolution::kHistogram;
  }
  wire::MetricSet metrics(options);
  std::vector<metric::Metric> chosen;
  for (size_t i = 0; i < given.definitions.size(); ++i) {
    READINESS_RETURN_IF_ERROR(metrics.Define(given.definitions[i], Cat("definitions[", i, "]")));
    READINESS_ASSIGN_OR_RETURN(const metric::Metric metric,
                               metric::ReadMetric(given.definitions[i].metric));
    chosen.push_back(metric);
  }
  READINESS_RETURN_IF_ERROR(metrics.Start(chosen));
  return metrics;
}

// The set that was saved: of the metrics that are in it.
absl::StatusOr<wire::MetricSet> LoadSet(std::vector<wire::DefinedState> states) {
  wire::MetricSetOptions options;
  std::vector<metric::Metric> chosen, beside;
  for (const wire::DefinedState& state : states) {
    options.resolution = state.state.resolution();
    READINESS_ASSIGN_OR_RETURN(const metric::Metric metric,
                               metric::ReadMetric(state.definition.metric));
    (wire::MetricSet::IsBesideOnly(state) ? beside : chosen).push_back(metric);
  }
  wire::MetricSet metrics(options);
  for (size_t i = 0; i < states.size(); ++i) {
    READINESS_RETURN_IF_ERROR(metrics.AddState(std::move(states[i]), Cat("states[", i, "]")));
  }
  READINESS_RETURN_IF_ERROR(metrics.Start(chosen, beside));
  return metrics;
}

// Forgets the texts that rows brought along, unless the rows are kept.
class NewTexts {
 public:
  explicit NewTexts(metric::TextDictionary& texts) : texts_(texts), count_(texts.size()) {}
  NewTexts(const NewTexts&) = delete;
  NewTexts& operator=(const NewTexts&) = delete;
  ~NewTexts() {
    if (!are_kept_) texts_.Shrink(count_);
  }
  void Keep() { are_kept_ = true; }

 private:
  metric::TextDictionary& texts_;
  uint32_t count_;
  bool are_kept_ = false;
};

// Reads rows by `read(options, texts, take)` and takes them, all or none.
template <typename Read>
absl::Status Ingest(readiness_metric_state* state, const Read& read) {
  std::optional<KeptRows> kept;
  return OwnedAfter(
      state,
      [&](readiness_metric_state& owned) -> absl::Status {
        kept.emplace(owned.max_rows);
        table::TelemetryOptions options;
        options.refuses_log_kinds = owned.is_of_a_cycle;
        NewTexts texts(owned.metrics.texts());
        READINESS_RETURN_IF_ERROR(
            read(options, owned.metrics.texts(),
                 [&kept](const table::TelemetryBatch& batch) { return kept->Keep(batch); }));
        texts.Keep();
        return absl::OkStatus();
      },
      [&](readiness_metric_state& owned) { return kept->ApplyTo(owned.metrics); });
}

// Adds to `state` what `other` knows, or takes it away.
template <typename Change>
absl::Status Combine(readiness_metric_state* state, const readiness_metric_state* other,
                     const Change& change) {
  READINESS_RETURN_IF_ERROR(CheckHandle(state));
  READINESS_RETURN_IF_ERROR(CheckHandle(other));
  if (state == other) {
    return base::Invalid("C", "the two metric states are one; hand over two");
  }
  return Owned(state, [&](readiness_metric_state& owned) {
    return Shared(other, [&](const readiness_metric_state& shared) {
      return change(owned.metrics, shared.metrics);
    });
  });
}

absl::StatusOr<metric::MetricReadings> Evaluate(const wire::MetricSet& metrics,
                                                const wire::MetricsRequest& asked) {
  wire::MetricQuestion question;
  question.as_of = asked.as_of;
  question.by_cohort = asked.by_cohort;
  for (size_t i = 0; i < asked.metrics.size(); ++i) {
    const auto metric = metric::ReadMetric(asked.metrics[i]);
    if (!metric.ok()) return base::At(Cat("request: metrics[", i, "]"), metric.status());
    question.metrics.push_back(*metric);
  }
  for (size_t i = 0; i < asked.within_seconds.size(); ++i) {
    if (asked.within_seconds[i] <= 0) {
      return base::At(Cat("request: within_seconds[", i, "]"),
                      base::Invalid("DEFINITION", "must be above zero"));
    }
    question.within.push_back(static_cast<double>(asked.within_seconds[i]));
  }
  metric::MetricReadings readings;
  READINESS_ASSIGN_OR_RETURN(readings.metrics, metrics.Evaluate(question));
  return readings;
}

absl::StatusOr<table::ArrowRows> Rows(const wire::MetricSet& metrics, int32_t table,
                                      const wire::MetricsRequest& asked) {
  if (table != READINESS_TABLE_METRICS) {
    return NoSuchTable<readiness_metric_state>(table, "METRICS");
  }
  READINESS_ASSIGN_OR_RETURN(const metric::MetricReadings readings, Evaluate(metrics, asked));
  return table::MetricRows(readings.metrics);
}

absl::StatusOr<std::string> EvaluateBytes(const wire::MetricSet& metrics,
                                          const wire::MetricsRequest& asked, Encoding encoding) {
  READINESS_ASSIGN_OR_RETURN(const metric::MetricReadings readings, Evaluate(metrics, asked));
  return encoding == Encoding::kJson ? wire::EncodeMetricReadingsJson(readings)
                                     : wire::EncodeMetricReadings(readings);
}

}  // namespace
}  // namespace readiness::c

using namespace readiness;  // NOLINT: the entries below are in no namespace.

extern "C" {

int32_t readiness_metric_state_new(const uint8_t* options, size_t options_size, int32_t format,
                                   readiness_metric_state** out, readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    READINESS_ASSIGN_OR_RETURN(const std::string_view bytes,
                               c::Lent(options, options_size, "options"));
    const auto given = wire::DecodeMetricStateOptions(bytes, encoding);
    if (!given.ok()) return base::At("options", given.status());
    auto metrics = c::MakeSet(*given);
    if (!metrics.ok()) return base::At("options", metrics.status());
    *out =
        new readiness_metric_state{*std::move(metrics), given->max_row_count.value_or(c::kMaxRows)};
    return absl::OkStatus();
  });
}

int32_t readiness_metric_state_new_for_cycle(const readiness_cycle* cycle, const uint8_t* request,
                                             size_t request_size, int32_t format,
                                             readiness_metric_state** out,
                                             readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    return c::WithRequest(
        cycle, request, request_size, format, wire::DecodeAssessRequest,
        [out](const readiness_cycle& shared, const wire::AssessRequest& asked,
              wire::Encoding) -> absl::Status {
          READINESS_RETURN_IF_ERROR(c::CheckHasEntries(shared));
          READINESS_ASSIGN_OR_RETURN(
              wire::MetricSet metrics,
              wire::NewCycleMetrics(shared.cycle, c::MomentOf(shared, asked.as_of)));
          READINESS_RETURN_IF_ERROR(metrics.Start());
          *out = new readiness_metric_state{std::move(metrics), c::kMaxRows};
          (*out)->is_of_a_cycle = true;
          return absl::OkStatus();
        });
  });
}

int32_t readiness_metric_state_load(const uint8_t* states, size_t states_size, int32_t format,
                                    const uint8_t* limits, size_t limits_size,
                                    readiness_metric_state** out,
                                    readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    READINESS_ASSIGN_OR_RETURN(const std::string_view bytes,
                               c::Lent(states, states_size, "states"));
    READINESS_ASSIGN_OR_RETURN(const std::string_view limit_bytes,
                               c::Lent(limits, limits_size, "limits"));
    const auto read_limits = wire::DecodeReadLimits(limit_bytes, encoding);
    if (!read_limits.ok()) return base::At("limits", read_limits.status());
    READINESS_ASSIGN_OR_RETURN(std::vector<wire::DefinedState> stored,
                               encoding == wire::Encoding::kJson
                                   ? wire::DecodeMetricStatesJson(bytes, *read_limits)
                                   : wire::DecodeMetricStates(bytes, *read_limits));
    READINESS_ASSIGN_OR_RETURN(wire::MetricSet metrics, c::LoadSet(std::move(stored)));
    *out = new readiness_metric_state{std::move(metrics), c::kMaxRows, *read_limits};
    return absl::OkStatus();
  });
}

int32_t readiness_metric_state_ingest_rows(readiness_metric_state* state, const uint8_t* rows,
                                           size_t rows_size, int32_t format,
                                           readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_ASSIGN_OR_RETURN(const std::string_view bytes, c::Lent(rows, rows_size, "rows"));
    if (format == READINESS_FORMAT_CSV) {
      return c::Ingest(state,
                       [&](const table::TelemetryOptions& options, metric::TextDictionary& texts,
                           const table::TelemetryCallback& take) {
                         return table::ReadTelemetryText(bytes, options, texts, take);
                       });
    }
    const auto encoding = c::EncodingOf(format);
    if (!encoding.ok()) {
      return base::Invalid("C", base::Cat("format is ", format,
                                          "; there are READINESS_FORMAT_PROTOBUF, "
                                          "READINESS_FORMAT_JSON and READINESS_FORMAT_CSV"));
    }
    READINESS_RETURN_IF_ERROR(c::CheckHandle(state));
    const auto decoded = wire::DecodeTelemetry(bytes, *encoding, state->limits);
    READINESS_RETURN_IF_ERROR(decoded.status());
    return c::Ingest(state,
                     [&](const table::TelemetryOptions& options, metric::TextDictionary& texts,
                         const table::TelemetryCallback& take) {
                       return table::ReadTelemetryRows(*decoded, options, texts, take);
                     });
  });
}

int32_t readiness_metric_state_ingest_arrow(readiness_metric_state* state,
                                            const struct ArrowSchema* schema,
                                            struct ArrowArray* array,
                                            readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    if (schema == nullptr || array == nullptr) {
      return base::Invalid("C", base::Cat(schema == nullptr ? "schema" : "array", " is NULL"));
    }
    READINESS_RETURN_IF_ERROR(
        c::Ingest(state, [&](const table::TelemetryOptions& options, metric::TextDictionary& texts,
                             const table::TelemetryCallback& take) {
          return table::ReadTelemetryArrow(*schema, *array, options, texts, take);
        }));
    // All of it was taken, and nothing can fail any more: the array is ours.
    array->release(array);
    array->release = nullptr;
    return absl::OkStatus();
  });
}

int32_t readiness_metric_state_ingest_arrow_stream(readiness_metric_state* state,
                                                   struct ArrowArrayStream* stream,
                                                   readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    if (stream == nullptr) return base::Invalid("C", "stream is NULL");
    // Whatever happens the stream is released, once.
    const table::ArrowOwner owner(stream);
    return c::Ingest(state,
                     [&](const table::TelemetryOptions& options, metric::TextDictionary& texts,
                         const table::TelemetryCallback& take) {
                       return table::TakeTelemetryArrowStream(*stream, options, texts, take);
                     });
  });
}

int32_t readiness_metric_state_merge(readiness_metric_state* state,
                                     const readiness_metric_state* other,
                                     readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Combine(state, other, [](wire::MetricSet& mine, const wire::MetricSet& theirs) {
      return mine.Merge(theirs);
    });
  });
}

int32_t readiness_metric_state_retract(readiness_metric_state* state,
                                       const readiness_metric_state* other,
                                       readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Combine(state, other, [](wire::MetricSet& mine, const wire::MetricSet& theirs) {
      return mine.Retract(theirs);
    });
  });
}

int32_t readiness_metric_state_evaluate(const readiness_metric_state* state, const uint8_t* request,
                                        size_t request_size, int32_t format, readiness_buffer** out,
                                        readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Ask(
        state, request, request_size, format, out, wire::DecodeMetricsRequest,
        [](const readiness_metric_state& shared, const wire::MetricsRequest& asked,
           wire::Encoding encoding) { return c::EvaluateBytes(shared.metrics, asked, encoding); });
  });
}

int32_t readiness_metric_state_export_arrow_stream(const readiness_metric_state* state,
                                                   int32_t table, const uint8_t* request,
                                                   size_t request_size, int32_t format,
                                                   struct ArrowArrayStream* out,
                                                   readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Export(
        state, request, request_size, format, out, wire::DecodeMetricsRequest,
        [table](const readiness_metric_state& shared, const wire::MetricsRequest& asked) {
          return c::Rows(shared.metrics, table, asked);
        });
  });
}

int32_t readiness_metric_state_save(const readiness_metric_state* state, int32_t format,
                                    readiness_buffer** out, readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    return c::Shared(state, [&](const readiness_metric_state& shared) -> absl::Status {
      READINESS_ASSIGN_OR_RETURN(const std::vector<wire::DefinedState> states,
                                 shared.metrics.States());
      return c::GiveBytes(encoding == wire::Encoding::kJson ? wire::EncodeMetricStatesJson(states)
                                                            : wire::EncodeMetricStates(states),
                          out);
    });
  });
}

void readiness_metric_state_free(readiness_metric_state* state) noexcept { delete state; }

}  // extern "C"
