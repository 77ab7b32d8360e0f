// readiness/base/text.h: the one place where std::string_view and absl::string_view meet.
//
// Debian's Abseil has an absl::string_view of its own, which neither converts to nor from
// std::string_view; a newer Abseil makes them one type. Code that calls Abseil goes through these
// two functions and so compiles under both. Public declarations use std::string_view only.
//
// Cost: none (pointer and length).   Threads: values only.
#pragma once

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace readiness::base {

[[nodiscard]] inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}
[[nodiscard]] inline std::string_view ToStd(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

namespace internal {
template <typename T>
decltype(auto) CatArgument(const T& part) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return ToAbsl(part);
  } else {
    return (part);
  }
}
}  // namespace internal

// absl::StrCat that takes std::string_view as well. Numbers print as absl::StrCat prints them.
template <typename... Parts>
[[nodiscard]] std::string Cat(const Parts&... parts) {
  return absl::StrCat(internal::CatArgument(parts)...);
}

}  // namespace readiness::base
