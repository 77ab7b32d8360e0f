// tests/decision/shared_data.h: where the real data lies: $READINESS_DATA_DIR, else ../shared/data
// beside the repository. Tests that need it are skipped, by name, where it is absent.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace readiness::decision::testing {

inline std::optional<std::string> SharedData(const std::string& folder) {
  const char* named = std::getenv("READINESS_DATA_DIR");
  const std::string root =
      named != nullptr ? std::string(named) : std::string(READINESS_SOURCE_DIR) + "/../shared/data";
  const std::string path = root + "/" + folder;
  if (!std::filesystem::is_directory(path)) return std::nullopt;
  return path;
}

}  // namespace readiness::decision::testing
