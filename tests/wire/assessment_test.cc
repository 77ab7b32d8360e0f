#include "readiness/wire/assessment.h"

#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "filled_message.h"

namespace readiness::wire {
namespace {

// The names of design section 6 that tools read: message, then its fields in JSON.
TEST(Assessment, HasTheNamesThatToolsRead) {
  const std::map<std::string, std::vector<std::string>> contract = {
      {"Assessment",
       {"cycle",       "playbook",     "asOf",         "verdict",    "rawVerdict", "validUntil",
        "nextReview",  "stages",       "certificate",  "flip",       "resolution", "vetoes",
        "waivers",     "overrides",    "constraints",  "nearMisses", "risks",      "scope",
        "blockedWork", "actions",      "metrics",      "agenda",     "summary",    "since",
        "issues",      "inputsDigest", "engineVersion"}},
      {"StageAssessment", {"stage", "verdict", "criteria"}},
      {"CriterionResult",
       {"id", "title", "role", "level", "result", "reason", "value", "threshold", "owner",
        "nextStep", "evidence", "validUntil"}},
      {"CertificateLeaf", {"path"}},
      {"Flip", {"path", "from", "to"}},
      {"Resolution", {"path", "reason", "owner", "nextStep"}},
      {"Veto", {"rule", "path"}},
      {"Constraint", {"decision", "text", "criteria"}},
      {"NearMiss", {"table", "row", "column"}},
      {"RankedRisk",
       {"id", "title", "rank", "rankLow", "rankHigh", "tier", "certified", "owner",
        "expectedLossDelta", "standalone", "share", "raw", "rrw", "proximityHops",
        "proximityProbability", "downstreamCount", "topProbability", "method"}},
      {"Scope", {"in", "out"}},
      {"ScopeGap", {"item", "missing"}},
      {"BlockedWork", {"decision", "owner", "reach", "sole", "share", "slack", "order"}},
      {"Action", {"mitigation", "risk", "owner", "lossFall", "cost"}},
      {"MetricReading",
       {"metric", "values", "sample", "verdict", "reasons", "neededCount", "trend", "cohorts",
        "quality"}},
      {"MetricValue",
       {"measure", "at", "estimate", "low", "high", "anytimeLow", "anytimeHigh", "unit", "method"}},
      {"MetricSample", {"total", "events", "open", "competing", "matured", "exposure"}},
      {"MetricCohort", {"cohort", "values", "sample", "verdict"}},
      {"MetricQuality", {"duplicates", "late", "clamped", "unknownCohort"}},
      {"AgendaItem", {"kind", "subject", "owner", "due", "state"}},
      {"Summary", {"decisions", "approvals", "scopeChanges", "blockers", "comments", "risks"}},
      {"Since", {"asOf", "verdict", "nowPassing", "nowFailing", "moved"}},
      {"RiskMove", {"risk", "from", "to"}},
      {"Issue", {"severity", "path", "message"}},
  };
  TestSchema schema;
  for (const auto& [message, names] : contract) {
    const auto prototype = schema.New(message);
    for (const std::string& name : names) {
      EXPECT_NE(prototype->GetDescriptor()->FindFieldByCamelcaseName(name), nullptr)
          << message << " lacks " << name;
    }
  }
}

TEST(AssessmentJson, PrintsEveryFieldButTheNumbersTimesAndMessagesThatAreAbsent) {
  engine::Assessment assessment;
  assessment.cycle = "spring";
  assessment.as_of = absl::FromUnixMicros(1'767'225'600'500'000);
  assessment.verdict = model::Verdict::kHold;
  assessment.raw_verdict = model::Verdict::kNoGo;
  assessment.summary.decisions = {{"open", 2}, {"approved", 40}};
  engine::RankedRisk risk;
  risk.id = "checkout";
  risk.rank = 0;
  risk.rrw = std::numeric_limits<double>::infinity();
  assessment.risks = {risk};
  EXPECT_EQ(
      EncodeAssessmentJson(assessment, JsonLayout::kCompact).value(),
      R"({"cycle":"spring","playbook":"","verdict":"HOLD","rawVerdict":"NO_GO","stages":[],)"
      R"("certificate":[],"flip":[],"resolution":[],"vetoes":[],"waivers":[],"overrides":[],)"
      R"("constraints":[],"nearMisses":[],"risks":[{"id":"checkout","title":"","tier":"",)"
      R"("certified":false,"owner":"","downstreamCount":"0","method":"","foundIn":"",)"
      R"("isFoundLate":false,"recoveryOptions":[],"rank":"0","rrw":"Infinity"}],"scope":{"in":[],"out":[]},"blockedWork":[],"actions":[],"metrics":[],)"
      R"("agenda":[],"summary":{"decisions":{"approved":"40","open":"2"},"approvals":{},)"
      R"("scopeChanges":{},"blockers":{},"comments":{},"risks":{},"postLaunchIssues":{},"scopeItems":{}},)"
      R"("since":{"verdict":"VERDICT_UNSPECIFIED","nowPassing":[],"nowFailing":[],"moved":[],"newlyAsked":[],"newVetoes":[]},)"
      R"("issues":[],"inputsDigest":"","engineVersion":"","toNoGo":[],"resolutionGivesGo":false,)"
      R"("flipVerdict":"VERDICT_UNSPECIFIED","certificateIsMinimal":false,"flipIsExact":false,)"
      R"("resolutionIsMinimal":false,"computedVerdict":"VERDICT_UNSPECIFIED","policy":"","phase":"",)"
      R"("circularDependencies":[],"asOf":"2026-01-01T00:00:00.500Z"})");
}

TEST(AssessmentJson, NeverPrintsNaN) {
  engine::Assessment assessment;
  assessment.risks.resize(3);
  assessment.risks[2].rrw = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(EncodeAssessmentJson(assessment).status().message(),
            "risks[2].rrw: NaN is not a number and is not kept");
  EXPECT_EQ(EncodeAssessment(assessment).status().message(),
            "risks[2].rrw: NaN is not a number and is not kept");
  EXPECT_EQ(DecodeAssessmentJson(R"({"risks":[{"rrw":"NaN"}]})").status().message(),
            "risks[0].rrw: NaN is not a number and is not kept");
}

TEST(AssessmentJson, CountsAreReadAsNumbersAndAsText) {
  const auto read =
      DecodeAssessmentJson(R"({"summary":{"risks":{"a":1,"b":"2"}},"nearMisses":[{"row":1e1}]})");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->summary.risks, (std::map<std::string, int64_t>{{"a", 1}, {"b", 2}}));
  EXPECT_EQ(read->near_misses[0].row, 10);
}

TEST(AssessmentJson, NamesTheFieldThatIsWrong) {
  const auto message = [](std::string_view json) {
    return std::string(DecodeAssessmentJson(json).status().message());
  };
  EXPECT_EQ(message(R"({"summary":{"risks":{"a":"many"}}})"),
            "summary.risks[\"a\"]: expected a whole number, got \"many\"");
  EXPECT_EQ(message(R"({"summary":{"risks":{"a":1,"a":2}}})"),
            "summary.risks[\"a\"]: is given twice");
  EXPECT_EQ(message(R"({"summary":{"risks":{"a":null}}})"),
            "summary.risks[\"a\"]: expected a whole number, got null");
  EXPECT_EQ(message(R"({"summary":{"risks":[1]}})"),
            "summary.risks: expected an object of counts, got an array");
  EXPECT_EQ(message(R"({"summary":{"risks":5}})"),
            "summary.risks: expected an object of counts, got 5");
  EXPECT_EQ(message(R"({"summary":{"risks":{"a":{}}}})"),
            "summary.risks[\"a\"]: expected a whole number, got an object");
  EXPECT_EQ(message(R"({"scope":{"in":["a",null]}})"), "scope.in[1]: expected text, got null");
  EXPECT_EQ(message(R"({"scope":{"outside":[]}})"), "scope: \"outside\" is not a field of Scope");
  EXPECT_EQ(message(R"({"risks":[{"certified":"true"}]})"),
            "risks[0].certified: expected true or false, got \"true\"");
}

TEST(Assessment, WithAPartThatThisVersionDoesNotKnowIsRefused) {
  // since (24) { field 99: varint 1 }
  EXPECT_EQ(DecodeAssessment("\xc2\x01\x03\x98\x06\x01").status().message(),
            "since: field 99 is not known to this version");
}

TEST(Assessment, GivesTheSameBytesWhateverTheOrderInWhichMapsWereFilled) {
  engine::Assessment forth;
  engine::Assessment back;
  for (int i = 0; i < 50; ++i) forth.summary.risks[std::to_string(i)] = i;
  for (int i = 49; i >= 0; --i) back.summary.risks[std::to_string(i)] = i;
  EXPECT_EQ(EncodeAssessment(forth).value(), EncodeAssessment(back).value());
  const std::string bytes = EncodeAssessment(forth).value();
  EXPECT_EQ(EncodeAssessment(DecodeAssessment(bytes).value()).value(), bytes);
}

}  // namespace
}  // namespace readiness::wire
