// wire/mapping.h: C++ values <-> the bytes of messages, from one declaration a message.
//
// The fields of each message are named once:
//
//   READINESS_MESSAGE(model, Party) {
//     FIELD(id);
//     FIELD(name);
//     FIELD(kind);
//   }
//
// From that a Layout is made at the first use: a table of the members, where they lie in the value,
// what they are and which field of the schema (wire/schema.h) they mirror. wire/encode.h writes any
// value by its layout as the wire format of Protocol Buffers, wire/decode.h reads it; nothing is
// built in between. What happens to a field follows from the C++ type of its member: text, bool,
// int64, double, enum, time, bytes, message; std::optional of these; std::vector;
// std::map<std::string, int64_t>. A field that the schema has and a declaration forgets is caught
// by tests/wire/round_trip_test.cc, which fills every field by reflection.
//
// Threads: a layout is made once and then only read.
#pragma once

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

#include "absl/time/time.h"

#include "readiness/model/evidence.h"

#include "wire/schema.h"

namespace readiness::wire::internal {

// The message that mirrors a C++ value, and its fields; specialized by READINESS_MESSAGE.
template <typename Value>
struct Mapping;

// The value of a field of bytes, which are no text.
struct RawBytes {
  std::string bytes;
};

// What a member holds, one or many of it. kText to kMessage are one; of those, a number, a time or
// a text is a C++ int64_t, bool, double, absl::Time or std::string.
enum class Shape : int8_t {
  kText,
  kBool,
  kInteger,
  kDouble,
  kEnum,
  kTime,
  kMessage,
  kTexts,     // std::vector<std::string>
  kDoubles,   // std::vector<double>
  kIntegers,  // std::vector<int64_t>
  kMessages,  // std::vector of what has a Mapping
  kCounts,    // std::map<std::string, int64_t>
};

struct Layout;

// One member of a value. The functions take the address of the member or of the value inside; each
// is null where there is no need of it.
struct MemberLayout {
  // The elements of a kMessages: the first, how many, and how far they are apart.
  struct Elements {
    const char* first;
    std::size_t count;
    std::size_t stride;
  };
  // An enum as a number, and whether that is one of its values.
  struct EnumNumber {
    int number;
    bool is_known;
  };

  std::string_view name;
  const Field* field = nullptr;  // Null: the schema has no such field.
  Shape shape = Shape::kText;
  bool is_required = false;
  std::size_t place = 0;   // In the declaration.
  std::size_t offset = 0;  // In the value.
  // Optional members and alternatives: the value inside, or null; a new value inside, at its
  // default. kMessages: a new element.
  const void* (*look)(const void* member) = nullptr;
  void* (*make)(void* member) = nullptr;
  // A plain member whose default in C++ is not that of the message: sets it to the latter.
  void (*clear)(void* member) = nullptr;
  EnumNumber (*enum_number)(const void* value) = nullptr;
  void (*set_enum)(void* value, int number) = nullptr;
  const Layout& (*message)() = nullptr;
  Elements (*elements)(const void* list) = nullptr;
  void (*reserve)(void* list, std::size_t count) = nullptr;

  // Whether a value of it that is at its default is written all the same.
  [[nodiscard]] bool is_explicit() const { return look != nullptr || is_required; }
};

// The members of a value that are the alternatives of one std::variant.
struct AlternativeMembers {
  std::size_t offset = 0;
  std::size_t (*chosen)(const void* variant) = nullptr;
  std::vector<const MemberLayout*> members;  // By the index of the alternative; null: none.
};

// How a value is laid out, and its message. Cost: memory of some hundred bytes a member.
struct Layout {
  const MessageType* type = nullptr;  // Null: the library's schema is broken.
  std::vector<MemberLayout> members;  // In the order of the declaration.
  std::vector<AlternativeMembers> alternatives;
  // Without alternatives, in the order of the numbers of their fields.
  std::vector<const MemberLayout*> by_number;
  // By the place of the field in its message; null: none.
  std::vector<const MemberLayout*> by_field;
  // Those with a `clear`.
  std::vector<const MemberLayout*> to_clear;
  // What asks for work where it is not given: a required one, a message with such a one inside.
  std::vector<const MemberLayout*> to_finish;
  const MemberLayout* unknown = nullptr;  // The first that the schema lacks.
};

template <typename Value>
const Layout& LayoutOf();

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <typename T>
inline constexpr bool kIsVector = false;
template <typename T>
inline constexpr bool kIsVector<std::vector<T>> = true;

// Collects the members of a value: the walker of a declaration.
class LayoutBuilder {
 public:
  LayoutBuilder(Layout& layout, const void* value)
      : layout_(layout), value_(static_cast<const char*>(value)) {}

  template <typename T>
  void Member(std::string_view name, const T& member) {
    if constexpr (kIsOptional<T>) {
      using Inner = typename T::value_type;
      MemberLayout& added = AddOne<Inner>(name, &member);
      added.look = [](const void* at) -> const void* {
        const auto& given = *static_cast<const T*>(at);
        return given.has_value() ? Part(*given) : nullptr;
      };
      added.make = [](void* at) -> void* { return Part(static_cast<T*>(at)->emplace()); };
    } else if constexpr (std::is_same_v<T, std::map<std::string, int64_t>>) {
      Add(name, &member, Shape::kCounts);
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      Add(name, &member, Shape::kTexts);
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      Add(name, &member, Shape::kDoubles);
    } else if constexpr (std::is_same_v<T, std::vector<int64_t>>) {
      Add(name, &member, Shape::kIntegers);
    } else if constexpr (kIsVector<T>) {
      AddMessages(name, member);
    } else {
      AddPlain(name, member);
    }
  }

