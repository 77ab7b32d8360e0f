#include "readiness/base/text.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace readiness::base {
namespace {

TEST(Text, GoesToAbslAndBackWithoutCopying) {
  constexpr std::string_view kText = "launch";
  const absl::string_view there = ToAbsl(kText);
  EXPECT_EQ(there.data(), kText.data());
  EXPECT_EQ(there.size(), 6u);
  const std::string_view back = ToStd(there);
  EXPECT_EQ(back.data(), kText.data());
  EXPECT_EQ(back, "launch");
}

TEST(Text, KeepsZeroBytesInside) {
  const std::string_view text("a\0b", 3);
  EXPECT_EQ(ToStd(ToAbsl(text)), text);
  EXPECT_EQ(Cat(text, "!"), std::string("a\0b!", 4));
}

TEST(Text, KeepsTheEmptyViewEmpty) {
  EXPECT_TRUE(ToAbsl(std::string_view()).empty());
  EXPECT_TRUE(ToStd(absl::string_view()).empty());
}

TEST(Text, CatJoinsEveryKindOfTextAndNumbers) {
  const std::string owned = "owned";
  constexpr std::string_view kView = "view";
  EXPECT_EQ(Cat(owned, ", ", kView, ", ", absl::string_view("absl"), ", ", 3, ", ", -2.5),
            "owned, view, absl, 3, -2.5");
}

TEST(Text, CatOfNothingIsEmpty) { EXPECT_EQ(Cat(), ""); }

}  // namespace
}  // namespace readiness::base
