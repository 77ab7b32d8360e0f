#include "readiness/risk/sampled_cascade.h"

#include <cmath>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/cascade.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

std::vector<Place> AllPlaces(const FailureNetwork& network) {
  std::vector<Place> places;
  for (Place place = 0; place < network.place_count(); ++place) places.push_back(place);
  return places;
}

// Over a few hundred comparisons one in 16,000 lies beyond 4 standard errors by chance; with fixed
// seeds none of these does.
TEST(SampledCascade, MeansLieWithinFourStandardErrorsOfTheExactAnswers) {
  SplitMix random(31);
  for (int i = 0; i < 24; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork network = RandomNetwork(random, {.graph = {.node_count = 8,
                                                                    .edge_count = 12,
                                                                    .is_acyclic = i % 2 == 0,
                                                                    .certain_share = 0.1},
                                                          .leak_count = 4,
                                                          .touchpoint_count = 3,
                                                          .cause_count = 1})
                                       .Build();
    const Cascade exact = EvaluateCascade(network);
    CascadeSampler sampler(network, {.seed = 5, .worlds = 8192});
    sampler.Run(AllPlaces(network));
    const SampledMean loss = sampler.expected_loss();
    EXPECT_LE(std::fabs(loss.mean - exact.expected_loss().low), 4 * loss.standard_error + 1e-9);
    for (Place place = 0; place < network.place_count(); ++place) {
      ASSERT_TRUE(exact.IsBirnbaumExact(place));
      const SampledMean degraded = sampler.Degraded(place);
      EXPECT_LE(std::fabs(degraded.mean - exact.Degraded(place).low), 4 * degraded.standard_error);
      const SampledMean birnbaum = sampler.Birnbaum(place);
      EXPECT_LE(std::fabs(birnbaum.mean - exact.Birnbaum(place).low),
                4 * birnbaum.standard_error + 1e-9);
    }
  }
}

// The leak of a place that always leaks is taken away in every world.
TEST(SampledCascade, ACertainLeakHasABirnbaumValueToo) {
  NamedNetwork named;
  named.graph = Letters("abc", {"ab", "bc", "ca"}, 0.5);
  named.leaks = {{"a", 1.0}, {"b", 0.25}};
  named.values = {{"c", 1, 1}};
  const FailureNetwork network = named.Build();
  CascadeSampler sampler(network, {.seed = 1, .worlds = 1 << 16});
  const std::vector<Place> places = {network.PlaceOf(0)};
  sampler.Run(places);
  // With a: c fails with P(b) * 0.5, P(b) = 1 - 0.75 * 0.5; without: 0.25 * 0.5.
  EXPECT_NEAR(sampler.Birnbaum(0).mean, 0.5 * 0.625 - 0.125,
              4 * sampler.Birnbaum(0).standard_error);
  EXPECT_LT(sampler.Birnbaum(0).standard_error, 0.002);
}

// A world is a function of its seed, its ids and its number: what else the network holds, the order
// of the rows and the number of worlds change nothing.
TEST(SampledCascade, AnotherRiskLeavesTheDrawsOfTheOthersAlone) {
  NamedNetwork named;
  named.graph = Letters("abcd", {"ab", "bc"}, 0.5);
  named.leaks = {{"a", 0.3}};
  named.values = {{"c", 1, 1}};
  const FailureNetwork before = named.Build();
  named.graph.ids.push_back("0 first");
  named.graph.edges.push_back({"0 first", "d", 0.5});
  named.leaks.push_back({"d", 0.4});
  const FailureNetwork after = named.Build();
  CascadeSampler one(before, {.seed = 9, .worlds = 640});
  CascadeSampler other(after, {.seed = 9, .worlds = 640});
  one.Run();
  other.Run();
  for (const char id : {'a', 'b', 'c'}) {
    const auto node = static_cast<NodeIndex>(id - 'a');
    EXPECT_EQ(one.Degraded(before.PlaceOf(node)).mean,
              other.Degraded(after.PlaceOf(node + 1)).mean);
  }
  EXPECT_EQ(one.expected_loss().mean, other.expected_loss().mean);
}

