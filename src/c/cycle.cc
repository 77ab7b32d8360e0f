// The cycle of the C interface: bytes in, bytes out, the engine between.
#include "readiness/wire/cycle.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "readiness/table/answer_rows.h"
#include "readiness/wire/assessment.h"
#include "readiness/wire/loaded_cycle.h"
#include "readiness/wire/request.h"

#include "c/ask.h"
#include "c/bytes.h"
#include "c/cycle_moment.h"
#include "c/cycle_query.h"
#include "c/entry_rows.h"
#include "c/export.h"
#include "c/given_metrics.h"
#include "c/guard.h"
#include "c/handles.h"
#include "c/use.h"

namespace readiness::c {
namespace {

using wire::Encoding;

absl::StatusOr<engine::Assessment> MakeAssessment(const readiness_cycle& handle,
                                                  const wire::AssessRequest& asked,
                                                  const GivenMetrics& given) {
  READINESS_RETURN_IF_ERROR(CheckHasEntries(handle));
  const wire::LoadedCycle& cycle = handle.cycle;
  const absl::Time as_of = MomentOf(handle, asked.as_of);
  const auto draws = static_cast<uint32_t>(asked.rank_draw_count);
  if (!given.has_states) return cycle.Assess(as_of, asked.since, {}, draws);
  const std::optional<absl::Time> since = cycle.SinceAt(as_of, asked.since);
  READINESS_ASSIGN_OR_RETURN(const wire::MetricInputs metrics,
                             ReadMetrics(cycle, given, as_of, since));
  return cycle.Assess(as_of, since, metrics, draws);
}

absl::StatusOr<std::string> Assess(const readiness_cycle& cycle, const wire::AssessRequest& asked,
                                   Encoding encoding, const GivenMetrics& given = {}) {
  READINESS_ASSIGN_OR_RETURN(const engine::Assessment assessment,
                             MakeAssessment(cycle, asked, given));
  return encoding == Encoding::kJson ? wire::EncodeAssessmentJson(assessment)
                                     : wire::EncodeAssessment(assessment);
}

// A table of the assessment, or of the log.
absl::StatusOr<table::ArrowRows> Rows(const readiness_cycle& handle, int32_t table,
                                      const wire::AssessRequest& asked,
                                      const GivenMetrics& given = {}) {
  READINESS_RETURN_IF_ERROR(CheckHasEntries(handle));
  if (table == READINESS_TABLE_ENTRIES) {
    if (asked.since.has_value() || given.has_states) {
      return base::Invalid(
          "C", base::Cat("request: ", given.has_states ? "metrics" : "since",
                         ": the table of entries is of one moment and the log; leave it out"));
    }
    const wire::LoadedCycle& cycle = handle.cycle;
    const absl::Time as_of = MomentOf(handle, asked.as_of);
    return EntryRows(std::span(cycle.log().entries).first(cycle.KnownCount(as_of)));
  }
  if (table != READINESS_TABLE_RISKS && table != READINESS_TABLE_BLOCKED_WORK &&
      table != READINESS_TABLE_METRICS) {
    return NoSuchTable<readiness_cycle>(table, "RISKS, BLOCKED_WORK, METRICS and ENTRIES");
  }
  READINESS_ASSIGN_OR_RETURN(const engine::Assessment assessment,
                             MakeAssessment(handle, asked, given));
  if (table == READINESS_TABLE_RISKS) return table::RiskRows(assessment.risks);
  if (table == READINESS_TABLE_METRICS) return table::MetricRows(assessment.metrics);
  return table::BlockedWorkRows(assessment.blocked_work);
}

// Whether a cycle may have one entry more: it does not become what it would refuse to load. One
// that stands already adds none.
absl::Status CheckRoom(const readiness_cycle& cycle, const model::Entry& entry) {
  const std::vector<model::Entry>& entries = cycle.cycle.log().entries;
  const int64_t most = cycle.limits.max_entry_count;
  if (std::cmp_less(entries.size(), most)) return absl::OkStatus();
  for (const model::Entry& known : entries) {
    if (known.id == entry.id) return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(base::Cat("the cycle has ", entries.size(),
                                                " entries and its limit max_entry_count is ", most,
                                                "; load it with a higher one"));
}

}  // namespace
}  // namespace readiness::c

using namespace readiness;  // NOLINT: the entries below are in no namespace.

extern "C" {

int32_t readiness_cycle_new(readiness_cycle** out, readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    *out = new readiness_cycle();
    return absl::OkStatus();
  });
}

int32_t readiness_cycle_load(const uint8_t* log, size_t log_size, int32_t format,
                             const uint8_t* limits, size_t limits_size, readiness_cycle** out,
                             readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    READINESS_ASSIGN_OR_RETURN(const std::string_view bytes, c::Lent(log, log_size, "log"));
    READINESS_ASSIGN_OR_RETURN(const std::string_view limit_bytes,
                               c::Lent(limits, limits_size, "limits"));
    const auto read_limits = wire::DecodeReadLimits(limit_bytes, encoding);
    if (!read_limits.ok()) return base::At("limits", read_limits.status());
    auto decoded = encoding == wire::Encoding::kJson ? wire::DecodeCycleJson(bytes, *read_limits)
                                                     : wire::DecodeCycle(bytes, *read_limits);
    READINESS_RETURN_IF_ERROR(decoded.status());
    READINESS_ASSIGN_OR_RETURN(wire::LoadedCycle cycle,
                               wire::LoadedCycle::Replay(*std::move(decoded)));
    auto handle = std::make_unique<readiness_cycle>();
    handle->cycle = std::move(cycle);
    handle->limits = *read_limits;
    *out = handle.release();
    return absl::OkStatus();
  });
}

