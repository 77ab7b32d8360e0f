#include "readiness/metric/contribution.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/metric/life_table_reading.h"
#include "readiness/metric/metric_stream.h"
#include "readiness/metric/reading.h"

#include "random_rows.h"

namespace readiness::metric {
namespace {

constexpr int64_t kDay = kMicrosPerDay;

struct Happening {
  EventType event;
  int64_t day;
  double value = kNoNumber;
  double total = kNoNumber;
  int64_t due = kNoTime;
};
// The state of one entity with these rows.
CohortState StateOf(const std::vector<Happening>& happenings, StateSpec spec) {
  const TextDictionary texts = testing::Texts();
  MetricStream stream(&texts);
  EXPECT_TRUE(stream.AddMetric(spec).ok());
  for (const Happening& one : happenings) {
    Event row;
    row.event = one.event;
    row.kind = KindOf(one.event);
    row.entity = 1;
    row.time = one.day * kDay;
    row.value = one.value;
    row.total = one.total;
    if (one.due != kNoTime) row.due = one.due * kDay;
    const absl::Status status = stream.Apply(row);
    EXPECT_TRUE(status.ok()) << status;
  }
  return *stream.state(0).Total();
}
StateSpec Of(Metric metric, int64_t horizon_days = 7) {
  StateSpec spec;
  spec.metric = metric;
  spec.horizon = horizon_days * kDay;
  return spec;
}
int64_t Closed(const CohortState& state, int64_t days) {
  return state.closed().exact().CountOf(days * kDay);
}
constexpr int64_t kFar = 10'000 * kDay;

TEST(Contribution, OfAContributionTakenAwayIsNothing) {
  const TextDictionary texts = testing::Texts();
  testing::Random random(1);
  for (const StateSpec& spec : testing::AllSpecs()) {
    MetricStream stream(&texts);
    ASSERT_TRUE(stream.AddMetric(spec).ok());
    ASSERT_TRUE(stream.Apply(testing::Columns(testing::RandomRows(random, 20)).Spans()).ok());
    for (size_t kind = 0; kind < kEntityKindCount; ++kind) {
      if (!Reads(spec.metric, static_cast<EntityKind>(kind))) continue;
      const EntityStore& store = stream.store(static_cast<EntityKind>(kind));
      CohortState state(spec.resolution);
      for (const int64_t sign : {1, -1}) {
        store.ForEach([&](const EntityRecord& record) {
          Contribute(store.kind(), record, store.KeptOf(record), 3, spec, sign, state);
        });
        EXPECT_EQ(state.IsZero(), sign < 0);
      }
    }
  }
}
TEST(Contribution, OfATicketIsItsFirstResolution) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kTimeToResolution);
  CohortState state = StateOf(
      {{kTicketOpened, 10}, {kTicketResolved, 13}, {kTicketReopened, 14}, {kTicketResolved, 30}},
      spec);
  EXPECT_EQ(Closed(state, 3), 1);
  EXPECT_EQ(state.sum(Sum::kItems), 1);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 0, 0}));
  EXPECT_EQ(ReadMatured(state, 16 * kDay).items, 0);
  EXPECT_EQ(ReadMatured(state, 17 * kDay).items, 1);
  state = StateOf({{kTicketOpened, 10}}, spec);
  EXPECT_EQ(state.part(Part::kOpenStarts).CountOf(10 * kDay), 1);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  // Within the horizon includes its end.
  EXPECT_EQ(
      ReadMatured(StateOf({{kTicketOpened, 10}, {kTicketResolved, 17}}, spec), kFar).successes, 1);
  EXPECT_EQ(
      ReadMatured(StateOf({{kTicketOpened, 10}, {kTicketResolved, 18}}, spec), kFar).successes, 0);
}
TEST(Contribution, OfATicketMayBeItsLastResolution) {
  using enum EventType;
  StateSpec spec = Of(Metric::kTimeToResolution);
  spec.final_end = true;
  const std::vector<Happening> twice = {
      {kTicketOpened, 10}, {kTicketResolved, 13}, {kTicketReopened, 14}, {kTicketResolved, 30}};
  EXPECT_EQ(Closed(StateOf(twice, spec), 20), 1);
  const std::vector<Happening> back = {
      {kTicketOpened, 10}, {kTicketResolved, 13}, {kTicketReopened, 15}};
  EXPECT_EQ(Closed(StateOf(back, spec), 3), 1);
  spec.reopen_window = kEver;
  EXPECT_EQ(Closed(StateOf(back, spec), 3), 0);
  EXPECT_EQ(StateOf(back, spec).part(Part::kOpenStarts).Net(), 1);
  // With a window both ends are kept, and the reading stops that much earlier.
  spec.reopen_window = 2 * kDay;
  EXPECT_EQ(StateOf(back, spec).part(Part::kOpenStarts).Net(), 1);
  const CohortState state = StateOf({{kTicketOpened, 10}, {kTicketResolved, 13}}, spec);
  const auto young = ReadDurations(
      state, {.as_of = 14 * kDay, .watermark = 13 * kDay, .reopen_window = spec.reopen_window});
  ASSERT_TRUE(young.ok());
  EXPECT_EQ(young->front().censored, 1);
  EXPECT_EQ(young->front().time, 2 * 86'400);
  const auto settled = ReadDurations(
      state, {.as_of = 15 * kDay, .watermark = 13 * kDay, .reopen_window = spec.reopen_window});
  EXPECT_EQ(settled->front().events, 1);
}
TEST(Contribution, OfATicketThatIsCancelledIsCompeting) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kTimeToResolution);
  CohortState state = StateOf({{kTicketOpened, 10}, {kTicketCancelled, 12}}, spec);
  EXPECT_EQ(state.competing().exact().CountOf(2 * kDay), 1);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  // Resolved before: that is what happened.
  state = StateOf({{kTicketOpened, 10}, {kTicketResolved, 11}, {kTicketCancelled, 12}}, spec);
  EXPECT_EQ(Closed(state, 1), 1);
  EXPECT_EQ(state.competing().Net(), 0);
}
TEST(Contribution, CountsWhatEndsBeforeItBeginsAndWhatNeverBegan) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kTimeToResolution);
  CohortState state = StateOf({{kTicketOpened, 10}, {kTicketResolved, 9}}, spec);
  EXPECT_EQ(Closed(state, 0), 1);
  EXPECT_EQ(state.sum(Sum::kClamped), 1);
  state = StateOf({{kTicketResolved, 9}}, spec);
  EXPECT_EQ(state.sum(Sum::kNoStart), 1);
  EXPECT_EQ(state.sum(Sum::kItems), 0);
}
TEST(Contribution, OfAClockThatStartsAtTheReleaseHasAnEntry) {
  using enum EventType;
  StateSpec spec = Of(Metric::kTimeToResolution);
  spec.release = spec.start_from = 5 * kDay;
  CohortState state = StateOf({{kTicketOpened, 10}, {kTicketResolved, 13}}, spec);
  EXPECT_EQ(Closed(state, 8), 1);
  EXPECT_EQ(state.entries().exact().CountOf(5 * kDay), 1);
  EXPECT_TRUE(StateOf({{kTicketOpened, 4}, {kTicketResolved, 13}}, spec).IsZero());
  // At risk, if only just, though it left when it entered.
  state = StateOf({{kTicketOpened, 10}, {kTicketResolved, 10}}, spec);
  const auto rows = ReadDurations(state, {.as_of = kFar});
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().at_risk, 1);
  EXPECT_EQ(rows->front().events, 1);
}
TEST(Contribution, OfAnAccountIsWhetherItActivatedInTime) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kAdoptionConsistency, 14);
  EXPECT_EQ(ReadMatured(StateOf({{kAccountEnrolled, 1}, {kAccountActivated, 15}}, spec), kFar),
            (MaturedCount{1, 1, 0, 0}));
  EXPECT_EQ(ReadMatured(StateOf({{kAccountEnrolled, 1}, {kAccountActivated, 16}}, spec), kFar),
            (MaturedCount{1, 0, 0, 0}));
  EXPECT_EQ(ReadMatured(StateOf({{kAccountEnrolled, 1}}, spec), 14 * kDay).items, 0);
}
TEST(Contribution, OfAnEscalationIsItsFirst) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kSupportEscalationFrequency);
  const CohortState state = StateOf({{kTicketOpened, 1},
                                     {kTicketEscalated, 3},
                                     {kTicketEscalated, 4},
                                     {kAccountEnrolled, 2},
                                     {kAccountChurned, 5}},
                                    spec);
  EXPECT_EQ(state.sum(Sum::kItems), 1);
  EXPECT_EQ(state.sum(Sum::kEvents), 1);
  EXPECT_EQ(state.part(Part::kActivityEvents).CountOf(WeekOf(3 * kDay)), 1);
  EXPECT_EQ(ReadExposure(state, kFar), 3 * kDay);
}
TEST(Contribution, OfAResponseIsItsLastAnswer) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kCustomerConfidence);
  CohortState state = StateOf(
      {{kResponseInvited, 1}, {kResponseAnswered, 2, 3, 5}, {kResponseAnswered, 3, 4, 5}}, spec);
  EXPECT_EQ(ReadScores(state), (std::vector<ScoreCount>{{5, 4, 1}}));
  EXPECT_EQ(state.sum(Sum::kInvited), 1);
  EXPECT_EQ(state.sum(Sum::kItems), 1);
  state = StateOf({{kResponseInvited, 1}}, spec);
  EXPECT_EQ(state.sum(Sum::kInvited), 1);
  EXPECT_EQ(state.sum(Sum::kItems), 0);
  EXPECT_TRUE(ReadScores(state).empty());
}
TEST(Contribution, OfADecisionIsWhetherItWasDecidedByItsDueTime) {
  using enum EventType;
  StateSpec spec = Of(Metric::kDecisionClosureRate);
  CohortState state =
      StateOf({{kDecisionOpened, 1, kNoNumber, kNoNumber, 10}, {kDecisionDecided, 10}}, spec);
  EXPECT_EQ(ReadMatured(state, 9 * kDay).items, 0);
  EXPECT_EQ(ReadMatured(state, 10 * kDay), (MaturedCount{1, 1, 0, 0}));
  EXPECT_EQ(ReadExposure(state, kFar), 9 * kDay);
  EXPECT_EQ(state.sum(Sum::kEvents), 1);
  EXPECT_EQ(state.sum(Sum::kNoDue), 0);
  // Moving the due time once it was decided does not make it punctual; an event `due` may say it
  // too.
  state = StateOf({{kDecisionOpened, 1, kNoNumber, kNoNumber, 10},
                   {kDecisionDue, 21, kNoNumber, kNoNumber, 30},
                   {kDecisionDecided, 20}},
                  spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  state = StateOf({{kDecisionOpened, 1}, {kDecisionDue, 25}, {kDecisionDecided, 20}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 0, 0}));
  // No due time is counted, and judged only where the definition says how.
  state = StateOf({{kDecisionOpened, 1}, {kDecisionDecided, 3}}, spec);
  EXPECT_EQ(state.sum(Sum::kNoDue), 1);
  EXPECT_EQ(ReadMatured(state, kFar).items, 0);
  spec.default_due = 5 * kDay;
  state = StateOf({{kDecisionOpened, 1}, {kDecisionDecided, 3}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 0, 0}));
  // Withdrawn: neither decided nor dropped. Reopened within the window: not closed.
  state = StateOf({{kDecisionOpened, 1, kNoNumber, kNoNumber, 10}, {kDecisionWithdrawn, 4}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  EXPECT_EQ(state.competing().Net(), 1);
  spec.reopen_window = 2 * kDay;
  state = StateOf({{kDecisionOpened, 1, kNoNumber, kNoNumber, 10},
                   {kDecisionDecided, 5},
                   {kDecisionReopened, 7}},
                  spec);
  EXPECT_EQ(ReadMatured(state, 11 * kDay).items, 0);
  EXPECT_EQ(ReadMatured(state, 12 * kDay), (MaturedCount{1, 0, 0, 0}));
}
TEST(Contribution, OfAnExceptionIsWhetherAllCriteriaWereMet) {
  using enum EventType;
  StateSpec spec = Of(Metric::kExceptionCompletionQuality);
  CohortState state =
      StateOf({{kExceptionEntered, 1, kNoNumber, 4}, {kExceptionCompleted, 2, 4, 4}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 0, 0}));
  EXPECT_EQ(ReadScores(state), (std::vector<ScoreCount>{{4, 4, 1}}));
  state = StateOf({{kExceptionEntered, 1}, {kExceptionCompleted, 2, 3, 4}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  EXPECT_EQ(state.competing().Net(), 1);
  // What was required but not reported was not met.
  state = StateOf({{kExceptionEntered, 1, kNoNumber, 4}, {kExceptionCompleted, 2}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  EXPECT_EQ(ReadScores(state), (std::vector<ScoreCount>{{4, 0, 1}}));
  state = StateOf({{kExceptionEntered, 1}, {kExceptionCompleted, 2}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 0, 0}));
  EXPECT_TRUE(ReadScores(state).empty());
  state = StateOf({{kExceptionEntered, 1}, {kExceptionAbandoned, 2}}, spec);
  EXPECT_EQ(state.competing().Net(), 1);
  spec.reopen_window = 3 * kDay;
  state = StateOf({{kExceptionEntered, 1}, {kExceptionCompleted, 2}, {kExceptionEntered, 4}}, spec);
  EXPECT_EQ(ReadMatured(state, kFar).successes, 0);
}
TEST(Contribution, OfAReviewIgnoresARejectionBeforeItsApproval) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kReviewToImplementationLag);
  CohortState state =
      StateOf({{kReviewRejected, 1}, {kReviewApproved, 3}, {kReviewImplemented, 8}}, spec);
  EXPECT_EQ(Closed(state, 5), 1);
  state = StateOf({{kReviewApproved, 3}, {kReviewWithdrawn, 5}}, spec);
  EXPECT_EQ(state.competing().exact().CountOf(2 * kDay), 1);
}
TEST(Contribution, OfAChangeCountsItsRework) {
  using enum EventType;
  StateSpec spec = Of(Metric::kReworkVolume, 10);
  const std::vector<Happening> rows = {{kChangePlanned, 1},
                                       {kChangeRedone, 3},
                                       {kChangeRedone, 3},  // The same row again.
                                       {kChangeReopened, 3},
                                       {kChangeReplanned, 12}};
  CohortState state = StateOf(rows, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 2, 4}));
  EXPECT_EQ(state.sum(Sum::kEvents), 3);
  EXPECT_EQ(state.ages().exact().CountOf(2 * kDay), 2);
  EXPECT_EQ(state.ages().exact().CountOf(11 * kDay), 1);
  spec.freeze = 4 * kDay;
  state = StateOf(rows, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  EXPECT_EQ(state.sum(Sum::kEvents), 1);
}
TEST(Contribution, OfAChangeCountsTheEffortOfItsRework) {
  using enum EventType;
  StateSpec spec = Of(Metric::kReworkVolume, 10);
  const std::vector<Happening> rows = {
      {kChangePlanned, 1},  {kChangeRedone, 3, 5},    {kChangeRedone, 3, 5},  // The same row again.
      {kChangeReopened, 3}, {kChangeReplanned, 4, 0}, {kChangeScopeChanged, 12, 7}};
  CohortState state = StateOf(rows, spec);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 6, 36}));
  EXPECT_EQ(state.sum(Sum::kEvents), 4);
  EXPECT_EQ(state.ages().exact().CountOf(2 * kDay), 6);
  EXPECT_EQ(state.ages().exact().CountOf(3 * kDay), 0);
  EXPECT_EQ(state.ages().exact().CountOf(11 * kDay), 7);
  EXPECT_TRUE(StateOf({rows.rbegin(), rows.rend()}, spec) == state);
  // An item counts at most a million, so that squares of many of them fit.
  const std::vector<Happening> large = {
      {kChangePlanned, 1}, {kChangeRedone, 2, 1e6}, {kChangeRedone, 3, 1e6}};
  EXPECT_EQ(ReadMatured(StateOf(large, spec), kFar).count, 1'000'000);
  spec.count_cap = 4;
  EXPECT_EQ(ReadMatured(StateOf(rows, spec), kFar), (MaturedCount{1, 1, 4, 16}));
}
// 1 at day 2, 3 at day 3, 2 at days 4 and 9, 3 at day 12: in their order 1, 2 and 3 were reached on
// days 2, 4 and 12, in any order on 2, 4 and 3.
TEST(Contribution, StepsCountInTheirOrderWhereTheSequenceIsStrict) {
  using enum EventType;
  StateSpec spec = Of(Metric::kEarlyJourneyCompletion, 10);
  spec.steps = 3;
  const std::vector<Happening> rows = {{kJourneyStarted, 2}, {kJourneyStep, 2, 1},
                                       {kJourneyStep, 3, 3}, {kJourneyStep, 9, 2},
                                       {kJourneyStep, 4, 2}, {kJourneyStep, 12, 3}};
  CohortState state = StateOf(rows, spec);
  EXPECT_EQ(Closed(state, 2), 1);
  spec.in_order = true;
  state = StateOf(rows, spec);
  EXPECT_EQ(Closed(state, 10), 1);
  EXPECT_EQ(ReadStep(state, 3, kFar), 1);
  EXPECT_TRUE(StateOf({rows.rbegin(), rows.rend()}, spec) == state);
  // Without the second step the third was never reached; of one moment both are.
  state = StateOf({{kJourneyStarted, 1}, {kJourneyStep, 1, 1}, {kJourneyStep, 3, 3}}, spec);
  EXPECT_EQ(ReadStep(state, 3, kFar), 0);
  EXPECT_EQ(state.part(Part::kOpenStarts).Net(), 1);
  state = StateOf({{kJourneyStep, 1, 1}, {kJourneyStep, 3, 3}, {kJourneyStep, 3, 2}}, spec);
  EXPECT_EQ(Closed(state, 2), 1);
}
// A decision that was reopened is open, and exposed, until it is decided again.
TEST(Contribution, OfADecisionThatIsOpenAgainIsOpen) {
  using enum EventType;
  StateSpec spec = Of(Metric::kDecisionClosureRate);
  std::vector<Happening> rows = {
      {kDecisionOpened, 1}, {kDecisionDecided, 3}, {kDecisionReopened, 9}};
  CohortState state = StateOf(rows, spec);
  EXPECT_EQ(state.part(Part::kOpenStarts).CountOf(1 * kDay), 1) << "as old as it is";
  EXPECT_EQ(state.closed().Net(), 0);
  EXPECT_EQ(state.sum(Sum::kEvents), 1);
  EXPECT_TRUE(ReadExposure(state, 19 * kDay) == 12 * kDay) << "2 days, and 10 since the 9th";
  rows.push_back({kDecisionDecided, 14});
  rows.push_back({kDecisionDecided, 15});  // It was decided already.
  state = StateOf(rows, spec);
  EXPECT_EQ(Closed(state, 2), 1);
  EXPECT_TRUE(state.part(Part::kOpenStarts).IsZero());
  EXPECT_EQ(state.sum(Sum::kEvents), 2);
  EXPECT_TRUE(ReadExposure(state, kFar) == 7 * kDay);
  EXPECT_TRUE(StateOf({rows.rbegin(), rows.rend()}, spec) == state);
  state = StateOf({{kDecisionOpened, 1},
                   {kDecisionDecided, 3},
                   {kDecisionReopened, 9},
                   {kDecisionWithdrawn, 11}},
                  spec);
  EXPECT_EQ(state.competing().exact().CountOf(10 * kDay), 1);
  EXPECT_TRUE(ReadExposure(state, kFar) == 4 * kDay);
}
// R29: whatever closed a decision, reopening it brings it back.
TEST(Contribution, OfADecisionThatCameBackAfterItLeftIsOpen) {
  using enum EventType;
  StateSpec spec = Of(Metric::kDecisionClosureRate);
  for (const EventType left : {kDecisionWithdrawn, kDecisionSuperseded}) {
    std::vector<Happening> rows = {
        {kDecisionOpened, 1, kNoNumber, kNoNumber, 10}, {left, 3}, {kDecisionReopened, 5}};
    CohortState state = StateOf(rows, spec);
    EXPECT_EQ(state.part(Part::kOpenStarts).CountOf(1 * kDay), 1);
    EXPECT_EQ(state.competing().Net(), 0);
    EXPECT_TRUE(ReadExposure(state, 9 * kDay) == 6 * kDay) << "2 days, and 4 since the 5th";
    rows.push_back({kDecisionDecided, 6});
    state = StateOf(rows, spec);
    EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 0, 0})) << "in time";
    EXPECT_EQ(Closed(state, 5), 1);
    EXPECT_TRUE(StateOf({rows.rbegin(), rows.rend()}, spec) == state);
    // What is decided while it is away decides nothing.
    state = StateOf({rows[0], rows[1], {kDecisionDecided, 4}}, spec);
    EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
    EXPECT_EQ(state.competing().Net(), 1);
  }
}
TEST(Contribution, OfAReviewThatIsApprovedAgainIsNoWayOut) {
  using enum EventType;
  const StateSpec spec = Of(Metric::kReviewToImplementationLag);
  std::vector<Happening> rows = {{kReviewApproved, 1}, {kReviewWithdrawn, 3}};
  EXPECT_EQ(StateOf(rows, spec).competing().Net(), 1);
  rows.push_back({kReviewApproved, 4});
  EXPECT_EQ(StateOf(rows, spec).part(Part::kOpenStarts).CountOf(1 * kDay), 1);
  rows.push_back({kReviewImplemented, 6});
  const CohortState state = StateOf(rows, spec);
  EXPECT_EQ(Closed(state, 5), 1) << "since it was approved first";
  EXPECT_TRUE(StateOf({rows.rbegin(), rows.rend()}, spec) == state);
  rows.push_back({kReviewRejected, 5});
  EXPECT_EQ(StateOf(rows, spec).competing().Net(), 1);
}
// By the last close a cancellation ends a ticket unless it is reopened; by the first one it does.
TEST(Contribution, OfATicketThatCameBackAfterItWasCancelledGoesByWhatStands) {
  using enum EventType;
  StateSpec spec = Of(Metric::kTimeToResolution);
  const std::vector<Happening> rows = {
      {kTicketOpened, 1}, {kTicketCancelled, 3}, {kTicketReopened, 5}, {kTicketResolved, 8}};
  EXPECT_EQ(StateOf(rows, spec).competing().Net(), 1);
  spec.final_end = true;
  spec.reopen_window = 4 * kDay;
  const auto count = [&spec](const std::vector<Happening>& some) {
    const CohortState state = StateOf(some, spec);
    int64_t events = 0, competing = 0;
    for (const auto& [pair, pairs] : state.pairs().counts()) {
      (pair.exit == Exit::kEvent ? events : competing) += pairs;
    }
    return std::pair(events, competing);
  };
  EXPECT_EQ(count(rows), std::pair(int64_t{1}, int64_t{0}));
  EXPECT_EQ(count({rows[0], rows[1]}), std::pair(int64_t{0}, int64_t{1}));
  EXPECT_EQ(count({rows[0], rows[1], rows[2]}), std::pair(int64_t{0}, int64_t{0}));
}
TEST(Contribution, OfAJourneyIsItsStepsWhateverTheirOrder) {
  using enum EventType;
  StateSpec spec = Of(Metric::kEarlyJourneyCompletion, 10);
  const std::vector<Happening> rows = {{kJourneyStep, 4, 2}, {kJourneyStep, 2, 3},
                                       {kJourneyStep, 9, 2}, {kJourneyStarted, 1},
                                       {kJourneyStep, 1, 1}, {kJourneyStep, 20, 4}};
  CohortState state = StateOf(rows, spec);
  EXPECT_EQ(state.part(Part::kOpenStarts).Net(), 1);
  EXPECT_EQ(ReadStep(state, 2, kFar), 1);
  EXPECT_EQ(ReadStep(state, 4, kFar), 0);
  spec.steps = 3;
  state = StateOf(rows, spec);
  EXPECT_EQ(Closed(state, 3), 1);  // The last first occurrence, of step 2.
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 1, 0, 0}));
  spec.steps = 4;
  state = StateOf(rows, spec);
  EXPECT_EQ(Closed(state, 19), 1);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{1, 0, 0, 0}));
  spec.steps = 5;
  EXPECT_EQ(StateOf(rows, spec).part(Part::kOpenStarts).Net(), 1);
  spec.steps = 0;
  state = StateOf({{kJourneyStarted, 1}, {kJourneyCompleted, 5}}, spec);
  EXPECT_EQ(Closed(state, 4), 1);
  state = StateOf({{kJourneyStarted, 1}, {kJourneyAbandoned, 5}}, spec);
  EXPECT_EQ(state.competing().Net(), 1);
}
TEST(Contribution, OfAnAccountIsWhetherItNeededHelp) {
  const TextDictionary texts = testing::Texts();
  MetricStream stream(&texts);
  ASSERT_TRUE(stream.AddMetric(Of(Metric::kCustomerConfidence, 14)).ok());
  for (uint64_t account = 1; account <= 3; ++account) {
    Event row;
    row.event = EventType::kAccountEnrolled;
    row.kind = EntityKind::kAccount;
    row.entity = account;
    row.time = kDay;
    ASSERT_TRUE(stream.Apply(row).ok());
    if (account == 3) continue;
    row.event = EventType::kTicketOpened;
    row.kind = EntityKind::kTicket;
    row.parent = account;
    row.time = (account == 1 ? 5 : 16) * kDay;
    ASSERT_TRUE(stream.Apply(row).ok());
  }
  EXPECT_EQ(ReadMatured(*stream.state(0).Total(), kFar), (MaturedCount{3, 2, 0, 0}));
}

