#include "readiness/wire/change.h"

#include "wire/message_codec.h"
#include "wire/subject_messages.h"

namespace readiness::wire {

absl::StatusOr<std::string> EncodeChange(const engine::Change& change) {
  return internal::EncodeValue(change, internal::NameStyle::kSnake);
}

absl::StatusOr<std::string> EncodeChangeJson(const engine::Change& change, JsonLayout layout) {
  return internal::EncodeValueJson(change, layout);
}

absl::StatusOr<engine::Change> DecodeChange(std::string_view bytes, const Limits& limits) {
  return internal::DecodeValue<engine::Change>(bytes, internal::NameStyle::kSnake, limits);
}

}  // namespace readiness::wire
