// Any bytes as an assessment and as a policy, binary and JSON: an error, or what can be written and
// read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "readiness/wire/assessment.h"
#include "readiness/wire/policy.h"

namespace {

using namespace readiness;

void CheckAssessment(const absl::StatusOr<engine::Assessment>& read) {
  if (!read.ok()) return;
  const auto bytes = wire::EncodeAssessment(*read);
  const auto json = wire::EncodeAssessmentJson(*read);
  if (!bytes.ok() || !json.ok()) std::abort();
  const auto from_bytes = wire::DecodeAssessment(*bytes);
  const auto from_json = wire::DecodeAssessmentJson(*json);
  if (!from_bytes.ok() || !(*from_bytes == *read)) std::abort();
  if (!from_json.ok() || !(*from_json == *read)) std::abort();
}

void CheckPolicy(const absl::StatusOr<model::Policy>& read) {
  if (!read.ok()) return;
  const auto bytes = wire::EncodePolicy(*read);
  const auto json = wire::EncodePolicyJson(*read);
  if (!bytes.ok() || !json.ok()) std::abort();
  const auto from_bytes = wire::DecodePolicy(*bytes);
  const auto from_json = wire::DecodePolicyJson(*json);
  if (!from_bytes.ok() || !(*from_bytes == *read)) std::abort();
  if (!from_json.ok() || !(*from_json == *read)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CheckAssessment(wire::DecodeAssessment(bytes));
  CheckAssessment(wire::DecodeAssessmentJson(bytes));
  CheckPolicy(wire::DecodePolicy(bytes));
  CheckPolicy(wire::DecodePolicyJson(bytes));
  return 0;
}
