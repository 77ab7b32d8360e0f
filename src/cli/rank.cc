// readiness rank: which risk hurts customers most, and which decision unblocks the most work.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/rank_cycle.h"
#include "cli/tsv_graph.h"

#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"
#include "readiness/risk/blocked_work.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/proximity.h"
#include "readiness/risk/reach.h"
#include "readiness/risk/slack.h"
#include "readiness/risk/standalone_loss.h"
#include "readiness/risk/unlock_order.h"

namespace readiness::cli {
namespace {

using base::Cat;

struct Options {
  std::string cycle;
  std::string nodes;
  std::string edges;
  std::string as_of;
  int64_t top = 0;  // 0: not given.
  std::string format = "text";
};

// Beyond these a number is left out, and standard error says so: steps for the counts of all nodes
// downstream, words of 512 decisions for blocked work, and rows that get their standalone loss.
constexpr uint64_t kMostVisits = 400'000'000;
constexpr double kMostSweepSteps = 3e8;
constexpr size_t kMostStandalone = 100;
constexpr size_t kTextRows = 10;

struct Answer {
  risk::Cascade cascade;
  std::vector<risk::RiskOnNode> risks;
  std::vector<risk::RankedLoss> ranked;
  std::vector<uint32_t> downstream;  // Empty: too many to count.
  std::optional<risk::Proximity> proximity;
  std::vector<risk::DecisionWork> work;  // By order.
  std::vector<risk::UnlockStep> order;
  std::vector<std::optional<double>> slack;
  bool has_work = false;
};

std::vector<uint32_t> CountDownstream(const risk::Graph& graph) {
  risk::DownstreamCounter counter(graph);
  std::vector<uint32_t> counts(graph.node_count());
  uint64_t visits = 0;
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) {
    counts[node] = static_cast<uint32_t>(counter.Count(node));
    visits += counts[node];
    if (visits > kMostVisits) return {};
  }
  return counts;
}

absl::StatusOr<Answer> Compute(const TsvGraph& read) {
  const risk::Graph& graph = read.graph;
  Answer answer;
  answer.cascade = risk::EvaluateCascade(read.network);
  answer.downstream = CountDownstream(graph);
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) {
    answer.risks.push_back({graph.Id(node), node, read.leak[node], 0});
  }
  READINESS_ASSIGN_OR_RETURN(answer.ranked, risk::RankByLoss(read.network, answer.cascade,
                                                             answer.risks, answer.downstream));
  READINESS_ASSIGN_OR_RETURN(answer.proximity,
                             risk::MeasureProximity(graph, read.components, read.touchpoints));
  const auto nodes = static_cast<double>(graph.node_count());
  answer.has_work =
      nodes * (nodes + static_cast<double>(graph.edge_count())) / 512 < kMostSweepSteps;
  if (!answer.has_work) return answer;
  // Every node is unresolved, takes an hour of effort and an hour of its owner.
  std::vector<risk::NodeIndex> unresolved(graph.node_count());
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) unresolved[node] = node;
  const std::vector<double> hours(graph.node_count(), 1);
  READINESS_ASSIGN_OR_RETURN(const risk::BlockedWork blocked,
                             risk::MeasureBlockedWork(graph, read.components, unresolved, hours));
  READINESS_ASSIGN_OR_RETURN(
      answer.order, risk::OrderByUnlockedEffort(graph, read.components, unresolved, hours, hours));
  READINESS_ASSIGN_OR_RETURN(answer.slack, risk::MeasureSlack(graph, read.components, hours));
  answer.work = blocked.decisions;
  return answer;
}

// Says on standard error what the numbers do not.
void SayWhatIsMissing(const TsvGraph& read, const Answer& answer) {
  if (read.touchpoints.empty()) {
    Complain(
        "no node has an impact above zero, so there is no touchpoint: proximity is undefined and "
        "nothing is lost; ranked by downstream count and id");
  }
  if (answer.downstream.empty() && !answer.risks.empty()) {
    Complain("too many nodes downstream to count them all: downstreamCount is left out");
  }
  if (!answer.has_work) {
    Complain("the graph is too large for the blocked work of every node: blockedWork is left out");
  }
  size_t circles = 0;
  for (uint32_t component = 0; component < read.components.count(); ++component) {
    circles += read.components.IsCircular(component) ? 1U : 0U;
  }
  if (circles > 0) {
    Complain(Cat(circles, circles == 1 ? " circular dependency: " : " circular dependencies: ",
                 "its members wait for each other"));
  }
}

std::string_view MethodOf(const risk::RankedLoss& one) {
  return one.is_exact ? "exact" : "bracket";
}