int32_t readiness_cycle_append(readiness_cycle* cycle, const uint8_t* entry, size_t entry_size,
                               int32_t format, readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    READINESS_ASSIGN_OR_RETURN(const std::string_view bytes, c::Lent(entry, entry_size, "entry"));
    READINESS_RETURN_IF_ERROR(c::CheckHandle(cycle));
    auto decoded = encoding == wire::Encoding::kJson ? wire::DecodeEntryJson(bytes, cycle->limits)
                                                     : wire::DecodeEntry(bytes, cycle->limits);
    READINESS_RETURN_IF_ERROR(decoded.status());
    return c::Owned(cycle, [&](readiness_cycle& owned) {
      READINESS_RETURN_IF_ERROR(c::CheckRoom(owned, *decoded));
      return owned.cycle.Append(*std::move(decoded));
    });
  });
}

int32_t readiness_cycle_assess(const readiness_cycle* cycle, const uint8_t* request,
                               size_t request_size, int32_t format, readiness_buffer** out,
                               readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Ask(cycle, request, request_size, format, out, wire::DecodeAssessRequest,
                  [](const readiness_cycle& shared, const wire::AssessRequest& asked,
                     wire::Encoding encoding) { return c::Assess(shared, asked, encoding); });
  });
}

int32_t readiness_cycle_assess_with_metrics(const readiness_cycle* cycle,
                                            const readiness_metric_state* state,
                                            const readiness_metric_state* since,
                                            const uint8_t* request, size_t request_size,
                                            int32_t format, readiness_buffer** out,
                                            readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Ask(cycle, request, request_size, format, out, wire::DecodeAssessRequest,
                  [state, since](const readiness_cycle& shared, const wire::AssessRequest& asked,
                                 wire::Encoding encoding) {
                    return c::Assess(shared, asked, encoding, {true, state, since});
                  });
  });
}

int32_t readiness_cycle_query(const readiness_cycle* cycle, const uint8_t* request,
                              size_t request_size, int32_t format, readiness_buffer** out,
                              readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Ask(cycle, request, request_size, format, out, wire::DecodeQueryRequest,
                  [](const readiness_cycle& shared, const wire::QueryRequest& asked,
                     wire::Encoding encoding) { return c::AnswerQuery(shared, asked, encoding); });
  });
}

int32_t readiness_cycle_query_with_metrics(const readiness_cycle* cycle,
                                           const readiness_metric_state* state,
                                           const readiness_metric_state* since,
                                           const uint8_t* request, size_t request_size,
                                           int32_t format, readiness_buffer** out,
                                           readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Ask(cycle, request, request_size, format, out, wire::DecodeQueryRequest,
                  [state, since](const readiness_cycle& shared, const wire::QueryRequest& asked,
                                 wire::Encoding encoding) {
                    return c::AnswerQuery(shared, asked, encoding, {true, state, since});
                  });
  });
}

int32_t readiness_cycle_export_arrow_stream(const readiness_cycle* cycle, int32_t table,
                                            const uint8_t* request, size_t request_size,
                                            int32_t format, struct ArrowArrayStream* out,
                                            readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Export(cycle, request, request_size, format, out, wire::DecodeAssessRequest,
                     [table](const readiness_cycle& shared, const wire::AssessRequest& asked) {
                       return c::Rows(shared, table, asked);
                     });
  });
}

int32_t readiness_cycle_export_arrow_stream_with_metrics(
    const readiness_cycle* cycle, const readiness_metric_state* state,
    const readiness_metric_state* since, int32_t table, const uint8_t* request, size_t request_size,
    int32_t format, struct ArrowArrayStream* out, readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Export(
        cycle, request, request_size, format, out, wire::DecodeAssessRequest,
        [table, state, since](const readiness_cycle& shared, const wire::AssessRequest& asked) {
          return c::Rows(shared, table, asked, {true, state, since});
        });
  });
}

int32_t readiness_cycle_save(const readiness_cycle* cycle, int32_t format, readiness_buffer** out,
                             readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    return c::Shared(cycle, [&](const readiness_cycle& shared) -> absl::Status {
      // What is written can be read again: a log begins with an entry.
      READINESS_RETURN_IF_ERROR(c::CheckHasEntries(shared));
      const model::CycleLog& read = shared.cycle.log();
      return c::GiveBytes(
          encoding == wire::Encoding::kJson ? wire::EncodeCycleJson(read) : wire::EncodeCycle(read),
          out);
    });
  });
}

void readiness_cycle_free(readiness_cycle* cycle) noexcept { delete cycle; }

}  // extern "C"
