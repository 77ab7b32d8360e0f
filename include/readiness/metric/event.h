// readiness/metric/event.h: one row of telemetry: its words, its values, and whether it makes
// sense.
//
//   ReadEventType(EntityKind::kTicket, "resolved")   -> EventType::kTicketResolved
//   Word(EventType::kTicketResolved)                 -> "resolved"
//   Event row{.time = 1'700'000'000'000'000, .kind = EntityKind::kTicket,
//             .event = EventType::kTicketResolved, .entity = WholeNumberId(17)};
//   CheckEvent(row)                                  -> OK
//
// The words are those of the telemetry table of docs/formats.md. Times are whole microseconds since
// 1970-01-01T00:00Z. What a row does not say is absent, which is never the same as zero: times,
// numbers, tiers and ids each have one value that means "not given" (kNoTime, kNoNumber, kNoTier,
// kNoId, kNoText), and none of them is a value that a row can carry.
//
// Cost:    O(1).   Threads: values only.
// Errors:  InvalidArgument: EVENT_KIND (no such kind, or an event of another kind), EVENT_TYPE (no
//          such event), EVENT_TIME (out of range), EVENT_ENTITY (id 0), EVENT_VALUE (missing where
//          the event means nothing without it, not whole where it counts, out of range),
//          EVENT_TIER.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::metric {

// Whose event it is.
enum class EntityKind : uint8_t {
  kAccount = 0,
  kTicket = 1,
  kDecision = 2,
  kChange = 3,
  kReview = 4,
  kException = 5,
  kJourney = 6,
  kResponse = 7,
};
inline constexpr size_t kEntityKindCount = 8;

// What happened. Each value belongs to one kind; one word may stand for several (`opened`).
enum class EventType : uint8_t {
  kAccountEnrolled = 0,
  kAccountActivated = 1,
  kAccountChurned = 2,
  kTicketOpened = 3,
  kTicketResolved = 4,
  kTicketReopened = 5,
  kTicketEscalated = 6,
  kTicketCancelled = 7,
  kDecisionOpened = 8,
  kDecisionDue = 9,
  kDecisionDecided = 10,
  kDecisionSuperseded = 11,
  kDecisionWithdrawn = 12,
  kDecisionReopened = 13,
  kChangePlanned = 14,
  kChangeScopeChanged = 15,
  kChangeReopened = 16,
  kChangeRedone = 17,
  kChangeRolledBack = 18,
  kChangeReplanned = 19,
  kReviewApproved = 20,
  kReviewImplemented = 21,
  kReviewRejected = 22,
  kReviewWithdrawn = 23,
  kExceptionEntered = 24,
  kExceptionCompleted = 25,
  kExceptionAbandoned = 26,
  kJourneyStarted = 27,
  kJourneyStep = 28,
  kJourneyCompleted = 29,
  kJourneyAbandoned = 30,
  kResponseInvited = 31,
  kResponseAnswered = 32,
};
inline constexpr size_t kEventTypeCount = 33;

// "Not given".
inline constexpr int64_t kNoTime = std::numeric_limits<int64_t>::min();
inline constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
inline constexpr uint8_t kNoTier = 255;
inline constexpr uint64_t kNoId = 0;    // See entity_id.h.
inline constexpr uint32_t kNoText = 0;  // See text_dictionary.h.

// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z, both included.
inline constexpr int64_t kFirstTime = -62'135'596'800'000'000;
inline constexpr int64_t kLastTime = 253'402'300'799'999'999;

// Ranges of the numbers, ends included.
inline constexpr int kMaxTier = 15;
inline constexpr int kMaxStep = 64;
inline constexpr int kMaxScore = 10;          // The top of a scale: eleven answers, 0 to 10.
inline constexpr int kMaxCriteria = 10;       // Required criteria of an exception state.
inline constexpr int kMaxEffort = 1'000'000;  // Effort of one event of a change.

struct Event {
  int64_t time = kNoTime;      // When it happened.
  int64_t recorded = kNoTime;  // When it became known; absent: when it happened.
  int64_t due = kNoTime;       // When it falls due.
  uint64_t entity = kNoId;     // Whose event it is (entity_id.h).
  uint64_t event_id = kNoId;   // Identity for duplicates; absent: the row's content is.
  uint64_t parent = kNoId;     // The related entity.
  double value = kNoNumber;    // Score, effort, step number, criteria met.
  double total = kNoNumber;    // Required criteria, or the top of the scale.
  uint32_t cohort = kNoText;   // Ids of one text dictionary (text_dictionary.h).
  uint32_t subject = kNoText;  // Exception state, journey or survey question.
  uint32_t release = kNoText;  //
  EntityKind kind = EntityKind::kAccount;
  EventType event = EventType::kAccountEnrolled;
  uint8_t tier = kNoTier;  // Support line.
};

