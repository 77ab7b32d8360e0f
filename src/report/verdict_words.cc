// The verdict in words, and what would change it.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "readiness/base/text.h"
#include "readiness/report/findings.h"

#include "report/finding_parts.h"
#include "report/words.h"

namespace readiness::report {

using base::Cat;
using model::Level;
using model::ResultKind;
using model::Stage;
using model::Verdict;

namespace {

// The override that put the verdict in place of the computed one; nullptr: none did.
const engine::Override* OverrideOf(const engine::Assessment& assessment) {
  if (assessment.computed_verdict == Verdict::kUnspecified ||
      assessment.computed_verdict == assessment.verdict) {
    return nullptr;
  }
  const engine::Override* found = nullptr;
  for (const auto& item : assessment.overrides) {
    if (item.verdict == assessment.verdict) found = &item;
  }
  return found;
}

// What the checks and vetoes say, with waivers and before overrides.
Verdict ComputedOf(const engine::Assessment& assessment) {
  return assessment.computed_verdict == Verdict::kUnspecified ? assessment.verdict
                                                              : assessment.computed_verdict;
}

// How the checks came out, those that apply and change something.
struct Tally {
  size_t must = 0;
  size_t should = 0;
  size_t failed = 0;        // MUST.
  size_t unknown = 0;       // MUST.
  size_t not_expected = 0;  // SHOULD, failed or unknown.
  size_t waived = 0;
  std::string waiver;                    // Of the one that is waived, or of the first to end.
  std::optional<absl::Time> waived_end;  // Of that.
};

Tally TallyOf(const engine::Assessment& assessment) {
  Tally tally;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      if (criterion.result == ResultKind::kNotApplicable) continue;
      if (criterion.level == Level::kMust) ++tally.must;
      if (criterion.level == Level::kShould) ++tally.should;
      const auto kind = KindOf(criterion);
      if (kind == FindingKind::kFailure) ++tally.failed;
      if (kind == FindingKind::kUnknown) ++tally.unknown;
      if (kind == FindingKind::kShouldFailure || kind == FindingKind::kShouldUnknown) {
        ++tally.not_expected;
      }
      if (kind != FindingKind::kWaived) continue;
      ++tally.waived;
      const engine::Waiver* waiver = WaiverOf(assessment, stage.stage, criterion);
      if (waiver == nullptr) continue;
      const absl::Time end = waiver->until.value_or(absl::InfiniteFuture());
      if (tally.waived_end.has_value() && end >= *tally.waived_end) continue;
      tally.waived_end = end;
      tally.waiver = Cat(criterion.id, ", ", WaiverText(*waiver));
    }
  }
  return tally;
}

// What stands in the way, "" where nothing does: "1 required check failed and 1 veto stands, of 8
// that apply".
std::string Against(const engine::Assessment& assessment, const Tally& tally) {
  std::vector<std::string> reasons;
  if (tally.failed > 0) {
    reasons.push_back(Cat(Counted(tally.failed, "required check", "required checks"), " failed"));
  }
  if (tally.unknown > 0) {
    reasons.push_back(Cat(Counted(tally.unknown, "required check", "required checks"),
                          tally.unknown == 1 ? " is" : " are", " unknown"));
  }
  if (tally.not_expected > 0) {
    reasons.push_back(Cat(Counted(tally.not_expected, "expected check", "expected checks"),
                          tally.not_expected == 1 ? " does" : " do", " not pass"));
  }
  if (!assessment.vetoes.empty()) {
    reasons.push_back(Cat(Counted(assessment.vetoes.size(), "veto", "vetoes"),
                          assessment.vetoes.size() == 1 ? " stands" : " stand"));
  }
  if (reasons.empty()) return "";
  const size_t asked = tally.must + tally.should;
  return asked == 0 ? Listed(reasons) : Cat(Listed(reasons), ", of ", asked, " that apply");
}

