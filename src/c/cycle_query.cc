#include "c/cycle_query.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>

#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/report/change.h"
#include "readiness/report/html.h"
#include "readiness/report/markdown.h"
#include "readiness/report/names.h"
#include "readiness/report/subject.h"
#include "readiness/report/text.h"
#include "readiness/wire/loaded_cycle.h"

#include "c/cycle_moment.h"
#include "c/document_form.h"

namespace readiness::c {
namespace {

// Answers one kind of question each; `as_of` is resolved.
struct Answerer {
  const wire::LoadedCycle& cycle;
  absl::Time as_of;
  wire::Encoding encoding;
  const GivenMetrics& metrics;

  absl::StatusOr<std::string> operator()(const std::monostate&) const {
    return base::Invalid(
        "C", "the request asks nothing; give report, explain, change, policy or entries");
  }
  absl::StatusOr<std::string> operator()(const wire::ReportQuestion& asked) const {
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment assessment, Assess(asked.since));
    const report::Names names = report::NamesOf(cycle.log(), as_of);
    return WriteAnswer(
        asked.form, encoding, [&] { return report::AssessmentText(assessment, names); },
        [&] { return report::AssessmentMarkdown(assessment, names); },
        [&] { return report::AssessmentHtml(assessment, names); },
        [&] { return wire::EncodeAssessmentAnswer(assessment, encoding); });
  }
  absl::StatusOr<std::string> operator()(const wire::ExplainQuestion& asked) const {
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment assessment, Assess());
    READINESS_ASSIGN_OR_RETURN(
        const report::Subject subject,
        report::Explain(asked.id, assessment, cycle.StateAt(as_of), cycle.log()));
    const report::Names names = report::NamesOf(cycle.log(), as_of);
    return WriteAnswer(
        asked.form, encoding, [&] { return report::SubjectText(subject, names); },
        [&] { return report::SubjectMarkdown(subject, names); },
        [&] { return report::SubjectHtml(subject, names); },
        [&] { return wire::EncodeSubjectAnswer(subject, encoding); });
  }
  absl::StatusOr<std::string> operator()(const wire::ChangeQuestion& asked) const {
    if (!asked.from.has_value()) {
      return base::Invalid("C", "change.from is not given; say from which moment");
    }
    const absl::Time from = *asked.from;
    if (from > as_of) return base::Invalid("order", "change.from lies after as_of");
    READINESS_ASSIGN_OR_RETURN(const wire::MetricInputs then,
                               ReadMetricsBefore(cycle, metrics, from));
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment before,
                               cycle.Assess(from, std::nullopt, then));
    // The later assessment compares with nothing: the earlier one is there.
    READINESS_ASSIGN_OR_RETURN(const wire::MetricInputs now,
                               ReadMetrics(cycle, metrics, as_of, std::nullopt));
    READINESS_ASSIGN_OR_RETURN(const engine::Assessment after,
                               cycle.Assess(as_of, std::nullopt, now));
    const report::Change change =
        report::Compare(before, cycle.StateAt(from), after, cycle.StateAt(as_of));
    const report::Names names = report::NamesOf(cycle.log(), as_of);
    return WriteAnswer(
        asked.form, encoding, [&] { return report::ChangeText(change, names); },
        [&] { return report::ChangeMarkdown(change, names); },
        [&] { return report::ChangeHtml(change, names); },
        [&] { return wire::EncodeChangeAnswer(change, encoding); });
  }
  absl::StatusOr<std::string> operator()(const wire::PolicyQuestion&) const {
    READINESS_RETURN_IF_ERROR(CheckWithoutMetrics("policy"));
    return wire::EncodePolicyAnswer(cycle.PolicyAt(as_of), encoding);
  }
  absl::StatusOr<std::string> operator()(const wire::EntriesQuestion& asked) const {
    READINESS_RETURN_IF_ERROR(CheckWithoutMetrics("entries"));
    if (asked.after_seq < 0 || asked.max_entry_count < 0) {
      return base::Invalid("C", "entries.after_seq and entries.max_entry_count are zero or more");
    }
    const auto known = static_cast<int64_t>(cycle.KnownCount(as_of));
    const int64_t begin = std::min(asked.after_seq, known);
    const int64_t count =
        asked.max_entry_count == 0 ? known - begin : std::min(asked.max_entry_count, known - begin);
    const model::CycleLog& log = cycle.log();
    model::CycleLog part;
    part.schema_version = log.schema_version;
    part.playbook = log.playbook;
    part.unrecognized = log.unrecognized;
    part.entries.assign(log.entries.begin() + begin, log.entries.begin() + begin + count);
    return wire::EncodeEntriesAnswer(part, encoding);
  }

 private:
  absl::StatusOr<engine::Assessment> Assess(std::optional<absl::Time> since = std::nullopt) const {
    if (!metrics.has_states) return cycle.Assess(as_of, since);
    const std::optional<absl::Time> then = cycle.SinceAt(as_of, since);
    READINESS_ASSIGN_OR_RETURN(const wire::MetricInputs inputs,
                               ReadMetrics(cycle, metrics, as_of, then));
    return cycle.Assess(as_of, then, inputs);
  }

  // A state that the answer would not show is a mistake of the caller's.
  absl::Status CheckWithoutMetrics(std::string_view question) const {
    if (!metrics.has_states) return absl::OkStatus();
    return base::Invalid("C", base::Cat("request: ", question,
                                        " takes no metrics; ask it of readiness_cycle_query"));
  }
};

}  // namespace

absl::StatusOr<std::string> AnswerQuery(const readiness_cycle& cycle,
                                        const wire::QueryRequest& asked, wire::Encoding encoding,
                                        const GivenMetrics& metrics) {
  READINESS_RETURN_IF_ERROR(CheckHasEntries(cycle));
  return std::visit(Answerer{cycle.cycle, MomentOf(cycle, asked.as_of), encoding, metrics},
                    asked.question);
}

}  // namespace readiness::c
