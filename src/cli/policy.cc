// readiness policy: how a cycle is judged, as data.
#include "readiness/wire/policy.h"

#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/output.h"

#include "readiness/engine/default_policy.h"

namespace readiness::cli {

void AddPolicy(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "policy", "Print the default policy as JSON: what the gates ask, and where the cuts lie");
  command->callback([&exit_code] {
    const auto json = wire::EncodePolicyJson(engine::DefaultPolicy());
    exit_code = !json.ok()           ? Refuse("policy", json.status())
                : WriteOutput(*json) ? kDone
                                     : kWrongInput;
  });
}

}  // namespace readiness::cli
