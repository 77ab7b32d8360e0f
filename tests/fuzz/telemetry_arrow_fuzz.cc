// Bytes as the description of an Arrow table: what the structures say is drawn from them, lies
// included, while the buffers are as large as any length that is not refused. Rows that make sense,
// or an error; on success the array is released once, on an error not at all.
//
// A length, an offset or an offset of text that lies about the size of its buffer cannot be told
// from one that does not (table/arrow_columns.h), so none beyond the buffers is drawn.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "readiness/metric/event.h"
#include "readiness/table/arrow_columns.h"

#include "../table/hand_made_arrow.h"

namespace {

using namespace readiness;

constexpr int64_t kMostRows = 40;  // Of the table, its offset and a column's offset together: 120.
constexpr size_t kBuffer = 16 * 128;  // Bytes: 128 views are the widest values.

// Draws from the bytes until they are used up, then zeros.
class Source {
 public:
  Source(const uint8_t* data, size_t size) : data_(data), left_(size) {}
  uint8_t Byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  // Mostly what it should be.
  bool Lies() { return Byte() > 248; }
  int64_t Length(int64_t honest) {
    constexpr int64_t kLies[] = {-1,
                                 0,
                                 1,
                                 std::numeric_limits<int64_t>::max(),
                                 std::numeric_limits<int64_t>::min(),
                                 int64_t{1} << 57};
    return Lies() ? kLies[Byte() % 6] : honest;
  }
  bool empty() const { return left_ == 0; }

 private:
  const uint8_t* data_;
  size_t left_;
};

std::vector<char> Drawn(Source& source) {
  std::vector<char> bytes(kBuffer);
  for (size_t i = 0; i < kBuffer && !source.empty(); ++i)
    bytes[i] = static_cast<char>(source.Byte());
  return bytes;
}

// Offsets that stay within a buffer, falling and negative ones among them.
template <typename Offset>
std::vector<char> DrawnOffsets(Source& source) {
  std::vector<Offset> offsets(kBuffer / sizeof(Offset));
  Offset at = 0;
  for (Offset& offset : offsets) {
    const uint8_t byte = source.Byte();
    at = byte > 240 ? static_cast<Offset>(byte - 250) : static_cast<Offset>(at + byte % 12);
    if (at > static_cast<Offset>(kBuffer)) at = 0;
    offset = at;
  }
  return table::Bytes(offsets);
}

table::HandMadeColumn DrawColumn(Source& source, std::string name, std::string format,
                                 int64_t length, const std::vector<std::string>& words) {
  constexpr const char* kFormats[] = {
      "n", "c", "C",  "s",       "S",     "i",          "I",       "l",    "L",  "f",   "g",
      "u", "U", "vu", "tss:UTC", "tsm:Z", "tsu:+01:00", "tsn:UTC", "tsu:", "+s", "w:4", ""};
  if (source.Byte() > 200) format = kFormats[source.Byte() % 22];
  table::HandMadeColumn column{std::move(name), format, 0, 0, 0, {}};
  column.offset = source.Length(source.Byte() % kMostRows);
  column.length = source.Length(length);
  column.null_count = source.Length(source.Byte() % 4 == 0 ? -1 : 0);
  if (format == "u" || format == "U") {
    column.buffers = {Drawn(source),
                      format == "u" ? DrawnOffsets<int32_t>(source) : DrawnOffsets<int64_t>(source),
                      Drawn(source)};
  } else if (format == "vu") {
    column.buffers = {{}, Drawn(source), Drawn(source), table::Bytes<int64_t>({int64_t{kBuffer}})};
  } else if (format != "n") {
    column.buffers = {Drawn(source), Drawn(source)};
  }
  if (column.null_count == 0 && !column.buffers.empty()) column.buffers[0].clear();
  if (source.Lies() && !column.buffers.empty()) column.buffers.pop_back();
  if (source.Lies() && !column.buffers.empty())
    column.buffers[source.Byte() % column.buffers.size()].clear();
  if (!words.empty()) {  // Indexes into words, most of them within.
    column.dictionary = std::make_shared<table::HandMadeColumn>(table::Texts("", words));
    if (source.Lies()) column.dictionary->length = source.Length(1);
    if (column.dictionary->length > static_cast<int64_t>(words.size()) &&
        column.dictionary->length < int64_t{1} << 56) {
      column.dictionary->length = 1;
    }
    if (format.size() == 1 && column.buffers.size() == 2) {
      for (char& byte : column.buffers[1]) {
        if (source.Byte() < 250)
          byte = static_cast<char>(static_cast<unsigned char>(byte) % words.size());
      }
    }
  }
  return column;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Source source(data, size);
  const int64_t length = source.Byte() % kMostRows;
  std::vector<table::HandMadeColumn> columns;
  columns.push_back(DrawColumn(source, "time", "tsu:UTC", length, {}));
  columns.push_back(DrawColumn(source, "kind", "C", length, {"ticket", "exception", "account"}));
  columns.push_back(DrawColumn(source, "entity", "i", length, {}));
  columns.push_back(DrawColumn(source, "event", "C", length, {"opened", "resolved", "entered"}));
  constexpr const char* kNames[] = {"cohort", "subject", "value", "total", "tier", "due", "colour"};
  constexpr const char* kTypes[] = {"u", "vu", "g", "f", "c", "l", "U"};
  for (int i = source.Byte() % 4; i > 0; --i) {
    const size_t which = source.Byte() % 7;
    columns.push_back(DrawColumn(source, kNames[which], kTypes[which], length, {}));
  }
  table::HandMadeTable made(std::move(columns));
  made.array.offset = source.Length(0);
  made.array.length = source.Length(length);
  made.array.null_count = source.Length(0);
  made.array.n_children = source.Length(made.array.n_children);
  metric::TextDictionary texts;
  const absl::Status status = table::TakeTelemetryArrow(
      made.schema, made.array, {}, texts, [](const table::TelemetryBatch& batch) {
        if (!metric::CheckColumns(batch.columns).ok()) std::abort();
        for (size_t row = 0; row < batch.columns.size(); ++row) {
          if (!metric::CheckEvent(metric::RowAt(batch.columns, row)).ok()) std::abort();
        }
        return absl::OkStatus();
      });
  if (made.schema_releases != 0 || made.array_releases != (status.ok() ? 1 : 0)) std::abort();
  return 0;
}
