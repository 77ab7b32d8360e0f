// A gate of one's own, with the headers alone: no Protocol Buffers, nothing to link but Abseil.
//
//     g++ -std=c++20 -ffp-contract=off gate.cc $(pkg-config --cflags readiness)
//         $(pkg-config --libs absl_status absl_statusor absl_strings absl_time) -o gate
//
// Two checks must hold and one should; one must is unknown yet. The gate is GO only if it is GO
// whichever way the unknown comes out, and the explanation names what would settle it.
//
// Exits 0 for GO, 10 for HOLD, 20 for NO_GO, 1 where the gate itself is wrong.
#include "readiness/decision/gate.h"

#include <iostream>
#include <string>
#include <vector>

#include "readiness/decision/explanation.h"

namespace decision = readiness::decision;
namespace model = readiness::model;

namespace {

decision::GateSpec Checkout() {
  decision::GateSpec spec;
  spec.leaves = {{"errors"}, {"latency"}, {"rollback-rehearsed"}};
  spec.conditions = {{model::Level::kMust, decision::Leaf(0)},
                     {model::Level::kMust, decision::Leaf(1)},
                     {model::Level::kShould, decision::Leaf(2)}};
  return spec;
}

// Prints the verdict and what would settle it.
absl::StatusOr<model::Verdict> Ask(const decision::Gate& gate,
                                   const std::vector<decision::LeafInput>& known) {
  decision::Workspace workspace;
  decision::Explanation why;
  READINESS_RETURN_IF_ERROR(gate.Explain(known, workspace, why));
  std::cout << model::Name(why.verdict);
  for (const decision::Change& change : why.resolution) {
    std::cout << ", settle " << gate.path(change.leaf);
  }
  for (const int32_t leaf : why.certificate) std::cout << ", because of " << gate.path(leaf);
  std::cout << "\n";
  return why.verdict;
}

}  // namespace

int main() {
  const auto gate = decision::Gate::Compile(Checkout());
  if (!gate.ok()) return std::cerr << gate.status() << "\n", 1;
  std::vector<decision::LeafInput> known(3);
  known[0].result = model::Result::Pass();
  known[1].result = model::Result::Unknown(model::UnknownReason::kMissing);
  known[2].result = model::Result::Pass();
  const auto today = Ask(*gate, known);

  known[1].result = model::Result::Fail();  // If the load test fails,
  const auto failed = Ask(*gate, known);
  known[1].result = model::Result::Pass();  // and if it passes.
  const auto passed = Ask(*gate, known);
  if (!today.ok() || !failed.ok() || !passed.ok()) return 1;
  return *today == model::Verdict::kGo ? 0 : *today == model::Verdict::kHold ? 10 : 20;
}
