// report/phrases.h: what a group of criteria of one kind says, in words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace readiness::report {

// What `count` of `total` criteria of `kind` say where they are unknown: "18 of 70 scope items lack
// the approval of their current version". Without subjects there is nothing of the kind at all. For
// a kind that has no phrase of its own, or one that failed, the title of the criterion carries the
// sentence.
[[nodiscard]] std::string GroupPhrase(std::string_view kind, std::string_view title, size_t count,
                                      size_t total, bool is_failure, bool has_subjects);

// What the owner of `count` unknown criteria of `kind` does, before the list of subjects:
// "get the current version approved". `next_step` is what the engine says, where all agree.
[[nodiscard]] std::string TaskPhrase(std::string_view kind, std::string_view title,
                                     std::string_view next_step, size_t count);

// What is done about a veto, before the list of its subjects: "mitigate the risk".
[[nodiscard]] std::string VetoTask(std::string_view rule);

// What a veto says of `count` subjects: "2 risks in tier ACT have no approved decision".
[[nodiscard]] std::string VetoPhrase(std::string_view rule, size_t count);

}  // namespace readiness::report
