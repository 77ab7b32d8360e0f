#include "wire/json_scan.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "readiness/base/near_names.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

#include "wire/field_path.h"
#include "wire/mapping.h"
#include "wire/scan.h"

namespace readiness::wire::internal {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

constexpr unsigned kStrict =
    rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

bool IsTimestamp(const Field& field) {
  return field.cpp_type() == Field::CPPTYPE_MESSAGE &&
         field.message_type()->full_name() == "google.protobuf.Timestamp";
}

// The values of an enum that mean something: "PERSON or TEAM".
std::string KnownValues(const pb::EnumDescriptor& type) {
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    if (!names.empty()) names.append(i + 1 == type.value_count() ? " or " : ", ");
    names.append(type.value(i)->name());
  }
  return names;
}

// "; did you mean \"dueAt\"?", or nothing where no field is written alike.
std::string MeantInstead(std::string_view name, const pb::Descriptor& type) {
  std::vector<std::string> fields;
  for (int i = 0; i < type.field_count(); ++i) {
    fields.emplace_back(type.field(i)->camelcase_name());
  }
  const std::vector<std::string> near = base::NearNames(name, fields, 1);
  return near.empty() ? std::string()
                      : base::Cat("; did you mean ", base::Quoted(near.front()), "?");
}

// What one element of a field is written as.
std::string Expected(const Field& field) {
  if (field.is_map()) return "an object of counts";
  switch (field.cpp_type()) {
    case Field::CPPTYPE_STRING:
      return field.type() == Field::TYPE_BYTES ? "bytes in base64" : "text";
    case Field::CPPTYPE_BOOL:
      return "true or false";
    case Field::CPPTYPE_DOUBLE:
    case Field::CPPTYPE_FLOAT:
      return "a number";
    case Field::CPPTYPE_ENUM:
      return KnownValues(*field.enum_type());
    case Field::CPPTYPE_MESSAGE:
      return IsTimestamp(field) ? "a time such as \"2026-01-31T09:30:00Z\"" : "an object";
    default:
      return "a whole number";
  }
}

bool IsWholeNumber(std::string_view text) {
  int64_t whole = 0;
  if (absl::SimpleAtoi(base::ToAbsl(text), &whole)) return true;
  double number = 0;  // "1e3" is whole as well; beyond 2^53 it would not be exact.
  return absl::SimpleAtod(base::ToAbsl(text), &number) && std::floor(number) == number &&
         std::fabs(number) <= 9007199254740992.0;
}

// The id of the entry that begins here, as far as JSON can be read; empty where there is none.
class IdFinder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, IdFinder> {
 public:
  bool Default() {
    is_id_ = false;
    return true;
  }
  bool RawNumber(const char*, rapidjson::SizeType, bool) { return Default(); }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    if (!is_id_ || depth_ != 1) return Default();
    id_.assign(text, size);
    return false;
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    is_id_ = std::string_view(text, size) == "id";
    return true;
  }
  bool StartObject() { return Deeper(); }
  bool EndObject(rapidjson::SizeType) { return --depth_ > 0; }
  bool StartArray() { return Deeper(); }
  bool EndArray(rapidjson::SizeType) { return --depth_ > 0; }

  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  bool Deeper() {
    ++depth_;
    return Default();
  }
  bool is_id_ = false;
  int64_t depth_ = 0;
  std::string id_;
};

std::string FindId(std::string_view json) {
  IdFinder finder;
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  // Iterative: what was not scanned may be nested without end.
  reader.Parse<kStrict | rapidjson::kParseIterativeFlag | rapidjson::kParseStopWhenDoneFlag>(
      stream, finder);
  return finder.id();
}

class Scanner : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Scanner> {
 public:
  Scanner(const rapidjson::MemoryStream& stream, const pb::Descriptor& root, const Limits& limits,
          bool entry_is_root)
      : stream_(stream), root_(root), limits_(limits), entry_is_root_(entry_is_root) {}