[[nodiscard]] constexpr bool HasNumber(double number) { return number == number; }

// When the row became known: `recorded` where it is given, and never before it happened.
[[nodiscard]] constexpr int64_t KnownAt(const Event& event) {
  return event.recorded > event.time ? event.recorded : event.time;
}

namespace internal {

struct EventWord {
  EntityKind kind;
  std::string_view word;
};
inline constexpr std::array<std::string_view, kEntityKindCount> kKindWords = {
    "account", "ticket", "decision", "change", "review", "exception", "journey", "response"};
inline constexpr std::array<EventWord, kEventTypeCount> kEventWords = {{
    {EntityKind::kAccount, "enrolled"},    {EntityKind::kAccount, "activated"},
    {EntityKind::kAccount, "churned"},     {EntityKind::kTicket, "opened"},
    {EntityKind::kTicket, "resolved"},     {EntityKind::kTicket, "reopened"},
    {EntityKind::kTicket, "escalated"},    {EntityKind::kTicket, "cancelled"},
    {EntityKind::kDecision, "opened"},     {EntityKind::kDecision, "due"},
    {EntityKind::kDecision, "decided"},    {EntityKind::kDecision, "superseded"},
    {EntityKind::kDecision, "withdrawn"},  {EntityKind::kDecision, "reopened"},
    {EntityKind::kChange, "planned"},      {EntityKind::kChange, "scope_changed"},
    {EntityKind::kChange, "reopened"},     {EntityKind::kChange, "redone"},
    {EntityKind::kChange, "rolled_back"},  {EntityKind::kChange, "replanned"},
    {EntityKind::kReview, "approved"},     {EntityKind::kReview, "implemented"},
    {EntityKind::kReview, "rejected"},     {EntityKind::kReview, "withdrawn"},
    {EntityKind::kException, "entered"},   {EntityKind::kException, "completed"},
    {EntityKind::kException, "abandoned"}, {EntityKind::kJourney, "started"},
    {EntityKind::kJourney, "step"},        {EntityKind::kJourney, "completed"},
    {EntityKind::kJourney, "abandoned"},   {EntityKind::kResponse, "invited"},
    {EntityKind::kResponse, "answered"},
}};

// The kinds alone: what every row asks for stands close together.
inline constexpr std::array<EntityKind, kEventTypeCount> kKindOfEvent = [] {
  std::array<EntityKind, kEventTypeCount> kinds{};
  for (size_t i = 0; i < kEventTypeCount; ++i) kinds[i] = kEventWords[i].kind;
  return kinds;
}();

[[nodiscard]] inline bool IsWholeNumberIn(double number, double low, double high) {
  return number >= low && number <= high && std::floor(number) == number;
}
[[nodiscard]] inline absl::Status CheckWhole(std::string_view field, double number, double low,
                                             double high) {
  if (IsWholeNumberIn(number, low, high)) return absl::OkStatus();
  return base::Invalid("EVENT_VALUE", base::Cat(field, " must be a whole number from ", low, " to ",
                                                high, ", got ", number));
}
[[nodiscard]] inline absl::Status CheckTime(std::string_view field, int64_t time) {
  if (time >= kFirstTime && time <= kLastTime) return absl::OkStatus();
  return base::Invalid("EVENT_TIME", base::Cat(field, " must lie in the years 1 to 9999, got ",
                                               time, " microseconds since 1970"));
}

}  // namespace internal

// The word of a kind; empty for a number that is no kind.
[[nodiscard]] constexpr std::string_view Word(EntityKind kind) {
  const auto i = static_cast<size_t>(kind);
  return i < kEntityKindCount ? internal::kKindWords[i] : std::string_view();
}
// The word of an event; empty for a number that is no event.
[[nodiscard]] constexpr std::string_view Word(EventType event) {
  const auto i = static_cast<size_t>(event);
  return i < kEventTypeCount ? internal::kEventWords[i].word : std::string_view();
}
// The kind that an event belongs to. `event` is one of EventType.
[[nodiscard]] constexpr EntityKind KindOf(EventType event) {
  return internal::kKindOfEvent[static_cast<size_t>(event)];
}

// The kind of a word; EVENT_KIND for any other word.
[[nodiscard]] inline absl::StatusOr<EntityKind> ReadEntityKind(std::string_view word) {
  for (size_t i = 0; i < kEntityKindCount; ++i) {
    if (internal::kKindWords[i] == word) return static_cast<EntityKind>(i);
  }
  return base::Invalid("EVENT_KIND", base::Cat("\"", word,
                                               "\" is no kind; the kinds are account, ticket, "
                                               "decision, change, review, exception, journey, "
                                               "response"));
}

