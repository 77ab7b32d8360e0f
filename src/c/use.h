// c/use.h: how a call holds a handle: shared or for itself, and what it says where it cannot.
//
// A handle has `access`, `is_broken` and a specialization of Words. What a call that owned it had
// changed when memory ran out cannot be told: the handle answers nothing from then on.
//
// Cost: two atomic operations a call.   Threads: as c/access.h.
#pragma once

#include <string_view>
#include <utility>

#include "absl/status/status.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "c/access.h"
#include "c/handles.h"

namespace readiness::c {

// How messages call a handle.
template <typename Handle>
struct Words;
template <>
struct Words<readiness_cycle> {
  static constexpr std::string_view kNoun = "cycle";
  static constexpr std::string_view kMake = "make one by readiness_cycle_new or _load";
  static constexpr std::string_view kBroken =
      "an append to this cycle ran out of memory; free it and load its log again";
};
template <>
struct Words<readiness_metric_state> {
  static constexpr std::string_view kNoun = "metric state";
  static constexpr std::string_view kMake = "make one by readiness_metric_state_new or _load";
  static constexpr std::string_view kBroken =
      "an earlier call took rows in part, for want of memory or past a limit; free this metric "
      "state and make another";
};

template <>
struct Words<readiness_risk_graph> {
  static constexpr std::string_view kNoun = "risk graph";
  static constexpr std::string_view kMake = "make one by readiness_risk_graph_new";
  static constexpr std::string_view kBroken =
      "an update of this risk graph ran out of memory; free it and make it again";
};

template <typename Handle>
absl::Status CheckHandle(const Handle* handle) {
  if (handle != nullptr) return absl::OkStatus();
  return base::Invalid("C", base::Cat(Words<Handle>::kNoun, " is NULL; ", Words<Handle>::kMake));
}

template <typename Handle>
absl::Status Busy(std::string_view what) {
  constexpr std::string_view kNoun = Words<Handle>::kNoun;
  return base::Refused(
      "C", base::Cat("another call has this ", kNoun, " ", what, "; a call that takes a ", kNoun,
                     " that is not const needs it for itself"));
}

template <typename Handle>
absl::Status Broken() {
  return base::RuleError(absl::StatusCode::kDataLoss, "C", Words<Handle>::kBroken);
}

// Runs `body` with a share of the handle.
template <typename Handle, typename Body>
absl::Status Shared(const Handle* handle, Body&& body) {
  READINESS_RETURN_IF_ERROR(CheckHandle(handle));
  if (!handle->access.TryShare()) return Busy<Handle>("for itself");
  const struct Release {
    ~Release() { access.EndShare(); }
    Access& access;
  } release{handle->access};
  if (handle->is_broken) return Broken<Handle>();
  return std::forward<Body>(body)(*handle);
}

// Runs `prepare` and then `change` with the handle for itself. What `prepare` does can be undone:
// where it fails or throws the handle is as it was. Where `change` throws or loses data the handle
// is broken.
template <typename Handle, typename Prepare, typename Change>
absl::Status OwnedAfter(Handle* handle, Prepare&& prepare, Change&& change) {
  READINESS_RETURN_IF_ERROR(CheckHandle(handle));
  if (!handle->access.TryOwn()) return Busy<Handle>("in use");
  const struct Release {
    ~Release() { access.EndOwn(); }
    Access& access;
  } release{handle->access};
  if (handle->is_broken) return Broken<Handle>();
  READINESS_RETURN_IF_ERROR(std::forward<Prepare>(prepare)(*handle));
  handle->is_broken = true;
  const absl::Status status = std::forward<Change>(change)(*handle);
  handle->is_broken = status.code() == absl::StatusCode::kDataLoss;
  return status;
}

// Runs `body`, all of which changes the handle, with the handle for itself.
template <typename Handle, typename Body>
absl::Status Owned(Handle* handle, Body&& body) {
  return OwnedAfter(
      handle, [](Handle&) { return absl::OkStatus(); }, std::forward<Body>(body));
}

}  // namespace readiness::c
