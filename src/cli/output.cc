#include "cli/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/commands.h"

#include "readiness/base/shortened.h"
#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"

namespace readiness::cli {
namespace {

// Returns 0, or the errno of what went wrong.
int WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

}  // namespace

bool WriteOutput(std::string_view bytes) {
  const int error = WriteAll(STDOUT_FILENO, bytes);
  if (error == 0 || error == EPIPE) return true;
  Complain(base::Cat("standard output: ", std::strerror(error)));
  return false;
}

void Complain(std::string_view whole) {
  const std::string shortened = base::Shortened(whole);
  std::string_view message = shortened;
  // A message may quote a log; a terminal must not obey what it quotes.
  std::string text = "readiness: ";
  for (;;) {
    const size_t end = message.find('\n');
    text += report::Safe(message.substr(0, end));
    text += '\n';
    if (end == std::string_view::npos) break;
    message.remove_prefix(end + 1);
  }
  (void)WriteAll(STDERR_FILENO, text);
}

int Refuse(std::string_view where, const absl::Status& status) {
  Complain(base::Cat(where, ": ", base::ToStd(status.message())));
  return kWrongInput;
}

report::TextOptions OutputLayout() {
  report::TextOptions options;
  if (::isatty(STDOUT_FILENO) == 0) return options;
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  options.is_coloured = (no_color == nullptr || *no_color == '\0') && terminal != nullptr &&
                        std::string_view(terminal) != "dumb" && *terminal != '\0';
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    options.width_columns = std::min<int>(options.width_columns, size.ws_col);
  }
  return options;
}

}  // namespace readiness::cli
