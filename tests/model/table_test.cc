#include "readiness/model/table.h"

#include <gtest/gtest.h>

namespace readiness::model {
namespace {

TEST(HitPolicy, PrintsTheWordsOfTheMessages) {
  EXPECT_EQ(Name(HitPolicy::kUnique), "UNIQUE");
  EXPECT_EQ(Name(HitPolicy::kAnySame), "ANY_SAME");
  EXPECT_EQ(Name(HitPolicy::kCollect), "COLLECT");
  EXPECT_EQ(Name(static_cast<HitPolicy>(9)), "");
}
TEST(TableCell, SaysWhatItAsks) {
  TableCell cell;
  EXPECT_EQ(Text(cell), "anything known");
  cell.low = 0.5;
  EXPECT_EQ(Text(cell), "0.5 <= x");
  cell.high = 0.9;
  EXPECT_EQ(Text(cell), "0.5 <= x < 0.9");
  cell.low_is_open = true;
  cell.high_is_closed = true;
  EXPECT_EQ(Text(cell), "0.5 < x <= 0.9");
  cell.low.reset();
  EXPECT_EQ(Text(cell), "x <= 0.9");
  TableCell words;
  words.any_of = {"severe", "major"};
  EXPECT_EQ(Text(words), "severe or major");
}
TEST(DecisionTable, ComparesByValue) {
  DecisionTable a;
  a.columns = {{"x", {}}};
  a.rows = {{{TableCell{}}, {"go"}, 0}};
  DecisionTable b = a;
  EXPECT_EQ(a, b);
  b.rows[0].cells[0].high = 2.0;
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace readiness::model
