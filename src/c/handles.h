// c/handles.h: what the opaque handles of the C interface hold.
#pragma once

#include <cstdint>
#include <string>

#include "readiness/c/readiness.h"
#include "readiness/wire/limits.h"
#include "readiness/wire/loaded_cycle.h"
#include "readiness/wire/metric_set.h"
#include "readiness/wire/risk_graph.h"

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
  readiness::wire::Limits limits = {};  // Of what is loaded and appended.
  mutable readiness::c::Access access;
  bool is_broken = false;  // An append ran out of memory half way.
};

struct readiness_metric_state {
  readiness::wire::MetricSet metrics;
  int64_t max_rows = 0;                 // Of one call.
  readiness::wire::Limits limits = {};  // Of what is loaded, and of rows as messages.
  mutable readiness::c::Access access = {};
  bool is_broken = false;      // A call took rows in part.
  bool is_of_a_cycle = false;  // Rows of what the log has are refused.
};

struct readiness_risk_graph {
  readiness::engine::RiskGraphInput input;  // As it was declared and changed.
  readiness::engine::RiskNetwork network;   // The same, ready to be asked.
  readiness::wire::Limits limits = {};      // Of what is declared and changed.
  mutable readiness::c::Access access = {};
  bool is_broken = false;  // An update ran out of memory half way.
};
