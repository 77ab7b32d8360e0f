// A door for arrow_pyarrow.py: reads telemetry from a C stream or from CSV and writes what was read
// as text, a row a line, so that two ways can be compared byte by byte.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "readiness/base/text.h"
#include "readiness/metric/event.h"
#include "readiness/table/arrow_columns.h"
#include "readiness/table/telemetry.h"

namespace {

using namespace readiness;

// Rows from `read`, or what is wrong; its size, whether or not it fits.
template <typename Read>
size_t Write(char* out, size_t size, const Read& read) {
  std::string text;
  metric::TextDictionary texts;
  const absl::Status status = read(texts, [&](const table::TelemetryBatch& batch) {
    for (size_t row = 0; row < batch.columns.size(); ++row) {
      const metric::Event event = metric::RowAt(batch.columns, row);
      text += base::Cat(
          event.time, "|", event.recorded, "|", event.due, "|", event.entity, "|", event.event_id,
          "|", event.parent, "|", std::bit_cast<uint64_t>(event.value), "|",
          std::bit_cast<uint64_t>(event.total), "|", texts.Text(event.cohort), "|",
          texts.Text(event.subject), "|", texts.Text(event.release), "|", metric::Word(event.kind),
          "|", metric::Word(event.event), "|", static_cast<int>(event.tier), "\n");
    }
    return absl::OkStatus();
  });
  if (!status.ok()) text = base::Cat("refused: ", base::ToStd(status.message()));
  std::copy_n(text.data(), std::min(size, text.size()), out);
  return text.size();
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) size_t readiness_test_read_stream(ArrowArrayStream* stream,
                                                                         char* out, size_t size) {
  return Write(out, size, [&](metric::TextDictionary& texts, const table::TelemetryCallback& take) {
    return table::TakeTelemetryArrowStream(*stream, {}, texts, take);
  });
}

__attribute__((visibility("default"))) size_t readiness_test_read_csv(const char* bytes,
                                                                      size_t byte_count, char* out,
                                                                      size_t size) {
  return Write(out, size, [&](metric::TextDictionary& texts, const table::TelemetryCallback& take) {
    return table::ReadTelemetryText({bytes, byte_count}, {}, texts, take);
  });
}
}
