#include "readiness/metric/text_dictionary.h"

#include <string>

#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

TEST(TextDictionary, GivesATextOneNumber) {
  TextDictionary texts;
  EXPECT_EQ(*texts.Intern("web"), 1U);
  EXPECT_EQ(*texts.Intern("app"), 2U);
  EXPECT_EQ(*texts.Intern("web"), 1U);
  EXPECT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts.Text(2), "app");
  EXPECT_EQ(texts.Find("app"), 2U);
}
TEST(TextDictionary, HasZeroForNothing) {
  TextDictionary texts;
  EXPECT_EQ(*texts.Intern(""), 0U);
  EXPECT_EQ(texts.Find(""), 0U);
  EXPECT_EQ(texts.Find("never seen"), 0U);
  EXPECT_EQ(texts.Text(0), "");
  EXPECT_EQ(texts.Text(5), "");
  EXPECT_EQ(texts.size(), 0U);
}
TEST(TextDictionary, KeepsTextsApartAndInPlaceAsItGrows) {
  TextDictionary texts;
  const uint32_t first = *texts.Intern("first");
  const std::string_view text = texts.Text(first);
  for (int i = 0; i < 20'000; ++i) {
    EXPECT_EQ(*texts.Intern("cohort " + std::to_string(i)), static_cast<uint32_t>(i + 2));
  }
  EXPECT_EQ(text, "first");
  for (int i = 0; i < 20'000; i += 7) {
    EXPECT_EQ(texts.Find("cohort " + std::to_string(i)), static_cast<uint32_t>(i + 2));
  }
  EXPECT_EQ(texts.Find("cohort 20000"), 0U);
}
TEST(TextDictionary, ForgetsTheLatest) {
  TextDictionary texts({.max_texts = 20'000});
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(texts.Intern("kept " + std::to_string(i)).ok());
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 19'000; ++i) {
      ASSERT_TRUE(texts.Intern(std::to_string(round) + " " + std::to_string(i)).ok());
    }
    texts.Shrink(1'000);
    EXPECT_EQ(texts.size(), 1'000U);
    EXPECT_EQ(texts.Find(std::to_string(round) + " 7"), 0U);
    EXPECT_EQ(texts.Text(1'001), "");
  }
  for (uint32_t i = 0; i < 1'000; ++i) {
    EXPECT_EQ(texts.Find("kept " + std::to_string(i)), i + 1);
  }
  EXPECT_EQ(*texts.Intern("next"), 1'001U);
}
TEST(TextDictionary, TakesAnyBytes) {
  TextDictionary texts;
  const std::string odd("a\0b\xff", 4);
  const uint32_t id = *texts.Intern(odd);
  EXPECT_EQ(texts.Text(id), odd);
  EXPECT_NE(*texts.Intern(std::string("a\0b", 3)), id);
}
TEST(TextDictionary, RefusesOneTextTooManyAndSaysWhich) {
  TextDictionary texts({.max_texts = 2, .max_length = 8});
  ASSERT_TRUE(texts.Intern("a").ok());
  ASSERT_TRUE(texts.Intern("b").ok());
  const auto refused = texts.Intern("c");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(refused.status().message(),
            "LIMIT: at most 2 different cohorts, subjects and releases are taken; \"c\" is one "
            "more. Is a column of ids among them?");
  EXPECT_EQ(*texts.Intern("b"), 2U);
  EXPECT_EQ(texts.size(), 2U);
}
TEST(TextDictionary, RefusesATextThatIsTooLong) {
  TextDictionary texts({.max_texts = 2, .max_length = 8});
  EXPECT_TRUE(texts.Intern("12345678").ok());
  EXPECT_EQ(texts.Intern("123456789").status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace readiness::metric
