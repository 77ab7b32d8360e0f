// cli/replace_file.h: a file is replaced whole or not at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace readiness::cli {

// Holds a file that will be replaced, so that no second `append` reads it in between: an advisory
// lock (flock) on the file that `path` leads to, symbolic links followed.
class FileToReplace {
 public:
  // Waits for the lock. NotFound where there is no such file; InvalidArgument where the user may
  // not write it.
  [[nodiscard]] static absl::StatusOr<FileToReplace> Lock(const std::string& path);

  // Writes `bytes` to a new file beside the old one, with its permissions and, where allowed, its
  // owner; flushes it to the disk; renames it over the old one. On any error, and when the process
  // is told to end (SIGINT, SIGTERM, SIGHUP), the new file is removed and the old one stands.
  [[nodiscard]] absl::Status Replace(std::string_view bytes);

  // The path without symbolic links.
  [[nodiscard]] const std::string& path() const { return path_; }

  FileToReplace(FileToReplace&& other) noexcept;
  FileToReplace& operator=(FileToReplace&&) = delete;
  ~FileToReplace();

 private:
  FileToReplace(std::string path, int descriptor);

  std::string path_;
  int descriptor_;
};

// Makes `bytes` the whole of a new file; AlreadyExists where there is one.
[[nodiscard]] absl::Status WriteNew(const std::string& path, std::string_view bytes);

// Makes `bytes` the whole of the file: a new one, or in place of the one that is there.
[[nodiscard]] absl::Status WriteWhole(const std::string& path, std::string_view bytes);

}  // namespace readiness::cli
