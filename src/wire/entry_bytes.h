// wire/entry_bytes.h: one entry of the log from and to its bytes.
//
// Threads: free functions of their arguments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "readiness/model/entry.h"
#include "readiness/wire/limits.h"

#include "wire/decode.h"
#include "wire/field_path.h"

namespace readiness::wire::internal {

inline constexpr uint32_t kSeqField = 1;
inline constexpr uint32_t kIdField = 2;
inline constexpr uint32_t kRecordedAtField = 3;

// Reads entry `number` (from 1; 0: it stands alone), around which there are `outer_depth` messages.
// In kSnake, the style of the binary format, what is unknown is kept; in kCamel it is refused.
// Sets `entry`, which is blank; on error it is anything. `elements` counts those of its lists.
[[nodiscard]] absl::Status ReadEntry(std::string_view bytes, int64_t number, int64_t outer_depth,
                                     NameStyle style, const Limits& limits, model::Entry& entry,
                                     ElementBudget& elements);

// Appends the bytes of the entry: deterministic where all is known; else as it was read, with seq
// and recorded_at replaced where the entry's own differ.
[[nodiscard]] absl::Status WriteEntry(const model::Entry& entry, int64_t number, NameStyle style,
                                      std::string& bytes);

// Appends what the entry says: its bytes without seq and recorded_at (readiness/wire/digest.h).
[[nodiscard]] absl::Status WriteContent(const model::Entry& entry, int64_t number,
                                        std::string& bytes);

}  // namespace readiness::wire::internal
