// tests/c/outcome.h: what a call of the C interface gave, all of it checked against each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "readiness/c/readiness.h"

namespace readiness::c {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};
using CycleHandle = std::unique_ptr<readiness_cycle, Free<readiness_cycle_free>>;
using StateHandle = std::unique_ptr<readiness_metric_state, Free<readiness_metric_state_free>>;
using GraphHandle = std::unique_ptr<readiness_risk_graph, Free<readiness_risk_graph_free>>;

inline const uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

// What a call gave: its status, its bytes, and what the error says.
struct Outcome {
  int32_t code = -1;
  std::string bytes;
  std::string message;
  std::string location;
  std::string detail;
};

template <typename Call>
Outcome Observe(const Call& call) {
  readiness_buffer* buffer = nullptr;
  readiness_error* error = nullptr;
  Outcome outcome;
  outcome.code = call(&buffer, &error);
  EXPECT_EQ(outcome.code, readiness_error_code(error));
  EXPECT_EQ(outcome.code == READINESS_OK, error == nullptr);
  EXPECT_TRUE(outcome.code == READINESS_OK || buffer == nullptr);
  if (buffer != nullptr) {
    outcome.bytes.assign(reinterpret_cast<const char*>(readiness_buffer_data(buffer)),
                         readiness_buffer_size(buffer));
    EXPECT_EQ(readiness_buffer_data(buffer)[readiness_buffer_size(buffer)], 0);
  }
  size_t size = 0;
  outcome.message = readiness_error_message(error, &size);
  EXPECT_EQ(outcome.message.size(), size);
  outcome.location = readiness_error_location(error, nullptr);
  const uint8_t* const detail = readiness_error_detail(error, &size);
  outcome.detail.assign(reinterpret_cast<const char*>(detail), size);
  readiness_buffer_free(buffer);
  readiness_error_free(error);
  return outcome;
}

}  // namespace readiness::c
