#include "cli/input.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "absl/time/clock.h"
#include <CLI/CLI.hpp>

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/table/risk_graph.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/limits.h"

namespace readiness::cli {
namespace {

using base::Cat;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status TooLarge(int64_t limit) {
  return absl::ResourceExhaustedError(
      Cat("is larger than ", limit, " bytes, the most that is read"));
}

// The first character of a text that is no blank; '\0' where there is none.
char FirstCharacterOf(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? '\0' : text[first];
}

}  // namespace

std::string FileName(const std::string& path) { return path == "-" ? "standard input" : path; }

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const int64_t limit = wire::Limits().max_bytes;
  const File file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    return errno == ENOENT ? absl::NotFoundError("there is no such file")
                           : absl::InvalidArgumentError(std::strerror(errno));
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return absl::InvalidArgumentError(std::strerror(errno));
  if (S_ISDIR(info.st_mode)) return absl::InvalidArgumentError("is a directory, not a file");
  if (S_ISREG(info.st_mode) && info.st_size > limit) return TooLarge(limit);

  std::string bytes;
  std::string buffer(size_t{1} << 16, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      return absl::InvalidArgumentError(std::strerror(errno));
    }
    if (count == 0) break;
    bytes.append(buffer.data(), static_cast<size_t>(count));
    if (static_cast<int64_t>(bytes.size()) > limit) return TooLarge(limit);
  }
  if (bytes.empty()) return absl::InvalidArgumentError("is empty; a log has at least one entry");
  return bytes;
}

FileFormat FormatOf(const std::string& path, const std::string& bytes) {
  const std::string_view name = path;
  if (name.ends_with(".json")) return FileFormat::kJson;
  if (name.ends_with(".binpb")) return FileFormat::kBinary;
  return FirstCharacterOf(bytes) == '{' ? FileFormat::kJson : FileFormat::kBinary;
}

absl::StatusOr<wire::LoadedCycle> LoadCycle(const std::string& path, FileFormat* format) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  const FileFormat found = FormatOf(path, bytes);
  if (format != nullptr) *format = found;
  READINESS_ASSIGN_OR_RETURN(model::CycleLog log, found == FileFormat::kJson
                                                      ? wire::DecodeCycleJson(bytes)
                                                      : wire::DecodeCycle(bytes));
  return wire::LoadedCycle::Replay(std::move(log));
}

absl::StatusOr<engine::RiskNetwork> LoadGraph(const std::string& nodes_path,
                                              const std::string& edges_path) {
  READINESS_ASSIGN_OR_RETURN(const risk::GraphRows rows,
                             table::ReadRiskGraphFiles(nodes_path, edges_path));
  return engine::BuildRiskNetwork(rows);
}

absl::StatusOr<model::Entry> LoadEntry(const std::string& path) {
  READINESS_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  if (FirstCharacterOf(bytes) == '[') {
    return absl::InvalidArgumentError(
        "is a JSON list; an entry is one JSON object, and each is appended by itself");
  }
  if (FormatOf(path, bytes) == FileFormat::kBinary) return wire::DecodeEntry(bytes);
  auto entry = wire::DecodeEntryJson(bytes);
  if (!entry.ok() && wire::DecodeCycleJson(bytes).ok()) {
    return absl::InvalidArgumentError(
        "is a whole log; give one entry of it, and append each by itself");
  }
  return entry;
}

std::string RefuseEmpty(const std::string& text) {
  return text.empty() ? "is empty; say what it names, or leave it out" : "";
}

absl::Time ParseTimeOption(const std::string& option, const std::string& text, bool allows_now) {
  if (allows_now && text == "now") return absl::FromUnixMicros(absl::ToUnixMicros(absl::Now()));
  auto time = base::ParseInstant(text);
  if (!time.ok()) {
    throw CLI::ValidationError(option, std::string(base::ToStd(time.status().message())));
  }
  return *time;
}

absl::Time ResolveAsOf(const std::string& text, const wire::LoadedCycle& cycle) {
  absl::Time as_of;
  if (text.empty()) {
    as_of = cycle.LastRecordedAt();
    std::cerr << "as of " << base::InstantText(as_of) << ", when the last entry was recorded\n";
  } else {
    as_of = ParseTimeOption("--as-of", text, true);
    if (text == "now") std::cerr << "as of " << base::InstantText(as_of) << ", the clock's now\n";
  }
  return as_of;
}

}  // namespace readiness::cli
