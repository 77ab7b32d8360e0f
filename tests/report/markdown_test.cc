#include "readiness/report/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace readiness::report {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Why: people paste it into tickets and wikis; its tables and lists have to stay what they are.
TEST(AssessmentMarkdown, IsTheGoldenFile) {
  EXPECT_EQ(AssessmentMarkdown(SampleAssessment(), SampleNames()), Golden("assessment.md"));
}

TEST(AssessmentMarkdown, OpensWithTheVerdictAsHeading) {
  EXPECT_THAT(AssessmentMarkdown(SampleAssessment(), SampleNames()),
              StartsWith("# NO_GO: One-page checkout (checkout-2026), as of"));
}

TEST(AssessmentMarkdown, EscapesWhatWouldBeMarkup) {
  auto a = EmptyAssessment();
  a.risks.resize(1);
  a.risks[0].id = "a|b";
  a.risks[0].title = "![x](http://e) <img src=x> **bold** _it_ `code` # | HAND_OFF";
  const std::string text = AssessmentMarkdown(a, Names());
  EXPECT_THAT(text, HasSubstr("a\\|b"));
  EXPECT_THAT(text, HasSubstr("\\!\\[x\\](http://e) &lt;img src=x&gt; \\*\\*bold\\*\\* \\_it\\_ "
                              "\\`code\\` \\# \\| HAND_OFF"));
}

TEST(AssessmentMarkdown, KeepsARowOnOneLine) {
  auto a = EmptyAssessment();
  a.risks.resize(1);
  a.risks[0].id = "r";
  a.risks[0].title = "one\ntwo\r\nthree";
  EXPECT_THAT(AssessmentMarkdown(a, Names()), HasSubstr("| one two  three |"));
}

TEST(AssessmentMarkdown, CutsNothing) {
  auto a = EmptyAssessment();
  for (int i = 0; i < 300; ++i) {
    a.issues.push_back({model::Severity::kWarning, "p" + std::to_string(i), "m"});
  }
  const std::string text = AssessmentMarkdown(a, Names());
  EXPECT_THAT(text, HasSubstr("p299: m"));
  EXPECT_THAT(text, Not(ContainsRegex("and [0-9]+ more")));
}

}  // namespace
}  // namespace readiness::report
