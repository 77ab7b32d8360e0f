// A handle that somebody has for himself refuses every other call, from his thread and from any
// other, by a code and never by a crash: what is noticed of a breach of the rule of threads.
//
// A stream's callbacks run while the call that reads it has the handle, so that the other call
// comes for certain in the middle of it.
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "readiness/c/readiness.h"
#include "readiness/c/readiness_arrow.h"

namespace {

// A stream that calls `in_between` when it is asked for its schema, and then fails.
struct Interruption {
  std::function<void()> in_between;
  ArrowArrayStream stream{};

  explicit Interruption(std::function<void()> call) : in_between(std::move(call)) {
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema*) {
      static_cast<Interruption*>(self->private_data)->in_between();
      return 5;
    };
    stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return 5; };
    stream.get_last_error = [](ArrowArrayStream*) -> const char* { return "as asked"; };
    stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
    stream.private_data = this;
  }
};

class HandleInUse : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(readiness_metric_state_new(nullptr, 0, READINESS_FORMAT_JSON, &state_, nullptr), 0);
  }
  void TearDown() override { readiness_metric_state_free(state_); }

  // The code and the message of `call(&error)` while a call changes the state.
  template <typename Call>
  std::string During(const Call& call, bool in_another_thread) {
    std::string said;
    const auto once = [&] {
      readiness_error* error = nullptr;
      const int32_t code = call(&error);
      said = std::to_string(code);
      if (error != nullptr) said.append(" ").append(readiness_error_message(error, nullptr));
      readiness_error_free(error);
    };
    Interruption interruption([&] {
      if (in_another_thread) {
        std::thread(once).join();
      } else {
        once();
      }
    });
    EXPECT_EQ(readiness_metric_state_ingest_arrow_stream(state_, &interruption.stream, nullptr),
              READINESS_UNAVAILABLE);
    return said;
  }

  readiness_metric_state* state_ = nullptr;
};

constexpr char kForItself[] =
    "9 C: another call has this metric state for itself; a call that takes a metric state that is "
    "not const needs it for itself";
constexpr char kInUse[] =
    "9 C: another call has this metric state in use; a call that takes a metric state that is not "
    "const needs it for itself";

TEST_F(HandleInUse, RefusesToBeRead) {
  const auto evaluate = [this](readiness_error** error) {
    readiness_buffer* answer = nullptr;
    return readiness_metric_state_evaluate(state_, nullptr, 0, READINESS_FORMAT_JSON, &answer,
                                           error);
  };
  EXPECT_EQ(During(evaluate, /*in_another_thread=*/false), kForItself);
  EXPECT_EQ(During(evaluate, /*in_another_thread=*/true), kForItself);
}

TEST_F(HandleInUse, RefusesToBeChanged) {
  const auto ingest = [this](readiness_error** error) {
    constexpr char kRows[] = "time,kind,entity,event\n1,ticket,T-1,opened\n";
    return readiness_metric_state_ingest_rows(state_, reinterpret_cast<const uint8_t*>(kRows),
                                              std::strlen(kRows), READINESS_FORMAT_CSV, error);
  };
  EXPECT_EQ(During(ingest, /*in_another_thread=*/false), kInUse);
  EXPECT_EQ(During(ingest, /*in_another_thread=*/true), kInUse);
  // And is whole afterwards.
  EXPECT_EQ(ingest(nullptr), READINESS_OK);
}

}  // namespace
