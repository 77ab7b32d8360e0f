// readiness/wire/digest.h: what an entry says, and what an assessment rests on, as SHA-256.
//
// Both digests are 64 lower-case hexadecimal digits and can be computed again by a stranger with
// any Protocol Buffers library and any SHA-256.
//
// content(entry), the bytes that say what an entry says:
//   the readiness.v1.Entry without `seq` and `recorded_at`, serialized deterministically: fields in
//   the order of their numbers, a field at its default left out, an `optional` one or a message
//   kept where it is given. A single message that C++ holds as a plain value (party_added.party,
//   criterion_set.criterion, evidence_recorded.evidence, outcome_defined.outcome,
//   policy_set.policy, cycle_opened.opener, and in a policy tier_table and risk_bands) is always
//   given, if need be empty. An entry that this version does not know whole: its bytes as read,
//   less the top-level fields 1 and 3.
//
// ContentDigest(entry) = SHA-256(content(entry))
//
// InputsDigest(...) = SHA-256 of, one after the other, with every count, length and time as eight
// bytes, the most significant first, times in microseconds since 1970-01-01T00:00:00Z (two's
// complement):
//   the 19 bytes "readiness inputs 1\n"
//   the length of engine_version, engine_version
//   as_of
//   the length of the policy, the policy: a readiness.v1.Policy serialized as above
//   the number of metric states; for each, ascending by its bytes: its length, the state
//   the number of entries; for each, in the order given: recorded_at (-2^63 where there is none),
//     the length of content(entry), content(entry)
//
// Errors:  InvalidArgument where an entry, the policy or a time cannot be written (wire/cycle.h).
// Cost:    linear in the bytes; some microseconds an entry.
// Threads: free functions of their arguments; safe from anywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/model/entry.h"
#include "readiness/model/policy.h"

namespace readiness::wire {

// Two entries with the same id are one entry where these are equal, and a conflict where not.
[[nodiscard]] absl::StatusOr<std::string> ContentDigest(const model::Entry& entry);

// What an assessment rests on: the entries known at `as_of` as the log accepted them, each once;
// the policy in force; the engine; the serialized metric states, in any order.
[[nodiscard]] absl::StatusOr<std::string> InputsDigest(
    std::span<const model::Entry> entries, const model::Policy& policy, absl::Time as_of,
    std::string_view engine_version, std::span<const std::string> metric_states = {});

}  // namespace readiness::wire
