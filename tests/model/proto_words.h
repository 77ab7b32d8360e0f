// What the messages of proto/readiness/v1 are called, read from their text, and whether the structs
// and enums of a header say the same. A room below `wire` knows no Protocol Buffers; its tests read
// the files themselves, so that a field or a value forgotten in C++ fails here and by name.
//
//   Mirror mirror("party.proto");
//   mirror.Enum<PartyKind>();
//   mirror.Struct(READINESS_STRUCT(Party, id, name, kind));
//   EXPECT_THAT(mirror.Differences(), IsEmpty());
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include <gtest/gtest.h>

namespace readiness::proto_words {

// --- the text of a .proto file -------------------------------------------------------------------

// A field as it is written; `label` is "", "optional" or "repeated", `oneof` its oneof or "".
struct ProtoField {
  std::string label, type, name, oneof;
};
struct ProtoMessage {
  std::string name;
  std::vector<ProtoField> fields;
  std::vector<std::pair<std::string, int>> values;  // Of its nested `enum Value`.
};

// Identifiers, numbers and signs; comments and blanks are gone.
inline std::vector<std::string> ProtoTokens(const std::string& text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
  };
  std::vector<std::string> tokens;
  for (size_t at = 0; at < text.size();) {
    if (text.compare(at, 2, "//") == 0) {
      at = std::min(text.find('\n', at), text.size());
    } else if (is_word(text[at])) {
      const size_t begin = at;
      while (at < text.size() && is_word(text[at])) ++at;
      tokens.push_back(text.substr(begin, at - begin));
    } else {
      if (text[at] != ' ' && text[at] != '\n') tokens.emplace_back(1, text[at]);
      ++at;
    }
  }
  return tokens;
}

// Reads the messages of one file. What it does not understand is a failure of the test, never
// passed over.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view file) {
    const std::string path = std::string(READINESS_SOURCE_DIR "/proto/readiness/v1/").append(file);
    std::ifstream stream(path);
    tokens_ = ProtoTokens(std::string(std::istreambuf_iterator<char>(stream), {}));
    if (tokens_.empty()) ADD_FAILURE() << "cannot read " << path;
    while (at_ < tokens_.size()) {
      if (Peek() == "message") {
        ReadMessage();
      } else if (Peek() == "syntax" || Peek() == "package" || Peek() == "import") {
        while (Next() != ";") {
        }
      } else {
        ADD_FAILURE() << path << ": what is '" << Next() << "'?";
        return;
      }
    }
  }
  [[nodiscard]] std::vector<ProtoMessage> Take() && { return std::move(messages_); }

 private:
  [[nodiscard]] std::string Peek() const { return at_ < tokens_.size() ? tokens_[at_] : ";"; }
  std::string Next() {
    std::string token = Peek();
    ++at_;
    return token;
  }
  void Expect(std::string_view token) {
    if (const std::string found = Next(); found != token) {
      ADD_FAILURE() << "expected '" << token << "' after '" << tokens_[at_ - 2] << "', found '"
                    << found << "'";
      at_ = tokens_.size();
    }
  }

  void ReadMessage() {
    Expect("message");
    ProtoMessage message;
    message.name = Next();
    Expect("{");
    std::string oneof;
    while (at_ < tokens_.size()) {
      if (Peek() == "}") {
        Next();
        if (oneof.empty()) break;
        oneof.clear();
      } else if (Peek() == "oneof") {
        Next();
        oneof = Next();
        Expect("{");
      } else if (Peek() == "enum") {
        ReadValues(message);
      } else {
        ReadField(message, oneof);
      }
    }
    messages_.push_back(std::move(message));
  }

  void ReadField(ProtoMessage& message, const std::string& oneof) {
    ProtoField field;
    field.oneof = oneof;
    if (Peek() == "optional" || Peek() == "repeated") field.label = Next();
    field.type = Next();
    if (Peek() == "<") {  // map<string, int64>
      while (Peek() != ">" && Peek() != ";") field.type += Next();
      field.type += Next();
    }
    field.name = Next();
    Expect("=");
    Next();
    Expect(";");
    message.fields.push_back(std::move(field));
  }

  void ReadValues(ProtoMessage& message) {
    Expect("enum");
    Expect("Value");
    Expect("{");
    while (at_ < tokens_.size() && Peek() != "}") {
      std::string word = Next();
      Expect("=");
      int number = 0;
      for (const char digit : Next()) number = 10 * number + (digit - '0');
      Expect(";");
      message.values.emplace_back(std::move(word), number);
    }
    Expect("}");
  }

  std::vector<std::string> tokens_;
  size_t at_ = 0;
  std::vector<ProtoMessage> messages_;
};

