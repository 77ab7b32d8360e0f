// The cycle of the C interface: bytes in, bytes out, the engine between.
#include "readiness/wire/cycle.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"

#include "readiness/report/change.h"
#include "readiness/report/html.h"
#include "readiness/report/markdown.h"
#include "readiness/report/names.h"
#include "readiness/report/subject.h"
#include "readiness/report/text.h"
#include "readiness/table/answer_rows.h"
#include "readiness/wire/assessment.h"
#include "readiness/wire/cycle_metrics.h"
#include "readiness/wire/loaded_cycle.h"
#include "readiness/wire/request.h"

#include "c/ask.h"
#include "c/bytes.h"
#include "c/cycle_moment.h"
#include "c/document_form.h"
#include "c/entry_rows.h"
#include "c/export.h"
#include "c/guard.h"
#include "c/handles.h"
#include "c/use.h"

namespace readiness::c {
namespace {

using wire::Encoding;

// Answers one kind of question each; `as_of` is resolved.
struct Answerer {
  const wire::LoadedCycle& cycle;
  absl::Time as_of;
  Encoding encoding;

  absl::StatusOr<std::string> operator()(const std::monostate&) const {
    return base::Invalid(
        "C", "the request asks nothing; give report, explain, change, policy or entries");
  }
  absl::StatusOr<std::string> operator()(const wire::ReportQuestion& asked) const {
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment assessment,
                               cycle.Assess(as_of, asked.since));
    const report::Names names = report::NamesOf(cycle.log(), as_of);
    return wire::EncodeDocumentAnswer(
        WriteDocument(
            asked.form, [&] { return report::AssessmentText(assessment, names); },
            [&] { return report::AssessmentMarkdown(assessment, names); },
            [&] { return report::AssessmentHtml(assessment, names); }),
        encoding);
  }
  absl::StatusOr<std::string> operator()(const wire::ExplainQuestion& asked) const {
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment assessment, cycle.Assess(as_of));
    READINESS_ASSIGN_OR_RETURN(
        const report::Subject subject,
        report::Explain(asked.id, assessment, cycle.StateAt(as_of), cycle.log()));
    const report::Names names = report::NamesOf(cycle.log(), as_of);
    return wire::EncodeDocumentAnswer(
        WriteDocument(
            asked.form, [&] { return report::SubjectText(subject, names); },
            [&] { return report::SubjectMarkdown(subject, names); },
            [&] { return report::SubjectHtml(subject, names); }),
        encoding);
  }
  absl::StatusOr<std::string> operator()(const wire::ChangeQuestion& asked) const {
    if (!asked.from.has_value()) {
      return base::Invalid("C", "change.from is not given; say from which moment");
    }
    if (*asked.from > as_of) return base::Invalid("order", "change.from lies after as_of");
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment before, cycle.Assess(*asked.from));
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment after, cycle.Assess(as_of));
    const report::Change change =
        report::Compare(before, cycle.StateAt(*asked.from), after, cycle.StateAt(as_of));
    const report::Names names = report::NamesOf(cycle.log(), as_of);
    return wire::EncodeDocumentAnswer(
        WriteDocument(
            asked.form, [&] { return report::ChangeText(change, names); },
            [&] { return report::ChangeMarkdown(change, names); },
            [&] { return report::ChangeHtml(change, names); }),
        encoding);
  }
  absl::StatusOr<std::string> operator()(const wire::PolicyQuestion&) const {
    return wire::EncodePolicyAnswer(cycle.PolicyAt(as_of), encoding);
  }
  absl::StatusOr<std::string> operator()(const wire::EntriesQuestion& asked) const {
    if (asked.after_seq < 0 || asked.max_entry_count < 0) {
      return base::Invalid("C", "entries.after_seq and entries.max_entry_count are zero or more");
    }
    const auto known = static_cast<int64_t>(cycle.KnownCount(as_of));
    const int64_t begin = std::min(asked.after_seq, known);
    const int64_t count =
        asked.max_entry_count == 0 ? known - begin : std::min(asked.max_entry_count, known - begin);
    const model::CycleLog& log = cycle.log();
    model::CycleLog part;
    part.schema_version = log.schema_version;
    part.playbook = log.playbook;
    part.unrecognized = log.unrecognized;
    part.entries.assign(log.entries.begin() + begin, log.entries.begin() + begin + count);
    return wire::EncodeEntriesAnswer(part, encoding);
  }
};

