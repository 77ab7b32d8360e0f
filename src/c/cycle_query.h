// c/cycle_query.h: what a cycle answers to a readiness.v1.QueryRequest.
//
// Errors:  those of the engine; C for a question that is none, or that takes no metrics.
// Threads: free functions of their arguments.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "readiness/wire/request.h"

#include "c/given_metrics.h"
#include "c/handles.h"

namespace readiness::c {

// The bytes of a readiness.v1.QueryAnswer.
[[nodiscard]] absl::StatusOr<std::string> AnswerQuery(const readiness_cycle& cycle,
                                                      const wire::QueryRequest& asked,
                                                      wire::Encoding encoding,
                                                      const GivenMetrics& metrics = {});

}  // namespace readiness::c
