#include "wire/json_read.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "readiness/base/near_names.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

#include "wire/field_path.h"
#include "wire/json_place.h"
#include "wire/json_strict.h"
#include "wire/json_time.h"
#include "wire/wire_format.h"

namespace readiness::wire::internal {
namespace {

// The values of an enum that mean something: "PERSON or TEAM".
std::string KnownValues(const EnumType& type) {
  std::string names;
  for (const EnumType::Value& value : type.values) {
    if (value.number == 0) continue;
    if (!names.empty()) names.append(&value == &type.values.back() ? " or " : ", ");
    names.append(value.name);
  }
  return names;
}

// "; did you mean \"dueAt\"?", or nothing where no field is written alike.
std::string MeantInstead(std::string_view name, const MessageType& type) {
  std::vector<std::string> fields;
  for (const Field& field : type.fields) fields.emplace_back(field.json_name);
  const std::vector<std::string> near = base::NearNames(name, fields, 1);
  return near.empty() ? std::string()
                      : base::Cat("; did you mean ", base::Quoted(near.front()), "?");
}

// What one element of a field is written as.
std::string Expected(const Field& field) {
  if (field.is_map()) return "an object of counts";
  switch (field.kind) {
    case FieldKind::kText:
      return "text";
    case FieldKind::kBytes:
      return "bytes in base64";
    case FieldKind::kBool:
      return "true or false";
    case FieldKind::kDouble:
      return "a number";
    case FieldKind::kEnum:
      return KnownValues(*field.enum_type);
    case FieldKind::kMessage:
      return field.is_time() ? "a time such as \"2026-01-31T09:30:00Z\"" : "an object";
    case FieldKind::kInteger:
      break;
  }
  return "a whole number";
}

std::optional<int64_t> WholeNumber(std::string_view text) {
  int64_t whole = 0;
  if (absl::SimpleAtoi(base::ToAbsl(text), &whole)) return whole;
  double number = 0;  // "1e3" is whole as well; beyond 2^53 it would not be exact.
  if (absl::SimpleAtod(base::ToAbsl(text), &number) && std::floor(number) == number &&
      std::fabs(number) <= 9007199254740992.0) {
    return static_cast<int64_t>(number);
  }
  return std::nullopt;
}

class JsonReader : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, JsonReader> {
 public:
  JsonReader(const rapidjson::MemoryStream& stream, const MessageType& root, const Limits& limits,
             bool entry_is_root)
      : stream_(stream), root_(root), limits_(limits), entry_is_root_(entry_is_root) {}

  [[nodiscard]] const absl::Status& status() const { return status_; }
  // The message, once all is read.
  [[nodiscard]] std::string& bytes() { return bytes_; }
  // Whether the reader stands inside an entry, where that entry begins, and its number from 1.
  [[nodiscard]] bool is_in_entry() const { return entry_begin_.has_value(); }
  [[nodiscard]] std::size_t entry_begin() const { return *entry_begin_; }
  [[nodiscard]] int64_t entry_number() const { return entry_is_root_ ? 0 : entry_number_; }

