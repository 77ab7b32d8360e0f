#include "wire/decode.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/time/time.h"

#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

#include "wire/wire_format.h"

namespace readiness::wire::internal {

// One entry of a map of counts.
struct Count {
  std::string key;
  int64_t value = 0;
};

template <>
struct Mapping<Timestamp> {
  static constexpr std::string_view kName = "Timestamp";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(seconds);
    FIELD(nanos);
  }
};
template <>
struct Mapping<Count> {
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(key);
    FIELD(value);
  }
};

namespace {

constexpr std::string_view kLeftOut = "is left out, which is not 0; give the number";
constexpr std::size_t kMaxDepth = 90;  // Protocol Buffers read 100.

// The layout of the entries of every map: all are messages of `key` and `value`.
const Layout& CountLayout(const MessageType& entry) {
  static const Layout* const layout = MakeLayout<Count>(&entry);
  return *layout;
}

// The member of a message that a value may not have, first in the order of its declaration.
struct Complaint {
  std::size_t place = std::numeric_limits<std::size_t>::max();
  absl::Status status;
};

class Decoder {
 public:
  Decoder(NameStyle style, const Limits& limits, int64_t outer_depth, ElementBudget& elements)
      : limits_(limits), elements_(elements), outer_depth_(outer_depth), path_(style) {}

