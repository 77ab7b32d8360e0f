// readiness/table/arrow_owner.h: releases an Arrow structure once, whichever way a scope is left.
//
//   ArrowSchema schema{};
//   if (stream.get_schema(&stream, &schema) != 0) return ...;   // not released: nothing was given
//   const ArrowOwner owner(&schema);
//
// Cost:    none.
// Threads: one at a time, as the structure.
#pragma once

#include "readiness/table/arrow_c_data.h"

namespace readiness::table {

// Of an ArrowSchema, ArrowArray or ArrowArrayStream; null, and one that was released or moved, are
// left alone.
template <typename Structure>
class ArrowOwner {
 public:
  explicit ArrowOwner(Structure* structure) : structure_(structure) {}
  ArrowOwner(const ArrowOwner&) = delete;
  ArrowOwner& operator=(const ArrowOwner&) = delete;
  ~ArrowOwner() {
    if (structure_ == nullptr || structure_->release == nullptr) return;
    structure_->release(structure_);
    structure_->release = nullptr;  // A release that forgets to say so is called once all the same.
  }

 private:
  Structure* structure_;
};

}  // namespace readiness::table