// The event of a word of `kind`; EVENT_TYPE for a word that the kind does not have.
[[nodiscard]] inline absl::StatusOr<EventType> ReadEventType(EntityKind kind,
                                                             std::string_view word) {
  for (size_t i = 0; i < kEventTypeCount; ++i) {
    if (internal::kEventWords[i].kind == kind && internal::kEventWords[i].word == word) {
      return static_cast<EventType>(i);
    }
  }
  std::string words;
  for (const internal::EventWord& one : internal::kEventWords) {
    if (one.kind == kind) words += base::Cat(words.empty() ? "" : ", ", one.word);
  }
  return base::Invalid("EVENT_TYPE", base::Cat("\"", word, "\" is no event of kind ", Word(kind),
                                               "; its events are ", words));
}

// Does the row make sense by itself? What a value means depends on the event:
//   journey step        value: the number of the step, 1 to kMaxStep, needed
//   response answered   value: the score, 0 to total; total: the top of the scale, 1 to kMaxScore;
//                       both needed
//   exception           total: required criteria, 0 to kMaxCriteria; value: criteria met, 0 to
//                       total, which it then needs; on the event that completes
//   change              value: effort, a whole number from 0 to kMaxEffort; none: 1
// Any other row may carry finite numbers, which nothing reads.
[[nodiscard]] inline absl::Status CheckEvent(const Event& row) {
  if (static_cast<size_t>(row.kind) >= kEntityKindCount) {
    return base::Invalid("EVENT_KIND",
                         base::Cat("kind is ", static_cast<int>(row.kind), ", which is none"));
  }
  if (static_cast<size_t>(row.event) >= kEventTypeCount) {
    return base::Invalid("EVENT_TYPE",
                         base::Cat("event is ", static_cast<int>(row.event), ", which is none"));
  }
  if (KindOf(row.event) != row.kind) {
    return base::Invalid("EVENT_KIND",
                         base::Cat("an entity of kind ", Word(row.kind), " has no event \"",
                                   Word(row.event), "\" of kind ", Word(KindOf(row.event))));
  }
  if (row.entity == kNoId) {
    return base::Invalid("EVENT_ENTITY", "entity must be given; its id must not be 0");
  }
  READINESS_RETURN_IF_ERROR(internal::CheckTime("time", row.time));
  if (row.recorded != kNoTime) {
    READINESS_RETURN_IF_ERROR(internal::CheckTime("recorded", row.recorded));
  }
  if (row.due != kNoTime) READINESS_RETURN_IF_ERROR(internal::CheckTime("due", row.due));
  if (row.tier > kMaxTier && row.tier != kNoTier) {
    return base::Invalid("EVENT_TIER", base::Cat("tier must be a whole number from 0 to ", kMaxTier,
                                                 ", got ", static_cast<int>(row.tier)));
  }
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (row.value == kInfinity || row.value == -kInfinity) {
    return base::Invalid("EVENT_VALUE", "value must be finite");
  }
  if (row.total == kInfinity || row.total == -kInfinity) {
    return base::Invalid("EVENT_VALUE", "total must be finite");
  }
  const auto needs = [&row](std::string_view field) {
    return base::Invalid("EVENT_VALUE",
                         base::Cat(Word(row.kind), " ", Word(row.event), " needs ", field));
  };
  switch (row.kind) {
    case EntityKind::kJourney:
      if (row.event != EventType::kJourneyStep) break;
      if (!HasNumber(row.value)) return needs("value, the number of the step");
      return internal::CheckWhole("value", row.value, 1, kMaxStep);
    case EntityKind::kResponse:
      if (row.event != EventType::kResponseAnswered) break;
      if (!HasNumber(row.value)) return needs("value, the score");
      if (!HasNumber(row.total)) return needs("total, the top of the scale");
      READINESS_RETURN_IF_ERROR(internal::CheckWhole("total", row.total, 1, kMaxScore));
      return internal::CheckWhole("value", row.value, 0, row.total);
    case EntityKind::kException:
      if (HasNumber(row.total)) {
        READINESS_RETURN_IF_ERROR(internal::CheckWhole("total", row.total, 0, kMaxCriteria));
      }
      if (HasNumber(row.value)) {
        if (!HasNumber(row.total)) return needs("total beside value: how many are required");
        return internal::CheckWhole("value", row.value, 0, row.total);
      }
      break;
    case EntityKind::kChange:
      if (HasNumber(row.value)) {
        return internal::CheckWhole("value, the effort,", row.value, 0, kMaxEffort);
      }
      break;
    default:
      break;
  }
  return absl::OkStatus();
}

}  // namespace readiness::metric
