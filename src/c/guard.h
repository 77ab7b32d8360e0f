// c/guard.h: the one way into the library from C: what is inside returns a status or throws, what
// is outside gets a number and an error that it owns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/c/readiness.h"

#include "c/handles.h"

namespace readiness::c {

// Gives an error away through `out`, where it is wanted. Never throws: where there is no memory for
// an error, the one that stands ready for that is given.
int32_t Report(const absl::Status& status, readiness_error** out) noexcept;
int32_t ReportOutOfMemory(readiness_error** out) noexcept;
int32_t ReportException(const char* what, readiness_error** out) noexcept;

// Runs the body of an entry of the interface, which returns absl::Status.
template <typename Body>
int32_t Guard(readiness_error** error, Body&& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    const absl::Status status = std::forward<Body>(body)();
    return status.ok() ? READINESS_OK : Report(status, error);
  } catch (const std::bad_alloc&) {
    return ReportOutOfMemory(error);
  } catch (const std::exception& exception) {
    return ReportException(exception.what(), error);
  } catch (...) {
    return ReportException(nullptr, error);
  }
}

// Bytes that the caller lends, or why they cannot be. No object is larger than half of what size_t
// counts: a size beyond that is a negative number that was converted.
inline absl::StatusOr<std::string_view> Lent(const uint8_t* data, size_t size,
                                             std::string_view name) {
  if (data == nullptr && size > 0) {
    return base::Invalid(
        "C", base::Cat(name, " is NULL and its size is ", size, "; hand over the bytes"));
  }
  if (size > static_cast<size_t>(std::numeric_limits<ptrdiff_t>::max())) {
    return absl::ResourceExhaustedError(base::Cat(
        name, ": its size is ", size, "; nothing is as large as that: was it a negative number?"));
  }
  return std::string_view(reinterpret_cast<const char*>(data), size);
}

// The place for a result, set to NULL, or why there is none.
template <typename Handle>
absl::Status ClearOut(Handle** out) {
  if (out == nullptr) {
    return base::Invalid("C", "out is NULL; hand over where the result is to be stored");
  }
  *out = nullptr;
  return absl::OkStatus();
}

}  // namespace readiness::c
