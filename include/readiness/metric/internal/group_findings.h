// readiness/metric/internal/group_findings.h: what cohorts and exception states say together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/estimate/between_cohorts.h"
#include "readiness/estimate/permutation.h"
#include "readiness/metric/internal/kpi_findings.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric::internal {

// With fewer successes or failures expected in a cohort chi-square is too far from the truth.
inline constexpr double kLeastExpected = 5;

// The interval of the spread between cohorts that a verdict uses.
[[nodiscard]] inline absl::StatusOr<estimate::Interval> SpreadGate(
    const MetricSpec& d, std::span<const estimate::CohortCount> counts) {
  if (d.peeking == model::MetricPeeking::kAnytime) {
    return estimate::AnytimeBetweenCohorts(counts, 1.0 - d.alpha);
  }
  READINESS_ASSIGN_OR_RETURN(const double confidence, LookConfidence(d));
  READINESS_ASSIGN_OR_RETURN(const estimate::BetweenShares spread,
                             estimate::BetweenCohorts(counts, confidence));
  if (spread.least_expected >= kLeastExpected) return spread.heterogeneity.spread_interval;
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval exact,
                             estimate::ExactBetweenCohorts(counts, confidence));
  return estimate::Interval{std::min(exact.low, spread.heterogeneity.spread_interval.low),
                            std::max(exact.high, spread.heterogeneity.spread_interval.high)};
}

// The verdict on cohorts that are all large enough.
[[nodiscard]] inline absl::StatusOr<Judgement> JudgeSpread(
    const MetricSpec& d, std::span<const estimate::CohortCount> counts) {
  READINESS_ASSIGN_OR_RETURN(const estimate::Interval gate, SpreadGate(d, counts));
  Judgement judgement = JudgeAtMost(gate, *d.target);
  if (d.floor.has_value()) {  // Each cohort for itself: no price in alpha (intersection-union).
    for (const estimate::CohortCount& count : counts) {
      READINESS_ASSIGN_OR_RETURN(const estimate::Interval rate,
                                 ShareGate(d, count.successes, count.trials));
      judgement = Both(judgement, JudgeAtLeast(rate, *d.floor));
    }
  }
  return judgement;
}

// The evidence of the same parts.
[[nodiscard]] inline absl::Status AddSpreadEvidence(const MetricSpec& d,
                                                    std::span<const estimate::CohortCount> counts,
                                                    Findings& findings) {
  READINESS_ASSIGN_OR_RETURN(const PartEvidence spread, SpreadEvidence(counts, *d.target));
  std::vector<PartEvidence> parts = {spread};
  for (const estimate::CohortCount& count : counts) {
    if (!d.floor.has_value()) break;
    Findings rate;
    READINESS_RETURN_IF_ERROR(
        AddShareEvidence(count.successes, count.trials, *d.floor, true, rate));
    parts.push_back(EvidenceOf(rate));
  }
  return PutTogether(parts, findings);
}

// How many more matured items, in cohorts as large beside each other as now and none below the
// minimum, until the spread is clear of the target and every rate of the floor.
[[nodiscard]] inline std::optional<int64_t> NeededSpread(
    const MetricSpec& d, std::span<const estimate::CohortCount> counts) {
  int64_t total = 0;
  for (const estimate::CohortCount& count : counts) total += count.trials;
  if (total == 0 || counts.size() < 2) return std::nullopt;
  int64_t least = total;  // With every cohort at its minimum.
  for (const estimate::CohortCount& count : counts) {
    least += std::max<int64_t>(0, d.cohort_minimum - count.trials);
  }
  const auto is_clear = [&](int64_t n) {
    std::vector<estimate::CohortCount> grown;
    const double factor = static_cast<double>(n) / static_cast<double>(least);
    for (const estimate::CohortCount& count : counts) {
      const auto trials = static_cast<int64_t>(
          static_cast<double>(std::max(count.trials, d.cohort_minimum)) * factor + 0.5);
      const double share = static_cast<double>(count.successes) / static_cast<double>(count.trials);
      grown.push_back({static_cast<int64_t>(share * static_cast<double>(trials) + 0.5), trials});
    }
    const auto judgement = JudgeSpread(d, grown);
    return judgement.ok() && judgement->verdict != MetricVerdict::kInsufficient;
  };
  const auto more = NeededCount(least, is_clear, int64_t{1} << 36U);
  if (!more.has_value()) return std::nullopt;
  return *more + least - total;
}

