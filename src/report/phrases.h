// report/phrases.h: what a group of criteria of one kind says, in words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "readiness/engine/assessment.h"

namespace readiness::report {

// Why a criterion does not pass, as far as words differ by it: "FAIL", the name of its reason, and
// of an owner "NO_OWNER" or "SEVERAL_OWNERS".
[[nodiscard]] std::string_view WhyOf(const engine::CriterionResult& criterion);

// Is there a sentence for criteria of that kind that do not pass for that reason? Those that have
// one are a group of their own.
[[nodiscard]] bool HasPhrase(std::string_view kind, std::string_view why);

// What `count` of `total` criteria of `kind` say where they do not pass because of `why`: "18 of 70
// scope items lack the approval of their current version". Without subjects there is nothing of the
// kind at all. Where there is no sentence of its own, the title of the criterion carries it.
[[nodiscard]] std::string GroupPhrase(std::string_view kind, std::string_view why,
                                      std::string_view title, size_t count, size_t total,
                                      bool has_subjects);

// What the owner of `count` criteria of `kind` does, before the list of subjects: "get the current
// version approved". `next_step` is what the engine says, where all agree.
[[nodiscard]] std::string TaskPhrase(std::string_view kind, std::string_view why,
                                     std::string_view title, std::string_view next_step,
                                     size_t count);

// What is done about a veto, before the list of its subjects: "mitigate the risk".
[[nodiscard]] std::string VetoTask(std::string_view rule);

// What a veto says of `count` subjects: "2 risks in tier ACT have no approved decision".
[[nodiscard]] std::string VetoPhrase(std::string_view rule, size_t count);

}  // namespace readiness::report
