// readiness/wire/cycle.h: a log, and a single entry, from and to bytes.
//
// Two files hold a log: `*.cycle.json` (protobuf JSON, made by people and tools) and
// `*.cycle.binpb` (serialized readiness.v1.Cycle). Reading checks the form: every byte, name, type,
// time and text. What the entries mean is checked by the engine.
//
// Unknown parts. In binary, an entry with a fact, field or enum value that this version does not
// know keeps all its bytes in model::Entry::unrecognized, and writing gives them back unchanged
// (only seq and recorded_at are replaced, where the entry's own differ). Unknown fields of the
// cycle itself are kept in model::CycleLog::unrecognized. JSON has nowhere to keep what is unknown:
// reading refuses it by name, and writing such a log as JSON is refused.
//
// Times are whole microseconds from year 1 to year 9999; NaN and text that is not UTF-8 are refused
// both ways. A field given twice is refused, in binary too. A schema_version that is not given
// is 1.
//
// Errors:  InvalidArgument for what is wrong, ResourceExhausted past a limit. The message says
//          where: the entry, counted from 1, its id and the path of the field, as the format spells
//          it ("entry 3 (risk/checkout): riskRaised.severity: ..."); elements are counted from 0,
//          in brackets. A syntax error of JSON says line and column, both counted from 1.
//          Nothing is half read: there is a whole log or an error.
// Bytes:   the same value always gives the same bytes.
// Cost:    linear in the bytes; about 3 microseconds an entry, 15 in JSON. Some milliseconds once.
// Threads: free functions of their arguments; safe from anywhere.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/model/entry.h"
#include "readiness/wire/json_layout.h"
#include "readiness/wire/limits.h"

namespace readiness::wire {

// Reads a serialized readiness.v1.Cycle. No bytes at all are a log without entries.
[[nodiscard]] absl::StatusOr<model::CycleLog> DecodeCycle(std::string_view bytes,
                                                          const Limits& limits = {});
// Reads a cycle of protobuf JSON; a leading byte order mark is passed over.
[[nodiscard]] absl::StatusOr<model::CycleLog> DecodeCycleJson(std::string_view json,
                                                              const Limits& limits = {});
// Writes a serialized readiness.v1.Cycle.
[[nodiscard]] absl::StatusOr<std::string> EncodeCycle(const model::CycleLog& log);
// Writes protobuf JSON. Fields that are not given are left out.
[[nodiscard]] absl::StatusOr<std::string> EncodeCycleJson(
    const model::CycleLog& log, JsonLayout layout = JsonLayout::kIndented);

// The same for one readiness.v1.Entry. Errors name it "entry (risk/checkout)".
[[nodiscard]] absl::StatusOr<model::Entry> DecodeEntry(std::string_view bytes,
                                                       const Limits& limits = {});
[[nodiscard]] absl::StatusOr<model::Entry> DecodeEntryJson(std::string_view json,
                                                           const Limits& limits = {});
[[nodiscard]] absl::StatusOr<std::string> EncodeEntry(const model::Entry& entry);
[[nodiscard]] absl::StatusOr<std::string> EncodeEntryJson(
    const model::Entry& entry, JsonLayout layout = JsonLayout::kIndented);

}  // namespace readiness::wire
