#include "readiness/wire/loaded_cycle.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "readiness/engine/default_policy.h"
#include "readiness/engine/version.h"
#include "readiness/wire/assessment.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/digest.h"

namespace readiness::wire {
namespace {

model::CycleLog Example() {
  std::ifstream file(READINESS_SOURCE_DIR "/examples/legaltech_onboarding.cycle.json",
                     std::ios::binary);
  return DecodeCycleJson(std::string(std::istreambuf_iterator<char>(file), {})).value();
}

TEST(LoadedCycle, AnswersWithTheDigestOfWhatWasKnown) {
  const auto cycle = LoadedCycle::Replay(Example());
  ASSERT_TRUE(cycle.ok()) << cycle.status();
  for (const absl::Time as_of :
       {cycle->LastRecordedAt(), cycle->LastRecordedAt() - absl::Hours(24 * 90)}) {
    const auto answer = cycle->Assess(as_of);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->as_of, as_of);
    const std::span<const model::Entry> known(cycle->log().entries.data(),
                                              cycle->KnownCount(as_of));
    EXPECT_EQ(answer->inputs_digest,
              InputsDigest(known, cycle->PolicyAt(as_of), as_of, engine::kEngineVersion).value());
  }
}

TEST(LoadedCycle, CountsAnEntryThatStandsTwiceOnceInTheLog) {
  model::CycleLog log = Example();
  const size_t count = log.entries.size();
  log.entries.push_back(log.entries.back());
  const auto cycle = LoadedCycle::Replay(std::move(log));
  ASSERT_TRUE(cycle.ok()) << cycle.status();
  EXPECT_EQ(cycle->read_count(), count + 1);
  EXPECT_EQ(cycle->log().entries.size(), count);
}

TEST(LoadedCycle, BeginsEmptyAndGrowsToTheSameCycle) {
  LoadedCycle cycle;
  EXPECT_EQ(cycle.LastRecordedAt(), absl::InfinitePast());
  EXPECT_FALSE(cycle.Assess(absl::UnixEpoch()).ok());
  for (const auto& entry : Example().entries) ASSERT_TRUE(cycle.Append(entry).ok());
  const auto replayed = LoadedCycle::Replay(Example());
  const absl::Time as_of = cycle.LastRecordedAt();
  EXPECT_EQ(cycle.log().entries, replayed->log().entries);
  EXPECT_EQ(cycle.Assess(as_of)->stages, replayed->Assess(as_of)->stages);
  EXPECT_EQ(cycle.Assess(as_of)->inputs_digest, replayed->Assess(as_of)->inputs_digest);
}

// Whatever was appended, appended again or refused, the digest is that of the entries of the log.
TEST(LoadedCycle, KeepsTheBytesOfTheEntriesThatStand) {
  LoadedCycle cycle;
  model::CycleLog log = Example();
  log.entries.resize(200);
  for (const auto& entry : log.entries) {
    ASSERT_TRUE(cycle.Append(entry).ok());
    ASSERT_TRUE(cycle.Append(entry).ok());  // It stands already.
    model::Entry other = entry;
    other.actor += "-else";
    EXPECT_FALSE(cycle.Append(other).ok());
    model::Entry beyond = entry;
    beyond.id += "-beyond";
    beyond.recorded_at = absl::UnixEpoch() + absl::Nanoseconds(1);  // Cannot be written.
    EXPECT_FALSE(cycle.Append(beyond).ok());
  }
  const absl::Time as_of = cycle.LastRecordedAt();
  EXPECT_EQ(cycle.Assess(as_of)->inputs_digest,
            InputsDigest(cycle.log().entries, cycle.PolicyAt(as_of), as_of, engine::kEngineVersion)
                .value());
}

// A policy of the log's own is in the digest from the moment on at which it was set.
TEST(LoadedCycle, HasThePolicyOfTheMomentInTheDigest) {
  model::CycleLog log = Example();
  log.entries.resize(200);  // Before it was closed.
  model::Entry set = log.entries.back();
  set.id = "strict";
  ++set.seq;
  set.recorded_at = *set.recorded_at + absl::Hours(1);
  set.occurred_at.reset();
  model::Policy strict = engine::DefaultPolicy();
  strict.id = "strict/1";
  set.fact = model::PolicySet{strict};
  log.entries.push_back(set);
  const auto cycle = LoadedCycle::Replay(std::move(log));
  ASSERT_TRUE(cycle.ok()) << cycle.status();
  for (const absl::Duration before : {absl::ZeroDuration(), absl::Hours(2)}) {
    const absl::Time as_of = cycle->LastRecordedAt() - before;
    const std::span<const model::Entry> known(cycle->log().entries.data(),
                                              cycle->KnownCount(as_of));
    EXPECT_EQ(cycle->PolicyAt(as_of).id, before == absl::ZeroDuration() ? "strict/1" : "default/1");
    EXPECT_EQ(cycle->Assess(as_of)->inputs_digest,
              InputsDigest(known, cycle->PolicyAt(as_of), as_of, engine::kEngineVersion).value());
  }
}

TEST(LoadedCycle, RefusesWhatTheEngineRefusesAndStaysAsItWas) {
  auto cycle = LoadedCycle::Replay(Example());
  model::Entry entry = cycle->log().entries.back();
  entry.actor = "somebody-else";
  EXPECT_EQ(cycle->Append(entry).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(cycle->log().entries, LoadedCycle::Replay(Example())->log().entries);
  EXPECT_FALSE(LoadedCycle::Replay({}).ok());
}

TEST(LoadedCycle, KnowsThePolicyInForce) {
  const LoadedCycle empty;
  EXPECT_EQ(empty.PolicyAt(absl::UnixEpoch()), engine::DefaultPolicy());
}

TEST(LoadedCycle, ComparesWithTheMomentThatIsNamedOrTheLastReview) {
  const auto cycle = LoadedCycle::Replay(Example());
  const absl::Time as_of = cycle->LastRecordedAt();
  EXPECT_EQ(cycle->SinceAt(as_of, absl::UnixEpoch()), absl::UnixEpoch());
  EXPECT_EQ(cycle->SinceAt(as_of, std::nullopt), cycle->Assess(as_of)->since.as_of);
}

}  // namespace
}  // namespace readiness::wire
