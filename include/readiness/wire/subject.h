// readiness/wire/subject.h: what is known about one id of a cycle, or of one node of a risk graph,
// as messages (readiness.v1.Subject and NodeExplanation).
//
//   READINESS_ASSIGN_OR_RETURN(const engine::Subject subject,
//                              report::Explain(id, assessment, state, log));
//   return EncodeSubjectJson(subject);
//
// Errors:  what the formats say of themselves.
// Cost:    linear.   Threads: free functions of their arguments.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/engine/graph_explanation.h"
#include "readiness/engine/subject.h"
#include "readiness/wire/json_layout.h"
#include "readiness/wire/limits.h"

namespace readiness::wire {

[[nodiscard]] absl::StatusOr<std::string> EncodeSubject(const engine::Subject& subject);
[[nodiscard]] absl::StatusOr<std::string> EncodeSubjectJson(
    const engine::Subject& subject, JsonLayout layout = JsonLayout::kIndented);
[[nodiscard]] absl::StatusOr<engine::Subject> DecodeSubject(std::string_view bytes,
                                                            const Limits& limits = {});

[[nodiscard]] absl::StatusOr<std::string> EncodeNodeExplanation(
    const engine::GraphExplanation& explained);
[[nodiscard]] absl::StatusOr<std::string> EncodeNodeExplanationJson(
    const engine::GraphExplanation& explained, JsonLayout layout = JsonLayout::kIndented);

}  // namespace readiness::wire