absl::StatusOr<std::string> Assess(const readiness_cycle& cycle, const wire::AssessRequest& asked,
                                   Encoding encoding, const wire::MetricInputs& metrics = {}) {
  READINESS_RETURN_IF_ERROR(CheckHasEntries(cycle));
  READINESS_ASSIGN_OR_RETURN(const engine::Assessment assessment,
                             cycle.cycle.Assess(MomentOf(cycle, asked.as_of), asked.since, metrics,
                                                static_cast<uint32_t>(asked.rank_draw_count)));
  return encoding == Encoding::kJson ? wire::EncodeAssessmentJson(assessment)
                                     : wire::EncodeAssessment(assessment);
}

absl::StatusOr<std::string> Query(const readiness_cycle& cycle, const wire::QueryRequest& asked,
                                  Encoding encoding) {
  READINESS_RETURN_IF_ERROR(CheckHasEntries(cycle));
  return std::visit(Answerer{cycle.cycle, MomentOf(cycle, asked.as_of), encoding}, asked.question);
}

// A table of the assessment, or of the log.
absl::StatusOr<table::ArrowRows> Rows(const readiness_cycle& handle, int32_t table,
                                      const wire::AssessRequest& asked) {
  READINESS_RETURN_IF_ERROR(CheckHasEntries(handle));
  const wire::LoadedCycle& cycle = handle.cycle;
  const absl::Time as_of = MomentOf(handle, asked.as_of);
  if (table == READINESS_TABLE_ENTRIES) {
    if (asked.since.has_value()) {
      return base::Invalid("C",
                           "request: since: the table of entries is of one moment; leave it "
                           "out");
    }
    return EntryRows(std::span(cycle.log().entries).first(cycle.KnownCount(as_of)));
  }
  if (table != READINESS_TABLE_RISKS && table != READINESS_TABLE_BLOCKED_WORK &&
      table != READINESS_TABLE_METRICS) {
    return NoSuchTable<readiness_cycle>(table, "RISKS, BLOCKED_WORK, METRICS and ENTRIES");
  }
  READINESS_ASSIGN_OR_RETURN(
      const engine::Assessment assessment,
      cycle.Assess(as_of, asked.since, {}, static_cast<uint32_t>(asked.rank_draw_count)));
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

// What the states of metrics say at the moment that is asked about, and at the one to compare with.
absl::StatusOr<wire::MetricInputs> ReadMetrics(const readiness_cycle& cycle,
                                               const readiness_metric_state* state,
                                               const readiness_metric_state* since,
                                               wire::AssessRequest& asked) {
  READINESS_RETURN_IF_ERROR(CheckHasEntries(cycle));
  const absl::Time as_of = MomentOf(cycle, asked.as_of);
  asked.since = cycle.cycle.SinceAt(as_of, asked.since);
  wire::MetricInputs inputs;
  const auto read = [&cycle](const readiness_metric_state* of, absl::Time at,
                             wire::MetricInputs& into) {
    return Shared(of, [&](const readiness_metric_state& shared) -> absl::Status {
      READINESS_RETURN_IF_ERROR(CheckMoment(shared.metrics.options(), at));
      READINESS_ASSIGN_OR_RETURN(std::vector<wire::DefinedState> states, shared.metrics.States());
      READINESS_ASSIGN_OR_RETURN(into, wire::ReadCycleMetrics(cycle.cycle, at, std::move(states)));
      return absl::OkStatus();
    });
  };
  READINESS_RETURN_IF_ERROR(read(state, as_of, inputs));
  if (since == nullptr || !asked.since.has_value()) return inputs;
  wire::MetricInputs then;
  const absl::Status status = read(since, *asked.since, then);
  if (!status.ok()) return base::At("since", status);
  inputs.readings_since = std::move(then.readings);
  return inputs;
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
                  [state, since](const readiness_cycle& shared, wire::AssessRequest asked,
                                 wire::Encoding encoding) -> absl::StatusOr<std::string> {
                    READINESS_ASSIGN_OR_RETURN(const wire::MetricInputs metrics,
                                               c::ReadMetrics(shared, state, since, asked));
                    return c::Assess(shared, asked, encoding, metrics);
                  });
  });
}

int32_t readiness_cycle_query(const readiness_cycle* cycle, const uint8_t* request,
                              size_t request_size, int32_t format, readiness_buffer** out,
                              readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Ask(cycle, request, request_size, format, out, wire::DecodeQueryRequest, c::Query);
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

int32_t readiness_cycle_save(const readiness_cycle* cycle, int32_t format, readiness_buffer** out,
                             readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    return c::Shared(cycle, [&](const readiness_cycle& shared) {
      const model::CycleLog& read = shared.cycle.log();
      return c::GiveBytes(
          encoding == wire::Encoding::kJson ? wire::EncodeCycleJson(read) : wire::EncodeCycle(read),
          out);
    });
  });
}

void readiness_cycle_free(readiness_cycle* cycle) noexcept { delete cycle; }

}  // extern "C"
