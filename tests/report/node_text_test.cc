#include "readiness/report/node_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The first of three nodes: 4 of 6 an hour.
engine::GraphExplanation Left() {
  engine::GraphExplanation node;
  node.risk.id = "left";
  node.risk.rank = node.risk.rank_low = node.risk.rank_high = 1;
  node.risk.expected_loss_delta = 4;
  node.risk.proximity_hops = 1;
  node.risk.downstream_count = 1;
  node.risk.method = "exact";
  node.probability = 0.5;
  node.ranking.risk_count = 3;
  node.touchpoint_count = 1;
  node.ranking.loss = {6, 6};
  node.why.touchpoints = {{"page", 10, 4, 4}};
  node.why.paths = {{{"left", "page"}, 1}};
  node.why.links = {{"left", "page", 1, 4}};
  node.why.neighbours = {{"right", 2, 0.0}};
  node.why.decline = engine::RankFlip{"right", 0.2};
  return node;
}

TEST(NodeText, OpensWithThreeSentencesForAPerson) {
  EXPECT_THAT(
      NodeText(Left(), {.width_columns = 200}),
      StartsWith("node left\n"
                 "Number 1 of 3 by what customers would not lose if it never failed by itself: "
                 "about 4 an hour of the 6 that all failures cost, 66.7 %.\n"
                 "It fails by itself with a chance of 50 %; customers feel it at 1 touchpoint, the "
                 "nearest 1 step away.\n"
                 "It keeps its place unless that chance falls below 20 %: then right costs "
                 "customers more.\n"));
}

TEST(NodeText, HasTheWaysTheLinksAndTheNeighboursAndNoTier) {
  EXPECT_THAT(
      NodeText(Left()),
      AllOf(HasSubstr("100.0 %  left -> page"), HasSubstr("Strongest links behind it"),
            HasSubstr("after it: right; on what is recorded they do not change places"),
            HasSubstr("it would stand behind right with a likelihood of its own below 20 %"),
            HasSubstr("No common cause is declared"), Not(HasSubstr("tier"))));
}

TEST(NodeText, ShowsAWayWhoseChanceIsNotKnownWithWhatIsMissing) {
  engine::GraphExplanation node = Left();
  node.why.paths.clear();
  node.why.open_paths = {{{"left", "hall", "page"}, 0, 0.5, {{"left", "hall"}}},
                         {{"left", "yard", "page"}, 0.1, 1, {{"left", "yard"}, {"yard", "page"}}}};
  const std::string text = NodeText(node, {.width_columns = 200});
  EXPECT_THAT(
      text,
      AllOf(
          HasSubstr("Ways to a customer whose chance is not known"),
          HasSubstr(
              "0.0 % to 50.0 %  left -> hall -> page; not recorded: the chance of left -> hall\n"),
          HasSubstr("10.0 % to 100.0 %  left -> yard -> page; not recorded: the chance of left -> "
                    "yard and yard -> page\n"),
          Not(HasSubstr("Likeliest ways"))));
}

TEST(NodeText, SaysOfWhatWasDrawnThatNoDrawChangedIt) {
  engine::GraphExplanation node = Left();
  node.risk.tier = "ACT";
  node.risk.rank_high = 2;
  const std::string drawn = NodeText(node, {.width_columns = 200});
  EXPECT_THAT(drawn, HasSubstr("after it: right; likelihoods that are not certain were drawn, and "
                               "in no draw do they change places"));
  node.risk.rank_high = node.risk.rank_low;
  EXPECT_THAT(NodeText(node, {.width_columns = 200}),
              HasSubstr("after it: right; on what is recorded they do not change places"));
}

TEST(NodeText, NamesTheCircleThatItIsIn) {
  engine::GraphExplanation node = Left();
  node.circle = engine::CircularDependency{"failure", {"left", "page"}, {"left", "page"}, true};
  EXPECT_THAT(NodeText(node), HasSubstr("2 nodes fail each other: left, page; shortest cycle: left "
                                        "-> page -> left"));
  EXPECT_THAT(NodeHtml(node), HasSubstr("Circular dependency"));
  EXPECT_THAT(NodeText(Left()), Not(HasSubstr("Circular")));
}

TEST(NodeText, ShowsTheBracketOfATouchpointBesideWhatWasDrawn) {
  engine::GraphExplanation node = Left();
  node.why.touchpoints = {{"page", 10, 3, 5, 4.0, 0.25}};
  EXPECT_THAT(NodeText(node), HasSubstr("4 +- 0.25 (3 to 5)"));
}

TEST(NodeText, TheChanceToBeAmongTheFirstTenHasItsInterval) {
  engine::GraphExplanation node = Left();
  node.why.top_probability = 0.5;
  node.why.top_probability_low = 0.44;
  node.why.top_probability_high = 0.56;
  EXPECT_THAT(NodeText(node), HasSubstr("a chance of 50 % (44 to 56)"));
}

TEST(NodeText, SaysWhatWasDrawnAndHowMuchIsNotShown) {
  engine::GraphExplanation node = Left();
  node.risk.method = "MC";
  node.risk.expected_loss_delta_low = 1;
  node.risk.expected_loss_delta_high = 7;
  node.risk.expected_loss_delta_error = 0.25;
  node.why.touchpoints[0] = {"page", 10, 1, 7, 4, 0.25};
  node.touchpoint_count = 12;
  EXPECT_THAT(
      NodeText(node, {.width_columns = 200}),
      AllOf(HasSubstr("would lose 1 to 7 less an hour, most likely 4, drawn with a standard "
                      "error of 0.25"),
            HasSubstr("4 +- 0.25"), HasSubstr("and 11 more touchpoints")));
}

TEST(NodeText, SaysWhatIsNotKnown) {
  engine::GraphExplanation node = Left();
  node.probability.reset();
  node.risk.method = "bracket";
  node.risk.expected_loss_delta_low = 0;
  node.risk.expected_loss_delta_high = 8;
  node.why.decline.reset();
  EXPECT_THAT(NodeText(node, {.width_columns = 200}),
              AllOf(HasSubstr(": 0 to 8 an hour, and no number in it is likelier."),
                    HasSubstr("How likely it fails by itself is not known; customers feel it"),
                    Not(HasSubstr("It keeps its place"))));
  node.touchpoint_count = 0;
  EXPECT_THAT(NodeText(node), HasSubstr("customers feel nothing of it."));
  EXPECT_THAT(NodeText(node), HasSubstr("its failure can reach 1 other node\n"));
  node.risk.downstream_count = 0;
  node.ranking.has_downstream_counts = false;
  EXPECT_THAT(NodeText(node),
              AllOf(HasSubstr("how many nodes its failure can reach was not counted"),
                    Not(HasSubstr("other node"))));
}

TEST(NodeText, SaysTheSameAsMarkdownAndAsAPage) {
  EXPECT_THAT(NodeMarkdown(Left()),
              AllOf(HasSubstr("# node "), HasSubstr("Number 1 of"), HasSubstr("left")));
  engine::GraphExplanation hostile = Left();
  hostile.risk.id = "<script>";
  EXPECT_THAT(NodeHtml(hostile), AllOf(HasSubstr("<!DOCTYPE html>"), HasSubstr("&lt;script&gt;"),
                                       Not(HasSubstr("<script>"))));
}

}  // namespace
}  // namespace readiness::report
