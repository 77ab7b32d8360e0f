// wire/mapping.h: C++ values <-> the bytes of messages, from one declaration a message.
//
// wire/messages.h lists the fields of each message once:
//
//   READINESS_MESSAGE(model, Party) {
//     FIELD(id);
//     FIELD(name);
//     FIELD(kind);
//   }
//
// That is a template over who walks: an Encoder writes the C++ value as the wire format of Protocol
// Buffers, a Decoder reads the bytes into the C++ value; nothing is built in between. Numbers and
// presence come from the schema (wire/schema.h), by name, looked up once a message. What happens to
// a field follows from the C++ type of its member: text, bool, int64, double, enum, time, bytes,
// message; std::optional of these; std::vector; std::map<std::string, int64_t>. A field that the
// schema has and a declaration forgets is caught by tests/wire/round_trip_test.cc, which fills
// every field by reflection.
//
// The bytes are those that Protocol Buffers write, deterministically: fields by number, defaults
// left out, numbers of a list packed, maps by key. Both directions refuse NaN, times that are not
// whole microseconds of the years 1 to 9999, and, on the way out, text that is not UTF-8 (on the
// way in wire/scan.h has looked at it) and numbers that are no value of an enum. On the way in such
// a number is kUnspecified; wire/scan.h has noted it.
//
// Threads: one walk, one thread.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/model/evidence.h"

#include "wire/field_path.h"
#include "wire/scan.h"
#include "wire/schema.h"

namespace readiness::wire::internal {

// The message that mirrors a C++ value, and its fields; specialized by READINESS_MESSAGE.
template <typename Value>
struct Mapping;

// The value of a field of bytes, which are no text.
struct RawBytes {
  std::string bytes;
};

// What one walk over a value shares: where it is, and the first thing that is wrong.
class Walk {
 public:
  explicit Walk(NameStyle style) : path_(style) {}

  [[nodiscard]] bool ok() const { return status_.ok(); }
  [[nodiscard]] const absl::Status& status() const { return status_; }

  void Fail(PathStep leaf, std::string_view what);
  // Goes one message deeper; false where that is deeper than any reader would follow.
  [[nodiscard]] bool Enter(PathStep step);
  void Leave() { path_.Leave(); }

 private:
  static constexpr std::size_t kMaxDepth = 90;  // Protocol Buffers read 100.

  FieldPath path_;
  absl::Status status_;
};

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <typename T>
inline constexpr bool kIsVector = false;
template <typename T>
inline constexpr bool kIsVector<std::vector<T>> = true;

// The seconds of 0001-01-01T00:00:00Z and of 9999-12-31T23:59:59Z, as
// google/protobuf/timestamp.proto bounds them.
inline constexpr int64_t kMinSeconds = -62'135'596'800;
inline constexpr int64_t kMaxSeconds = 253'402'300'799;

inline constexpr std::string_view kNaNRefused = "NaN is not a number and is not kept";
inline constexpr std::string_view kLeftOut = "is left out, which is not 0; give the number";
inline constexpr std::string_view kNotWholeMicroseconds =
    "is not whole microseconds; leave out the digits beyond the sixth";
inline constexpr std::string_view kTimeOutOfRange =
    "is not a time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999Z";

// The fields of a message in the order in which its declaration names them; null for a name that
// the schema does not have.
class FieldNames {
 public:
  explicit FieldNames(const MessageType& type) : type_(type) {}

  template <typename Value>
  void Member(std::string_view name, const Value&) {
    fields_.push_back(type_.Find(name));
  }
  template <typename Value>
  void Required(std::string_view name, const Value&) {
    fields_.push_back(type_.Find(name));
  }
  template <typename Chosen, typename Oneof>
  void Alternative(std::string_view name, const Oneof&) {
    fields_.push_back(type_.Find(name));
  }
  std::vector<const Field*>& fields() { return fields_; }

 private:
  const MessageType& type_;
  std::vector<const Field*> fields_;
};

// How a message is laid out; the type is null where the library's schema is broken.
struct Layout {
  const MessageType* type = nullptr;
  std::vector<const Field*> fields;  // By the place of the member in the declaration.
};

template <typename Value>
const Layout& LayoutOf() {
  // Never destroyed: a thread may still read while the program ends.
  static const Layout* const layout = [] {
    auto made = std::make_unique<Layout>();
    const auto schema = Schema::Get();
    if (!schema.ok()) return made.release();
    made->type = (*schema)->Find(Mapping<Value>::kName);
    if (made->type == nullptr) return made.release();
    FieldNames names(*made->type);
    const Value value{};
    Mapping<Value>::Fields(names, value);
    made->fields = std::move(names.fields());
    return made.release();
  }();
  return *layout;
}

inline constexpr std::string_view kNotInSchema = "is not in the schema of this library";

// Writes a value as the bytes of its message, behind what `bytes` holds.
class Encoder {
 public:
  // Leaves out the fields whose bit, counted by their number, is set in `left_out`.
  Encoder(const Layout& layout, Walk& walk, std::string& bytes, uint64_t left_out = 0)
      : layout_(layout), walk_(walk), bytes_(bytes), begin_(bytes.size()), left_out_(left_out) {}

