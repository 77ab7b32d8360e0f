#include "report/risk_subject.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/report/chance_text.h"

#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;

// "12.5", or "10 to 15" where that is all that is certain.
std::string Between(double low, double high) {
  const std::string least = NumberText(low);
  const std::string most = NumberText(high);
  return least == most ? least : Cat(least, " to ", most);
}

class Points {
 public:
  void Add(std::string text) { list_.items.push_back({{Plain(std::move(text))}, {}}); }
  void AppendTo(Document& document, std::string heading) && {
    if (list_.items.empty()) return;
    document.sections.push_back({std::move(heading), {std::move(list_)}});
  }

 private:
  List list_;
};

// "likelihood medium, severity severe?", where ? marks what is not recorded and taken at its worst.
std::string BandsText(const std::vector<engine::RiskBand>& bands) {
  std::string text;
  for (const engine::RiskBand& band : bands) {
    text +=
        Cat(text.empty() ? "" : ", ", band.dimension, " ", band.band, band.is_certified ? "" : "?");
  }
  return text;
}

// `is_settled`: no other order is possible than the one in which they stand; else it was drawn.
std::string NeighbourText(const engine::RankNeighbour& neighbour, int64_t rank, bool is_settled) {
  std::string text = Cat(neighbour.rank < rank ? "before it: " : "after it: ", neighbour.risk);
  if (neighbour.swap_probability.has_value()) {
    if (*neighbour.swap_probability > 0) {
      text += Cat("; they change places with a chance of ", ShareText(*neighbour.swap_probability));
    } else {
      text += is_settled ? "; on what is recorded they do not change places"
                         : "; likelihoods that are not certain were drawn, and in no draw do they "
                           "change places";
    }
  }
  return text;
}

void AppendRank(const engine::RankedRisk& risk, const engine::RiskExplanation& why,
                Document& document) {
  Points points;
  if (!risk.tier.empty()) {  // A node of a graph outside a cycle has none.
    points.Add(Cat(
        "tier ", risk.tier,
        risk.certified ? "" : ", not certified: an input is not recorded and taken at its worst"));
  }
  if (!why.bands.empty()) {
    points.Add(Cat("row ", why.tier_row, " of the tier table: ", BandsText(why.bands),
                   risk.certified ? "" : "; what has a ? is not recorded well enough to be sure"));
  }
  if (why.worse.has_value()) {
    points.Add(Cat("it would be ", why.worse->tier, " with ", BandsText(why.worse->changes)));
  }
  if (why.milder.has_value()) {
    points.Add(Cat("it would be ", why.milder->tier, " with ", BandsText(why.milder->changes)));
  }
  if (risk.rank.has_value()) {
    std::string rank = Cat("rank ", *risk.rank);
    if (risk.rank_low.has_value() && risk.rank_high.has_value()) {
      rank += *risk.rank_low == *risk.rank_high
                  ? std::string(", and no other is possible")
                  : Cat(", possibly from ", *risk.rank_low, " to ", *risk.rank_high);
    }
    points.Add(std::move(rank));
    // Of a graph outside a cycle, which has no tiers, 0 is never drawn.
    const bool is_settled = risk.tier.empty() || risk.rank_low == risk.rank_high;
    for (const engine::RankNeighbour& neighbour : why.neighbours) {
      points.Add(NeighbourText(neighbour, *risk.rank, is_settled));
    }
  }
  if (why.rise.has_value()) {
    points.Add(Cat("it would pass ", why.rise->risk, " with a likelihood of its own above ",
                   AmountText(100 * why.rise->probability, ""), " %"));
  }
  if (why.decline.has_value()) {
    points.Add(Cat("it would stand behind ", why.decline->risk,
                   " with a likelihood of its own below ",
                   AmountText(100 * why.decline->probability, ""), " %"));
  }
  if (why.top_probability.has_value()) {
    points.Add(
        Cat("among the first ten with a chance of ",
            ChanceText(*why.top_probability, why.top_probability_low, why.top_probability_high)));
  }
  std::move(points).AppendTo(document, "Rank");
}

