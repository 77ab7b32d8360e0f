#include "readiness/wire/cycle.h"

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace readiness::wire {
namespace {

std::string JsonError(std::string_view json) {
  return std::string(DecodeCycleJson(json).status().message());
}
// The message for a cycle whose second entry, with the id risk/checkout, has this as its rest.
std::string EntryError(std::string_view rest) {
  return JsonError(
      base::Cat(R"({"entries":[{"id":"open"},{)", rest, R"(,"id":"risk/checkout"}]})"));
}

constexpr std::string_view kSmallCycle = R"({
 "schemaVersion": "1",
 "playbook": "retail/product/launch",
 "entries": [
  {
   "seq": "1",
   "id": "open",
   "recordedAt": "2026-01-01T00:00:00Z",
   "actor": "ana",
   "cycleOpened": {
    "id": "spring",
    "title": "Spring launch",
    "opener": {
     "id": "ana",
     "kind": "PERSON"
    }
   }
  },
  {
   "seq": "2",
   "id": "risk/checkout",
   "recordedAt": "2026-01-02T00:00:00.000001Z",
   "occurredAt": "2025-12-31T23:59:59.500Z",
   "actor": "ana",
   "riskRaised": {
    "id": "checkout",
    "title": "Checkout times out at \u003e 1 s",
    "likelihood": {
     "beta": {
      "a": 2,
      "b": 8
     }
    },
    "severity": 0.1,
    "reversibility": "COSTLY"
   }
  }
 ]
}
)";

