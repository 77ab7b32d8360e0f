#include "readiness/base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace readiness::base {
namespace {

// An encoder of our own, to compare with.
std::string Encoded(uint32_t point) {
  std::string bytes;
  const auto tail = [point](unsigned shift) {
    return static_cast<char>(0x80 | ((point >> shift) & 0x3F));
  };
  if (point < 0x80) {
    bytes = {static_cast<char>(point)};
  } else if (point < 0x800) {
    bytes = {static_cast<char>(0xC0 | point >> 6), tail(0)};
  } else if (point < 0x10000) {
    bytes = {static_cast<char>(0xE0 | point >> 12), tail(6), tail(0)};
  } else {
    bytes = {static_cast<char>(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
  }
  return bytes;
}

TEST(Utf8, EveryCodePointButSurrogatesIsValid) {
  for (uint32_t point = 0; point <= 0x10FFFF; ++point) {
    const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    ASSERT_EQ(InvalidUtf8At(Encoded(point)).has_value(), is_surrogate) << point;
  }
  EXPECT_TRUE(InvalidUtf8At(Encoded(0x110000)).has_value());
}

// RFC 3629 section 3: the shortest form only.
TEST(Utf8, OverlongFormsAndStrayBytesAreNot) {
  for (const char* bytes :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\x80", "\xBF", "\xFE", "\xFF",
        "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3\x28", "\xE2\x28\xA1", "\xF5\x80\x80\x80"}) {
    EXPECT_EQ(InvalidUtf8At(bytes), 0u) << Shown(bytes);
  }
}

TEST(Utf8, TheOffsetIsThatOfTheFirstBadByteAlsoBehindLongAscii) {
  EXPECT_EQ(InvalidUtf8At("0123456789abcdef\xFFzzzzzzzzz"), 16u);
  EXPECT_EQ(InvalidUtf8At("01234567\xC3\xA9\xFF"), 10u);
  EXPECT_FALSE(InvalidUtf8At("0123456789abcdefg\xC3\xA9").has_value());
  EXPECT_FALSE(InvalidUtf8At("").has_value());
}

TEST(Utf8, ShownTextIsOneShortLine) {
  EXPECT_EQ(Quoted("a\"b\\c\n\x01\xFF\xC3\xA9"), "\"a\\\"b\\\\c\\x0a\\x01\\xff\xC3\xA9\"");
  EXPECT_EQ(Shown(std::string(100, 'x'), 10), "xxxxxxxxxx...");
  EXPECT_EQ(Shown("0123456789", 10), "0123456789");
}

}  // namespace
}  // namespace readiness::base
