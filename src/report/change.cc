#include "readiness/report/change.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "readiness/base/text.h"

namespace readiness::report {
namespace {

using engine::Assessment;
using engine::State;

struct Found {
  model::Result result;
  const engine::CriterionResult* criterion = nullptr;
};

std::map<std::string, Found> ByPath(const Assessment& assessment) {
  std::map<std::string, Found> found;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      found[base::Cat(model::Name(stage.stage), "/", criterion.id)] = {
          {criterion.result, criterion.reason}, &criterion};
    }
  }
  return found;
}

// The phases of things, by id; and who answers for them.
using Phases = std::map<std::string, std::pair<std::string, std::string>>;

Phases DecisionsOf(const State& state) {
  Phases phases;
  for (const auto& [id, decision] : state.decisions) {
    if (!decision.is_in_scope) continue;
    phases[id] = {std::string(engine::Name(decision.phase)),
                  std::string(decision.ownership.Sole())};
  }
  return phases;
}
Phases BlockersOf(const State& state) {
  Phases phases;
  for (const auto& [id, blocker] : state.blockers) {
    phases[id] = {std::string(engine::Name(blocker.phase)), std::string(blocker.ownership.Sole())};
  }
  return phases;
}
Phases ScopeChangesOf(const State& state) {
  Phases phases;
  for (const auto& [id, change] : state.changes) {
    phases[id] = {std::string(engine::Name(change.phase)), change.request.approver};
  }
  return phases;
}

std::vector<PhaseChange> Differences(const Phases& from, const Phases& to) {
  std::vector<PhaseChange> changes;
  for (const auto& [id, now] : to) {
    const auto then = from.find(id);
    const std::string before = then == from.end() ? "" : then->second.first;
    if (before != now.first) changes.push_back({id, before, now.first, now.second});
  }
  for (const auto& [id, then] : from) {
    if (!to.contains(id)) changes.push_back({id, then.first, "", then.second});
  }
  std::sort(changes.begin(), changes.end(),
            [](const PhaseChange& a, const PhaseChange& b) { return a.id < b.id; });
  return changes;
}

// The vetoes of `these` that are not among `those`.
std::vector<engine::Veto> VetoesOnlyIn(const std::vector<engine::Veto>& these,
                                       const std::vector<engine::Veto>& those) {
  std::set<std::pair<std::string, std::string>> known;
  for (const auto& veto : those) known.insert({veto.rule, veto.path});
  std::vector<engine::Veto> only;
  for (const auto& veto : these) {
    if (!known.contains({veto.rule, veto.path})) only.push_back(veto);
  }
  std::sort(only.begin(), only.end(), [](const engine::Veto& a, const engine::Veto& b) {
    return std::tie(a.rule, a.path) < std::tie(b.rule, b.path);
  });
  return only;
}

}  // namespace

Change Compare(const Assessment& from, const State& from_state, const Assessment& to,
               const State& to_state) {
  Change change;
  change.cycle = to.cycle;
  change.from = from.as_of;
  change.to = to.as_of;
  change.from_verdict = from.verdict;
  change.to_verdict = to.verdict;

  const auto before = ByPath(from);
  const auto after = ByPath(to);
  for (const auto& [path, now] : after) {
    const auto then = before.find(path);
    const model::Result was = then == before.end() ? model::Result{} : then->second.result;
    if (was == now.result) continue;
    change.criteria.push_back({path, now.criterion->title, was, now.result, now.criterion->owner});
  }
  for (const auto& [path, then] : before) {
    if (after.contains(path)) continue;
    change.criteria.push_back({path, then.criterion->title, then.result, {}, ""});
  }
  std::sort(change.criteria.begin(), change.criteria.end(),
            [](const CriterionChange& a, const CriterionChange& b) { return a.path < b.path; });

  std::map<std::string, std::string> tiers;
  for (const auto& risk : from.risks) tiers[risk.id] = risk.tier.empty() ? "none" : risk.tier;
  std::set<std::string> open;
  for (const auto& risk : to.risks) {
    open.insert(risk.id);
    const std::string tier = risk.tier.empty() ? "none" : risk.tier;
    const auto then = tiers.find(risk.id);
    const std::string was = then == tiers.end() ? "" : then->second;
    if (was != tier) change.risks.push_back({risk.id, was, tier});
  }
  for (const auto& [id, tier] : tiers) {
    if (!open.contains(id)) change.risks.push_back({id, tier, ""});
  }
  std::sort(change.risks.begin(), change.risks.end(),
            [](const auto& a, const auto& b) { return a.risk < b.risk; });

  change.decisions = Differences(DecisionsOf(from_state), DecisionsOf(to_state));
  change.blockers = Differences(BlockersOf(from_state), BlockersOf(to_state));
  change.scope_changes = Differences(ScopeChangesOf(from_state), ScopeChangesOf(to_state));
  change.vetoes_raised = VetoesOnlyIn(to.vetoes, from.vetoes);
  change.vetoes_settled = VetoesOnlyIn(from.vetoes, to.vetoes);
  return change;
}

}  // namespace readiness::report
