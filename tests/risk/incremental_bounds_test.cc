#include "readiness/risk/incremental_bounds.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/cascade_bounds.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

// Every number has the bits that a batch gives for the same network.
void ExpectSameAsBatch(IncrementalBounds& live) {
  const FailureNetwork& network = live.network();
  const CascadeBounds batch = BoundCascade(network);
  std::vector<double> falls(network.place_count());
  for (Place place = 0; place < network.place_count(); ++place) {
    SCOPED_TRACE(place);
    ASSERT_EQ(live.Degraded(place), batch.Degraded(place));
    ASSERT_EQ(live.Birnbaum(place), batch.Birnbaum(place));
    ASSERT_EQ(live.BirnbaumEstimate(place), batch.BirnbaumEstimate(place));
    falls[place] = network.Leak(place).high * batch.BirnbaumEstimate(place);
    ASSERT_EQ(live.Fall(place), falls[place]);
  }
  EXPECT_EQ(live.expected_loss(), batch.expected_loss());
  std::vector<Place> places;
  for (auto at = static_cast<Place>(network.cause_count()); at < network.place_count(); ++at) {
    places.push_back(at);
  }
  std::sort(places.begin(), places.end(), [&](Place a, Place b) {
    return falls[a] != falls[b] ? falls[a] > falls[b] : network.NodeAt(a) < network.NodeAt(b);
  });
  places.resize(std::min<size_t>(places.size(), 7));
  EXPECT_EQ(live.Top(7), places);
}

// One to three random changes; now and then to 0 or 1.
void ChangeSomething(SplitMix& random, IncrementalBounds& live) {
  const FailureNetwork& network = live.network();
  for (size_t changes = 1 + random.Below(3); changes > 0; --changes) {
    const auto place = static_cast<Place>(random.Below(network.place_count()));
    const size_t extreme = random.Below(8);
    const double chance = extreme == 0 ? 0 : extreme == 1 ? 1 : random.Unit() * random.Unit();
    switch (random.Below(5)) {
      case 0:
      case 1:
        live.SetLeak(place, chance);
        break;
      case 2:
      case 3:
        if (network.arc_count() == 0) break;
        live.SetChance(static_cast<Arc>(random.Below(network.arc_count())), chance);
        break;
      default:
        if (random.Below(4) == 0) live.SetValue(place, extreme == 0 ? 0 : 100 * random.Unit());
    }
  }
}

TEST(IncrementalBounds, AfterEveryChangeTheBitsAreThoseOfABatch) {
  SplitMix random(1123);
  size_t kept = 0;
  size_t made_anew = 0;
  for (int graph = 0; graph < 60; ++graph) {
    NetworkShape shape;
    shape.graph.node_count = 4 + random.Below(90);
    shape.graph.edge_count = shape.graph.node_count * (1 + random.Below(3));
    shape.graph.is_acyclic = graph % 3 != 0;
    shape.graph.unknown_share = graph % 4 == 0 ? 0.1 : 0;
    shape.leak_count = shape.graph.node_count / 2;
    shape.touchpoint_count = 1 + shape.graph.node_count / 8;
    shape.cause_count = random.Below(3);
    IncrementalBounds live(RandomNetwork(random, shape).Build());
    ExpectSameAsBatch(live);
    for (int change = 0; change < 20; ++change) {
      ChangeSomething(random, live);
      live.Update();
      (live.was_whole() ? made_anew : kept) += 1;
      ExpectSameAsBatch(live);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(kept, 500U);
  EXPECT_GT(made_anew, 20U);  // The guard was met as well.
}

// A chain of 3,000 nodes with a leak each.
FailureNetwork Chain() {
  NamedNetwork chain;
  for (int i = 0; i < 3000; ++i) {
    const std::string id = "n" + std::to_string(10000 + i);
    chain.graph.ids.push_back(id);
    chain.leaks.push_back({id, i == 0 ? 0.2 : 0.01});
    if (i % 50 == 0) chain.values.push_back({id, 5, 1});
    if (i > 0) chain.graph.edges.push_back({"n" + std::to_string(9999 + i), id, 0.3});
  }
  return chain.Build();
}

// What changes at its end stays there, and a change at its beginning dies out on the way.
TEST(IncrementalBounds, AChangeStopsWhereNothingMoves) {
  IncrementalBounds live(Chain());
  for (const Place place : {Place{0}, Place{1500}, Place{2999}}) {
    live.SetLeak(place, 0.4);
    live.Update();
    EXPECT_FALSE(live.was_whole()) << place;
    ExpectSameAsBatch(live);
  }
}

// Only what is degraded, change after change, in the end more often than there are places; the rest
// when it is asked for.
TEST(IncrementalBounds, WhatWasLeftForLaterIsMadeUpFor) {
  SplitMix random(31);
  IncrementalBounds live(Chain());
  for (const int change_count : {1, 3, 8, 400}) {
    for (int change = 0; change < change_count; ++change) {
      live.SetLeak(static_cast<Place>(random.Below(3000)), random.Unit());
      live.UpdateDegraded();
      ASSERT_FALSE(live.was_whole());
    }
    const CascadeBounds batch = BoundCascade(live.network());
    for (Place place = 0; place < live.network().place_count(); ++place) {
      ASSERT_EQ(live.Degraded(place), batch.Degraded(place)) << place;
    }
    live.Update();
    ExpectSameAsBatch(live);
  }
}

TEST(IncrementalBounds, AnEmptyNetworkHasNoTop) {
  IncrementalBounds live(NamedNetwork{}.Build());
  live.Update();
  EXPECT_TRUE(live.Top(100).empty());
  EXPECT_EQ(live.expected_loss(), LossBracket::Of(0));
}

}  // namespace
}  // namespace readiness::risk
