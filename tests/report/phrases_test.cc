#include "report/phrases.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/engine/default_policy.h"

#include "sample.h"

namespace readiness::report {
namespace {

using model::Level;
using model::Result;
using model::UnknownReason;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Everything but PASS and NOT_APPLICABLE that a check may be, as WhyOf names it.
std::vector<std::string> EveryWhy() {
  std::vector<std::string> all = {"FAIL", "NO_OWNER", "SEVERAL_OWNERS"};
  for (int reason = 1; model::Name(static_cast<UnknownReason>(reason)) != ""; ++reason) {
    if (static_cast<UnknownReason>(reason) == UnknownReason::kInvalidOwner) continue;
    all.emplace_back(model::Name(static_cast<UnknownReason>(reason)));
  }
  return all;
}

// Kind and reason to the sentence about one of two. Written from what include/readiness/engine/
// internal/ask_*.h and judge.h give a check of the kind; what is not here the engine never gives
// it.
using Sentences = std::map<std::pair<std::string, std::string>, std::string>;
const Sentences& Expected() {
  static const Sentences sentences = {
      {{"outcome", "MISSING"}, "No outcome is defined"},
      {{"outcome-metric", "MISSING"}, "The outcome names no metric that shows it"},
      {{"outcome-baseline", "MISSING"},
       "The outcome has no baseline: where the metric stood before"},
      {{"outcome-target", "MISSING"}, "The outcome has no target: where the metric shall stand"},
      {{"outcome-window", "MISSING"}, "The outcome does not say by when"},
      {{"outcome-ritual", "MISSING"}, "The outcome names no ritual that is not negotiable"},
      {{"sign-off-owner", "NO_OWNER"}, "Nobody holds SIGN_OFF_OWNER: nobody signs the outcome off"},
      {{"sign-off-owner", "SEVERAL_OWNERS"},
       "Several parties hold SIGN_OFF_OWNER, and one signs the outcome off"},
      {{"condition", "MISSING"},
       "1 of 2 conditions for the next phase has no criterion that tests it"},
      {{"risks-recorded", "MISSING"},
       "No risk is recorded: nobody can say what threatens customers"},
      {{"risk-node", "MISSING"}, "1 of 2 open risks sits on no node of the graph"},
      {{"risk-likelihood", "MISSING"}, "1 of 2 open risks has no likelihood"},
      {{"no-circular-dependency", "FAIL"}, "Work waits for itself"},
      {{"work-recorded", "MISSING"}, "No decision and no risk is recorded"},
      {{"risk-owner", "NO_OWNER"}, "1 of 2 open risks has no owner"},
      {{"risk-owner", "SEVERAL_OWNERS"}, "1 of 2 open risks has several owners"},
      {{"decision-owner", "NO_OWNER"}, "1 of 2 open decisions has no owner"},
      {{"decision-owner", "SEVERAL_OWNERS"}, "1 of 2 open decisions has several owners"},
      {{"dependency-owner", "NO_OWNER"}, "1 of 2 dependencies has no owner"},
      {{"dependency-owner", "SEVERAL_OWNERS"}, "1 of 2 dependencies has several owners"},
      {{"dependency-checkpoint", "MISSING"},
       "1 of 2 dependencies has no checkpoint that is tied to a metric"},
      {{"blocker-owner", "NO_OWNER"}, "1 of 2 open blockers has no owner"},
      {{"blocker-owner", "SEVERAL_OWNERS"}, "1 of 2 open blockers has several owners"},
      {{"blocker-due", "MISSING"}, "1 of 2 open blockers has no due date"},
      {{"blocker-fallback", "MISSING"}, "1 of 2 open blockers has no fallback plan"},
      {{"mitigation-isolate", "NO_OWNER"}, "1 of 2 isolations has no owner"},
      {{"mitigation-isolate", "MISSING"}, "1 of 2 isolations lacks a part of what it needs"},
      {{"mitigation-gate", "NO_OWNER"}, "1 of 2 pre-commitment gates against a risk has no owner"},
      {{"mitigation-gate", "MISSING"},
       "1 of 2 pre-commitment gates against a risk was not checked by somebody who answers for it"},
      {{"mitigation-gate", "STALE"},
       "1 of 2 pre-commitment gates against a risk was checked before the last commitment only"},
      {{"mitigation-gate", "INCONCLUSIVE"},
       "1 of 2 pre-commitment gates against a risk was decided HOLD"},
      {{"mitigation-gate", "FAIL"},
       "1 of 2 pre-commitment gates against a risk says that its signal cannot be reached, or is "
       "NO_GO"},
      {{"mitigation-fallback", "NO_OWNER"}, "1 of 2 fallbacks has no owner"},
      {{"mitigation-fallback", "MISSING"}, "1 of 2 fallbacks lacks its plan or its practice"},
      {{"mitigation-fallback", "FAIL"},
       "1 of 2 fallbacks does not stand and what needs it was begun"},
      {{"mitigation-practice", "NO_OWNER"}, "1 of 2 enforced practices has no owner"},
      {{"mitigation-practice", "MISSING"},
       "1 of 2 enforced practices is not declared, or not kept where something was approved or at "
       "its milestone"},
      {{"mitigation-escalation", "NO_OWNER"}, "1 of 2 escalation paths has no owner"},
      {{"mitigation-escalation", "MISSING"},
       "1 of 2 escalation paths has no deadline, or no criterion that shows it closed"},
      {{"mitigation-escalation", "STALE"}, "1 of 2 escalation paths has passed its deadline"},
      {{"mitigation-escalation", "INCONCLUSIVE"},
       "1 of 2 escalation paths is closed and not shown to be"},
      {{"mitigation-escalation", "FAIL"},
       "1 of 2 escalation paths is closed and its criterion fails"},
      {{"mitigation-review", "NO_OWNER"}, "1 of 2 standing review items has no owner"},
      {{"mitigation-review", "MISSING"},
       "1 of 2 standing review items has no practice with a cadence, or was left out of a review"},
      {{"outcome-evidence", "MISSING"}, "Nothing shows that the outcome's target is reached"},
      {{"outcome-evidence", "INCONCLUSIVE"},
       "The evidence on the outcome's metric does not show that its target is reached"},
      {{"outcome-evidence", "STALE"},
       "The evidence on the outcome's metric is too old to show that its target is reached"},
      {{"outcome-evidence", "INVALID"},
       "The evidence on the outcome's metric cannot be compared with its target"},
      {{"outcome-evidence", "CONFLICTING"},
       "The evidence on the outcome's metric contradicts itself"},
      {{"gate", "MISSING"},
       "1 of 2 gates has no GO through the lens from somebody who answers for it"},
      {{"gate", "INCONCLUSIVE"}, "1 of 2 gates was decided HOLD"},
      {{"gate", "FAIL"}, "1 of 2 gates was decided NO_GO, or fails through the lens"},
      {{"progress-signal", "MISSING"}, "It is not known whether the progress signal shows"},
      {{"progress-signal", "NOT_YET_DUE"}, "The progress signal does not show yet"},
      {{"progress-signal", "FAIL"}, "The opposite of the progress signal shows"},
      {{"scope-growth", "MISSING"},
       "1 of 2 approved scope changes grew the scope before anybody looked for the progress "
       "signal"},
      {{"scope-growth", "FAIL"},
       "1 of 2 approved scope changes grew the scope though the progress signal does not show"},
      {{"pre-commitment", "MISSING"},
       "Nobody who answers for the cycle checked, before the commitment, that the gate's signal "
       "can still be reached"},
      {{"pre-commitment", "INCONCLUSIVE"}, "The check before the commitment was decided HOLD"},
      {{"pre-commitment", "FAIL"},
       "The check before the commitment was decided against it, or found the signal out of reach"},
      {{"scope-recorded", "MISSING"}, "What is to be built is not recorded"},
      {{"approval", "MISSING"}, "1 of 2 scope items lacks the approval of its current version"},
      {{"standing-decision", "CONFLICTING"},
       "1 of 2 scope items has a decision that stands against it"},
      {{"criteria", "MISSING"}, "1 of 2 scope items has no acceptance criteria"},
      {{"link", "MISSING"}, "1 of 2 scope items is not linked to its ritual"},
      {{"handoff", "MISSING"}, "1 of 2 approved decisions is not handed off in full"},
      {{"handoff-ritual", "MISSING"},
       "1 of 2 approved decisions has no ritual in its handoff that is measured after launch"},
      {{"handoff-ritual", "FAIL"},
       "1 of 2 approved decisions names another ritual in its handoff than the outcome does"},
      {{"priced", "MISSING"}, "1 of 2 scope changes does not say what it costs"},
      {{"post-launch-owner", "NO_OWNER"},
       "Nobody holds POST_LAUNCH_OWNER: nobody answers for the time after launch"},
      {{"post-launch-owner", "SEVERAL_OWNERS"},
       "Several parties hold POST_LAUNCH_OWNER, and one answers for the time after launch"},
      {{"post-launch-review", "MISSING"},
       "No review after launch is scheduled that looks at outcome, risk, a metric and an "
       "expectation"},
      {{"retrospective", "MISSING"}, "The retrospective was not held"},
      {{"retrospective-in-time", "FAIL"}, "The retrospective was held late"},
      {{"support-pass", "MISSING"}, "Support feedback was not gone through"},
      {{"support-pass-in-time", "FAIL"}, "Support feedback was gone through too soon or late"},
      {{"post-launch-issue", "NOT_YET_DUE"}, "1 of 2 problems that customers met is open"},
      {{"post-launch-issue", "MISSING"},
       "1 of 2 problems that customers met has no standard by which it is resolved"},
      {{"post-launch-issue", "NO_OWNER"}, "1 of 2 problems that customers met has no owner"},
      {{"wrap-up", "MISSING"}, "The wrap-up is not published"},
      {{"nothing-asked", "MISSING"},
       "Nothing that is required is asked in this stage, and an empty stage is no pass"},
  };
  return sentences;
}

std::vector<std::string> EveryKind() {
  std::vector<std::string> kinds = {std::string(engine::internal::kNothingAsked)};
  for (const auto& row : engine::internal::kKinds) kinds.emplace_back(row.kind);
  return kinds;
}

TEST(GroupPhrase, SaysOfEveryKindAndReasonWhatIsSoOrOnlyItsTitle) {
  size_t said = 0;
  for (const std::string& kind : EveryKind()) {
    for (const std::string& why : EveryWhy()) {
      const std::string text = GroupPhrase(kind, why, "The title", 1, 2, true);
      const auto expected = Expected().find({kind, why});
      if (expected != Expected().end()) {
        EXPECT_EQ(text, expected->second) << kind << " " << why;
        EXPECT_TRUE(HasPhrase(kind, why)) << kind << " " << why;
        EXPECT_NE(TaskPhrase(kind, why, "The title", "", 2), "The title") << kind << " " << why;
        ++said;
      } else {
        EXPECT_EQ(text, why == "FAIL" ? "Fails: The title" : "Unknown: The title") << kind;
        EXPECT_FALSE(HasPhrase(kind, why)) << kind << " " << why;
      }
    }
  }
  EXPECT_EQ(said, Expected().size());
}

TEST(GroupPhrase, HasASentenceForEveryKindThatTheEngineAsks) {
  std::set<std::string> kinds;
  for (const auto& [key, sentence] : Expected()) kinds.insert(key.first);
  const auto asked = EveryKind();
  EXPECT_EQ(kinds, std::set<std::string>(asked.begin(), asked.end()));
}

TEST(GroupPhrase, CountsOneSomeAndAll) {
  EXPECT_EQ(GroupPhrase("gate", "INCONCLUSIVE", "t", 1, 1, true), "1 gate was decided HOLD");
  EXPECT_EQ(GroupPhrase("gate", "INCONCLUSIVE", "t", 2, 5, true), "2 of 5 gates were decided HOLD");
  EXPECT_EQ(GroupPhrase("gate", "INCONCLUSIVE", "t", 5, 5, true), "All 5 gates were decided HOLD");
  EXPECT_EQ(GroupPhrase("condition", "MISSING", "t", 1, 1, false),
            "It is not recorded what must be true for the next phase");
}

TEST(WhyOf, TellsNoOwnerFromSeveral) {
  auto check = Criterion("risk-owner:r", "One owner", Level::kMust,
                         Result::Unknown(UnknownReason::kInvalidOwner), "ana");
  EXPECT_EQ(WhyOf(check), "NO_OWNER");
  check.value = "ana, ben";
  EXPECT_EQ(WhyOf(check), "SEVERAL_OWNERS");
  check.id = "post-launch-issue:pr-1";
  check.value = "open";
  EXPECT_EQ(WhyOf(check), "NO_OWNER");
  EXPECT_EQ(WhyOf(Criterion("c", "C", Level::kMust, Result::Fail(), "ana")), "FAIL");
  EXPECT_EQ(WhyOf(Criterion("c", "C", Level::kMust, Result::Unknown(UnknownReason::kStale), "")),
            "STALE");
}

TEST(VetoPhrase, HasWordsForEveryVetoThatTheEngineRaises) {
  std::vector<std::string> rules = {"unrecognized-entry"};
  for (const auto& row : engine::internal::kVetoes) rules.emplace_back(row.rule);
  for (const std::string& rule : rules) {
    EXPECT_THAT(VetoPhrase(rule, 2), StartsWith("2 ")) << rule;
    EXPECT_THAT(VetoPhrase(rule, 2), Not(HasSubstr("Veto"))) << rule;
    EXPECT_THAT(VetoTask(rule), Not(HasSubstr("settle the veto"))) << rule;
  }
  EXPECT_EQ(VetoPhrase("one-of-tomorrow", 2), "Veto one-of-tomorrow");
}

}  // namespace
}  // namespace readiness::report
