#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "readiness/base/shortened.h"
#include "readiness/wire/request.h"

#include "c/guard.h"
#include "c/handles.h"

namespace readiness::c {
namespace {

// Made when the library is loaded, while there is memory. It is given to whoever needs it, and
// never freed.
const readiness_error& OutOfMemory() {
  static const auto* const error =
      new readiness_error{READINESS_RESOURCE_EXHAUSTED,
                          "memory: there is not enough of it; nothing was changed", "", ""};
  return *error;
}
[[maybe_unused]] const readiness_error& out_of_memory_is_made_early = OutOfMemory();

// How much of a place is told: its steps are names, but an id may be a megabyte.
constexpr size_t kMostOfAPlace = 500;

// One line that a terminal can show: a text of the caller may hold line breaks and other control
// characters of its own, those of Unicode among them. U+2028 and U+2029 are E2 80 A8 and A9.
std::string OneLine(std::string_view text) {
  std::string line(text);
  for (size_t at = 0; at < line.size(); ++at) {
    const auto byte = static_cast<unsigned char>(line[at]);
    if (byte < 0x20 || byte == 0x7F) line[at] = ' ';
    if (byte == 0xE2 && (text.substr(at, 3) == "\u2028" || text.substr(at, 3) == "\u2029")) {
      line.replace(at, 3, 3, ' ');
    }
  }
  return line;
}

const char* Text(const std::string& text, size_t* size) {
  if (size != nullptr) *size = text.size();
  return text.c_str();
}

const char* NoText(size_t* size) {
  if (size != nullptr) *size = 0;
  return "";
}

}  // namespace

int32_t ReportOutOfMemory(readiness_error** out) noexcept {
  if (out != nullptr) *out = const_cast<readiness_error*>(&OutOfMemory());
  return READINESS_RESOURCE_EXHAUSTED;
}

int32_t Report(const absl::Status& status, readiness_error** out) noexcept {
  const auto code = static_cast<int32_t>(status.code());
  if (out == nullptr) return code;
  try {
    auto error = std::make_unique<readiness_error>();
    error->code = code;
    error->message = OneLine(base::Shortened(base::ToStd(status.message())));
    const std::optional<std::string> rule = base::RuleOf(status);
    error->location = OneLine(base::Shortened(base::PlaceOf(status), kMostOfAPlace));
    error->detail = wire::EncodeErrorDetail(rule.value_or(std::string()), error->location);
    *out = error.release();
    return code;
  } catch (...) {
    return ReportOutOfMemory(out);
  }
}

int32_t ReportException(const char* what, readiness_error** out) noexcept {
  const int32_t code = what == nullptr ? READINESS_UNKNOWN : READINESS_INTERNAL;
  if (out == nullptr) return code;
  try {
    auto error = std::make_unique<readiness_error>();
    error->code = code;
    error->message = "a fault of the library, please report it: ";
    error->message += what == nullptr ? "an exception of no known type" : OneLine(what);
    *out = error.release();
    return code;
  } catch (...) {
    return ReportOutOfMemory(out);
  }
}

}  // namespace readiness::c

using readiness::c::NoText;
using readiness::c::Text;

extern "C" {

int32_t readiness_error_code(const readiness_error* error) noexcept {
  return error == nullptr ? READINESS_OK : error->code;
}

const char* readiness_error_message(const readiness_error* error, size_t* size) noexcept {
  return error == nullptr ? NoText(size) : Text(error->message, size);
}

const char* readiness_error_location(const readiness_error* error, size_t* size) noexcept {
  return error == nullptr ? NoText(size) : Text(error->location, size);
}

const uint8_t* readiness_error_detail(const readiness_error* error, size_t* size) noexcept {
  return reinterpret_cast<const uint8_t*>(error == nullptr ? NoText(size)
                                                           : Text(error->detail, size));
}

void readiness_error_free(readiness_error* error) noexcept {
  if (error != &readiness::c::OutOfMemory()) delete error;
}

}  // extern "C"