// What speaks for it where nothing stands in the way: "all 287 required checks pass".
std::string InFavour(const Tally& tally) {
  const size_t asked = tally.must + tally.should;
  if (asked == 0) return "nothing stands against it";
  const std::string_view level = tally.should == 0 ? "required"
                                 : tally.must == 0 ? "expected"
                                                   : "required and expected";
  if (tally.waived == 0) {
    return asked == 1 ? Cat("the one ", level, " check passes")
                      : Cat("all ", asked, " ", level, " checks pass");
  }
  return Cat(asked - tally.waived, " of ", asked, " ", level, asked == 1 ? " check" : " checks",
             asked - tally.waived == 1 ? " passes, " : " pass, ", tally.waived,
             tally.waived == 1 ? " is waived" : " are waived",
             tally.waiver.empty() ? ""
             : tally.waived == 1  ? Cat(" (", tally.waiver, ")")
                                  : Cat(", first to end: ", tally.waiver));
}

}  // namespace

std::string VerdictSentence(const engine::Assessment& assessment) {
  const Tally tally = TallyOf(assessment);
  const std::string against = Against(assessment, tally);
  const Verdict computed = ComputedOf(assessment);
  const auto why = [&](std::string_view otherwise) {
    if (!against.empty()) return Cat(": ", against);
    return computed == Verdict::kGo ? Cat(": ", InFavour(tally)) : std::string(otherwise);
  };
  if (const engine::Override* by = OverrideOf(assessment); by != nullptr) {
    std::string text =
        Cat(model::Name(assessment.verdict), " by override of ", Listed(by->approvers),
            by->until.has_value() ? " until " : "", TimeText(by->until),
            by->until.has_value() ? " UTC" : "", by->reason.empty() ? "" : ": ", by->reason);
    if (!text.ends_with('.')) text += '.';
    text += Cat(" Computed, it is ", model::Name(computed), why(""), ".");
    if (assessment.raw_verdict != computed && assessment.raw_verdict != Verdict::kUnspecified) {
      text += Cat(" Without waivers it would be ", model::Name(assessment.raw_verdict), ".");
    }
    return text;
  }
  const bool is_closed = assessment.closed_at.has_value();
  const std::string loosened =
      assessment.verdict != assessment.raw_verdict &&
              assessment.raw_verdict != Verdict::kUnspecified
          ? Cat(" Without waivers and overrides it is ", model::Name(assessment.raw_verdict), ".")
          : "";
  switch (assessment.verdict) {
    case Verdict::kGo: {
      const std::string_view ready =
          is_closed ? "Closed, and nothing that is required is open" : "Ready for the next step";
      return Cat(ready, against.empty() ? "" : ", with a remark", why(""), ".", loosened);
    }
    case Verdict::kHold:
      return Cat(is_closed ? "Closed, with something open" : "Not yet",
                 why(": nothing shows that it is ready"), ".", loosened);
    case Verdict::kNoGo:
      return Cat(is_closed ? "Closed, with something against it" : "Not ready", why(""), ".",
                 loosened);
    case Verdict::kUnspecified:
      break;
  }
  return "No verdict was computed.";
}

namespace {

// The first six of `words`, and how many more.
std::string FirstSix(std::vector<std::string> words) {
  const size_t shown = std::min<size_t>(words.size(), 6);
  const size_t more = words.size() - shown;
  words.resize(shown);
  if (more > 0) words.push_back(Cat(more, " more"));
  return Listed(words);
}

// Of a GO: what any check could do to it, and which result is over first. The engine's flip names
// one of many alike, as a rule one that nothing can make fail.
std::string WhatEndsAGo(const engine::Assessment& assessment) {
  std::string text =
      "One required check that fails makes it NO_GO; one that is unknown, or a veto, makes it HOLD";
  std::optional<absl::Time> first;
  std::string path;
  for (const auto& stage : assessment.stages) {
    for (const auto& criterion : stage.criteria) {
      if (criterion.level != Level::kMust && criterion.level != Level::kShould) continue;
      const bool counts =
          criterion.result == ResultKind::kPass || criterion.result == ResultKind::kWaived;
      if (!counts || !criterion.valid_until.has_value()) continue;
      if (first.has_value() && *criterion.valid_until >= *first) continue;
      first = criterion.valid_until;
      path = PathOf(stage.stage, criterion.id);
    }
  }
  if (!first.has_value()) return text + ".";
  return Cat(text, ". The first result to end is ", path, ", at ", TimeText(first), " UTC.");
}

// What a GO rests on, counted.
std::string WhatAGoRestsOn(const engine::Assessment& assessment) {
  const auto criteria = CriteriaByPath(assessment);
  std::map<ResultKind, size_t> counts;
  for (const auto& leaf : assessment.certificate) {
    const auto found = criteria.find(leaf.path);
    if (found != criteria.end()) ++counts[found->second->result];
  }
  std::vector<std::string> parts;
  const auto add = [&](ResultKind kind, std::string_view one, std::string_view many) {
    if (counts[kind] > 0) parts.push_back(Counted(counts[kind], one, many));
  };
  add(ResultKind::kPass, "passes", "pass");
  add(ResultKind::kWaived, "is waived", "are waived");
  add(ResultKind::kNotApplicable, "does not apply now", "do not apply now");
  return Cat("It rests on ", Counted(assessment.certificate.size(), "result", "results"),
             parts.empty() ? "" : ": ", Listed(parts), ".");
}

}  // namespace

