// readiness/risk/internal/id_order.h: the order of many ids, by bytes.
//
// Ids often share a beginning ("node-000123"); the eight bytes after what all share are compared as
// one number before the text itself is touched.
//
// Cost: O(N log N) comparisons, most of them of two integers; O(N) where the ids are in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

namespace readiness::risk::internal {

[[nodiscard]] inline size_t SharedBeginning(std::span<const std::string_view> ids) {
  if (ids.empty()) return 0;
  size_t shared = ids.front().size();
  for (const std::string_view id : ids) {
    const size_t most = std::min(shared, id.size());
    shared = 0;
    while (shared < most && id[shared] == ids.front()[shared]) ++shared;
    if (shared == 0) break;
  }
  return shared;
}

// Eight bytes of `id` from `begin` on, first byte heaviest, padded with zeros.
[[nodiscard]] inline uint64_t EightBytes(std::string_view id, size_t begin) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < 8; ++i) {
    const size_t at = begin + i;
    bytes = (bytes << 8) | (at < id.size() ? static_cast<unsigned char>(id[at]) : 0U);
  }
  return bytes;
}

// The positions of `ids` in the order of their bytes; equal ids stay in the order given.
[[nodiscard]] inline std::vector<uint32_t> OrderOfIds(std::span<const std::string_view> ids) {
  std::vector<uint32_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0U);
  if (std::is_sorted(ids.begin(), ids.end())) return order;

  struct Key {
    uint64_t bytes;
    uint32_t position;
  };
  const size_t begin = SharedBeginning(ids);
  std::vector<Key> keys(ids.size());
  for (uint32_t i = 0; i < keys.size(); ++i) keys[i] = {EightBytes(ids[i], begin), i};
  std::sort(keys.begin(), keys.end(), [ids](const Key& a, const Key& b) {
    if (a.bytes != b.bytes) return a.bytes < b.bytes;
    const int text = ids[a.position].compare(ids[b.position]);
    return text != 0 ? text < 0 : a.position < b.position;
  });
  for (size_t i = 0; i < keys.size(); ++i) order[i] = keys[i].position;
  return order;
}

}  // namespace readiness::risk::internal
