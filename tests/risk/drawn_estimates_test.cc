#include "readiness/risk/drawn_estimates.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "worlds.h"

namespace readiness::risk {
namespace {

constexpr CascadeOptions kBracketsOnly = {.most_frontier = 0};
constexpr DrawingOptions kDrawing = {.worlds = 8192, .most_steps = 1e7};

std::vector<Place> AllPlaces(const FailureNetwork& network) {
  std::vector<Place> places;
  for (Place place = 0; place < network.place_count(); ++place) places.push_back(place);
  return places;
}

// A circle with ways across, which brackets alone leave open.
NamedNetwork Tangle() {
  NamedNetwork named;
  named.graph =
      Letters("abcdef", {"ab", "bc", "cd", "de", "ea", "ac", "bd", "ce", "ef", "cf"}, 0.4);
  named.leaks = {{"a", 0.2}, {"b", 0.1}, {"d", 0.3}};
  named.values = {{"f", 100, 1}, {"c", 10, 1}};
  return named;
}

// With fixed seeds none of some hundred comparisons lies beyond four standard errors.
TEST(DrawnEstimates, LieWithinFourStandardErrorsOfTheEnumerationOfAllWorlds) {
  SplitMix random(91);
  size_t drawn_count = 0;
  for (int i = 0; i < 16; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork network =
        RandomNetwork(random,
                      {.graph = {.node_count = 7, .edge_count = 12, .is_acyclic = i % 2 == 0},
                       .leak_count = 4,
                       .touchpoint_count = 3})
            .Build();
    Cascade cascade = EvaluateCascade(network, kBracketsOnly);
    const Cascade before = cascade;
    const Drawing drawing = DrawEstimates(network, kDrawing, cascade);
    if (drawing.worlds == 0) continue;
    EXPECT_NEAR(drawing.expected_loss.mean, EnumerateWorlds(network).expected_loss,
                4 * drawing.expected_loss.standard_error + 1e-9);
    for (const Place place : AllPlaces(network)) {
      if (cascade.IsBirnbaumExact(place)) continue;
      EXPECT_EQ(cascade.Birnbaum(place).low, before.Birnbaum(place).low);
      EXPECT_EQ(cascade.Birnbaum(place).high, before.Birnbaum(place).high);
      EXPECT_GE(cascade.BirnbaumEstimate(place), before.Birnbaum(place).low);
      EXPECT_LE(cascade.BirnbaumEstimate(place), before.Birnbaum(place).high);
      EXPECT_NEAR(cascade.BirnbaumEstimate(place), BirnbaumByEnumeration(network, place),
                  4 * *cascade.BirnbaumError(place) + 1e-9);
      ++drawn_count;
    }
  }
  EXPECT_GT(drawn_count, 30U);
}

// Where the bracket is narrower than what few worlds leave open, it says more than they do.
TEST(DrawnEstimates, TheLossStaysInsideItsBracket) {
  SplitMix random(17);
  int moved = 0;
  for (int i = 0; i < 200; ++i) {
    const FailureNetwork network =
        RandomNetwork(random,
                      {.graph = {.node_count = 7, .edge_count = 9, .is_acyclic = i % 2 == 0},
                       .leak_count = 4,
                       .touchpoint_count = 3})
            .Build();
    Cascade cascade = EvaluateCascade(network, kBracketsOnly);
    const LossBracket loss = cascade.expected_loss();
    const Drawing drawing =
        DrawEstimates(network, {.seed = 3, .worlds = 64, .most_steps = 1e7}, cascade);
    if (drawing.worlds == 0) continue;
    EXPECT_GE(drawing.expected_loss.mean, loss.low);
    EXPECT_LE(drawing.expected_loss.mean, loss.high);
    EXPECT_LE(drawing.expected_loss.standard_error, loss.high - loss.low);
    moved += drawing.expected_loss.mean == loss.low || drawing.expected_loss.mean == loss.high;
  }
  EXPECT_GT(moved, 0);
}

TEST(DrawnEstimates, WhatIsExactIsNotDrawn) {
  const FailureNetwork network = Tangle().Build();
  Cascade cascade = EvaluateCascade(network);
  EXPECT_EQ(DrawEstimates(network, kDrawing, cascade).worlds, 0U);
  EXPECT_FALSE(cascade.BirnbaumError(0).has_value());
}

// What is not known has no standard error.
TEST(DrawnEstimates, NothingIsDrawnWhereAProbabilityIsMissing) {
  NamedNetwork named = Tangle();
  named.graph.edges[3].probability.reset();
  const FailureNetwork edge = named.Build();
  Cascade cascade = EvaluateCascade(edge, kBracketsOnly);
  EXPECT_EQ(DrawEstimates(edge, kDrawing, cascade).worlds, 0U);
  named = Tangle();
  named.leaks[1].probability.reset();
  const FailureNetwork leak = named.Build();
  cascade = EvaluateCascade(leak, kBracketsOnly);
  EXPECT_EQ(DrawEstimates(leak, kDrawing, cascade).worlds, 0U);
}

TEST(DrawnEstimates, TheEffortBoundsTheWorldsAndTheFirstAreThoseOfMore) {
  const FailureNetwork network = Tangle().Build();
  Cascade cascade = EvaluateCascade(network, kBracketsOnly);
  EXPECT_EQ(DrawEstimates(network, {}, cascade).worlds, 0U);
  // Two touchpoints with six places and ten arcs behind each: a block takes 20 to 60 steps.
  EXPECT_EQ(DrawEstimates(network, {.worlds = 4096, .most_steps = 10}, cascade).worlds, 0U);
  EXPECT_FALSE(cascade.BirnbaumError(0).has_value());
  const Drawing few = DrawEstimates(network, {.worlds = 4096, .most_steps = 500}, cascade);
  EXPECT_GT(few.worlds, 64U * 5);
  EXPECT_LT(few.worlds, 64U * 30);
  const double drawn = cascade.BirnbaumEstimate(0);
  const double error = *cascade.BirnbaumError(0);
  const auto same = static_cast<uint32_t>(few.worlds);
  EXPECT_EQ(DrawEstimates(network, {.worlds = same, .most_steps = 1e9}, cascade).worlds, same);
  EXPECT_EQ(cascade.BirnbaumEstimate(0), drawn);
  EXPECT_EQ(DrawEstimates(network, {.worlds = 4 * same, .most_steps = 1e9}, cascade).worlds,
            4 * same);
  EXPECT_NEAR(*cascade.BirnbaumError(0), error / 2, error / 10);
}

// Errors of touchpoints add up by their squares: a hundred with worlds of their own tell ten times
// as much as one that is worth as much as all of them.
TEST(DrawnEstimates, EachTouchpointHasWorldsOfItsOwn) {
  NamedNetwork one = Tangle();
  one.values = {{"f", 100, 1}};
  NamedNetwork many = Tangle();
  many.values.clear();
  for (int i = 0; i < 100; ++i) {
    const std::string id = "t" + std::to_string(i);
    many.graph.ids.push_back(id);
    many.graph.edges.push_back({"f", id, 1});
    many.values.push_back({id, 1, 1});
  }
  const DrawingOptions drawing = {.worlds = 1024, .most_steps = 1e8};
  const FailureNetwork few_network = one.Build();
  const FailureNetwork many_network = many.Build();
  Cascade few = EvaluateCascade(few_network, kBracketsOnly);
  Cascade much = EvaluateCascade(many_network, kBracketsOnly);
  const Drawing first = DrawEstimates(few_network, drawing, few);
  const Drawing second = DrawEstimates(many_network, drawing, much);
  EXPECT_NEAR(second.expected_loss.standard_error, first.expected_loss.standard_error / 10,
              first.expected_loss.standard_error / 50);
  EXPECT_NEAR(second.expected_loss.mean, EnumerateWorlds(few_network).expected_loss,
              4 * second.expected_loss.standard_error);
}

// Of numbers drawn from many networks at least 95 % lie within 1.96 errors of the exact one; more
// do where little was hit.
TEST(DrawnEstimates, ErrorsCoverWhatIsExactSlow) {
  SplitMix random(92);
  size_t covered = 0;
  size_t count = 0;
  for (int i = 0; i < 400; ++i) {
    const FailureNetwork network =
        RandomNetwork(random,
                      {.graph = {.node_count = 14, .edge_count = 26, .is_acyclic = i % 2 == 0},
                       .leak_count = 7,
                       .touchpoint_count = 5})
            .Build();
    const Cascade exact = EvaluateCascade(network);
    Cascade drawn = EvaluateCascade(network, kBracketsOnly);
    DrawEstimates(network, {.seed = static_cast<uint64_t>(i), .worlds = 512, .most_steps = 1e7},
                  drawn);
    for (Place place = 0; place < network.place_count(); ++place) {
      const auto error = drawn.BirnbaumError(place);
      if (!error.has_value() || !exact.IsBirnbaumExact(place)) continue;
      if (drawn.Birnbaum(place).high - drawn.Birnbaum(place).low < 1e-9) continue;
      ++count;
      const double off = drawn.BirnbaumEstimate(place) - exact.Birnbaum(place).low;
      covered += std::fabs(off) <= 1.96 * *error ? size_t{1} : size_t{0};
    }
  }
  ASSERT_GT(count, 1500U);
  const double share = static_cast<double>(covered) / static_cast<double>(count);
  EXPECT_GT(share, 0.94) << covered << " of " << count;
}

// Where a loss hangs on worlds that are rarer than those that are drawn, the sample knows nothing
// of its own error: with the variance of the hits alone some of these numbers lie beyond four
// errors, most of them with none at all.
TEST(DrawnEstimates, WhatRareWorldsTellLiesWithinFourErrorsToo) {
  SplitMix random(93);
  size_t beyond = 0;
  size_t without_hit = 0;
  size_t count = 0;
  for (int i = 0; i < 300; ++i) {
    const FailureNetwork network =
        RandomNetwork(random, {.graph = {.node_count = 12,
                                         .edge_count = 22,
                                         .is_acyclic = i % 2 == 0,
                                         .greatest = i % 3 == 0 ? 0.05 : 0.3},
                               .leak_count = 6,
                               .touchpoint_count = 4})
            .Build();
    const Cascade exact = EvaluateCascade(network);
    Cascade drawn = EvaluateCascade(network, kBracketsOnly);
    const Drawing drawing = DrawEstimates(
        network, {.seed = static_cast<uint64_t>(i), .worlds = 128, .most_steps = 1e7}, drawn);
    if (drawing.worlds == 0 || !exact.is_loss_exact()) continue;
    beyond += std::fabs(drawing.expected_loss.mean - exact.expected_loss().low) >
              4 * drawing.expected_loss.standard_error + 1e-9;
    for (Place place = 0; place < network.place_count(); ++place) {
      const auto error = drawn.BirnbaumError(place);
      if (!error.has_value() || !exact.IsBirnbaumExact(place)) continue;
      ++count;
      const double off = drawn.BirnbaumEstimate(place) - exact.Birnbaum(place).low;
      beyond += std::fabs(off) > 4 * *error + 1e-9 ? 1U : 0U;
      without_hit += drawn.BirnbaumEstimate(place) == drawn.Birnbaum(place).low ? 1U : 0U;
    }
  }
  EXPECT_GT(count, 1000U);
  EXPECT_GT(without_hit, 100U);
  EXPECT_EQ(beyond, 0U) << count;
}

// Where many worlds tell, the error is that of the sample and two hits: 4,096 worlds of a loss with
// probability q have sqrt(4096 q (1 - q)).
TEST(DrawnEstimates, TheErrorOfWhatManyWorldsTellIsNotWide) {
  NamedNetwork named = Tangle();
  named.values = {{"f", 100, 1}};
  const FailureNetwork network = named.Build();
  Cascade cascade = EvaluateCascade(network, kBracketsOnly);
  ASSERT_EQ(DrawEstimates(network, {.worlds = 4096, .most_steps = 1e7}, cascade).worlds, 4096U);
  for (const Place place : AllPlaces(network)) {
    const double share = cascade.BirnbaumEstimate(place) / 100;
    if (cascade.IsBirnbaumExact(place) || share < 0.05) continue;
    const double spread = 100 * std::sqrt(share * (1 - share) / 4096);
    EXPECT_GE(*cascade.BirnbaumError(place), std::min(spread, cascade.Birnbaum(place).Width()));
    EXPECT_LE(*cascade.BirnbaumError(place), 1.2 * spread);
  }
}

TEST(DrawnEstimates, AnotherRiskReshufflesNothing) {
  NamedNetwork named = Tangle();
  const FailureNetwork before = named.Build();
  named.graph.ids.push_back("0 first");
  named.graph.edges.push_back({"0 first", "g", 0.5});
  named.graph.ids.push_back("g");
  named.leaks.push_back({"0 first", 0.5});
  named.values.push_back({"g", 3, 1});
  const FailureNetwork after = named.Build();
  Cascade one = EvaluateCascade(before, kBracketsOnly);
  Cascade other = EvaluateCascade(after, kBracketsOnly);
  ASSERT_EQ(DrawEstimates(before, kDrawing, one).worlds, 8192U);
  ASSERT_EQ(DrawEstimates(after, kDrawing, other).worlds, 8192U);
  for (NodeIndex node = 0; node < 6; ++node) {  // "0 first" has moved all by one.
    EXPECT_EQ(one.BirnbaumEstimate(before.PlaceOf(node)),
              other.BirnbaumEstimate(after.PlaceOf(node + 1)));
    EXPECT_EQ(one.BirnbaumError(before.PlaceOf(node)),
              other.BirnbaumError(after.PlaceOf(node + 1)));
  }
}

}  // namespace
}  // namespace readiness::risk
