// table/file_source.h: a file as a source of bytes.
//
// Threads: free function; one file is read by one thread.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"

#include "readiness/table/csv.h"

namespace readiness::table::internal {

// Opens a file, hands its bytes to `read` and closes it. Errors begin with the path.
[[nodiscard]] absl::Status ReadFile(const std::string& path,
                                    const std::function<absl::Status(const ByteSource&)>& read);

}  // namespace readiness::table::internal