void WriteRisk(JsonWriter& json, const TsvGraph& read, const Answer& answer,
               const risk::RankedLoss& one, int64_t top) {
  const risk::NodeIndex node = answer.risks[one.risk].node;
  json.BeginObject();
  json.Field("id", read.graph.Id(node));
  json.Field("title", "");
  json.CountField("rank", one.rank);
  json.CountField("rankLow", one.rank_low);
  json.CountField("rankHigh", one.rank_high);
  json.Field("tier", "");
  json.BoolField("certified", one.rank_low == one.rank_high);
  json.Field("owner", "");
  json.NumberField("expectedLossDelta", one.fall);
  if (!one.is_exact) {
    json.NumberField("expectedLossDeltaLow", one.fall_bracket.low);
    json.NumberField("expectedLossDeltaHigh", one.fall_bracket.high);
  }
  if (one.rank <= kMostStandalone) {
    const std::optional<double>& leak = read.leak[node];
    const risk::StandaloneLoss alone = risk::MeasureStandaloneLoss(
        read.network, read.network.PlaceOf(node),
        leak.has_value() ? risk::Bracket::Of(*leak) : risk::Bracket::Unknown(),
        {.most_frontier = 12, .most_work = 1 << 16});
    if (alone.is_exact) json.NumberField("standalone", alone.loss.low);
  }
  if (const auto importance =
          risk::ImportanceOf(read.network, answer.cascade, answer.risks[one.risk], one);
      importance.has_value()) {
    json.NumberField("share", importance->share);
    json.NumberField("raw", importance->raw);
    json.NumberField("rrw", importance->rrw);
  }
  if (const auto hops = answer.proximity->Hops(node); hops.has_value()) {
    json.CountField("proximityHops", static_cast<int64_t>(*hops));
  }
  if (const auto reach = answer.proximity->ReachProbability(node); reach.has_value()) {
    if (reach->IsExact()) {
      json.NumberField("proximityProbability", reach->low);
    } else {
      json.NumberField("proximityProbabilityLow", reach->low);
      json.NumberField("proximityProbabilityHigh", reach->high);
    }
  }
  if (!answer.downstream.empty()) json.CountField("downstreamCount", answer.downstream[node]);
  // With every parameter a number only the brackets leave open who is among the first.
  if (one.rank_high <= top) {
    json.NumberField("topProbability", 1);
  } else if (one.rank_low > top) {
    json.NumberField("topProbability", 0);
  }
  json.Field("method", MethodOf(one));
  json.EndObject();
}

std::string Json(const TsvGraph& read, const Answer& answer, int64_t top) {
  JsonWriter json;
  json.BeginObject();
  json.BeginArray("risks");
  const size_t rows =
      top == 0 ? answer.ranked.size() : std::min(answer.ranked.size(), static_cast<size_t>(top));
  for (size_t i = 0; i < rows; ++i) {
    WriteRisk(json, read, answer, answer.ranked[i],
              top == 0 ? static_cast<int64_t>(kTextRows) : top);
  }
  json.EndArray();
  json.BeginArray("blockedWork");
  size_t place = 0;
  for (const risk::UnlockStep& step : answer.order) {
    if (top != 0 && place == static_cast<size_t>(top)) break;
    const risk::DecisionWork& work = answer.work[step.decision];
    json.BeginObject();
    json.Field("decision", read.graph.Id(step.decision));
    json.Field("owner", "");
    json.NumberField("reach", work.reach);
    json.NumberField("sole", work.sole);
    json.NumberField("share", work.share);
    json.NumberField("slack", answer.slack[step.decision]);
    json.CountField("order", static_cast<int64_t>(++place));
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("actions");
  json.EndArray();
  json.EndObject();
  return json.Take();
}

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.4g", value);
  return text;
}

// Text of the file made safe to show, filled up to `width`, with a blank at least.
std::string Padded(std::string_view given, size_t width) {
  std::string text = report::Safe(given);
  const size_t shown = report::Width(text);
  text.append(shown < width ? width - shown : 1, ' ');
  return text;
}

