#include "readiness/wire/request.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"

#include "readiness/engine/ranking.h"
#include "readiness/wire/assessment.h"
#include "readiness/wire/change.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/policy.h"
#include "readiness/wire/subject.h"

#include "wire/message_codec.h"
#include "wire/metric_definition_messages.h"

namespace readiness::wire {
namespace internal {

// What ReadLimits gives; wire::Limits has no way to say that a limit is not given.
struct GivenLimits {
  std::optional<int64_t> max_byte_count;
  std::optional<int64_t> max_entry_count;
  std::optional<int64_t> max_entry_byte_count;
  std::optional<int64_t> max_depth_count;
  std::optional<int64_t> max_text_byte_count;
  std::optional<int64_t> max_element_count;
  std::optional<int64_t> max_row_count;
  std::optional<int64_t> max_state_byte_count;
};

template <>
struct Mapping<GivenLimits> {
  static constexpr std::string_view kName = "ReadLimits";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(max_byte_count);
    FIELD(max_entry_count);
    FIELD(max_entry_byte_count);
    FIELD(max_depth_count);
    FIELD(max_text_byte_count);
    FIELD(max_element_count);
    FIELD(max_row_count);
    FIELD(max_state_byte_count);
  }
};

READINESS_MESSAGE(wire, AssessRequest) {
  FIELD(as_of);
  FIELD(since);
  FIELD(rank_draw_count);
}

READINESS_MESSAGE(wire, ReportQuestion) {
  FIELD(form);
  FIELD(since);
}

READINESS_MESSAGE(wire, ExplainQuestion) {
  FIELD(id);
  FIELD(form);
}

READINESS_MESSAGE(wire, ChangeQuestion) {
  FIELD(from);
  FIELD(form);
}

READINESS_MESSAGE(wire, PolicyQuestion) {}

READINESS_MESSAGE(wire, EntriesQuestion) {
  FIELD(after_seq);
  FIELD(max_entry_count);
}

READINESS_MESSAGE(wire, QueryRequest) {
  FIELD(as_of);
  ALTERNATIVE(question, wire::ReportQuestion, report);
  ALTERNATIVE(question, wire::ExplainQuestion, explain);
  ALTERNATIVE(question, wire::ChangeQuestion, change);
  ALTERNATIVE(question, wire::PolicyQuestion, policy);
  ALTERNATIVE(question, wire::EntriesQuestion, entries);
}

READINESS_MESSAGE(wire, MetricStateOptions) {
  FIELD(definitions);
  FIELD(release);
  FIELD(until);
  FIELD(known_at);
  FIELD(resolution);
  FIELD(max_row_count);
  FIELD(has_whole_accounts);
}

READINESS_MESSAGE(wire, MetricsRequest) {
  FIELD(as_of);
  FIELD(metrics);
  FIELD(within_seconds);
  FIELD(by_cohort);
}

READINESS_MESSAGE(wire, RankRequest) { FIELD(top_count); }

// What Telemetry gives.
struct GivenTelemetry {
  std::vector<metric::TelemetryRow> rows;
};

template <>
struct Mapping<GivenTelemetry> {
  static constexpr std::string_view kName = "Telemetry";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(rows);
  }
};

READINESS_MESSAGE(metric, TelemetryRow) {
  FIELD(time);
  FIELD(kind);
  FIELD(entity);
  FIELD(event);
  FIELD(cohort);
  FIELD(subject);
  FIELD(value);
  FIELD(total);
  FIELD(release);
  FIELD(parent);
  FIELD(tier);
  FIELD(due);
  FIELD(event_id);
  FIELD(recorded);
}

