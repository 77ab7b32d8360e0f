// c/bytes.h: messages in and out of the C interface: which format, and bytes that are given away.
//
// Threads: free functions of their arguments.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/wire/request.h"

#include "c/handles.h"

namespace readiness::c {

inline absl::StatusOr<wire::Encoding> EncodingOf(int32_t format) {
  if (format == READINESS_FORMAT_PROTOBUF) return wire::Encoding::kBinary;
  if (format == READINESS_FORMAT_JSON) return wire::Encoding::kJson;
  return base::Invalid("C", base::Cat("format is ", format,
                                      "; there are READINESS_FORMAT_PROTOBUF and "
                                      "READINESS_FORMAT_JSON"));
}

inline absl::Status GiveBytes(absl::StatusOr<std::string> bytes, readiness_buffer** out) {
  READINESS_RETURN_IF_ERROR(bytes.status());
  *out = new readiness_buffer{*std::move(bytes)};
  return absl::OkStatus();
}

}  // namespace readiness::c
