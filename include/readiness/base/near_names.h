// readiness/base/near_names.h: the names that were probably meant where one is not known.
//
// Names are near by Levenshtein's distance without regard to ASCII case: at most a third of the
// wanted letters may differ, and two always may; a name that holds the whole wanted word, of three
// letters or more, counts as that far.
//
// Cost:    O(names x length squared), names of more than 200 bytes left out.
// Threads: free functions of their arguments.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace readiness::base {

namespace internal {

// Levenshtein's distance in bytes, cut off at `most` + 1.
[[nodiscard]] inline size_t EditDistance(std::string_view a, std::string_view b, size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::vector<size_t> row(a.size() + 1);
  for (size_t i = 0; i <= a.size(); ++i) row[i] = i;
  for (size_t j = 1; j <= b.size(); ++j) {
    size_t corner = row[0];
    row[0] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
      const size_t kept = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[i];
      row[i] = std::min({row[i] + 1, row[i - 1] + 1, kept});
    }
  }
  return std::min(row[a.size()], most + 1);
}

[[nodiscard]] inline std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace internal

// Up to `count` of `known` (any range of strings) that are written like `wanted`, nearest first,
// then by name.
template <typename Names>
[[nodiscard]] std::vector<std::string> NearNames(std::string_view wanted, const Names& known,
                                                 size_t count) {
  constexpr size_t kLongestName = 200;
  const std::string lower = internal::LowerAscii(wanted);
  if (lower.size() > kLongestName) return {};
  const size_t most = std::max<size_t>(2, lower.size() / 3);
  std::vector<std::pair<size_t, std::string>> near;
  for (const auto& each : known) {
    const std::string_view name = each;
    if (name.size() > kLongestName) continue;
    const std::string candidate = internal::LowerAscii(name);
    size_t distance = internal::EditDistance(lower, candidate, most);
    if (distance > most && lower.size() >= 3 && candidate.find(lower) != std::string::npos) {
      distance = most;
    }
    if (distance <= most) near.emplace_back(distance, std::string(name));
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (size_t i = 0; i < near.size() && i < count; ++i) names.push_back(std::move(near[i].second));
  return names;
}

}  // namespace readiness::base
