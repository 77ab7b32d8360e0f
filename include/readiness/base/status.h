// readiness/base/status.h: how a room says that it cannot answer.
//
// absl::Status means that the engine could not answer; a problem in the data of a cycle is a
// model::Issue instead and the engine goes on. Every refusal says where, which rule, what was found
// and what to do; the rule (R11, T3, ...) travels as a payload so that a program can read it.
//
// Threads: values only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/cord.h"

#include "readiness/base/text.h"

// Evaluates `expression` (absl::Status); returns it from the enclosing function when it is not OK.
#define READINESS_RETURN_IF_ERROR(expression)                                   \
  do {                                                                          \
    if (::absl::Status readiness_status = (expression); !readiness_status.ok()) \
      return readiness_status;                                                  \
  } while (false)

#define READINESS_INTERNAL_CONCAT_(a, b) a##b
#define READINESS_INTERNAL_CONCAT(a, b) READINESS_INTERNAL_CONCAT_(a, b)
#define READINESS_INTERNAL_ASSIGN(result, declaration, expression) \
  auto result = (expression);                                      \
  if (!result.ok()) return std::move(result).status();             \
  declaration = *std::move(result)

// Evaluates `expression` (absl::StatusOr<T>); assigns its value, or returns its status.
#define READINESS_ASSIGN_OR_RETURN(declaration, expression)                                      \
  READINESS_INTERNAL_ASSIGN(READINESS_INTERNAL_CONCAT(readiness_result_, __LINE__), declaration, \
                            expression)

namespace readiness::base {

// The payload under which a status carries the id of the rule that was broken, such as "R24".
inline constexpr std::string_view kRulePayload = "readiness/rule";

// The payload under which a status carries the place that At wrote before its message.
inline constexpr std::string_view kPlacePayload = "readiness/place";

// Returns `code` with "<rule>: <message>" and the rule as payload. Cold, as the three that follow:
// what leads here is compiled small and out of the way.
[[nodiscard]] ABSL_ATTRIBUTE_COLD ABSL_ATTRIBUTE_NOINLINE inline absl::Status RuleError(
    absl::StatusCode code, std::string_view rule, std::string_view message) {
  absl::Status status(code, Cat(rule, ": ", message));
  status.SetPayload(ToAbsl(kRulePayload), absl::Cord(ToAbsl(rule)));
  return status;
}

// The entry or value is wrong whatever the state is.
[[nodiscard]] ABSL_ATTRIBUTE_COLD ABSL_ATTRIBUTE_NOINLINE inline absl::Status Invalid(
    std::string_view rule, std::string_view message) {
  return RuleError(absl::StatusCode::kInvalidArgument, rule, message);
}
// The entry is well formed, but the state does not allow it.
[[nodiscard]] ABSL_ATTRIBUTE_COLD ABSL_ATTRIBUTE_NOINLINE inline absl::Status Refused(
    std::string_view rule, std::string_view message) {
  return RuleError(absl::StatusCode::kFailedPrecondition, rule, message);
}
// The entry names something that the log has not introduced.
[[nodiscard]] ABSL_ATTRIBUTE_COLD ABSL_ATTRIBUTE_NOINLINE inline absl::Status Unknown(
    std::string_view rule, std::string_view message) {
  return RuleError(absl::StatusCode::kNotFound, rule, message);
}

// The rule that a status names, or nothing.
[[nodiscard]] inline std::optional<std::string> RuleOf(const absl::Status& status) {
  if (auto rule = status.GetPayload(ToAbsl(kRulePayload)); rule.has_value()) {
    return std::string(*rule);
  }
  return std::nullopt;
}

// The place that At wrote before the message of a status; empty where there is none.
[[nodiscard]] inline std::string PlaceOf(const absl::Status& status) {
  const auto place = status.GetPayload(ToAbsl(kPlacePayload));
  return place.has_value() ? std::string(*place) : std::string();
}

// The same status with "<where>: " before its message, and before the place that it has; code and
// other payloads stay.
[[nodiscard]] inline absl::Status At(std::string_view where, const absl::Status& status) {
  if (status.ok()) return status;
  absl::Status located(status.code(), Cat(where, ": ", ToStd(status.message())));
  status.ForEachPayload([&located](absl::string_view url, const absl::Cord& payload) {
    located.SetPayload(url, payload);
  });
  const std::string inner = PlaceOf(status);
  located.SetPayload(
      ToAbsl(kPlacePayload),
      absl::Cord(ToAbsl(inner.empty() ? std::string(where) : Cat(where, ": ", inner))));
  return located;
}

}  // namespace readiness::base