  bool Null() {
    if (frames_.empty()) return WrongRoot("null");
    Frame& frame = frames_.back();
    if (frame.kind == Kind::kMessage) return true;  // As good as not given.
    if (frame.kind == Kind::kArray) ++frame.index;
    return Wrong(base::Cat("expected ", Expected(*frames_.back().field), ", got null"));
  }
  bool Bool(bool value) {
    if (!BeginValue(value ? "true" : "false")) return false;
    if (ValueField().kind != FieldKind::kBool) return WrongType(value ? "true" : "false");
    return PutVarint(value ? 1 : 0);
  }
  bool RawNumber(const char* data, rapidjson::SizeType size, bool) {
    const std::string_view text(data, size);
    if (!BeginValue(text)) return false;
    const Field& field = ValueField();
    switch (field.kind) {
      case FieldKind::kDouble: {
        double number = 0;
        if (!absl::SimpleAtod(base::ToAbsl(text), &number) || !std::isfinite(number)) {
          return WrongRange();
        }
        return PutDouble(number);
      }
      case FieldKind::kInteger: {
        const std::optional<int64_t> whole = WholeNumber(text);
        return whole.has_value() ? PutVarint(static_cast<uint64_t>(*whole))
                                 : WrongType(base::Shown(text));
      }
      case FieldKind::kEnum: {
        int32_t number = 0;
        if (absl::SimpleAtoi(base::ToAbsl(text), &number) &&
            field.enum_type->Find(int64_t{number}) != nullptr) {
          return PutVarint(static_cast<uint64_t>(number));
        }
        return WrongType(base::Shown(text));
      }
      default:
        return WrongType(base::Shown(text));
    }
  }
  // A number begins here that is too great for a double.
  bool NumberTooBig() { return BeginValue("a number") && WrongRange(); }
  bool String(const char* data, rapidjson::SizeType size, bool) {
    const std::string_view text(data, size);
    if (!BeginValue("text")) return false;
    const Field& field = ValueField();
    if (field.kind == FieldKind::kBytes) return PutBase64(text);
    if (!CheckText(text)) return false;
    switch (field.kind) {
      case FieldKind::kText:
        return Put(
            [text](uint32_t number, std::string& bytes) { AppendBytesField(number, text, bytes); });
      case FieldKind::kDouble: {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        if (text == "Infinity") return PutDouble(kInfinity);
        if (text == "-Infinity") return PutDouble(-kInfinity);
        if (text == "NaN") return Wrong(kNaNRefused);
        double number = 0;
        if (text.find_first_not_of("0123456789+-.eE") == text.npos &&
            absl::SimpleAtod(base::ToAbsl(text), &number) && std::isfinite(number)) {
          return PutDouble(number);
        }
        return WrongType(base::Quoted(text));
      }
      case FieldKind::kInteger: {
        std::optional<int64_t> whole;
        if (text.find_first_not_of("0123456789-") == text.npos) whole = WholeNumber(text);
        return whole.has_value() ? PutVarint(static_cast<uint64_t>(*whole))
                                 : WrongType(base::Quoted(text));
      }
      case FieldKind::kEnum:
        if (const EnumType::Value* value = field.enum_type->Find(text); value != nullptr) {
          return PutVarint(static_cast<uint64_t>(value->number));
        }
        return WrongType(base::Quoted(text));
      case FieldKind::kMessage:
        return field.is_time() ? PutTime(text) : WrongType(base::Quoted(text));
      default:
        return WrongType(base::Quoted(text));
    }
  }

  bool StartObject() {
    if (frames_.empty()) {
      if (entry_is_root_) entry_begin_ = Begin();
      return Push(root_);
    }
    Frame& frame = frames_.back();
    if (frame.kind == Kind::kMessage && frame.field->is_map()) {
      frames_.push_back({Kind::kMap, nullptr, MapValue(*frame.field), 0, 0, {}, {}, {}, {}});
      return true;
    }
    if (!BeginValue("an object")) return false;
    const Field& field = *frames_.back().field;
    if (field.kind != FieldKind::kMessage || field.is_time() || frames_.back().kind == Kind::kMap) {
      return WrongType("an object");
    }
    if (IsEntries(field)) {
      entry_begin_ = Begin();
      entry_number_ = frames_.back().index;
      if (entry_number_ > limits_.max_entry_count) {
        status_ = PastLimit("entries", entry_number_, limits_.max_entry_count, "max_entry_count");
        return false;
      }
    }
    AppendTag(static_cast<uint32_t>(field.number), kLengthAndBytes, bytes_);
    return Push(*field.message);
  }
  bool Key(const char* data, rapidjson::SizeType size, bool) {
    const std::string name(data, size);
    Frame& frame = frames_.back();
    if (frame.kind == Kind::kMap) {
      if (!CheckText(name)) return false;
      frame.map_key = name;
      return frame.map_keys.insert(name).second || Wrong("is given twice");
    }
    const Field* field = frame.type->Find(name);
    if (field == nullptr) {
      frame.field = nullptr;
      return Wrong(base::Cat(base::Quoted(name), " is not a field of ", frame.type->name,
                             MeantInstead(name, *frame.type)));
    }
    frame.field = field;
    bool& is_seen = frame.is_seen[field->index];
    if (is_seen) {
      return Wrong(field->json_name == field->name
                       ? std::string("is given twice")
                       : base::Cat("is given twice (", field->json_name, " and ", field->name,
                                   " are one field)"));
    }
    is_seen = true;
    return true;
  }
  bool EndObject(rapidjson::SizeType) {
    if (frames_.size() > 1 && frames_.back().kind == Kind::kMessage) {
      // Now that the message is whole, its length goes in front of it.
      std::string length;
      AppendVarint(bytes_.size() - frames_.back().begin, length);
      bytes_.insert(frames_.back().begin, length);
    }
    frames_.pop_back();
    if (!frames_.empty() && frames_.back().field != nullptr && IsEntries(*frames_.back().field)) {
      entry_begin_.reset();
    }
    return true;
  }
  bool StartArray() {
    if (frames_.empty()) return WrongRoot("an array");
    Frame& frame = frames_.back();
    if (frame.kind == Kind::kArray) ++frame.index;
    if (frame.kind != Kind::kMessage || !frame.field->is_repeated || frame.field->is_map()) {
      return WrongType("an array");
    }
    frames_.push_back({Kind::kArray, nullptr, frame.field, 0, 0, {}, {}, {}, {}});
    return true;
  }
  bool EndArray(rapidjson::SizeType) {
    frames_.pop_back();
    return true;
  }

