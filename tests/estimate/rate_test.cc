#include "readiness/estimate/rate.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "golden.h"
#include "random.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

int64_t Count(double x) { return static_cast<int64_t>(x); }

ClusterMoments MomentsOf(const std::vector<std::pair<double, double>>& clusters) {
  ClusterMoments sums;
  for (const auto& [x, y] : clusters) {
    ++sums.count;
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.xy += x * y;
    sums.yy += y * y;
  }
  return sums;
}

TEST(Rate, GarwoodAgreesWithMpmathAndScipy) {
  const auto low = [](const auto& a) { return Garwood(Count(a[0]), a[1], a[2])->low; };
  const auto high = [](const auto& a) { return Garwood(Count(a[0]), a[1], a[2])->high; };
  CompareWithGolden("garwood_low", 1e-12, low);
  CompareWithGolden("garwood_high", 1e-12, high);
  CompareWithGolden("scipy_garwood_low", 1e-11, low, "estimate_intervals.csv");
  CompareWithGolden("scipy_garwood_high", 1e-11, high, "estimate_intervals.csv");
}
TEST(Rate, TheAnytimeIntervalAgreesWithMpmath) {
  CompareWithGolden("anytime_rate_low", 1e-12,
                    [](const auto& a) { return AnytimeRate(Count(a[0]), a[1], a[2])->low; });
  CompareWithGolden("anytime_rate_high", 1e-12,
                    [](const auto& a) { return AnytimeRate(Count(a[0]), a[1], a[2])->high; });
}
TEST(Rate, EvidenceAgreesWithMpmath) {
  const auto evidence = [](Alternative side) {
    return [side](const std::vector<double>& a) {
      return *LogRateEvidence(Count(a[0]), a[1], a[2], side);
    };
  };
  const std::string file = "estimate_functions.csv";
  CompareWithGolden("log_rate_evidence", 1e-11, evidence(Alternative::kTwoSided), file, 1e-11);
  CompareWithGolden("log_rate_evidence_greater", 1e-11, evidence(Alternative::kGreater), file,
                    1e-11);
  CompareWithGolden("log_rate_evidence_less", 1e-11, evidence(Alternative::kLess), file, 1e-11);
}
// None seen: two-sided 95 % reaches 3.689 over the exposure.
TEST(Rate, NoneSeenIsNotNoneToCome) {
  const auto interval = Garwood(0, 1, 0.95);
  EXPECT_EQ(interval->low, 0);
  EXPECT_NEAR(interval->high, 3.689, 5e-4);
  EXPECT_GT(AnytimeRate(0, 1, 0.95)->high, 3.689);
}
TEST(Rate, WithoutExposureNothingIsKnown) {
  EXPECT_EQ(*Garwood(0, 0, 0.95), (Interval{0, kInfinite}));
  EXPECT_EQ(*AnytimeRate(0, 0, 0.95), (Interval{0, kInfinite}));
  EXPECT_NEAR(*LogRateEvidence(0, 0, 2.0), 0, 1e-15);
  EXPECT_FALSE(Garwood(1, 0, 0.95).ok());
}
TEST(Rate, TheRateLiesInItsIntervalsAndAnytimeIsWider) {
  for (int64_t n : {0, 1, 2, 9, 80, 2000}) {
    const double rate = static_cast<double>(n) / 7.0;
    const auto exact = Garwood(n, 7, 0.95);
    const auto anytime = AnytimeRate(n, 7, 0.95);
    EXPECT_LE(exact->low, rate);
    EXPECT_GE(exact->high, rate);
    EXPECT_LE(anytime->low, exact->low);
    EXPECT_GE(anytime->high, exact->high);
  }
}
TEST(Rate, ScalingTheExposureScalesTheInterval) {
  for (int64_t n : {0, 3, 50}) {
    const auto days = AnytimeRate(n, 70, 0.9);
    const auto weeks = AnytimeRate(n, 10, 0.9);
    EXPECT_NEAR(weeks->low, 7 * days->low, 1e-14 * weeks->low);
    EXPECT_NEAR(weeks->high, 7 * days->high, 1e-13);
    EXPECT_NEAR(*LogRateEvidence(n, 70, 0.1), *LogRateEvidence(n, 10, 0.7), 1e-12);
  }
}
TEST(Rate, EvidenceReachesItsBarAtTheEndsOfTheInterval) {
  const auto interval = AnytimeRate(12, 400, 0.95);
  EXPECT_NEAR(*LogRateEvidence(12, 400, interval->low), std::log(20), 1e-11);
  EXPECT_NEAR(*LogRateEvidence(12, 400, interval->high), std::log(20), 1e-11);
}