namespace {

template <typename Value>
absl::StatusOr<Value> DecodeEither(std::string_view bytes, Encoding encoding,
                                   const MessageType& type, const Limits& limits,
                                   ElementBudget elements) {
  if (bytes.empty()) return Value{};
  if (encoding == Encoding::kJson) return DecodeValueJson<Value>(bytes, type, limits, elements);
  return DecodeValue<Value>(bytes, NameStyle::kSnake, limits, elements);
}
template <typename Value>
absl::StatusOr<Value> DecodeEither(std::string_view bytes, Encoding encoding,
                                   const MessageType& type, const Limits& limits) {
  return DecodeEither<Value>(bytes, encoding, type, limits, ElementBudget::OfElements(limits));
}

absl::Status SetLimit(const std::optional<int64_t>& given, std::string_view name, int64_t& limit) {
  if (!given.has_value()) return absl::OkStatus();
  if (*given < 1) {
    return base::At(name, absl::InvalidArgumentError(
                              base::ToAbsl(base::Cat("a limit is 1 or more, got ", *given))));
  }
  limit = *given;
  return absl::OkStatus();
}

// "row 4: time" for "rows[3].time", as errors in the values of rows name them, of whatever source;
// anything else as it is.
std::string RowFromOne(std::string_view place) {
  constexpr std::string_view kRows = "rows[";
  if (place.substr(0, kRows.size()) != kRows) return std::string(place);
  const size_t end = place.find(']');
  int64_t index = 0;
  if (end == std::string_view::npos ||
      !absl::SimpleAtoi(base::ToAbsl(place.substr(kRows.size(), end - kRows.size())), &index)) {
    return std::string(place);
  }
  std::string_view rest = place.substr(end + 1);
  const bool has_field = rest.substr(0, 1) == ".";
  if (has_field) rest.remove_prefix(1);
  return base::Cat("row ", index + 1, has_field ? ": " : "", rest);
}

absl::Status WithRowsFromOne(const absl::Status& status) {
  absl::Status said(status.code(), RowFromOne(base::ToStd(status.message())));
  status.ForEachPayload(
      [&said](absl::string_view url, const absl::Cord& payload) { said.SetPayload(url, payload); });
  if (const std::string place = base::PlaceOf(status); !place.empty()) {
    said.SetPayload(base::ToAbsl(base::kPlacePayload), absl::Cord(RowFromOne(place)));
  }
  return said;
}

// A message with one field, of text or of a message that is serialized already.
std::string WithOneField(uint32_t number, std::string_view content) {
  std::string bytes;
  AppendBytesField(number, content, bytes);
  return bytes;
}

// The numbers of QueryAnswer and of ErrorDetail.
constexpr uint32_t kDocumentField = 1;
constexpr uint32_t kEntriesField = 3;
constexpr uint32_t kPolicyField = 2;
constexpr uint32_t kAssessmentField = 4;
constexpr uint32_t kSubjectField = 5;
constexpr uint32_t kNodeField = 6;
constexpr uint32_t kChangeField = 7;
constexpr uint32_t kRuleField = 1;
constexpr uint32_t kPlaceField = 2;

// An answer of one field, a message in the encoding.
absl::StatusOr<std::string> MessageAnswer(uint32_t number, std::string_view name, Encoding encoding,
                                          const absl::StatusOr<std::string>& message) {
  READINESS_RETURN_IF_ERROR(message.status());
  if (encoding == Encoding::kBinary) return WithOneField(number, *message);
  return base::Cat("{\"", name, "\":", *message, "}");
}

}  // namespace
}  // namespace internal

using internal::Schema;

absl::StatusOr<AssessRequest> DecodeAssessRequest(std::string_view bytes, Encoding encoding,
                                                  const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  READINESS_ASSIGN_OR_RETURN(
      const AssessRequest request,
      internal::DecodeEither<AssessRequest>(bytes, encoding, schema->assess_request(), limits));
  if (request.rank_draw_count < 0 || request.rank_draw_count > engine::kMostRankDraws) {
    return absl::InvalidArgumentError(base::Cat("rank_draw_count: must be from 0 to ",
                                                engine::kMostRankDraws, ", got ",
                                                request.rank_draw_count));
  }
  return request;
}

absl::StatusOr<QueryRequest> DecodeQueryRequest(std::string_view bytes, Encoding encoding,
                                                const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::DecodeEither<QueryRequest>(bytes, encoding, schema->query_request(), limits);
}

absl::StatusOr<MetricStateOptions> DecodeMetricStateOptions(std::string_view bytes,
                                                            Encoding encoding,
                                                            const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  READINESS_ASSIGN_OR_RETURN(MetricStateOptions options,
                             internal::DecodeEither<MetricStateOptions>(
                                 bytes, encoding, schema->metric_state_options(), limits));
  if (options.max_row_count.value_or(1) < 1) {
    return absl::InvalidArgumentError(
        base::Cat("max_row_count: a limit is 1 or more, got ", *options.max_row_count));
  }
  return options;
}

absl::StatusOr<MetricsRequest> DecodeMetricsRequest(std::string_view bytes, Encoding encoding,
                                                    const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::DecodeEither<MetricsRequest>(bytes, encoding, schema->metrics_request(), limits);
}

absl::StatusOr<RankRequest> DecodeRankRequest(std::string_view bytes, Encoding encoding,
                                              const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  READINESS_ASSIGN_OR_RETURN(
      const RankRequest request,
      internal::DecodeEither<RankRequest>(bytes, encoding, schema->rank_request(), limits));
  if (request.top_count < 0) {
    return absl::InvalidArgumentError(
        base::Cat("top_count: must be zero or more, got ", request.top_count));
  }
  return request;
}

absl::StatusOr<ExplainQuestion> DecodeExplainQuestion(std::string_view bytes, Encoding encoding,
                                                      const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::DecodeEither<ExplainQuestion>(bytes, encoding, schema->explain_question(),
                                                 limits);
}

