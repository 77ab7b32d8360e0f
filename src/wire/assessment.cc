#include "readiness/wire/assessment.h"

#include "wire/assessment_messages.h"
#include "wire/message_codec.h"

namespace readiness::wire {

absl::StatusOr<std::string> EncodeAssessment(const engine::Assessment& assessment) {
  return internal::EncodeValue(assessment, internal::NameStyle::kSnake);
}

absl::StatusOr<engine::Assessment> DecodeAssessment(std::string_view bytes, const Limits& limits) {
  return internal::DecodeValue<engine::Assessment>(bytes, internal::NameStyle::kSnake, limits);
}

absl::StatusOr<std::string> EncodeAssessmentJson(const engine::Assessment& assessment,
                                                 JsonLayout layout) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             internal::EncodeValue(assessment, internal::NameStyle::kCamel));
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  return internal::PrintJson(bytes, schema->assessment(), layout, /*prints_all=*/true);
}

absl::StatusOr<engine::Assessment> DecodeAssessmentJson(std::string_view json,
                                                        const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  return internal::DecodeValueJson<engine::Assessment>(json, schema->assessment(), limits);
}

}  // namespace readiness::wire
