// c/ask.h: a question to a handle: its request is read, the handle shared, the answer given away.
//
// Threads: free functions of their arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/wire/request.h"

#include "c/bytes.h"
#include "c/guard.h"
#include "c/use.h"

namespace readiness::c {

// Reads a request by `decode` and runs `body(handle, request, encoding)` with a share of the
// handle.
template <typename Handle, typename Decode, typename Body>
absl::Status WithRequest(const Handle* handle, const uint8_t* request, size_t request_size,
                         int32_t format, const Decode& decode, const Body& body) {
  READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, EncodingOf(format));
  READINESS_ASSIGN_OR_RETURN(const std::string_view bytes, Lent(request, request_size, "request"));
  const auto asked = decode(bytes, encoding, {});
  if (!asked.ok()) return base::At("request", asked.status());
  return Shared(
      handle, [&](const Handle& shared) -> absl::Status { return body(shared, *asked, encoding); });
}

// The same, and gives the bytes of `answer(handle, request, encoding)` away through `out`.
template <typename Handle, typename Decode, typename Answer>
absl::Status Ask(const Handle* handle, const uint8_t* request, size_t request_size, int32_t format,
                 readiness_buffer** out, const Decode& decode, const Answer& answer) {
  READINESS_RETURN_IF_ERROR(ClearOut(out));
  return WithRequest(handle, request, request_size, format, decode,
                     [&](const Handle& shared, const auto& asked, wire::Encoding encoding) {
                       return GiveBytes(answer(shared, asked, encoding), out);
                     });
}

}  // namespace readiness::c
