// The cases of cases.tsv through the C++ library: what the other languages are compared with.
//
//     conformance_cpp FOLDER OUT
#include <algorithm>
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
#include "readiness/report/markdown.h"
#include "readiness/report/names.h"
#include "readiness/report/subject.h"
#include "readiness/report/text.h"
#include "readiness/wire/assessment.h"
#include "readiness/wire/cycle.h"
#include "readiness/wire/loaded_cycle.h"
#include "readiness/wire/request.h"

namespace {

using readiness::wire::Encoding;
using readiness::wire::LoadedCycle;
namespace base = readiness::base;
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
  if (asked.append != "-") {
    for (const std::string& path : Split(asked.append, ',')) {
      READINESS_ASSIGN_OR_RETURN(auto entry, wire::DecodeEntryJson(ReadFile(folder + "/" + path)));
      READINESS_RETURN_IF_ERROR(cycle.Append(std::move(entry)));
    }
  }
  return cycle;
}

absl::StatusOr<std::string> Query(const LoadedCycle& cycle, const wire::QueryRequest& asked) {
  const absl::Time as_of = asked.as_of.value_or(cycle.LastRecordedAt());
  const report::Names names = report::NamesOf(cycle.log(), as_of);
  if (const auto* document = std::get_if<wire::ReportQuestion>(&asked.question)) {
    READINESS_ASSIGN_OR_RETURN(const auto assessment, cycle.Assess(as_of, document->since));
    return wire::EncodeDocumentAnswer(report::AssessmentText(assessment, names), Encoding::kJson);
  }
  if (const auto* explain = std::get_if<wire::ExplainQuestion>(&asked.question)) {
    READINESS_ASSIGN_OR_RETURN(const auto assessment, cycle.Assess(as_of));
    READINESS_ASSIGN_OR_RETURN(
        const auto subject,
        report::Explain(explain->id, assessment, cycle.StateAt(as_of), cycle.log()));
    return wire::EncodeDocumentAnswer(report::SubjectMarkdown(subject, names), Encoding::kJson);
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

absl::StatusOr<std::string> Answer(const LoadedCycle& cycle, const Case& asked, Encoding encoding) {
  if (asked.call == "save") {
    return encoding == Encoding::kJson ? wire::EncodeCycleJson(cycle.log())
                                       : wire::EncodeCycle(cycle.log());
  }
  const std::string request = OrEmpty(asked.request);
  const auto assess = wire::DecodeAssessRequest(asked.call == "assess" ? request : "", encoding);
  const auto query = wire::DecodeQueryRequest(asked.call == "query" ? request : "", encoding);
  if (!assess.ok()) return base::At("request", assess.status());
  if (!query.ok()) return base::At("request", query.status());
  if (cycle.log().entries.empty()) {
    return base::Refused("order", "the cycle has no entries; append cycle_opened first");
  }
  if (asked.call == "query") return Query(cycle, *query);
  READINESS_ASSIGN_OR_RETURN(
      const auto assessment,
      cycle.Assess(assess->as_of.value_or(cycle.LastRecordedAt()), assess->since));
  return encoding == Encoding::kJson ? wire::EncodeAssessmentJson(assessment)
                                     : wire::EncodeAssessment(assessment);
}

void Write(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), std::ssize(bytes));
}

// The code, the rule, the place before the rule, and the message, a line each.
std::string ErrorText(const absl::Status& status) {
  const std::string message(base::ToStd(status.message()));
  const std::string rule(base::RuleOf(status).value_or(""));
  const size_t at = rule.empty() ? std::string::npos : message.find(": " + rule + ": ");
  const std::string place = at == std::string::npos ? "" : message.substr(0, at);
  return std::to_string(static_cast<int>(status.code())) + "\n" + rule + "\n" + place + "\n" +
         message + "\n";
}

void Run(const std::string& folder, const std::string& out, const Case& asked) {
  const auto cycle = LoadCycle(folder, asked);
  const auto answer = cycle.ok() ? Answer(*cycle, asked, Encoding::kJson)
                                 : absl::StatusOr<std::string>(cycle.status());
  const std::string stem = out + "/" + asked.name;
  if (!answer.ok()) return Write(stem + ".error", ErrorText(answer.status()));
  Write(stem + ".json", *answer);
  if (asked.request != "-") return;
  Write(stem + ".binpb", Answer(*cycle, asked, Encoding::kBinary).value());
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