[[nodiscard]] inline std::vector<ProtoMessage> MessagesOf(std::string_view file) {
  return ProtoReader(file).Take();
}

// "PartyKind" -> "PARTY_KIND"
[[nodiscard]] inline std::string UpperSnake(std::string_view camel) {
  std::string snake;
  for (const char c : camel) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper && !snake.empty()) snake += '_';
    snake += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return snake;
}

// --- C++ types as the messages call them ---------------------------------------------------------

// The name of a type without its namespaces, as the compiler prints it.
template <typename T>
[[nodiscard]] std::string TypeName() {
  std::string_view text = __PRETTY_FUNCTION__;  // "... [with T = readiness::model::Party; ...]"
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  if (const size_t colon = text.rfind(':'); colon != text.npos) text.remove_prefix(colon + 1);
  // Two nouns whose messages were named before them.
  if (text == "ResultKind") return "Result";
  if (text == "CycleLog") return "Cycle";
  return std::string(text);
}

template <typename T, template <typename...> typename Template>
inline constexpr bool kIsOf = false;
template <template <typename...> typename Template, typename... Parts>
inline constexpr bool kIsOf<Template<Parts...>, Template> = true;

// What a .proto file writes for a member of this type: "repeated string", "optional double",
// "PartyKind.Value", "google.protobuf.Timestamp"; "oneof" for a variant. A message has presence by
// itself, so that std::optional<Window> and Window are both "Window"; a number has none.
template <typename T>
[[nodiscard]] std::string ProtoType() {
  if constexpr (std::is_same_v<T, std::string>) {
    return "string";
  } else if constexpr (std::is_same_v<T, bool>) {
    return "bool";
  } else if constexpr (std::is_same_v<T, int64_t>) {
    return "int64";
  } else if constexpr (std::is_same_v<T, double>) {
    return "double";
  } else if constexpr (std::is_enum_v<T>) {
    return TypeName<T>() + ".Value";
  } else if constexpr (std::is_same_v<T, std::map<std::string, int64_t>>) {
    return "map<string,int64>";
  } else if constexpr (std::is_same_v<T, std::optional<absl::Time>>) {
    return "google.protobuf.Timestamp";
  } else if constexpr (kIsOf<T, std::vector>) {
    return "repeated " + ProtoType<typename T::value_type>();
  } else if constexpr (kIsOf<T, std::optional>) {
    using Value = typename T::value_type;
    return (std::is_arithmetic_v<Value> ? "optional " : "") + ProtoType<Value>();
  } else if constexpr (kIsOf<T, std::variant>) {
    return "oneof";
  } else {
    return TypeName<T>();
  }
}

// Becomes any value, so that the fields of a struct can be counted.
struct AnyValue {
  template <typename T>
  operator T() const;  // NOLINT(google-explicit-constructor)
};
template <size_t>
using AnyValueAt = AnyValue;
template <typename T, size_t... kIndex>
constexpr bool HasFields(std::index_sequence<kIndex...>) {
  return requires { T{AnyValueAt<kIndex>{}...}; };
}
// How many fields T has.
template <typename T, size_t kCount = 48>
constexpr size_t FieldCount() {
  if constexpr (kCount == 0 || HasFields<T>(std::make_index_sequence<kCount>())) {
    return kCount;
  } else {
    return FieldCount<T, kCount - 1>();
  }
}

// Sets a field to a value that is given. A struct with an id is given once its id is; for another
// struct that is a field, specialise this.
template <typename Member>
struct Given {
  static void Set(Member& member) {
    if constexpr (std::is_same_v<Member, std::string>) {
      member = "given";
    } else if constexpr (std::is_same_v<Member, bool>) {
      member = true;
    } else if constexpr (std::is_arithmetic_v<Member>) {
      member = Member{7};
    } else if constexpr (std::is_enum_v<Member>) {
      member = static_cast<Member>(1);
    } else if constexpr (kIsOf<Member, std::vector>) {
      member.resize(1);
    } else if constexpr (kIsOf<Member, std::optional>) {
      member.emplace();  // Zero, false and empty are given, too.
    } else if constexpr (kIsOf<Member, std::variant>) {
      member.template emplace<1>();
    } else if constexpr (requires { member.id = "given"; }) {
      member.id = "given";
    } else {
      member["given"] = 7;
    }
  }
};