  // False where the bytes are refused; status() says why.
  bool Message(std::string_view bytes, const Layout& layout, void* value, Complaint& complaint) {
    const MessageType* type = layout.type;
    if (type == nullptr) return Wrong(kNotInSchema);
    if (layout.unknown != nullptr) Complain(*layout.unknown, -1, kNotInSchema, complaint);
    for (const MemberLayout* member : layout.to_clear) member->clear(At(*member, value));

    Seen seen(*type);
    FieldCursor cursor(bytes);
    while (!cursor.at_end()) {
      RawField raw;
      if (!cursor.Take(raw)) {
        const auto next = cursor.Next();
        if (!next.ok()) return Refuse(Located(path_.Text(), next.status()));
        raw = *next;
      }
      const Field* field = type->Find(raw.number);
      if (field == nullptr || !field->MayCome(raw.wire_type)) {
        NoteUnknown({"", -1}, base::Cat("field ", raw.number));
        continue;
      }
      const bool is_first = seen.Add(*field);
      if (!field->is_repeated) {
        if (!is_first) return Wrong(PathStep{field->name, -1}, "is given twice");
        if (field->oneof != nullptr) {
          const Field*& chosen = seen.Chosen(*field->oneof);
          if (chosen != nullptr) {
            return Wrong(PathStep{field->name, -1},
                         base::Cat("is a second ", field->oneof->name, "; ", chosen->name,
                                   " is given already, and exactly one may be"));
          }
          chosen = field;
        }
      }
      const MemberLayout* member = layout.by_field[field->index];
      if (member == nullptr) continue;  // A declaration has forgotten it.
      if (!(field->is_repeated ? Many(raw, *field, *member, value, cursor, seen, complaint)
                               : One(raw, *field, *member, value, complaint))) {
        return false;
      }
    }
    for (const MemberLayout* member : layout.to_finish) {
      if (seen.Has(*member->field)) continue;
      if (member->is_required) {
        Complain(*member, -1, kLeftOut, complaint);
      } else if (!Inside({member->name, -1}, {}, *member, member->message(), At(*member, value),
                         complaint)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] absl::Status& status() { return status_; }
  [[nodiscard]] std::optional<std::string>& unknown() { return unknown_; }

 private:
  // Which fields of one message were given so far.
  class Seen {
   public:
    explicit Seen(const MessageType& type)
        : words_((type.fields.size() + 63) / 64, 0), chosen_(type.oneofs.size(), nullptr) {}
    // Whether it is the first of its field.
    bool Add(const Field& field) {
      uint64_t& word = words_[field.index / 64];
      const uint64_t bit = uint64_t{1} << (field.index % 64);
      const bool is_first = (word & bit) == 0;
      word |= bit;
      return is_first;
    }
    [[nodiscard]] bool Has(const Field& field) const {
      return ((words_[field.index / 64] >> (field.index % 64)) & 1) != 0;
    }
    // What was given of a oneof, or null.
    const Field*& Chosen(const Oneof& oneof) { return chosen_[oneof.index]; }
    // How many entries of this map were given before.
    int64_t NextOf(const Field& map) {
      if (counts_.size() <= map.index) counts_.resize(map.index + 1, 0);
      return counts_[map.index]++;
    }

   private:
    absl::InlinedVector<uint64_t, 2> words_;
    absl::InlinedVector<const Field*, 4> chosen_;
    std::vector<int64_t> counts_;  // By the place of the map.
  };

  static void* At(const MemberLayout& member, void* value) {
    return static_cast<char*>(value) + member.offset;
  }

  bool Refuse(absl::Status status) {
    status_ = std::move(status);
    return false;
  }
  bool Wrong(PathStep leaf, std::string_view what) {
    return Refuse(Located(path_.Text(leaf), absl::InvalidArgumentError(base::ToAbsl(what))));
  }
  bool Wrong(std::string_view what) {
    return Refuse(Located(path_.Text(), absl::InvalidArgumentError(base::ToAbsl(what))));
  }
  bool PastTheLimit(PathStep leaf, std::string_view what, int64_t found, int64_t limit,
                    std::string_view limit_name) {
    return Refuse(Located(path_.Text(leaf), PastLimit(what, found, limit, limit_name)));
  }
  void NoteUnknown(PathStep leaf, std::string_view what) {
    if (unknown_.has_value()) return;
    unknown_ = Located(leaf.name.empty() ? path_.Text() : path_.Text(leaf), what);
  }
  void Complain(const MemberLayout& member, int64_t index, std::string_view what,
                Complaint& complaint) const {
    if (member.place >= complaint.place) return;
    complaint.place = member.place;
    complaint.status =
        Located(path_.Text({member.name, index}), absl::InvalidArgumentError(base::ToAbsl(what)));
  }

  // A text, or bytes, as far as they are checked before they are kept.
  bool CheckText(PathStep leaf, const Field& field, std::string_view text) {
    const auto size = static_cast<int64_t>(text.size());
    if (field.kind == FieldKind::kBytes) {
      return size <= limits_.max_state_bytes ||
             PastTheLimit(leaf, "bytes", size, limits_.max_state_bytes, "max_state_byte_count");
    }
    if (size > limits_.max_text_bytes) {
      return PastTheLimit(leaf, "bytes of text", size, limits_.max_text_bytes,
                          "max_text_byte_count");
    }
    if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
      return Wrong(leaf, base::Cat("is not UTF-8 at byte ", *at));
    }
    return true;
  }

  // A message that is given, as `member` or as an element of it.
  bool Given(PathStep leaf, std::string_view bytes, const MemberLayout& member,
             const Layout& layout, void* value, Complaint& complaint) {
    const int64_t depth = outer_depth_ + static_cast<int64_t>(path_.depth()) + 2;
    if (depth > limits_.max_depth) {
      return PastTheLimit(leaf, "messages inside each other", depth, limits_.max_depth,
                          "max_depth_count");
    }
    return Inside(leaf, bytes, member, layout, value, complaint);
  }
  bool GivenMessage(PathStep leaf, std::string_view bytes, const MemberLayout& member, void* value,
                    Complaint& complaint) {
    if (path_.depth() >= kMaxDepth) {
      Complain(member, leaf.index, base::Cat("is nested more than ", kMaxDepth, " messages deep"),
               complaint);
    }
    return Given(leaf, bytes, member, member.message(), value, complaint);
  }
  bool Inside(PathStep leaf, std::string_view bytes, const MemberLayout& member,
              const Layout& layout, void* value, Complaint& complaint) {
    path_.Enter(leaf);
    Complaint inner;
    const bool is_good = Message(bytes, layout, value, inner);
    path_.Leave();
    if (!inner.status.ok() && member.place < complaint.place) {
      complaint.place = member.place;
      complaint.status = std::move(inner.status);
    }
    return is_good;
  }

  bool One(const RawField& raw, const Field& field, const MemberLayout& member, void* value,
           Complaint& complaint) {
    void* at = At(member, value);
    if (member.make != nullptr) at = member.make(at);
    const PathStep leaf{field.name, -1};
    switch (member.shape) {
      case Shape::kText:
        if (!CheckText(leaf, field, raw.payload)) return false;
        static_cast<std::string*>(at)->assign(raw.payload);
        return true;
      case Shape::kBool:
        *static_cast<bool*>(at) = raw.varint != 0;
        return true;
      case Shape::kInteger:
        *static_cast<int64_t*>(at) = static_cast<int64_t>(raw.varint);
        return true;
      case Shape::kDouble: {
        const double number = DoubleOf(raw.payload);
        if (std::isnan(number)) Complain(member, -1, kNaNRefused, complaint);
        *static_cast<double*>(at) = number;
        return true;
      }
      case Shape::kEnum:
        if (raw.varint > 0x7FFFFFFF ||
            field.enum_type->Find(static_cast<int64_t>(raw.varint)) == nullptr) {
          NoteUnknown(leaf, base::Cat("value ", raw.varint));
        }
        member.set_enum(at, static_cast<int32_t>(raw.varint));
        return true;
      case Shape::kTime:
        return Time(leaf, raw.payload, member, *static_cast<absl::Time*>(at), complaint);
      default:
        return GivenMessage(leaf, raw.payload, member, at, complaint);
    }
  }

  bool Time(PathStep leaf, std::string_view bytes, const MemberLayout& member, absl::Time& time,
            Complaint& complaint) {
    Timestamp given;
    if (!Given(leaf, bytes, member, LayoutOf<Timestamp>(), &given, complaint)) return false;
    // A number of 32 bits: what is above is passed over, as Protocol Buffers do.
    given.nanos = static_cast<int32_t>(given.nanos);
    if (given.seconds < kMinSeconds || given.seconds > kMaxSeconds || given.nanos < 0 ||
        given.nanos > 999'999'999) {
      Complain(member, -1, kTimeOutOfRange, complaint);
      return true;
    }
    if (given.nanos % 1000 != 0) Complain(member, -1, kNotWholeMicroseconds, complaint);
    time = absl::FromUnixSeconds(given.seconds) + absl::Nanoseconds(given.nanos);
    return true;
  }

  // Counts an element before it is made.
  bool TakeElement(PathStep leaf) {
    return ++elements_.taken <= elements_.most ||
           PastTheLimit(leaf, "elements", elements_.taken, elements_.most, elements_.limit_name);
  }
  // For how many elements, of `count` that follow, there shall be room: the next is taken already.
  [[nodiscard]] std::size_t Room(std::size_t count) const {
    return std::min(count, static_cast<std::size_t>(elements_.most - elements_.taken) + 1);
  }

  // One or, packed, some elements of a list, or an entry of a map. `cursor` stands behind it.
  bool Many(const RawField& raw, const Field& field, const MemberLayout& member, void* value,
            const FieldCursor& cursor, Seen& seen, Complaint& complaint) {
    void* at = At(member, value);
    switch (member.shape) {
      case Shape::kTexts: {
        auto& texts = *static_cast<std::vector<std::string>*>(at);
        const PathStep leaf{field.name, static_cast<int64_t>(texts.size())};
        if (!TakeElement(leaf) || !CheckText(leaf, field, raw.payload)) return false;
        if (texts.empty()) texts.reserve(Room(1 + cursor.CountRun(raw.number)));
        texts.emplace_back(raw.payload);
        return true;
      }
      case Shape::kDoubles:
        return Doubles(raw, member, *static_cast<std::vector<double>*>(at), complaint);
      case Shape::kIntegers:
        Integers(raw, member, *static_cast<std::vector<int64_t>*>(at), complaint);
        return true;
      case Shape::kCounts: {
        Count count;
        const PathStep leaf{field.name, seen.NextOf(field)};
        if (!TakeElement(leaf) ||
            !Given(leaf, raw.payload, member, CountLayout(*field.message), &count, complaint)) {
          return false;
        }
        (*static_cast<std::map<std::string, int64_t>*>(at))[count.key] = count.value;
        return true;
      }
      case Shape::kMessages: {
        const std::size_t count = member.elements(at).count;
        const PathStep leaf{field.name, static_cast<int64_t>(count)};
        if (!TakeElement(leaf)) return false;
        if (count == 0) member.reserve(at, Room(1 + cursor.CountRun(raw.number)));
        return GivenMessage(leaf, raw.payload, member, member.make(at), complaint);
      }
      default:
        return true;
    }
  }

  bool Doubles(const RawField& raw, const MemberLayout& member, std::vector<double>& numbers,
               Complaint& complaint) {
    std::string_view rest = raw.payload;
    if (rest.size() % 8 != 0) {
      return Wrong({member.name, -1}, "is not a list of numbers of eight bytes");
    }
    for (; !rest.empty(); rest.remove_prefix(8)) {
      numbers.push_back(DoubleOf(rest));
      if (std::isnan(numbers.back())) {
        Complain(member, static_cast<int64_t>(numbers.size()) - 1, kNaNRefused, complaint);
      }
    }
    return true;
  }

  void Integers(const RawField& raw, const MemberLayout& member, std::vector<int64_t>& numbers,
                Complaint& complaint) const {
    if (raw.wire_type == kVarint) {
      numbers.push_back(static_cast<int64_t>(raw.varint));
      return;
    }
    std::string_view rest = raw.payload;
    while (!rest.empty()) {
      uint64_t number = 0;
      if (!TakeVarint(rest, number)) {
        Complain(member, -1, "is not a list of numbers", complaint);
        return;
      }
      numbers.push_back(static_cast<int64_t>(number));
    }
  }

  const Limits& limits_;
  ElementBudget& elements_;
  int64_t outer_depth_;
  FieldPath path_;
  std::optional<std::string> unknown_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<Reading> Decode(std::string_view bytes, const Layout& layout, NameStyle style,
                               const Limits& limits, int64_t outer_depth, void* value,
                               ElementBudget& elements) {
  Decoder decoder(style, limits, outer_depth, elements);
  Complaint complaint;
  if (!decoder.Message(bytes, layout, value, complaint)) return std::move(decoder.status());
  return Reading{std::move(complaint.status), std::move(decoder.unknown())};
}

}  // namespace readiness::wire::internal
