// readiness rank: which risk hurts customers most, and which decision unblocks the most work.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/rank_cycle.h"
#include "cli/ranking_json.h"

#include "readiness/base/text.h"
#include "readiness/engine/graph_ranking.h"
#include "readiness/report/chance_text.h"
#include "readiness/report/circle_text.h"
#include "readiness/report/plain_text.h"

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

constexpr size_t kTextRows = 10;

std::string Json(const engine::GraphRanking& ranking) {
  JsonWriter json;
  json.BeginObject();
  json.BeginArray("risks");
  for (const engine::RankedRisk& risk : ranking.risks) {
    json.BeginObject();
    json.Field("id", risk.id);
    json.Field("title", risk.title);
    WriteRankFields(json, risk, ranking.has_downstream_counts);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("blockedWork");
  for (const engine::BlockedWork& work : ranking.blocked_work) {
    json.BeginObject();
    json.Field("decision", work.decision);
    json.Field("owner", work.owner);
    WriteWorkFields(json, work);
    json.EndObject();
  }
  json.EndArray();
  json.BeginArray("actions");
  json.EndArray();
  WriteCircles(json, ranking.circular_dependencies);
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

// What fails in one comes back to where it began, and its work can never start.
std::string Circles(const engine::GraphRanking& ranking) {
  if (ranking.circle_count == 0) return "";
  std::string text = Cat("\nCircular dependencies: ", ranking.circle_count, "\n");
  for (const engine::CircularDependency& circle : ranking.circular_dependencies) {
    text += Cat("  ", report::CircleText(circle), "\n");
  }
  if (ranking.circular_dependencies.size() < ranking.circle_count) {
    text +=
        Cat("  ... and ", ranking.circle_count - ranking.circular_dependencies.size(), " more\n");
  }
  return text;
}

// Why the expected loss is a bracket.
std::string WhyNotExact(const engine::GraphRanking& ranking) {
  const std::string wide = "parts are too wide to solve exactly";
  if (ranking.missing_count == 0) return wide;
  const std::string missing =
      ranking.missing_count == 1
          ? std::string("1 probability on which it rests is missing")
          : Cat(ranking.missing_count, " probabilities on which it rests are missing");
  return ranking.is_too_wide ? Cat(missing, ", and ", wide) : missing;
}

std::string ChanceOf(const engine::RankedRisk& risk) {
  return risk.top_probability.has_value()
             ? report::ChanceText(*risk.top_probability, risk.top_probability_low,
                                  risk.top_probability_high)
             : "-";
}

std::string Text(const engine::RiskNetwork& read, const engine::GraphRanking& ranking) {
  const auto counted = [](size_t count, std::string_view noun) {
    return Cat(count, " ", noun, count == 1 ? "" : "s");
  };
  std::string text =
      Cat(counted(read.graph.node_count(), "node"), ", ", counted(read.graph.edge_count(), "edge"),
          ", ", counted(read.touchpoints.size(), "touchpoint"), ".\n");
  text += ranking.is_loss_exact
              ? Cat("Expected loss ", Number(ranking.loss.low), " an hour, exact.\n\n")
              : Cat("Expected loss between ", Number(ranking.loss.low), " and ",
                    Number(ranking.loss.high), " an hour: ", WhyNotExact(ranking), ".\n",
                    ranking.drawn_loss.has_value()
                        ? Cat("Drawn from ", ranking.world_count,
                              " worlds of each touchpoint: ", Number(ranking.drawn_loss->mean),
                              " +- ", Number(ranking.drawn_loss->standard_error), " an hour.\n\n")
                        : std::string("\n"));
  size_t width = 4;
  for (const engine::RankedRisk& risk : ranking.risks) {
    width = std::max(width, report::Width(report::Safe(risk.id)));
  }
  width = std::min<size_t>(width, 40);
  // Who is among those shown is told where it is not certain.
  const bool has_chance = std::any_of(ranking.risks.begin(), ranking.risks.end(),
                                      [](const auto& risk) { return risk.top_probability != 1; });
  const size_t fall_width = ranking.drawn_loss.has_value() ? 34 : 26;
  text += Cat(Padded("Rank", 6), Padded("Risk", width + 2),
              Padded("Loss without it falls by", fall_width), Padded("Surely ranked", 15),
              Padded("Hops", 6), "Downstream",
              has_chance ? Cat("  Among first ", ranking.risks.size()) : std::string(), "\n");
  for (const engine::RankedRisk& risk : ranking.risks) {
    std::string fall = Number(*risk.expected_loss_delta);
    if (risk.expected_loss_delta_low.has_value()) {
      if (risk.expected_loss_delta_error.has_value()) {
        fall += Cat(" +- ", Number(*risk.expected_loss_delta_error));
      }
      fall += Cat(" (", Number(*risk.expected_loss_delta_low), " to ",
                  Number(*risk.expected_loss_delta_high), ")");
    } else if (risk.share.has_value()) {
      fall += Cat(" (", Number(*risk.share * 100), " %)");
    }
    const std::string downstream =
        ranking.has_downstream_counts ? std::to_string(risk.downstream_count) : std::string("-");
    text += Cat(
        Padded(std::to_string(*risk.rank), 6), Padded(risk.id, width + 2), Padded(fall, fall_width),
        Padded(*risk.rank_low == *risk.rank_high ? std::to_string(*risk.rank_low)
                                                 : Cat(*risk.rank_low, " to ", *risk.rank_high),
               15),
        Padded(risk.proximity_hops.has_value() ? std::to_string(*risk.proximity_hops) : "-", 6),
        has_chance ? Padded(downstream, 12) + ChanceOf(risk) : downstream, "\n");
  }
  if (ranking.risks.size() < ranking.risk_count) {
    text += Cat("... and ", ranking.risk_count - ranking.risks.size(), " more\n");
  }
  text += Circles(ranking);
  if (ranking.blocked_work.empty()) return text;
  text += Cat("\nTo unblock most work, decide in this order:\n", Padded("", 6),
              Padded("Decision", width + 2), Padded("Reach", 10), Padded("Alone", 10), "Share\n");
  for (const engine::BlockedWork& work : ranking.blocked_work) {
    text += Cat(Padded(std::to_string(work.order), 6), Padded(work.decision, width + 2),
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
  const auto read = LoadGraph(options.nodes, options.edges);
  if (!read.ok()) {
    Complain(base::ToStd(read.status().message()));  // It names the file.
    return kWrongInput;
  }
  const bool is_json = options.format == "json";
  engine::GraphRankOptions asked;
  asked.top = options.top == 0 && !is_json ? static_cast<int64_t>(kTextRows) : options.top;
  const auto ranking = engine::RankGraph(*read, asked);
  if (!ranking.ok()) return Refuse(options.nodes, ranking.status());
  for (const std::string& note : ranking->notes) Complain(note);
  return WriteOutput(is_json ? Json(*ranking) : Text(*read, *ranking)) ? kDone : kWrongInput;
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
