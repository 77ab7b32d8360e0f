#include "readiness/wire/limits.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/text.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/risk_graph.h"

namespace readiness::wire {
namespace {

model::Entry Launch(const std::string& id, const std::string& note) {
  model::Entry entry;
  entry.id = id;
  entry.fact = model::Launched{.release = "", .note = note};
  return entry;
}

model::CycleLog ThreeLaunches() {
  model::CycleLog log;
  log.entries = {Launch("a", "12345"), Launch("b", "1234567890"), Launch("c", "")};
  return log;
}

// A criterion whose formula is so many messages deep, the entry being 1.
model::Entry Nested(int64_t depth) {
  model::Formula formula;
  formula.criterion = "leaf";
  for (int64_t i = 5; i <= depth; ++i) {
    model::Formula outer;
    outer.op = model::FormulaOperator::kNot;
    outer.parts.push_back(std::move(formula));
    formula = std::move(outer);
  }
  model::Entry entry;
  entry.id = "deep";
  model::CriterionSet set;
  set.criterion.formula = std::move(formula);
  entry.fact = std::move(set);
  return entry;
}

void ExpectPast(const absl::Status& status, std::string_view message) {
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(base::ToStd(status.message()), message);
}

TEST(Limits, OfBytesCountTheWholeInput) {
  Limits limits;
  limits.max_bytes = 3;
  ExpectPast(DecodeCycle("1234", limits).status(),
             "4 bytes are more than the limit of 3 (max_byte_count)");
  ExpectPast(DecodeCycleJson("{  }", limits).status(),
             "4 bytes are more than the limit of 3 (max_byte_count)");
  EXPECT_TRUE(DecodeCycleJson("{ }", limits).ok());
}

TEST(Limits, OfEntriesAreCountedBeforeTheyAreKept) {
  Limits limits;
  limits.max_entry_count = 2;
  const model::CycleLog log = ThreeLaunches();
  ExpectPast(DecodeCycle(EncodeCycle(log).value(), limits).status(),
             "3 entries are more than the limit of 2 (max_entry_count)");
  ExpectPast(DecodeCycleJson(EncodeCycleJson(log).value(), limits).status(),
             "entry 3 (c): 3 entries are more than the limit of 2 (max_entry_count)");
  limits.max_entry_count = 3;
  EXPECT_TRUE(DecodeCycle(EncodeCycle(log).value(), limits).ok());
  EXPECT_TRUE(DecodeCycleJson(EncodeCycleJson(log).value(), limits).ok());
}

TEST(Limits, OfTextNameTheField) {
  Limits limits;
  limits.max_text_bytes = 9;
  const model::CycleLog log = ThreeLaunches();
  ExpectPast(DecodeCycle(EncodeCycle(log).value(), limits).status(),
             "entry 2 (b): launched.note: 10 bytes of text are more than the limit of 9 "
             "(max_text_byte_count)");
  ExpectPast(DecodeCycleJson(EncodeCycleJson(log).value(), limits).status(),
             "entry 2 (b): launched.note: 10 bytes of text are more than the limit of 9 "
             "(max_text_byte_count)");
}

TEST(Limits, OfOneEntryNameIt) {
  Limits limits;
  limits.max_entry_bytes = 15;
  const model::CycleLog log = ThreeLaunches();  // The second: 3 + 3 + 12 bytes.
  for (const absl::Status& status :
       {DecodeCycle(EncodeCycle(log).value(), limits).status(),
        DecodeCycleJson(EncodeCycleJson(log).value(), limits).status()}) {
    ExpectPast(status,
               "entry 2 (b): 18 bytes are more than the limit of 15 (max_entry_byte_count)");
  }
}

// What an element takes in memory has nothing to do with its bytes: an empty one takes two.
TEST(Limits, OfElementsCountThemOverAllEntriesBeforeTheyAreMade) {
  Limits limits;
  limits.max_element_count = 3;
  model::CycleLog log;
  for (const char* id : {"a", "b"}) {
    model::Entry entry;
    entry.id = id;
    entry.fact = model::CommonCauseDeclared{id, {"", ""}, 0.5};
    log.entries.push_back(entry);
  }
  ExpectPast(DecodeCycle(EncodeCycle(log).value(), limits).status(),
             "entry 2 (b): common_cause_declared.nodes[1]: 4 elements are more than the limit of 3 "
             "(max_element_count)");
  ExpectPast(DecodeCycleJson(EncodeCycleJson(log).value(), limits).status(),
             "entry 2 (b): commonCauseDeclared.nodes[1]: 4 elements are more than the limit of 3 "
             "(max_element_count)");
  limits.max_element_count = 4;
  EXPECT_TRUE(DecodeCycle(EncodeCycle(log).value(), limits).ok());
  EXPECT_TRUE(DecodeCycleJson(EncodeCycleJson(log).value(), limits).ok());
}

// Four megabytes of empty texts; messages are counted likewise.
TEST(Limits, AnEntryOfEmptyElementsIsRefusedByDefault) {
  model::Entry entry;
  entry.id = "hostile";
  entry.fact = model::CommonCauseDeclared{"cause", std::vector<std::string>(2'000'001), 0.5};
  ExpectPast(
      DecodeEntry(EncodeEntry(entry).value()).status(),
      "entry (hostile): common_cause_declared.nodes[2000000]: 2000001 elements are more than "
      "the limit of 2000000 (max_element_count)");
}

TEST(Limits, OfRowsCountNodesAndEdges) {
  Limits limits;
  limits.max_row_count = 2;
  const engine::RiskGraphInput graph{{{"a", 0.1}, {"b", 0.1}}, {{"a", "b", 1}}};
  ExpectPast(
      DecodeRiskGraph(EncodeRiskGraph(graph, Encoding::kBinary).value(), Encoding::kBinary, limits)
          .status(),
      "edges[0]: 3 elements are more than the limit of 2 (max_row_count)");
  limits.max_row_count = 3;
  limits.max_element_count = 1;
  EXPECT_TRUE(
      DecodeRiskGraph(EncodeRiskGraph(graph, Encoding::kBinary).value(), Encoding::kBinary, limits)
          .ok());
}

TEST(Limits, OfDepthCountMessages) {
  Limits limits;
  limits.max_depth = 6;
  ASSERT_TRUE(DecodeEntry(EncodeEntry(Nested(6)).value(), limits).ok());
  ASSERT_TRUE(DecodeEntryJson(EncodeEntryJson(Nested(6)).value(), limits).ok());
  ExpectPast(DecodeEntry(EncodeEntry(Nested(7)).value(), limits).status(),
             "entry (deep): criterion_set.criterion.formula.parts[0].parts[0].parts[0]: 7 messages "
             "inside each other are more than the limit of 6 (max_depth_count)");
  ExpectPast(DecodeEntryJson(EncodeEntryJson(Nested(7)).value(), limits).status(),
             "entry (deep): criterionSet.criterion.formula.parts[0].parts[0].parts[0]: 7 messages "
             "inside each other are more than the limit of 6 (max_depth_count)");
}

TEST(Limits, ByDefaultTakeInBothFormatsWhatTheyAllow) {
  const Limits limits;
  model::CycleLog log;
  log.entries = {Nested(limits.max_depth - 1)};  // The cycle is one more.
  EXPECT_EQ(DecodeCycle(EncodeCycle(log).value()).value(), log);
  EXPECT_EQ(DecodeCycleJson(EncodeCycleJson(log).value()).value(), log);
}

TEST(Limits, OfDepthAreKeptWhenWritingToo) {
  EXPECT_FALSE(EncodeEntry(Nested(200)).ok());
  EXPECT_EQ(EncodeEntry(Nested(200)).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace readiness::wire
