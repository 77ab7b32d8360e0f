// cli/json.h: writes the JSON of commands whose answer is no message of readiness.v1.
//
// The rules are those of protobuf JSON: counts (int64) are strings, times are UTC with Z, what is
// absent is left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "readiness/base/instant.h"

namespace readiness::cli {

class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) { writer_.SetIndent(' ', 2); }

  void BeginObject() { writer_.StartObject(); }
  void BeginObject(std::string_view name) {
    Key(name);
    writer_.StartObject();
  }
  void EndObject() { writer_.EndObject(); }
  void BeginArray(std::string_view name) {
    Key(name);
    writer_.StartArray();
  }
  void EndArray() { writer_.EndArray(); }

  void Value(std::string_view text) {
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void Field(std::string_view name, std::string_view text) {
    Key(name);
    Value(text);
  }
  void BoolField(std::string_view name, bool value) {
    Key(name);
    writer_.Bool(value);
  }
  void CountField(std::string_view name, int64_t count) { Field(name, std::to_string(count)); }
  void CountField(std::string_view name, const std::optional<int64_t>& count) {
    if (count.has_value()) CountField(name, *count);
  }
  // An infinity is written as a word, as protobuf JSON does.
  void NumberField(std::string_view name, const std::optional<double>& number) {
    if (!number.has_value()) return;
    if (*number - *number == 0) {
      Key(name);
      writer_.Double(*number);
    } else {
      Field(name, *number > 0 ? "Infinity" : "-Infinity");
    }
  }
  void TimeField(std::string_view name, const std::optional<absl::Time>& time) {
    if (time.has_value()) Field(name, base::InstantText(*time));
  }
  void ListField(std::string_view name, const std::vector<std::string>& values) {
    BeginArray(name);
    for (const auto& value : values) Value(value);
    EndArray();
  }

  // The document, which ends with a line break.
  [[nodiscard]] std::string Take() {
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  void Key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_;
};

}  // namespace readiness::cli
