#include "readiness/wire/metric.h"

#include <cstddef>
#include <cstdint>

#include "wire/message_codec.h"
#include "wire/metric_definition_messages.h"
#include "wire/metric_messages.h"
#include "wire/sha256.h"

namespace readiness::wire {
namespace {

using internal::NameStyle;
using internal::Schema;

uint8_t HexDigit(char c) { return static_cast<uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); }

}  // namespace

absl::StatusOr<std::string> EncodeMetricDefinitions(const model::MetricDefinitions& definitions) {
  return internal::EncodeValue(definitions, NameStyle::kSnake);
}

absl::StatusOr<model::MetricDefinitions> DecodeMetricDefinitions(std::string_view bytes,
                                                                 const Limits& limits) {
  return internal::DecodeValue<model::MetricDefinitions>(bytes, NameStyle::kSnake, limits);
}

absl::StatusOr<std::string> EncodeMetricDefinitionsJson(const model::MetricDefinitions& definitions,
                                                        JsonLayout layout) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             internal::EncodeValue(definitions, NameStyle::kCamel));
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::PrintJson(bytes, schema->metric_definitions(), layout, /*prints_all=*/true);
}

absl::StatusOr<model::MetricDefinitions> DecodeMetricDefinitionsJson(std::string_view json,
                                                                     const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::DecodeValueJson<model::MetricDefinitions>(json, schema->metric_definitions(),
                                                             limits);
}

absl::StatusOr<std::string> EncodeMetricReadings(const metric::MetricReadings& readings) {
  return internal::EncodeValue(readings, NameStyle::kSnake);
}

absl::StatusOr<metric::MetricReadings> DecodeMetricReadings(std::string_view bytes,
                                                            const Limits& limits) {
  return internal::DecodeValue<metric::MetricReadings>(bytes, NameStyle::kSnake, limits);
}

absl::StatusOr<std::string> EncodeMetricReadingsJson(const metric::MetricReadings& readings,
                                                     JsonLayout layout) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             internal::EncodeValue(readings, NameStyle::kCamel));
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::PrintJson(bytes, schema->metric_readings(), layout, /*prints_all=*/true);
}

absl::StatusOr<metric::StateIdentity> MetricIdentity(const model::MetricDefinition& definition,
                                                     std::optional<absl::Time> release) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             internal::EncodeValue(definition, NameStyle::kSnake));
  internal::Sha256 hash;
  hash.Add("readiness metric 1\n");
  hash.AddFramed(bytes);
  if (release.has_value()) {
    hash.Add("release");
    hash.AddNumber(static_cast<uint64_t>(absl::ToUnixMicros(*release)));
  }
  READINESS_ASSIGN_OR_RETURN(const std::string digest, hash.Finish());
  metric::StateIdentity identity;
  for (size_t i = 0; i < identity.size(); ++i) {
    identity[i] = static_cast<uint8_t>(HexDigit(digest[2 * i]) * 16 + HexDigit(digest[2 * i + 1]));
  }
  return identity;
}

}  // namespace readiness::wire
