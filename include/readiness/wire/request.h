// readiness/wire/request.h: what is asked through the C interface and what is answered, from and to
// bytes (readiness.v1, request.proto).
//
//   READINESS_ASSIGN_OR_RETURN(QueryRequest asked, DecodeQueryRequest(bytes, Encoding::kJson));
//   return EncodePolicyAnswer(policy, Encoding::kJson);
//
// Reading is strict: a part of a request that this version does not know would be left out of the
// answer, so it is refused by name. No bytes at all are a request with nothing given, also in JSON.
//
// Errors:  InvalidArgument or ResourceExhausted, naming the path of the field.
// Cost:    linear in the bytes.
// Threads: free functions of their arguments; safe from anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/metric/telemetry_row.h"
#include "readiness/model/entry.h"
#include "readiness/model/metric_definition.h"
#include "readiness/model/policy.h"
#include "readiness/wire/limits.h"

namespace readiness::engine {
struct Assessment;
struct Change;
struct GraphExplanation;
struct Subject;
}  // namespace readiness::engine

namespace readiness::wire {

// How a message is written.
enum class Encoding : int8_t { kBinary = 0, kJson = 1 };

enum class DocumentForm : int8_t {
  kUnspecified = 0,
  kText = 1,
  kMarkdown = 2,
  kHtml = 3,
  kMessage = 4
};

// Returns the name as it is written, or "" for a number that is none.
[[nodiscard]] constexpr std::string_view Name(DocumentForm form) {
  switch (form) {
    case DocumentForm::kUnspecified:
      return "DOCUMENT_FORM_UNSPECIFIED";
    case DocumentForm::kText:
      return "TEXT";
    case DocumentForm::kMarkdown:
      return "MARKDOWN";
    case DocumentForm::kHtml:
      return "HTML";
    case DocumentForm::kMessage:
      return "MESSAGE";
  }
  return "";
}

enum class MetricResolution : int8_t { kUnspecified = 0, kExact = 1, kHistogram = 2 };

// Returns the name as it is written, or "" for a number that is none.
[[nodiscard]] constexpr std::string_view Name(MetricResolution resolution) {
  switch (resolution) {
    case MetricResolution::kUnspecified:
      return "METRIC_RESOLUTION_UNSPECIFIED";
    case MetricResolution::kExact:
      return "EXACT";
    case MetricResolution::kHistogram:
      return "HISTOGRAM";
  }
  return "";
}

struct AssessRequest {
  std::optional<absl::Time> as_of;  // Not given: when the last entry was recorded.
  std::optional<absl::Time> since;  // Not given: the last review that closed before as_of.
  // How often likelihoods that are not certain are drawn, from 0 to engine::kMostRankDraws.
  int64_t rank_draw_count = 0;

  friend bool operator==(const AssessRequest&, const AssessRequest&) = default;
};

struct ReportQuestion {
  DocumentForm form = DocumentForm::kUnspecified;
  std::optional<absl::Time> since;

  friend bool operator==(const ReportQuestion&, const ReportQuestion&) = default;
};

struct ExplainQuestion {
  std::string id;
  DocumentForm form = DocumentForm::kUnspecified;

  friend bool operator==(const ExplainQuestion&, const ExplainQuestion&) = default;
};

struct ChangeQuestion {
  std::optional<absl::Time> from;
  DocumentForm form = DocumentForm::kUnspecified;

  friend bool operator==(const ChangeQuestion&, const ChangeQuestion&) = default;
};

struct PolicyQuestion {
  friend bool operator==(const PolicyQuestion&, const PolicyQuestion&) = default;
};

struct EntriesQuestion {
  int64_t after_seq = 0;
  int64_t max_entry_count = 0;  // Zero: all.

  friend bool operator==(const EntriesQuestion&, const EntriesQuestion&) = default;
};

struct QueryRequest {
  std::optional<absl::Time> as_of;  // Not given: when the last entry was recorded.
  std::variant<std::monostate, ReportQuestion, ExplainQuestion, ChangeQuestion, PolicyQuestion,
               EntriesQuestion>
      question;