  [[nodiscard]] const absl::Status& status() const { return status_; }
  // Whether the scan stands inside an entry, where that entry begins, and its number from 1.
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
    const Field& field = *frames_.back().field;
    if (field.cpp_type() == Field::CPPTYPE_BOOL) return true;
    return WrongType(value ? "true" : "false");
  }
  bool RawNumber(const char* data, rapidjson::SizeType size, bool) {
    const std::string_view text(data, size);
    if (!BeginValue(text)) return false;
    const Field& field = ValueField();
    switch (field.cpp_type()) {
      case Field::CPPTYPE_DOUBLE: {
        double number = 0;
        if (!absl::SimpleAtod(base::ToAbsl(text), &number) || !std::isfinite(number)) {
          return WrongRange();
        }
        return true;
      }
      case Field::CPPTYPE_INT64:
      case Field::CPPTYPE_INT32:
        return IsWholeNumber(text) || WrongType(base::Shown(text));
      case Field::CPPTYPE_ENUM: {
        int32_t number = 0;
        if (absl::SimpleAtoi(base::ToAbsl(text), &number) &&
            field.enum_type()->FindValueByNumber(number) != nullptr) {
          return true;
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
    if (field.type() == Field::TYPE_BYTES) return CheckBase64(text);
    if (!CheckText(text)) return false;
    switch (field.cpp_type()) {
      case Field::CPPTYPE_STRING:
        return true;
      case Field::CPPTYPE_DOUBLE: {
        if (text == "Infinity" || text == "-Infinity") return true;
        if (text == "NaN") return Wrong(kNaNRefused);
        double number = 0;
        return (text.find_first_not_of("0123456789+-.eE") == text.npos &&
                absl::SimpleAtod(base::ToAbsl(text), &number) && std::isfinite(number)) ||
               WrongType(base::Quoted(text));
      }
      case Field::CPPTYPE_INT64:
      case Field::CPPTYPE_INT32:
        return (text.find_first_not_of("0123456789-") == text.npos && IsWholeNumber(text)) ||
               WrongType(base::Quoted(text));
      case Field::CPPTYPE_ENUM:
        return field.enum_type()->FindValueByName(std::string(text)) != nullptr ||
               WrongType(base::Quoted(text));
      case Field::CPPTYPE_MESSAGE:
        return IsTimestamp(field) ? CheckTime(text) : WrongType(base::Quoted(text));
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
      frames_.push_back({Kind::kMap, nullptr, MapValue(*frame.field), 0, {}, {}, {}, {}});
      return true;
    }
    if (!BeginValue("an object")) return false;
    const Field& field = *frames_.back().field;
    if (field.cpp_type() != Field::CPPTYPE_MESSAGE || IsTimestamp(field) ||
        frames_.back().kind == Kind::kMap) {
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
    return Push(*field.message_type());
  }
  bool Key(const char* data, rapidjson::SizeType size, bool) {
    const std::string name(data, size);
    Frame& frame = frames_.back();
    if (frame.kind == Kind::kMap) {
      if (!CheckText(name)) return false;
      frame.map_key = name;
      return frame.map_keys.insert(name).second || Wrong("is given twice");
    }
    const Field* field = frame.type->FindFieldByCamelcaseName(name);
    if (field == nullptr) field = frame.type->FindFieldByName(name);
    if (field == nullptr) {
      frame.field = nullptr;
      return Wrong(base::Cat(base::Quoted(name), " is not a field of ",
                             std::string(frame.type->name()), MeantInstead(name, *frame.type)));
    }
    frame.field = field;
    bool& is_seen = frame.is_seen[static_cast<std::size_t>(field->index())];
    if (is_seen) {
      return Wrong(field->json_name() == field->name()
                       ? std::string("is given twice")
                       : base::Cat("is given twice (", std::string(field->json_name()), " and ",
                                   std::string(field->name()), " are one field)"));
    }
    is_seen = true;
    return true;
  }
  bool EndObject(rapidjson::SizeType) {
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
    if (frame.kind != Kind::kMessage || !frame.field->is_repeated() || frame.field->is_map()) {
      return WrongType("an array");
    }
    frames_.push_back({Kind::kArray, nullptr, frame.field, 0, {}, {}, {}, {}});
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
    const pb::Descriptor* type;  // kMessage: what it is.
    const Field* field;          // kMessage: the field of the key read last. kArray: the repeated
                                 // field. kMap: the field of the values.
    int64_t index;               // kArray: the number of the element being read, from 1.
    absl::InlinedVector<bool, 80> is_seen;   // kMessage: by the field's place.
    std::vector<const Field*> alternatives;  // kMessage: of oneofs, given and not null.
    std::set<std::string> map_keys;          // kMap.
    std::string map_key;                     // kMap: the key read last.
  };

  static const Field* MapValue(const Field& map) {
    return map.message_type()->FindFieldByNumber(2);
  }
  // The repeated field that holds a cycle's entries.
  [[nodiscard]] bool IsEntries(const Field& field) const {
    return frames_.size() == 2 && !entry_is_root_ && root_.name() == "Cycle" &&
           field.name() == "entries";
  }
  [[nodiscard]] const Field& ValueField() const { return *frames_.back().field; }
  // The offset of the brace that was just read.
  [[nodiscard]] std::size_t Begin() const { return stream_.Tell() - 1; }

  bool Push(const pb::Descriptor& type) {
    int64_t depth = 1;
    for (const Frame& frame : frames_) depth += frame.kind == Kind::kMessage ? 1 : 0;
    if (depth > limits_.max_depth) {
      status_ = Located(
          Where(), PastLimit("messages inside each other", depth, limits_.max_depth, "max_depth"));
      return false;
    }
    frames_.push_back({Kind::kMessage, &type, nullptr, 0, {}, {}, {}, {}});
    frames_.back().is_seen.resize(static_cast<std::size_t>(type.field_count()), false);
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
    if (field.is_repeated()) return Wrong(base::Cat("expected an array, got ", base::Shown(what)));
    const pb::OneofDescriptor* oneof = field.real_containing_oneof();
    if (oneof == nullptr) return true;
    for (const Field* other : frame.alternatives) {
      if (other->real_containing_oneof() == oneof) {
        return Wrong(base::Cat("is a second ", std::string(oneof->name()), "; ",
                               std::string(other->json_name()),
                               " is given already, and exactly one may be"));
      }
    }
    frame.alternatives.push_back(&field);
    return true;
  }

  bool CheckText(std::string_view text) {
    if (static_cast<int64_t>(text.size()) > limits_.max_text_bytes) {
      status_ = Located(Where(), PastLimit("bytes of text", static_cast<int64_t>(text.size()),
                                           limits_.max_text_bytes, "max_text_bytes"));
      return false;
    }
    if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
      return Wrong(base::Cat("is not UTF-8 at byte ", *at, " (half of a surrogate pair?)"));
    }
    return true;
  }
  // Bytes, in either alphabet of base64.
  bool CheckBase64(std::string_view text) {
    if (const auto size = static_cast<int64_t>(text.size() / 4 * 3);
        size > limits_.max_state_bytes) {
      status_ =
          Located(Where(), PastLimit("bytes", size, limits_.max_state_bytes, "max_state_bytes"));
      return false;
    }
    std::string bytes;
    return absl::Base64Unescape(base::ToAbsl(text), &bytes) ||
           absl::WebSafeBase64Unescape(base::ToAbsl(text), &bytes) || WrongType(base::Quoted(text));
  }
  bool CheckTime(std::string_view text) {
    pb::Timestamp time;
    if (!pb::util::TimeUtil::FromString(std::string(text), &time))
      return WrongType(base::Quoted(text));
    if (time.seconds() < kMinSeconds || time.seconds() > kMaxSeconds) {
      return Wrong(base::Cat(base::Quoted(text), " ", kTimeOutOfRange));
    }
    if (time.nanos() % 1000 != 0)
      return Wrong(base::Cat(base::Quoted(text), " ", kNotWholeMicroseconds));
    return true;
  }

  // Where the scan stands: entry and path.
  [[nodiscard]] std::string Where() const {
    // What stands in the place of an entry and is none: entries are counted from 1.
    if (frames_.size() == 2 && frames_[1].kind == Kind::kArray && frames_[1].index > 0 &&
        !entry_is_root_ && root_.name() == "Cycle" && frames_[0].field->name() == "entries") {
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
        path.append(frame.field->json_name());
      }
    }
    return path;
  }
  bool Wrong(std::string_view what) {
    status_ = absl::InvalidArgumentError(Located(Where(), what));
    return false;
  }
  bool WrongType(std::string_view got) {
    return Wrong(base::Cat("expected ", Expected(*frames_.back().field), ", got ", got));
  }
  bool WrongRange() { return Wrong("is out of the range of a number"); }
  bool WrongRoot(std::string_view got) {
    status_ = absl::InvalidArgumentError(
        base::Cat("expected an object, a readiness.v1.", std::string(root_.name()), ", got ", got));
    return false;
  }

  const rapidjson::MemoryStream& stream_;
  const pb::Descriptor& root_;
  const Limits& limits_;
  bool entry_is_root_;
  std::vector<Frame> frames_;
  std::optional<std::size_t> entry_begin_;
  int64_t entry_number_ = 0;
  absl::Status status_;
};

// "line 12, column 7", both from 1; columns count characters.
std::string LineAndColumn(std::string_view json, std::size_t offset) {
  int64_t line = 1;
  int64_t column = 1;
  for (const char c : json.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++column;
    }
  }
  return base::Cat("line ", line, ", column ", column);
}

}  // namespace