void AppendLoss(const engine::RankedRisk& risk, bool has_downstream_count, Document& document) {
  Points points;
  if (risk.expected_loss_delta.has_value()) {
    points.Add(Cat(
        "without it customers would lose ",
        risk.expected_loss_delta_low.has_value() && risk.expected_loss_delta_high.has_value()
            ? Between(*risk.expected_loss_delta_low, *risk.expected_loss_delta_high)
            : NumberText(*risk.expected_loss_delta),
        " less an hour",
        risk.expected_loss_delta_error.has_value()
            ? Cat(", most likely ", NumberText(*risk.expected_loss_delta),
                  ", drawn with a standard error of ", NumberText(*risk.expected_loss_delta_error))
            : std::string(),
        risk.share.has_value() ? Cat(", ", ShareText(*risk.share),
                                     " of all that is "
                                     "expected to be lost")
                               : std::string()));
  } else {
    points.Add(
        "what it costs is not known: it has no likelihood or no node, or no touchpoint has a "
        "value");
  }
  if (risk.standalone.has_value()) {
    points.Add(Cat("it would cost ", NumberText(*risk.standalone), " an hour if it stood alone"));
  }
  if (risk.raw.has_value() && risk.rrw.has_value()) {
    points.Add(Cat("if it shows, the loss is ", NumberText(*risk.raw),
                   " times what is expected; without it, ",
                   *risk.rrw - *risk.rrw == 0 ? Cat(NumberText(1 / *risk.rrw), " times")
                                              : std::string("nothing is lost")));
  }
  points.Add(risk.proximity_hops.has_value()
                 ? Cat("hops to the nearest touchpoint: ", *risk.proximity_hops)
                 : std::string("no touchpoint is reachable from it"));
  if (risk.proximity_probability.has_value()) {
    points.Add(
        Cat("reaches a touchpoint with probability ", NumberText(*risk.proximity_probability)));
  } else if (risk.proximity_probability_low.has_value()) {
    points.Add(
        Cat("reaches a touchpoint with probability ",
            Between(*risk.proximity_probability_low, risk.proximity_probability_high.value_or(1))));
  }
  points.Add(has_downstream_count
                 ? Cat("its failure can reach ", Counted(static_cast<size_t>(risk.downstream_count),
                                                         "other node", "other nodes"))
                 : std::string("how many nodes its failure can reach was not counted"));
  if (!risk.method.empty()) points.Add(Cat("method: ", risk.method));
  std::move(points).AppendTo(document, "What it costs customers");
}

// R59, R60: what waiting adds to it, and what is left to do. Of a graph outside a cycle nothing is
// known of that.
void AppendAge(const engine::RankedRisk& risk, Document& document) {
  if (risk.found_in.empty()) return;
  Points points;
  points.Add(Cat("found while the cycle was ", risk.found_in,
                 risk.is_found_late ? ", after the scope was locked" : "", "; open for ",
                 Counted(static_cast<size_t>(risk.age_cycle_count.value_or(0)),
                         "whole review cycle", "whole review cycles")));
  if (risk.exposure_score.has_value()) {
    points.Add(Cat("exposure score ", AmountText(*risk.exposure_score, ""),
                   risk.compounded_exposure_score.has_value()
                       ? Cat(", with the open risks right before it ",
                             AmountText(*risk.compounded_exposure_score, ""))
                       : std::string(", and a risk right before it has none that is known"),
                   ": it grows with each cycle, and is no part of the loss above"));
  } else {
    points.Add("exposure score is not known: it has no likelihood, severity or node");
  }
  points.Add(risk.recovery_options.empty()
                 ? std::string("nothing is planned that is left to recover by")
                 : Cat("left to recover by: ", Listed(risk.recovery_options)));
  std::move(points).AppendTo(document, "How long it has been open");
}

