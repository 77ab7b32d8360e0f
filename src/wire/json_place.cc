#include "wire/json_place.h"

#include <cstdint>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "readiness/base/text.h"

#include "wire/json_strict.h"

namespace readiness::wire::internal {
namespace {

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

}  // namespace

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

std::string FindId(std::string_view json) {
  IdFinder finder;
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  // Iterative: what was not scanned may be nested without end.
  reader.Parse<kStrict | rapidjson::kParseIterativeFlag | rapidjson::kParseStopWhenDoneFlag>(
      stream, finder);
  return finder.id();
}

}  // namespace readiness::wire::internal
