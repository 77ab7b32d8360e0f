#include "wire/encode.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"

#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

#include "wire/wire_format.h"

namespace readiness::wire::internal {
namespace {

constexpr int64_t kMaxDepth = 90;  // Protocol Buffers read 100.

// In which order the members of a message are walked.
enum class Order : int8_t { kNumber, kDeclaration };

class Encoder {
 public:
  Encoder(NameStyle style, Order order, std::string& bytes)
      : order_(order), bytes_(bytes), path_(style) {}

  void Message(const void* value, const Layout& layout, uint64_t left_out) {
    if (layout.type == nullptr || layout.unknown != nullptr) {
      return Fail({layout.unknown == nullptr ? "" : layout.unknown->name, -1}, kNotInSchema);
    }
    if (order_ == Order::kDeclaration) {
      for (const MemberLayout& member : layout.members) One(value, member, left_out);
      return;
    }
    // Of a variant one alternative is there: that one goes between the others.
    absl::InlinedVector<const MemberLayout*, 4> chosen;
    for (const AlternativeMembers& alternatives : layout.alternatives) {
      const std::size_t index =
          alternatives.chosen(static_cast<const char*>(value) + alternatives.offset);
      const MemberLayout* member =
          index < alternatives.members.size() ? alternatives.members[index] : nullptr;
      if (member != nullptr) chosen.push_back(member);
    }
    const auto is_before = [](const MemberLayout* a, const MemberLayout* b) {
      return a->field->number < b->field->number;
    };
    if (chosen.size() > 1) std::sort(chosen.begin(), chosen.end(), is_before);
    auto next = chosen.begin();
    for (const MemberLayout* member : layout.by_number) {
      while (next != chosen.end() && is_before(*next, member)) One(value, **next++, left_out);
      One(value, *member, left_out);
    }
    while (next != chosen.end()) One(value, **next++, left_out);
  }

  [[nodiscard]] const absl::Status& status() const { return status_; }

 private:
  ABSL_ATTRIBUTE_NOINLINE void Fail(PathStep leaf, std::string_view what) {
    if (!status_.ok()) return;
    const std::string where = leaf.name.empty() ? path_.Text() : path_.Text(leaf);
    status_ = Located(where, absl::InvalidArgumentError(base::ToAbsl(what)));
  }
  // Out of line: what every member is written by stays small.
  ABSL_ATTRIBUTE_NOINLINE void FailNumber(PathStep leaf, std::string_view before, int64_t number,
                                          std::string_view behind) {
    Fail(leaf, base::Cat(before, number, behind));
  }
  void CheckText(PathStep leaf, std::string_view text) {
    if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
      FailNumber(leaf, "is not UTF-8 at byte ", static_cast<int64_t>(*at), "");
    }
  }

  // What is appended between the two has its length in front.
  [[nodiscard]] std::size_t BeginFramed(uint32_t number) {
    AppendTag(number, kLengthAndBytes, bytes_);
    bytes_.push_back(0);  // Most lengths are one byte.
    return bytes_.size();
  }
  void EndFramed(std::size_t begin) {
    const std::size_t size = bytes_.size() - begin;
    if (size < 0x80) {
      bytes_[begin - 1] = static_cast<char>(size);
      return;
    }
    std::string length;
    AppendVarint(size, length);
    bytes_.replace(begin - 1, 1, length);
  }

  void One(const void* value, const MemberLayout& member, uint64_t left_out) {
    if (!status_.ok()) return;
    const auto number = static_cast<uint32_t>(member.field->number);
    if (number < 64 && ((left_out >> number) & 1) != 0) return;
    const void* at = static_cast<const char*>(value) + member.offset;
    if (member.look != nullptr) {
      at = member.look(at);
      if (at == nullptr) return;
    }
    const bool is_kept = member.is_explicit() || member.field->has_presence();
    const PathStep leaf{member.name, -1};
    switch (member.shape) {
      case Shape::kText: {
        const std::string& text = *static_cast<const std::string*>(at);
        if (text.empty() && !is_kept) return;
        if (member.field->kind != FieldKind::kBytes) CheckText(leaf, text);
        return AppendBytesField(number, text, bytes_);
      }
      case Shape::kBool:
        return Integer(number, *static_cast<const bool*>(at) ? 1 : 0, is_kept);
      case Shape::kInteger:
        return Integer(number, static_cast<uint64_t>(*static_cast<const int64_t*>(at)), is_kept);
      case Shape::kEnum: {
        const MemberLayout::EnumNumber given = member.enum_number(at);
        if (!given.is_known) FailNumber(leaf, "", given.number, " is not a value of this field");
        return Integer(number, static_cast<uint64_t>(given.number), is_kept);
      }
      case Shape::kDouble: {
        const double given = *static_cast<const double*>(at);
        if (std::isnan(given)) Fail(leaf, kNaNRefused);
        // -0 is no default.
        if (std::bit_cast<uint64_t>(given) == 0 && !is_kept) return;
        return AppendDoubleField(number, given, bytes_);
      }
      case Shape::kTime:
        return Time(leaf, number, *static_cast<const absl::Time*>(at));
      case Shape::kMessage:
        return Inside(leaf, number, at, member.message());
      case Shape::kTexts:
        return Texts(member, number, *static_cast<const std::vector<std::string>*>(at));
      case Shape::kDoubles:
        return Doubles(member, number, *static_cast<const std::vector<double>*>(at));
      case Shape::kIntegers:
        return Integers(number, *static_cast<const std::vector<int64_t>*>(at));
      case Shape::kCounts:
        return Counts(leaf, number, *static_cast<const std::map<std::string, int64_t>*>(at));
      case Shape::kMessages: {
        const MemberLayout::Elements elements = member.elements(at);
        const Layout& layout = member.message();
        for (std::size_t i = 0; i < elements.count && status_.ok(); ++i) {
          Inside({member.name, static_cast<int64_t>(i)}, number,
                 elements.first + i * elements.stride, layout);
        }
      }
    }
  }

