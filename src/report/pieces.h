// report/pieces.h: the small pieces of which every report is made.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/engine/agenda.h"
#include "readiness/engine/explanation.h"
#include "readiness/engine/ranking.h"
#include "readiness/model/verdict.h"
#include "readiness/report/names.h"

#include "report/document.h"

namespace readiness::report {

[[nodiscard]] Tone VerdictTone(model::Verdict verdict);
[[nodiscard]] Tone TierTone(std::string_view tier);
[[nodiscard]] Tone StateTone(engine::AgendaState state);
[[nodiscard]] Run VerdictRun(model::Verdict verdict);
[[nodiscard]] Run ResultRun(model::Result result);
// The owner, or "nobody" where there is none: no status is shown without its owner (R106).
[[nodiscard]] Run OwnerRun(const std::string& owner);

// "12.5", or "10 to 15" where that is all that is certain.
[[nodiscard]] std::string BetweenText(double low, double high);
// What would be saved without the risk, an hour: "412.7 to 610.8"; "unknown" where it is.
[[nodiscard]] std::string SavedText(const engine::RankedRisk& risk);

// What a mitigation would save, an hour: "12.5"; "12.5 +- 0.3 (10 to 15)" where worlds were drawn;
// "10 to 15" where that is all that is certain.
[[nodiscard]] std::string FallText(const engine::Action& action);

// ", row 3: only reach differs, which would have to be few; it gives watch".
[[nodiscard]] std::string NearMissText(const engine::NearMiss& miss);

// Says how many of `count` things a list of `shown` cuts: "and 1 more risk"; nothing where it cuts
// none.
void AppendMore(std::vector<Block>& blocks, size_t count, size_t shown, std::string_view one,
                std::string_view many);

// Appends ids up to `limit`, then how many more there are. Up to three ids show their titles.
void AppendIds(Runs& runs, const std::vector<std::string>& ids, size_t limit, const Names& names);
// Appends the title of `id` in brackets, where it has one.
void AppendTitle(Runs& runs, const std::string& id, const Names& names);

}  // namespace readiness::report
