#include "report/pieces.h"

#include "readiness/base/text.h"

#include "report/words.h"

namespace readiness::report {

using base::Cat;

Tone VerdictTone(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::kGo:
      return Tone::kGood;
    case model::Verdict::kHold:
      return Tone::kWarn;
    case model::Verdict::kNoGo:
      return Tone::kBad;
    case model::Verdict::kUnspecified:
      break;
  }
  return Tone::kMuted;
}

Tone TierTone(std::string_view tier) {
  if (tier == "ACT") return Tone::kBad;
  if (tier == "ATTEND") return Tone::kWarn;
  if (tier == "TRACK") return Tone::kMuted;
  return Tone::kPlain;
}

Tone StateTone(engine::AgendaState state) {
  using engine::AgendaState;
  switch (state) {
    case AgendaState::kOverdue:
    case AgendaState::kMissed:
    case AgendaState::kEscalated:
      return Tone::kBad;
    case AgendaState::kDue:
      return Tone::kWarn;
    case AgendaState::kDone:
      return Tone::kGood;
    case AgendaState::kUpcoming:
    case AgendaState::kUnspecified:
      break;
  }
  return Tone::kPlain;
}

Run VerdictRun(model::Verdict verdict) {
  return Toned(verdict == model::Verdict::kUnspecified ? "none" : std::string(model::Name(verdict)),
               VerdictTone(verdict));
}

Run ResultRun(model::Result result) {
  switch (result.kind) {
    case model::ResultKind::kPass:
      return Toned(model::Text(result), Tone::kGood);
    case model::ResultKind::kFail:
      return Toned(model::Text(result), Tone::kBad);
    case model::ResultKind::kUnknown:
      return Toned(model::Text(result), Tone::kWarn);
    case model::ResultKind::kWaived:
      return Toned(model::Text(result), Tone::kPlain);
    case model::ResultKind::kNotApplicable:
      return Toned("not due", Tone::kMuted);
    case model::ResultKind::kUnspecified:
      break;
  }
  return Toned("none", Tone::kMuted);
}

Run OwnerRun(const std::string& owner) {
  return owner.empty() ? Toned("nobody", Tone::kWarn) : Plain(owner);
}

std::string BetweenText(double low, double high) {
  const std::string least = AmountText(low, "");
  const std::string most = AmountText(high, "");
  return least == most ? least : Cat(least, " to ", most);
}

std::string SavedText(const engine::RankedRisk& risk) {
  if (!risk.expected_loss_delta.has_value()) return "unknown";
  return BetweenText(risk.expected_loss_delta_low.value_or(*risk.expected_loss_delta),
                     risk.expected_loss_delta_high.value_or(*risk.expected_loss_delta));
}

std::string FallText(const engine::Action& action) {
  if (!action.loss_fall_low.has_value() || !action.loss_fall_high.has_value()) {
    return NumberText(action.loss_fall);
  }
  const std::string bracket = BetweenText(*action.loss_fall_low, *action.loss_fall_high);
  if (!action.loss_fall_error.has_value()) return bracket;
  return Cat(AmountText(action.loss_fall, ""), " +- ", AmountText(*action.loss_fall_error, ""),
             " (", bracket, ")");
}

std::string NearMissText(const engine::NearMiss& miss) {
  std::string text = Cat(", row ", miss.row, ": only ", miss.column, " differs");
  if (!miss.wanted.empty()) text += Cat(", which would have to be ", miss.wanted);
  if (!miss.outcomes.empty()) text += Cat("; it gives ", Listed(miss.outcomes));
  return text;
}

void AppendMore(std::vector<Block>& blocks, size_t count, size_t shown, std::string_view one,
                std::string_view many) {
  if (count <= shown) return;
  blocks.emplace_back(Paragraph{{Muted(Cat("and ", Counted(count - shown, one, many)))}});
}

void AppendIds(Runs& runs, const std::vector<std::string>& ids, size_t limit, const Names& names) {
  constexpr size_t kShownWithTitles = 3;
  const size_t shown = ids.size() <= limit ? ids.size() : limit;
  for (size_t i = 0; i < shown; ++i) {
    const std::string_view comma = i + 1 == ids.size() ? "" : ",";
    const std::string_view title = names.TitleOf(ids[i]);
    if (i > 0) runs.push_back(Plain(" "));
    if (ids.size() <= kShownWithTitles && !title.empty()) {
      runs.push_back(Id(ids[i]));
      runs.push_back(Plain(Cat(" (", title, ")", comma)));
    } else {
      runs.push_back(Id(ids[i], std::string(title)));
      if (!comma.empty()) runs.push_back(Plain(std::string(comma)));
    }
  }
  if (shown < ids.size()) runs.push_back(Muted(Cat(" and ", ids.size() - shown, " more")));
}

void AppendTitle(Runs& runs, const std::string& id, const Names& names) {
  if (const auto title = names.TitleOf(id); !title.empty()) {
    runs.push_back(Muted(Cat(" (", title, ")")));
  }
}

}  // namespace readiness::report