void AppendTouchpoints(const engine::RiskExplanation& why, const Names& names, Document& document) {
  if (why.touchpoints.empty()) return;
  Table table;
  table.caption = "Touchpoints by what would not be lost there without the risk";
  table.columns = {
      {"Touchpoint"}, {"Saved an hour", true}, {"Worth an hour", true}, {"What", false, true}};
  for (const engine::TouchpointFall& fall : why.touchpoints) {
    table.rows.push_back(
        {{Id(fall.touchpoint)},
         {Plain(fall.drawn.has_value() ? Cat(AmountText(*fall.drawn, ""), " +- ",
                                             AmountText(fall.standard_error.value_or(0), ""), " (",
                                             Between(fall.fall_low, fall.fall_high), ")")
                                       : Between(fall.fall_low, fall.fall_high))},
         {Plain(NumberText(fall.value))},
         {Plain(std::string(names.TitleOf(fall.touchpoint)))}});
  }
  document.sections.push_back({"Where customers feel it", {std::move(table)}});
}

std::string WayText(const std::vector<std::string>& nodes) {
  std::string text;
  for (const std::string& node : nodes) text += Cat(text.empty() ? "" : " -> ", node);
  return text;
}

// "0.0 % to 50.0 %  a -> b -> c; not recorded: the chance of b -> c".
std::string OpenWayText(const engine::OpenPath& path) {
  std::vector<std::string> links;
  for (const engine::UnknownLink& link : path.unknown_links) {
    links.push_back(Cat(link.prerequisite, " -> ", link.dependent));
  }
  return Cat(ShareText(path.probability_low), " to ", ShareText(path.probability_high), "  ",
             WayText(path.nodes), "; not recorded: the chance of ", Listed(links));
}

void AppendWays(const engine::RiskExplanation& why, Document& document) {
  Points ways;
  for (const engine::RiskPath& path : why.paths) {
    ways.Add(Cat(ShareText(path.probability), "  ", WayText(path.nodes)));
  }
  std::move(ways).AppendTo(document, "Likeliest ways to a customer");
  Points open_ways;
  for (const engine::OpenPath& path : why.open_paths) open_ways.Add(OpenWayText(path));
  std::move(open_ways).AppendTo(document, "Ways to a customer whose chance is not known");
  if (!why.links.empty()) {
    Table table;
    table.caption = "Links behind it by what is lost over them, from all risks";
    table.columns = {{"From"}, {"To"}, {"Carries", true}, {"Lost over it an hour", true}};
    for (const engine::RiskLink& link : why.links) {
      table.rows.push_back({{Id(link.prerequisite)},
                            {Id(link.dependent)},
                            {Plain(ShareText(link.probability))},
                            {Plain(NumberText(link.loss))}});
    }
    document.sections.push_back({"Strongest links behind it", {std::move(table)}});
  }
  Points causes;
  causes.Add(why.common_causes.empty()
                 ? std::string("No common cause is declared for its node or what lies behind it: "
                               "failures there are taken as independent.")
                 : Cat(Listed(why.common_causes),
                       why.common_causes.size() == 1 ? " strikes" : " strike",
                       " several nodes at once, its own or some behind it; that is reckoned in."));
  std::move(causes).AppendTo(document, "Common causes");
}

}  // namespace

void AppendRisk(const Subject& subject, const Names& names, bool has_downstream_count,
                Document& document) {
  if (subject.risk.has_value()) {
    const engine::RiskExplanation why =
        subject.risk_explanation.value_or(engine::RiskExplanation{});
    AppendLoss(*subject.risk, has_downstream_count, document);
    AppendTouchpoints(why, names, document);
    if (subject.risk_explanation.has_value()) AppendWays(why, document);
    AppendRank(*subject.risk, why, document);
    AppendAge(*subject.risk, document);
  }
  Points actions;
  for (const engine::Action& action : subject.actions) {
    actions.Add(Cat(action.mitigation, " saves ", FallText(action), " an hour for ",
                    NumberText(action.cost), " owner-hours",
                    action.loss_fall_in_order.has_value()
                        ? Cat(", ", NumberText(*action.loss_fall_in_order),
                              " once those before it in the list are in place")
                        : std::string()));
  }
  std::move(actions).AppendTo(document, "Planned mitigations");
}

}  // namespace readiness::report
