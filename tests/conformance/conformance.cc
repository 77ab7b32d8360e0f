// The cases of cases.tsv through the C++ library: what the other languages are compared with.
//
//     conformance_cpp FOLDER OUT
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/graph_explanation.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/report/change.h"
#include "readiness/report/markdown.h"
#include "readiness/report/names.h"
#include "readiness/report/node_text.h"
#include "readiness/report/subject.h"
#include "readiness/report/text.h"
#include "readiness/risk/graph_rows.h"
#include "readiness/table/answer_rows.h"
#include "readiness/table/arrow_columns.h"
#include "readiness/table/risk_graph.h"
#include "readiness/table/telemetry.h"
#include "readiness/wire/assessment.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/cycle_metrics.h"
#include "readiness/wire/loaded_cycle.h"
#include "readiness/wire/metric.h"
#include "readiness/wire/metric_set.h"
#include "readiness/wire/metric_state.h"
#include "readiness/wire/request.h"
#include "readiness/wire/risk_graph.h"

#include "arrow_text.h"

namespace {

using readiness::wire::Encoding;
using readiness::wire::LoadedCycle;
namespace base = readiness::base;
namespace engine = readiness::engine;
namespace report = readiness::report;
namespace wire = readiness::wire;

struct Case {
  std::string name, log, limits, append, call, request;
};

std::vector<std::string> Split(const std::string& text, char mark) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == mark) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::string OrEmpty(const std::string& column) { return column == "-" ? "" : column; }

absl::StatusOr<LoadedCycle> LoadCycle(const std::string& folder, const Case& asked) {
  LoadedCycle cycle;
  if (asked.log != "-") {
    const auto limits = wire::DecodeReadLimits(OrEmpty(asked.limits), Encoding::kJson);
    if (!limits.ok()) return base::At("limits", limits.status());
    READINESS_ASSIGN_OR_RETURN(auto log,
                               wire::DecodeCycleJson(ReadFile(folder + "/" + asked.log), *limits));
    READINESS_ASSIGN_OR_RETURN(cycle, LoadedCycle::Replay(std::move(log)));
  }
  if (asked.append != "-" && asked.call != "assess_metrics" && asked.call != "query_metrics") {
    for (const std::string& path : Split(asked.append, ',')) {
      READINESS_ASSIGN_OR_RETURN(auto entry, wire::DecodeEntryJson(ReadFile(folder + "/" + path)));
      READINESS_RETURN_IF_ERROR(cycle.Append(std::move(entry)));
    }
  }
  return cycle;
}

absl::StatusOr<std::string> Query(const LoadedCycle& cycle, const wire::QueryRequest& asked,
                                  const wire::MetricInputs& metrics = {}) {
  const absl::Time as_of = asked.as_of.value_or(cycle.LastRecordedAt());
  const report::Names names = report::NamesOf(cycle.log(), as_of);
  if (const auto* document = std::get_if<wire::ReportQuestion>(&asked.question)) {
    READINESS_ASSIGN_OR_RETURN(const auto assessment,
                               cycle.Assess(as_of, document->since, metrics));
    if (document->form == wire::DocumentForm::kMessage) {
      return wire::EncodeAssessmentAnswer(assessment, Encoding::kJson);
    }
    return wire::EncodeDocumentAnswer(report::AssessmentText(assessment, names), Encoding::kJson);
  }
  if (const auto* explain = std::get_if<wire::ExplainQuestion>(&asked.question)) {
    READINESS_ASSIGN_OR_RETURN(const auto assessment, cycle.Assess(as_of, std::nullopt, metrics));
    READINESS_ASSIGN_OR_RETURN(
        const auto subject,
        report::Explain(explain->id, assessment, cycle.StateAt(as_of), cycle.log()));
    if (explain->form == wire::DocumentForm::kMessage) {
      return wire::EncodeSubjectAnswer(subject, Encoding::kJson);
    }
    return wire::EncodeDocumentAnswer(report::SubjectMarkdown(subject, names), Encoding::kJson);
  }
  if (const auto* change = std::get_if<wire::ChangeQuestion>(&asked.question)) {
    READINESS_ASSIGN_OR_RETURN(const auto before, cycle.Assess(*change->from));
    READINESS_ASSIGN_OR_RETURN(const auto after, cycle.Assess(as_of, std::nullopt, metrics));
    return wire::EncodeChangeAnswer(
        report::Compare(before, cycle.StateAt(*change->from), after, cycle.StateAt(as_of)),
        Encoding::kJson);
  }
  if (std::holds_alternative<wire::PolicyQuestion>(asked.question)) {
    return wire::EncodePolicyAnswer(cycle.PolicyAt(as_of), Encoding::kJson);
  }
  if (const auto* entries = std::get_if<wire::EntriesQuestion>(&asked.question)) {
    readiness::model::CycleLog part = cycle.log();
    const auto begin = part.entries.begin() + entries->after_seq;
    part.entries = {begin, begin + entries->max_entry_count};
    return wire::EncodeEntriesAnswer(part, Encoding::kJson);
  }
  return base::Invalid("C",
                       "the request asks nothing; give report, explain, change, policy or entries");
}