  template <typename Value>
  void Member(std::string_view name, const Value& value) {
    if constexpr (kIsOptional<Value>) {
      if (value.has_value()) {
        One(name, *value, /*is_explicit=*/true);
      } else {
        ++next_;
      }
    } else if constexpr (kIsVector<Value>) {
      All(name, value);
    } else if constexpr (std::is_same_v<Value, std::map<std::string, int64_t>>) {
      Counts(name, value);
    } else {
      One(name, value, /*is_explicit=*/false);
    }
  }

  template <typename Value>
  void Required(std::string_view name, const Value& value) {
    One(name, value, /*is_explicit=*/true);
  }

  template <typename Chosen, typename Oneof>
  void Alternative(std::string_view name, const Oneof& oneof) {
    if (const Chosen* chosen = std::get_if<Chosen>(&oneof)) {
      One(name, *chosen, /*is_explicit=*/true);
    } else {
      ++next_;
    }
  }

  // Brings the fields into the order of their numbers, where the declaration has another.
  void Finish();

 private:
  struct Piece {
    int32_t number;
    std::size_t begin;
    std::size_t size;
  };

  // One member whose value is not a list. Each kind is written in one place, out of line: there are
  // some thousand members.
  template <typename Value>
  void One(std::string_view name, const Value& value, bool is_explicit) {
    if constexpr (std::is_same_v<Value, std::string>) {
      Text(name, value, is_explicit);
    } else if constexpr (std::is_same_v<Value, model::Ordinal>) {
      Text(name, value.text, is_explicit);
    } else if constexpr (std::is_same_v<Value, RawBytes>) {
      Bytes(name, value.bytes, is_explicit);
    } else if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, int64_t>) {
      Integer(name, static_cast<uint64_t>(value), is_explicit);
    } else if constexpr (std::is_same_v<Value, double>) {
      Double(name, value, is_explicit);
    } else if constexpr (std::is_enum_v<Value>) {
      Enum(name, static_cast<int>(value), !Name(value).empty(), is_explicit);
    } else if constexpr (std::is_same_v<Value, absl::Time>) {
      Time(name, value);
    } else {
      const Field* field = Begin(name);
      if (field == nullptr) return;
      PutMessage(*field, {name, -1}, value);
      End(*field);
    }
  }
  template <typename Value>
  void All(std::string_view name, const std::vector<Value>& values) {
    if constexpr (std::is_same_v<Value, std::string>) {
      Texts(name, values);
    } else if constexpr (std::is_same_v<Value, double>) {
      Doubles(name, values);
    } else if constexpr (std::is_same_v<Value, int64_t>) {
      Integers(name, values);
    } else {
      const Field* field = Begin(name);
      if (field == nullptr) return;
      for (std::size_t i = 0; i < values.size() && walk_.ok(); ++i) {
        PutMessage(*field, {name, static_cast<int64_t>(i)}, values[i]);
      }
      End(*field);
    }
  }
  template <typename Value>
  void PutMessage(const Field& field, PathStep leaf, const Value& value) {
    if (!walk_.Enter(leaf)) return;
    const std::size_t begin = BeginFramed(field);
    Encoder inner(LayoutOf<Value>(), walk_, bytes_);
    Mapping<Value>::Fields(inner, value);
    inner.Finish();
    EndFramed(begin);
    walk_.Leave();
  }

  // The field of the member that is walked now; null where there is nothing to write.
  const Field* Begin(std::string_view name);
  void End(const Field& field);
  void Tag(const Field& field, uint32_t wire_type);
  // What is appended between the two has its length in front.
  [[nodiscard]] std::size_t BeginFramed(const Field& field);
  void EndFramed(std::size_t begin);
  void AppendDouble(double value);
  void CheckText(PathStep leaf, std::string_view text);

  void Text(std::string_view name, std::string_view value, bool is_explicit);
  void Bytes(std::string_view name, std::string_view value, bool is_explicit);
  void Integer(std::string_view name, uint64_t value, bool is_explicit);
  void Double(std::string_view name, double value, bool is_explicit);
  void Enum(std::string_view name, int number, bool is_known, bool is_explicit);
  void Time(std::string_view name, absl::Time time);
  void Texts(std::string_view name, const std::vector<std::string>& values);
  void Doubles(std::string_view name, const std::vector<double>& values);
  void Integers(std::string_view name, const std::vector<int64_t>& values);
  void Counts(std::string_view name, const std::map<std::string, int64_t>& counts);

