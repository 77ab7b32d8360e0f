// c/access.h: notices when a handle is used in a way that its threads rule forbids.
//
// The rule of the C interface is the caller's to keep; a breach would be a data race. Counting who
// is inside costs two atomic operations a call and turns most breaches into an error before any
// harm is done.
#pragma once

#include <atomic>
#include <cstdint>

namespace readiness::c {

class Access {
 public:
  // Takes a share; false while somebody has the handle for itself.
  [[nodiscard]] bool TryShare() {
    int32_t inside = inside_.load(std::memory_order_relaxed);
    do {
      if (inside < 0) return false;
    } while (!inside_.compare_exchange_weak(inside, inside + 1, std::memory_order_acquire,
                                            std::memory_order_relaxed));
    return true;
  }
  void EndShare() { inside_.fetch_sub(1, std::memory_order_release); }

  // Takes the whole; false while anybody is inside.
  [[nodiscard]] bool TryOwn() {
    int32_t nobody = 0;
    return inside_.compare_exchange_strong(nobody, -1, std::memory_order_acquire,
                                           std::memory_order_relaxed);
  }
  void EndOwn() { inside_.store(0, std::memory_order_release); }

 private:
  std::atomic<int32_t> inside_ = 0;  // How many share it; -1: somebody owns it.
};

}  // namespace readiness::c
