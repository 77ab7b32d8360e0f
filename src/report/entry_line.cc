#include "readiness/report/entry_line.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "readiness/base/text.h"

#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;

// Writes what each fact says into a line. `summary` is a list of clauses; empty ones vanish.
class Describer {
 public:
  explicit Describer(EntryLine& line) : line_(line) {}

  void operator()(const std::monostate&) { Say("a fact that this version does not know"); }
  void operator()(const model::CycleOpened& f) {
    About(f.id);
    Say(f.title);
    Mention(f.opener.id);
  }
  void operator()(const model::CalendarSet& f) {
    for (const auto& milestone : f.milestones) {
      Say(Cat(milestone.name, " ", TimeText(milestone.at)));
      Mention(milestone.name);
    }
    Say("reviews every ", WindowText(f.review_interval));
  }
  void operator()(const model::OutcomeDefined& f) {
    About(f.outcome.id);
    Say(f.outcome.statement);
    Say("metric ", f.outcome.metric);
    if (f.outcome.target.has_value()) {
      Say(Cat("target ", NumberText(*f.outcome.target), " ", f.outcome.unit));
    }
    Mention(f.outcome.ritual);
    for (const auto& condition : f.outcome.conditions) {
      Mention(condition.id);
      Mention(condition.criterion);
    }
  }
  void operator()(const model::PartyAdded& f) {
    About(f.party.id);
    Say(Lower(model::Name(f.party.kind)));
    if (f.party.name != f.party.id) Say(f.party.name);
  }
  void operator()(const model::RoleAssigned& f) {
    About(f.party);
    Say(Lower(model::Name(f.role)));
    Named("of ", f.scope);
    Say("until ", TimeText(f.until));
  }
  void operator()(const model::PolicySet& f) { About(f.policy.id); }
  void operator()(const model::ScopeLocked& f) { Say(f.reason); }
  void operator()(const model::ScopeUnlocked& f) { Say(f.reason); }
  void operator()(const model::Launched& f) {
    Say("release ", f.release);
    Say(f.note);
  }
  void operator()(const model::CycleClosed& f) { Say(f.note); }
  void operator()(const model::ImportIssueNoted& f) {
    About(f.file);
    if (f.row > 0) Say(Cat("row ", f.row));
    Say("field ", f.field);
    Say(f.message);
  }
  void operator()(const model::NodeDeclared& f) {
    About(f.id);
    Say(Lower(model::Name(f.kind)));
    Say(f.title);
  }
  void operator()(const model::EdgeDeclared& f) {
    About(f.dependent);
    Named("suffers when it fails: ", f.prerequisite);
    Probability(f.probability);
  }
  void operator()(const model::TouchpointDeclared& f) {
    About(f.node);
    Say(Cat("value ", NumberText(f.value), ", severity ", NumberText(f.severity)));
    Say("stage ", f.stage);
  }
  void operator()(const model::CommonCauseDeclared& f) {
    About(f.id);
    NamedAll("fail together: ", f.nodes);
    Probability(f.probability);
  }
  void operator()(const model::DependencyDeclared& f) {
    About(f.dependent);
    Named("waits for ", f.prerequisite);
    Named("owner ", f.owner);
    Named("checkpoint ", f.checkpoint);
    Named("metric ", f.metric);
    Probability(f.probability);
  }
  void operator()(const model::DecisionOpened& f) {
    About(f.id);
    Say(f.title);
    Named("owner ", f.owner);
    Say("due ", TimeText(f.due_at));
    Named("node ", f.node);
  }
  void operator()(const model::DecisionOwnerAssigned& f) {
    Assigned(f.decision, f.owner, f.beside_previous);
  }
  void operator()(const model::DecisionDelegated& f) {
    About(f.decision);
    Named("to ", f.delegate);
    Say("until ", TimeText(f.until));
  }
  void operator()(const model::DecisionSubmitted& f) {
    About(f.decision);
    Say("version ", f.version);
  }
  void operator()(const model::DecisionDecided& f) {
    About(f.decision);
    Say(Lower(model::Name(f.outcome)));
    Say("option ", f.option);
    Say(f.rationale);
    Say("new date ", TimeText(f.due_at));
  }
  void operator()(const model::DecisionSuperseded& f) {
    About(f.decision);
    Named("by ", f.by);
    Say(f.reason);
  }
  void operator()(const model::DecisionWithdrawn& f) { Because(f.decision, f.reason); }
  void operator()(const model::DecisionReopened& f) { Because(f.decision, f.reason); }
  void operator()(const model::DecisionDescoped& f) { Because(f.decision, f.reason); }
  void operator()(const model::HandoffIssued& f) {
    About(f.decision);
    Say(f.constraint);
    NamedAll("criteria ", f.criteria);
    if (!f.edge_cases.empty()) Say(Counted(f.edge_cases.size(), "edge case", "edge cases"));
    Named("ritual ", f.ritual);
  }
  void operator()(const model::ImplementationStarted& f) { About(f.decision); }
  void operator()(const model::ImplementationVerified& f) {
    About(f.decision);
    NamedAll("evidence ", f.evidence);
  }
  void operator()(const model::CriterionSet& f) {
    const auto& c = f.criterion;
    About(c.id);
    Say(Lower(model::Name(c.level)));
    Say(c.title);
    Named("metric ", c.metric);
    if (c.threshold.has_value()) {
      Say(Cat(model::Sign(c.comparison), " ", NumberText(*c.threshold), c.unit.empty() ? "" : " ",
              c.unit));
    }
    Named("owner ", c.owner);
    Named("decision ", c.decision);
    Named("gate ", c.gate);
  }
  void operator()(const model::EvidenceRecorded& f) {
    const auto& e = f.evidence;
    About(e.id);
    Named("on ", e.metric);
    Say(FindingText(e.finding, e.unit));
    if (e.observed_from.has_value()) Say("observed from ", TimeText(e.observed_from));
    Say("observed ", TimeText(e.observed_at));
    Say("source ", e.source);
    Mention(e.subject);
  }
  void operator()(const model::EvidenceRetracted& f) { Because(f.evidence, f.reason); }
  void operator()(const model::SignalObserved& f) {
    About(f.signal);
    Say(Lower(model::Name(f.state)));
    Say("source ", f.source);
  }
  void operator()(const model::GateDecided& f) {
    About(f.gate);
    Say(std::string(model::Name(f.verdict)));
    Say(f.rationale);
    Named("follow-up ", f.follow_up_owner);
    Named("in ", f.follow_up_ritual);
  }
  void operator()(const model::ConditionMet& f) {
    About(f.approval);
    Named("condition ", f.condition);
  }
  void operator()(const model::WaiverGranted& f) {
    About(f.id);
    Named("of ", f.path);
    Say(f.reason);
    Say("until ", TimeText(f.until));
  }
  void operator()(const model::OverrideGranted& f) {
    About(f.id);
    Say(std::string(model::Name(f.verdict)));
    Say(f.reason);
    NamedAll("approvers ", f.approvers);
    Say("until ", TimeText(f.until));
  }
  void operator()(const model::RiskRaised& f) {
    About(f.id);
    Say(f.title);
    Named("node ", f.node);
    Named("owner ", f.owner);
    Estimate(f.likelihood, f.severity);
    Named("decision ", f.decision);
    Named("ritual ", f.ritual);
  }
  void operator()(const model::RiskOwnerAssigned& f) {
    Assigned(f.risk, f.owner, f.beside_previous);
  }
  void operator()(const model::RiskEstimated& f) {
    About(f.risk);
    Estimate(f.likelihood, f.severity);
    Named("node ", f.node);
  }
  void operator()(const model::RiskAppeared& f) {
    About(f.risk);
    Named("isolates ", f.decision);
  }
  void operator()(const model::MitigationPlanned& f) {
    About(f.id);
    Named("of ", f.risk);
    Say(Lower(model::Name(f.strategy)));
    Say(f.description);
    Named("owner ", f.owner);
    Say("due ", TimeText(f.due_at));
    Named("practice ", f.practice);
  }
  void operator()(const model::RiskMitigated& f) {
    About(f.risk);
    Named("by ", f.mitigation);
  }
  void operator()(const model::RiskVerified& f) {
    About(f.risk);
    NamedAll("evidence ", f.evidence);
  }
  void operator()(const model::BlockerOpened& f) {
    About(f.id);
    Say(f.title);
    Named("owner ", f.owner);
    Say("due ", TimeText(f.due_at));
    Named("stops ", f.decision);
    Say("fallback ", f.fallback);
  }
  void operator()(const model::BlockerResolved& f) { Because(f.blocker, f.resolution); }
  void operator()(const model::BlockerReopened& f) { Because(f.blocker, f.reason); }
  void operator()(const model::BlockerAccepted& f) {
    About(f.blocker);
    Say("fallback ", f.fallback);
  }
  void operator()(const model::PostLaunchIssueOpened& f) {
    About(f.id);
    Say(f.title);
    Named("owner ", f.owner);
    Say("standard ", f.standard);
  }
  void operator()(const model::PostLaunchIssueClosed& f) { Because(f.issue, f.resolution); }
  void operator()(const model::EscalationRaised& f) {
    About(f.id);
    Named("about ", f.subject);
    Named("to ", f.to);
    Say(f.reason);
  }
  void operator()(const model::EscalationAcknowledged& f) { Because(f.escalation, f.note); }
  void operator()(const model::ArtifactVersionPublished& f) {
    About(f.artifact);
    Say("version ", f.version);
  }
  void operator()(const model::ScopeItemRequested& f) {
    About(f.id);
    Say(f.title);
    Named("artifact ", f.artifact);
    Named("decision ", f.decision);
  }
  void operator()(const model::ScopeItemLinked& f) {
    About(f.item);
    NamedAll("criteria ", f.criteria);
    Named("ritual ", f.ritual);
  }
  void operator()(const model::ApprovalGranted& f) {
    About(f.id);
    Named("of ", f.artifact);
    Say("version ", f.version);
    Named("gate ", f.gate);
    if (!f.conditions.empty()) Say(Counted(f.conditions.size(), "condition", "conditions"));
  }
  void operator()(const model::ApprovalWithdrawn& f) { Because(f.approval, f.reason); }
  void operator()(const model::ScopeChangeRequested& f) {
    About(f.id);
    Say(f.title);
    Named("of ", f.subject);
    Named("gate ", f.gate);
    Say("given up: ", f.given_up);
    Named("requester ", f.requester);
    Named("approver ", f.approver);
    Say("decided on ", TimeText(f.review_at));
  }
  void operator()(const model::ScopeChangeDecided& f) {
    About(f.change);
    Say(Lower(model::Name(f.outcome)));
    Say(f.rationale);
  }
  void operator()(const model::PilotStarted& f) {
    About(f.id);
    Say(f.workflow);
    Named("owner ", f.owner);
  }
  void operator()(const model::PilotClosed& f) {
    About(f.pilot);
    Say(f.supports_rollout ? "supports the rollout" : "does not support the rollout");
    Say(f.findings);
  }
  void operator()(const model::ParallelClassOverridden& f) {
    About(f.decision);
    Say(Lower(model::Name(f.parallel_class)));
    Say(f.reason);
  }
  void operator()(const model::CommentOpened& f) {
    About(f.id);
    Named("on ", f.decision);
    Say("section ", f.section);
    Say(f.text);
  }
  void operator()(const model::CommentDecided& f) {
    About(f.comment);
    Say(f.answer);
    Named("decision ", f.decision);
  }
  void operator()(const model::CommentWithdrawn& f) { Because(f.comment, f.reason); }
  void operator()(const model::RitualDeclared& f) {
    About(f.ritual);
    Named("owner ", f.owner);
    Say("every ", WindowText(f.cadence));
  }
  void operator()(const model::ReviewClosed& f) { Because(f.id, f.note); }
  void operator()(const model::PracticeHeld& f) { Because(f.practice, f.note); }
  void operator()(const model::RetrospectiveHeld& f) {
    About(f.id);
    for (const auto& finding : f.findings) Say(finding);
  }
  void operator()(const model::SupportPassHeld& f) {
    About(f.id);
    if (f.has_improved.has_value()) Say(*f.has_improved ? "improved" : "did not improve");
    NamedAll("scope changes ", f.scope_changes);
  }
  void operator()(const model::PostLaunchReviewScheduled& f) {
    About(f.id);
    Say("at ", TimeText(f.at));
    Named("owner ", f.owner);
    Named("metric ", f.metric);
  }
  void operator()(const model::PostLaunchReviewHeld& f) { Because(f.review, f.findings); }
  void operator()(const model::ReportPublished& f) {
    About(f.id);
    Say(Lower(model::Name(f.kind)));
    Say(f.title);
  }
  void operator()(const model::PredictionLocked& f) {
    About(f.id);
    Say("metric ", f.metric);
    if (f.expected.has_value() && f.delta.has_value()) {
      Say(Cat("expects ", NumberText(*f.expected), " +- ", NumberText(*f.delta)));
    }
    Between("expects ", f.low, f.high);
    for (const auto& one : f.quantiles) {
      Say(Cat("at most ", NumberText(one.value), " with chance ", NumberText(one.probability)));
    }
    if (f.chance.has_value()) Say(Cat("chance ", NumberText(*f.chance)));
    if (f.beta.has_value()) {
      Say(Cat("expects beta of ", NumberText(f.beta->a), " and ", NumberText(f.beta->b)));
    }
    if (f.gamma.has_value()) {
      Say(Cat("expects gamma of shape ", NumberText(f.gamma->shape), " and rate ",
              NumberText(f.gamma->rate)));
    }
    if (f.log_normal.has_value()) {
      Say(Cat("expects log-normal of ", NumberText(f.log_normal->log_mean), " and ",
              NumberText(f.log_normal->log_sd)));
    }
    if (f.baseline.has_value()) Say(Cat("was ", NumberText(*f.baseline), " before"));
    Named("owner ", f.owner);
  }
  void operator()(const model::ActualRecorded& f) {
    About(f.prediction);
    if (f.value.has_value()) Say(Cat("was ", NumberText(*f.value)));
    Between("was ", f.low, f.high);
    for (const auto& assumption : f.failed_assumptions) Say("did not hold: ", assumption);
  }
  void operator()(const model::MetricBound& f) {
    About(f.metric);
    Named("owner ", f.owner);
    Named("tests ", f.decision);
    Say(f.expectation);
  }

