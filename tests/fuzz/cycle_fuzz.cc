// Any bytes as a binary log and as a binary entry: an error, or what can be written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "readiness/wire/cycle.h"
#include "readiness/wire/digest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace readiness;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto log = wire::DecodeCycle(bytes); log.ok()) {
    const auto written = wire::EncodeCycle(*log);
    if (!written.ok()) std::abort();
    const auto again = wire::DecodeCycle(*written);
    if (!again.ok() || !(*again == *log)) std::abort();
    // JSON holds the same where all is known.
    bool is_known = log->unrecognized.empty();
    for (const auto& entry : log->entries) is_known = is_known && entry.unrecognized.empty();
    if (const auto json = wire::EncodeCycleJson(*log); json.ok()) {
      const auto from_json = wire::DecodeCycleJson(*json);
      if (!is_known || !from_json.ok() || !(*from_json == *log)) std::abort();
    } else if (is_known) {
      std::abort();
    }
  }
  if (const auto entry = wire::DecodeEntry(bytes); entry.ok()) {
    if (!wire::EncodeEntry(*entry).ok() || !wire::ContentDigest(*entry).ok()) std::abort();
  }
  return 0;
}