  friend bool operator==(const QueryRequest&, const QueryRequest&) = default;
};

// What a state of metrics is made for.
struct MetricStateOptions {
  std::vector<model::MetricDefinition> definitions;  // None: every metric with its defaults.
  std::optional<absl::Time> release;                 // Only what began at or after it.
  std::optional<absl::Time> until;                   // Rows that happened later are left out.
  std::optional<absl::Time> known_at;                // Rows that became known later are left out.
  MetricResolution resolution = MetricResolution::kUnspecified;
  std::optional<int64_t> max_row_count;  // Of one call; not given: 100 million.
  bool has_whole_accounts = false;       // As in MetricSetOptions.

  friend bool operator==(const MetricStateOptions&, const MetricStateOptions&) = default;
};

// Asks what a state of metrics says at a moment.
struct MetricsRequest {
  std::optional<absl::Time> as_of;      // Not given: `until`, else the last row.
  std::vector<std::string> metrics;     // None: all that the state answers for.
  std::vector<int64_t> within_seconds;  // Further horizons.
  bool by_cohort = false;

  friend bool operator==(const MetricsRequest&, const MetricsRequest&) = default;
};

// Asks what matters most in a graph.
struct RankRequest {
  int64_t top_count = 0;  // At most so many of each list; zero: all.

  friend bool operator==(const RankRequest&, const RankRequest&) = default;
};

// Reads what is asked.
[[nodiscard]] absl::StatusOr<AssessRequest> DecodeAssessRequest(std::string_view bytes,
                                                                Encoding encoding,
                                                                const Limits& limits = {});
[[nodiscard]] absl::StatusOr<QueryRequest> DecodeQueryRequest(std::string_view bytes,
                                                              Encoding encoding,
                                                              const Limits& limits = {});
[[nodiscard]] absl::StatusOr<MetricStateOptions> DecodeMetricStateOptions(
    std::string_view bytes, Encoding encoding, const Limits& limits = {});
[[nodiscard]] absl::StatusOr<MetricsRequest> DecodeMetricsRequest(std::string_view bytes,
                                                                  Encoding encoding,
                                                                  const Limits& limits = {});
[[nodiscard]] absl::StatusOr<RankRequest> DecodeRankRequest(std::string_view bytes,
                                                            Encoding encoding,
                                                            const Limits& limits = {});
[[nodiscard]] absl::StatusOr<ExplainQuestion> DecodeExplainQuestion(std::string_view bytes,
                                                                    Encoding encoding,
                                                                    const Limits& limits = {});
// Reads a readiness.v1.Telemetry. What the rows say is checked where they are used.
[[nodiscard]] absl::StatusOr<std::vector<metric::TelemetryRow>> DecodeTelemetry(
    std::string_view bytes, Encoding encoding, const Limits& limits = {});
// Reads limits; what is not given keeps its default. A limit below one is refused.
[[nodiscard]] absl::StatusOr<Limits> DecodeReadLimits(std::string_view bytes, Encoding encoding);

// Writes a readiness.v1.QueryAnswer.
[[nodiscard]] absl::StatusOr<std::string> EncodeDocumentAnswer(std::string_view document,
                                                               Encoding encoding);
[[nodiscard]] absl::StatusOr<std::string> EncodePolicyAnswer(const model::Policy& policy,
                                                             Encoding encoding);
[[nodiscard]] absl::StatusOr<std::string> EncodeEntriesAnswer(const model::CycleLog& log,
                                                              Encoding encoding);

[[nodiscard]] absl::StatusOr<std::string> EncodeAssessmentAnswer(
    const engine::Assessment& assessment, Encoding encoding);
[[nodiscard]] absl::StatusOr<std::string> EncodeSubjectAnswer(const engine::Subject& subject,
                                                              Encoding encoding);
[[nodiscard]] absl::StatusOr<std::string> EncodeNodeAnswer(
    const engine::GraphExplanation& explained, Encoding encoding);
[[nodiscard]] absl::StatusOr<std::string> EncodeChangeAnswer(const engine::Change& change,
                                                             Encoding encoding);

// Writes a serialized readiness.v1.ErrorDetail.
[[nodiscard]] std::string EncodeErrorDetail(std::string_view rule, std::string_view place);

}  // namespace readiness::wire
