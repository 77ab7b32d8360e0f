// readiness/decision/formula.h: one condition over numbered leaves, compiled once, evaluated often:
// true where it holds in every completion of the unknown leaves, false where it fails in every one.
//
//   READINESS_ASSIGN_OR_RETURN(const Formula formula, Formula::Compile(Any({Leaf(0), Leaf(1)}),
//   2)); Workspace workspace; READINESS_ASSIGN_OR_RETURN(const FormulaTruth truth,
//   formula.Evaluate(states, workspace));
//
// Cost, errors, threads: as gate.h; a formula is the one must of a gate.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/gate.h"
#include "readiness/decision/truth.h"

namespace readiness::decision {

struct FormulaTruth {
  Truth truth = Truth::kUnknown;
  bool is_exact = true;       // False: UNKNOWN is the cautious answer (see gate.h).
  bool is_applicable = true;  // False for a formula that is a single leaf that does not apply.
};

class Formula {
 public:
  [[nodiscard]] static absl::StatusOr<Formula> Compile(const Expression& expression,
                                                       int32_t leaf_count) {
    if (leaf_count < 0 || leaf_count > kMaxGateLeafCount) {
      return base::Invalid("LIMIT", base::Cat("leaf_count must lie in [0, ", kMaxGateLeafCount,
                                              "], got ", leaf_count));
    }
    GateSpec spec;
    spec.leaves.reserve(static_cast<size_t>(leaf_count));
    for (int32_t i = 0; i < leaf_count; ++i) spec.leaves.push_back({base::Cat(i)});
    spec.conditions.push_back({model::Level::kMust, expression});
    absl::StatusOr<Gate> gate = Gate::Compile(spec);
    if (gate.ok()) return Formula(*std::move(gate));
    // It is the one condition of a gate that the caller never wrote.
    const absl::string_view message = gate.status().message();
    return absl::Status(gate.status().code(), absl::StripPrefix(message, "conditions[0]: "));
  }

  [[nodiscard]] int32_t leaf_count() const { return gate_.leaf_count(); }

  [[nodiscard]] absl::StatusOr<FormulaTruth> Evaluate(std::span<const LeafState> leaves,
                                                      Workspace& workspace) const {
    READINESS_ASSIGN_OR_RETURN(const GateVerdict judged, gate_.Judge(leaves, workspace));
    FormulaTruth result;
    result.is_exact = judged.is_exact;
    result.is_applicable = judged.has_applicable_must;
    if (judged.verdict == model::Verdict::kGo) result.truth = Truth::kTrue;
    if (judged.verdict == model::Verdict::kNoGo) result.truth = Truth::kFalse;
    return result;
  }

 private:
  explicit Formula(Gate gate) : gate_(std::move(gate)) {}

  Gate gate_;
};

}  // namespace readiness::decision
