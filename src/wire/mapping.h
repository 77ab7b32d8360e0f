// wire/mapping.h: C++ values <-> lite messages, from one declaration a message.
//
// wire/messages.h lists the fields of each message once:
//
//   READINESS_MESSAGE(model, Party) {
//     FIELD(id);
//     FIELD(name);
//     FIELD(kind);
//   }
//
// That is a template over who walks: an Encoder reads the C++ value and sets the message, a Decoder
// reads the message and sets the C++ value. What happens to a field follows from the C++ type of
// its member: text, bool, int64, double, enum, time, bytes,
// message; std::optional of these; std::vector;
// std::map<std::string, int64_t>. A field that the schema has and a declaration forgets is caught
// by tests/wire/round_trip_test.cc, which fills every field by reflection.
//
// Both directions refuse NaN, times that are not whole microseconds of the years 1 to 9999, and, on
// the way out, text that is not UTF-8 (on the way in wire/scan.h has looked at it) and numbers that
// are no value of an enum. On the way in such a number is kUnspecified; wire/scan.h has noted it.
//
// Threads: one walk, one thread.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include <google/protobuf/timestamp.pb.h>

#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/model/evidence.h"

#include "wire/field_path.h"

namespace readiness::wire::internal {

// The message that mirrors a C++ value, and its fields; specialized by READINESS_MESSAGE.
template <typename Value>
struct Mapping;

// How a field of a message is reached. The members are generic functions, so only those that fit
// the kind of the field are ever instantiated.
template <typename Get, typename Set, typename Mutable, typename Has>
struct Access {
  Get get;
  Set set;
  Mutable mutable_field;
  Has has;
};
// clang before 17 deduces no arguments of an aggregate by itself.
template <typename Get, typename Set, typename Mutable, typename Has>
Access(Get, Set, Mutable, Has) -> Access<Get, Set, Mutable, Has>;

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

  void Fail(PathStep leaf, std::string_view what) {
    if (status_.ok()) {
      status_ = absl::InvalidArgumentError(Located(path_.Text(leaf), what));
    }
  }
  // Goes one message deeper; false where that is deeper than any reader would follow.
  [[nodiscard]] bool Enter(PathStep step) {
    if (path_.depth() >= kMaxDepth) {
      Fail(step, base::Cat("is nested more than ", kMaxDepth, " messages deep"));
      return false;
    }
    path_.Enter(step);
    return true;
  }
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

// Sets a message from a value.
template <typename Message>
class Encoder {
 public:
  Encoder(Message& message, Walk& walk) : message_(message), walk_(walk) {}

  template <typename Value, typename Field>
  void Member(std::string_view name, const Value& value, const Field& field) {
    if (!walk_.ok()) return;
    if constexpr (kIsOptional<Value>) {
      if (value.has_value()) Put(name, *value, field);
    } else if constexpr (kIsVector<Value>) {
      PutAll(name, value, field);
    } else if constexpr (std::is_same_v<Value, std::map<std::string, int64_t>>) {
      auto& target = *field.mutable_field(message_);
      for (const auto& [key, count] : value) {
        CheckText({name, -1}, key);
        target[key] = count;
      }
    } else {
      Put(name, value, field);
    }
  }

  template <typename Value, typename Field>
  void Required(std::string_view name, const Value& value, const Field& field) {
    if (walk_.ok()) Put(name, value, field);
  }

  template <typename Chosen, typename Oneof, typename Field>
  void Alternative(std::string_view name, const Oneof& oneof, const Field& field) {
    if (!walk_.ok()) return;
    if (const Chosen* chosen = std::get_if<Chosen>(&oneof)) Put(name, *chosen, field);
  }

