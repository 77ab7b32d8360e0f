#include "wire/json_print.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

#include "absl/strings/escaping.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "wire/json_time.h"
#include "wire/wire_format.h"

namespace readiness::wire::internal {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void AppendUnit(uint32_t unit, std::string& json) {
  json.append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) json.push_back(kHex[(unit >> shift) & 15]);
}

// Characters that show nothing, or that a script takes for the end of a line or for markup.
bool IsEscaped(uint32_t character) {
  const auto is_in = [character](uint32_t first, uint32_t last) {
    return character >= first && character <= last;
  };
  return is_in(0x7F, 0x9F) || character == 0xAD || is_in(0x600, 0x603) || character == 0x6DD ||
         character == 0x70F || is_in(0x17B4, 0x17B5) || is_in(0x200B, 0x200F) ||
         is_in(0x2028, 0x202E) || is_in(0x2060, 0x2064) || is_in(0x206A, 0x206F) ||
         character == 0xFEFF || is_in(0xFFF9, 0xFFFB) || is_in(0x1D173, 0x1D17A) ||
         character == 0xE0001 || is_in(0xE0020, 0xE007F);
}

// How many bytes the UTF-8 character has that begins with `lead`.
std::size_t LengthOf(unsigned char lead) {
  if (lead < 0xC0) return 1;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

void AppendQuoted(std::string_view text, std::string& json) {
  json.push_back('"');
  std::size_t plain = 0;  // What is not copied yet begins here.
  std::size_t at = 0;
  const auto copy_plain = [&] { json.append(text.substr(plain, at - plain)); };
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\' && byte != '<' && byte != '>') {
      ++at;
      continue;
    }
    const std::size_t length = std::min(LengthOf(byte), text.size() - at);
    uint32_t character = byte;
    if (length > 1) character &= 0x7Fu >> length;
    for (std::size_t i = 1; i < length; ++i) {
      character = character << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    if (byte >= 0x80 && !IsEscaped(character)) {
      at += length;
      continue;
    }
    copy_plain();
    at += length;
    plain = at;
    switch (character) {
      case '"':
        json.append("\\\"");
        break;
      case '\\':
        json.append("\\\\");
        break;
      case '\b':
        json.append("\\b");
        break;
      case '\f':
        json.append("\\f");
        break;
      case '\n':
        json.append("\\n");
        break;
      case '\r':
        json.append("\\r");
        break;
      case '\t':
        json.append("\\t");
        break;
      default:
        if (character < 0x10000) {
          AppendUnit(character, json);
        } else {  // A pair of surrogates.
          AppendUnit(0xD800 + ((character - 0x10000) >> 10), json);
          AppendUnit(0xDC00 + (character & 0x3FF), json);
        }
    }
  }
  copy_plain();
  json.push_back('"');
}

// 15 digits where they read back as the number, 17 where they do not.
void AppendNumber(double number, std::string& json) {
  if (std::isnan(number)) {
    json.append("\"NaN\"");
  } else if (std::isinf(number)) {
    json.append(number < 0 ? "\"-Infinity\"" : "\"Infinity\"");
  } else {
    std::array<char, 32> digits;
    const auto write = [&](int precision) {
      return std::to_chars(digits.data(), digits.data() + digits.size(), number,
                           std::chars_format::general, precision)
          .ptr;
    };
    char* end = write(15);
    double read_back = 0;
    std::from_chars(digits.data(), end, read_back);
    if (read_back != number) end = write(17);
    json.append(digits.data(), end);
  }
}

