#include "readiness/engine/version.h"

#include "readiness/c/readiness.h"

extern "C" {

int32_t readiness_abi_version(void) noexcept { return READINESS_ABI_VERSION; }

const char* readiness_version(void) noexcept { return readiness::engine::kEngineVersion.data(); }

const char* readiness_build_info(void) noexcept {
#if defined(__clang__)
  return "clang " __clang_version__ READINESS_BUILD_PARTS;
#else
  return "gcc " __VERSION__ READINESS_BUILD_PARTS;
#endif
}

}  // extern "C"
