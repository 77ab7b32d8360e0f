// cli/input.h: files and times that the command line names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/engine/risk_network.h"
#include "readiness/wire/loaded_cycle.h"

namespace readiness::cli {

// How a log or an entry is written.
enum class FileFormat : int8_t { kJson, kBinary };

// Returns the bytes of a file; "-" is standard input. Errors say what is wrong with it: missing, a
// directory, empty, larger than wire::Limits::max_bytes.
[[nodiscard]] absl::StatusOr<std::string> ReadFile(const std::string& path);

// How the bytes of `path` are written: by its extension, else by the first byte that is no blank.
[[nodiscard]] FileFormat FormatOf(const std::string& path, const std::string& bytes);

// Reads, decodes and replays a log. `format`, where it is given, is set to how it is written.
[[nodiscard]] absl::StatusOr<wire::LoadedCycle> LoadCycle(const std::string& path,
                                                          FileFormat* format = nullptr);

// Reads the two TSV files of a graph (readiness/table/risk_graph.h). Errors name the file and line.
[[nodiscard]] absl::StatusOr<engine::RiskNetwork> LoadGraph(const std::string& nodes_path,
                                                            const std::string& edges_path);

// Reads and decodes one entry.
[[nodiscard]] absl::StatusOr<model::Entry> LoadEntry(const std::string& path);

// What a file is called in messages.
[[nodiscard]] std::string FileName(const std::string& path);

// For an option that names something: an empty text (a variable of the shell that is not set) is
// not the same as leaving the option out.
[[nodiscard]] std::string RefuseEmpty(const std::string& text);

// Reads the TIME of `option`; "now" reads the clock where `allows_now`. Throws
// CLI::ValidationError, which is a wrong command line.
[[nodiscard]] absl::Time ParseTimeOption(const std::string& option, const std::string& text,
                                         bool allows_now = false);

// The moment to assess: `text`, or where it is empty the last recorded_at of the log. What was not
// written out by the caller is said on standard error.
[[nodiscard]] absl::Time ResolveAsOf(const std::string& text, const wire::LoadedCycle& cycle);

}  // namespace readiness::cli
