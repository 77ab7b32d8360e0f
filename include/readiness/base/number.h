// readiness/base/number.h: a number as text that reads back as the same number.
//
//   ShortestText(0.1 + 0.2) == "0.30000000000000004"     Cat prints 0.3
//
// What was measured and what it is compared with are shown so: rounded, two numbers that differ
// could look the same, and a comparison that is right would look wrong.
//
// Cost: about 100 ns.   Threads: values only; free of the locale.
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace readiness::base {

// The fewest digits that read back as `number`: "75", "0.5", "1e+21", "inf", "nan".
[[nodiscard]] inline std::string ShortestText(double number) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return std::string(digits.data(), end.ptr);
}

}  // namespace readiness::base
