// Whatever is thrown inside an entry of the C interface comes out as a status and an error.
#include "c/guard.h"

#include <new>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace readiness::c {
namespace {

template <typename Body>
std::string MessageOf(int32_t expected_code, const Body& body) {
  readiness_error* error = nullptr;
  EXPECT_EQ(Guard(&error, body), expected_code);
  EXPECT_EQ(Guard(nullptr, body), expected_code);  // Nobody asks why.
  EXPECT_EQ(readiness_error_code(error), expected_code);
  std::string message = readiness_error_message(error, nullptr);
  readiness_error_free(error);
  return message;
}

TEST(Guard, GivesTheStatusOfItsBody) {
  EXPECT_EQ(MessageOf(READINESS_OK, [] { return absl::OkStatus(); }), "");
  readiness_error* error = nullptr;
  const int32_t code = Guard(
      &error, [] { return base::At("entry 3 (risk/x)", base::Refused("R24", "two\nowners")); });
  EXPECT_EQ(code, READINESS_FAILED_PRECONDITION);
  EXPECT_STREQ(readiness_error_message(error, nullptr), "entry 3 (risk/x): R24: two owners");
  EXPECT_STREQ(readiness_error_location(error, nullptr), "entry 3 (risk/x)");
  size_t size = 0;
  const uint8_t* detail = readiness_error_detail(error, &size);
  // {rule (1): "R24", place (2): "entry 3 (risk/x)"}
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(detail), size),
            "\x0a\x03R24\x12\x10"
            "entry 3 (risk/x)");
  readiness_error_free(error);
}

TEST(Guard, ShowsNoControlCharacters) {
  EXPECT_EQ(MessageOf(READINESS_NOT_FOUND,
                      [] { return absl::NotFoundError("a\x1b[2Jb\u2028c\x7f\u2014d\n"); }),
            "a [2Jb   c \u2014d ");
}

TEST(Guard, LetsNoExceptionOut) {
  EXPECT_EQ(
      MessageOf(READINESS_RESOURCE_EXHAUSTED, []() -> absl::Status { throw std::bad_alloc(); }),
      "memory: there is not enough of it; nothing was changed");
  EXPECT_EQ(
      MessageOf(READINESS_INTERNAL, []() -> absl::Status { throw std::runtime_error("broken"); }),
      "a fault of the library, please report it: broken");
  EXPECT_EQ(MessageOf(READINESS_UNKNOWN, []() -> absl::Status { throw 7; }),
            "a fault of the library, please report it: an exception of no known type");
}

TEST(Guard, ForgetsAnErrorOfBefore) {
  int something = 0;
  auto* error = reinterpret_cast<readiness_error*>(&something);
  EXPECT_EQ(Guard(&error, [] { return absl::OkStatus(); }), READINESS_OK);
  EXPECT_EQ(error, nullptr);
}

}  // namespace
}  // namespace readiness::c
