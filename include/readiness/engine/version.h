// readiness/engine/version.h: the version of the engine, as assessments name it.
#pragma once

#include <string_view>

namespace readiness::engine {

// Semantic version, three numbers; CMakeLists.txt reads it from this line. An assessment is
// replayable with the same version only.
inline constexpr std::string_view kEngineVersion = "0.1.0";

}  // namespace readiness::engine
