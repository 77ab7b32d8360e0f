#include "readiness/wire/digest.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "readiness/base/status.h"
#include "readiness/wire/policy.h"

#include "wire/digest_parts.h"
#include "wire/entry_bytes.h"
#include "wire/sha256.h"

namespace readiness::wire {
namespace {

absl::StatusOr<uint64_t> Micros(std::string_view what, absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  if (time == absl::InfinitePast() || time == absl::InfiniteFuture() ||
      absl::FromUnixMicros(micros) != time) {
    return absl::InvalidArgumentError(base::Cat(what, ": must be a time of whole microseconds"));
  }
  return static_cast<uint64_t>(micros);
}

}  // namespace

absl::StatusOr<std::string> ContentDigest(const model::Entry& entry) {
  std::string content;
  READINESS_RETURN_IF_ERROR(internal::WriteContent(entry, /*number=*/0, content));
  internal::Sha256 hash;
  hash.Add(content);
  return hash.Finish();
}

namespace internal {

absl::Status AppendFramedEntry(const model::Entry& entry, int64_t number, std::string& bytes) {
  uint64_t recorded_at = uint64_t{1} << 63;
  if (entry.recorded_at.has_value()) {
    const auto micros = Micros("recorded_at", *entry.recorded_at);
    if (!micros.ok()) return base::At(EntryLabel(number, entry.id), micros.status());
    recorded_at = *micros;
  }
  std::string content;
  READINESS_RETURN_IF_ERROR(WriteContent(entry, number, content));
  for (const uint64_t word : {recorded_at, uint64_t{content.size()}}) {
    const std::array<char, 8> big_endian = BigEndian(word);
    bytes.append(big_endian.data(), big_endian.size());
  }
  bytes += content;
  return absl::OkStatus();
}

absl::StatusOr<std::string> DigestOf(const DigestParts& parts) {
  Sha256 hash;
  hash.Add("readiness inputs 1\n");
  hash.AddFramed(parts.engine_version);
  READINESS_ASSIGN_OR_RETURN(const uint64_t as_of_micros, Micros("as_of", parts.as_of));
  hash.AddNumber(as_of_micros);
  hash.AddFramed(parts.policy);

  std::vector<std::string_view> states(parts.metric_states.begin(), parts.metric_states.end());
  std::sort(states.begin(), states.end());
  hash.AddNumber(states.size());
  for (const std::string_view state : states) hash.AddFramed(state);

  hash.AddNumber(parts.entry_count);
  hash.Add(parts.framed_entries);
  return hash.Finish();
}

}  // namespace internal

absl::StatusOr<std::string> InputsDigest(std::span<const model::Entry> entries,
                                         const model::Policy& policy, absl::Time as_of,
                                         std::string_view engine_version,
                                         std::span<const std::string> metric_states) {
  READINESS_ASSIGN_OR_RETURN(const std::string policy_bytes, EncodePolicy(policy));
  std::string framed;
  int64_t number = 0;
  for (const model::Entry& entry : entries) {
    READINESS_RETURN_IF_ERROR(internal::AppendFramedEntry(entry, ++number, framed));
  }
  return internal::DigestOf(
      {engine_version, as_of, policy_bytes, metric_states, entries.size(), framed});
}

}  // namespace readiness::wire
