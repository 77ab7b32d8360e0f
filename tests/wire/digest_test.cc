// The digests were computed by Python's hashlib over bytes laid out by hand as
// readiness/wire/digest.h says; the comments show the bytes.
#include "readiness/wire/digest.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/wire/cycle.h"

namespace readiness::wire {
namespace {

const absl::Time kNewYear = absl::FromUnixSeconds(1'767'225'600);  // 2026-01-01T00:00:00Z

model::Entry Launch() {
  model::Entry entry;
  entry.id = "risk/checkout";
  entry.actor = "ana";
  entry.fact = model::Launched{.release = "1.0", .note = ""};
  return entry;
}

model::Policy SmallPolicy() {
  model::Policy policy;
  policy.id = "p";
  return policy;
}

// sha256(12 0d "risk/checkout" 2a 03 "ana" e2 01 05 0a 03 "1.0")
TEST(ContentDigest, IsTheHashOfTheEntryAsMessage) {
  EXPECT_EQ(ContentDigest(Launch()).value(),
            "383a5c03aba2e1dff82cbe98abf2d2e7317ab7af2caf7db882554b3fb3739f0d");
}

TEST(ContentDigest, LeavesOutWhereAndWhenTheEntryWasAppended) {
  model::Entry entry = Launch();
  entry.seq = 7;
  entry.recorded_at = kNewYear;
  EXPECT_EQ(ContentDigest(entry).value(), ContentDigest(Launch()).value());
}

TEST(ContentDigest, ChangesWithAnythingThatTheEntrySays) {
  const std::string digest = ContentDigest(Launch()).value();
  model::Entry entry = Launch();
  entry.occurred_at = kNewYear;
  EXPECT_NE(ContentDigest(entry).value(), digest);
  entry = Launch();
  entry.on_behalf_of = "bo";
  EXPECT_NE(ContentDigest(entry).value(), digest);
  entry = Launch();
  std::get<model::Launched>(entry.fact).note = "at last";
  EXPECT_NE(ContentDigest(entry).value(), digest);
}

// An entry {id "x", field 999 = 1} read from bytes with seq 5 in front.
// sha256(12 01 "x" b8 3e 01)
TEST(ContentDigest, OfAnEntryNotKnownWholeIsOfItsBytesAsRead) {
  const auto entry = DecodeEntry(std::string("\x08\x05\x12\x01x\xb8\x3e\x01", 8));
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(ContentDigest(*entry).value(),
            "dc57dce04cdc2c1523c34ff41df7176ab703697c49388652ab9cb0e4e3ec4780");
}

TEST(ContentDigest, NamesTheEntryThatCannotBeWritten) {
  model::Entry entry = Launch();
  model::RiskRaised risk;
  risk.severity = std::numeric_limits<double>::quiet_NaN();
  entry.fact = risk;
  EXPECT_EQ(ContentDigest(entry).status().message(),
            "entry (risk/checkout): risk_raised.severity: NaN is not a number and is not kept");
}

// "readiness inputs 1\n", 5 "0.1.0", 1767225600000000, 7 (0a 01 "p" 22 00 2a 00), 0 states, 0
// entries
TEST(InputsDigest, OfAnEmptyLogIsTheHashOfTheDocumentedBytes) {
  EXPECT_EQ(InputsDigest({}, SmallPolicy(), kNewYear, "0.1.0").value(),
            "ec45c7615ecec4b4ec226dffaad91a9f135ac803967d1e4a8f6224c26dedce4b");
}

// The same with the states "a" and "b", and two entries: the launch, recorded a microsecond before
// the new year, and {id "x"} with no time.
TEST(InputsDigest, CoversStatesAndEntriesAsDocumented) {
  std::vector<model::Entry> entries = {Launch(), model::Entry{}};
  entries[0].seq = 1;
  entries[0].recorded_at = kNewYear - absl::Microseconds(1);
  entries[1].id = "x";
  const std::vector<std::string> states = {"b", "a"};
  EXPECT_EQ(InputsDigest(entries, SmallPolicy(), kNewYear, "0.1.0", states).value(),
            "da73ae0865768a463c73aec9e1567e252d1eb011d8199c7d180fd304fb202da2");
}

TEST(InputsDigest, DoesNotDependOnTheOrderOfStatesButOnThatOfEntries) {
  const std::vector<std::string> ab = {"a", "b"};
  const std::vector<std::string> ba = {"b", "a"};
  EXPECT_EQ(InputsDigest({}, {}, kNewYear, "1", ab).value(),
            InputsDigest({}, {}, kNewYear, "1", ba).value());
  model::Entry other = Launch();
  other.id = "other";
  const std::vector<model::Entry> forth = {Launch(), other};
  const std::vector<model::Entry> back = {other, Launch()};
  EXPECT_NE(InputsDigest(forth, {}, kNewYear, "1").value(),
            InputsDigest(back, {}, kNewYear, "1").value());
}

TEST(InputsDigest, CannotBeMovedFromOneInputToTheNext) {
  const std::vector<std::string> joined = {"ab"};
  const std::vector<std::string> split = {"a", "b"};
  EXPECT_NE(InputsDigest({}, {}, kNewYear, "1", joined).value(),
            InputsDigest({}, {}, kNewYear, "1", split).value());
  EXPECT_NE(InputsDigest({}, {}, kNewYear, "1").value(),
            InputsDigest({}, {}, kNewYear, "2").value());
  EXPECT_NE(InputsDigest({}, {}, kNewYear, "1").value(),
            InputsDigest({}, SmallPolicy(), kNewYear, "1").value());
}

TEST(InputsDigest, RefusesATimeThatIsNone) {
  EXPECT_EQ(InputsDigest({}, {}, absl::InfiniteFuture(), "1").status().message(),
            "as_of: must be a time of whole microseconds");
  EXPECT_EQ(InputsDigest({}, {}, kNewYear + absl::Nanoseconds(1), "1").status().message(),
            "as_of: must be a time of whole microseconds");
}

}  // namespace
}  // namespace readiness::wire
