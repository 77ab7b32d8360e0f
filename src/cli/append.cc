// readiness append: adds one entry to a log, or says which rule it breaks and changes nothing.
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/replace_file.h"

#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"
#include "readiness/wire/cycle.h"

namespace readiness::cli {
namespace {

using base::Cat;

struct Options {
  std::string cycle;
  std::string entry;
};

// The first entry makes the file.
int Begin(const Options& options, model::Entry entry) {
  const std::string id = entry.id;
  wire::LoadedCycle cycle;
  if (const auto accepted = cycle.Append(std::move(entry)); !accepted.ok()) {
    return Refuse(Cat(FileName(options.entry), ": entry (", id, ")"), accepted);
  }
  const auto bytes = FormatOf(options.cycle, "{") == FileFormat::kJson
                         ? wire::EncodeCycleJson(cycle.log())
                         : wire::EncodeCycle(cycle.log());
  if (!bytes.ok()) return Refuse(options.cycle, bytes.status());
  if (const auto written = WriteNew(options.cycle, *bytes); !written.ok()) {
    return Refuse(options.cycle, written);
  }
  return WriteOutput(Cat("entry 1 (", report::Safe(id), ") begins ", FileName(options.cycle), "\n"))
             ? kDone
             : kWrongInput;
}

int Run(const Options& options) {
  if (options.cycle == "-") {
    throw CLI::ValidationError("CYCLE", "append changes a file; standard input is none");
  }
  auto entry = LoadEntry(options.entry);
  if (!entry.ok()) return Refuse(FileName(options.entry), entry.status());
  const std::string id = entry->id;

  auto file = FileToReplace::Lock(options.cycle);
  if (absl::IsNotFound(file.status())) {
    if (std::holds_alternative<model::CycleOpened>(entry->fact)) {
      return Begin(options, *std::move(entry));
    }
    return Refuse(options.cycle,
                  absl::NotFoundError("there is no such file, and only cycle_opened begins one"));
  }
  if (!file.ok()) return Refuse(options.cycle, file.status());
  FileFormat format = FileFormat::kJson;
  auto loaded = LoadCycle(options.cycle, &format);
  if (!loaded.ok()) return Refuse(options.cycle, loaded.status());
  const size_t before = loaded->log().entries.size();
  if (const auto accepted = loaded->Append(*std::move(entry)); !accepted.ok()) {
    return Refuse(Cat(FileName(options.entry), ": entry (", id, ")"), accepted);
  }
  const auto& log = loaded->log();
  if (log.entries.size() == before) {
    for (const auto& known : log.entries) {
      if (known.id != id) continue;
      return WriteOutput(Cat("entry ", known.seq, " (", report::Safe(id),
                             ") stands already; nothing changed\n"))
                 ? kDone
                 : kWrongInput;
    }
  }
  const auto bytes =
      format == FileFormat::kJson ? wire::EncodeCycleJson(log) : wire::EncodeCycle(log);
  if (!bytes.ok()) return Refuse(options.cycle, bytes.status());
  if (const auto replaced = file->Replace(*bytes); !replaced.ok()) {
    return Refuse(options.cycle, replaced);
  }
  return WriteOutput(Cat("entry ", log.entries.back().seq, " (", report::Safe(id), ") appended\n"))
             ? kDone
             : kWrongInput;
}

}  // namespace

void AddAppend(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "append",
      "Add one entry to a log, or say which rule it breaks and change nothing; cycle_opened begins "
      "a log that is not there");
  auto options = std::make_shared<Options>();
  command->add_option("CYCLE", options->cycle, "The log of the cycle; replaced whole")->required();
  command
      ->add_option(
          "--entry", options->entry,
          "The entry: a readiness.v1.Entry as JSON or binary, told apart as CYCLE is; - is "
          "standard input")
      ->required();
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
