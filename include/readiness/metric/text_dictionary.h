// readiness/metric/text_dictionary.h: texts as small numbers, for cohorts, subjects and releases.
//
//   TextDictionary texts;
//   *texts.Intern("web")   -> 1      the first text
//   *texts.Intern("web")   -> 1      and again
//   texts.Text(1)          -> "web"
//   *texts.Intern("")      -> 0      nothing was given
//
// Ids count from 1 in the order of first sight, so they mean something beside their dictionary
// only: what is stored or sent names the texts themselves.
//
// Cost:    Intern and Find O(length), one probe; memory: the texts and some 50 bytes each.
// Errors:  ResourceExhausted (rule LIMIT) for the text that would be one too many or too long.
// Threads: const calls are safe together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/entity_id.h"

namespace readiness::metric {

struct TextLimits {
  size_t max_texts = 1'000'000;
  size_t max_length = 4'096;  // Bytes of one text.
};

class TextDictionary {
 public:
  explicit TextDictionary(TextLimits limits = {}) : limits_(limits) {}

  // The id of `text`, a new one at first sight; 0 for the empty text.
  [[nodiscard]] absl::StatusOr<uint32_t> Intern(std::string_view text) {
    if (text.empty()) return uint32_t{0};
    if (slots_.empty()) slots_.resize(16);
    const uint64_t hash = XxHash64(text);
    size_t slot = SlotOf(text, hash);
    if (slots_[slot] != 0) return slots_[slot];
    if (text.size() > limits_.max_length) {
      return base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT",
                             base::Cat("a cohort, subject or release has at most ",
                                       limits_.max_length, " bytes, got ", text.size()));
    }
    if (texts_.size() >= limits_.max_texts || texts_.size() >= kMostIds) {
      return base::RuleError(
          absl::StatusCode::kResourceExhausted, "LIMIT",
          base::Cat("at most ", limits_.max_texts,
                    " different cohorts, subjects and releases are taken; \"", text.substr(0, 64),
                    "\" is one more. Is a column of ids among them?"));
    }
    // The hash first: where there is no memory for the text, one too many is left, and goes here.
    hashes_.resize(texts_.size());
    hashes_.push_back(hash);
    texts_.emplace_back(text);
    const auto id = static_cast<uint32_t>(texts_.size());
    slots_[slot] = id;
    if (texts_.size() * 2 > slots_.size()) Grow();
    return id;
  }

  // The id of `text`; 0 where it has none.
  [[nodiscard]] uint32_t Find(std::string_view text) const {
    if (text.empty() || slots_.empty()) return 0;
    return slots_[SlotOf(text, XxHash64(text))];
  }

  // The text of an id, valid as long as the dictionary; empty for 0 and for ids not given out.
  [[nodiscard]] std::string_view Text(uint32_t id) const {
    return id == 0 || id > texts_.size() ? std::string_view() : std::string_view(texts_[id - 1]);
  }

  // How many ids were given out; the largest one.
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(texts_.size()); }

  // Forgets the texts whose ids are above `count`; these ids are given out again. The latest goes
  // first, so that no other has its slot because of it.
  void Shrink(uint32_t count) {
    while (texts_.size() > count) {
      slots_[SlotOf(texts_.back(), hashes_[texts_.size() - 1])] = 0;
      texts_.pop_back();
    }
  }

 private:
  static constexpr size_t kMostIds = 1U << 30U;

  // Where `text` stands, or the empty slot where it would.
  [[nodiscard]] size_t SlotOf(std::string_view text, uint64_t hash) const {
    const size_t mask = slots_.size() - 1;
    size_t slot = static_cast<size_t>(hash) & mask;
    while (slots_[slot] != 0 &&
           (hashes_[slots_[slot] - 1] != hash || texts_[slots_[slot] - 1] != text)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
  void Grow() {
    slots_.assign(slots_.size() * 2, 0);
    const size_t mask = slots_.size() - 1;
    for (size_t i = 0; i < texts_.size(); ++i) {
      size_t slot = static_cast<size_t>(hashes_[i]) & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<uint32_t>(i + 1);
    }
  }

  TextLimits limits_;
  std::deque<std::string> texts_;
  std::vector<uint64_t> hashes_;  // Of each text, and of no text where memory ran out.
  std::vector<uint32_t> slots_;   // 0: empty. A power of two.
};

}  // namespace readiness::metric
