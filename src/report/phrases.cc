#include "report/phrases.h"

#include <algorithm>

#include "readiness/base/text.h"

namespace readiness::report {
namespace {

using base::Cat;

// How the default policy's kinds read in the plural. A kind with no subject has `alone` instead.
struct KindPhrase {
  std::string_view kind;
  std::string_view noun;   // One.
  std::string_view nouns;  // Many.
  std::string_view lacks;  // After one noun.
  std::string_view lack;   // After many.
  std::string_view task;   // Before the list of subjects.
  std::string_view alone;  // Where the criterion has no subject.
};

constexpr KindPhrase kKinds[] = {
    {"outcome", "", "", "", "", "define the one outcome", "No outcome is defined"},
    {"outcome-metric", "", "", "", "", "name the outcome's metric",
     "The outcome names no metric that shows it"},
    {"outcome-baseline", "", "", "", "", "record the outcome's baseline",
     "The outcome has no baseline: where the metric stood before"},
    {"outcome-target", "", "", "", "", "set the outcome's target",
     "The outcome has no target: where the metric shall stand"},
    {"outcome-window", "", "", "", "", "say by when the target is reached",
     "The outcome does not say by when"},
    {"outcome-ritual", "", "", "", "", "name the ritual that is not negotiable",
     "The outcome names no ritual that is not negotiable"},
    {"sign-off-owner", "", "", "", "", "name the one party that signs the outcome off",
     "It is not settled who signs the outcome off"},
    {"condition", "condition for the next phase", "conditions for the next phase",
     "has no criterion that tests it", "have no criterion that tests them",
     "set a criterion for each condition",
     "It is not recorded what must be true for the next phase"},
    {"risks-recorded", "", "", "", "", "record the risks, or that none was found",
     "No risk is recorded: nobody can say what threatens customers"},
    {"risk-node", "open risk", "open risks", "sits on no node of the graph",
     "sit on no node of the graph", "say which node the risk sits on", ""},
    {"risk-likelihood", "open risk", "open risks", "has no likelihood", "have no likelihood",
     "estimate the likelihood", ""},
    {"work-recorded", "", "", "", "", "record what is to be decided",
     "No decision and no risk is recorded"},
    {"risk-owner", "open risk", "open risks", "does not have exactly one owner",
     "do not have exactly one owner", "settle the one owner", ""},
    {"decision-owner", "open decision", "open decisions", "does not have exactly one owner",
     "do not have exactly one owner", "settle the one owner", ""},
    {"dependency-owner", "dependency", "dependencies", "has no owner", "have no owner",
     "name the owner", ""},
    {"dependency-checkpoint", "dependency", "dependencies",
     "has no checkpoint that is tied to a metric", "have no checkpoint that is tied to a metric",
     "set the checkpoint and its metric", ""},
    {"blocker-owner", "open blocker", "open blockers", "does not have exactly one owner",
     "do not have exactly one owner", "settle the one owner", ""},
    {"blocker-due", "open blocker", "open blockers", "has no due date", "have no due date",
     "set the due date", ""},
    {"blocker-fallback", "open blocker", "open blockers", "has no fallback plan",
     "have no fallback plan", "write down the fallback plan", ""},
    {"outcome-evidence", "", "", "", "", "record evidence on the outcome's metric",
     "No evidence on the outcome's metric supports its target"},
    {"gate", "gate", "gates", "was not decided by its owner, through the lens",
     "were not decided by their owners, through the lens", "decide the gate", ""},
    {"progress-signal", "", "", "", "", "look for the progress signal in review data",
     "It is not known whether the progress signal shows"},
    {"scope-recorded", "", "", "", "", "record what is to be built",
     "What is to be built is not recorded"},
    {"approval", "scope item", "scope items", "lacks the approval of its current version",
     "lack the approval of their current version", "get the current version approved", ""},
    {"standing-decision", "scope item", "scope items", "has a decision that stands against it",
     "have decisions that stand against them", "approve the decision again, or descope it", ""},
    {"criteria", "scope item", "scope items", "has no acceptance criteria",
     "have no acceptance criteria", "write the acceptance criteria", ""},
    {"link", "scope item", "scope items", "is not linked to its ritual",
     "are not linked to their ritual", "link the item to its ritual", ""},
    {"handoff", "approved decision", "approved decisions", "is not handed off",
     "are not handed off", "hand the decision off with criteria, edge cases and expected behaviour",
     ""},
    {"handoff-ritual", "approved decision", "approved decisions",
     "has no ritual in its handoff that is measured after launch",
     "have no ritual in their handoff that is measured after launch",
     "name the ritual and how it is measured after launch", ""},
    {"priced", "scope change", "scope changes", "does not say what is given up",
     "do not say what is given up",
     "request it anew with what is given up and what it does to the metric", ""},
    {"post-launch-owner", "", "", "", "", "name the one party that answers after launch",
     "It is not settled who answers for the time after launch"},
    {"post-launch-review", "", "", "", "", "schedule the review after launch",
     "No review after launch is scheduled that looks at outcome, risk, a metric and an "
     "expectation"},
    {"retrospective", "", "", "", "", "hold the retrospective", "The retrospective was not held"},
    {"support-pass", "", "", "", "", "go through support feedback",
     "Support feedback was not gone through"},
    {"wrap-up", "", "", "", "", "publish the wrap-up", "The wrap-up is not published"},
};

struct VetoWords {
  std::string_view rule;
  std::string_view noun;
  std::string_view nouns;
  std::string_view has;
  std::string_view have;
  std::string_view task;
};

constexpr VetoWords kVetoes[] = {
    {"act-risk-without-decision", "risk in tier ACT", "risks in tier ACT",
     "has no approved decision", "have no approved decision",
     "get the decision that treats it approved, or plan a mitigation that names one"},
    {"act-risk-unmitigated", "risk in tier ACT", "risks in tier ACT", "is not mitigated",
     "are not mitigated", "mitigate the risk"},
    {"act-risk-unmitigated-at-launch", "risk in tier ACT", "risks in tier ACT",
     "is not mitigated and the launch is at hand", "are not mitigated and the launch is at hand",
     "mitigate the risk before the launch"},
    {"invalid-owner", "thing that needs one owner", "things that need one owner",
     "has none or several", "have none or several", "settle the one owner"},
    {"unmet-constraint", "criterion of an approved decision's handoff",
     "criteria of approved decisions' handoffs", "is not met", "are not met",
     "meet the criterion of the handoff"},
    {"breached-window", "thing", "things",
     "waited longer for its owner's answer than the owner's window allows",
     "waited longer for their owner's answer than the owner's window allows",
     "answer: the owner's window is over"},
};

const KindPhrase* FindPhrase(std::string_view kind) {
  const auto* found =
      std::find_if(std::begin(kKinds), std::end(kKinds),
                   [kind](const KindPhrase& phrase) { return phrase.kind == kind; });
  return found == std::end(kKinds) ? nullptr : found;
}

// "18 of 70", "All 70", "1".
std::string CountPhrase(size_t count, size_t total) {
  if (total > count) return Cat(count, " of ", total);
  return count > 2 ? Cat("All ", count) : Cat(count);
}

}  // namespace

std::string GroupPhrase(std::string_view kind, std::string_view title, size_t count, size_t total,
                        bool is_failure, bool has_subjects) {
  const KindPhrase* phrase = FindPhrase(kind);
  if (phrase != nullptr && !is_failure) {
    const bool is_alone = phrase->noun.empty() || (!has_subjects && !phrase->alone.empty());
    if (is_alone) return std::string(phrase->alone);
    const bool is_one_noun = count == 1 && total <= 1;
    return Cat(CountPhrase(count, total), " ", is_one_noun ? phrase->noun : phrase->nouns, " ",
               count == 1 ? phrase->lacks : phrase->lack);
  }
  const std::string_view what = title.empty() ? kind : title;
  if (count == 1) return Cat(is_failure ? "Fails: " : "Unknown: ", what);
  return Cat(CountPhrase(count, total), is_failure ? " fail: " : " are unknown: ", what);
}

std::string TaskPhrase(std::string_view kind, std::string_view title, std::string_view next_step,
                       size_t count) {
  const KindPhrase* phrase = FindPhrase(kind);
  if (phrase != nullptr && (count > 1 || next_step.empty())) return std::string(phrase->task);
  if (!next_step.empty()) return std::string(next_step);
  return std::string(title.empty() ? kind : title);
}

std::string VetoTask(std::string_view rule) {
  const auto* found = std::find_if(std::begin(kVetoes), std::end(kVetoes),
                                   [rule](const VetoWords& veto) { return veto.rule == rule; });
  return found == std::end(kVetoes) ? Cat("settle the veto ", rule) : std::string(found->task);
}

std::string VetoPhrase(std::string_view rule, size_t count) {
  const auto* found = std::find_if(std::begin(kVetoes), std::end(kVetoes),
                                   [rule](const VetoWords& veto) { return veto.rule == rule; });
  if (found == std::end(kVetoes)) return Cat("Veto ", rule);
  return Cat(count, " ", count == 1 ? found->noun : found->nouns, " ",
             count == 1 ? found->has : found->have);
}

}  // namespace readiness::report
