#include "report/phrases.h"

#include <algorithm>

#include "readiness/base/text.h"

namespace readiness::report {
namespace {

using base::Cat;

// One criterion of a kind, and many; empty where it is asked of the whole cycle.
struct Noun {
  std::string_view kind;
  std::string_view one;
  std::string_view many;
};

constexpr Noun kNouns[] = {
    {"condition", "condition for the next phase", "conditions for the next phase"},
    {"risk-node", "open risk", "open risks"},
    {"risk-likelihood", "open risk", "open risks"},
    {"risk-owner", "open risk", "open risks"},
    {"decision-owner", "open decision", "open decisions"},
    {"dependency-owner", "dependency", "dependencies"},
    {"dependency-checkpoint", "dependency", "dependencies"},
    {"blocker-owner", "open blocker", "open blockers"},
    {"blocker-due", "open blocker", "open blockers"},
    {"blocker-fallback", "open blocker", "open blockers"},
    {"mitigation-isolate", "isolation", "isolations"},
    {"mitigation-gate", "pre-commitment gate against a risk",
     "pre-commitment gates against a risk"},
    {"mitigation-fallback", "fallback", "fallbacks"},
    {"mitigation-practice", "enforced practice", "enforced practices"},
    {"mitigation-escalation", "escalation path", "escalation paths"},
    {"mitigation-review", "standing review item", "standing review items"},
    {"gate", "gate", "gates"},
    {"scope-growth", "approved scope change", "approved scope changes"},
    {"approval", "scope item", "scope items"},
    {"standing-decision", "scope item", "scope items"},
    {"criteria", "scope item", "scope items"},
    {"link", "scope item", "scope items"},
    {"handoff", "approved decision", "approved decisions"},
    {"handoff-ritual", "approved decision", "approved decisions"},
    {"priced", "scope change", "scope changes"},
    {"post-launch-issue", "problem that customers met", "problems that customers met"},
};

// What is said of a kind that does not pass for one reason. Each sentence is true of every
// criterion that the engine judges so; what it does not judge so has none.
struct KindPhrase {
  std::string_view kind;
  std::string_view why;
  std::string_view lacks;  // After one noun.
  std::string_view lack;   // After many.
  std::string_view alone;  // Where the criterion has no subject.
  std::string_view task;   // Before the list of subjects.
};

constexpr std::string_view kMissing = "MISSING";
constexpr std::string_view kInconclusive = "INCONCLUSIVE";
constexpr std::string_view kNoOwner = "NO_OWNER";
constexpr std::string_view kSeveralOwners = "SEVERAL_OWNERS";
constexpr std::string_view kFail = "FAIL";

constexpr KindPhrase kKinds[] = {
    {"outcome", kMissing, "", "", "No outcome is defined", "define the one outcome"},
    {"outcome-metric", kMissing, "", "", "The outcome names no metric that shows it",
     "name the outcome's metric"},
    {"outcome-baseline", kMissing, "", "",
     "The outcome has no baseline: where the metric stood before", "record the outcome's baseline"},
    {"outcome-target", kMissing, "", "", "The outcome has no target: where the metric shall stand",
     "set the outcome's target"},
    {"outcome-window", kMissing, "", "", "The outcome does not say by when",
     "say by when the target is reached"},
    {"outcome-ritual", kMissing, "", "", "The outcome names no ritual that is not negotiable",
     "name the ritual that is not negotiable"},
    {"sign-off-owner", kNoOwner, "", "",
     "Nobody holds SIGN_OFF_OWNER: nobody signs the outcome off",
     "name the one party that signs the outcome off"},
    {"sign-off-owner", kSeveralOwners, "", "",
     "Several parties hold SIGN_OFF_OWNER, and one signs the outcome off",
     "leave one party that signs the outcome off"},
    {"condition", kMissing, "has no criterion that tests it", "have no criterion that tests them",
     "It is not recorded what must be true for the next phase",
     "set a criterion for each condition"},
    {"risks-recorded", kMissing, "", "",
     "No risk is recorded: nobody can say what threatens customers",
     "record the risks, or that none was found"},
    {"risk-node", kMissing, "sits on no node of the graph", "sit on no node of the graph", "",
     "say which node the risk sits on"},
    {"risk-likelihood", kMissing, "has no likelihood", "have no likelihood", "",
     "estimate the likelihood"},
    {"no-circular-dependency", kFail, "", "", "Work waits for itself",
     "drop a dependency of the circle"},
    {"work-recorded", kMissing, "", "", "No decision and no risk is recorded",
     "record what is to be decided"},
    {"risk-owner", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"risk-owner", kSeveralOwners, "has several owners", "have several owners", "",
     "leave one owner"},
    {"decision-owner", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"decision-owner", kSeveralOwners, "has several owners", "have several owners", "",
     "leave one owner"},
    {"dependency-owner", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"dependency-owner", kSeveralOwners, "has several owners", "have several owners", "",
     "leave one owner"},
    {"dependency-checkpoint", kMissing, "has no checkpoint that is tied to a metric",
     "have no checkpoint that is tied to a metric", "", "set the checkpoint and its metric"},
    {"blocker-owner", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"blocker-owner", kSeveralOwners, "has several owners", "have several owners", "",
     "leave one owner"},
    {"blocker-due", kMissing, "has no due date", "have no due date", "", "set the due date"},
    {"blocker-fallback", kMissing, "has no fallback plan", "have no fallback plan", "",
     "write down the fallback plan"},
    {"mitigation-isolate", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"mitigation-isolate", kMissing, "lacks a part of what it needs",
     "lack a part of what they need", "",
     "isolate a decision, answer inside the owner's window and follow a metric"},
    {"mitigation-gate", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"mitigation-gate", kMissing, "was not checked by somebody who answers for it",
     "were not checked by somebody who answers for them", "",
     "check whether the signal can be reached"},
    {"mitigation-gate", "STALE", "was checked before the last commitment only",
     "were checked before the last commitment only", "",
     "check again whether the signal can be reached"},
    {"mitigation-gate", kInconclusive, "was decided HOLD", "were decided HOLD", "",
     "decide the gate again"},
    {"mitigation-gate", kFail, "says that its signal cannot be reached, or is NO_GO",
     "say that their signals cannot be reached, or are NO_GO", "", "take the commitment up again"},
    {"mitigation-fallback", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"mitigation-fallback", kMissing, "lacks its plan or its practice",
     "lack their plan or their practice", "",
     "say what is done instead and name its practice before anything is begun"},
    {"mitigation-fallback", kFail, "does not stand and what needs it was begun",
     "do not stand and what needs them was begun", "", "hold what was begun until it stands"},
    {"mitigation-practice", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"mitigation-practice", kMissing,
     "is not declared, or not kept where something was approved "
     "or at its milestone",
     "are not declared, or not kept where something was approved or at their milestones", "",
     "declare and hold the practice"},
    {"mitigation-escalation", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"mitigation-escalation", kMissing, "has no deadline, or no criterion that shows it closed",
     "have no deadline, or no criterion that shows them closed", "",
     "set the deadline and the criterion"},
    {"mitigation-escalation", "STALE", "has passed its deadline", "have passed their deadlines", "",
     "answer for the risk"},
    {"mitigation-escalation", kInconclusive, "is closed and not shown to be",
     "are closed and not shown to be", "", "check what shows the risk closed"},
    {"mitigation-escalation", kFail, "is closed and its criterion fails",
     "are closed and their criteria fail", "", "take the risk up again"},
    {"mitigation-review", kNoOwner, "has no owner", "have no owner", "", "name the one owner"},
    {"mitigation-review", kMissing, "has no practice with a cadence, or was left out of a review",
     "have no practice with a cadence, or were left out of a review", "",
     "hold the practice in each review"},
    {"outcome-evidence", kMissing, "", "", "Nothing shows that the outcome's target is reached",
     "record evidence on the outcome's metric"},
    {"outcome-evidence", kInconclusive, "", "",
     "The evidence on the outcome's metric does not show that its target is reached",
     "show that the outcome's target is reached"},
    {"outcome-evidence", "STALE", "", "",
     "The evidence on the outcome's metric is too old to show that its target is reached",
     "observe the outcome's metric again"},
    {"outcome-evidence", "INVALID", "", "",
     "The evidence on the outcome's metric cannot be compared with its target",
     "record the outcome's metric as its target is stated"},
    {"outcome-evidence", "CONFLICTING", "", "",
     "The evidence on the outcome's metric contradicts itself",
     "find out which evidence on the outcome's metric is right"},
    {"gate", kMissing, "has no GO through the lens from somebody who answers for it",
     "have no GO through the lens from somebody who answers for them", "", "decide the gate"},
    {"gate", kInconclusive, "was decided HOLD", "were decided HOLD", "", "decide the gate again"},
    {"gate", kFail, "was decided NO_GO, or fails through the lens",
     "were decided NO_GO, or fail through the lens", "", "decide the gate again once it opens"},
    {"progress-signal", kMissing, "", "", "It is not known whether the progress signal shows",
     "look for the progress signal in review data"},
    {"progress-signal", "NOT_YET_DUE", "", "", "The progress signal does not show yet",
     "look for the progress signal again"},
    {"progress-signal", kFail, "", "", "The opposite of the progress signal shows",
     "take the outcome up again"},
    {"scope-growth", kMissing, "grew the scope before anybody looked for the progress signal",
     "grew the scope before anybody looked for the progress signal", "",
     "record whether the progress signal shows"},
    {"scope-growth", kFail, "grew the scope though the progress signal does not show",
     "grew the scope though the progress signal does not show", "",
     "revert the change, or show the progress signal"},
    {"pre-commitment", kMissing, "", "",
     "Nobody who answers for the cycle checked, before the commitment, that the gate's signal can "
     "still be reached",
     "check that the gate's signal can still be reached"},
    {"pre-commitment", kInconclusive, "", "", "The check before the commitment was decided HOLD",
     "decide the check before the commitment again"},
    {"pre-commitment", kFail, "", "",
     "The check before the commitment was decided against it, or found the signal out of reach",
     "take the commitment back, or check anew"},
    {"scope-recorded", kMissing, "", "", "What is to be built is not recorded",
     "record what is to be built"},
    {"approval", kMissing, "lacks the approval of its current version",
     "lack the approval of their current version", "", "get the current version approved"},
    {"standing-decision", "CONFLICTING", "has a decision that stands against it",
     "have decisions that stand against them", "", "approve the decision again, or descope it"},
    {"criteria", kMissing, "has no acceptance criteria", "have no acceptance criteria", "",
     "write the acceptance criteria"},
    {"link", kMissing, "is not linked to its ritual", "are not linked to their ritual", "",
     "link the item to its ritual"},
    {"handoff", kMissing, "is not handed off in full", "are not handed off in full", "",
     "hand the decision off with criteria, edge cases and expected behaviour"},
    {"handoff-ritual", kMissing, "has no ritual in its handoff that is measured after launch",
     "have no ritual in their handoff that is measured after launch", "",
     "name the ritual and how it is measured after launch"},
    {"handoff-ritual", kFail, "names another ritual in its handoff than the outcome does",
     "name another ritual in their handoff than the outcome does", "",
     "hand the decision off with the outcome's ritual"},
    {"priced", kMissing, "does not say what it costs", "do not say what they cost", "",
     "request it anew with what is given up and what it does to the metric and the ritual"},
    {"post-launch-owner", kNoOwner, "", "",
     "Nobody holds POST_LAUNCH_OWNER: nobody answers for the time after launch",
     "name the one party that answers after launch"},
    {"post-launch-owner", kSeveralOwners, "", "",
     "Several parties hold POST_LAUNCH_OWNER, and one answers for the time after launch",
     "leave one party that answers after launch"},
    {"post-launch-review", kMissing, "", "",
     "No review after launch is scheduled that looks at outcome, risk, a metric and an expectation",
     "schedule the review after launch"},
    {"retrospective", kMissing, "", "", "The retrospective was not held", "hold the retrospective"},
    {"retrospective-in-time", kFail, "", "", "The retrospective was held late",
     "say why, or ask for a waiver: it stays so"},
    {"support-pass", kMissing, "", "", "Support feedback was not gone through",
     "go through support feedback"},
    {"support-pass-in-time", kFail, "", "", "Support feedback was gone through too soon or late",
     "say why, or ask for a waiver: it stays so"},
    {"post-launch-issue", "NOT_YET_DUE", "is open", "are open", "", "resolve it by its standard"},
    {"post-launch-issue", kMissing, "has no standard by which it is resolved",
     "have no standard by which they are resolved", "", "open it anew with its standard"},
    {"post-launch-issue", kNoOwner, "has no owner", "have no owner", "",
     "open it anew with its one owner"},
    {"wrap-up", kMissing, "", "", "The wrap-up is not published", "publish the wrap-up"},
    {"nothing-asked", kMissing, "", "",
     "Nothing that is required is asked in this stage, and an empty stage is no pass",
     "record what the stage is about"},
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
    {"unrecognized-entry", "entry", "entries", "holds what this version does not know",
     "hold what this version does not know", "read the log with a version that knows the entry"},
};

const KindPhrase* FindPhrase(std::string_view kind, std::string_view why) {
  const auto* found = std::find_if(
      std::begin(kKinds), std::end(kKinds),
      [&](const KindPhrase& phrase) { return phrase.kind == kind && phrase.why == why; });
  return found == std::end(kKinds) ? nullptr : found;
}

// "18 of 70", "All 70", "1".
std::string CountPhrase(size_t count, size_t total) {
  if (total > count) return Cat(count, " of ", total);
  return count > 2 ? Cat("All ", count) : Cat(count);
}

}  // namespace

std::string_view WhyOf(const engine::CriterionResult& criterion) {
  if (criterion.result == model::ResultKind::kFail) return kFail;
  if (criterion.reason != model::UnknownReason::kInvalidOwner) return model::Name(criterion.reason);
  // What was found are the owners, but of what customers met: that has one or none.
  const bool is_issue = criterion.id.starts_with("post-launch-issue:");
  return criterion.value.empty() || is_issue ? kNoOwner : kSeveralOwners;
}

bool HasPhrase(std::string_view kind, std::string_view why) {
  return FindPhrase(kind, why) != nullptr;
}

std::string GroupPhrase(std::string_view kind, std::string_view why, std::string_view title,
                        size_t count, size_t total, bool has_subjects) {
  if (const KindPhrase* phrase = FindPhrase(kind, why); phrase != nullptr) {
    const auto* noun = std::find_if(std::begin(kNouns), std::end(kNouns),
                                    [kind](const Noun& each) { return each.kind == kind; });
    if (noun == std::end(kNouns) || (!has_subjects && !phrase->alone.empty())) {
      return std::string(phrase->alone);
    }
    const bool is_one_noun = count == 1 && total <= 1;
    return Cat(CountPhrase(count, total), " ", is_one_noun ? noun->one : noun->many, " ",
               count == 1 ? phrase->lacks : phrase->lack);
  }
  const bool is_failure = why == kFail;
  const std::string_view what = title.empty() ? kind : title;
  if (count == 1) return Cat(is_failure ? "Fails: " : "Unknown: ", what);
  return Cat(CountPhrase(count, total), is_failure ? " fail: " : " are unknown: ", what);
}

std::string TaskPhrase(std::string_view kind, std::string_view why, std::string_view title,
                       std::string_view next_step, size_t count) {
  const KindPhrase* phrase = FindPhrase(kind, why);
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