 private:
  template <typename Value, typename Field>
  void Put(std::string_view name, const Value& value, const Field& field) {
    const PathStep leaf{name, -1};
    if constexpr (std::is_same_v<Value, std::string>) {
      CheckText(leaf, value);
      field.set(message_, value);
    } else if constexpr (std::is_same_v<Value, model::Ordinal>) {
      CheckText(leaf, value.text);
      field.set(message_, value.text);
    } else if constexpr (std::is_same_v<Value, RawBytes>) {
      field.set(message_, value.bytes);
    } else if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, int64_t>) {
      field.set(message_, value);
    } else if constexpr (std::is_same_v<Value, double>) {
      if (std::isnan(value)) walk_.Fail(leaf, kNaNRefused);
      field.set(message_, value);
    } else if constexpr (std::is_enum_v<Value>) {
      using ProtoEnum = std::remove_cvref_t<decltype(field.get(message_))>;
      if (Name(value).empty()) {
        walk_.Fail(leaf, base::Cat(static_cast<int>(value), " is not a value of this field"));
      }
      field.set(message_, static_cast<ProtoEnum>(static_cast<int>(value)));
    } else if constexpr (std::is_same_v<Value, absl::Time>) {
      PutTime(leaf, value, *field.mutable_field(message_));
    } else {
      PutMessage(leaf, value, *field.mutable_field(message_));
    }
  }

  template <typename Value, typename Field>
  void PutAll(std::string_view name, const std::vector<Value>& values, const Field& field) {
    auto& target = *field.mutable_field(message_);
    target.Reserve(static_cast<int>(values.size()));
    for (std::size_t i = 0; i < values.size() && walk_.ok(); ++i) {
      const PathStep leaf{name, static_cast<int64_t>(i)};
      if constexpr (std::is_same_v<Value, std::string>) {
        CheckText(leaf, values[i]);
        *target.Add() = values[i];
      } else if constexpr (std::is_same_v<Value, double>) {
        if (std::isnan(values[i])) walk_.Fail(leaf, kNaNRefused);
        target.Add(values[i]);
      } else if constexpr (std::is_same_v<Value, int64_t>) {
        target.Add(values[i]);
      } else {
        PutMessage(leaf, values[i], *target.Add());
      }
    }
  }

  template <typename Value>
  void PutMessage(PathStep leaf, const Value& value, typename Mapping<Value>::Message& message) {
    if (!walk_.Enter(leaf)) return;
    Encoder<typename Mapping<Value>::Message> inner(message, walk_);
    Mapping<Value>::Fields(inner, value);
    walk_.Leave();
  }

  void PutTime(PathStep leaf, absl::Time time, google::protobuf::Timestamp& message) {
    const int64_t seconds = absl::ToUnixSeconds(time);  // Rounds down; saturates at the infinities.
    if (time == absl::InfiniteFuture() || time == absl::InfinitePast() || seconds < kMinSeconds ||
        seconds > kMaxSeconds) {
      walk_.Fail(leaf, kTimeOutOfRange);
      return;
    }
    const absl::Duration rest = time - absl::FromUnixSeconds(seconds);
    const int64_t micros = absl::ToInt64Microseconds(rest);
    if (absl::Microseconds(micros) != rest) walk_.Fail(leaf, kNotWholeMicroseconds);
    message.set_seconds(seconds);
    message.set_nanos(static_cast<int32_t>(micros * 1000));
  }

  void CheckText(PathStep leaf, std::string_view text) {
    if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
      walk_.Fail(leaf, base::Cat("is not UTF-8 at byte ", *at));
    }
  }

  Message& message_;
  Walk& walk_;
};

// Sets a value from a message.
template <typename Message>
class Decoder {
 public:
  Decoder(const Message& message, Walk& walk) : message_(message), walk_(walk) {}

  template <typename Value, typename Field>
  void Member(std::string_view name, Value& value, const Field& field) {
    if (!walk_.ok()) return;
    if constexpr (kIsOptional<Value>) {
      if (field.has(message_)) Take({name, -1}, field.get(message_), value.emplace());
    } else if constexpr (kIsVector<Value>) {
      const auto& source = field.get(message_);
      value.reserve(static_cast<std::size_t>(source.size()));
      for (int i = 0; i < source.size() && walk_.ok(); ++i) {
        Take({name, i}, source.Get(i), value.emplace_back());
      }
    } else if constexpr (std::is_same_v<Value, std::map<std::string, int64_t>>) {
      for (const auto& [key, count] : field.get(message_)) value[key] = count;
    } else {
      Take({name, -1}, field.get(message_), value);
    }
  }

  template <typename Value, typename Field>
  void Required(std::string_view name, Value& value, const Field& field) {
    if (!walk_.ok()) return;
    if (!field.has(message_)) {
      walk_.Fail({name, -1}, kLeftOut);
    } else {
      Take({name, -1}, field.get(message_), value);
    }
  }

