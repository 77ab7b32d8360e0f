// wire/digest_parts.h: InputsDigest from bytes that were written before, since most of its cost is
// writing the entries again.
//
// Threads: free functions of their arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/model/entry.h"

namespace readiness::wire::internal {

// Appends what the digest takes of entry `number` (from 1): recorded_at, the length of its content,
// its content. On error `bytes` is as it was.
[[nodiscard]] absl::Status AppendFramedEntry(const model::Entry& entry, int64_t number,
                                             std::string& bytes);

// The inputs as bytes; readiness/wire/digest.h says how they are put together.
struct DigestParts {
  std::string_view engine_version;
  absl::Time as_of;
  std::string_view policy;  // Serialized.
  std::span<const std::string> metric_states;
  size_t entry_count = 0;
  std::string_view framed_entries;
};
[[nodiscard]] absl::StatusOr<std::string> DigestOf(const DigestParts& parts);

}  // namespace readiness::wire::internal