  template <typename T>
  void Required(std::string_view name, const T& member) {
    AddPlain(name, member).is_required = true;
  }

  template <typename Chosen, typename Oneof>
  void Alternative(std::string_view name, const Oneof& oneof) {
    MemberLayout& added = AddOne<Chosen>(name, &oneof);
    added.look = [](const void* at) -> const void* {
      const auto* chosen = std::get_if<Chosen>(static_cast<const Oneof*>(at));
      return chosen == nullptr ? nullptr : Part(*chosen);
    };
    added.make = [](void* at) -> void* {
      return Part(static_cast<Oneof*>(at)->template emplace<Chosen>());
    };
    NoteAlternative(
        added, IndexOf<Chosen>(static_cast<const Oneof*>(nullptr)), std::variant_size_v<Oneof>,
        [](const void* at) -> std::size_t { return static_cast<const Oneof*>(at)->index(); });
  }

  // Once all members are there: brings them into their orders.
  void Finish();

 private:
  // Where the value lies in which a field is kept: a text inside of its C++ type.
  template <typename T>
  static auto* Part(T& value) {
    using Plain = std::remove_const_t<T>;
    if constexpr (std::is_same_v<Plain, model::Ordinal>) {
      return &value.text;
    } else if constexpr (std::is_same_v<Plain, RawBytes>) {
      return &value.bytes;
    } else {
      return &value;
    }
  }

  template <typename T>
  MemberLayout& AddOne(std::string_view name, const void* member) {
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, model::Ordinal> ||
                  std::is_same_v<T, RawBytes>) {
      return Add(name, member, Shape::kText);
    } else if constexpr (std::is_same_v<T, bool>) {
      return Add(name, member, Shape::kBool);
    } else if constexpr (std::is_same_v<T, int64_t>) {
      return Add(name, member, Shape::kInteger);
    } else if constexpr (std::is_same_v<T, double>) {
      return Add(name, member, Shape::kDouble);
    } else if constexpr (std::is_same_v<T, absl::Time>) {
      return Add(name, member, Shape::kTime);
    } else if constexpr (std::is_enum_v<T>) {
      MemberLayout& added = Add(name, member, Shape::kEnum);
      added.enum_number = [](const void* at) -> MemberLayout::EnumNumber {
        const T value = *static_cast<const T*>(at);
        return {static_cast<int>(value), !Name(value).empty()};
      };
      added.set_enum = [](void* at, int number) { *static_cast<T*>(at) = EnumOf<T>(number); };
      return added;
    } else {
      MemberLayout& added = Add(name, member, Shape::kMessage);
      added.message = &LayoutOf<T>;
      return added;
    }
  }

  template <typename T>
  MemberLayout& AddPlain(std::string_view name, const T& member) {
    MemberLayout& added = AddOne<T>(name, Part(member));
    if constexpr (!std::is_class_v<T> || std::is_same_v<T, std::string> ||
                  std::is_same_v<T, absl::Time>) {
      if (member != T{}) added.clear = [](void* at) { *static_cast<T*>(at) = T{}; };
    }
    return added;
  }

  template <typename T>
  void AddMessages(std::string_view name, const std::vector<T>& list) {
    MemberLayout& added = Add(name, &list, Shape::kMessages);
    added.message = &LayoutOf<T>;
    added.make = [](void* at) -> void* {
      return &static_cast<std::vector<T>*>(at)->emplace_back();
    };
    added.elements = [](const void* at) -> MemberLayout::Elements {
      const auto& given = *static_cast<const std::vector<T>*>(at);
      return {reinterpret_cast<const char*>(given.data()), given.size(), sizeof(T)};
    };
    added.reserve = [](void* at, std::size_t count) {
      static_cast<std::vector<T>*>(at)->reserve(count);
    };
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

  template <typename Chosen, typename... All>
  static constexpr std::size_t IndexOf(const std::variant<All...>*) {
    std::size_t index = 0;
    (void)((std::is_same_v<Chosen, All> || (++index, false)) || ...);
    return index;
  }

  MemberLayout& Add(std::string_view name, const void* member, Shape shape);
  void NoteAlternative(const MemberLayout& member, std::size_t index, std::size_t count,
                       std::size_t (*chosen)(const void*));

  // An alternative as it was noted: members may move while others are added.
  struct Noted {
    std::size_t variant;
    std::size_t index;
    std::size_t place;
  };

  Layout& layout_;
  const char* value_;
  std::vector<Noted> noted_;
};

// The layout of a value that mirrors `type`; for good, since a thread may still read while the
// program ends. The type may be null.
template <typename Value>
const Layout* MakeLayout(const MessageType* type) {
  auto made = std::make_unique<Layout>();
  made->type = type;
  if (type == nullptr) return made.release();
  const Value value{};
  LayoutBuilder builder(*made, &value);
  Mapping<Value>::Fields(builder, value);
  builder.Finish();
  return made.release();
}

template <typename Value>
const Layout& LayoutOf() {
  static const Layout* const layout = [] {
    const auto schema = Schema::Get();
    return MakeLayout<Value>(schema.ok() ? (*schema)->Find(Mapping<Value>::kName) : nullptr);
  }();
  return *layout;
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
