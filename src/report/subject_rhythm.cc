#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/engine/state.h"

#include "report/subject_facts.h"
#include "report/words.h"

namespace readiness::report::internal {

using base::Cat;

bool DescribeReview(SubjectFacts& facts) {
  if (const auto* r = engine::Find(facts.state.post_launch_reviews, facts.id); r != nullptr) {
    facts.Is("post-launch review", "", r->fact.owner,
             r->held_stamp.has_value() ? "held" : "scheduled");
    facts.Add("at", TimeText(r->fact.at));
    facts.Add("metric", r->fact.metric);
    facts.Add("expectation", r->fact.expectation);
    return true;
  }
  for (const auto& review : facts.state.reviews) {
    if (review.fact.id != facts.id) continue;
    facts.Is("review", review.fact.note, review.stamp.actor, "closed");
    return true;
  }
  for (const auto& held : facts.state.retrospectives) {
    if (held.fact.id != facts.id) continue;
    facts.Is("retrospective", "", held.stamp.actor, "held");
    return true;
  }
  for (const auto& held : facts.state.support_passes) {
    if (held.fact.id != facts.id) continue;
    facts.Is("support pass", "", held.stamp.actor, "held");
    return true;
  }
  for (const auto& report : facts.state.reports) {
    if (report.fact.id != facts.id) continue;
    facts.Is("report", report.fact.title, report.stamp.actor, "published");
    facts.Add("kind", Lower(model::Name(report.fact.kind)));
    return true;
  }
  return false;
}

bool DescribeRitual(SubjectFacts& facts) {
  const auto* r = engine::Find(facts.state.rituals, facts.id);
  const auto* held = engine::Find(facts.state.practices, facts.id);
  if (r == nullptr && held == nullptr) return false;
  facts.Is("ritual", "", r == nullptr ? "" : r->fact.owner);
  if (r != nullptr) facts.Add("every", WindowText(r->fact.cadence));
  if (held != nullptr && !held->empty()) {
    facts.Add("held", Cat(held->size(), " times, last ", TimeText(held->back().occurred_at)));
  }
  return true;
}

}  // namespace readiness::report::internal
