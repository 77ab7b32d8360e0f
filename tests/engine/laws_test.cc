// Laws of the engine on random logs: what a log says does not depend on how it came to be, and less
// evidence never opens anything. The logs are valid (random_log.h); what happens on real ones is
// for tests/acceptance.
#include <algorithm>
#include <ctime>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/engine/assess.h"

#include "large_log.h"
#include "random_log.h"

namespace readiness::engine {
namespace {

using model::Verdict;
using testing::RandomLog;

constexpr int kProposalCount = 60;

Assessment AssessAt(const Cycle& cycle, absl::Time as_of) {
  AssessOptions options;
  options.as_of = as_of;
  return testing::Assessed(cycle, options).value();
}
Assessment AssessLast(const Cycle& cycle) { return AssessAt(cycle, cycle.LastRecordedAt()); }

// The names of the parts in which two assessments differ; empty where they are equal.
std::string Differences(const Assessment& a, const Assessment& b) {
  std::string text;
  const auto compare = [&text](bool is_equal, const char* name) {
    if (!is_equal) text += std::string(text.empty() ? "" : ", ") + name;
  };
  compare(a.verdict == b.verdict, "verdict");
  compare(a.raw_verdict == b.raw_verdict, "raw_verdict");
  compare(a.valid_until == b.valid_until, "valid_until");
  for (size_t i = 0; i < std::min(a.stages.size(), b.stages.size()); ++i) {
    for (size_t j = 0; j < std::min(a.stages[i].criteria.size(), b.stages[i].criteria.size());
         ++j) {
      compare(a.stages[i].criteria[j] == b.stages[i].criteria[j],
              a.stages[i].criteria[j].id.c_str());
    }
  }
  compare(a.stages == b.stages, "stages");
  compare(a.certificate == b.certificate, "certificate");
  compare(a.flip == b.flip, "flip");
  compare(a.resolution == b.resolution, "resolution");
  compare(a.vetoes == b.vetoes, "vetoes");
  compare(a.waivers == b.waivers, "waivers");
  compare(a.overrides == b.overrides, "overrides");
  compare(a.constraints == b.constraints, "constraints");
  compare(a.risks == b.risks, "risks");
  compare(a.scope == b.scope, "scope");
  compare(a.blocked_work == b.blocked_work, "blocked_work");
  compare(a.actions == b.actions, "actions");
  compare(a.agenda == b.agenda, "agenda");
  compare(a.summary == b.summary, "summary");
  compare(a.since == b.since, "since");
  compare(a.issues == b.issues, "issues");
  if (text.empty() && !(a == b)) text = "another part";
  return text;
}

// The entries of a log, replayed; refused entries, which rest on what was taken out, are counted
// and left out.
Cycle ReplayWhatStands(const std::vector<model::Entry>& entries, int& refused_count) {
  Cycle cycle;
  for (model::Entry entry : entries) {
    entry.seq = 0;
    if (!testing::Append(cycle, std::move(entry)).ok()) ++refused_count;
  }
  return cycle;
}

// The ids that an entry is about or names, and who acts.
std::set<std::string> NamesOf(const model::Entry& entry) {
  std::set<std::string> names = {entry.actor};
  const auto add = [&names](const std::string& name) {
    if (!name.empty()) names.insert(name);
  };
  std::visit(
      [&add](const auto& f) {
        if constexpr (requires { add(f.id); }) add(f.id);
        if constexpr (requires { add(f.owner); }) add(f.owner);
        if constexpr (requires { add(f.party); }) add(f.party);
        if constexpr (requires { add(f.decision); }) add(f.decision);
        if constexpr (requires { add(f.dependent); }) add(f.dependent);
        if constexpr (requires { add(f.prerequisite); }) add(f.prerequisite);
        if constexpr (requires { add(f.node); }) add(f.node);
        if constexpr (requires { add(f.risk); }) add(f.risk);
        if constexpr (requires { add(f.mitigation); }) add(f.mitigation);
        if constexpr (requires { add(f.blocker); }) add(f.blocker);
        if constexpr (requires { add(f.artifact); }) add(f.artifact);
        if constexpr (requires { add(f.approval); }) add(f.approval);
        if constexpr (requires { add(f.item); }) add(f.item);
        if constexpr (requires { add(f.gate); }) add(f.gate);
        if constexpr (requires { add(f.signal); }) add(f.signal);
        if constexpr (requires { add(f.evidence); }) add(f.evidence);
        if constexpr (requires { add(f.ritual); }) add(f.ritual);
        if constexpr (requires { add(f.practice); }) add(f.practice);
        if constexpr (requires { add(f.follow_up_owner); }) add(f.follow_up_owner);
        if constexpr (requires { add(f.criterion.id); }) add(f.criterion.id), add(f.criterion.gate);
        if constexpr (requires { add(f.evidence.id); }) {
          add(f.evidence.id), add(f.evidence.metric + " " + f.evidence.subject);
        }
        if constexpr (requires { f.criteria.size(); }) {
          for (const std::string& criterion : f.criteria) add(criterion);
        }
        if constexpr (requires { f.approvers.size(); }) {
          for (const std::string& approver : f.approvers) add(approver);
        }
      },
      entry.fact);
  return names;
}

// One line an entry, for whoever must find out why a law does not hold.
std::string TextOf(const std::vector<model::Entry>& entries) {
  std::string text;
  for (const model::Entry& entry : entries) {
    text += "\n" + entry.id + " " + base::InstantText(*entry.recorded_at) + " (" +
            base::InstantText(entry.OccurredAt()) + ") " + std::string(model::Name(entry.fact));
    for (const std::string& name : NamesOf(entry)) text += " " + name;
  }
  return text;
}

// --- less evidence -------------------------------------------------------------------------------

struct ErasedCounts {
  int moved = 0;   // The verdict became another one.
  int stayed = 0;  // It did not.
};

void EraseEvidenceOfEachMetric(uint64_t seed, ErasedCounts& counts) {
  const Cycle cycle = RandomLog(seed).Make(kProposalCount);
  const Assessment before = AssessLast(cycle);
  for (const char* metric : {"load", "errors", "checkout_p95"}) {
    std::set<std::string> erased;
    std::vector<model::Entry> kept;
    for (const model::Entry& entry : cycle.log().entries) {
      if (const auto* recorded = std::get_if<model::EvidenceRecorded>(&entry.fact);
          recorded != nullptr && recorded->evidence.metric == metric) {
        erased.insert(recorded->evidence.id);
        continue;
      }
      if (const auto* retracted = std::get_if<model::EvidenceRetracted>(&entry.fact);
          retracted != nullptr && erased.contains(retracted->evidence)) {
        continue;
      }
      kept.push_back(entry);
    }
    int refused_count = 0;
    const Cycle less = ReplayWhatStands(kept, refused_count);
    const Assessment after = AssessAt(less, cycle.LastRecordedAt());
    const std::string where = "seed " + std::to_string(seed) + " without " + metric;
    for (const auto& [then, now] : {std::pair(before.verdict, after.verdict),
                                    std::pair(before.raw_verdict, after.raw_verdict)}) {
      if (now == Verdict::kGo) {
        ASSERT_EQ(then, Verdict::kGo) << where;
      }
      // A gate that opened on that evidence is refused without it, and then its last NO_GO stands.
      if (refused_count == 0 && now != then) {
        ASSERT_EQ(now, Verdict::kHold) << where << ": was " << model::Name(then);
      }
    }
    ++(after.verdict == before.verdict ? counts.stayed : counts.moved);
  }
}

TEST(Laws, ErasingAllEvidenceOfAMetricHoldsAndNeverOpens) {
  ErasedCounts counts;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    ASSERT_NO_FATAL_FAILURE(EraseEvidenceOfEachMetric(seed, counts));
  }
  EXPECT_GT(counts.moved, 5);
  EXPECT_GT(counts.stayed, 100);
}
TEST(Laws, ErasingAllEvidenceOfAMetricHoldsAndNeverOpensSlow) {
  ErasedCounts counts;
  for (uint64_t seed = 10'001; seed <= 12'000; ++seed) {
    ASSERT_NO_FATAL_FAILURE(EraseEvidenceOfEachMetric(seed, counts));
  }
  EXPECT_GT(counts.moved, 200);
}

// --- order ---------------------------------------------------------------------------------------

// Does what an entry does concern the whole cycle, so that its place in the log means something?
bool IsOfTheWholeCycle(const model::Entry& entry) {
  return std::holds_alternative<model::CycleOpened>(entry.fact) ||
         std::holds_alternative<model::PartyAdded>(entry.fact) ||
         std::holds_alternative<model::RoleAssigned>(entry.fact) ||
         std::holds_alternative<model::CalendarSet>(entry.fact) ||
         std::holds_alternative<model::ScopeLocked>(entry.fact) ||
         std::holds_alternative<model::ScopeUnlocked>(entry.fact) ||
         std::holds_alternative<model::ReviewClosed>(entry.fact) ||
         // Outlives what is older in the log (docs/decisions/0003).
         std::holds_alternative<model::EvidenceRetracted>(entry.fact);
}

void SwapNeighbours(uint64_t seed, int& swapped_count) {
  const Cycle cycle = RandomLog(seed).Make(kProposalCount);
  const Assessment before = AssessLast(cycle);
  const std::vector<model::Entry>& entries = cycle.log().entries;
  // All that may be swapped in one go, each entry once; then again from an entry later.
  for (size_t first = 0; first < 2; ++first) {
    std::vector<model::Entry> swapped = entries;
    int count = 0;
    for (size_t i = first; i + 1 < swapped.size(); i += 2) {
      const model::Entry& a = swapped[i];
      const model::Entry& b = swapped[i + 1];
      if (a.recorded_at != b.recorded_at || IsOfTheWholeCycle(a) || IsOfTheWholeCycle(b)) continue;
      std::set<std::string> of_a = NamesOf(a);
      std::set<std::string> of_b = NamesOf(b);
      // That the same party acts does not make two entries depend on each other.
      if (a.actor == b.actor) of_a.erase(a.actor);
      if (std::any_of(of_a.begin(), of_a.end(),
                      [&of_b](const std::string& name) { return of_b.contains(name); })) {
        continue;
      }
      std::swap(swapped[i], swapped[i + 1]);
      ++count;
    }
    int refused_count = 0;
    const Cycle other = ReplayWhatStands(swapped, refused_count);
    if (count == 0 || refused_count > 0) continue;  // One needed the other after all.
    swapped_count += count;
    ASSERT_EQ(Differences(before, AssessLast(other)), "") << "seed " << seed << TextOf(swapped);
  }
}

TEST(Laws, NeighboursThatAreIndependentMayChangePlaces) {
  int swapped_count = 0;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    ASSERT_NO_FATAL_FAILURE(SwapNeighbours(seed, swapped_count));
  }
  EXPECT_GT(swapped_count, 300);
}
TEST(Laws, NeighboursThatAreIndependentMayChangePlacesSlow) {
  int swapped_count = 0;
  for (uint64_t seed = 20'001; seed <= 22'000; ++seed) {
    ASSERT_NO_FATAL_FAILURE(SwapNeighbours(seed, swapped_count));
  }
  EXPECT_GT(swapped_count, 4'000);
}

// --- replay --------------------------------------------------------------------------------------

// What a cycle says of a moment is what it said then: later entries change nothing of it.
void ReplayEveryPrefix(uint64_t seed) {
  RandomLog random(seed);
  const Cycle cycle = random.Make(kProposalCount);
  const std::vector<model::Entry>& entries = cycle.log().entries;
  Cycle prefix;
  for (size_t i = 0; i < entries.size(); ++i) {
    ASSERT_TRUE(testing::Append(prefix, entries[i]).ok());
    if (i + 1 < entries.size() && entries[i + 1].recorded_at == entries[i].recorded_at) continue;
    ASSERT_EQ(Differences(AssessAt(prefix, *entries[i].recorded_at),
                          AssessAt(cycle, *entries[i].recorded_at)),
              "")
        << "seed " << seed << ", entry " << i + 1;
  }
  model::CycleLog log = cycle.log();
  const auto again = testing::Replayed(std::move(log));
  ASSERT_TRUE(again.ok()) << again.status();
  ASSERT_EQ(again->log(), cycle.log());
  ASSERT_EQ(Differences(AssessLast(*again), AssessLast(cycle)), "") << "seed " << seed;
}

TEST(Laws, WhatWasSaidAtAMomentIsWhatIsSaidOfIt) {
  for (uint64_t seed = 1; seed <= 25; ++seed) ASSERT_NO_FATAL_FAILURE(ReplayEveryPrefix(seed));
}
TEST(Laws, WhatWasSaidAtAMomentIsWhatIsSaidOfItSlow) {
  for (uint64_t seed = 30'001; seed <= 31'000; ++seed) {
    ASSERT_NO_FATAL_FAILURE(ReplayEveryPrefix(seed));
  }
}

// --- history -------------------------------------------------------------------------------------

// The subject of a fact that replaces what the log says of it; empty for any other fact.
std::string ReplacedBy(const model::Fact& fact) {
  if (const auto* f = std::get_if<model::CriterionSet>(&fact)) return f->criterion.id;
  if (std::holds_alternative<model::CalendarSet>(fact)) return "calendar";
  if (const auto* f = std::get_if<model::EdgeDeclared>(&fact)) {
    return f->dependent + "<-" + f->prerequisite;
  }
  if (const auto* f = std::get_if<model::TouchpointDeclared>(&fact)) return f->node;
  if (const auto* f = std::get_if<model::DependencyDeclared>(&fact)) {
    return f->dependent + "<-" + f->prerequisite;
  }
  if (const auto* f = std::get_if<model::RitualDeclared>(&fact)) return f->ritual;
  if (const auto* f = std::get_if<model::PostLaunchReviewScheduled>(&fact)) return f->id;
  if (const auto* f = std::get_if<model::HandoffIssued>(&fact)) return f->decision;
  if (const auto* f = std::get_if<model::ScopeItemLinked>(&fact)) return f->item;
  if (const auto* f = std::get_if<model::RiskEstimated>(&fact)) return f->risk;
  if (const auto* f = std::get_if<model::SignalObserved>(&fact)) return f->signal;
  if (const auto* f = std::get_if<model::GateDecided>(&fact)) return f->gate;
  if (const auto* f = std::get_if<model::ArtifactVersionPublished>(&fact)) return f->artifact;
  if (const auto* f = std::get_if<model::RoleAssigned>(&fact)) {
    return f->party + std::string(model::Name(f->role));
  }
  return "";
}

// Records, last of all, facts that happened before what stands of the same subject.
void RecordHistoryLate(uint64_t seed, std::set<size_t>& kinds, int& recorded_count) {
  RandomLog random(seed);
  const Cycle cycle = random.Make(kProposalCount);
  const Assessment before = AssessLast(cycle);
  for (int round = 0; round < 300; ++round) {
    std::string actor = "ana";
    model::Entry older;
    older.fact = random.AnyFact(actor);
    const std::string subject = ReplacedBy(older.fact);
    if (subject.empty()) continue;
    absl::Time newest = absl::InfinitePast();
    for (const model::Entry& entry : cycle.log().entries) {
      if (entry.fact.index() == older.fact.index() && ReplacedBy(entry.fact) == subject) {
        newest = std::max(newest, entry.OccurredAt());
      }
    }
    if (newest == absl::InfinitePast()) continue;
    older.id = "older";
    older.recorded_at = cycle.LastRecordedAt();
    older.occurred_at = newest - absl::Hours(1);
    older.actor = actor;
    const size_t kind = older.fact.index();
    Cycle with_history = cycle;
    if (!testing::Append(with_history, std::move(older)).ok()) continue;
    Assessment after = AssessLast(with_history);
    after.issues = before.issues;  // That history came late may be worth a word.
    ASSERT_EQ(Differences(before, after), "")
        << "seed " << seed << ": " << model::kFactNames[kind] << " of " << subject
        << TextOf(with_history.log().entries);
    kinds.insert(kind);
    ++recorded_count;
  }
}

TEST(Laws, WhatHappenedEarlierChangesNothingThatIsNewer) {
  std::set<size_t> kinds;
  int recorded_count = 0;
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    ASSERT_NO_FATAL_FAILURE(RecordHistoryLate(seed, kinds, recorded_count));
  }
  EXPECT_GT(recorded_count, 200);
  EXPECT_GT(kinds.size(), 9U);
}
TEST(Laws, WhatHappenedEarlierChangesNothingThatIsNewerSlow) {
  std::set<size_t> kinds;
  int recorded_count = 0;
  for (uint64_t seed = 40'001; seed <= 41'000; ++seed) {
    ASSERT_NO_FATAL_FAILURE(RecordHistoryLate(seed, kinds, recorded_count));
  }
  EXPECT_GT(recorded_count, 10'000);
}

// Going through all of one kind for each of another would take 256 times as long, and what no cache
// holds any more longer still.
TEST(Laws, TimeGrowsWithTheLogAndNotWithItsSquare) {
  const auto taken = [](int decisions, int rounds) {
    const Cycle cycle = testing::LargeLog(decisions).TakeCycle();
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i < rounds; ++i) {
      const std::clock_t begin = std::clock();
      const Assessment assessment = AssessLast(cycle);
      EXPECT_EQ(assessment.risks.size(), static_cast<size_t>(decisions));
      least = std::min(least, static_cast<double>(std::clock() - begin));
    }
    return least;
  };
  const double small = taken(500, 5);
  EXPECT_LT(taken(8000, 1), 150 * small);
}

}  // namespace
}  // namespace readiness::engine
