// benchmarks/peers/cpu_time.h: what a contestant's work costs: CPU time of all its threads.
#pragma once

#include <cstdint>
#include <ctime>

// Since the process began.
inline int64_t CpuNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}