// What the rows that a case appends say to an assessment.
absl::StatusOr<wire::MetricInputs> ReadMetricInputs(const std::string& folder, const Case& asked,
                                                    const LoadedCycle& cycle, absl::Time as_of) {
  READINESS_ASSIGN_OR_RETURN(wire::MetricSet metrics, wire::NewCycleMetrics(cycle, as_of));
  READINESS_RETURN_IF_ERROR(metrics.Start());
  readiness::table::TelemetryOptions options;
  options.refuses_log_kinds = true;
  for (const std::string& path : Split(asked.append, ',')) {
    READINESS_RETURN_IF_ERROR(readiness::table::ReadTelemetryText(
        ReadFile(folder + "/" + path), options, metrics.texts(),
        [&metrics](const readiness::table::TelemetryBatch& batch) {
          return metrics.Apply(batch.columns);
        }));
  }
  READINESS_ASSIGN_OR_RETURN(auto states, metrics.States());
  return wire::ReadCycleMetrics(cycle, as_of, std::move(states));
}

absl::StatusOr<std::string> Answer(const std::string& folder, const LoadedCycle& cycle,
                                   const Case& asked, Encoding encoding) {
  if (asked.call == "save") {
    if (cycle.log().entries.empty()) {
      return base::Refused("order", "the cycle has no entries; append cycle_opened first");
    }
    return encoding == Encoding::kJson ? wire::EncodeCycleJson(cycle.log())
                                       : wire::EncodeCycle(cycle.log());
  }
  const std::string request = OrEmpty(asked.request);
  const bool is_query = asked.call == "query" || asked.call == "query_metrics";
  const auto assess = wire::DecodeAssessRequest(is_query ? "" : request, encoding);
  const auto query = wire::DecodeQueryRequest(is_query ? request : "", encoding);
  if (!assess.ok()) return base::At("request", assess.status());
  if (!query.ok()) return base::At("request", query.status());
  if (cycle.log().entries.empty()) {
    return base::Refused("order", "the cycle has no entries; append cycle_opened first");
  }
  if (asked.call == "query") return Query(cycle, *query);
  const absl::Time as_of = assess->as_of.value_or(cycle.LastRecordedAt());
  wire::MetricInputs metrics;
  if (asked.call == "assess_metrics" || asked.call == "query_metrics") {
    READINESS_ASSIGN_OR_RETURN(metrics, ReadMetricInputs(folder, asked, cycle, as_of));
  }
  if (is_query) return Query(cycle, *query, metrics);
  READINESS_ASSIGN_OR_RETURN(
      const auto assessment,
      cycle.Assess(as_of, assess->since, metrics, static_cast<uint32_t>(assess->rank_draw_count)));
  return encoding == Encoding::kJson ? wire::EncodeAssessmentJson(assessment)
                                     : wire::EncodeAssessment(assessment);
}

ArrowArrayStream ArrowOf(const std::string& path) {
  ArrowArrayStream stream;
  if (arrow_text_read(path.c_str(), &stream) == 0) std::exit(2);
  return stream;
}

// The rows of a file: CSV, or a table that is handed over as Arrow.
absl::Status Ingest(const std::string& path, bool is_arrow, wire::MetricSet& metrics) {
  const auto take = [&metrics](const readiness::table::TelemetryBatch& batch) {
    return metrics.Apply(batch.columns);
  };
  if (!is_arrow) {
    return readiness::table::ReadTelemetryText(ReadFile(path), {}, metrics.texts(), take);
  }
  ArrowArrayStream stream = ArrowOf(path);
  return readiness::table::TakeTelemetryArrowStream(stream, {}, metrics.texts(), take);
}