  void Inside(PathStep leaf, uint32_t number, const void* value, const Layout& layout) {
    if (static_cast<int64_t>(path_.depth()) >= kMaxDepth) {
      return FailNumber(leaf, "is nested more than ", kMaxDepth, " messages deep");
    }
    path_.Enter(leaf);
    const std::size_t begin = BeginFramed(number);
    Message(value, layout, /*left_out=*/0);
    EndFramed(begin);
    path_.Leave();
  }

  void Integer(uint32_t number, uint64_t value, bool is_kept) {
    if (value != 0 || is_kept) AppendVarintField(number, value, bytes_);
  }

  void Time(PathStep leaf, uint32_t number, absl::Time time) {
    Timestamp given;
    given.seconds = absl::ToUnixSeconds(time);  // Rounds down; saturates at the infinities.
    if (time == absl::InfiniteFuture() || time == absl::InfinitePast() ||
        given.seconds < kMinSeconds || given.seconds > kMaxSeconds) {
      return Fail(leaf, kTimeOutOfRange);
    }
    const absl::Duration rest = time - absl::FromUnixSeconds(given.seconds);
    const int64_t micros = absl::ToInt64Microseconds(rest);
    if (absl::Microseconds(micros) != rest) Fail(leaf, kNotWholeMicroseconds);
    given.nanos = micros * 1000;
    AppendTimestampField(number, given, bytes_);
  }

  void Texts(const MemberLayout& member, uint32_t number, const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < texts.size() && status_.ok(); ++i) {
      CheckText({member.name, static_cast<int64_t>(i)}, texts[i]);
      AppendBytesField(number, texts[i], bytes_);
    }
  }

  void Doubles(const MemberLayout& member, uint32_t number, const std::vector<double>& numbers) {
    if (numbers.empty()) return;
    const std::size_t begin = BeginFramed(number);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (std::isnan(numbers[i])) Fail({member.name, static_cast<int64_t>(i)}, kNaNRefused);
      AppendDouble(numbers[i], bytes_);
    }
    EndFramed(begin);
  }

  void Integers(uint32_t number, const std::vector<int64_t>& numbers) {
    if (numbers.empty()) return;
    const std::size_t begin = BeginFramed(number);
    for (const int64_t given : numbers) AppendVarint(static_cast<uint64_t>(given), bytes_);
    EndFramed(begin);
  }

  void Counts(PathStep leaf, uint32_t number, const std::map<std::string, int64_t>& counts) {
    for (const auto& [key, count] : counts) {
      CheckText(leaf, key);
      const std::size_t begin = BeginFramed(number);
      AppendBytesField(1, key, bytes_);
      AppendVarintField(2, static_cast<uint64_t>(count), bytes_);
      EndFramed(begin);
    }
  }

  Order order_;
  std::string& bytes_;
  FieldPath path_;
  absl::Status status_;
};

}  // namespace

absl::Status Encode(const void* value, const Layout& layout, NameStyle style, uint64_t left_out,
                    std::string& bytes) {
  const std::size_t begin = bytes.size();
  Encoder encoder(style, Order::kNumber, bytes);
  encoder.Message(value, layout, left_out);
  if (!encoder.status().ok()) {
    // What is wrong first by number is not first as it is declared, which is what is told.
    Encoder teller(style, Order::kDeclaration, bytes);
    teller.Message(value, layout, left_out);
    bytes.resize(begin);
    return teller.status();
  }
  if (bytes.size() - begin > 0x7FFFFFFF) {
    bytes.resize(begin);
    return absl::ResourceExhaustedError("more than 2^31 - 1 bytes, which no message can be");
  }
  return absl::OkStatus();
}

}  // namespace readiness::wire::internal