// What counts under one name, by that name.
using GroupsByName = std::map<std::string, const CohortState*>;

// How far cohorts differ (KPI 2): over cohorts with matured items. Items of no cohort are none.
[[nodiscard]] inline absl::Status AddBetweenCohorts(const MetricSpec& d,
                                                    const GroupsByName& cohorts,
                                                    const ReadContext& context, uint64_t seed,
                                                    Findings& findings) {
  std::vector<estimate::CohortCount> counts;
  std::string small;  // Cohorts that are too small for a verdict.
  for (const auto& [name, cohort] : cohorts) {
    const MaturedCount matured = ReadMatured(*cohort, context.at.as_of);
    if (name.empty() || matured.items == 0) continue;
    if (matured.items < d.cohort_minimum) {
      small += base::Cat(small.empty() ? "" : ", ", name, " ", matured.items);
    }
    counts.push_back({matured.successes, matured.items});
  }
  MetricValue sd = EmptyValue(d, "between_sd");
  MetricValue index = EmptyValue(d, "index");
  index.method = "bias-corrected, noncentral chi-square";
  sd.method =
      base::Cat(index.method, "; ", GateName(d, "box of beta-binomial mixtures", "the same"),
                " for the verdict");
  if (!small.empty()) {
    sd.method += base::Cat("; cohorts of fewer than ", d.cohort_minimum, " matured: ", small);
  }
  std::optional<estimate::Interval> gate;
  if (counts.size() >= 2) {
    if (const auto spread = estimate::BetweenCohorts(counts, kDisplayConfidence); spread.ok()) {
      sd.estimate = spread->heterogeneity.spread;
      SetDisplay(sd, spread->heterogeneity.spread_interval);
      index.estimate = spread->consistency_index;
      SetDisplay(index, {1.0 - spread->phi_interval.high, 1.0 - spread->phi_interval.low});
      sd.p_value = spread->heterogeneity.p_value;
      if (spread->least_expected < kLeastExpected && !context.is_verdict_only) {
        sd.method += "; approximate, fewer than 5 expected in a cohort";
        if (d.peeking != model::MetricPeeking::kAnytime) {
          sd.method += ", so with the box of Clopper-Pearson for the verdict";
        }
        // More trials than are dealt out again leave the chi-square p-value.
        if (const auto chance = estimate::PermuteCohorts(counts, seed); chance.ok()) {
          sd.p_value = chance->p_value;
          sd.method += base::Cat(", p of ", chance->draws, " permutations, seed ", seed);
        }
      }
      READINESS_ASSIGN_OR_RETURN(gate, SpreadGate(d, counts));
      SetGate(sd, *gate);
    }
  }
  if (findings.sample.matured == 0) {
    AddObstacle(MetricReason::kNotMatured, sd);
  } else if (!gate.has_value()) {
    AddObstacle(MetricReason::kBelowMinimum, sd);
  } else if (!small.empty()) {
    AddObstacle(MetricReason::kBelowMinimum, sd);
    sd.can_miss = true;
  }
  findings.values.insert(findings.values.begin(), std::move(sd));
  findings.values.push_back(std::move(index));
  if (d.measure != "between_sd") return absl::OkStatus();
  findings.needed_count.reset();
  findings.gate.reset();  // Of the floor.
  findings.log_evidence_met.reset();
  findings.log_evidence_not_met.reset();
  if (!d.target.has_value()) {
    findings.judgement = Insufficient(MetricReason::kNoTarget);
    return absl::OkStatus();
  }
  if (findings.sample.matured == 0) {
    findings.judgement = Insufficient(MetricReason::kNotMatured);
    return absl::OkStatus();
  }
  findings.needed_count = NeededSpread(d, counts);
  findings.gate = gate;
  if (d.floor.has_value()) findings.part_count = 1 + static_cast<int64_t>(counts.size());
  if (!gate.has_value()) {
    findings.judgement = Insufficient(MetricReason::kBelowMinimum);
    return absl::OkStatus();
  }
  READINESS_ASSIGN_OR_RETURN(findings.judgement, JudgeSpread(d, counts));
  READINESS_RETURN_IF_ERROR(AddSpreadEvidence(d, counts, findings));
  // A cohort that is too small to be compared hides nothing that the others miss.
  if (!small.empty() && findings.judgement.verdict != MetricVerdict::kNotMet) {
    findings.judgement = Insufficient(MetricReason::kBelowMinimum);
    findings.log_evidence_met.reset();
    findings.log_evidence_not_met.reset();
  }
  return absl::OkStatus();
}

