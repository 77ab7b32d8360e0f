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
    const Drawing drawing = DrawEstimates(network, AllPlaces(network), kDrawing, cascade);
    if (drawing.worlds == 0) continue;
    EXPECT_NEAR(drawing.expected_loss.mean, EnumerateWorlds(network).expected_loss,
                4 * drawing.expected_loss.standard_error + 1e-9);
    for (const Place place : drawing.places) {
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

TEST(DrawnEstimates, WhatIsExactIsNotDrawn) {
  const FailureNetwork network = Tangle().Build();
  Cascade cascade = EvaluateCascade(network);
  EXPECT_EQ(DrawEstimates(network, AllPlaces(network), kDrawing, cascade).worlds, 0U);
  EXPECT_FALSE(cascade.BirnbaumError(0).has_value());
}

// What is not known has no standard error.
TEST(DrawnEstimates, NothingIsDrawnWhereAProbabilityIsMissing) {
  NamedNetwork named = Tangle();
  named.graph.edges[3].probability.reset();
  const FailureNetwork edge = named.Build();
  Cascade cascade = EvaluateCascade(edge, kBracketsOnly);
  EXPECT_EQ(DrawEstimates(edge, AllPlaces(edge), kDrawing, cascade).worlds, 0U);
  named = Tangle();
  named.leaks[1].probability.reset();
  const FailureNetwork leak = named.Build();
  cascade = EvaluateCascade(leak, kBracketsOnly);
  EXPECT_EQ(DrawEstimates(leak, AllPlaces(leak), kDrawing, cascade).worlds, 0U);
}

TEST(DrawnEstimates, TheEffortBoundsWorldsAndPlacesInTheOrderGiven) {
  // Two tangles that have nothing to do with each other: 12 places, 20 arcs, 16 steps each behind
  // each place of "a" to "e".
  NamedNetwork named = Tangle();
  const NamedNetwork once = named;
  for (const std::string& id : once.graph.ids) named.graph.ids.push_back("2" + id);
  for (const NamedEdge& edge : once.graph.edges) {
    named.graph.edges.push_back({"2" + edge.prerequisite, "2" + edge.dependent, 0.4});
  }
  named.leaks.push_back({"2a", 0.5});
  named.values.push_back({"2f", 1, 1});
  const FailureNetwork network = named.Build();
  Cascade cascade = EvaluateCascade(network, kBracketsOnly);
  std::vector<Place> places;
  for (const std::string_view id : {"a", "2a", "b", "2b", "c", "2c", "d", "2d", "e", "2e"}) {
    places.push_back(network.PlaceOf(*named.graph.Build().Find(id)));
  }
  for (int i = 0; i < 5; ++i) places.push_back(places[0]);  // Asked for again.
  EXPECT_EQ(DrawEstimates(network, places, {}, cascade).worlds, 0U);
  // 32 steps a block for the worlds: an eighth of 3328 is enough for 13 blocks; 7 * 32 are left of
  // each, enough for 14 of the 15 that are asked for.
  const Drawing few = DrawEstimates(network, places, {.worlds = 4096, .most_steps = 3328}, cascade);
  EXPECT_EQ(few.worlds, 13U * 64);
  EXPECT_EQ(few.places, std::vector<Place>(places.begin(), places.end() - 1));
  EXPECT_TRUE(cascade.BirnbaumError(places[0]).has_value());
  // Fewer than 256 worlds are not worth it, unless so few are asked for.
  EXPECT_EQ(DrawEstimates(network, places, {.worlds = 4096, .most_steps = 512}, cascade).worlds,
            0U);
  EXPECT_EQ(DrawEstimates(network, places, {.worlds = 64, .most_steps = 512}, cascade).worlds, 64U);
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
  ASSERT_GT(DrawEstimates(before, AllPlaces(before), kDrawing, one).places.size(), 0U);
  DrawEstimates(after, AllPlaces(after), kDrawing, other);
  for (NodeIndex node = 0; node < 6; ++node) {  // "0 first" has moved all by one.
    EXPECT_EQ(one.BirnbaumEstimate(before.PlaceOf(node)),
              other.BirnbaumEstimate(after.PlaceOf(node + 1)));
    EXPECT_EQ(one.BirnbaumError(before.PlaceOf(node)),
              other.BirnbaumError(after.PlaceOf(node + 1)));
  }
}

}  // namespace
}  // namespace readiness::risk
