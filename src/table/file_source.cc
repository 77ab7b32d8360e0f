#include "table/file_source.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::table::internal {
namespace {

absl::Status FileError(absl::StatusCode code, std::string_view what, int number) {
  return base::RuleError(code, "FILE",
                         base::Cat(what, ": ", std::generic_category().message(number)));
}

}  // namespace

absl::Status ReadFile(const std::string& path,
                      const std::function<absl::Status(const ByteSource&)>& read) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (file == nullptr) {
    const auto code =
        errno == ENOENT ? absl::StatusCode::kNotFound : absl::StatusCode::kUnavailable;
    return base::At(path, FileError(code, "cannot be opened", errno));
  }
  // The reader brings its own buffer.
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  return base::At(path, read([&file](std::span<char> room) -> absl::StatusOr<size_t> {
                    errno = 0;
                    const size_t count = std::fread(room.data(), 1, room.size(), file.get());
                    if (count < room.size() && std::ferror(file.get()) != 0) {
                      return FileError(absl::StatusCode::kUnavailable, "cannot be read", errno);
                    }
                    return count;
                  }));
}

}  // namespace readiness::table::internal