std::string Text(const TsvGraph& read, const Answer& answer, int64_t top) {
  const size_t rows =
      std::min(answer.ranked.size(), top == 0 ? kTextRows : static_cast<size_t>(top));
  const risk::LossBracket loss = answer.cascade.expected_loss();
  std::string text = Cat(read.graph.node_count(), " nodes, ", read.graph.edge_count(), " edges, ",
                         read.touchpoints.size(), " touchpoints.\n");
  text += answer.cascade.is_loss_exact()
              ? Cat("Expected loss ", Number(loss.low), " an hour, exact.\n\n")
              : Cat("Expected loss between ", Number(loss.low), " and ", Number(loss.high),
                    " an hour: parts are too wide to solve exactly.\n\n");
  size_t width = 4;
  for (size_t i = 0; i < rows; ++i) {
    width = std::max(
        width,
        report::Width(report::Safe(read.graph.Id(answer.risks[answer.ranked[i].risk].node))));
  }
  width = std::min<size_t>(width, 40);
  text += Cat(Padded("Rank", 6), Padded("Risk", width + 2), Padded("Loss without it falls by", 26),
              Padded("Surely ranked", 15), Padded("Hops", 6), "Downstream\n");
  for (size_t i = 0; i < rows; ++i) {
    const risk::RankedLoss& one = answer.ranked[i];
    const risk::NodeIndex node = answer.risks[one.risk].node;
    std::string fall = Number(one.fall);
    const auto importance =
        risk::ImportanceOf(read.network, answer.cascade, answer.risks[one.risk], one);
    if (!one.is_exact) {
      fall += Cat(" (", Number(one.fall_bracket.low), " to ", Number(one.fall_bracket.high), ")");
    } else if (importance.has_value()) {
      fall += Cat(" (", Number(importance->share * 100), " %)");
    }
    const auto hops = answer.proximity->Hops(node);
    text +=
        Cat(Padded(std::to_string(one.rank), 6), Padded(read.graph.Id(node), width + 2),
            Padded(fall, 26),
            Padded(one.rank_low == one.rank_high ? std::to_string(one.rank_low)
                                                 : Cat(one.rank_low, " to ", one.rank_high),
                   15),
            Padded(hops.has_value() ? std::to_string(*hops) : "-", 6),
            answer.downstream.empty() ? std::string("-") : std::to_string(answer.downstream[node]),
            "\n");
  }
  if (rows < answer.ranked.size()) text += Cat("... and ", answer.ranked.size() - rows, " more\n");
  if (answer.order.empty()) return text;
  text += Cat("\nTo unblock most work, decide in this order:\n", Padded("", 6),
              Padded("Decision", width + 2), Padded("Reach", 10), Padded("Alone", 10), "Share\n");
  for (size_t i = 0; i < std::min(answer.order.size(), rows); ++i) {
    const risk::DecisionWork& work = answer.work[answer.order[i].decision];
    text += Cat(Padded(std::to_string(i + 1), 6), Padded(read.graph.Id(work.decision), width + 2),
                Padded(Number(work.reach), 10), Padded(Number(work.sole), 10), Number(work.share),
                "\n");
  }
  return text;
}

int Run(const Options& options) {
  const bool has_graph = !options.nodes.empty() || !options.edges.empty();
  if (options.cycle.empty() != has_graph) {
    throw CLI::ValidationError("rank", has_graph ? "takes a CYCLE or --nodes and --edges, not both"
                                                 : "needs a CYCLE, or --nodes and --edges");
  }
  if (!has_graph) return RankCycle({options.cycle, options.as_of, options.top, options.format});
  if (options.nodes.empty() || options.edges.empty()) {
    throw CLI::ValidationError("rank", "needs --nodes and --edges together");
  }
  if (!options.as_of.empty()) {
    throw CLI::ValidationError("--as-of", "belongs to a CYCLE; a graph from files has no moments");
  }
  const auto read = ReadTsvGraph(options.nodes, options.edges);
  if (!read.ok()) {
    Complain(base::ToStd(read.status().message()));  // It names the file.
    return kWrongInput;
  }
  const auto answer = Compute(*read);
  if (!answer.ok()) return Refuse(options.nodes, answer.status());
  SayWhatIsMissing(*read, *answer);
  return WriteOutput(options.format == "json" ? Json(*read, *answer, options.top)
                                              : Text(*read, *answer, options.top))
             ? kDone
             : kWrongInput;
}

}  // namespace

void AddRank(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "rank", "Which risks hurt customers most, what unblocks the most work, what saves most");
  auto options = std::make_shared<Options>();
  command->add_option("CYCLE", options->cycle, "The log of a cycle; - is standard input")
      ->check(RefuseEmpty);
  command
      ->add_option("--nodes", options->nodes, "In place of a cycle, TSV: id, probability, impact")
      ->check(RefuseEmpty);
  command
      ->add_option("--edges", options->edges,
                   "TSV: from, to, probability; a failure of from reaches to")
      ->check(RefuseEmpty);
  command
      ->add_option("--as-of", options->as_of,
                   "The moment (TIME or now); by default when the last entry was recorded")
      ->check(RefuseEmpty);
  command->add_option("--top", options->top, "How many to print; by default text ten, JSON all")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 32));
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace readiness::cli
