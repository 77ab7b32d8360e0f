#include "readiness/risk/failure_network.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

NamedNetwork Line() {
  NamedNetwork network;
  network.graph = Letters("abc", {"ab", "bc"}, 0.5);
  network.leaks = {{"a", 0.2}};
  network.values = {{"c", 10, 0.5}};
  return network;
}

void ExpectRefused(const NamedNetwork& network, const std::string& rule, const std::string& text) {
  const auto built = network.TryBuild();
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(base::RuleOf(built.status()), rule);
  EXPECT_THAT(std::string(built.status().message()), HasSubstr(text));
}

TEST(FailureNetwork, PrerequisitesStandBeforeDependents) {
  SplitMix random(1);
  for (int i = 0; i < 200; ++i) {
    const FailureNetwork network =
        RandomNetwork(random, {.graph = {.node_count = 8, .edge_count = 12}}).Build();
    for (Place to = 0; to < network.place_count(); ++to) {
      for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
        EXPECT_LT(network.From(arc), to);
      }
    }
  }
}

TEST(FailureNetwork, MembersOfACircleStandSideBySide) {
  NamedNetwork named;
  named.graph = Letters("abcd", {"ab", "bc", "cb", "cd"}, 0.5);
  const FailureNetwork network = named.Build();
  ASSERT_EQ(network.circular().size(), 1U);
  EXPECT_EQ(network.circular()[0], (FailureNetwork::Circular{1, 3}));
  EXPECT_EQ(network.PlaceOf(0), 0U);
  EXPECT_EQ(network.PlaceOf(3), 3U);
}

TEST(FailureNetwork, LeaksOnOneNodeAreSeparateChances) {
  NamedNetwork named = Line();
  named.leaks = {{"a", 0.5}, {"a", 0.5}, {"b", 0.25}};
  const FailureNetwork network = named.Build();
  EXPECT_EQ(network.Leak(network.PlaceOf(0)), Bracket::Of(0.75));
  EXPECT_EQ(network.Leak(network.PlaceOf(1)), Bracket::Of(0.25));
  EXPECT_EQ(network.Leak(network.PlaceOf(2)), Bracket::Of(0));
  EXPECT_TRUE(network.is_known());
}

TEST(FailureNetwork, AProbabilityThatIsNotGivenMayBeAny) {
  NamedNetwork named = Line();
  named.leaks = {{"a", 0.5}, {"a", std::nullopt}};
  const FailureNetwork network = named.Build();
  EXPECT_EQ(network.Leak(network.PlaceOf(0)), (Bracket{0.5, 1}));
  EXPECT_EQ(network.Leak(network.PlaceOf(1)), Bracket::Of(0));
  EXPECT_FALSE(network.is_known());
}

TEST(FailureNetwork, ATouchpointIsWorthItsValueTimesItsSeverity) {
  const FailureNetwork network = Line().Build();
  EXPECT_EQ(network.Value(network.PlaceOf(2)), 5);
  EXPECT_EQ(network.total_value(), 5);
  EXPECT_TRUE(network.has_value());
}

TEST(FailureNetwork, ACommonCauseStandsBeforeItsMembersWithCertainArcs) {
  NamedNetwork named = Line();
  named.causes = {{"power", {"b", "c"}, 0.1}};
  const FailureNetwork network = named.Build();
  ASSERT_EQ(network.cause_count(), 1U);
  EXPECT_EQ(network.NodeAt(0), kNoNode);
  EXPECT_EQ(network.Leak(0), Bracket::Of(0.1));
  const Place b = network.PlaceOf(1);
  EXPECT_EQ(network.From(network.ArcsBegin(b)), 0U);
  EXPECT_EQ(network.Low(network.ArcsBegin(b)), 1);
  EXPECT_EQ(network.EdgeAt(network.ArcsBegin(b)), kNoEdge);
  EXPECT_EQ(network.OutCount(0), 2U);
}

TEST(FailureNetwork, EdgesThatCarryNothingAreLeftOut) {
  NamedNetwork named = Line();
  named.graph.edges[0].probability = 0;
  EXPECT_EQ(named.Build().arc_count(), 1U);
}

