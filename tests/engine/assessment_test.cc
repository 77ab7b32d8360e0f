#include "readiness/engine/assessment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../model/proto_words.h"

template <>
struct readiness::proto_words::Given<readiness::engine::Scope> {
  static void Set(engine::Scope& scope) { scope.in = {"item"}; }
};
template <>
struct readiness::proto_words::Given<readiness::engine::Summary> {
  static void Set(engine::Summary& summary) { summary.risks["watching"] = 7; }
};
template <>
struct readiness::proto_words::Given<readiness::engine::Since> {
  static void Set(engine::Since& since) { since.now_passing = {"LEARN/wrap-up"}; }
};

namespace readiness::engine {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(CriterionResult, id, title, role, level, result, reason, value,
                                 threshold, owner, next_step, evidence, valid_until, method,
                                 needed_count, ready_at, shares, score_low, score_high, formula));
  mirror.Struct(READINESS_STRUCT(FormulaPart, op, criterion, result, reason, is_decisive,
                                 valid_until, parts));
  mirror.Struct(READINESS_STRUCT(ScoreShare, part, weight, low, high));
  mirror.Struct(READINESS_STRUCT(StageAssessment, stage, verdict, criteria));
  mirror.Struct(READINESS_STRUCT(ScopeGap, item, missing));
  mirror.Struct(READINESS_STRUCT(Scope, in, out));
  mirror.Struct(READINESS_STRUCT(Summary, decisions, approvals, scope_changes, blockers, comments,
                                 risks, post_launch_issues, scope_items));
  mirror.Struct(READINESS_STRUCT(RiskMove, risk, from, to));
  mirror.Struct(READINESS_STRUCT(Since, as_of, verdict, now_passing, now_failing, moved,
                                 newly_asked, new_vetoes));
  mirror.Struct(READINESS_STRUCT(
      Assessment, cycle, playbook, as_of, verdict, raw_verdict, valid_until, next_review, stages,
      certificate, flip, resolution, vetoes, waivers, overrides, constraints, near_misses, risks,
      scope, blocked_work, actions, metrics, agenda, summary, since, issues, inputs_digest,
      engine_version, to_no_go, resolution_gives_go, flip_verdict, certificate_is_minimal,
      flip_is_exact, resolution_is_minimal, launched_at, expected_loss_low, expected_loss_high,
      computed_verdict, policy, closed_at, phase, circular_dependencies));
}
READINESS_MIRROR_TESTS(Assessment, "assessment.proto", Describe);

// "Never open on missing evidence": what nobody judged is no GO.
TEST(Assessment, AnAssessmentThatNobodyMadeHasNoVerdict) {
  const Assessment none;
  EXPECT_EQ(none.verdict, model::Verdict::kUnspecified);
  EXPECT_EQ(none.raw_verdict, model::Verdict::kUnspecified);
  EXPECT_EQ(StageAssessment{}.verdict, model::Verdict::kUnspecified);
  EXPECT_EQ(CriterionResult{}.result, model::ResultKind::kUnspecified);
}

TEST(Assessment, TheEffectiveVerdictIsNotTheRawOne) {
  Assessment effective;
  effective.verdict = model::Verdict::kGo;
  Assessment raw;
  raw.raw_verdict = model::Verdict::kGo;
  EXPECT_FALSE(effective == raw);
}

// Design: a fall and a rise of one risk are different news.
TEST(Assessment, ARiskMovesInADirection) {
  EXPECT_FALSE((RiskMove{"r-1", "TRACK", "ACT"} == RiskMove{"r-1", "ACT", "TRACK"}));
}

TEST(Assessment, ACountOfZeroIsWrittenDownOnlyByWhoCounted) {
  Summary counted;
  counted.decisions["approved"] = 0;
  EXPECT_FALSE(counted == Summary{});
}

}  // namespace
}  // namespace readiness::engine