// Is it what stands where nothing was given: nothing, empty, UNSPECIFIED, or zero where the message
// has no absence?
template <typename Member>
[[nodiscard]] bool IsNotGiven(const Member& member) {
  if constexpr (kIsOf<Member, std::optional>) {
    return !member.has_value();
  } else if constexpr (kIsOf<Member, std::variant>) {
    return member.index() == 0 && std::holds_alternative<std::monostate>(member);
  } else if constexpr (std::is_enum_v<Member>) {
    return static_cast<int>(member) == 0;
  } else if constexpr (std::is_arithmetic_v<Member>) {
    return member == Member{};
  } else if constexpr (requires { member.empty(); }) {
    return member.empty();
  } else {
    return member == Member{};  // A struct, whose own fields are tested where it is mirrored.
  }
}

// --- the mirror ----------------------------------------------------------------------------------

template <typename T, typename Member>
struct Field {
  std::string_view name;
  Member T::*member;
};
template <typename T, typename Member>
Field(std::string_view, Member T::*) -> Field<T, Member>;

template <typename T, typename... Fields>
struct StructFields {
  std::tuple<Fields...> fields;
};
template <typename T, typename... Fields>
[[nodiscard]] StructFields<T, Fields...> FieldsOf(Fields... fields) {
  return {std::tuple<Fields...>(fields...)};
}

// The fields of a struct in their order: READINESS_STRUCT(Party, id, name, kind).
#define READINESS_STRUCT(Type, ...)         \
  ::readiness::proto_words::FieldsOf<Type>( \
      READINESS_FIELDS_RESCAN(READINESS_FIELDS_STEP(Type, __VA_ARGS__)))
#define READINESS_FIELDS_STEP(Type, name, ...)                    \
  ::readiness::proto_words::Field{#name, &Type::name} __VA_OPT__( \
      , READINESS_FIELDS_AGAIN READINESS_FIELDS_PARENS(Type, __VA_ARGS__))
#define READINESS_FIELDS_AGAIN() READINESS_FIELDS_STEP
#define READINESS_FIELDS_PARENS ()
#define READINESS_FIELDS_RESCAN(...) \
  READINESS_FIELDS_RESCAN3(READINESS_FIELDS_RESCAN3(READINESS_FIELDS_RESCAN3(__VA_ARGS__)))
#define READINESS_FIELDS_RESCAN3(...) \
  READINESS_FIELDS_RESCAN2(READINESS_FIELDS_RESCAN2(READINESS_FIELDS_RESCAN2(__VA_ARGS__)))
#define READINESS_FIELDS_RESCAN2(...) \
  READINESS_FIELDS_RESCAN1(READINESS_FIELDS_RESCAN1(READINESS_FIELDS_RESCAN1(__VA_ARGS__)))
#define READINESS_FIELDS_RESCAN1(...) __VA_ARGS__

// Holds the structs and enums of a header against the messages of a .proto file, and collects what
// is wrong, each thing in a line that names it.
class Mirror {
 public:
  explicit Mirror(std::string_view file) : messages_(MessagesOf(file)) {}

  // Name(value) is the word of the message's value of that number, for every number there can be;
  // the message is called as the enum.
  template <typename E>
  void Enum() {
    const std::string name = TypeName<E>();
    const ProtoMessage* message = Find(name);
    if (message == nullptr) return;
    const std::string unspecified = UpperSnake(name) + "_UNSPECIFIED";
    std::map<int, std::string> words;
    for (const auto& [word, number] : message->values) {
      words[number] = word == unspecified ? "UNSPECIFIED" : word;
    }
    if (words.empty()) differences_.push_back(name + " has no values");
    for (int number = -128; number <= 127; ++number) {
      const std::string found(Name(static_cast<E>(number)));
      const auto word = words.find(number);
      const std::string expected = word == words.end() ? "" : word->second;
      if (found != expected) {
        differences_.push_back(name + " " + std::to_string(number) + " is '" + expected +
                               "' in the message and '" + found + "' here");
      }
    }
  }