// Three accounts with 10, 20 and 30 days and 1, 4 and 4 events: rate 9 / 60, residuals -0.5, 1,
// -0.5, so se / rate = sqrt(3 / 2 * 1.5) / 9 = 1 / 6; t(2, 0.975) = 0.95 sqrt(2 / 0.0975).
TEST(ClusterRate, IsTheRatioEstimatorOnTheLogScale) {
  const auto sums = MomentsOf({{10, 1}, {20, 4}, {30, 4}});
  const double t = 0.95 * std::sqrt(2 / 0.0975);
  const auto interval = ClusterRate(sums, 0.95);
  EXPECT_NEAR(interval->low, 0.15 * std::exp(-t / 6), 1e-13);
  EXPECT_NEAR(interval->high, 0.15 * std::exp(t / 6), 1e-12);
}
TEST(ClusterRate, OneClusterCannotSayHowClustersDiffer) {
  EXPECT_EQ(ClusterRate(MomentsOf({{10, 1}}), 0.95).status().message(),
            "ESTIMATE: needs at least 2 clusters, got 1");
  EXPECT_EQ(RateInterval({}, 0.95).status().code(), absl::StatusCode::kFailedPrecondition);
}
TEST(ClusterRate, EqualClustersFallBackOnTheExactInterval) {
  const auto sums = MomentsOf({{10, 2}, {10, 2}, {10, 2}, {10, 2}});
  const auto cluster = ClusterRate(sums, 0.95);
  EXPECT_NEAR(cluster->low, 0.2, 1e-7);
  EXPECT_EQ(*RateInterval(sums, 0.95), *Garwood(8, 40, 0.95));
}
TEST(ClusterRate, WithoutEventsTheUnionIsTheExactInterval) {
  const auto sums = MomentsOf({{10, 0}, {20, 0}});
  EXPECT_EQ(*ClusterRate(sums, 0.95), (Interval{0, kInfinite}));
  EXPECT_EQ(*RateInterval(sums, 0.95), *Garwood(0, 30, 0.95));
}
TEST(ClusterRate, TheUnionHoldsBoth) {
  const auto sums = MomentsOf({{10, 1}, {20, 0}, {30, 14}, {10, 2}});
  const auto both = RateInterval(sums, 0.95);
  EXPECT_LE(both->low, ClusterRate(sums, 0.95)->low);
  EXPECT_LE(both->low, Garwood(17, 70, 0.95)->low);
  EXPECT_GE(both->high, ClusterRate(sums, 0.95)->high);
  EXPECT_GE(both->high, Garwood(17, 70, 0.95)->high);
}
TEST(Rate, NamesWhatItRefuses) {
  EXPECT_EQ(Garwood(-1, 1, 0.95).status().message(),
            "ESTIMATE: events must lie in [0, 1000000000000], got -1");
  EXPECT_EQ(AnytimeRate(1, -2, 0.95).status().message(),
            "ESTIMATE: exposure must be finite and >= 0, got -2");
  EXPECT_FALSE(Garwood(1, std::nan(""), 0.95).ok());
  EXPECT_FALSE(Garwood(1, kInfinite, 0.95).ok());
  EXPECT_EQ(LogRateEvidence(1, 2, 0).status().message(),
            "ESTIMATE: target must be finite and > 0, got 0");
  auto sums = MomentsOf({{10, 1}, {20, 4}});
  sums.xy = -1;
  EXPECT_FALSE(ClusterRate(sums, 0.95).ok());
  EXPECT_FALSE(RateInterval(MomentsOf({{10, 0.5}, {20, 4}}), 0.95).ok());
}

// 60 accounts, exposure 30 to 90 days each; accounts differ by a gamma factor of this dispersion.
// With dispersion 2 the exact interval covers some 78 %, the union at least about 95 %.
TEST(RateInterval, CoversWhereAccountsDifferSlow) {
  testing::Random random(7);
  for (const double dispersion : {0.0, 0.5, 2.0}) {
    constexpr int kRuns = 4000;
    constexpr double kRate = 0.05;
    int exact = 0;
    int both = 0;
    for (int run = 0; run < kRuns; ++run) {
      std::vector<std::pair<double, double>> clusters;
      for (int i = 0; i < 60; ++i) {
        const double x = 30 + 60 * random.Uniform();
        const double factor = dispersion > 0 ? random.Gamma(1 / dispersion) * dispersion : 1;
        clusters.emplace_back(x, static_cast<double>(random.Poisson(kRate * factor * x)));
      }
      const auto sums = MomentsOf(clusters);
      const auto poisson = Garwood(Count(sums.y), sums.x, 0.95);
      const auto gated = RateInterval(sums, 0.95);
      exact += poisson->low <= kRate && kRate <= poisson->high ? 1 : 0;
      both += gated->low <= kRate && kRate <= gated->high ? 1 : 0;
    }
    EXPECT_GE(both, kRuns * 93 / 100) << dispersion;
    if (dispersion == 2.0) {
      EXPECT_LE(exact, kRuns * 85 / 100);
    }
  }
}

// Items start over 100 days and are closed at a constant hazard; looked at each day with open items
// adding exposure, the truth is ever rejected in at most 5 % of runs.
TEST(AnytimeRate, HoldsUnderDailyLooksWithOpenItemsSlow) {
  testing::Random random(99);
  constexpr int kRuns = 3000;
  constexpr double kHazard = 0.08;
  int missed = 0;
  int closed_only = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<std::pair<double, double>> items;
    for (int i = 0; i < 120; ++i) {
      const double start = 100 * random.Uniform();
      items.emplace_back(start, start + random.Exponential() / kHazard);
    }
    bool is_missed = false;
    bool is_closed_only_missed = false;
    for (int day = 1; day <= 100; ++day) {
      int64_t events = 0;
      double exposure = 0;
      double closed_time = 0;
      for (const auto& [start, end] : items) {
        if (start >= day) continue;
        exposure += std::fmin(end, day) - start;
        if (end <= day) {
          ++events;
          closed_time += end - start;
        }
      }
      is_missed = is_missed || *LogRateEvidence(events, exposure, kHazard) >= std::log(20);
      if (events > 0) {  // Naive: the mean of closed items with a normal interval.
        const double z = std::sqrt(static_cast<double>(events)) *
                         (closed_time * kHazard / static_cast<double>(events) - 1);
        is_closed_only_missed = is_closed_only_missed || std::fabs(z) > 1.96;
      }
    }
    missed += is_missed ? 1 : 0;
    closed_only += is_closed_only_missed ? 1 : 0;
  }
  EXPECT_LE(missed, kRuns * 5 / 100);
  EXPECT_GE(closed_only, kRuns * 50 / 100);
}

}  // namespace
}  // namespace readiness::estimate
