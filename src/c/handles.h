// c/handles.h: what the opaque handles of the C interface hold.
#pragma once

#include <cstdint>
#include <string>

#include "readiness/c/readiness.h"
#include "readiness/wire/loaded_cycle.h"

#include "c/access.h"

struct readiness_error {
  int32_t code = READINESS_OK;
  std::string message;
  std::string location;
  std::string detail;
};

struct readiness_buffer {
  std::string bytes;
};

struct readiness_cycle {
  readiness::wire::LoadedCycle cycle;
  mutable readiness::c::Access access;
  bool is_broken = false;  // An append ran out of memory half way.
};