absl::StatusOr<wire::MetricSet> LoadMetrics(const std::string& folder, const Case& asked) {
  const auto given = wire::DecodeMetricStateOptions(OrEmpty(asked.limits), Encoding::kJson);
  if (!given.ok()) return base::At("options", given.status());
  wire::MetricSetOptions options;
  options.until = given->until;
  options.known_at = given->known_at;
  options.release = given->release;
  if (given->resolution == wire::MetricResolution::kHistogram) {
    options.resolution = readiness::metric::Resolution::kHistogram;
  }
  wire::MetricSet metrics(options);
  std::vector<readiness::metric::Metric> chosen;
  for (size_t i = 0; i < given->definitions.size(); ++i) {
    const auto defined = metrics.Define(given->definitions[i], base::Cat("definitions[", i, "]"));
    if (!defined.ok()) return base::At("options", defined);
    chosen.push_back(readiness::metric::ReadMetric(given->definitions[i].metric).value());
  }
  READINESS_RETURN_IF_ERROR(metrics.Start(chosen));
  for (const std::string& path : Split(asked.log, ',')) {
    READINESS_RETURN_IF_ERROR(Ingest(folder + "/" + path, asked.call == "arrow_metrics", metrics));
  }
  return metrics;
}

absl::StatusOr<readiness::metric::MetricReadings> Read(const wire::MetricSet& metrics,
                                                       const Case& asked, Encoding encoding) {
  const bool is_json = encoding == Encoding::kJson;
  const auto request = wire::DecodeMetricsRequest(is_json ? OrEmpty(asked.request) : "", encoding);
  if (!request.ok()) return base::At("request", request.status());
  wire::MetricQuestion question;
  question.as_of = request->as_of;
  question.by_cohort = request->by_cohort;
  for (const std::string& name : request->metrics) {
    question.metrics.push_back(readiness::metric::ReadMetric(name).value());
  }
  for (const int64_t seconds : request->within_seconds) {
    question.within.push_back(static_cast<double>(seconds));
  }
  readiness::metric::MetricReadings readings;
  READINESS_ASSIGN_OR_RETURN(readings.metrics, metrics.Evaluate(question));
  return readings;
}

absl::StatusOr<std::string> AnswerMetrics(const wire::MetricSet& metrics, const Case& asked,
                                          Encoding encoding) {
  const bool is_json = encoding == Encoding::kJson;
  if (asked.call == "metrics_save") {
    READINESS_ASSIGN_OR_RETURN(const auto states, metrics.States());
    return is_json ? wire::EncodeMetricStatesJson(states) : wire::EncodeMetricStates(states);
  }
  READINESS_ASSIGN_OR_RETURN(const auto readings, Read(metrics, asked, encoding));
  return is_json ? wire::EncodeMetricReadingsJson(readings) : wire::EncodeMetricReadings(readings);
}

absl::StatusOr<engine::RiskGraphInput> LoadGraph(const std::string& folder, const Case& asked) {
  const auto limits = wire::DecodeReadLimits(OrEmpty(asked.limits), Encoding::kJson);
  if (!limits.ok()) return base::At("limits", limits.status());
  if (asked.call == "arrow_rank") {
    ArrowArrayStream nodes = ArrowOf(folder + "/" + asked.log);
    ArrowArrayStream edges{};
    if (asked.append != "-") edges = ArrowOf(folder + "/" + asked.append);
    READINESS_ASSIGN_OR_RETURN(
        const readiness::risk::GraphRows rows,
        readiness::table::TakeRiskGraphStreams(
            &nodes, asked.append == "-" ? nullptr : &edges,
            {.max_text_bytes = limits->max_text_bytes, .max_bytes = limits->max_bytes}));
    READINESS_RETURN_IF_ERROR(engine::BuildRiskNetwork(rows).status());
    return engine::InputOf(rows);
  }
  READINESS_ASSIGN_OR_RETURN(auto graph, wire::DecodeRiskGraph(ReadFile(folder + "/" + asked.log),
                                                               Encoding::kJson, *limits));
  if (asked.append == "-") return graph;
  for (const std::string& path : Split(asked.append, ',')) {
    READINESS_ASSIGN_OR_RETURN(
        const auto change, wire::DecodeRiskGraph(ReadFile(folder + "/" + path), Encoding::kJson));
    READINESS_ASSIGN_OR_RETURN(graph, engine::Changed(graph, change));
  }
  return graph;
}

absl::StatusOr<engine::GraphRanking> Rank(const engine::RiskNetwork& network, const Case& asked,
                                          Encoding encoding) {
  const auto request =
      wire::DecodeRankRequest(encoding == Encoding::kJson ? OrEmpty(asked.request) : "", encoding);
  if (!request.ok()) return base::At("request", request.status());
  engine::GraphRankOptions options;
  options.top = request->top_count;
  return engine::RankGraph(network, options);
}