 private:
  void About(const std::string& id) {
    line_.subject = id;
    Mention(id);
  }
  void Mention(const std::string& id) {
    if (!id.empty()) line_.mentions.push_back(id);
  }
  void Say(std::string_view clause) {
    if (clause.empty()) return;
    if (!line_.summary.empty()) line_.summary.append("; ");
    line_.summary.append(clause);
  }
  // `word` and `clause`; nothing where the clause is empty.
  void Say(std::string_view word, std::string_view clause) {
    if (!clause.empty()) Say(Cat(word, clause));
  }
  void Named(std::string_view word, const std::string& id) {
    Say(word, id);
    Mention(id);
  }
  void NamedAll(std::string_view word, const std::vector<std::string>& ids) {
    std::string list;
    for (const auto& id : ids) {
      if (!list.empty()) list.append(", ");
      list.append(id);
      Mention(id);
    }
    Say(word, list);
  }
  void Because(const std::string& id, const std::string& reason) {
    About(id);
    Say(reason);
  }
  void Assigned(const std::string& id, const std::string& owner, bool beside_previous) {
    About(id);
    Named(beside_previous ? "also to " : "to ", owner);
  }
  void Between(std::string_view word, std::optional<double> low, std::optional<double> high) {
    if (low.has_value() && high.has_value()) {
      Say(Cat(word, NumberText(*low), " to ", NumberText(*high)));
    }
  }
  void Probability(std::optional<double> probability) {
    if (probability.has_value()) Say(Cat("probability ", NumberText(*probability)));
  }
  void Estimate(const std::optional<model::Likelihood>& likelihood,
                std::optional<double> severity) {
    if (likelihood.has_value()) Say("likelihood ", LikelihoodText(*likelihood));
    if (severity.has_value()) Say(Cat("severity ", NumberText(*severity)));
  }

  EntryLine& line_;
};

}  // namespace

EntryLine DescribeEntry(const model::Entry& entry) {
  EntryLine line;
  line.seq = entry.seq;
  line.id = entry.id;
  line.recorded_at = entry.recorded_at;
  if (entry.occurred_at.has_value() && entry.occurred_at != entry.recorded_at) {
    line.occurred_at = entry.occurred_at;
  }
  line.actor = entry.actor;
  line.on_behalf_of = entry.on_behalf_of;
  line.fact = std::string(model::Name(entry.fact));
  for (const auto* id : {&entry.id, &entry.actor, &entry.on_behalf_of}) {
    if (!id->empty()) line.mentions.push_back(*id);
  }
  std::visit(Describer(line), entry.fact);
  std::sort(line.mentions.begin(), line.mentions.end());
  line.mentions.erase(std::unique(line.mentions.begin(), line.mentions.end()), line.mentions.end());
  return line;
}

}  // namespace readiness::report