std::vector<std::string> WhatWouldChange(const engine::Assessment& assessment) {
  std::vector<std::string> lines;
  const engine::Override* by = OverrideOf(assessment);
  const Verdict computed = ComputedOf(assessment);
  // Who is spoken of: the verdict, or under an override what is computed.
  const std::string_view it = by == nullptr ? "it" : "what is computed";
  if (by != nullptr) {
    lines.push_back(Cat(
        "When the override ends, it is what is computed then: ", model::Name(computed), " now."));
  }
  const bool has_resolution = computed == Verdict::kHold && !assessment.resolution.empty();
  if (has_resolution) {
    lines.push_back(
        Cat(Counted(assessment.resolution.size(), "unknown decides ", "unknowns could decide "), it,
            ": GO needs all that it requires to pass",
            assessment.vetoes.empty() ? "" : " and no veto to stand",
            "; one required check that fails, be it one that passes now, makes it NO_GO."));
  }
  // Of a HOLD or a GO the nearest change is as a rule that any one passing check fails: that is
  // said in general, and which of them comes first by its path helps nobody.
  const bool is_any = assessment.flip.size() == 1 && assessment.flip[0].from == ResultKind::kPass;
  if (computed == Verdict::kGo && is_any) {
    lines.push_back(WhatEndsAGo(assessment));
  } else if (!assessment.flip.empty() && !(has_resolution && is_any)) {
    std::vector<std::string> changes;
    for (const auto& flip : assessment.flip) {
      changes.push_back(
          Cat(flip.path, " from ", model::Name(flip.from), " to ", model::Name(flip.to)));
    }
    const std::string does = assessment.flip_verdict == Verdict::kUnspecified
                                 ? Cat("alter ", it)
                                 : Cat("make ", it, " ", model::Name(assessment.flip_verdict));
    lines.push_back(Cat(assessment.flip_is_exact ? Cat("The fewest changes that ", does, " (")
                                                 : Cat("Changes that ", does, ", none needless ("),
                        assessment.flip.size(), "): ", FirstSix(std::move(changes)), "."));
  }
  if (!assessment.certificate.empty() && computed == Verdict::kGo) {
    lines.push_back(WhatAGoRestsOn(assessment));
  } else if (!assessment.certificate.empty()) {
    std::vector<std::string> leaves;
    for (const auto& leaf : assessment.certificate) leaves.push_back(leaf.path);
    lines.push_back(Cat(by == nullptr ? "It" : "What is computed", " is ", model::Name(computed),
                        " whatever the other checks say, because of ",
                        Counted(assessment.certificate.size(), "result", "results"), ": ",
                        FirstSix(std::move(leaves)), "."));
  }
  if (assessment.verdict == Verdict::kGo && assessment.valid_until.has_value()) {
    lines.push_back(Cat("It holds until ", TimeText(assessment.valid_until),
                        " UTC if nothing more is recorded."));
  }
  for (const auto& item : assessment.overrides) {
    if (item.until.has_value()) {
      lines.push_back(Cat("Override ", item.id, " ends at ", TimeText(item.until), " UTC."));
    }
  }
  return lines;
}

}  // namespace readiness::report
