#include "readiness/wire/metric_set.h"

#include <algorithm>
#include <cstdint>

#include "readiness/base/instant.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/evaluate.h"
#include "readiness/metric/joint_verdicts.h"
#include "readiness/wire/metric.h"

namespace readiness::wire {
namespace {

using base::Cat;
using metric::Metric;

std::string ReleaseText(const std::optional<absl::Time>& release) {
  return release.has_value() ? Cat("from the release at ", base::InstantText(*release), " on")
                             : std::string("without a release");
}

// The first thing that two definitions of one metric say differently.
std::string DifferenceOf(const metric::MetricSpec& a, const metric::MetricSpec& b) {
  const auto text = [](const std::optional<double>& number) {
    return number.has_value() ? Cat(*number) : std::string("none");
  };
  if (a.measure != b.measure) return Cat("measure ", a.measure, " there, ", b.measure, " here");
  if (a.target != b.target) {
    return Cat("target ", text(a.target), " there, ", text(b.target), " here");
  }
  if (a.horizon != b.horizon) {
    return Cat("horizon ", absl::ToInt64Seconds(a.horizon), " s there, ",
               absl::ToInt64Seconds(b.horizon), " s here");
  }
  if (a.alpha != b.alpha) return Cat("alpha ", a.alpha, " there, ", b.alpha, " here");
  return "not the target, horizon, measure or alpha, but another field";
}

absl::Status MeansOtherwise(Metric metric, std::string_view what, std::string_view from) {
  return base::Refused(
      "STATE_IDENTITY",
      Cat(metric::Name(metric), " is defined otherwise in ", from, " (", what,
          "); states and rows of two definitions do not add up, so compute both with one"));
}

bool Contains(std::span<const Metric> metrics, Metric metric) {
  return std::find(metrics.begin(), metrics.end(), metric) != metrics.end();
}

// More than up to when rows are complete?
bool KnowsSomething(const metric::MetricState& state) {
  return !state.groups().empty() || !(state.quality() == metric::RowQuality()) ||
         !(state.loose_links() == metric::LooseLinks());
}

// Does the state know of accounts, or of what concerns them, and of nothing that the metric is
// about? A part of telemetry may: added to others it counts, by itself it is no answer, since
// tickets that are missing are not none.
bool KnowsAccountsOnly(Metric metric, const metric::MetricState& state) {
  if (metric != Metric::kSupportEscalationFrequency && metric != Metric::kCustomerConfidence) {
    return false;
  }
  for (const auto& [name, group] : state.groups()) {
    if (group->sum(metric::Sum::kItems) != 0 || group->sum(metric::Sum::kInvited) != 0) {
      return false;
    }
  }
  return KnowsSomething(state);
}

}  // namespace

MetricSet::MetricSet(const MetricSetOptions& options)
    : options_(options), texts_(std::make_unique<metric::TextDictionary>()) {
  for (size_t i = 0; i < metric::kMetricCount; ++i) {
    const auto metric = static_cast<Metric>(i);
    if (metric == Metric::kPredictionMatch) continue;
    Plan& plan = plans_[metric];
    plan.spec = metric::DefaultSpec(metric);
    plan.release = options.release;
  }
}

absl::Status MetricSet::CheckStarted(bool is_started) const {
  if ((stream_ != nullptr) == is_started) return absl::OkStatus();
  return base::Refused("METRIC_ORDER", is_started
                                           ? "rows are taken and questions answered after the start"
                                           : "metrics are defined before the start");
}

absl::Status MetricSet::Define(const model::MetricDefinition& given, std::string_view where) {
  READINESS_RETURN_IF_ERROR(CheckStarted(false));
  const auto spec = metric::MakeMetricSpec(given);
  if (!spec.ok()) return base::At(where, spec.status());
  const auto plan = plans_.find(spec->metric);
  if (plan == plans_.end()) {
    return base::At(where, base::Invalid("METRIC",
                                         "prediction_match is computed from the log of a cycle; "
                                         "leave it out here"));
  }
  if (!plan->second.defined_by.empty()) {
    return base::At(
        where, base::Invalid("DEFINITION", Cat(metric::Name(spec->metric), " is defined twice")));
  }
  plan->second.spec = *spec;
  plan->second.defined_by = where;
  plan->second.is_asked_for = true;
  return absl::OkStatus();
}

absl::Status MetricSet::AddState(DefinedState stored, std::string_view where) {
  READINESS_RETURN_IF_ERROR(CheckStarted(false));
  const auto spec = metric::MakeMetricSpec(stored.definition);
  if (!spec.ok()) return base::At(where, spec.status());
  const auto refuse = [where](const absl::Status& status) { return base::At(where, status); };
  const auto found = plans_.find(spec->metric);
  if (found == plans_.end()) {
    return refuse(
        base::Invalid("METRIC", "prediction_match is computed from the log, not from a state"));
  }
  Plan& plan = found->second;
  if (!plan.defined_by.empty() && !(plan.spec == *spec)) {
    return refuse(MeansOtherwise(spec->metric, DifferenceOf(plan.spec, *spec), plan.defined_by));
  }
  if (options_.states_define_nothing && plan.defined_by.empty() && !(plan.spec == *spec)) {
    return refuse(base::Refused(
        "STATE_IDENTITY",
        Cat("policy.metrics does not name ", metric::Name(spec->metric),
            ", which has its defaults then, and the state was made with another definition (",
            DifferenceOf(plan.spec, *spec),
            "); what a metric means in a cycle its policy says, so name it there with the "
            "definition of the state")));
  }
  const bool has_release = plan.stored.has_value() || options_.release.has_value();
  if (has_release && plan.release != stored.release) {
    return refuse(
        MeansOtherwise(spec->metric, Cat("here it counts ", ReleaseText(stored.release)),
                       plan.stored.has_value() ? plan.defined_by : "the release that was given"));
  }
  // A state holds no names of entities, so nothing else tells whether it was counted already.
  std::string bytes = stored.state.ToBytes();
  if (const auto same = plan.sources.find(bytes);
      same != plan.sources.end() && !stored.state.groups().empty()) {
    return refuse(base::Refused(
        "STATE_TWICE", Cat("its ", metric::Name(spec->metric), " is byte for byte that of ",
                           same->second, "; a state counts once, so leave one of them out")));
  }
  if (plan.stored.has_value()) {
    if (plan.stored->resolution() != stored.state.resolution()) {
      return refuse(
          MeansOtherwise(spec->metric, "one state is exact, one a histogram", "another file"));
    }
    const absl::Status merged = plan.stored->Merge(stored.state);
    if (!merged.ok()) return refuse(merged);
  } else {
    plan.stored = std::move(stored.state);
  }
  plan.sources.emplace(std::move(bytes), where);
  plan.spec = *spec;
  plan.release = stored.release;
  if (plan.defined_by.empty()) plan.defined_by = where;
  return absl::OkStatus();
}

// What goes into the state of one metric.
absl::StatusOr<metric::StateSpec> MetricSet::SpecOf(const Plan& plan) const {
  READINESS_ASSIGN_OR_RETURN(const metric::StateIdentity identity,
                             MetricIdentity(metric::DefinitionOf(plan.spec), plan.release));
  metric::StateSpec state = metric::StateSpecOf(
      plan.spec, identity,
      plan.stored.has_value() ? plan.stored->resolution() : options_.resolution);
  if (!plan.release.has_value()) {
    if (plan.spec.clock != model::MetricClock::kRelease) return state;
    return base::Invalid("DEFINITION", Cat(metric::Name(plan.spec.metric),
                                           ": clock RELEASE needs a release to count from"));
  }
  state.start_from = absl::ToUnixMicros(*plan.release);
  if (plan.spec.clock == model::MetricClock::kRelease) state.release = state.start_from;
  return state;
}

metric::StreamOptions MetricSet::StreamOptionsOf() const {
  metric::StreamOptions options;
  if (options_.until.has_value()) options.until = absl::ToUnixMicros(*options_.until);
  if (options_.known_at.has_value()) options.known_at = absl::ToUnixMicros(*options_.known_at);
  options.has_whole_accounts = options_.has_whole_accounts;
  options.escalation_tier =
      static_cast<uint8_t>(plans_.at(Metric::kSupportEscalationFrequency).spec.escalation_tier);
  for (const auto& [metric, plan] : plans_) {
    if (!plan.spec.allowed_lateness.has_value()) continue;
    options.allowed_lateness =
        std::max(options.allowed_lateness, absl::ToInt64Microseconds(*plan.spec.allowed_lateness));
  }
  return options;
}

absl::Status MetricSet::Start(std::span<const Metric> chosen, std::span<const Metric> beside) {
  READINESS_RETURN_IF_ERROR(CheckStarted(false));
  auto stream = std::make_unique<metric::MetricStream>(texts_.get(), StreamOptionsOf());
  std::map<Metric, size_t> numbers;
  for (auto& [metric, plan] : plans_) {
    const bool counts_from_launch =
        plan.spec.clock == model::MetricClock::kRelease && !plan.release.has_value();
    if (counts_from_launch) plan.release = options_.launch;
    const bool takes_all = chosen.empty() && beside.empty();
    if (!takes_all && !Contains(chosen, metric) && !Contains(beside, metric)) continue;
    // Before the launch nothing is known of what counts from it.
    const bool waits = counts_from_launch && !plan.release.has_value();
    if (waits && options_.may_wait_for_release) continue;
    READINESS_ASSIGN_OR_RETURN(const metric::StateSpec spec, SpecOf(plan));
    READINESS_ASSIGN_OR_RETURN(numbers[metric], stream->AddMetric(spec));
  }
  for (const auto& [metric, number] : numbers) plans_.at(metric).number = number;
  chosen_.assign(chosen.begin(), chosen.end());
  stream_ = std::move(stream);
  return absl::OkStatus();
}

absl::Status MetricSet::Apply(const metric::EventColumns& rows) {
  READINESS_RETURN_IF_ERROR(CheckStarted(true));
  return stream_->Apply(rows);
}

// Does the telemetry have what the metric is about?
bool MetricSet::HasRows(Metric metric) const {
  using metric::EntityKind;
  const auto rows = [this](EntityKind kind) { return stream_->store(kind).rows() > 0; };
  switch (metric) {
    case Metric::kTimeToResolution:
    case Metric::kSupportEscalationFrequency:
      return rows(EntityKind::kTicket);
    case Metric::kAdoptionConsistency:
      return rows(EntityKind::kAccount);
    case Metric::kCustomerConfidence:
      return rows(EntityKind::kResponse);
    case Metric::kDecisionClosureRate:
      return rows(EntityKind::kDecision);
    case Metric::kExceptionCompletionQuality:
      return rows(EntityKind::kException);
    case Metric::kReviewToImplementationLag:
      return rows(EntityKind::kReview);
    case Metric::kReworkVolume:
      return rows(EntityKind::kChange);
    case Metric::kEarlyJourneyCompletion:
      return rows(EntityKind::kJourney);
    case Metric::kPredictionMatch:
      break;
  }
  return false;
}

bool MetricSet::IsAnswered(Metric metric, const Plan& plan) const {
  if (!plan.number.has_value()) return false;
  if (Contains(chosen_, metric) || plan.is_asked_for || HasRows(metric)) return true;
  if (!plan.stored.has_value() || KnowsAccountsOnly(metric, *plan.stored)) return false;
  return !plan.defined_by.empty() || KnowsSomething(*plan.stored);
}

absl::StatusOr<metric::MetricState> MetricSet::Sum(const Plan& plan) const {
  const metric::MetricState& rows = stream_->state(*plan.number);
  metric::MetricState sum(rows.identity(), rows.resolution());
  READINESS_RETURN_IF_ERROR(sum.Merge(rows));
  if (plan.stored.has_value()) READINESS_RETURN_IF_ERROR(sum.Merge(*plan.stored));
  return sum;
}

template <typename Take>
absl::Status MetricSet::ForEach(std::span<const Metric> wanted, const Take& take) const {
  READINESS_RETURN_IF_ERROR(CheckStarted(true));
  for (const auto& [metric, plan] : plans_) {
    if (wanted.empty() ? !IsAnswered(metric, plan) : !Contains(wanted, metric)) continue;
    if (!plan.stored.has_value()) {
      READINESS_RETURN_IF_ERROR(take(metric, plan, stream_->state(*plan.number)));
      continue;
    }
    READINESS_ASSIGN_OR_RETURN(const metric::MetricState sum, Sum(plan));
    READINESS_RETURN_IF_ERROR(take(metric, plan, sum));
  }
  return absl::OkStatus();
}

bool MetricSet::IsBesideOnly(const DefinedState& stored) {
  const auto metric = metric::ReadMetric(stored.definition.metric);
  return metric.ok() && KnowsAccountsOnly(*metric, stored.state);
}

std::vector<Metric> MetricSet::Metrics() const {
  std::vector<Metric> answered;
  for (const auto& [metric, plan] : plans_) {
    if (stream_ != nullptr && IsAnswered(metric, plan)) answered.push_back(metric);
  }
  return answered;
}

absl::StatusOr<std::vector<metric::MetricReading>> MetricSet::Evaluate(
    const MetricQuestion& question) const {
  READINESS_RETURN_IF_ERROR(CheckStarted(true));
  for (const Metric metric : question.metrics) {
    const auto plan = plans_.find(metric);
    if (plan != plans_.end() && plan->second.number.has_value()) continue;
    return base::Invalid(
        "METRIC", Cat(metric::Name(metric), " is not among the metrics that this was made for"));
  }
  std::optional<absl::Time> as_of = question.as_of.has_value() ? question.as_of : options_.until;
  if (!as_of.has_value()) {
    int64_t last = stream_->watermark();
    for (const auto& [metric, plan] : plans_) {
      if (!plan.number.has_value()) continue;
      if (plan.stored.has_value()) last = std::max(last, plan.stored->watermark());
    }
    if (last == metric::kNoTime) {
      return base::Invalid("STATE_AS_OF",
                           "there is no row yet whose moment could be taken; say "
                           "which one is asked about (as_of)");
    }
    as_of = absl::FromUnixMicros(last);
  }
  metric::EvaluateOptions options{absl::ToUnixMicros(*as_of), question.within, question.by_cohort};
  options.known_at = absl::ToUnixMicros(options_.known_at.value_or(*as_of));
  std::vector<metric::MetricReading> readings;
  std::vector<bool> is_early;
  READINESS_RETURN_IF_ERROR(ForEach(
      question.metrics,
      [&](Metric metric, const Plan& plan, const metric::MetricState& state) -> absl::Status {
        auto reading = metric::Evaluate(plan.spec, state, options);
        if (!reading.ok()) return base::At(metric::Name(metric), reading.status());
        readings.push_back(*std::move(reading));
        is_early.push_back(state.watermark() > 0 && state.watermark() < kEarlyWatermark);
        return absl::OkStatus();
      }));
  READINESS_RETURN_IF_ERROR(metric::JudgeTogether(readings));
  for (size_t i = 0; i < readings.size(); ++i) {
    if (is_early[i]) readings[i].reasons.emplace_back(kEarlyTimes);
  }
  return readings;
}

absl::StatusOr<std::vector<std::string>> MetricSet::StateBytes() const {
  std::vector<std::string> bytes;
  READINESS_RETURN_IF_ERROR(ForEach({}, [&](Metric, const Plan&, const metric::MetricState& state) {
    bytes.push_back(state.ToBytes());
    return absl::OkStatus();
  }));
  return bytes;
}

absl::StatusOr<std::vector<DefinedState>> MetricSet::States() const {
  READINESS_RETURN_IF_ERROR(CheckStarted(true));
  std::vector<DefinedState> states;
  for (const auto& [metric, plan] : plans_) {
    if (!plan.number.has_value()) continue;
    // What is no answer by itself is a part of one; how many rows were left out is none.
    READINESS_ASSIGN_OR_RETURN(metric::MetricState sum, Sum(plan));
    if (!IsAnswered(metric, plan) && sum.groups().empty()) continue;
    states.push_back({metric::DefinitionOf(plan.spec), plan.release, std::move(sum)});
  }
  return states;
}

absl::Status MetricSet::Add(const MetricSet& other, int sign) {
  READINESS_RETURN_IF_ERROR(CheckStarted(true));
  READINESS_RETURN_IF_ERROR(other.CheckStarted(true));
  // All sums are made before one of them takes its place.
  std::vector<std::pair<Plan*, metric::MetricState>> sums;
  for (const auto& [metric, theirs] : other.plans_) {
    if (!theirs.number.has_value()) continue;
    READINESS_ASSIGN_OR_RETURN(const metric::MetricState part, other.Sum(theirs));
    Plan& mine = plans_.at(metric);
    const bool is_same_metric = mine.number.has_value() &&
                                stream_->state(*mine.number).identity() == part.identity() &&
                                stream_->state(*mine.number).resolution() == part.resolution();
    if (!is_same_metric && !KnowsSomething(part)) continue;
    if (!mine.number.has_value()) {
      return base::Refused("METRIC", Cat("the other knows of ", metric::Name(metric),
                                         ", which this one was not made for"));
    }
    const metric::MetricState& rows = stream_->state(*mine.number);
    if (rows.identity() != part.identity()) {
      return MeansOtherwise(metric,
                            mine.spec == theirs.spec
                                ? Cat("there it counts ", ReleaseText(theirs.release), ", here ",
                                      ReleaseText(mine.release))
                                : DifferenceOf(theirs.spec, mine.spec),
                            "the other");
    }
    if (rows.resolution() != part.resolution()) {
      return MeansOtherwise(metric, "one state is exact, one a histogram", "the other");
    }
    metric::MetricState sum(rows.identity(), rows.resolution());
    if (mine.stored.has_value()) READINESS_RETURN_IF_ERROR(sum.Merge(*mine.stored));
    absl::Status added = sign > 0 ? rows.CheckLinks(part) : absl::OkStatus();
    if (added.ok()) added = sign > 0 ? sum.Merge(part) : sum.Retract(part);
    if (!added.ok()) return base::At(metric::Name(metric), added);
    sums.emplace_back(&mine, std::move(sum));
  }
  for (auto& [plan, sum] : sums) plan->stored = std::move(sum);
  return absl::OkStatus();
}

}  // namespace readiness::wire
