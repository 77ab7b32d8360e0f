// readiness/engine/internal/note_graph.h: problems in the dependency graph and in what a risk costs
// (R26, R27).
#pragma once

#include <string>
#include <vector>

#include "readiness/engine/internal/circular_dependencies.h"
#include "readiness/engine/internal/failure_graph.h"
#include "readiness/engine/internal/issue_notes.h"

namespace readiness::engine::internal {

// R27: what stands between a risk and what it costs.
inline void NoteUnpricedMitigations(IssueNotes& notes) {
  std::vector<std::string> idle;
  std::vector<std::string> free;
  for (const auto& [id, mitigation] : notes.view.state.mitigations) {
    if (mitigation.is_done) continue;
    if (!(mitigation.fact.probability_fall > 0)) {
      idle.push_back(id);
    } else if (!(mitigation.fact.cost > 0)) {
      free.push_back(id);
    }
  }
  if (!idle.empty()) {
    notes.Add(
        model::Severity::kNote, "mitigations/probability-fall",
        base::Cat("R27: planned to lower no probability, so what they save is 0: ", Few(idle)));
  }
  if (!free.empty()) {
    notes.Add(
        model::Severity::kNote, "mitigations/cost",
        base::Cat("R27: planned at no cost, so they stand first in their order: ", Few(free)));
  }
}

inline void NoteUnpricedRisks(IssueNotes& notes) {
  if (notes.failure.risks.empty() || notes.view.state.touchpoints.empty()) return;
  if (!notes.failure.losses->has_valued_touchpoint()) {
    notes.Add(
        model::Severity::kWarning, "graph",
        "R27: no touchpoint has a value and a severity above zero, so no loss can be reckoned "
        "and risks are ranked by tier and by what their failure reaches");
    return;
  }
  std::vector<std::string> worthless;
  for (const auto& [id, touchpoint] : notes.view.state.touchpoints) {
    if (!(touchpoint.value > 0) || !(touchpoint.severity > 0)) worthless.push_back(id);
  }
  if (!worthless.empty()) {
    notes.Add(model::Severity::kWarning, "graph/touchpoints",
              base::Cat("R27: ", worthless.size(),
                        worthless.size() == 1 ? " touchpoint has" : " touchpoints have",
                        " no value or no severity: ", Few(worthless),
                        "; a failure there counts as no loss"));
  }
  NoteUnpricedMitigations(notes);
  std::vector<std::string> unlikely;
  std::vector<std::string> unplaced;
  for (const OpenRisk& open : notes.failure.risks) {
    if (open.node == risk::kNoNode) {
      unplaced.emplace_back(open.id);
    } else if (!open.leak.has_value()) {
      unlikely.emplace_back(open.id);
    }
  }
  if (!unlikely.empty()) {
    notes.Add(
        model::Severity::kNote, "graph/likelihood",
        base::Cat("R27: ", unlikely.size(),
                  unlikely.size() == 1 ? " open risk has no likelihood: "
                                       : " open risks have no likelihood: ",
                  Few(unlikely),
                  "; what they cost is left out, each is ranked where its worst would be, and the "
                  "losses of the others are brackets"));
  }
  if (!unplaced.empty()) {
    notes.Add(
        model::Severity::kNote, "graph/node",
        base::Cat(
            "R27: ", unplaced.size(),
            unplaced.size() == 1 ? " open risk sits on no node: " : " open risks sit on no node: ",
            Few(unplaced),
            "; what they cost is left out, each is ranked where its worst would be, and the "
            "losses of the others do not count them"));
  }
  if (notes.failure.unknown_edge_count > 0) {
    notes.Add(model::Severity::kNote, "graph/edges",
              base::Cat("R27: ", notes.failure.unknown_edge_count,
                        notes.failure.unknown_edge_count == 1 ? " edge has no probability"
                                                              : " edges have no probability",
                        "; losses that run over such an edge are brackets"));
  }
}

inline void NoteGraph(IssueNotes& notes) {
  if (!notes.view.state.nodes.empty() && notes.view.state.touchpoints.empty()) {
    notes.Add(model::Severity::kWarning, "graph",
              "R27: no touchpoint is declared, so proximity to the customer is undefined and every "
              "risk "
              "is taken at its worst");
  }
  NoteUnpricedRisks(notes);
  for (const CircularDependency& circle : notes.failure.circles) {
    notes.Add(model::Severity::kNote, base::Cat("graph/", circle.shortest_cycle.front()),
              base::Cat("R26: failure runs in a circle: ", WaitsText(circle)));
  }
}

}  // namespace readiness::engine::internal
