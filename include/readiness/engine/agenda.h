// readiness/engine/agenda.h: what must happen, by when, by whom.
//
// Field names and meanings are those of readiness/v1/agenda.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace readiness::engine {

// Where something that must happen stands.
enum class AgendaState : int8_t {
  // Not given. Never written by the engine.
  kUnspecified = 0,
  // Its window is not open yet.
  kUpcoming = 1,
  // From there to the deadline.
  kDue = 2,
  // After the deadline, while still possible.
  kOverdue = 3,
  // The next one has begun. Stays so.
  kMissed = 4,
  // It was escalated.
  kEscalated = 5,
  // It happened.
  kDone = 6,
};

[[nodiscard]] constexpr std::string_view Name(AgendaState value) {
  switch (value) {
    case AgendaState::kUnspecified:
      return "UNSPECIFIED";
    case AgendaState::kUpcoming:
      return "UPCOMING";
    case AgendaState::kDue:
      return "DUE";
    case AgendaState::kOverdue:
      return "OVERDUE";
    case AgendaState::kMissed:
      return "MISSED";
    case AgendaState::kEscalated:
      return "ESCALATED";
    case AgendaState::kDone:
      return "DONE";
  }
  return "";
}

// Something that must happen.
struct AgendaItem {
  // What kind of thing it is: review, gate, decision, blocker, retrospective and so on.
  std::string kind;
  // What it is about.
  std::string subject;
  // Who must see to it; empty: nobody yet.
  std::string owner;
  // By when.
  std::optional<absl::Time> due;
  // Where it stands.
  AgendaState state = AgendaState::kUnspecified;

  friend bool operator==(const AgendaItem&, const AgendaItem&) = default;
};

}  // namespace readiness::engine
