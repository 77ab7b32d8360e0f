// readiness/metric/duration_bin.h: durations in log-linear bins, 128 to the octave.
//
//   DurationBin(90'000'000)      -> the bin that holds 90 s
//   DurationBinLow(bin)          -> its lower end in microseconds, included
//   DurationBinMiddle(bin)       -> what stands for it, at most 1/256 (0.39 %) from all it holds
//
// Bin 0 holds [0, 1 s). Bin 1 + 128 k + j holds [2^k (1 + j/128), 2^k (1 + (j+1)/128)) seconds, for
// k from 0 to 28. The last holds 2^29 s (17 years) and more; its lower end stands for it. What is
// below 0 is in bin 0: whoever measures clamps and counts.
//
// Units:   microseconds.   Cost: 1 ns, no branches, and vectorizes.   Threads: values only.
// Source:  log-linear histograms, as in HdrHistogram and in Masson, Rim and Lee (2019),
//          doi:10.14778/3352063.3352135, here with 7 bits of mantissa.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace readiness::metric {

inline constexpr int kBinBits = 7;
inline constexpr int kBinOctaves = 29;
inline constexpr size_t kDurationBinCount = (size_t{kBinOctaves} << kBinBits) + 2;
inline constexpr int64_t kMicrosPerSecond = 1'000'000;

namespace internal {

// The least number of 53 bits above a millionth, 1.7e-16 of it more: a product takes half as long
// as a quotient, and is as sure. The ends of bins are numbers of 53 bits, so what reaches one is
// never rounded below it; and the last whole number of microseconds before an end is at least 0.5
// away, 9e-16 of it or more, which the millionth and half a unit in the last place do not make up
// for.
inline constexpr double kMillionth = 0x1.0c6f7a0b5ed8ep-20;

// The octave and the first bits of the mantissa of a number of seconds that is not below 0.
[[nodiscard]] constexpr uint64_t DurationCode(double seconds) {
  return std::bit_cast<uint64_t>(seconds) >> (52U - kBinBits);
}
// The bin of a DurationCode.
template <typename Code>
[[nodiscard]] constexpr uint32_t BinOfCode(Code code) {
  const Code bin = code - (Code{1023} << kBinBits) + 1;
  constexpr auto kLast = static_cast<Code>(kDurationBinCount - 1);
  return static_cast<uint32_t>(bin < 0 ? 0 : bin > kLast ? kLast : bin);
}

}  // namespace internal

[[nodiscard]] constexpr uint32_t DurationBin(int64_t micros) {
  // Exact below 2^53; what is larger is in the last bin by far.
  const double seconds = static_cast<double>(micros) * internal::kMillionth;
  // A sign bit stays and makes the code negative, and so the bin 0.
  const auto code = static_cast<int64_t>(std::bit_cast<uint64_t>(seconds)) >> (52U - kBinBits);
  return internal::BinOfCode(code);
}

// The least whole number of microseconds in the bin; for kDurationBinCount, the one past the last.
[[nodiscard]] constexpr int64_t DurationBinLow(size_t bin) {
  if (bin == 0) return 0;
  const auto octave = static_cast<unsigned>((bin - 1) >> kBinBits);
  const auto part = static_cast<int64_t>((bin - 1) & ((size_t{1} << kBinBits) - 1));
  // 2^octave (128 + part) / 128 seconds; 1e6 / 128 is 15625 / 2.
  const int64_t halves = (part + (int64_t{1} << kBinBits)) * 15'625;
  return octave == 0 ? (halves + 1) / 2 : halves << (octave - 1U);
}

// Where the last bin begins, in seconds: of what lies in it no more is known than that it is at
// least as long.
inline constexpr double kLongestKnownSeconds = static_cast<double>(1U << kBinOctaves);

// What stands for all durations of the bin, in microseconds.
[[nodiscard]] constexpr int64_t DurationBinMiddle(size_t bin) {
  const int64_t low = DurationBinLow(bin);
  return bin + 1 >= kDurationBinCount ? low : low + (DurationBinLow(bin + 1) - low) / 2;
}

}  // namespace readiness::metric
