// readiness/decision/truth.h: three-valued logic, strong Kleene: what follows whatever the unknown
// parts turn out to be.
//
// Cost: O(1), no allocation.   Threads: values only.
// Source: Kleene, Introduction to Metamathematics (1952), section 64: AND is the minimum and OR the
// maximum over FALSE < UNKNOWN < TRUE; NOT swaps the ends.
#pragma once

#include <cstdint>
#include <string_view>

#include "readiness/model/verdict.h"

namespace readiness::decision {

enum class Truth : uint8_t { kFalse = 0, kUnknown = 1, kTrue = 2 };

[[nodiscard]] constexpr Truth Not(Truth a) {
  return static_cast<Truth>(2 - static_cast<uint8_t>(a));
}
[[nodiscard]] constexpr Truth And(Truth a, Truth b) { return a < b ? a : b; }
[[nodiscard]] constexpr Truth Or(Truth a, Truth b) { return a < b ? b : a; }

[[nodiscard]] constexpr std::string_view Name(Truth truth) {
  switch (truth) {
    case Truth::kFalse:
      return "FALSE";
    case Truth::kUnknown:
      return "UNKNOWN";
    case Truth::kTrue:
      return "TRUE";
  }
  return "";
}

// What a leaf of a formula is: a truth value, or not applicable, which leaves every conjunction,
// quorum and weight that it is a part of.
enum class LeafState : uint8_t { kFalse = 0, kUnknown = 1, kTrue = 2, kNotApplicable = 3 };

// The state of a leaf with this result. A waiver counts as a PASS; what is not given is unknown.
[[nodiscard]] constexpr LeafState StateOf(model::Result result) {
  switch (result.kind) {
    case model::ResultKind::kPass:
    case model::ResultKind::kWaived:
      return LeafState::kTrue;
    case model::ResultKind::kFail:
      return LeafState::kFalse;
    case model::ResultKind::kNotApplicable:
      return LeafState::kNotApplicable;
    case model::ResultKind::kUnknown:
    case model::ResultKind::kUnspecified:
      break;
  }
  return LeafState::kUnknown;
}

}  // namespace readiness::decision
