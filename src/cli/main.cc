// The command `readiness`: thin over the library. See commands.h.
#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/output.h"
#include <CLI/CLI.hpp>

#include "readiness/base/text.h"
#include "readiness/engine/version.h"

namespace {

using readiness::base::Cat;

constexpr const char* kFooter =
    "\nCYCLE is the log of a cycle: protobuf JSON where its name ends in .json, serialized\n"
    "readiness.v1.Cycle where it ends in .binpb; under any other name, and on standard input (-),\n"
    "it is JSON where it begins with '{' and binary otherwise.\n"
    "TIME is RFC 3339 with a zone (2026-03-01T09:30:00Z) or a date (its 00:00Z).\n"
    "\nExit: 0 done; with --gate 0 GO, 10 HOLD, 20 NO_GO; 1 the input is wrong; 2 the command "
    "line\n"
    "is wrong.\n";

// The first argument that looks like an option and is none of the command that was named; "" where
// there is none.
std::string UnknownOption(const CLI::App& app, int argc, char** argv) {
  const CLI::App* command = &app;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.size() < 2 || argument.front() != '-') {
      if (command == &app) {
        const auto named = app.get_subcommands(
            [argument](const CLI::App* candidate) { return candidate->get_name() == argument; });
        if (!named.empty()) command = named.front();
      }
      continue;
    }
    const std::string name(argument.substr(0, argument.find('=')));
    if (command->get_option_no_throw(name) == nullptr) return name;
  }
  return "";
}

int Run(int argc, char** argv) {
  using namespace readiness::cli;
  int exit_code = kDone;
  CLI::App app(
      "readiness: is this rollout ready, what threatens customers most, who owns it, and what "
      "happens next?",
      "readiness");
  app.set_version_flag(
      "--version",
      Cat("readiness ", READINESS_VERSION, " (engine ", readiness::engine::kEngineVersion, ")"),
      "Print the version and exit");
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough(false);
  AddAssess(app, exit_code);
  AddMetrics(app, exit_code);
  AddRank(app, exit_code);
  AddExplain(app, exit_code);
  AddDiff(app, exit_code);
  AddAppend(app, exit_code);
  AddVerify(app, exit_code);
  AddLog(app, exit_code);
  AddPolicy(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    // --help and --version: what they print is what was asked for, so it goes to standard output.
    std::string text;
    if (dynamic_cast<const CLI::CallForVersion*>(&asked) != nullptr) {
      text = Cat(asked.what(), "\n");
    } else {
      const auto chosen = app.get_subcommands();
      text = chosen.empty() ? app.help() : chosen.front()->help(app.get_name());
    }
    return WriteOutput(text) ? kDone : kWrongInput;
  } catch (const CLI::ParseError& error) {
    // CLI11 calls an unknown command a missing one, an unknown option before the command too, and
    // names what it did not expect from the last to the first.
    const std::string_view first = argc > 1 ? argv[1] : "";
    const bool is_unknown =
        !first.empty() && first.front() != '-' &&
        app.get_subcommands([first](CLI::App* command) { return command->get_name() == first; })
            .empty();
    std::string what = error.what();
    if (is_unknown) {
      what = Cat("\"", first, "\" is no command of this version");
    } else if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
               dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
      if (const std::string option = UnknownOption(app, argc, argv); !option.empty()) {
        what = Cat("\"", option, "\" is no option of ",
                   first.front() == '-' ? "readiness; a command comes first" : first);
      }
    }
    Complain(Cat(what, "\nTry: readiness --help"));
    return kWrongUsage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away is no crash: writing then fails with EPIPE, which WriteOutput expects.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return Run(argc, argv);
  } catch (const std::bad_alloc&) {
    readiness::cli::Complain("out of memory");
  } catch (const std::exception& error) {
    readiness::cli::Complain(error.what());
  }
  return readiness::cli::kWrongInput;
}