absl::StatusOr<std::vector<metric::TelemetryRow>> DecodeTelemetry(std::string_view bytes,
                                                                  Encoding encoding,
                                                                  const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  auto given = internal::DecodeEither<internal::GivenTelemetry>(
      bytes, encoding, schema->telemetry(), limits, internal::ElementBudget::OfRows(limits));
  if (!given.ok()) return internal::WithRowsFromOne(given.status());
  return std::move(given->rows);
}

absl::StatusOr<Limits> DecodeReadLimits(std::string_view bytes, Encoding encoding) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  READINESS_ASSIGN_OR_RETURN(
      const internal::GivenLimits given,
      internal::DecodeEither<internal::GivenLimits>(bytes, encoding, schema->read_limits(), {}));
  Limits limits;
  READINESS_RETURN_IF_ERROR(
      internal::SetLimit(given.max_byte_count, "max_byte_count", limits.max_bytes));
  READINESS_RETURN_IF_ERROR(
      internal::SetLimit(given.max_entry_count, "max_entry_count", limits.max_entry_count));
  READINESS_RETURN_IF_ERROR(internal::SetLimit(given.max_entry_byte_count, "max_entry_byte_count",
                                               limits.max_entry_bytes));
  READINESS_RETURN_IF_ERROR(
      internal::SetLimit(given.max_depth_count, "max_depth_count", limits.max_depth));
  READINESS_RETURN_IF_ERROR(
      internal::SetLimit(given.max_text_byte_count, "max_text_byte_count", limits.max_text_bytes));
  READINESS_RETURN_IF_ERROR(
      internal::SetLimit(given.max_element_count, "max_element_count", limits.max_element_count));
  READINESS_RETURN_IF_ERROR(
      internal::SetLimit(given.max_row_count, "max_row_count", limits.max_row_count));
  READINESS_RETURN_IF_ERROR(internal::SetLimit(given.max_state_byte_count, "max_state_byte_count",
                                               limits.max_state_bytes));
  return limits;
}

absl::StatusOr<std::string> EncodeDocumentAnswer(std::string_view document, Encoding encoding) {
  std::string bytes = internal::WithOneField(internal::kDocumentField, document);
  if (encoding == Encoding::kBinary) return bytes;
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::PrintJson(bytes, schema->query_answer(), JsonLayout::kCompact,
                             /*prints_all=*/false);
}

absl::StatusOr<std::string> EncodePolicyAnswer(const model::Policy& policy, Encoding encoding) {
  return internal::MessageAnswer(internal::kPolicyField, "policy", encoding,
                                 encoding == Encoding::kJson
                                     ? EncodePolicyJson(policy, JsonLayout::kCompact)
                                     : EncodePolicy(policy));
}

absl::StatusOr<std::string> EncodeEntriesAnswer(const model::CycleLog& log, Encoding encoding) {
  return internal::MessageAnswer(
      internal::kEntriesField, "entries", encoding,
      encoding == Encoding::kJson ? EncodeCycleJson(log, JsonLayout::kCompact) : EncodeCycle(log));
}

absl::StatusOr<std::string> EncodeAssessmentAnswer(const engine::Assessment& assessment,
                                                   Encoding encoding) {
  return internal::MessageAnswer(internal::kAssessmentField, "assessment", encoding,
                                 encoding == Encoding::kJson
                                     ? EncodeAssessmentJson(assessment, JsonLayout::kCompact)
                                     : EncodeAssessment(assessment));
}

absl::StatusOr<std::string> EncodeSubjectAnswer(const engine::Subject& subject, Encoding encoding) {
  return internal::MessageAnswer(internal::kSubjectField, "subject", encoding,
                                 encoding == Encoding::kJson
                                     ? EncodeSubjectJson(subject, JsonLayout::kCompact)
                                     : EncodeSubject(subject));
}

absl::StatusOr<std::string> EncodeNodeAnswer(const engine::GraphExplanation& explained,
                                             Encoding encoding) {
  return internal::MessageAnswer(internal::kNodeField, "node", encoding,
                                 encoding == Encoding::kJson
                                     ? EncodeNodeExplanationJson(explained, JsonLayout::kCompact)
                                     : EncodeNodeExplanation(explained));
}

absl::StatusOr<std::string> EncodeChangeAnswer(const engine::Change& change, Encoding encoding) {
  return internal::MessageAnswer(internal::kChangeField, "change", encoding,
                                 encoding == Encoding::kJson
                                     ? EncodeChangeJson(change, JsonLayout::kCompact)
                                     : EncodeChange(change));
}

std::string EncodeErrorDetail(std::string_view rule, std::string_view place) {
  std::string detail;
  if (!rule.empty()) internal::AppendBytesField(internal::kRuleField, rule, detail);
  if (!place.empty()) internal::AppendBytesField(internal::kPlaceField, place, detail);
  return detail;
}

}  // namespace readiness::wire
