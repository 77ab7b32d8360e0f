#include "readiness/table/answer_rows.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace readiness::table {
namespace {

constexpr bool kMayBeNull = true;

constexpr ArrowField kRiskFields[] = {
    {"id", ArrowKind::kText},
    {"title", ArrowKind::kText},
    {"rank", ArrowKind::kWhole, kMayBeNull},
    {"rank_low", ArrowKind::kWhole, kMayBeNull},
    {"rank_high", ArrowKind::kWhole, kMayBeNull},
    {"tier", ArrowKind::kText},
    {"certified", ArrowKind::kTruth},
    {"owner", ArrowKind::kText},
    {"expected_loss_delta", ArrowKind::kNumber, kMayBeNull},
    {"expected_loss_delta_low", ArrowKind::kNumber, kMayBeNull},
    {"expected_loss_delta_high", ArrowKind::kNumber, kMayBeNull},
    {"expected_loss_delta_error", ArrowKind::kNumber, kMayBeNull},
    {"standalone", ArrowKind::kNumber, kMayBeNull},
    {"share", ArrowKind::kNumber, kMayBeNull},
    {"raw", ArrowKind::kNumber, kMayBeNull},
    {"rrw", ArrowKind::kNumber, kMayBeNull},
    {"proximity_hops", ArrowKind::kWhole, kMayBeNull},
    {"proximity_probability", ArrowKind::kNumber, kMayBeNull},
    {"proximity_probability_low", ArrowKind::kNumber, kMayBeNull},
    {"proximity_probability_high", ArrowKind::kNumber, kMayBeNull},
    {"downstream_count", ArrowKind::kWhole, kMayBeNull},
    {"top_probability", ArrowKind::kNumber, kMayBeNull},
    {"method", ArrowKind::kText},
    {"top_probability_low", ArrowKind::kNumber, kMayBeNull},
    {"top_probability_high", ArrowKind::kNumber, kMayBeNull},
};

constexpr ArrowField kBlockedWorkFields[] = {
    {"decision", ArrowKind::kText}, {"owner", ArrowKind::kText},
    {"reach", ArrowKind::kNumber},  {"sole", ArrowKind::kNumber},
    {"share", ArrowKind::kNumber},  {"slack", ArrowKind::kNumber, kMayBeNull},
    {"order", ArrowKind::kWhole},
};

constexpr ArrowField kMetricFields[] = {
    {"metric", ArrowKind::kText},
    {"cohort", ArrowKind::kText, kMayBeNull},
    {"subject", ArrowKind::kText, kMayBeNull},
    {"measure", ArrowKind::kText, kMayBeNull},
    {"at", ArrowKind::kNumber, kMayBeNull},
    {"unit", ArrowKind::kText},
    {"estimate", ArrowKind::kNumber, kMayBeNull},
    {"low", ArrowKind::kNumber, kMayBeNull},
    {"high", ArrowKind::kNumber, kMayBeNull},
    {"anytime_low", ArrowKind::kNumber, kMayBeNull},
    {"anytime_high", ArrowKind::kNumber, kMayBeNull},
    {"worst_case", ArrowKind::kNumber, kMayBeNull},
    {"bin_low", ArrowKind::kNumber, kMayBeNull},
    {"bin_high", ArrowKind::kNumber, kMayBeNull},
    {"p_value", ArrowKind::kNumber, kMayBeNull},
    {"log_evidence", ArrowKind::kNumber, kMayBeNull},
    {"method", ArrowKind::kText},
    {"provisional", ArrowKind::kTruth},
    {"verdict", ArrowKind::kText},
    {"joint_verdict", ArrowKind::kText, kMayBeNull},
    {"reasons", ArrowKind::kTexts},
    {"trend", ArrowKind::kText, kMayBeNull},
    {"joint_trend", ArrowKind::kText, kMayBeNull},
    {"needed_count", ArrowKind::kWhole, kMayBeNull},
    {"total", ArrowKind::kWhole},
    {"events", ArrowKind::kWhole},
    {"open", ArrowKind::kWhole},
    {"competing", ArrowKind::kWhole},
    {"matured", ArrowKind::kWhole},
    {"exposure", ArrowKind::kNumber},
    {"as_of", ArrowKind::kMoment, kMayBeNull},
    {"complete_through", ArrowKind::kMoment, kMayBeNull},
};

using OptionalText = std::optional<std::string_view>;

// A metric, or a part of it: what stands in each of its rows.
struct MetricPart {
  const metric::MetricReading& reading;
  OptionalText cohort;
  OptionalText subject;
  const std::vector<metric::MetricValue>& values;
  const metric::MetricSample& sample;
  std::string_view verdict;
  OptionalText joint_verdict;
  const std::vector<std::string>& reasons;
  OptionalText trend;
  OptionalText joint_trend;
  std::optional<int64_t> needed_count;
};

void AddMeasure(const MetricPart& part, OptionalText measure, const metric::MetricValue& value,
                ArrowRows& rows) {
  rows.Text(part.reading.metric);
  rows.Text(part.cohort);
  rows.Text(part.subject);
  rows.Text(measure);
  rows.Number(value.at);
  rows.Text(value.unit);
  rows.Number(value.estimate);
  rows.Number(value.low);
  rows.Number(value.high);
  rows.Number(value.anytime_low);
  rows.Number(value.anytime_high);
  rows.Number(value.worst_case);
  rows.Number(value.bin_low);
  rows.Number(value.bin_high);
  rows.Number(value.p_value);
  rows.Number(value.log_evidence);
  rows.Text(value.method);
  rows.Truth(value.provisional);
  rows.Text(part.verdict);
  rows.Text(part.joint_verdict);
  rows.Texts(part.reasons);
  rows.Text(part.trend);
  rows.Text(part.joint_trend);
  rows.Whole(part.needed_count);
  rows.Whole(part.sample.total);
  rows.Whole(part.sample.events);
  rows.Whole(part.sample.open);
  rows.Whole(part.sample.competing);
  rows.Whole(part.sample.matured);
  rows.Number(part.sample.exposure);
  rows.Moment(part.reading.as_of);
  rows.Moment(part.reading.complete_through);
}

void AddPart(const MetricPart& part, ArrowRows& rows) {
  for (const metric::MetricValue& value : part.values) {
    AddMeasure(part, value.measure, value, rows);
  }
  if (part.values.empty()) AddMeasure(part, std::nullopt, {}, rows);
}

}  // namespace