  template <typename Chosen, typename Oneof, typename Field>
  void Alternative(std::string_view name, Oneof& oneof, const Field& field) {
    if (!walk_.ok() || !field.has(message_)) return;
    Take({name, -1}, field.get(message_), oneof.template emplace<Chosen>());
  }

 private:
  template <typename Source, typename Value>
  void Take(PathStep leaf, const Source& source, Value& value) {
    if constexpr (std::is_same_v<Value, model::Ordinal>) {
      value.text = source;
    } else if constexpr (std::is_same_v<Value, RawBytes>) {
      value.bytes = source;
    } else if constexpr (std::is_same_v<Value, double>) {
      if (std::isnan(source)) walk_.Fail(leaf, kNaNRefused);
      value = source;
    } else if constexpr (std::is_enum_v<Value>) {
      value = TakeEnum<Value>(static_cast<int>(source));
    } else if constexpr (std::is_same_v<Value, absl::Time>) {
      value = TakeTime(leaf, source);
    } else if constexpr (std::is_class_v<Value> && !std::is_same_v<Value, std::string>) {
      if (!walk_.Enter(leaf)) return;
      Decoder<typename Mapping<Value>::Message> inner(source, walk_);
      Mapping<Value>::Fields(inner, value);
      walk_.Leave();
    } else {
      value = source;
    }
  }

  template <typename Enum>
  Enum TakeEnum(int number) {
    using Underlying = std::underlying_type_t<Enum>;
    if (number >= 0 && number <= std::numeric_limits<Underlying>::max() &&
        !Name(static_cast<Enum>(number)).empty()) {
      return static_cast<Enum>(number);
    }
    return Enum{};
  }

  absl::Time TakeTime(PathStep leaf, const google::protobuf::Timestamp& time) {
    if (time.seconds() < kMinSeconds || time.seconds() > kMaxSeconds || time.nanos() < 0 ||
        time.nanos() > 999'999'999) {
      walk_.Fail(leaf, kTimeOutOfRange);
      return {};
    }
    if (time.nanos() % 1000 != 0) walk_.Fail(leaf, kNotWholeMicroseconds);
    return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  }

  const Message& message_;
  Walk& walk_;
};

// Sets `message` from `value`, whose fields are named as `style` does.
template <typename Value>
absl::Status Encode(const Value& value, NameStyle style,
                    typename Mapping<Value>::Message& message) {
  Walk walk(style);
  Encoder<typename Mapping<Value>::Message> encoder(message, walk);
  Mapping<Value>::Fields(encoder, value);
  return walk.status();
}

}  // namespace readiness::wire::internal

// Declares the fields of the message readiness.v1.<name> and its value readiness::<room>::<name>.
#define READINESS_MESSAGE(room, name)                 \
  template <>                                         \
  struct Mapping<room::name> {                        \
    using Message = v1::name;                         \
    template <typename Walker, typename Value>        \
    static void Fields(Walker& walker, Value& value); \
  };                                                  \
  template <typename Walker, typename Value>          \
  void Mapping<room::name>::Fields([[maybe_unused]] Walker& walker, [[maybe_unused]] Value& value)

#define READINESS_ACCESS(field)                                                                    \
  Access {                                                                                         \
    [](const auto& m) -> decltype(auto) { return m.field(); },                                     \
        [](auto& m, const auto& v) { m.set_##field(v); },                                          \
        [](auto& m) { return m.mutable_##field(); }, [](const auto& m) { return m.has_##field(); } \
  }

// One field, and the member of the same name.
#define FIELD(name) walker.Member(#name, value.name, READINESS_ACCESS(name))
// A number whose absence would count as 0, and is refused on the way in: `optional` in the schema.
#define REQUIRED_FIELD(name) walker.Required(#name, value.name, READINESS_ACCESS(name))
// A field whose name is a word of C++, so that member and accessors have a `_` after it.
#define FIELD_UNDERSCORED(name) walker.Member(#name, value.name##_, READINESS_ACCESS(name##_))
// One alternative of the oneof `member`, which holds it as `type`.
#define ALTERNATIVE(member, type, field) \
  walker.template Alternative<type>(#field, value.member, READINESS_ACCESS(field))
