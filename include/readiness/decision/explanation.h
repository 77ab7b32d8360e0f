// readiness/decision/explanation.h: why a gate came out as it did, and what would change it.
//
// certificate  GO and NO_GO: a subset-minimal set of leaves that forces the verdict whatever the
//              others are (PASS or FAIL; those that do not apply may come to apply or not). One
//              definite set: leaves are dropped greedily in path order. Empty for HOLD.
// flip         the fewest leaves whose change to PASS or FAIL alters the verdict, the others
//              staying as they are; ties by path order, then towards GO.
// resolution   HOLD: a subset-minimal set of unknown leaves that, coming in as said, settles as
//              true every condition that can still be settled so; with resolution_gives_go they
//              make it a GO whatever the other unknowns are. Early paths are kept before late ones.
// to_no_go     HOLD: likewise a subset-minimal set of unknown leaves that makes it a NO_GO.
//
// Cost:    for conditions whose leaves occur once and without scores O(leaves x depth), near-linear
//          for a conjunction of thousands; otherwise a search bounded by Workspace::search_budget.
// Exact:   the flip is exact where conditions share no leaf and have no score, and for groups of
//          conditions of up to 20 leaves within the budget; elsewhere it is subset-minimal and
//          flip_is_exact is false. certificate_is_minimal is false where more than 20 unknown
//          leaves of both polarities meet: the certificate still forces the verdict.
// Memory:  some 24 bytes a node and 16 a leaf that is named; under 4 KB for 12 criteria.
// Threads: values only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/decision/gate.h"
#include "readiness/decision/truth.h"
#include "readiness/model/verdict.h"

namespace readiness::decision {

// One leaf of a flip or resolution: what it is, and what it would be: kPass or kFail.
struct Change {
  int32_t leaf = 0;
  model::Result from;
  model::ResultKind to = model::ResultKind::kUnspecified;

  friend bool operator==(const Change&, const Change&) = default;
};

// One node of the gate, by its index in the gate.
struct NodeResult {
  Truth truth = Truth::kUnknown;
  bool is_decisive = false;  // A leaf of the certificate (HOLD: of the resolution) is below it.
  absl::Time valid_until = absl::InfiniteFuture();  // The earliest of those leaves.
};

struct Explanation {
  model::Verdict verdict = model::Verdict::kUnspecified;
  bool is_exact = true;             // As GateVerdict.
  bool has_applicable_must = true;  // As GateVerdict.

  std::vector<NodeResult> nodes;  // One a node of the gate.

  std::vector<int32_t> certificate;  // Leaves in path order.
  bool certificate_is_minimal = true;

  std::vector<Change> flip;  // In path order; empty where no change of leaves alters the verdict.
  bool flip_is_exact = true;
  model::Verdict flip_verdict = model::Verdict::kUnspecified;  // The verdict after the flip.

  std::vector<Change> resolution;  // In path order.
  bool resolution_gives_go = false;
  std::vector<Change> to_no_go;  // In path order.
  bool resolution_is_minimal = true;

  // GO and NO_GO: the earliest valid_until over the certificate; the verdict lapses to HOLD by
  // itself then. InfiniteFuture for HOLD and where nothing lapses.
  absl::Time valid_until = absl::InfiniteFuture();
};

inline void Gate::MarkDecisive(int32_t leaf, absl::Time valid_until, Explanation& out) const {
  const auto begin = static_cast<size_t>(network_.first_occurrence[static_cast<size_t>(leaf)]);
  const auto end = static_cast<size_t>(network_.first_occurrence[static_cast<size_t>(leaf) + 1]);
  for (size_t o = begin; o < end; ++o) {
    for (int32_t n = network_.occurrences[o].node; n >= 0;
         n = network_.nodes[static_cast<size_t>(n)].parent) {
      NodeResult& node = out.nodes[static_cast<size_t>(n)];
      if (node.is_decisive && node.valid_until <= valid_until) break;  // So is all above it.
      node.is_decisive = true;
      if (valid_until < node.valid_until) node.valid_until = valid_until;
    }
  }
}

inline absl::Status Gate::Explain(std::span<const LeafInput> leaves, Workspace& workspace,
                                  Explanation& out) const {
  READINESS_RETURN_IF_ERROR(CheckSize(leaves.size()));
  ReadStates(leaves, workspace);
  const GateVerdict judged = JudgeStates(workspace.leaves_, workspace);
  internal::State& state = workspace.state_;
  out.verdict = judged.verdict;
  out.is_exact = judged.is_exact;
  out.has_applicable_must = judged.has_applicable_must;
  out.nodes.resize(network_.nodes.size());
  for (size_t n = 0; n < out.nodes.size(); ++n) {
    out.nodes[n] = {state.node(static_cast<int32_t>(n)), false, absl::InfiniteFuture()};
  }
  out.certificate.clear();
  out.flip.clear();
  out.resolution.clear();
  out.to_no_go.clear();
  out.certificate_is_minimal = true;
  out.resolution_is_minimal = true;
  out.resolution_gives_go = false;
  out.valid_until = absl::InfiniteFuture();

  const auto change_of = [&leaves](const internal::LeafChange& change) {
    return Change{change.leaf, leaves[static_cast<size_t>(change.leaf)].result,
                  change.to_pass ? model::ResultKind::kPass : model::ResultKind::kFail};
  };
  state.budget = workspace.search_budget;
  state.MarkExact();
  out.flip_verdict =
      workspace.flip_.Find(state, judged.verdict, workspace.changes_, out.flip_is_exact);
  for (const auto& change : workspace.changes_) out.flip.push_back(change_of(change));

  state.budget = workspace.search_budget;
  state.MarkExact();
  if (judged.verdict == model::Verdict::kHold) {
    workspace.unknown_.clear();
    for (const int32_t leaf : network_.order) {
      if (workspace.leaves_[static_cast<size_t>(leaf)] == LeafState::kUnknown) {
        workspace.unknown_.push_back(leaf);
      }
    }
    internal::Resolution& found = workspace.resolution_;
    workspace.resolver_.Find(state, workspace.unknown_, found);
    for (const auto& change : found.favourable) out.resolution.push_back(change_of(change));
    for (const auto& change : found.to_no_go) out.to_no_go.push_back(change_of(change));
    out.resolution_gives_go = found.gives_go;
    out.resolution_is_minimal = state.is_exact();
    for (const Change& change : out.resolution) {
      MarkDecisive(change.leaf, leaves[static_cast<size_t>(change.leaf)].valid_until, out);
    }
    return absl::OkStatus();
  }
  out.certificate_is_minimal = internal::FindCertificate(state, workspace.variants_, judged.verdict,
                                                         workspace.scratch_, out.certificate);
  for (const int32_t leaf : out.certificate) {
    const absl::Time until = leaves[static_cast<size_t>(leaf)].valid_until;
    if (until < out.valid_until) out.valid_until = until;
    MarkDecisive(leaf, until, out);
  }
  return absl::OkStatus();
}

}  // namespace readiness::decision
