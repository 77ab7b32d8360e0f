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
