// wire/field_path.h: where we are inside a message, for errors.
//
// Threads: one walk, one path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

namespace readiness::wire::internal {

// What is told in more than one place: of bytes and of JSON, reading and writing.
inline constexpr std::string_view kNaNRefused = "NaN is not a number and is not kept";
inline constexpr std::string_view kNotInSchema = "is not in the schema of this library";
inline constexpr std::string_view kNotWholeMicroseconds =
    "is not whole microseconds; leave out the digits beyond the sixth";
inline constexpr std::string_view kTimeOutOfRange =
    "is not a time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999Z";

// How a format spells the names of fields.
enum class NameStyle : int8_t {
  kSnake,  // risk_raised.severity: binary, and values of C++.
  kCamel,  // riskRaised.severity: JSON.
};

// The JSON name of a field, as Protocol Buffers derives it.
[[nodiscard]] inline std::string CamelCase(std::string_view name) {
  std::string camel;
  bool raise = false;
  for (const char c : name) {
    if (c == '_') {
      raise = true;
    } else {
      camel.push_back(raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
      raise = false;
    }
  }
  return camel;
}

// One step: a field, and the element of it where it is repeated.
struct PathStep {
  std::string_view name;  // In snake_case; outlives the walk.
  int64_t index = -1;     // Of the element, from 0; -1: the field itself.
};

class FieldPath {
 public:
  explicit FieldPath(NameStyle style) : style_(style) {}

  void Enter(PathStep step) { steps_.push_back(step); }
  void Leave() { steps_.pop_back(); }
  [[nodiscard]] std::size_t depth() const { return steps_.size(); }

  // "outcome_defined.outcome.conditions[2].text", with `leaf` as its last step.
  [[nodiscard]] std::string Text(PathStep leaf) const {
    std::string text;
    for (const PathStep& step : steps_) Append(step, text);
    Append(leaf, text);
    return text;
  }
  // The same without a leaf; empty at the top.
  [[nodiscard]] std::string Text() const {
    std::string text;
    for (const PathStep& step : steps_) Append(step, text);
    return text;
  }

 private:
  void Append(PathStep step, std::string& text) const {
    if (!text.empty()) text.push_back('.');
    text.append(style_ == NameStyle::kCamel ? CamelCase(step.name) : std::string(step.name));
    if (step.index >= 0) text.append(base::Cat("[", step.index, "]"));
  }

  NameStyle style_;
  std::vector<PathStep> steps_;
};

// "<where>: <what>"; only `what` where there is no where.
[[nodiscard]] inline std::string Located(std::string_view where, std::string_view what) {
  return where.empty() ? std::string(what) : base::Cat(where, ": ", what);
}

// The same for a status, which carries the place along.
[[nodiscard]] inline absl::Status Located(std::string_view where, const absl::Status& status) {
  return where.empty() ? status : base::At(where, status);
}

// ResourceExhausted: "<found> <what> are more than the limit of <limit> (<limit_name>)".
[[nodiscard]] inline absl::Status PastLimit(std::string_view what, int64_t found, int64_t limit,
                                            std::string_view limit_name) {
  return absl::ResourceExhaustedError(
      base::Cat(found, " ", what, " are more than the limit of ", limit, " (", limit_name, ")"));
}

// "entry 3 (risk/checkout)": the entry by its number from 1 (0: it stands alone) and its id.
[[nodiscard]] inline std::string EntryLabel(int64_t number, std::string_view id) {
  std::string label = "entry";
  if (number > 0) label.append(base::Cat(" ", number));
  if (!id.empty()) label.append(base::Cat(" (", base::Shown(id, 80), ")"));
  return label;
}

}  // namespace readiness::wire::internal
