#include "readiness/wire/policy.h"

#include "wire/message_codec.h"
#include "wire/policy_messages.h"

namespace readiness::wire {

absl::StatusOr<std::string> EncodePolicy(const model::Policy& policy) {
  return internal::EncodeValue(policy, internal::NameStyle::kSnake);
}

absl::StatusOr<model::Policy> DecodePolicy(std::string_view bytes, const Limits& limits) {
  return internal::DecodeValue<model::Policy>(bytes, internal::NameStyle::kSnake, limits);
}

absl::StatusOr<std::string> EncodePolicyJson(const model::Policy& policy, JsonLayout layout) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             internal::EncodeValue(policy, internal::NameStyle::kCamel));
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  return internal::PrintJson(bytes, schema->policy(), layout, /*prints_all=*/true);
}

absl::StatusOr<model::Policy> DecodePolicyJson(std::string_view json, const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  return internal::DecodeValueJson<model::Policy>(json, schema->policy(), limits);
}

}  // namespace readiness::wire
