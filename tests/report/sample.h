// A small assessment, written by hand, that the tests of this room share.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

#include "readiness/engine/assessment.h"
#include "readiness/report/names.h"

namespace readiness::report {

inline absl::Time At(std::string_view text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, std::string(text), &time, &error)) std::abort();
  return time;
}

inline engine::CriterionResult Criterion(std::string id, std::string title, model::Level level,
                                         model::Result result, std::string owner,
                                         std::string next_step = "") {
  engine::CriterionResult criterion;
  criterion.id = std::move(id);
  criterion.title = std::move(title);
  criterion.role = "check";
  criterion.level = level;
  criterion.result = result.kind;
  criterion.reason = result.reason;
  criterion.owner = std::move(owner);
  criterion.next_step = std::move(next_step);
  return criterion;
}

// Six stages in order, each GO and empty.
inline engine::Assessment EmptyAssessment() {
  engine::Assessment a;
  a.cycle = "checkout-2026";
  a.as_of = At("2026-03-01T00:00:00Z");
  for (int stage = 1; stage <= 6; ++stage) {
    a.stages.push_back({static_cast<model::Stage>(stage), model::Verdict::kGo, {}});
  }
  return a;
}

inline engine::StageAssessment& StageOf(engine::Assessment& a, model::Stage stage) {
  return a.stages[static_cast<size_t>(stage) - 1];
}

// A cycle on HOLD: one failed test, two of three items without approval, none with criteria, one
// risk in tier ACT that nobody mitigated, and one review that was missed.
inline engine::Assessment SampleAssessment() {
  using model::Level;
  using model::Result;
  using model::Stage;
  using model::UnknownReason;
  using model::Verdict;
  engine::Assessment a = EmptyAssessment();
  a.playbook = "launch";
  a.verdict = Verdict::kNoGo;
  a.raw_verdict = Verdict::kNoGo;
  a.next_review = At("2026-03-06T00:00:00Z");
  StageOf(a, Stage::kDefineOutcome).criteria = {
      Criterion("outcome", "The cycle has one outcome", Level::kMust, Result::Pass(), "ana")};
  auto& tests = StageOf(a, Stage::kTestEvidence);
  tests.verdict = Verdict::kNoGo;
  tests.criteria = {Criterion("refund-time", "Refunds finish within a minute", Level::kMust,
                              Result::Fail(), "ben", "make the refund queue faster")};
  tests.criteria.back().value = "95 s";
  tests.criteria.back().threshold = "<= 60 s";
  tests.criteria.back().evidence = {"ev-7"};
  auto& handoff = StageOf(a, Stage::kHandOff);
  handoff.verdict = Verdict::kHold;
  const auto missing = Result::Unknown(UnknownReason::kMissing);
  for (const auto& [item, owner] :
       {std::pair{"item-1", "ana"}, std::pair{"item-2", "ben"}, std::pair{"item-3", "team-pay"}}) {
    const std::string id = item;
    handoff.criteria.push_back(Criterion("approval:" + id, "The item's current version is approved",
                                         Level::kMust, id == "item-2" ? Result::Pass() : missing,
                                         owner, id == "item-2" ? "" : "get it approved"));
    handoff.criteria.push_back(Criterion("criteria:" + id, "The item has acceptance criteria",
                                         Level::kMust, missing, owner, "write its criteria"));
  }
  for (const auto& criterion : handoff.criteria) {
    if (criterion.result != model::ResultKind::kUnknown) continue;
    a.resolution.push_back(
        {"HAND_OFF/" + criterion.id, criterion.reason, criterion.owner, criterion.next_step});
  }
  a.certificate = {{"TEST_EVIDENCE/refund-time"}};
  a.flip = {{"TEST_EVIDENCE/refund-time", model::ResultKind::kFail, model::ResultKind::kPass}};
  a.flip_is_exact = true;
  a.certificate_is_minimal = true;
  a.vetoes = {{"act-risk-unmitigated", "risk/timeout", Verdict::kHold}};
  engine::RankedRisk risk;
  risk.id = "timeout";
  risk.title = "Payment times out";
  risk.rank = 1;
  risk.tier = "ACT";
  risk.owner = "ben";
  risk.proximity_hops = 1;
  risk.downstream_count = 3;
  a.risks.push_back(risk);
  risk.id = "copy";
  risk.title = "Two pages promise different refund times";
  risk.rank = 2;
  risk.tier = "TRACK";
  risk.certified = true;
  risk.owner = "";
  risk.proximity_hops = std::nullopt;
  a.risks.push_back(risk);
  a.agenda = {
      {"review", "week-8", "ana", At("2026-02-27T00:00:00Z"), engine::AgendaState::kMissed},
      {"gate", "code_freeze", "ana", At("2026-03-10T00:00:00Z"), engine::AgendaState::kUpcoming}};
  a.since.as_of = At("2026-02-20T00:00:00Z");
  a.since.verdict = Verdict::kHold;
  a.since.now_passing = {"HAND_OFF/approval:item-2"};
  a.since.now_failing = {"TEST_EVIDENCE/refund-time"};
  a.since.moved = {{"timeout", "TRACK", "ACT"}};
  a.waivers = {
      {"w-1", "LEARN/wrap-up", "cleo", "the pilot has no wrap-up", At("2026-04-01T00:00:00Z")}};
  a.summary.decisions = {{"approved", 4}, {"in_review", 2}};
  a.issues = {{model::Severity::kWarning, "import/plan.csv", "row 3: \"soon\" is no date"}};
  a.inputs_digest = std::string(64, 'd');
  a.engine_version = "0.1.0";
  return a;
}

inline Names SampleNames() {
  Names names;
  names.cycle_title = "One-page checkout";
  names.titles = {{"item-1", "Guest checkout"}, {"item-3", "Saved cards"}, {"ben", "Ben Ito"}};
  return names;
}

// The golden file of that name. A test that differs prints what it got: when the change is meant,
// that text becomes the file.
inline std::string Golden(const std::string& name) {
  const std::string path = std::string(READINESS_SOURCE_DIR) + "/tests/golden/report/" + name;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace readiness::report