TEST(SampledCascade, TheOrderOfRowsDoesNotShow) {
  SplitMix random(32);
  const NamedNetwork named =
      RandomNetwork(random, {.graph = {.node_count = 12, .edge_count = 20, .is_acyclic = false},
                             .leak_count = 6,
                             .touchpoint_count = 4});
  const FailureNetwork network = named.Build();
  CascadeSampler one(network, {.seed = 3, .worlds = 256});
  one.Run(AllPlaces(network));
  for (int i = 0; i < 5; ++i) {
    const FailureNetwork shuffled = Shuffled(named, random).Build();
    CascadeSampler other(shuffled, {.seed = 3, .worlds = 256});
    other.Run(AllPlaces(shuffled));
    EXPECT_EQ(one.expected_loss().mean, other.expected_loss().mean);
    for (Place place = 0; place < network.place_count(); ++place) {
      EXPECT_EQ(one.Birnbaum(place).mean, other.Birnbaum(place).mean);
    }
  }
}

// Blocks are shared out to threads, and what they found is put together in any order.
TEST(SampledCascade, OneTwoAndEightThreadsGiveTheSameBytes) {
  SplitMix random(33);
  const FailureNetwork network =
      RandomNetwork(random, {.graph = {.node_count = 60, .edge_count = 150, .is_acyclic = false},
                             .leak_count = 20,
                             .touchpoint_count = 10})
          .Build();
  const std::vector<Place> places = AllPlaces(network);
  const SamplingOptions options = {.seed = 4, .worlds = 64 * 37};
  CascadeSampler whole(network, options);
  whole.Run(places);
  for (const size_t thread_count : {size_t{1}, size_t{2}, size_t{8}}) {
    std::vector<CascadeSampler> parts(thread_count, CascadeSampler(network, options));
    std::vector<std::thread> threads;
    for (size_t i = 0; i < thread_count; ++i) {
      threads.emplace_back([&, i] {
        const size_t blocks = parts[i].block_count();
        parts[i].RunBlocks(places, blocks * i / thread_count, blocks * (i + 1) / thread_count);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (size_t i = thread_count - 1; i > 0; --i) parts[0].Absorb(parts[i]);
    EXPECT_EQ(parts[0].worlds(), whole.worlds());
    EXPECT_EQ(parts[0].expected_loss().mean, whole.expected_loss().mean);
    EXPECT_EQ(parts[0].expected_loss().standard_error, whole.expected_loss().standard_error);
    for (Place place = 0; place < network.place_count(); ++place) {
      EXPECT_EQ(parts[0].Degraded(place).mean, whole.Degraded(place).mean);
      EXPECT_EQ(parts[0].Birnbaum(place).mean, whole.Birnbaum(place).mean);
      EXPECT_EQ(parts[0].Birnbaum(place).standard_error, whole.Birnbaum(place).standard_error);
    }
  }
}

TEST(SampledCascade, AnotherSeedDrawsOtherWorlds) {
  NamedNetwork named;
  named.graph = Letters("ab", {"ab"}, 0.5);
  named.leaks = {{"a", 0.5}};
  named.values = {{"b", 1, 1}};
  const FailureNetwork network = named.Build();
  CascadeSampler one(network, {.seed = 1, .worlds = 4096});
  CascadeSampler other(network, {.seed = 2, .worlds = 4096});
  one.Run();
  other.Run();
  EXPECT_NE(one.expected_loss().mean, other.expected_loss().mean);
}

TEST(SampledCascade, WhereNoWorldCountedTheErrorIsNotNothing) {
  NamedNetwork named;
  named.graph = Letters("ab", {"ab"}, 1e-12);
  named.leaks = {{"a", 1e-12}};
  named.values = {{"b", 100, 1}};
  const FailureNetwork network = named.Build();
  CascadeSampler sampler(network, {.worlds = 128});
  sampler.Run();
  EXPECT_EQ(sampler.worlds(), 128U);
  EXPECT_EQ(sampler.expected_loss().mean, 0);
  EXPECT_DOUBLE_EQ(sampler.expected_loss().standard_error, 4 * 100.0 / 128);
  EXPECT_GT(sampler.Degraded(1).standard_error, 0);
}

TEST(WorldWords, BitsAreOnAsOftenAsTheirChance) {
  for (const double chance : {0.0, 1e-3, 0.1, 0.5, 0.75, 0.999, 1.0}) {
    double on = 0;
    constexpr size_t kWords = 4096;
    for (uint64_t i = 0; i < kWords; ++i) {
      on += std::popcount(internal::BernoulliWord(chance, 12345, i));
    }
    const double error = std::sqrt(chance * (1 - chance) / (64 * kWords));
    EXPECT_NEAR(on / (64 * kWords), chance, 4 * error);
  }
}

}  // namespace
}  // namespace readiness::risk