absl::Status ScanJson(std::string_view json, const pb::Descriptor& type, const Limits& limits,
                      bool entry_is_root) {
  if (static_cast<int64_t>(json.size()) > limits.max_bytes) {
    return PastLimit("bytes", static_cast<int64_t>(json.size()), limits.max_bytes, "max_bytes");
  }
  rapidjson::MemoryStream stream(json.data(), json.size());
  Scanner scanner(stream, type, limits, entry_is_root);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kStrict>(stream, scanner);

  if (result.Code() == rapidjson::kParseErrorNumberTooBig) scanner.NumberTooBig();
  absl::Status status = scanner.status();
  if (status.ok() && result.IsError()) {
    status = absl::InvalidArgumentError(
        base::Cat(LineAndColumn(json, result.Offset()),
                  ": is not JSON: ", rapidjson::GetParseError_En(result.Code())));
  } else if (status.ok() && stream.Tell() != json.size()) {
    status = absl::InvalidArgumentError(
        base::Cat(LineAndColumn(json, stream.Tell()), ": is not JSON: a zero byte"));
  }
  if (status.ok() || !scanner.is_in_entry()) return status;
  return base::At(EntryLabel(scanner.entry_number(), FindId(json.substr(scanner.entry_begin()))),
                  status);
}

}  // namespace readiness::wire::internal
