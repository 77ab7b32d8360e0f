// readiness/decision/score.h: a weighted score as an interval, and what each part contributes.
//
// The score of parts that hold (T), may hold (U) and do not (F) is the interval
//   [sum of w over T, sum of w over T and U] / sum of w over what applies,
// and its shares are exact Shapley values: a sum is additive, so the share of a part is its own
// weight if it holds, and its interval [0, w] if that is unknown. A quorum is not additive: there a
// part's share is its Shapley-Shubik index, how often it is the one that completes the quorum over
// all orders of the parts.
//
// Units:   weights relative; shares and scores in [0, 1] of the applicable weight.
// Cost:    ScoreOf O(n); VotingPower O(d n^2 W) for d different whole weights that sum to W.
// Errors:  InvalidArgument (rule SCORE): negative or not finite weights, numbers of parts that
//          differ, a quorum below 1; rule LIMIT: more than 4096 parts, d n^2 W above 1e9.
// Threads: values only.
// Source:  Shapley (1953), "A value for n-person games"; Shapley and Shubik (1954),
// doi:10.2307/1951053;
//          dynamic programming: Lucas (1975), Matsui and Matsui (2000).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/truth.h"

namespace readiness::decision {

struct ScoreShare {
  double low = 0;   // What the part surely adds to the score.
  double high = 0;  // What it may add.
  double weight =
      0;  // The most that it could add: its share of the applicable weight; 0: not applicable.
};

struct ScoreInterval {
  // Nothing where no weight applies: no score is not zero and not full marks.
  std::optional<double> low;
  std::optional<double> high;
  std::vector<ScoreShare> shares;  // One a part; they sum to low, high and 1 (up to rounding).
};

// `weights`: one a part, or none for 1 each.
[[nodiscard]] inline absl::StatusOr<ScoreInterval> ScoreOf(std::span<const double> weights,
                                                           std::span<const LeafState> parts) {
  if (!weights.empty() && weights.size() != parts.size()) {
    return base::Invalid("SCORE", base::Cat("weights must be none or one a part, got ",
                                            weights.size(), " for ", parts.size(), " parts"));
  }
  if (parts.size() > kMaxScorePartCount) {
    return base::Invalid("LIMIT", base::Cat("a score has at most ", kMaxScorePartCount,
                                            " parts, got ", parts.size()));
  }
  double applicable = 0;
  double low = 0;
  double high = 0;
  const auto weight_of = [weights](size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  for (size_t i = 0; i < parts.size(); ++i) {
    const double weight = weight_of(i);
    if (!(weight >= 0) || weight - weight != 0) {
      return base::Invalid("SCORE",
                           base::Cat("weights[", i, "] must be finite and >= 0, got ", weight));
    }
    if (parts[i] == LeafState::kNotApplicable) continue;
    applicable += weight;
    if (parts[i] == LeafState::kTrue) low += weight;
    if (parts[i] != LeafState::kFalse) high += weight;
  }
  ScoreInterval result;
  result.shares.resize(parts.size());
  if (!(applicable > 0)) return result;
  if (applicable - applicable != 0) {
    return base::Invalid("SCORE", "the weights sum to more than a double holds; scale them");
  }
  result.low = low / applicable;
  result.high = high / applicable;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == LeafState::kNotApplicable) continue;
    const double share = weight_of(i) / applicable;
    result.shares[i].weight = share;
    if (parts[i] == LeafState::kTrue) result.shares[i].low = share;
    if (parts[i] != LeafState::kFalse) result.shares[i].high = share;
  }
  return result;
}

// The Shapley-Shubik index of each part of "the weights that hold reach `quota`": the share of all
// orders of the parts in which this part is the one that reaches it. Sums to 1 where the weights
// can reach the quota, else all are 0. For a quorum of k of n, give n weights of 1 and quota k.
//
// With c(s, w) the number of sets of s other parts of weight w, the index is the sum of
// s! (n - s - 1)! / n! c(s, w) over quota - own weight <= w < quota.
[[nodiscard]] inline absl::StatusOr<std::vector<double>> VotingPower(
    std::span<const int64_t> weights, int64_t quota) {
  const auto n = static_cast<int64_t>(weights.size());
  if (quota < 1) return base::Invalid("SCORE", base::Cat("quota must be >= 1, got ", quota));
  if (n > kMaxScorePartCount) {
    return base::Invalid("LIMIT", base::Cat("at most ", kMaxScorePartCount, " parts, got ", n));
  }
  int64_t total = 0;
  std::vector<int64_t> different;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] < 0 || weights[i] > 1'000'000'000) {
      return base::Invalid("SCORE",
                           base::Cat("weights[", i, "] must lie in [0, 1e9], got ", weights[i]));
    }
    total += weights[i];
    if (std::find(different.begin(), different.end(), weights[i]) == different.end()) {
      different.push_back(weights[i]);
    }
  }
  const double work = static_cast<double>(different.size()) * static_cast<double>(n) *
                      static_cast<double>(n) * static_cast<double>(total + 1);
  if (work > 1e9) {
    return base::Invalid("LIMIT", base::Cat("d n^2 W must be at most 1e9, got ", work,
                                            "; divide the weights by a common factor"));
  }
  std::vector<double> power(weights.size(), 0);
  if (total < quota) return power;
  // chance[s][w]: of a random set of s parts of those seen, the probability of weight w.
  // Probabilities instead of counts stay in range for any n. Removing part i from the whole set
  // undoes its step.
  const auto width = static_cast<size_t>(total) + 1;
  const auto at = [width](int64_t s, int64_t w) {
    return static_cast<size_t>(s) * width + static_cast<size_t>(w);
  };
  std::vector<double> chance;
  for (const int64_t own : different) {
    const auto i =
        static_cast<size_t>(std::find(weights.begin(), weights.end(), own) - weights.begin());
    // All parts but i, added in order.
    chance.assign(static_cast<size_t>(n) * width, 0);
    chance[at(0, 0)] = 1;
    int64_t seen = 0;
    for (size_t j = 0; j < weights.size(); ++j) {
      if (j == i) continue;
      ++seen;
      const int64_t weight = weights[j];
      // Of the sets of s of `seen` parts, s / seen hold the new part.
      for (int64_t s = seen; s >= 0; --s) {
        const double in = static_cast<double>(s) / static_cast<double>(seen);
        for (int64_t w = total; w >= 0; --w) {
          const double with = s > 0 && w >= weight ? chance[at(s - 1, w - weight)] : 0;
          const double without = s < seen ? chance[at(s, w)] : 0;
          chance[at(s, w)] = in * with + (1 - in) * without;
        }
      }
    }
    // Each size of the set before part i has probability 1 / n.
    double sum = 0;
    for (int64_t s = 0; s < n; ++s) {
      for (int64_t w = quota > own ? quota - own : 0; w < quota && w <= total; ++w) {
        sum += chance[at(s, w)];
      }
    }
    for (size_t j = 0; j < weights.size(); ++j) {
      if (weights[j] == own) power[j] = sum / static_cast<double>(n);
    }
  }
  return power;
}

}  // namespace readiness::decision
