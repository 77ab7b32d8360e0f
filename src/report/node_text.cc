#include "readiness/report/node_text.h"

#include <string>
#include <utility>

#include "readiness/base/text.h"
#include "readiness/report/circle_text.h"
#include "readiness/report/names.h"
#include "readiness/report/subject.h"

#include "report/builders.h"
#include "report/document.h"
#include "report/pieces.h"
#include "report/risk_subject.h"
#include "report/text_page.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;

// "0.19 %": to three figures, since what fails by itself mostly does so rarely.
std::string ChanceText(double chance) { return Cat(AmountText(100 * chance, ""), " %"); }

std::string PlaceText(const engine::GraphExplanation& node) {
  const engine::RankedRisk& risk = node.risk;
  std::string text = Cat("Number ", risk.rank.value_or(0), " of ", node.ranking.risk_count,
                         " by what customers would not lose if it never failed by itself");
  if (!risk.expected_loss_delta.has_value()) return text + ".";
  const double fall = *risk.expected_loss_delta;
  text += risk.method == "bracket"
              ? Cat(": ", SavedText(risk), " an hour, and no number in it is likelier")
              : Cat(": about ", AmountText(fall, ""), " an hour");
  if (const auto loss = node.expected_loss(); risk.method != "bracket" && loss.value_or(0) > 0) {
    text += Cat(" of the ", AmountText(*loss, ""), " that all failures cost, ",
                ShareText(fall / *loss));
  }
  return text + ".";
}

std::string ReachText(const engine::GraphExplanation& node) {
  std::string text =
      node.probability.has_value()
          ? Cat("It fails by itself with a chance of ", ChanceText(*node.probability))
          : std::string("How likely it fails by itself is not known");
  if (node.touchpoint_count == 0) return text + "; customers feel nothing of it.";
  text +=
      Cat("; customers feel it at ", Counted(node.touchpoint_count, "touchpoint", "touchpoints"));
  if (node.risk.proximity_hops.has_value()) {
    text += *node.risk.proximity_hops == 0
                ? std::string(", itself one")
                : Cat(", the nearest ",
                      Counted(static_cast<size_t>(*node.risk.proximity_hops), "step", "steps"),
                      " away");
  }
  return text + ".";
}

std::string StaysText(const engine::RiskExplanation& why) {
  std::string text;
  if (why.decline.has_value()) {
    text = Cat("It keeps its place unless that chance falls below ",
               ChanceText(why.decline->probability), ": then ", why.decline->risk,
               " costs customers more.");
  }
  if (why.rise.has_value()) {
    text += Cat(text.empty() ? "" : " ", "Above ", ChanceText(why.rise->probability),
                " it would cost more than ", why.rise->risk, ".");
  }
  return text;
}

}  // namespace

Document BuildNode(const engine::GraphExplanation& node) {
  Document document;
  document.title = Cat(node.risk.id, ", a node");
  document.headline = {Plain("node "), Strong(node.risk.id)};
  document.lead.push_back({Plain(PlaceText(node))});
  document.lead.push_back({Plain(ReachText(node))});
  if (const std::string stays = StaysText(node.why); !stays.empty()) {
    document.lead.push_back({Plain(stays)});
  }
  Subject subject;
  subject.id = node.risk.id;
  subject.risk = node.risk;
  subject.risk_explanation = node.why;
  AppendRisk(subject, Names(), node.ranking.has_downstream_counts, document);
  if (node.circle.has_value()) {
    List list;
    list.items.push_back({{Plain(CircleText(*node.circle))}, {}});
    document.sections.push_back({"Circular dependency", {std::move(list)}});
  }
  if (node.touchpoint_count > node.why.touchpoints.size()) {
    for (Section& section : document.sections) {
      if (section.heading != "Where customers feel it") continue;
      AppendMore(section.blocks, node.touchpoint_count, node.why.touchpoints.size(),
                 "more touchpoint", "more touchpoints");
    }
  }
  return document;
}

std::string NodeText(const engine::GraphExplanation& node, const TextOptions& options) {
  return WriteText(BuildNode(node), options);
}

}  // namespace readiness::report