// "Stays open, with a new due date": due on 10, deferred on 8 to 40, decided on 31.
TEST(Contribution, ADeferredDecisionIsJudgedByItsNewDueTime) {
  StateSpec spec = Of(Metric::kDecisionClosureRate);
  const std::vector<Happening> deferred = {
      {.event = EventType::kDecisionOpened, .day = 1, .due = 10},
      {.event = EventType::kDecisionDue, .day = 8, .due = 40}};
  EXPECT_EQ(ReadMatured(StateOf(deferred, spec), 20 * kDay).items, 0) << "not due yet";
  std::vector<Happening> decided = deferred;
  decided.push_back({.event = EventType::kDecisionDecided, .day = 31});
  EXPECT_EQ(ReadMatured(StateOf(decided, spec), 50 * kDay), (MaturedCount{1, 1, 0, 0}));
  // A due time that was named after the decision does not save one that came late.
  const std::vector<Happening> late = {{.event = EventType::kDecisionOpened, .day = 1, .due = 10},
                                       {.event = EventType::kDecisionDecided, .day = 12},
                                       {.event = EventType::kDecisionDue, .day = 13, .due = 40}};
  EXPECT_EQ(ReadMatured(StateOf(late, spec), 50 * kDay), (MaturedCount{1, 0, 0, 0}));
  // A row `due` that names no other time falls due when it happens, unless another is named.
  const std::vector<Happening> bare = {{.event = EventType::kDecisionOpened, .day = 1},
                                       {.event = EventType::kDecisionDue, .day = 10},
                                       {.event = EventType::kDecisionDecided, .day = 9}};
  EXPECT_EQ(ReadMatured(StateOf(bare, spec), 50 * kDay), (MaturedCount{1, 1, 0, 0}));
}
// What comes back within the window stays back, whatever comes later (reopened on 6 and 51).
TEST(Contribution, ALaterReturnDoesNotUndoAnEarlierOne) {
  StateSpec spec = Of(Metric::kDecisionClosureRate);
  spec.reopen_window = 7 * kDay;
  const CohortState decision = StateOf({{.event = EventType::kDecisionOpened, .day = 1, .due = 10},
                                        {EventType::kDecisionDecided, 5},
                                        {EventType::kDecisionReopened, 6},
                                        {EventType::kDecisionDecided, 8},
                                        {EventType::kDecisionReopened, 51}},
                                       spec);
  EXPECT_EQ(ReadMatured(decision, kFar).successes, 0);
  spec = Of(Metric::kExceptionCompletionQuality);
  spec.reopen_window = 7 * kDay;
  const CohortState exception = StateOf({{EventType::kExceptionEntered, 1},
                                         {EventType::kExceptionCompleted, 2},
                                         {EventType::kExceptionEntered, 3},
                                         {EventType::kExceptionEntered, 51}},
                                        spec);
  EXPECT_EQ(ReadMatured(exception, kFar).successes, 0);
}
TEST(Contribution, AReviewLeavesWithTheFirstRejectionAfterItsApproval) {
  const CohortState rejected = StateOf({{EventType::kReviewApproved, 1},
                                        {EventType::kReviewRejected, 2},
                                        {EventType::kReviewWithdrawn, 20}},
                                       Of(Metric::kReviewToImplementationLag));
  EXPECT_EQ(rejected.competing().exact().CountOf(kDay), 1);
  const CohortState implemented = StateOf({{EventType::kReviewRejected, 0},
                                           {EventType::kReviewApproved, 1},
                                           {EventType::kReviewRejected, 2},
                                           {EventType::kReviewImplemented, 5},
                                           {EventType::kReviewWithdrawn, 20}},
                                          Of(Metric::kReviewToImplementationLag));
  EXPECT_EQ(implemented.closed().Net(), 0);
  EXPECT_EQ(implemented.competing().exact().CountOf(kDay), 1);
}
// "The last close that no reopening followed within the reopen window".
TEST(Contribution, FinalIsTheLastCloseThatStood) {
  StateSpec spec = Of(Metric::kTimeToResolution);
  spec.final_end = true;
  spec.reopen_window = 7 * kDay;
  const auto pairs_of = [&spec](const std::vector<Happening>& rows) {
    std::vector<ExitPair> pairs;
    const CohortState state = StateOf(rows, spec);
    for (const auto& [pair, count] : state.pairs().counts()) pairs.push_back(pair);
    return pairs;
  };
  // Closed on 2 and reopened long after; closed on 33 and reopened at once.
  EXPECT_EQ(pairs_of({{EventType::kTicketOpened, 1},
                      {EventType::kTicketResolved, 2},
                      {EventType::kTicketReopened, 32},
                      {EventType::kTicketResolved, 33},
                      {EventType::kTicketReopened, 34}}),
            (std::vector<ExitPair>{{2 * kDay, kDay, Exit::kEvent}}));
  // Reopened within the window; a second row of it much later does not undo that.
  EXPECT_TRUE(pairs_of({{EventType::kTicketOpened, 1},
                        {EventType::kTicketResolved, 5},
                        {EventType::kTicketReopened, 6},
                        {EventType::kTicketReopened, 51}})
                  .empty());
}
// There from 1 to 11 and from 32 on.
TEST(Contribution, AnAccountThatComesBackIsExposedAgain) {
  const CohortState state = StateOf({{EventType::kAccountEnrolled, 1},
                                     {EventType::kAccountChurned, 11},
                                     {EventType::kAccountEnrolled, 32},
                                     {EventType::kAccountEnrolled, 40},
                                     {EventType::kAccountChurned, 60},
                                     {EventType::kAccountEnrolled, 90}},
                                    Of(Metric::kSupportEscalationFrequency));
  EXPECT_EQ(ReadExposure(state, 100 * kDay), (10 + 28 + 10) * kDay);
  const ClusterMoments moments = ReadClusters(state, 100 * kDay);
  EXPECT_EQ(moments.clusters, 1) << "one account";
  EXPECT_EQ(moments.x, 48 * 86'400.0);
}
// A ticket of before it was a customer is no contact since.
TEST(Contribution, UnassistedLooksFromTheStartOfTheAccountOn) {
  const TextDictionary texts = testing::Texts();
  const auto matured = [&texts](const std::vector<int64_t>& contacts) {
    MetricStream stream(&texts);
    EXPECT_TRUE(stream.AddMetric(Of(Metric::kCustomerConfidence, 14)).ok());
    Event row;
    row.entity = 7;
    row.time = 100 * kDay;
    EXPECT_TRUE(stream.Apply(row).ok());
    for (const int64_t day : contacts) {
      Event ticket;
      ticket.kind = EntityKind::kTicket;
      ticket.event = EventType::kTicketOpened;
      ticket.entity = static_cast<uint64_t>(1'000 + day);
      ticket.parent = 7;
      ticket.time = day * kDay;
      EXPECT_TRUE(stream.Apply(ticket).ok());
    }
    return ReadMatured(*stream.state(0).Total(), kFar);
  };
  EXPECT_EQ(matured({50}), (MaturedCount{1, 1, 0, 0}));
  EXPECT_EQ(matured({50, 105}), (MaturedCount{1, 0, 0, 0}));
  EXPECT_EQ(matured({105, 50}), (MaturedCount{1, 0, 0, 0}));
  EXPECT_EQ(matured({50, 115}), (MaturedCount{1, 1, 0, 0}));
}

// "Case = (entity, exception state, entry no.)".
TEST(Contribution, EveryEntryIntoAnExceptionStateIsACase) {
  using enum EventType;
  StateSpec spec = Of(Metric::kExceptionCompletionQuality, 30);
  const std::vector<Happening> rows = {{kExceptionEntered, 1, kNoNumber, 3},
                                       {kExceptionEntered, 2},  // Still the same.
                                       {kExceptionCompleted, 4, 3, 3},
                                       {kExceptionEntered, 20},
                                       {kExceptionCompleted, 22, 1, 3},
                                       {kExceptionCompleted, 23, 3, 3},  // It had ended.
                                       {kExceptionEntered, 40},
                                       {kExceptionAbandoned, 41},
                                       {kExceptionEntered, 60}};
  CohortState state = StateOf(rows, spec);
  EXPECT_EQ(state.sum(Sum::kItems), 4);
  EXPECT_EQ(ReadMatured(state, kFar), (MaturedCount{4, 1, 0, 0}));
  EXPECT_EQ(Closed(state, 3), 1);
  EXPECT_EQ(state.competing().exact().CountOf(2 * kDay), 1) << "with one of three";
  EXPECT_EQ(state.competing().exact().CountOf(kDay), 1);
  EXPECT_EQ(ReadScores(state), (std::vector<ScoreCount>{{3, 1, 1}, {3, 3, 1}}));
  spec.start_from = 30 * kDay;
  EXPECT_EQ(StateOf(rows, spec).sum(Sum::kItems), 2) << "by the time of the entry";
  spec.start_from = kFirstTime;
  spec.reopen_window = 16 * kDay;
  EXPECT_EQ(ReadMatured(StateOf(rows, spec), kFar).successes, 0) << "it came back on 20";
}

}  // namespace
}  // namespace readiness::metric
