// c/export.h: gives a table of a handle away as an Arrow stream.
//
// Threads: free functions of their arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/c/readiness_arrow.h"
#include "readiness/table/arrow_rows.h"

#include "c/ask.h"
#include "c/use.h"

namespace readiness::c {

// What a handle answers where it has no such table.
template <typename Handle>
absl::Status NoSuchTable(int32_t table, std::string_view tables) {
  return base::Invalid(
      "C", base::Cat("table is ", table, "; a ", Words<Handle>::kNoun, " has ", tables));
}

// Reads a request by `decode` and gives the rows of `answer(handle, request)` away through `out`.
template <typename Handle, typename Decode, typename Answer>
absl::Status Export(const Handle* handle, const uint8_t* request, size_t request_size,
                    int32_t format, ArrowArrayStream* out, const Decode& decode,
                    const Answer& answer) {
  if (out == nullptr) {
    return base::Invalid("C", "out is NULL; hand over where the stream is to be stored");
  }
  *out = {};
  return WithRequest(handle, request, request_size, format, decode,
                     [&](const Handle& shared, const auto& asked, wire::Encoding) -> absl::Status {
                       absl::StatusOr<table::ArrowRows> rows = answer(shared, asked);
                       READINESS_RETURN_IF_ERROR(rows.status());
                       std::move(*rows).Export(*out);
                       return absl::OkStatus();
                     });
}

}  // namespace readiness::c
