#include "readiness/report/subject.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "readiness/base/near_names.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/explain_risk.h"
#include "readiness/report/entry_line.h"
#include "readiness/report/findings.h"

#include "report/subject_facts.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;
using engine::State;

// The kinds of things in the order in which an id is looked for: what is judged before what it is
// judged by, a thing before the node or party of its name.
constexpr std::array kKinds = {internal::DescribeDecision,
                               internal::DescribeRisk,
                               internal::DescribeBlocker,
                               internal::DescribeMitigation,
                               internal::DescribeScopeItem,
                               internal::DescribeScopeChange,
                               internal::DescribeCriterion,
                               internal::DescribeEvidence,
                               internal::DescribeApproval,
                               internal::DescribeGate,
                               internal::DescribeWaiverOrOverride,
                               internal::DescribePostLaunchIssue,
                               internal::DescribeEscalation,
                               internal::DescribeComment,
                               internal::DescribePilot,
                               internal::DescribeReview,
                               internal::DescribeArtifact,
                               internal::DescribeSignal,
                               internal::DescribeRitual,
                               internal::DescribeNode,
                               internal::DescribeCommonCause,
                               internal::DescribeParty,
                               internal::DescribePolicy,
                               internal::DescribeCycle};

bool Contains(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

absl::StatusOr<Subject> Explain(std::string_view id, const engine::Assessment& assessment,
                                const State& state, const model::CycleLog& log) {
  if (id.empty()) return base::Invalid("explain", "the id is empty; name what is to be explained");
  Subject subject;
  subject.id = std::string(id);
  subject.cycle = assessment.cycle;
  subject.as_of = assessment.as_of;
  subject.verdict = assessment.verdict;
  internal::SubjectFacts facts{id, state, subject};
  bool is_known = std::any_of(kKinds.begin(), kKinds.end(),
                              [&facts](const auto& describe) { return describe(facts); });

  std::set<std::string> known;
  std::set<std::string, std::less<>> certificate;
  for (const auto& leaf : assessment.certificate) certificate.insert(leaf.path);
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      std::string path = Cat(model::Name(stage.stage), "/", criterion.id);
      const PathParts parts = SplitPath(path);
      const bool is_asked_for = path == id || criterion.id == id;
      if (is_asked_for && subject.kind.empty()) {
        subject.kind = "criterion";
        subject.title = criterion.title;
        subject.owner = criterion.owner;
        subject.state = model::Text(model::Result{criterion.result, criterion.reason});
      }
      // A criterion without an owner has the one that the assessment names.
      if (is_asked_for && subject.owner.empty()) subject.owner = criterion.owner;
      is_known = is_known || is_asked_for;
      known.insert(path);
      known.insert(criterion.id);
      const bool concerns = is_asked_for || parts.subject == id || parts.kind == id ||
                            Contains(criterion.evidence, id);
      if (!concerns) continue;
      SubjectCriterion found;
      found.criterion = criterion;
      found.is_in_certificate = certificate.contains(path);
      for (const auto& flip : assessment.flip) {
        if (flip.path == path) found.flip = flip;
      }
      for (const auto& item : assessment.resolution) {
        if (item.path == path) found.resolution = item;
      }
      found.path = std::move(path);
      subject.criteria.push_back(std::move(found));
    }
  }
  if (subject.kind.empty() && !subject.criteria.empty()) {
    subject.kind = "kind of check";
    is_known = true;
  }

  // A veto's or an issue's path names its subject by its last part: "risk/checkout", "checkout".
  const auto concerns = [id](std::string_view path) {
    if (path == id) return true;
    const PathParts parts = SplitPath(path);
    if (parts.subject == id || parts.criterion == id) return true;
    const size_t slash = path.find('/');
    return slash != std::string_view::npos && path.substr(slash + 1) == id;
  };
  for (const auto& veto : assessment.vetoes) {
    if (veto.rule == id || concerns(veto.path)) subject.vetoes.push_back(veto);
  }
  for (const auto& waiver : assessment.waivers) {
    if (waiver.id == id || concerns(waiver.path)) subject.waivers.push_back(waiver);
  }
  for (const auto& constraint : assessment.constraints) {
    if (constraint.decision == id || Contains(constraint.criteria, id)) {
      subject.constraints.push_back(constraint);
    }
  }
  for (const auto& miss : assessment.near_misses) {
    if (miss.table == id || concerns(miss.table)) subject.near_misses.push_back(miss);
  }
  for (const auto& risk : assessment.risks) {
    if (risk.id == id) subject.risk = risk;
  }
  if (subject.risk.has_value() && assessment.as_of.has_value()) {
    auto why = engine::ExplainRisk(state, *assessment.as_of, id);
    if (why.ok()) {
      // What the assessment left to draws was drawn here.
      subject.risk->top_probability = why->top_probability;
      subject.risk->top_probability_low = why->top_probability_low;
      subject.risk->top_probability_high = why->top_probability_high;
      subject.risk_explanation = *std::move(why);
    }
  }
  for (const auto& action : assessment.actions) {
    if (action.risk == id || action.mitigation == id) subject.actions.push_back(action);
  }
  for (const auto& work : assessment.blocked_work) {
    if (work.decision == id) subject.blocked_work = work;
  }
  const auto* risk_here = engine::Find(state.risks, id);
  const std::string place = risk_here != nullptr ? risk_here->risk.node : std::string(id);
  for (const auto& circle : assessment.circular_dependencies) {
    if (Contains(circle.members, place)) subject.circular_dependencies.push_back(circle);
  }
  for (const auto& item : assessment.agenda) {
    if (item.subject == id || item.owner == id) subject.agenda.push_back(item);
  }
  for (const auto& issue : assessment.issues) {
    if (!concerns(issue.path)) continue;
    subject.issues.push_back(issue);
    // R57: what was closed on a word is not shown to be closed.
    const bool is_of_closing = subject.kind == "risk" && issue.message.starts_with("R57");
    if (is_of_closing && subject.state == "verified") subject.state = "unverified";
  }
  const absl::Time as_of = assessment.as_of.value_or(absl::InfiniteFuture());
  for (const auto& entry : log.entries) {
    if (entry.recorded_at.has_value() && *entry.recorded_at > as_of) break;
    EntryLine line = DescribeEntry(entry);
    known.insert(line.mentions.begin(), line.mentions.end());
    // What a party did is not about the party; an entry that names it otherwise is.
    const bool is_actor_only = subject.kind == "party" && line.subject != id &&
                               (line.actor == id || line.on_behalf_of == id);
    if (!is_actor_only &&
        std::binary_search(line.mentions.begin(), line.mentions.end(), subject.id)) {
      if (line.id == id && subject.kind.empty()) {
        subject.kind = "entry";
        subject.title = Cat(line.fact, " ", line.subject);
        subject.owner = line.actor;
      }
      subject.entries.push_back(std::move(line));
    }
  }
  if (subject.kind.empty() && !subject.entries.empty()) subject.kind = "id";
  is_known = is_known || !subject.entries.empty() || !subject.vetoes.empty();
  if (!is_known) {
    const auto near = base::NearNames(id, known, 5);
    return base::Unknown("id", Cat("nothing in cycle \"", assessment.cycle, "\" is called \"", id,
                                   "\" as of ", TimeText(assessment.as_of), " UTC",
                                   near.empty() ? "" : Cat("; written alike: ", Listed(near))));
  }
  return subject;
}

}  // namespace readiness::report
