// readiness/metric/internal/key_log.h: counts of keys that are written one after the other, and
// brought together, sorted, once they became twice as many. A key that counts one, as nearly every
// exact time does, takes 8 bytes, with its room to grow 12; any other 16, and 24.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace readiness::metric::internal {

class KeyLog {
 public:
  struct Entry {
    int64_t key = 0;
    int64_t count = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  // `count` is not 0.
  void Add(int64_t key, int64_t count) {
    // In order already, as when they are read.
    const bool is_next = IsTogether() && (ones_.empty() || ones_.back() < key) &&
                         (others_.empty() || others_.back().key < key);
    if (count == 1) {
      MakeRoom(ones_);
      ones_.push_back(key);
      sorted_ones_ += is_next ? 1U : 0U;
    } else {
      MakeRoom(others_);
      others_.push_back({key, count});
      sorted_others_ += is_next ? 1U : 0U;
    }
  }
  // Did as many come as there were before?
  [[nodiscard]] bool IsDue() const {
    return waiting() >= std::max<size_t>(kFewest, sorted_ones_ + sorted_others_);
  }
  // How many came since they were brought together.
  [[nodiscard]] size_t waiting() const {
    return ones_.size() - sorted_ones_ + others_.size() - sorted_others_;
  }
  [[nodiscard]] bool IsEmpty() const { return ones_.empty() && others_.empty(); }
  [[nodiscard]] bool IsTogether() const { return waiting() == 0; }
  // So many places are taken.
  [[nodiscard]] size_t size() const { return ones_.size() + others_.size(); }

  // Sorts them, adds up those of one key and drops zeros.
  void BringTogether() {
    const auto is_less = [](const Entry& a, const Entry& b) { return a.key < b.key; };
    const auto ones = ones_.begin() + static_cast<std::ptrdiff_t>(sorted_ones_);
    const auto others = others_.begin() + static_cast<std::ptrdiff_t>(sorted_others_);
    std::sort(ones, ones_.end());
    std::inplace_merge(ones_.begin(), ones, ones_.end());
    std::sort(others, others_.end(), is_less);
    std::inplace_merge(others_.begin(), others, others_.end(), is_less);
    if (!others_.empty() || std::adjacent_find(ones_.begin(), ones_.end()) != ones_.end()) AddUp();
    sorted_ones_ = ones_.size();
    sorted_others_ = others_.size();
  }
  // A key in the middle of those that count one (or of the others, where they are more) and those
  // a quarter of all before and behind it; of keys that were brought together, not none.
  [[nodiscard]] std::array<int64_t, 3> Quarters() const {
    const auto at = [this](size_t quarter) {
      if (ones_.size() >= others_.size()) return ones_[(ones_.size() - 1) * quarter / 4];
      return others_[(others_.size() - 1) * quarter / 4].key;
    };
    return {at(1), at(2), at(3)};
  }
  // Calls `visit(key, count)` for each key whose count is not zero, keys ascending.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    if (IsTogether()) return Walk(visit);
    KeyLog together = *this;
    together.BringTogether();
    together.Walk(visit);
  }
  // Calls `visit(key, count)` for all that came, keys more than once and in any order.
  template <typename Visit>
  void ForEachAsTheyCame(const Visit& visit) const {
    for (const int64_t key : ones_) visit(key, int64_t{1});
    for (const Entry& entry : others_) visit(entry.key, entry.count);
  }
  [[nodiscard]] int64_t CountOf(int64_t key) const {
    int64_t count = std::count(ones_.begin(), ones_.end(), key);
    for (const Entry& entry : others_) count += entry.key == key ? entry.count : 0;
    return count;
  }
  // Becomes the counts of the opposite sign.
  void Negate() {
    KeyLog negative;
    ForEach([&negative](int64_t key, int64_t count) { negative.Add(key, -count); });
    *this = std::move(negative);
  }

 private:
  static constexpr size_t kFewest = 16;

  // For one more, and half as many as there are.
  template <typename Value>
  static void MakeRoom(std::vector<Value>& values) {
    const size_t size = values.size();
    if (size == values.capacity()) [[unlikely]]
      values.reserve(size + size / 2 + 1);
  }

  // Each key of sorted ones once, without zeros; in place, since mostly little changes.
  void AddUp() {
    std::vector<Entry> fresh;  // What counted one more than once.
    size_t kept_ones = 0, kept_others = 0;
    for (size_t one = 0, other = 0; one < ones_.size() || other < others_.size();) {
      const bool is_one =
          other == others_.size() || (one < ones_.size() && ones_[one] <= others_[other].key);
      const int64_t key = is_one ? ones_[one] : others_[other].key;
      const size_t first_other = other;
      int64_t count = 0;
      for (; one < ones_.size() && ones_[one] == key; ++one) ++count;
      for (; other < others_.size() && others_[other].key == key; ++other) {
        count += others_[other].count;
      }
      if (count == 0) continue;
      if (count == 1 && is_one) {
        ones_[kept_ones++] = key;
      } else if (other != first_other) {
        others_[kept_others++] = {key, count};
      } else {
        fresh.push_back({key, count});
      }
    }
    ones_.resize(kept_ones);
    others_.resize(kept_others);
    if (!fresh.empty()) {
      const auto middle = static_cast<std::ptrdiff_t>(others_.size());
      others_.insert(others_.end(), fresh.begin(), fresh.end());
      std::inplace_merge(others_.begin(), others_.begin() + middle, others_.end(),
                         [](const Entry& a, const Entry& b) { return a.key < b.key; });
    }
    if (ones_.capacity() / 4 > ones_.size()) ones_.shrink_to_fit();
    if (others_.capacity() / 4 > others_.size()) others_.shrink_to_fit();
  }

  // Of keys that are sorted.
  template <typename Visit>
  void Walk(const Visit& visit) const {
    auto one = ones_.begin();
    auto other = others_.begin();
    while (one != ones_.end() || other != others_.end()) {
      const bool is_one = other == others_.end() || (one != ones_.end() && *one <= other->key);
      const int64_t key = is_one ? *one : other->key;
      int64_t count = 0;
      for (; one != ones_.end() && *one == key; ++one) ++count;
      for (; other != others_.end() && other->key == key; ++other) count += other->count;
      if (count != 0) visit(key, count);
    }
  }

  std::vector<int64_t> ones_;  // Keys that count one, each as often as it came.
  std::vector<Entry> others_;
  // So many of them are in order, each key once in both together, no count zero.
  size_t sorted_ones_ = 0;
  size_t sorted_others_ = 0;
};

}  // namespace readiness::metric::internal
