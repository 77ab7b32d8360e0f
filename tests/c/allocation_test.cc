// Running out of memory at any point of any entry is an error that says so, and nothing is lost or
// changed.
//
// The operators that allocate are replaced for the whole process, the C library included, so that
// the n-th allocation of a thread fails.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "readiness/c/readiness.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define READINESS_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define READINESS_IS_SANITIZED 1
#endif
#endif

#ifndef READINESS_IS_SANITIZED  // A sanitizer brings operators of its own.

namespace {

thread_local long allocations_left = -1;  // Below zero: as many as are asked for.

void* Allocate(size_t size) {
  if (allocations_left == 0) return nullptr;
  if (allocations_left > 0) --allocations_left;
  return std::malloc(size == 0 ? 1 : size);
}

// Not inlined: gcc would see a block of operator new given to free.
[[gnu::noinline]] void Release(void* block) { std::free(block); }

}  // namespace

void* operator new(size_t size) {
  void* const block = Allocate(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void* operator new(size_t size, const std::nothrow_t&) noexcept { return Allocate(size); }
void* operator new[](size_t size) { return operator new(size); }
void operator delete(void* block) noexcept { Release(block); }
void operator delete(void* block, size_t) noexcept { Release(block); }
void operator delete[](void* block) noexcept { Release(block); }
void operator delete[](void* block, size_t) noexcept { Release(block); }

namespace {

const uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

std::string Example() {
  std::ifstream file(READINESS_SOURCE_DIR "/examples/legaltech_onboarding.cycle.json",
                     std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

// Calls until no allocation is made to fail any more: every one of the first hundred, then ever
// fewer. `call` returns the status and frees what it got.
template <typename Call>
int FailEverywhere(const Call& call) {
  EXPECT_EQ(call(), READINESS_OK);  // What is made once is made now.
  int failures = 0;
  for (long n = 0;; n += 1 + n / 100) {
    allocations_left = n;
    const int32_t code = call();
    allocations_left = -1;
    if (code == READINESS_OK) return failures;
    EXPECT_EQ(code, READINESS_RESOURCE_EXHAUSTED) << "at allocation " << n;
    ++failures;
    if (testing::Test::HasFailure()) return failures;
  }
}

int32_t Freed(int32_t code, readiness_buffer* buffer, readiness_error* error) {
  EXPECT_EQ(code, readiness_error_code(error));
  EXPECT_EQ(code == READINESS_OK, buffer != nullptr);
  readiness_buffer_free(buffer);
  readiness_error_free(error);
  return code;
}

class Allocation : public testing::Test {
 protected:
  void SetUp() override {
    log_ = Example();
    ASSERT_EQ(readiness_cycle_load(Bytes(log_), log_.size(), READINESS_FORMAT_JSON, nullptr, 0,
                                   &cycle_, nullptr),
              READINESS_OK);
    assessment_ = Assessment();
  }
  void TearDown() override {
    if (!is_lost_) {
      EXPECT_EQ(Assessment(), assessment_);
    }
    readiness_cycle_free(cycle_);
  }

  [[nodiscard]] std::string Assessment() const {
    readiness_buffer* buffer = nullptr;
    EXPECT_EQ(readiness_cycle_assess(cycle_, nullptr, 0, READINESS_FORMAT_JSON, &buffer, nullptr),
              READINESS_OK);
    std::string text(reinterpret_cast<const char*>(readiness_buffer_data(buffer)),
                     readiness_buffer_size(buffer));
    readiness_buffer_free(buffer);
    return text;
  }

  std::string log_;
  readiness_cycle* cycle_ = nullptr;
  std::string assessment_;
  bool is_lost_ = false;
};

TEST_F(Allocation, FailsInNew) {
  EXPECT_GE(FailEverywhere([] {
              readiness_cycle* cycle = nullptr;
              readiness_error* error = nullptr;
              const int32_t code = readiness_cycle_new(&cycle, &error);
              EXPECT_EQ(code == READINESS_OK, cycle != nullptr);
              readiness_cycle_free(cycle);
              readiness_error_free(error);
              return code;
            }),
            1);
}

TEST_F(Allocation, FailsInLoad) {
  for (const int32_t format : {READINESS_FORMAT_JSON, READINESS_FORMAT_PROTOBUF}) {
    readiness_buffer* saved = nullptr;
    ASSERT_EQ(readiness_cycle_save(cycle_, format, &saved, nullptr), READINESS_OK);
    EXPECT_GE(FailEverywhere([&] {
                readiness_cycle* cycle = nullptr;
                readiness_error* error = nullptr;
                const int32_t code =
                    readiness_cycle_load(readiness_buffer_data(saved), readiness_buffer_size(saved),
                                         format, nullptr, 0, &cycle, &error);
                EXPECT_EQ(code == READINESS_OK, cycle != nullptr);
                readiness_cycle_free(cycle);
                readiness_error_free(error);
                return code;
              }),
              100);
    readiness_buffer_free(saved);
  }
}

TEST_F(Allocation, FailsInAssess) {
  for (const int32_t format : {READINESS_FORMAT_JSON, READINESS_FORMAT_PROTOBUF}) {
    EXPECT_GE(FailEverywhere([&] {
                readiness_buffer* buffer = nullptr;
                readiness_error* error = nullptr;
                const int32_t code =
                    readiness_cycle_assess(cycle_, nullptr, 0, format, &buffer, &error);
                return Freed(code, buffer, error);
              }),
              100);
  }
}

TEST_F(Allocation, FailsInAppendAndThenTheCycleSaysThatItIsLost) {
  constexpr std::string_view kEntry =
      R"({"id":"n","recordedAt":"2027-01-01T00:00:00Z","actor":"nora-achterberg",)"
      R"("reportPublished":{"id":"w","kind":"WEEKLY","title":"Week"}})";
  int lost = 0;
  for (long n = 0;; ++n) {
    readiness_error* error = nullptr;
    allocations_left = n;
    const int32_t code =
        readiness_cycle_append(cycle_, Bytes(kEntry), kEntry.size(), READINESS_FORMAT_JSON, &error);
    allocations_left = -1;
    const std::string message = readiness_error_message(error, nullptr);
    readiness_error_free(error);
    if (code == READINESS_OK) break;
    ASSERT_EQ(code, READINESS_RESOURCE_EXHAUSTED) << message;
    readiness_buffer* saved = nullptr;
    const int32_t after = readiness_cycle_save(cycle_, READINESS_FORMAT_JSON, &saved, nullptr);
    readiness_buffer_free(saved);
    if (after == READINESS_OK) continue;  // It had not begun to change anything.
    ASSERT_EQ(after, READINESS_DATA_LOSS);
    ++lost;
    readiness_cycle_free(cycle_);
    ASSERT_EQ(readiness_cycle_load(Bytes(log_), log_.size(), READINESS_FORMAT_JSON, nullptr, 0,
                                   &cycle_, nullptr),
              READINESS_OK);
  }
  EXPECT_GE(lost, 1);
  is_lost_ = true;  // It has one entry more now.
}

TEST_F(Allocation, FailsInQueryAndSave) {
  for (const std::string_view request :
       {R"({"report":{"form":"HTML"}})", R"({"explain":{"id":"old-rules"}})", R"({"policy":{}})",
        R"({"change":{"from":"2026-05-01T00:00:00Z"}})", R"({"entries":{}})"}) {
    EXPECT_GE(FailEverywhere([&] {
                readiness_buffer* buffer = nullptr;
                readiness_error* error = nullptr;
                const int32_t code = readiness_cycle_query(cycle_, Bytes(request), request.size(),
                                                           READINESS_FORMAT_JSON, &buffer, &error);
                return Freed(code, buffer, error);
              }),
              100)
        << request;
  }
  EXPECT_GE(FailEverywhere([&] {
              readiness_buffer* buffer = nullptr;
              readiness_error* error = nullptr;
              const int32_t code =
                  readiness_cycle_save(cycle_, READINESS_FORMAT_JSON, &buffer, &error);
              return Freed(code, buffer, error);
            }),
            10);
}

}  // namespace

#endif  // READINESS_IS_SANITIZED