void AppendInteger(int64_t number, std::string& json) {
  std::array<char, 20> digits;
  json.append(digits.data(),
              std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

// One field as it stands in the bytes.
struct Given {
  const Field* field;
  RawField raw;
};

class Printer {
 public:
  Printer(JsonLayout layout, bool prints_all)
      : is_indented_(layout == JsonLayout::kIndented), prints_all_(prints_all) {}

  absl::Status Root(std::string_view bytes, const MessageType& type) {
    READINESS_RETURN_IF_ERROR(Object(bytes, type));
    if (is_indented_) json_.push_back('\n');
    return absl::OkStatus();
  }
  [[nodiscard]] std::string& json() { return json_; }

 private:
  void Open(char bracket) {
    json_.push_back(bracket);
    ++depth_;
    is_first_ = true;
  }
  void Close(char bracket) {
    --depth_;
    if (!is_first_) NewLine();
    json_.push_back(bracket);
    is_first_ = false;
  }
  void NewLine() {
    if (!is_indented_) return;
    json_.push_back('\n');
    json_.append(depth_, ' ');
  }
  // The next element of a list, or the next member of an object.
  void Next() {
    if (!is_first_) json_.push_back(',');
    is_first_ = false;
    NewLine();
  }
  void Member(std::string_view name) {
    Next();
    AppendQuoted(name, json_);
    json_.append(is_indented_ ? ": " : ":");
  }

  absl::Status Object(std::string_view bytes, const MessageType& type) {
    // Messages inside this one come behind it on the same stack.
    const std::size_t begin = given_.size();
    FieldCursor cursor(bytes);
    while (!cursor.at_end()) {
      READINESS_ASSIGN_OR_RETURN(const RawField raw, cursor.Next());
      const Field* field = type.Find(raw.number);
      if (field == nullptr || !field->MayCome(raw.wire_type)) continue;
      given_.push_back({field, raw});
    }
    const auto is_before = [this](const Given& a, const Given& b) {
      if (!prints_all_) return a.field->number < b.field->number;
      const bool is_last = IsLast(*a.field);
      if (is_last != IsLast(*b.field)) return !is_last;
      return is_last ? a.field->number < b.field->number : a.field->index < b.field->index;
    };
    const auto first = given_.begin() + static_cast<std::ptrdiff_t>(begin);
    if (!std::is_sorted(first, given_.end(), is_before)) {
      std::stable_sort(first, given_.end(), is_before);
    }

    Open('{');
    const std::size_t end = given_.size();
    std::size_t at = begin;
    std::size_t next_index = 0;
    while (at < end) {
      const Field& field = *given_[at].field;
      if (prints_all_) {
        const bool is_last = IsLast(field);
        Defaults(type, next_index, is_last ? type.fields.size() : field.index);
        next_index = is_last ? type.fields.size() : field.index + 1;
      }
      const std::size_t run = at;
      while (at < end && given_[at].field == &field) ++at;
      READINESS_RETURN_IF_ERROR(Values(field, run, at));
    }
    if (prints_all_) Defaults(type, next_index, type.fields.size());
    Close('}');
    given_.resize(begin);
    return absl::OkStatus();
  }

  // Where all is printed, what has no default follows behind everything else, as it does where
  // Protocol Buffers print: they fill in the values of a list of defaults and append the others.
  static bool IsLast(const Field& field) {
    if (field.is_repeated) return false;
    if (field.kind == FieldKind::kMessage) return field.is_time();
    return field.is_optional || field.oneof != nullptr;
  }

  // The fields from place `first` up to `end`, none of which is given.
  void Defaults(const MessageType& type, std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      const Field& field = type.fields[i];
      if (!field.is_repeated &&
          (field.is_optional || field.oneof != nullptr || field.kind == FieldKind::kMessage)) {
        continue;
      }
      Member(field.json_name);
      json_.append(field.is_map() ? "{}" : field.is_repeated ? "[]" : Default(field));
    }
  }
  static std::string Default(const Field& field) {
    switch (field.kind) {
      case FieldKind::kBool:
        return "false";
      case FieldKind::kInteger:
        return "\"0\"";
      case FieldKind::kDouble:
        return "0";
      case FieldKind::kEnum:
        return base::Cat("\"", field.enum_type->values.front().name, "\"");
      default:
        return "\"\"";
    }
  }

  // A field that is given as [first, end) of given_.
  absl::Status Values(const Field& field, std::size_t first, std::size_t end) {
    Member(field.json_name);
    if (!field.is_repeated) return Value(field, given_[end - 1].raw);
    Open(field.is_map() ? '{' : '[');
    for (std::size_t i = first; i < end; ++i) {
      const RawField raw = given_[i].raw;  // A copy: what is inside may move the stack.
      if (field.is_map()) {
        READINESS_RETURN_IF_ERROR(MapEntry(*field.message, raw.payload));
      } else if (field.is_packable() && raw.wire_type == kLengthAndBytes) {
        READINESS_RETURN_IF_ERROR(Packed(field, raw.payload));
      } else {
        Next();
        READINESS_RETURN_IF_ERROR(Value(field, raw));
      }
    }
    Close(field.is_map() ? '}' : ']');
    return absl::OkStatus();
  }

  absl::Status MapEntry(const MessageType& entry, std::string_view bytes) {
    RawField key;
    RawField value;
    FieldCursor cursor(bytes);
    while (!cursor.at_end()) {
      READINESS_ASSIGN_OR_RETURN(const RawField raw, cursor.Next());
      if (raw.number == 1) key = raw;
      if (raw.number == 2) value = raw;
    }
    Member(key.payload);
    return Value(*entry.Find(2U), value);
  }

  absl::Status Packed(const Field& field, std::string_view bytes) {
    while (!bytes.empty()) {
      RawField raw;
      if (field.kind == FieldKind::kDouble) {
        if (bytes.size() < 8) return absl::InvalidArgumentError("is not a list of numbers");
        raw.payload = bytes.substr(0, 8);
        bytes.remove_prefix(8);
      } else if (!TakeVarint(bytes, raw.varint)) {
        return absl::InvalidArgumentError("is not a list of numbers");
      }
      Next();
      READINESS_RETURN_IF_ERROR(Value(field, raw));
    }
    return absl::OkStatus();
  }

  absl::Status Value(const Field& field, const RawField& raw) {
    switch (field.kind) {
      case FieldKind::kText:
        AppendQuoted(raw.payload, json_);
        return absl::OkStatus();
      case FieldKind::kBytes:
        json_.push_back('"');
        json_.append(absl::Base64Escape(base::ToAbsl(raw.payload)));
        json_.push_back('"');
        return absl::OkStatus();
      case FieldKind::kBool:
        json_.append(raw.varint != 0 ? "true" : "false");
        return absl::OkStatus();
      case FieldKind::kInteger:
        json_.push_back('"');
        AppendInteger(static_cast<int64_t>(raw.varint), json_);
        json_.push_back('"');
        return absl::OkStatus();
      case FieldKind::kDouble:
        AppendNumber(DoubleOf(raw.payload), json_);
        return absl::OkStatus();
      case FieldKind::kEnum: {
        const auto number = static_cast<int32_t>(raw.varint);
        if (const EnumType::Value* value = field.enum_type->Find(int64_t{number})) {
          json_.push_back('"');
          json_.append(value->name);
          json_.push_back('"');
        } else {
          AppendInteger(number, json_);
        }
        return absl::OkStatus();
      }
      case FieldKind::kMessage:
        break;
    }
    return field.is_time() ? Time(raw.payload) : Object(raw.payload, *field.message);
  }

  absl::Status Time(std::string_view bytes) {
    const std::optional<Timestamp> time = ReadTimestamp(bytes);
    if (!time.has_value()) return absl::InvalidArgumentError("is not a serialized message");
    json_.push_back('"');
    AppendTimeText(*time, json_);
    json_.push_back('"');
    return absl::OkStatus();
  }

  bool is_indented_;
  bool prints_all_;
  bool is_first_ = true;
  std::size_t depth_ = 0;
  std::vector<Given> given_;
  std::string json_;
};

}  // namespace

absl::StatusOr<std::string> PrintJson(std::string_view bytes, const MessageType& type,
                                      JsonLayout layout, bool prints_all) {
  Printer printer(layout, prints_all);
  READINESS_RETURN_IF_ERROR(printer.Root(bytes, type));
  return std::move(printer.json());
}

}  // namespace readiness::wire::internal