  // The struct has the fields of its message in their order, each of its type. `beside` names
  // fields that the message does not have, `with_default` those that begin with a value, `required`
  // those that the message may leave out and readers then refuse.
  template <typename T, typename... Fields>
  void Struct(const StructFields<T, Fields...>& given, const std::set<std::string>& beside = {},
              const std::set<std::string>& with_default = {},
              const std::set<std::string>& required = {}) {
    const std::string name = TypeName<T>();
    if (FieldCount<T>() != sizeof...(Fields)) {
      differences_.push_back(name + " has " + std::to_string(FieldCount<T>()) + " fields; " +
                             std::to_string(sizeof...(Fields)) + " are listed");
    }
    std::vector<std::string> listed;
    std::vector<T> changed;
    const T nothing{};
    if (!(nothing == T{})) overlooked_.push_back(name + " is not equal to itself");
    const auto look = [&](const auto& field) {
      std::string field_name(field.name);
      if (field_name.back() == '_') field_name.pop_back();  // `template` is a word of C++.
      using Member = std::remove_cvref_t<decltype(nothing.*(field.member))>;
      if (!beside.contains(field_name)) {
        listed.push_back((required.contains(field_name) ? "optional " : "") + ProtoType<Member>() +
                         " " + field_name);
      }
      if (IsNotGiven(nothing.*(field.member)) == with_default.contains(field_name)) {
        begun_.push_back(name + "." + field_name);
      }
      T& copy = changed.emplace_back();
      Given<Member>::Set(copy.*(field.member));
      if (copy == nothing || !(copy == T(copy))) overlooked_.push_back(name + "." + field_name);
    };
    std::apply([&](const auto&... field) { (look(field), ...); }, given.fields);
    for (size_t i = 0; i < changed.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (changed[i] == changed[j]) overlooked_.push_back(name + ": one field for another");
      }
    }
    if (const ProtoMessage* message = Find(name); message != nullptr) {
      Compare(name, WrittenFields(*message), listed);
    }
  }

  // A message of the wire alone, which no value of C++ mirrors.
  void OfTheWireAlone(const std::string& name) {
    if (Find(name) == nullptr) differences_.push_back("there is no message " + name);
    seen_.insert(name);
  }

  // Where header and file differ, messages that nothing here mirrors included.
  [[nodiscard]] std::vector<std::string> Differences() const {
    std::vector<std::string> differences = differences_;
    for (const ProtoMessage& message : messages_) {
      if (!seen_.contains(message.name)) differences.push_back("nothing mirrors " + message.name);
    }
    return differences;
  }
  // Fields whose default is a value, or is not one where it should be.
  [[nodiscard]] const std::vector<std::string>& Begun() const { return begun_; }
  // Fields that equality does not look at.
  [[nodiscard]] const std::vector<std::string>& Overlooked() const { return overlooked_; }

 private:
  const ProtoMessage* Find(const std::string& name) {
    seen_.insert(name);
    for (const ProtoMessage& message : messages_) {
      if (message.name == name) return &message;
    }
    differences_.push_back("there is no message " + name);
    return nullptr;
  }

  // "repeated string options"; a oneof counts as one field.
  static std::vector<std::string> WrittenFields(const ProtoMessage& message) {
    std::vector<std::string> fields;
    for (const ProtoField& field : message.fields) {
      std::string text = field.label.empty() ? "" : field.label + " ";
      text.append(field.type).append(" ").append(field.name);
      if (!field.oneof.empty()) text = "oneof " + field.oneof;
      if (fields.empty() || fields.back() != text) fields.push_back(text);
    }
    return fields;
  }

  void Compare(const std::string& name, const std::vector<std::string>& expected,
               const std::vector<std::string>& found) {
    for (size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
      const std::string message = i < expected.size() ? expected[i] : "nothing";
      const std::string here = i < found.size() ? found[i] : "nothing";
      if (message != here) {
        differences_.push_back(name + " has '" + message + "' in the message and '" + here +
                               "' here");
      }
    }
  }

  std::vector<ProtoMessage> messages_;
  std::set<std::string> seen_;
  std::vector<std::string> differences_, begun_, overlooked_;
};

// What every mirrored header keeps. `Describe` fills a mirror with all that the header declares.
#define READINESS_MIRROR_TESTS(Suite, file, Describe)          \
  TEST(Suite, SaysTheWordsTheFieldsAndTheTypesOfItsMessages) { \
    ::readiness::proto_words::Mirror mirror(file);             \
    Describe(mirror);                                          \
    EXPECT_THAT(mirror.Differences(), ::testing::IsEmpty());   \
  }                                                            \
  TEST(Suite, WhatNobodyGaveIsNotGiven) {                      \
    ::readiness::proto_words::Mirror mirror(file);             \
    Describe(mirror);                                          \
    EXPECT_THAT(mirror.Begun(), ::testing::IsEmpty());         \
  }                                                            \
  TEST(Suite, EqualityNoticesEveryField) {                     \
    ::readiness::proto_words::Mirror mirror(file);             \
    Describe(mirror);                                          \
    EXPECT_THAT(mirror.Overlooked(), ::testing::IsEmpty());    \
  }                                                            \
  static_assert(true, "a semicolon ends it")

}  // namespace readiness::proto_words