ArrowRows RiskRows(std::span<const engine::RankedRisk> risks, bool has_downstream_counts) {
  ArrowRows rows(kRiskFields);
  for (const engine::RankedRisk& risk : risks) {
    rows.Text(risk.id);
    rows.Text(risk.title);
    rows.Whole(risk.rank);
    rows.Whole(risk.rank_low);
    rows.Whole(risk.rank_high);
    rows.Text(risk.tier);
    rows.Truth(risk.certified);
    rows.Text(risk.owner);
    rows.Number(risk.expected_loss_delta);
    rows.Number(risk.expected_loss_delta_low);
    rows.Number(risk.expected_loss_delta_high);
    rows.Number(risk.expected_loss_delta_error);
    rows.Number(risk.standalone);
    rows.Number(risk.share);
    rows.Number(risk.raw);
    rows.Number(risk.rrw);
    rows.Whole(risk.proximity_hops);
    rows.Number(risk.proximity_probability);
    rows.Number(risk.proximity_probability_low);
    rows.Number(risk.proximity_probability_high);
    rows.Whole(has_downstream_counts ? std::optional(risk.downstream_count) : std::nullopt);
    rows.Number(risk.top_probability);
    rows.Text(risk.method);
    rows.Number(risk.top_probability_low);
    rows.Number(risk.top_probability_high);
  }
  return rows;
}

ArrowRows BlockedWorkRows(std::span<const engine::BlockedWork> works) {
  ArrowRows rows(kBlockedWorkFields);
  for (const engine::BlockedWork& work : works) {
    rows.Text(work.decision);
    rows.Text(work.owner);
    rows.Number(work.reach);
    rows.Number(work.sole);
    rows.Number(work.share);
    rows.Number(work.slack);
    rows.Whole(work.order);
  }
  return rows;
}

ArrowRows MetricRows(std::span<const metric::MetricReading> readings) {
  ArrowRows rows(kMetricFields);
  for (const metric::MetricReading& reading : readings) {
    AddPart({reading, std::nullopt, std::nullopt, reading.values, reading.sample, reading.verdict,
             reading.joint_verdict, reading.reasons, reading.trend, reading.joint_trend,
             reading.needed_count},
            rows);
    for (const metric::MetricCohort& cohort : reading.cohorts) {
      AddPart(
          {reading, cohort.cohort, std::nullopt, cohort.values, cohort.sample, cohort.verdict,
           cohort.joint_verdict, cohort.reasons, std::nullopt, std::nullopt, cohort.needed_count},
          rows);
    }
    for (const metric::MetricSubject& subject : reading.subjects) {
      AddPart(
          {reading, std::nullopt, subject.subject, subject.values, subject.sample, subject.verdict,
           std::nullopt, subject.reasons, std::nullopt, std::nullopt, subject.needed_count},
          rows);
    }
  }
  return rows;
}

}  // namespace readiness::table
