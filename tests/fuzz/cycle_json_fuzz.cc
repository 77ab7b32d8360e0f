// Any bytes as a log and as an entry of JSON: an error, or what can be written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "readiness/wire/cycle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace readiness;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  if (const auto log = wire::DecodeCycleJson(json); log.ok()) {
    const auto written = wire::EncodeCycleJson(*log);
    if (!written.ok()) std::abort();
    const auto again = wire::DecodeCycleJson(*written);
    if (!again.ok() || !(*again == *log)) std::abort();
    const auto bytes = wire::EncodeCycle(*log);
    if (!bytes.ok()) std::abort();
    const auto from_bytes = wire::DecodeCycle(*bytes);
    if (!from_bytes.ok() || !(*from_bytes == *log)) std::abort();
  }
  if (const auto entry = wire::DecodeEntryJson(json); entry.ok()) {
    if (!wire::EncodeEntryJson(*entry).ok()) std::abort();
  }
  return 0;
}