// Every exception state for itself, and the worst of them (KPI 6): one that was never exercised
// shows nothing.
[[nodiscard]] inline absl::Status AddExceptionStates(const MetricSpec& d,
                                                     const GroupsByName& subjects,
                                                     const ReadContext& context,
                                                     Findings& findings) {
  std::vector<std::string> names = d.subjects;
  for (const auto& [name, state] : subjects) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  Judgement judgement{MetricVerdict::kMet, {}};
  std::vector<PartEvidence> parts;
  int64_t exercised = 0, seen_once = 0, cases = 0;
  std::optional<int64_t> needed = 0;  // Of every state that is not decided, its own.
  for (const std::string& name : names) {
    const auto found = subjects.find(name);
    Findings one;
    if (found != subjects.end()) {
      READINESS_ASSIGN_OR_RETURN(one, FindException(d, *found->second, context));
    } else {
      one.judgement = Insufficient(MetricReason::kBelowMinimum);
    }
    // Overall is the worst state: none that shows nothing is made up for by the others.
    for (size_t i = 0; i < findings.values.size(); ++i) {
      MetricValue& of_all = findings.values[i];
      const bool was_free = of_all.obstacles.empty();
      if (one.values.empty()) AddObstacle(MetricReason::kBelowMinimum, of_all);
      if (i < one.values.size()) AddObstacles(one.values[i], of_all);
      if (was_free && !of_all.obstacles.empty()) of_all.can_miss = true;
    }
    judgement = Both(judgement, one.judgement);
    parts.push_back(EvidenceOf(one));
    if (one.judgement.verdict == MetricVerdict::kInsufficient) {
      needed = needed.has_value() && one.needed_count.has_value()
                   ? std::optional(*needed + *one.needed_count)
                   : std::nullopt;
    }
    findings.subjects.push_back({name, one.values, one.sample,
                                 std::string(Name(one.judgement.verdict)),
                                 one.judgement.reasons.Names(), one.needed_count});
    cases += one.sample.total;
    seen_once += one.sample.total == 1 ? 1 : 0;
    const bool is_required =
        std::find(d.subjects.begin(), d.subjects.end(), name) != d.subjects.end();
    exercised += is_required && one.sample.total >= d.least_count ? 1 : 0;
  }
  const auto required = static_cast<int64_t>(d.subjects.size());
  MetricValue coverage = EmptyValue(d, "coverage");
  coverage.method = "states with enough cases, of those named";
  if (required > 0) {
    coverage.estimate = static_cast<double>(exercised) / static_cast<double>(required);
  }
  MetricValue unseen = EmptyValue(d, "unseen");
  unseen.method = "Good-Turing";
  if (cases > 0) unseen.estimate = static_cast<double>(seen_once) / static_cast<double>(cases);
  findings.values.push_back(std::move(coverage));
  findings.values.push_back(std::move(unseen));
  if (d.target.has_value() && !names.empty()) {
    findings.judgement = judgement;  // The worst state decides, not all cases together.
    READINESS_RETURN_IF_ERROR(PutTogether(parts, findings));
    findings.part_count = static_cast<int64_t>(names.size());
    findings.needed_count =
        judgement.verdict == MetricVerdict::kInsufficient ? needed : std::optional<int64_t>(0);
  }
  return absl::OkStatus();
}

}  // namespace readiness::metric::internal