  const Layout& layout_;
  Walk& walk_;
  std::string& bytes_;
  std::size_t begin_;
  uint64_t left_out_;
  std::size_t next_ = 0;         // The place of the member that is walked next.
  std::size_t field_begin_ = 0;  // Where the bytes of the field begin that is written.
  bool is_in_order_ = true;
  absl::InlinedVector<Piece, 16> pieces_;
};

// What a Decoder finds of a message, before its members are walked: its fields in the order of the
// bytes, chained by the field. One for a walk; messages inside another come behind it.
struct GivenFields {
  struct Given {
    RawField raw;
    int32_t next = -1;  // The next of the same field; -1: none.
  };
  std::vector<Given> given;
};

// Reads a value from the bytes of its message.
class Decoder {
 public:
  Decoder(const Layout& layout, Walk& walk, GivenFields& fields)
      : layout_(layout), walk_(walk), fields_(fields), begin_(fields.given.size()) {}
  ~Decoder() { fields_.given.resize(begin_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Finds the fields of `bytes`; false where they are no message.
  [[nodiscard]] bool Read(std::string_view bytes);

  template <typename Value>
  void Member(std::string_view name, Value& value) {
    if constexpr (kIsOptional<Value>) {
      if (IsGiven()) {
        One(name, value.emplace());
      } else {
        Skip(name);
      }
    } else if constexpr (kIsVector<Value>) {
      All(name, value);
    } else if constexpr (std::is_same_v<Value, std::map<std::string, int64_t>>) {
      Counts(name, value);
    } else {
      One(name, value);
    }
  }

  template <typename Value>
  void Required(std::string_view name, Value& value) {
    if (IsGiven()) {
      One(name, value);
    } else {
      Lacks(name);
    }
  }

  template <typename Chosen, typename Oneof>
  void Alternative(std::string_view name, Oneof& oneof) {
    if (IsGiven()) {
      One(name, oneof.template emplace<Chosen>());
    } else {
      Skip(name);
    }
  }

 private:
  // The first and the last of a field in GivenFields.
  struct Chain {
    int32_t first = -1;
    int32_t last = -1;
  };

  // One member that is no list; where it is not given it takes its default. As in Encoder, each
  // kind is read in one place.
  template <typename Value>
  void One(std::string_view name, Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      Text(name, value);
    } else if constexpr (std::is_same_v<Value, model::Ordinal>) {
      Text(name, value.text);
    } else if constexpr (std::is_same_v<Value, RawBytes>) {
      Text(name, value.bytes);
    } else if constexpr (std::is_same_v<Value, bool>) {
      value = Integer(name) != 0;
    } else if constexpr (std::is_same_v<Value, int64_t>) {
      value = static_cast<int64_t>(Integer(name));
    } else if constexpr (std::is_same_v<Value, double>) {
      value = Double(name);
    } else if constexpr (std::is_enum_v<Value>) {
      value = EnumOf<Value>(static_cast<int32_t>(Integer(name)));
    } else if constexpr (std::is_same_v<Value, absl::Time>) {
      value = Time(name);
    } else {
      const Field* field = Begin(name);
      if (field != nullptr) TakeMessage({name, -1}, Last(*field).payload, value);
    }
  }
  template <typename Value>
  void All(std::string_view name, std::vector<Value>& values) {
    if constexpr (std::is_same_v<Value, std::string>) {
      Texts(name, values);
    } else if constexpr (std::is_same_v<Value, double>) {
      Doubles(name, values);
    } else if constexpr (std::is_same_v<Value, int64_t>) {
      Integers(name, values);
    } else {
      const Field* field = Begin(name);
      if (field == nullptr) return;
      values.reserve(Count(*field));
      for (int32_t at = First(*field); at >= 0 && walk_.ok(); at = Next(at)) {
        const auto index = static_cast<int64_t>(values.size());
        TakeMessage({name, index}, Raw(at).payload, values.emplace_back());
      }
    }
  }
  template <typename Value>
  void TakeMessage(PathStep leaf, std::string_view bytes, Value& value) {
    if (!walk_.Enter(leaf)) return;
    Decoder inner(LayoutOf<Value>(), walk_, fields_);
    if (inner.Read(bytes)) {
      Mapping<Value>::Fields(inner, value);
    } else {
      walk_.Fail(leaf, "is not a serialized message");
    }
    walk_.Leave();
  }
  template <typename Enum>
  static Enum EnumOf(int number) {
    using Underlying = std::underlying_type_t<Enum>;
    if (number >= 0 && number <= std::numeric_limits<Underlying>::max() &&
        !Name(static_cast<Enum>(number)).empty()) {
      return static_cast<Enum>(number);
    }
    return Enum{};
  }

  // Whether the member that is walked next is given; false also where something is wrong already.
  [[nodiscard]] bool IsGiven() const {
    if (!walk_.ok() || next_ >= layout_.fields.size()) return false;
    const Field* field = layout_.fields[next_];
    return field != nullptr && First(*field) >= 0;
  }
  // Goes past a member that is not given.
  void Skip(std::string_view name) {
    if (next_ >= layout_.fields.size() || layout_.fields[next_] == nullptr) {
      walk_.Fail({name, -1}, kNotInSchema);
    }
    ++next_;
  }
  void Lacks(std::string_view name);
  // The field of the member that is walked now; null where something is wrong.
  const Field* Begin(std::string_view name);
  [[nodiscard]] int32_t First(const Field& field) const { return chains_[field.index].first; }
  [[nodiscard]] int32_t Next(int32_t at) const {
    return fields_.given[static_cast<std::size_t>(at)].next;
  }
  [[nodiscard]] std::size_t Count(const Field& field) const;
  // Until a message inside is read, which may move what is given.
  [[nodiscard]] const RawField& Raw(int32_t at) const {
    return fields_.given[static_cast<std::size_t>(at)].raw;
  }
  // The field as it stands last in the bytes; where it is not given, its default.
  [[nodiscard]] RawField Last(const Field& field) const {
    return First(field) >= 0 ? Raw(chains_[field.index].last) : RawField();
  }

  void Text(std::string_view name, std::string& value);
  [[nodiscard]] uint64_t Integer(std::string_view name);
  [[nodiscard]] double Double(std::string_view name);
  [[nodiscard]] absl::Time Time(std::string_view name);
  void Texts(std::string_view name, std::vector<std::string>& values);
  void Doubles(std::string_view name, std::vector<double>& values);
  void Integers(std::string_view name, std::vector<int64_t>& values);
  void Counts(std::string_view name, std::map<std::string, int64_t>& counts);

  const Layout& layout_;
  Walk& walk_;
  GivenFields& fields_;
  std::size_t begin_;
  std::size_t next_ = 0;
  absl::InlinedVector<Chain, 96> chains_;
};

// Appends the message of `value`, whose fields are named as `style` does. On error `bytes` is as it
// was.
template <typename Value>
absl::Status Encode(const Value& value, NameStyle style, std::string& bytes,
                    uint64_t left_out = 0) {
  const std::size_t begin = bytes.size();
  Walk walk(style);
  Encoder encoder(LayoutOf<Value>(), walk, bytes, left_out);
  Mapping<Value>::Fields(encoder, value);
  encoder.Finish();
  if (!walk.ok()) bytes.resize(begin);
  if (bytes.size() - begin > 0x7FFFFFFF) {
    bytes.resize(begin);
    return absl::ResourceExhaustedError("more than 2^31 - 1 bytes, which no message can be");
  }
  return walk.status();
}

// Sets `value` from serialized bytes that wire/scan.h has found good.
template <typename Value>
absl::Status Decode(std::string_view bytes, NameStyle style, GivenFields& fields, Value& value) {
  Walk walk(style);
  Decoder decoder(LayoutOf<Value>(), walk, fields);
  if (!decoder.Read(bytes)) return absl::InvalidArgumentError("is not a serialized message");
  Mapping<Value>::Fields(decoder, value);
  return walk.status();
}

}  // namespace readiness::wire::internal

// Declares the fields of the message readiness.v1.<name> and its value readiness::<room>::<name>.
#define READINESS_MESSAGE(room, name)                 \
  template <>                                         \
  struct Mapping<room::name> {                        \
    static constexpr std::string_view kName = #name;  \
    template <typename Walker, typename Value>        \
    static void Fields(Walker& walker, Value& value); \
  };                                                  \
  template <typename Walker, typename Value>          \
  void Mapping<room::name>::Fields([[maybe_unused]] Walker& walker, [[maybe_unused]] Value& value)

// One field, and the member of the same name.
#define FIELD(name) walker.Member(#name, value.name)
// A number whose absence would count as 0, and is refused on the way in: `optional` in the schema.
#define REQUIRED_FIELD(name) walker.Required(#name, value.name)
// A field whose name is a word of C++, so that member and accessors have a `_` after it.
#define FIELD_UNDERSCORED(name) walker.Member(#name, value.name##_)
// One alternative of the oneof `member`, which holds it as `type`.
#define ALTERNATIVE(member, type, field) walker.template Alternative<type>(#field, value.member)