TEST(FailureNetwork, TheOrderOfRowsDoesNotShow) {
  SplitMix random(2);
  for (int i = 0; i < 100; ++i) {
    const NamedNetwork named = RandomNetwork(
        random,
        {.graph = {.node_count = 7, .edge_count = 12, .is_acyclic = false, .may_repeat = true},
         .leak_count = 6,
         .touchpoint_count = 3,
         .cause_count = 2});
    const FailureNetwork one = named.Build();
    const FailureNetwork other = Shuffled(named, random).Build();
    ASSERT_EQ(one.place_count(), other.place_count());
    ASSERT_EQ(one.arc_count(), other.arc_count());
    EXPECT_EQ(one.total_value(), other.total_value());
    for (Place place = 0; place < one.place_count(); ++place) {
      EXPECT_EQ(one.Leak(place), other.Leak(place));
      EXPECT_EQ(one.Value(place), other.Value(place));
      EXPECT_EQ(one.KeyOfPlace(place), other.KeyOfPlace(place));
      EXPECT_EQ(one.ArcsBegin(place), other.ArcsBegin(place));
    }
    for (Arc arc = 0; arc < one.arc_count(); ++arc) {
      EXPECT_EQ(one.From(arc), other.From(arc));
      EXPECT_EQ(one.Low(arc), other.Low(arc));
    }
  }
}

TEST(FailureNetwork, WhatIsWrongIsRefusedWithItsRow) {
  NamedNetwork network = Line();
  network.leaks.push_back({"b", 1.5});
  ExpectRefused(network, "cascade/leak", "leak row 2: probability must be in [0, 1], got 1.5");
  network = Line();
  network.leaks = {{"a", kNan}};
  ExpectRefused(network, "cascade/leak", "leak row 1");
  network = Line();
  network.leaks = {{"nowhere", 0.5}};
  ExpectRefused(network, "cascade/node", "leak row 1");
  network = Line();
  network.values.push_back({"b", -1});
  ExpectRefused(network, "cascade/value", "touchpoint row 2 (\"b\")");
  network.values[1] = {"b", std::numeric_limits<double>::infinity()};
  ExpectRefused(network, "cascade/value", "from 0 to 1e15");
  network.values[1] = {"b", 1, 1.01};
  ExpectRefused(network, "cascade/severity", "touchpoint row 2");
  network.values[1] = {"c", 1, 1};
  ExpectRefused(network, "cascade/touchpoint", "already at row 1");
  network = Line();
  network.causes = {{"power", {"a"}, 0.5}};
  ExpectRefused(network, "cascade/common-cause", "names 1 nodes");
  network.causes = {{"power", {"a", "a"}, 0.5}};
  ExpectRefused(network, "cascade/common-cause", "names \"a\" twice");
  network.causes = {{"power", {"a", "b"}, kNan}};
  ExpectRefused(network, "cascade/common-cause", "probability must be in [0, 1]");
  network.causes = {{"", {"a", "b"}, 0.5}};
  ExpectRefused(network, "cascade/common-cause", "the id is empty");
  network.causes = {{"power", {"a", "b"}, 0.5}, {"power", {"b", "c"}, 0.5}};
  ExpectRefused(network, "cascade/common-cause", "common cause row 2");
  network.causes = {{"power", {"a", "nowhere"}, 0.5}};
  ExpectRefused(network, "cascade/node", "common cause row 1");
}

TEST(FailureNetwork, TheEmptyGraphIsANetwork) {
  const FailureNetwork network = NamedNetwork{}.Build();
  EXPECT_EQ(network.place_count(), 0U);
  EXPECT_FALSE(network.has_value());
}

// FNV-1a of "a" by its published offset basis and prime, before mixing: 0xAF63DC4C8601EC8C.
TEST(IdHash, KeysAreThoseOfThePublishedFunctions) {
  EXPECT_EQ(internal::IdKey("a"), internal::MixBits(0xAF63DC4C8601EC8CU));
  // The first output of splitmix64 with seed 0 is published as 0xE220A8397B1DCDAF.
  EXPECT_EQ(internal::MixBits(0x9E3779B97F4A7C15U), 0xE220A8397B1DCDAFU);
  EXPECT_NE(internal::PairKey(1, 2), internal::PairKey(2, 1));
}

TEST(IdHash, UnitsLieInsideZeroToOneAndAreEvenlySpread) {
  double sum = 0;
  for (uint64_t draw = 0; draw < 100'000; ++draw) {
    const double unit = internal::RandomUnit(1, internal::IdKey("x"), draw);
    ASSERT_GT(unit, 0);
    ASSERT_LT(unit, 1);
    sum += unit;
  }
  EXPECT_NEAR(sum / 100'000, 0.5, 4 * 0.2887 / 316.2);  // 4 standard errors.
}

}  // namespace
}  // namespace readiness::risk
