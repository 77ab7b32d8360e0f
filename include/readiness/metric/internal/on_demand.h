// readiness/metric/internal/on_demand.h: a part of a value that takes memory from its first use on.
// A copy has a part of its own.
#pragma once

#include <memory>
#include <utility>

#include "absl/base/attributes.h"

namespace readiness::metric::internal {

template <typename Part>
class OnDemand {
 public:
  OnDemand() = default;
  OnDemand(const OnDemand& other)
      : part_(other.part_ == nullptr ? nullptr : std::make_unique<Part>(*other.part_)) {}
  OnDemand(OnDemand&&) noexcept = default;
  OnDemand& operator=(const OnDemand& other) {
    if (this != &other) *this = OnDemand(other);
    return *this;
  }
  OnDemand& operator=(OnDemand&&) noexcept = default;
  ~OnDemand() = default;

  [[nodiscard]] bool IsThere() const { return part_ != nullptr; }
  // The part, or one that holds nothing.
  [[nodiscard]] const Part& Get() const { return part_ == nullptr ? kNone : *part_; }
  // The part, made of `arguments` at first.
  template <typename... Arguments>
  [[nodiscard]] ABSL_ATTRIBUTE_ALWAYS_INLINE Part& Make(Arguments&&... arguments) {
    if (part_ == nullptr) [[unlikely]] {
      part_ = std::make_unique<Part>(std::forward<Arguments>(arguments)...);
    }
    return *part_;
  }
  // Of a part that is there.
  [[nodiscard]] Part* operator->() { return part_.get(); }
  [[nodiscard]] const Part* operator->() const { return part_.get(); }
  void Drop() { part_.reset(); }

 private:
  inline static const Part kNone{};

  std::unique_ptr<Part> part_;
};

}  // namespace readiness::metric::internal