// The form that people and version control see; a change of it is a decision.
TEST(CycleJson, OfASmallLogIsThisText) {
  model::CycleLog log;
  log.playbook = "retail/product/launch";
  model::Entry open;
  open.seq = 1;
  open.id = "open";
  open.recorded_at = absl::FromUnixSeconds(1'767'225'600);
  open.actor = "ana";
  open.fact =
      model::CycleOpened{.id = "spring",
                         .title = "Spring launch",
                         .opener = {.id = "ana", .name = "", .kind = model::PartyKind::kPerson}};
  model::Entry risk;
  risk.seq = 2;
  risk.id = "risk/checkout";
  risk.recorded_at = absl::FromUnixMicros(1'767'312'000'000'001);
  risk.occurred_at = absl::FromUnixMillis(1'767'225'599'500);
  risk.actor = "ana";
  model::RiskRaised raised;
  raised.id = "checkout";
  raised.title = "Checkout times out at > 1 s";
  raised.likelihood = model::Likelihood{model::BetaLikelihood{2, 8}};
  raised.severity = 0.1;
  raised.reversibility = model::Reversibility::kCostly;
  risk.fact = raised;
  log.entries = {open, risk};

  EXPECT_EQ(EncodeCycleJson(log).value(), kSmallCycle);
  EXPECT_EQ(DecodeCycleJson(kSmallCycle).value(), log);
  EXPECT_EQ(DecodeCycle(EncodeCycle(log).value()).value(), log);
}

TEST(CycleJson, IsReadWithEitherSpellingWithNullsAndWithAByteOrderMark) {
  const auto log = DecodeCycleJson(
      "\xEF\xBB\xBF"
      R"( {"schema_version": 1, "playbook": null,
    "entries": [{"recorded_at": "2026-01-01T01:00:00+01:00", "id": "a", "seq": 1e0,
                 "launched": null, "risk_raised": {"severity": "Infinity", "likelihood": null,
                 "reversibility": 2}}]} )");
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(log->entries[0].seq, 1);
  EXPECT_EQ(log->entries[0].recorded_at, absl::FromUnixSeconds(1'767'225'600));
  const auto& risk = std::get<model::RiskRaised>(log->entries[0].fact);
  EXPECT_EQ(risk.severity, std::numeric_limits<double>::infinity());
  EXPECT_EQ(risk.reversibility, model::Reversibility::kCostly);
  EXPECT_FALSE(risk.likelihood.has_value());
}

TEST(CycleJson, ASyntaxErrorSaysLineAndColumnAndTheEntry) {
  EXPECT_EQ(JsonError(""), "line 1, column 1: is not JSON: The document is empty.");
  EXPECT_EQ(
      JsonError("{\n \"entries\": [\n  {\"id\": \"a\"},\n  {\"actor\": \"é\",, \"id\": \"b\"}]}"),
      "entry 2: line 4, column 17: is not JSON: Missing a name for object member.");
  EXPECT_EQ(JsonError("{\n \"entries\": [\n  {\"id\": \"a\"},\n  {\"id\": \"b\",}]}"),
            "entry 2 (b): line 4, column 14: is not JSON: Missing a name for object member.");
  EXPECT_EQ(JsonError("{} {}"),
            "line 1, column 4: is not JSON: The document root must not be followed by other "
            "values.");
  EXPECT_EQ(JsonError("{'entries': []}"),
            "line 1, column 2: is not JSON: Missing a name for object member.");
  EXPECT_EQ(JsonError("{\"entries\": [NaN]}"), "line 1, column 14: is not JSON: Invalid value.");
  EXPECT_EQ(JsonError("{\"playbook\": \"\xFF\"}"),
            "line 1, column 15: is not JSON: Invalid encoding in string.");
  EXPECT_EQ(JsonError(std::string_view("{}\0{}", 5)), "line 1, column 3: is not JSON: a zero byte");
}

TEST(CycleJson, ANameThatTheSchemaDoesNotHaveIsRefusedByName) {
  EXPECT_EQ(EntryError(R"("riskRaised":{"sev":1})"),
            "entry 2 (risk/checkout): riskRaised: \"sev\" is not a field of RiskRaised; did you "
            "mean \"severity\"?");
  EXPECT_EQ(EntryError(R"("riskRised":{})"),
            "entry 2 (risk/checkout): \"riskRised\" is not a field of Entry; did you mean "
            "\"riskRaised\"?");
  EXPECT_EQ(JsonError(R"({"version":1})"),
            "\"version\" is not a field of Cycle; did you mean \"schemaVersion\"?");
}

TEST(CycleJson, WhatIsGivenTwiceIsRefused) {
  EXPECT_EQ(EntryError(R"("actor":"a","actor":"a")"),
            "entry 2 (risk/checkout): actor: is given twice");
  EXPECT_EQ(EntryError(R"("decisionOpened":{"dueAt":null,"due_at":null})"),
            "entry 2 (risk/checkout): decisionOpened.dueAt: is given twice (dueAt and due_at are "
            "one field)");
  EXPECT_EQ(EntryError(R"("riskRaised":{},"riskAppeared":{})"),
            "entry 2 (risk/checkout): riskAppeared: is a second fact; riskRaised is given already, "
            "and exactly one may be");
  EXPECT_EQ(EntryError(R"("evidenceRecorded":{"evidence":{"value":1,"holds":true}})"),
            "entry 2 (risk/checkout): evidenceRecorded.evidence.holds: is a second finding; value "
            "is given already, and exactly one may be");
  EXPECT_EQ(JsonError(R"({"entries":[],"entries":[]})"), "entries: is given twice");
}

TEST(CycleJson, AValueOfAnotherTypeIsRefusedWithWhatIsExpected) {
  EXPECT_EQ(EntryError(R"("riskRaised":{"severity":"high"})"),
            "entry 2 (risk/checkout): riskRaised.severity: expected a number, got \"high\"");
  EXPECT_EQ(EntryError(R"("riskRaised":{"severity":true})"),
            "entry 2 (risk/checkout): riskRaised.severity: expected a number, got true");
  EXPECT_EQ(EntryError(R"("riskRaised":{"severity":1e999})"),
            "entry 2: riskRaised.severity: is out of the range of a number");
  EXPECT_EQ(EntryError(R"("riskRaised":{"severity":"NaN"})"),
            "entry 2 (risk/checkout): riskRaised.severity: NaN is not a number and is not kept");
  EXPECT_EQ(EntryError(R"("riskRaised":{"title":5})"),
            "entry 2 (risk/checkout): riskRaised.title: expected text, got 5");
  EXPECT_EQ(EntryError(R"("riskRaised":{"title":{}})"),
            "entry 2 (risk/checkout): riskRaised.title: expected text, got an object");
  EXPECT_EQ(EntryError(R"("riskRaised":{"title":[]})"),
            "entry 2 (risk/checkout): riskRaised.title: expected text, got an array");
  EXPECT_EQ(EntryError(R"("riskRaised":"x")"),
            "entry 2 (risk/checkout): riskRaised: expected an object, got \"x\"");
  EXPECT_EQ(EntryError(R"("decisionOpened":{"options":"x"})"),
            "entry 2 (risk/checkout): decisionOpened.options: expected an array, got text");
  EXPECT_EQ(EntryError(R"("decisionOpened":{"options":["x",1]})"),
            "entry 2 (risk/checkout): decisionOpened.options[1]: expected text, got 1");
  EXPECT_EQ(EntryError(R"("decisionOpened":{"options":["x",["y"]]})"),
            "entry 2 (risk/checkout): decisionOpened.options[1]: expected text, got an array");
  EXPECT_EQ(EntryError(R"("decisionOpened":{"isHighImpact":1})"),
            "entry 2 (risk/checkout): decisionOpened.isHighImpact: expected true or false, got 1");
  EXPECT_EQ(EntryError(R"("seq":1.5)"),
            "entry 2 (risk/checkout): seq: expected a whole number, got 1.5");
  EXPECT_EQ(EntryError(R"("seq":9223372036854775808)"),
            "entry 2 (risk/checkout): seq: expected a whole number, got 9223372036854775808");
  EXPECT_EQ(EntryError(R"("partyAdded":{"party":{"kind":"HUMAN"}})"),
            "entry 2 (risk/checkout): partyAdded.party.kind: expected PERSON or TEAM, got "
            "\"HUMAN\"");
  EXPECT_EQ(EntryError(R"("partyAdded":{"party":{"kind":9}})"),
            "entry 2 (risk/checkout): partyAdded.party.kind: expected PERSON or TEAM, got 9");
  EXPECT_EQ(JsonError(R"({"entries":{}})"), "entries: expected an array, got an object");
  EXPECT_EQ(JsonError(R"({"entries":[{},7]})"), "entry 2: expected an object, got 7");
  EXPECT_EQ(JsonError(R"({"entries":[{},null]})"), "entry 2: expected an object, got null");
  EXPECT_EQ(JsonError("[]"), "expected an object, a readiness.v1.Cycle, got an array");
  EXPECT_EQ(JsonError("7"), "expected an object, a readiness.v1.Cycle, got 7");
  EXPECT_EQ(JsonError("null"), "expected an object, a readiness.v1.Cycle, got null");
}

// A number that is left out is not 0: an exporter that drops a null makes nothing pass.
TEST(CycleJson, ANumberThatIsLeftOutIsNotZero) {
  const auto error_of = [](std::string_view finding) {
    return EntryError(base::Cat(R"("evidenceRecorded":{"evidence":{)", finding, "}}"));
  };
  const std::string where = "entry 2 (risk/checkout): evidenceRecorded.evidence.";
  const std::string what = ": is left out, which is not 0; give the number";
  EXPECT_EQ(error_of(R"("mean":{"standardError":0.1,"count":100})"), where + "mean.mean" + what);
  EXPECT_EQ(error_of(R"("mean":{"mean":null,"count":100})"), where + "mean.mean" + what);
  EXPECT_EQ(error_of(R"("share":{"trialCount":1000})"), where + "share.successCount" + what);
  EXPECT_EQ(error_of(R"("interval":{"high":1,"confidence":0.95})"), where + "interval.low" + what);
  EXPECT_EQ(error_of(R"("interval":{"low":1,"confidence":0.95})"), where + "interval.high" + what);
  EXPECT_EQ(error_of(R"("ratio":{"denominatorMean":3,"count":10})"),
            where + "ratio.numeratorMean" + what);
  EXPECT_EQ(error_of(R"("scores":{"lowerBound":0,"upperBound":10,"scores":[{"count":3}]})"),
            where + "scores.scores[0].score" + what);
  EXPECT_EQ(error_of(R"("scores":{"upperBound":10,"scores":[{"score":0,"count":3}]})"),
            where + "scores.lowerBound" + what);
  EXPECT_EQ(EntryError(R"("riskRaised":{"likelihood":{"pert":{}}})"),
            "entry 2 (risk/checkout): riskRaised.likelihood.pert.low" + what);
  EXPECT_EQ(EntryError(R"("commonCauseDeclared":{"id":"c"})"),
            "entry 2 (risk/checkout): commonCauseDeclared.probability" + what);
  EXPECT_EQ(EntryError(R"("policySet":{"policy":{"ownerWindow":{"unit":"HOURS"}}})"),
            "entry 2 (risk/checkout): policySet.policy.ownerWindow.amount" + what);
}

TEST(CycleJson, ATimeIsRfc3339InWholeMicroseconds) {
  const std::string expected = "expected a time such as \"2026-01-31T09:30:00Z\", got ";
  EXPECT_EQ(EntryError(R"("recordedAt":5)"),
            "entry 2 (risk/checkout): recordedAt: " + expected + "5");
  EXPECT_EQ(EntryError(R"("recordedAt":"2026-02-30T00:00:00Z")"),
            "entry 2 (risk/checkout): recordedAt: " + expected + "\"2026-02-30T00:00:00Z\"");
  EXPECT_EQ(EntryError(R"("recordedAt":"2026-02-03T00:00:00")"),
            "entry 2 (risk/checkout): recordedAt: " + expected + "\"2026-02-03T00:00:00\"");
  EXPECT_EQ(EntryError(R"("recordedAt":{"seconds":5})"),
            "entry 2 (risk/checkout): recordedAt: " + expected + "an object");
  EXPECT_EQ(EntryError(R"("recordedAt":"2026-02-03T00:00:00.1234567Z")"),
            "entry 2 (risk/checkout): recordedAt: \"2026-02-03T00:00:00.1234567Z\" is not whole "
            "microseconds; leave out the digits beyond the sixth");
}

TEST(CycleJson, HalfOfASurrogatePairIsRefused) {
  EXPECT_EQ(EntryError(R"("launched":{"note":"ab\udc00"})"),
            "entry 2 (risk/checkout): launched.note: is not UTF-8 at byte 2 (half of a surrogate "
            "pair?)");
  EXPECT_EQ(EntryError(R"("launched":{"note":"\ud800"})"),
            "entry 2: line 1, column 48: is not JSON: The surrogate pair in string is invalid.");
}

TEST(EntryJson, IsNamedByItsId) {
  EXPECT_EQ(DecodeEntryJson(R"({"seq":"x","id":"a"})").status().message(),
            "entry (a): seq: expected a whole number, got \"x\"");
  EXPECT_EQ(DecodeEntryJson(R"({"seq":"x"})").status().message(),
            "entry: seq: expected a whole number, got \"x\"");
  EXPECT_EQ(DecodeEntryJson("[]").status().message(),
            "expected an object, a readiness.v1.Entry, got an array");
}

TEST(CycleBytes, NoBytesAreALogWithoutEntries) {
  const auto log = DecodeCycle("");
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(*log, model::CycleLog{});
}

TEST(CycleBytes, WhatIsWrongIsRefusedWithItsPlace) {
  // Each case is the serialized second entry; the first has the id "a".
  const std::vector<std::pair<std::string, std::string>> cases = {
      // id (2) "x", then actor (5) that declares 9 bytes.
      {std::string("\x12\x01x\x2a\x09y", 6),
       "entry 2 (x): is not a serialized message: it declares more bytes than there are"},
      {std::string("\x12\x01x\x2a\x01\xff", 6), "entry 2 (x): actor: is not UTF-8 at byte 0"},
      {std::string("\x12\x01x\x08\x01\x08\x01", 7), "entry 2 (x): seq: is given twice"},
      // launched (28) {} and cycle_closed (29) {}.
      {std::string("\x12\x01x\xe2\x01\x00\xea\x01\x00", 9),
       "entry 2 (x): cycle_closed: is a second fact; launched is given already, and exactly one "
       "may be"},
      // recorded_at (3) {nanos (2): 1}
      {std::string("\x12\x01x\x1a\x02\x10\x01", 7),
       "entry 2 (x): recorded_at: is not whole microseconds; leave out the digits beyond the "
       "sixth"},
      // recorded_at (3) {seconds (1): -1 in ten bytes, nanos: -1}
      {std::string("\x12\x01x\x1a\x0b\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 16),
       "entry 2 (x): recorded_at: is not a time from 0001-01-01T00:00:00Z to "
       "9999-12-31T23:59:59.999999Z"},
      // recorded_at (3) {seconds (1): 253402300800}, which is the year 10000.
      {std::string("\x12\x01x\x1a\x07\x08\x80\xc4\xd6\x91\xb0\x07", 12),
       "entry 2 (x): recorded_at: is not a time from 0001-01-01T00:00:00Z to "
       "9999-12-31T23:59:59.999999Z"},
      // risk_raised (100) {severity (5): NaN}
      {std::string("\x12\x01x\xa2\x06\x09\x29\x00\x00\x00\x00\x00\x00\xf8\x7f", 15),
       "entry 2 (x): risk_raised.severity: NaN is not a number and is not kept"},
      {std::string("\x12\x01x\x00\x00", 5),
       "entry 2 (x): is not a serialized message: there is no field 0"},
      {std::string("\x12\x01x\x0f", 4),
       "entry 2 (x): is not a serialized message: there is no wire type 7 here"},
      {std::string("\x12\x01x\xbb\x3e\x08\x01", 7),
       "entry 2 (x): is not a serialized message: a group has no end"},
      {std::string("\x12\x01x\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 14),
       "entry 2 (x): is not a serialized message: a number is cut off or too long"},
  };
  for (const auto& [entry, message] : cases) {
    const std::string bytes = std::string(
                                  "\x1a\x03\x12\x01"
                                  "a\x1a",
                                  6) +
                              static_cast<char>(entry.size()) + entry;
    EXPECT_EQ(DecodeCycle(bytes).status().message(), message);
  }
}

TEST(CycleBytes, OutsideTheEntriesWhatIsWrongIsRefusedToo) {
  EXPECT_EQ(DecodeCycle("\x08\x01\x08\x01").status().message(), "schema_version: is given twice");
  EXPECT_EQ(DecodeCycle(std::string("\x12\x00\x12\x00", 4)).status().message(),
            "playbook: is given twice");
  EXPECT_EQ(DecodeCycle("\x12\x01\xff").status().message(), "playbook: is not UTF-8 at byte 0");
  EXPECT_EQ(DecodeCycle("\x1a\x03\x12\x01"
                        "a\x1a\x7f")
                .status()
                .message(),
            "after entry 1 (a): is not a serialized message: it declares more bytes than there "
            "are");
  EXPECT_EQ(DecodeCycle("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").status().message(),
            "schema_version: must be 1 or more, got -1");
}

// What cannot be read again is not written.
TEST(Encoding, RefusesWhatADecoderWouldRefuse) {
  const auto message = [](const model::Entry& entry) {
    const std::string binary(EncodeEntry(entry).status().message());
    model::CycleLog log;
    log.entries = {entry};
    EXPECT_FALSE(EncodeCycle(log).ok());
    EXPECT_FALSE(EncodeCycleJson(log).ok());
    return binary;
  };
  model::Entry entry;
  entry.id = "a";
  entry.recorded_at = absl::InfiniteFuture();
  EXPECT_EQ(message(entry),
            "entry (a): recorded_at: is not a time from 0001-01-01T00:00:00Z to "
            "9999-12-31T23:59:59.999999Z");
  entry.recorded_at = absl::UnixEpoch() + absl::Nanoseconds(1500);
  EXPECT_EQ(message(entry),
            "entry (a): recorded_at: is not whole microseconds; leave out the digits beyond the "
            "sixth");
  entry.recorded_at = absl::UnixEpoch() - absl::Nanoseconds(1) / 4;
  EXPECT_EQ(message(entry),
            "entry (a): recorded_at: is not whole microseconds; leave out the digits beyond the "
            "sixth");
  entry.recorded_at.reset();
  entry.fact = model::ScopeItemLinked{.item = "", .criteria = {"fine", "\xC3"}, .ritual = ""};
  EXPECT_EQ(message(entry), "entry (a): scope_item_linked.criteria[1]: is not UTF-8 at byte 0");
  model::RoleAssigned assigned;
  assigned.role = static_cast<model::Role>(77);
  entry.fact = assigned;
  EXPECT_EQ(message(entry), "entry (a): role_assigned.role: 77 is not a value of this field");
}

TEST(Encoding, KeepsTheFirstAndTheLastMomentThatThereIs) {
  for (const int64_t micros :
       {int64_t{-62'135'596'800'000'000}, int64_t{-1}, int64_t{253'402'300'799'999'999}}) {
    model::Entry entry;
    entry.recorded_at = absl::FromUnixMicros(micros);
    EXPECT_EQ(DecodeEntry(EncodeEntry(entry).value()).value(), entry);
    EXPECT_EQ(DecodeEntryJson(EncodeEntryJson(entry).value()).value(), entry);
  }
}

TEST(Encoding, InJsonNamesTheEntryByItsNumber) {
  model::CycleLog log;
  log.entries.resize(2);
  log.entries[1].id = "b";
  log.entries[1].recorded_at = absl::InfinitePast();
  EXPECT_EQ(EncodeCycleJson(log).status().message(),
            "entry 2 (b): recordedAt: is not a time from 0001-01-01T00:00:00Z to "
            "9999-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace readiness::wire