 private:
  enum class Kind : int8_t { kMessage, kArray, kMap };
  struct Frame {
    Kind kind;
    const MessageType* type;  // kMessage: what it is.
    const Field* field;       // kMessage: the field of the key read last. kArray: the repeated
                              // field. kMap: the field of the values.
    int64_t index;            // kArray: the number of the element being read, from 1.
    std::size_t begin;        // kMessage: where its bytes begin.
    absl::InlinedVector<bool, 80> is_seen;   // kMessage: by the field's place.
    std::vector<const Field*> alternatives;  // kMessage: of oneofs, given and not null.
    std::set<std::string> map_keys;          // kMap.
    std::string map_key;                     // kMap: the key read last.
  };

  static const Field* MapValue(const Field& map) { return map.message->Find(2U); }
  // The repeated field that holds a cycle's entries.
  [[nodiscard]] bool IsEntries(const Field& field) const {
    return frames_.size() == 2 && !entry_is_root_ && root_.name == "Cycle" &&
           field.name == "entries";
  }
  [[nodiscard]] const Field& ValueField() const { return *frames_.back().field; }
  // The offset of the brace that was just read.
  [[nodiscard]] std::size_t Begin() const { return stream_.Tell() - 1; }

  bool Push(const MessageType& type) {
    int64_t depth = 1;
    for (const Frame& frame : frames_) depth += frame.kind == Kind::kMessage ? 1 : 0;
    if (depth > limits_.max_depth) {
      status_ = Located(Where(), PastLimit("messages inside each other", depth, limits_.max_depth,
                                           "max_depth_count"));
      return false;
    }
    frames_.push_back({Kind::kMessage, &type, nullptr, 0, bytes_.size(), {}, {}, {}, {}});
    frames_.back().is_seen.resize(type.fields.size(), false);
    return true;
  }

  // A value that is not null begins here: may it stand in this place?
  bool BeginValue(std::string_view what) {
    if (frames_.empty()) return WrongRoot(what);
    Frame& frame = frames_.back();
    if (frame.kind == Kind::kArray) {
      ++frame.index;
      return true;
    }
    if (frame.kind == Kind::kMap) return true;
    const Field& field = *frame.field;
    if (field.is_map()) return WrongType(what == "text" ? "text" : base::Shown(what));
    if (field.is_repeated) return Wrong(base::Cat("expected an array, got ", base::Shown(what)));
    if (field.oneof == nullptr) return true;
    for (const Field* other : frame.alternatives) {
      if (other->oneof == field.oneof) {
        return Wrong(base::Cat("is a second ", field.oneof->name, "; ", other->json_name,
                               " is given already, and exactly one may be"));
      }
    }
    frame.alternatives.push_back(&field);
    return true;
  }

  bool CheckText(std::string_view text) {
    if (static_cast<int64_t>(text.size()) > limits_.max_text_bytes) {
      status_ = Located(Where(), PastLimit("bytes of text", static_cast<int64_t>(text.size()),
                                           limits_.max_text_bytes, "max_text_byte_count"));
      return false;
    }
    if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
      return Wrong(base::Cat("is not UTF-8 at byte ", *at, " (half of a surrogate pair?)"));
    }
    return true;
  }

