// Any bytes as telemetry: rows that make sense, or an error that names a line; the same wherever
// the pieces end in which the bytes arrive, and as TSV no crash either.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/metric/event.h"
#include "readiness/table/telemetry.h"

namespace {

using namespace readiness;

struct Read {
  std::string message;
  std::vector<int64_t> places;
  std::vector<uint64_t> entities;
  friend bool operator==(const Read&, const Read&) = default;
};

Read ReadInSteps(std::string_view bytes, size_t step, char separator) {
  Read read;
  metric::TextDictionary texts;
  const table::ByteSource source = [&](std::span<char> room) -> absl::StatusOr<size_t> {
    const size_t count = std::min({step, room.size(), bytes.size()});
    std::copy_n(bytes.data(), count, room.data());
    bytes.remove_prefix(count);
    return count;
  };
  const table::TelemetryOptions options{
      .csv = {.separator = separator, .max_field_bytes = 256, .max_row_bytes = 1024}};
  const absl::Status status =
      table::ReadTelemetry(source, options, texts, [&](const table::TelemetryBatch& batch) {
        if (!metric::CheckColumns(batch.columns).ok()) std::abort();
        for (size_t row = 0; row < batch.columns.size(); ++row) {
          if (!metric::CheckEvent(metric::RowAt(batch.columns, row)).ok()) std::abort();
          read.places.push_back(batch.places[row]);
          read.entities.push_back(batch.columns.entity[row]);
        }
        return absl::OkStatus();
      });
  read.message = std::string(base::ToStd(status.message()));
  if (!status.ok() && !read.message.starts_with("line ")) std::abort();
  if (!std::is_sorted(read.places.begin(), read.places.end())) std::abort();
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Read whole = ReadInSteps(bytes, size + 1, ',');
  if (ReadInSteps(bytes, 5, ',') != whole) std::abort();
  (void)ReadInSteps(bytes, size + 1, '\t');
  return 0;
}
