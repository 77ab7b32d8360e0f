// readiness/metric/internal/find_fingerprint.h: is a fingerprint among a few? All are compared side
// by side, without a branch that depends on them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/base/attributes.h"

namespace readiness::metric::internal {

// `wanted` is not 0; what is free among `all` holds 0. kSize is a multiple of four.
template <size_t kSize>
[[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE inline bool IsAmong(
    uint32_t wanted, const std::array<uint32_t, kSize>& all) {
  static_assert(kSize % 4 == 0);
  // A vector of four in one register, as compilers offer it for every processor.
  using Four [[gnu::vector_size(16)]] = uint32_t;
  using Two [[gnu::vector_size(16)]] = uint64_t;
  const Four four_wanted = {wanted, wanted, wanted, wanted};
  Two found = {0, 0};
  for (size_t i = 0; i < kSize; i += 4) {
    Four some;
    std::memcpy(&some, all.data() + i, sizeof(some));
    found |= reinterpret_cast<Two>(some == four_wanted);
  }
  return (found[0] | found[1]) != 0;
}

}  // namespace readiness::metric::internal