  // Appends what write(number, bytes) writes, as the value of the field that is being read.
  template <typename Write>
  bool Put(const Write& write) {
    const Frame& frame = frames_.back();
    if (frame.kind != Kind::kMap) {
      write(static_cast<uint32_t>(frame.field->number), bytes_);
      return true;
    }
    std::string entry;
    AppendBytesField(1, frame.map_key, entry);
    write(2, entry);
    const Field& map = *frames_[frames_.size() - 2].field;
    AppendBytesField(static_cast<uint32_t>(map.number), entry, bytes_);
    return true;
  }
  bool PutVarint(uint64_t value) {
    return Put(
        [value](uint32_t number, std::string& bytes) { AppendVarintField(number, value, bytes); });
  }
  bool PutDouble(double value) {
    return Put(
        [value](uint32_t number, std::string& bytes) { AppendDoubleField(number, value, bytes); });
  }
  // Bytes, in either alphabet of base64.
  bool PutBase64(std::string_view text) {
    if (const auto size = static_cast<int64_t>(text.size() / 4 * 3);
        size > limits_.max_state_bytes) {
      status_ = Located(Where(),
                        PastLimit("bytes", size, limits_.max_state_bytes, "max_state_byte_count"));
      return false;
    }
    std::string value;
    if (!absl::Base64Unescape(base::ToAbsl(text), &value) &&
        !absl::WebSafeBase64Unescape(base::ToAbsl(text), &value)) {
      return WrongType(base::Quoted(text));
    }
    return Put(
        [&value](uint32_t number, std::string& bytes) { AppendBytesField(number, value, bytes); });
  }
  bool PutTime(std::string_view text) {
    const std::optional<Timestamp> time = ReadTimeText(text);
    if (!time.has_value()) return WrongType(base::Quoted(text));
    if (time->seconds < kMinSeconds || time->seconds > kMaxSeconds) {
      return Wrong(base::Cat(base::Quoted(text), " ", kTimeOutOfRange));
    }
    if (time->nanos % 1000 != 0)
      return Wrong(base::Cat(base::Quoted(text), " ", kNotWholeMicroseconds));
    return Put([&time](uint32_t number, std::string& bytes) {
      AppendTimestampField(number, *time, bytes);
    });
  }

  // Where the reader stands: entry and path.
  [[nodiscard]] std::string Where() const {
    // What stands in the place of an entry and is none: entries are counted from 1.
    if (frames_.size() == 2 && frames_[1].kind == Kind::kArray && frames_[1].index > 0 &&
        !entry_is_root_ && root_.name == "Cycle" && frames_[0].field->name == "entries") {
      return base::Cat("entry ", frames_[1].index);
    }
    std::string path;
    std::size_t first = 0;
    if (is_in_entry() && !entry_is_root_) first = 2;  // The cycle, and its array of entries.
    for (std::size_t i = first; i < frames_.size(); ++i) {
      const Frame& frame = frames_[i];
      if (frame.kind == Kind::kArray) {
        if (frame.index > 0) path.append(base::Cat("[", frame.index - 1, "]"));
      } else if (frame.kind == Kind::kMap) {
        if (!frame.map_key.empty()) path.append(base::Cat("[", base::Quoted(frame.map_key), "]"));
      } else if (frame.field != nullptr) {
        if (!path.empty()) path.push_back('.');
        path.append(frame.field->json_name);
      }
    }
    return path;
  }
  bool Wrong(std::string_view what) {
    status_ = Located(Where(), absl::InvalidArgumentError(base::ToAbsl(what)));
    return false;
  }
  bool WrongType(std::string_view got) {
    return Wrong(base::Cat("expected ", Expected(*frames_.back().field), ", got ", got));
  }
  bool WrongRange() { return Wrong("is out of the range of a number"); }
  bool WrongRoot(std::string_view got) {
    status_ = absl::InvalidArgumentError(
        base::Cat("expected an object, a readiness.v1.", root_.name, ", got ", got));
    return false;
  }

  const rapidjson::MemoryStream& stream_;
  const MessageType& root_;
  const Limits& limits_;
  bool entry_is_root_;
  std::vector<Frame> frames_;
  std::optional<std::size_t> entry_begin_;
  int64_t entry_number_ = 0;
  std::string bytes_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::string> ReadJson(std::string_view json, const MessageType& type,
                                     const Limits& limits, bool entry_is_root) {
  if (static_cast<int64_t>(json.size()) > limits.max_bytes) {
    return PastLimit("bytes", static_cast<int64_t>(json.size()), limits.max_bytes,
                     "max_byte_count");
  }
  rapidjson::MemoryStream stream(json.data(), json.size());
  JsonReader reader(stream, type, limits, entry_is_root);
  rapidjson::Reader parser;
  const rapidjson::ParseResult result = parser.Parse<kStrict>(stream, reader);

  if (result.Code() == rapidjson::kParseErrorNumberTooBig) reader.NumberTooBig();
  absl::Status status = reader.status();
  if (status.ok() && result.IsError()) {
    status = absl::InvalidArgumentError(
        base::Cat(LineAndColumn(json, result.Offset()),
                  ": is not JSON: ", rapidjson::GetParseError_En(result.Code())));
  } else if (status.ok() && stream.Tell() != json.size()) {
    status = absl::InvalidArgumentError(
        base::Cat(LineAndColumn(json, stream.Tell()), ": is not JSON: a zero byte"));
  }
  if (status.ok()) return std::move(reader.bytes());
  if (!reader.is_in_entry()) return status;
  return base::At(EntryLabel(reader.entry_number(), FindId(json.substr(reader.entry_begin()))),
                  status);
}

}  // namespace readiness::wire::internal
