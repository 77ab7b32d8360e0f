#include "cli/replace_file.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <climits>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

namespace readiness::cli {
namespace {

using base::Cat;

// The new file while it is written, for the signal handler; empty: there is none.
std::array<char, PATH_MAX> g_unfinished{};

void RemoveUnfinished(int signal) {
  if (g_unfinished[0] != '\0') ::unlink(g_unfinished.data());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// While it lives, an ending of the process removes the unfinished file first. A signal that the
// caller ignores stays ignored.
class Guard {
 public:
  explicit Guard(const std::string& name) {
    std::memcpy(g_unfinished.data(), name.c_str(), name.size() + 1);
    struct sigaction action {};
    action.sa_handler = RemoveUnfinished;
    ::sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < kEndings.size(); ++i) {
      ::sigaction(kEndings[i], nullptr, &before_[i]);
      if (before_[i].sa_handler != SIG_IGN) ::sigaction(kEndings[i], &action, nullptr);
    }
  }
  ~Guard() {
    g_unfinished[0] = '\0';
    for (size_t i = 0; i < kEndings.size(); ++i) ::sigaction(kEndings[i], &before_[i], nullptr);
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  static constexpr std::array<int, 3> kEndings = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, 3> before_{};
};

absl::Status Wrong(std::string_view what, int error) {
  return absl::InvalidArgumentError(Cat(what, ": ", std::strerror(error)));
}

absl::Status WriteAndFlush(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return Wrong("the new file cannot be written", errno);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (::fsync(file) != 0) return Wrong("the new file cannot be flushed to the disk", errno);
  return absl::OkStatus();
}

// Gives the new file the owner and the permissions of the old one, and its bytes, and closes it.
absl::Status Fill(int file, const struct stat& old, std::string_view bytes) {
  // Only root may give a file away; for everybody else it is the writer's, as any new file is.
  if (::fchown(file, old.st_uid, old.st_gid) != 0) {
    (void)!::fchown(file, static_cast<uid_t>(-1), old.st_gid);
  }
  absl::Status status = absl::OkStatus();
  if (::fchmod(file, old.st_mode & 07777U) != 0) {
    status = Wrong("the new file cannot have the permissions of the old one", errno);
  }
  if (status.ok()) status = WriteAndFlush(file, bytes);
  if (::close(file) != 0 && status.ok()) status = Wrong("the new file cannot be closed", errno);
  return status;
}

}  // namespace

FileToReplace::FileToReplace(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

FileToReplace::FileToReplace(FileToReplace&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileToReplace::~FileToReplace() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

absl::StatusOr<FileToReplace> FileToReplace::Lock(const std::string& path) {
  for (;;) {
    char* real = ::realpath(path.c_str(), nullptr);
    if (real == nullptr) {
      return errno == ENOENT ? absl::NotFoundError("there is no such file")
                             : absl::InvalidArgumentError(std::strerror(errno));
    }
    const std::string resolved = real;
    std::free(real);
    FileToReplace file(resolved, ::open(resolved.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.descriptor_ < 0) return absl::InvalidArgumentError(std::strerror(errno));
    // A rename needs no right to write the file itself; who may not write it shall not change it.
    if (::access(resolved.c_str(), W_OK) != 0) return Wrong("cannot be written", errno);
    struct stat held {};
    if (::fstat(file.descriptor_, &held) != 0) {
      return absl::InvalidArgumentError(std::strerror(errno));
    }
    if (S_ISDIR(held.st_mode)) return absl::InvalidArgumentError("is a directory, not a file");
    if (!S_ISREG(held.st_mode)) {
      return absl::InvalidArgumentError("is no regular file; a file is replaced whole");
    }
    while (::flock(file.descriptor_, LOCK_EX) != 0) {
      if (errno != EINTR) return Wrong("cannot be locked", errno);
    }
    // Another append may have replaced it while this one waited: then the lock is on the old file.
    struct stat now {};
    if (::stat(resolved.c_str(), &now) == 0 && now.st_dev == held.st_dev &&
        now.st_ino == held.st_ino) {
      return file;
    }
  }
}

absl::Status FileToReplace::Replace(std::string_view bytes) {
  struct stat old {};
  if (::fstat(descriptor_, &old) != 0) return absl::InvalidArgumentError(std::strerror(errno));
  std::string name = path_ + ".new-XXXXXX";
  if (name.size() >= g_unfinished.size()) return absl::InvalidArgumentError("the path is too long");
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return Wrong("a new file cannot be made beside it", errno);
  absl::Status status = absl::OkStatus();
  {
    const Guard guard(name);
    status = Fill(file, old, bytes);
    if (status.ok() && ::rename(name.c_str(), path_.c_str()) != 0) {
      status = Wrong("the new file cannot take the place of the old one", errno);
    }
    if (!status.ok()) ::unlink(name.c_str());
  }
  READINESS_RETURN_IF_ERROR(status);

  // The rename itself reaches the disk with its folder.
  const std::string folder = path_.substr(0, path_.find_last_of('/') + 1);
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened >= 0) {
    (void)::fsync(opened);
    ::close(opened);
  }
  return absl::OkStatus();
}

absl::Status WriteNew(const std::string& path, std::string_view bytes) {
  const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (made < 0) {
    return errno == EEXIST ? absl::AlreadyExistsError("the file is there already")
                           : Wrong("cannot be written", errno);
  }
  ::close(made);
  auto file = FileToReplace::Lock(path);
  const absl::Status status = file.ok() ? file->Replace(bytes) : file.status();
  if (!status.ok()) ::unlink(path.c_str());
  return status;
}

absl::Status WriteWhole(const std::string& path, std::string_view bytes) {
  const absl::Status made = WriteNew(path, bytes);
  if (made.code() != absl::StatusCode::kAlreadyExists) return made;
  READINESS_ASSIGN_OR_RETURN(FileToReplace file, FileToReplace::Lock(path));
  return file.Replace(bytes);
}

}  // namespace readiness::cli
