#include "readiness/report/names.h"

#include <variant>

namespace readiness::report {
namespace {

class Collector {
 public:
  explicit Collector(Names& names) : names_(names) {}

  void operator()(const model::CycleOpened& f) {
    names_.cycle_title = f.title;
    Add(f.opener.id, f.opener.name);
  }
  void operator()(const model::OutcomeDefined& f) { Replace(f.outcome.id, f.outcome.statement); }
  void operator()(const model::PartyAdded& f) { Add(f.party.id, f.party.name); }
  void operator()(const model::NodeDeclared& f) { Add(f.id, f.title); }
  void operator()(const model::DecisionOpened& f) { Add(f.id, f.title); }
  void operator()(const model::CriterionSet& f) { Replace(f.criterion.id, f.criterion.title); }
  void operator()(const model::RiskRaised& f) { Add(f.id, f.title); }
  void operator()(const model::MitigationPlanned& f) { Add(f.id, f.description); }
  void operator()(const model::BlockerOpened& f) { Add(f.id, f.title); }
  void operator()(const model::PostLaunchIssueOpened& f) { Add(f.id, f.title); }
  void operator()(const model::ScopeItemRequested& f) { Add(f.id, f.title); }
  void operator()(const model::ScopeChangeRequested& f) { Add(f.id, f.title); }
  void operator()(const model::PilotStarted& f) { Add(f.id, f.workflow); }
  void operator()(const model::CommentOpened& f) { Add(f.id, f.text); }
  void operator()(const model::ReportPublished& f) { Add(f.id, f.title); }
  template <typename Other>
  void operator()(const Other&) {}

 private:
  // A decision and the item that implements it may share an id; the first title stays, since later
  // facts about the same id say less.
  void Add(const std::string& id, const std::string& title) {
    if (!title.empty()) names_.titles.emplace(id, title);
  }
  void Replace(const std::string& id, const std::string& title) {
    if (!title.empty()) names_.titles.insert_or_assign(id, title);
  }
  Names& names_;
};

}  // namespace

Names NamesOf(const model::CycleLog& log, absl::Time as_of) {
  Names names;
  Collector collector(names);
  for (const auto& entry : log.entries) {
    if (entry.recorded_at.has_value() && *entry.recorded_at > as_of) continue;
    std::visit(collector, entry.fact);
  }
  return names;
}

}  // namespace readiness::report