absl::StatusOr<std::string> AnswerGraph(const engine::RiskGraphInput& graph, const Case& asked,
                                        Encoding encoding) {
  READINESS_ASSIGN_OR_RETURN(const auto network, engine::BuildRiskNetwork(graph));
  if (asked.call == "rank_save") return wire::EncodeRiskGraph(graph, encoding);
  if (asked.call == "rank_explain") {
    const auto question = wire::DecodeExplainQuestion(
        encoding == Encoding::kJson ? OrEmpty(asked.request) : "", encoding);
    if (!question.ok()) return base::At("request", question.status());
    READINESS_ASSIGN_OR_RETURN(const auto why, engine::ExplainNode(network, question->id));
    if (question->form == wire::DocumentForm::kMessage) {
      return wire::EncodeNodeAnswer(why, encoding);
    }
    return wire::EncodeDocumentAnswer(question->form == wire::DocumentForm::kMarkdown
                                          ? report::NodeMarkdown(why)
                                          : report::NodeText(why),
                                      encoding);
  }
  READINESS_ASSIGN_OR_RETURN(const auto ranking, Rank(network, asked, encoding));
  return wire::EncodeRanking(ranking, encoding);
}

void Write(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), std::ssize(bytes));
}

// The code, the rule, the place, and the message, a line each.
std::string ErrorText(const absl::Status& status) {
  const std::string message(base::ToStd(status.message()));
  const std::string rule(base::RuleOf(status).value_or(""));
  return std::to_string(static_cast<int>(status.code())) + "\n" + rule + "\n" +
         base::PlaceOf(status) + "\n" + message + "\n";
}

// Answers by `answer(loaded, asked, encoding)` what `load` gave.
template <typename Loaded, typename Answer>
void RunWith(const std::string& out, const Case& asked, const absl::StatusOr<Loaded>& loaded,
             const Answer& answer_by) {
  const auto answer = loaded.ok() ? answer_by(*loaded, asked, Encoding::kJson)
                                  : absl::StatusOr<std::string>(loaded.status());
  const std::string stem = out + "/" + asked.name;
  if (!answer.ok()) return Write(stem + ".error", ErrorText(answer.status()));
  Write(stem + ".json", *answer);
  if (asked.request != "-") return;
  Write(stem + ".binpb", answer_by(*loaded, asked, Encoding::kBinary).value());
}

// The answer of a case of Arrow, and the table that is given out, as arrow_text.h writes it.
template <typename Loaded, typename Answer, typename Rows>
void RunArrow(const std::string& out, const Case& asked, const absl::StatusOr<Loaded>& loaded,
              const Answer& answer_by, const Rows& rows_of) {
  const auto answer = loaded.ok() ? answer_by(*loaded, asked, Encoding::kJson)
                                  : absl::StatusOr<std::string>(loaded.status());
  const std::string stem = out + "/" + asked.name;
  if (!answer.ok()) return Write(stem + ".error", ErrorText(answer.status()));
  Write(stem + ".json", *answer);
  ArrowArrayStream table;
  rows_of(*loaded).Export(table);
  if (arrow_text_write(&table, (stem + ".tsv").c_str()) == 0) std::exit(2);
}

void Run(const std::string& folder, const std::string& out, const Case& asked) {
  if (asked.call == "arrow_metrics") {
    return RunArrow(out, asked, LoadMetrics(folder, asked), AnswerMetrics,
                    [&asked](const wire::MetricSet& metrics) {
                      return readiness::table::MetricRows(
                          Read(metrics, asked, Encoding::kJson).value().metrics);
                    });
  }
  if (asked.call == "arrow_rank") {
    return RunArrow(out, asked, LoadGraph(folder, asked), AnswerGraph,
                    [&asked](const engine::RiskGraphInput& graph) {
                      const auto network = engine::BuildRiskNetwork(graph).value();
                      const auto ranking = Rank(network, asked, Encoding::kJson).value();
                      return readiness::table::RiskRows(ranking.risks,
                                                        ranking.has_downstream_counts);
                    });
  }
  if (asked.call.rfind("metrics", 0) == 0) {
    return RunWith(out, asked, LoadMetrics(folder, asked), AnswerMetrics);
  }
  if (asked.call.rfind("rank", 0) == 0) {
    return RunWith(out, asked, LoadGraph(folder, asked), AnswerGraph);
  }
  RunWith(out, asked, LoadCycle(folder, asked),
          [&folder](const LoadedCycle& cycle, const Case& one, Encoding encoding) {
            return Answer(folder, cycle, one, encoding);
          });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream cases(std::string(argv[1]) + "/cases.tsv");
  for (std::string line; std::getline(cases, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto columns = Split(line, '\t');
    if (columns.size() != 6) return 2;
    Run(argv[1], argv[2], {columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]});
  }
  return 0;
}
