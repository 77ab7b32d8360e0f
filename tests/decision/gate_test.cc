// The verdict of a gate, and the laws of the verdict algebra as property tests.
#include "readiness/decision/gate.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/decision/explanation.h"

#include "oracle.h"

namespace readiness::decision {
namespace {

using model::Level;
using model::Verdict;
using testing::Random;

constexpr LeafState F = LeafState::kFalse, U = LeafState::kUnknown, T = LeafState::kTrue,
                    N = LeafState::kNotApplicable;

GateVerdict JudgeOf(const GateSpec& spec, const std::vector<LeafState>& states) {
  const auto gate = Gate::Compile(spec);
  EXPECT_TRUE(gate.ok()) << gate.status();
  Workspace workspace;
  return *gate->Judge(std::span<const LeafState>(states), workspace);
}
GateSpec MustAndShould() {
  GateSpec spec;
  spec.leaves = {{"a"}, {"b"}};
  spec.conditions = {{Level::kMust, Leaf(0)}, {Level::kShould, Leaf(1)}};
  return spec;
}

TEST(Gate, AFailingMustIsNoGoAndAnUnknownOneIsHold) {
  EXPECT_EQ(JudgeOf(MustAndShould(), {F, T}).verdict, Verdict::kNoGo);
  EXPECT_EQ(JudgeOf(MustAndShould(), {U, T}).verdict, Verdict::kHold);
  EXPECT_EQ(JudgeOf(MustAndShould(), {T, T}).verdict, Verdict::kGo);
}
TEST(Gate, AShouldThatFailsOrIsUnknownCapsAtHold) {
  EXPECT_EQ(JudgeOf(MustAndShould(), {T, F}).verdict, Verdict::kHold);
  EXPECT_EQ(JudgeOf(MustAndShould(), {T, U}).verdict, Verdict::kHold);
  EXPECT_EQ(JudgeOf(MustAndShould(), {F, F}).verdict, Verdict::kNoGo);
}
TEST(Gate, WithoutAnApplicableMustIsHoldAndSaysWhy) {
  const auto verdict = JudgeOf(MustAndShould(), {N, T});
  EXPECT_EQ(verdict.verdict, Verdict::kHold);
  EXPECT_FALSE(verdict.has_applicable_must);
  EXPECT_EQ(JudgeOf(GateSpec{}, {}).verdict, Verdict::kHold);
}
TEST(Gate, InfoChangesNothing) {
  GateSpec spec = MustAndShould();
  spec.leaves.push_back({"c"});
  spec.conditions.push_back({Level::kInfo, Leaf(2)});
  EXPECT_EQ(JudgeOf(spec, {T, T, F}).verdict, Verdict::kGo);
}
TEST(Gate, MustsThatContradictEachOtherAreNoGoWhateverTheUnknownIs) {
  GateSpec spec;
  spec.leaves = {{"a"}};
  spec.conditions = {{Level::kMust, Leaf(0)}, {Level::kMust, Not(Leaf(0))}};
  EXPECT_EQ(JudgeOf(spec, {U}).verdict, Verdict::kNoGo);
}

TEST(Gate, NamesTheConditionThatItRefuses) {
  GateSpec spec = MustAndShould();
  spec.conditions.push_back({Level::kMust, Leaf(7)});
  EXPECT_EQ(Gate::Compile(spec).status().message(),
            "conditions[2]: FORMULA: leaf 7 is not in [0, 2)");
  spec = MustAndShould();
  spec.conditions[0].level = Level::kUnspecified;
  EXPECT_EQ(Gate::Compile(spec).status().message(),
            "conditions[0]: FORMULA: level is missing; give MUST, SHOULD or INFO");
  spec = MustAndShould();
  spec.leaves[1].path = "a";
  EXPECT_EQ(Gate::Compile(spec).status().message(), "FORMULA: two leaves have the path \"a\"");
  spec.leaves[1].path = "";
  EXPECT_EQ(Gate::Compile(spec).status().message(), "FORMULA: a leaf has no path; name it");
}

// ---- the laws, on random gates
// -----------------------------------------------------------------------

TEST(MeetLaw, IsAssociativeCommutativeIdempotentWithGoAsNeutral) {
  const std::array<Verdict, 3> all = {Verdict::kNoGo, Verdict::kHold, Verdict::kGo};
  for (const Verdict a : all) {
    EXPECT_EQ(Meet(a, a), a);
    EXPECT_EQ(Meet(a, Verdict::kGo), a);
    for (const Verdict b : all) {
      EXPECT_EQ(Meet(a, b), Meet(b, a));
      for (const Verdict c : all) EXPECT_EQ(Meet(Meet(a, b), c), Meet(a, Meet(b, c)));
    }
  }
  EXPECT_EQ(Meet(std::span<const Verdict>{}), Verdict::kGo);
}

constexpr int kRounds = 40'000;

testing::FormulaKind SomeKind(Random& random) {
  testing::FormulaKind kind;
  kind.atom_count = 1 + random.Below(9);
  kind.with_score = random.Chance(50);
  kind.read_once = random.Chance(30);
  return kind;
}

TEST(GateLaw, MoreInformationNeverTurnsGoIntoNoGo) {
  Random random(1);
  int informed = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto spec = testing::RandomGate(random, SomeKind(random));
    auto states = testing::RandomStates(random, static_cast<int>(spec.leaves.size()));
    const Verdict before = JudgeOf(spec, states).verdict;
    for (LeafState& state : states) {
      if (state != U || !random.Chance(50)) continue;
      state = random.Chance(50) ? T : F;
      ++informed;
    }
    const Verdict after = JudgeOf(spec, states).verdict;
    // Only HOLD is ever decided by learning more.
    if (before != Verdict::kHold) {
      ASSERT_EQ(after, before) << testing::TextOf(spec, states);
    }
  }
  EXPECT_GT(informed, kRounds / 2);
}

TEST(GateLaw, ErasingTheEvidenceOfACriterionOnlyEverMovesTheVerdictToHold) {
  Random random(2);
  int moved = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto spec = testing::RandomGate(random, SomeKind(random));
    auto states = testing::RandomStates(random, static_cast<int>(spec.leaves.size()));
    const Verdict before = JudgeOf(spec, states).verdict;
    auto& erased = states[static_cast<size_t>(random.Below(static_cast<int>(states.size())))];
    if (erased == N) continue;
    erased = U;
    const Verdict after = JudgeOf(spec, states).verdict;
    if (after == before) continue;
    ++moved;
    ASSERT_EQ(after, Verdict::kHold) << testing::TextOf(spec, states);
  }
  EXPECT_GT(moved, kRounds / 20);
}

TEST(GateLaw, AddingAMustToAGateWithAnApplicableOneNeverRaises) {
  Random random(3);
  int lowered = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto kind = SomeKind(random);
    auto spec = testing::RandomGate(random, kind);
    const auto states = testing::RandomStates(random, kind.atom_count);
    const auto before = JudgeOf(spec, states);
    if (!before.has_applicable_must) continue;
    testing::FormulaKind more = kind;
    more.read_once = false;
    spec.conditions.push_back({Level::kMust, testing::Generator(random, more).Make(2)});
    const Verdict after = JudgeOf(spec, states).verdict;
    ASSERT_LE(after, before.verdict) << testing::TextOf(spec, states);
    lowered += after < before.verdict ? 1 : 0;
  }
  EXPECT_GT(lowered, kRounds / 20);
}

TEST(GateLaw, AWaiverNeverLowersWhereItsLeafHasPositivePolarity) {
  Random random(4);
  int raised = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto kind = SomeKind(random);
    kind.with_not = false;
    const auto spec = testing::RandomGate(random, kind);
    const auto states = testing::RandomStates(random, kind.atom_count);
    auto inputs = testing::InputsOf(states);
    const auto gate = Gate::Compile(spec);
    Workspace workspace;
    const Verdict raw = gate->Judge(inputs, workspace)->verdict;
    auto& waived = inputs[static_cast<size_t>(random.Below(kind.atom_count))].result;
    if (waived.kind == model::ResultKind::kNotApplicable) continue;
    waived = model::Result::Waived();
    const Verdict effective = gate->Judge(inputs, workspace)->verdict;
    ASSERT_GE(effective, raw) << testing::TextOf(spec, states);
    raised += effective > raw ? 1 : 0;
  }
  EXPECT_GT(raised, kRounds / 20);
}

// Conditions and leaves in any order, split over any number of gates: the same verdict.
TEST(GateLaw, NeitherOrderNorShardingMatters) {
  Random random(5);
  for (int round = 0; round < kRounds / 4; ++round) {
    testing::FormulaKind kind = SomeKind(random);
    kind.read_once = true;  // Shards that share leaves may know less apart than together.
    GateSpec spec = testing::RandomGate(random, kind);
    const auto states = testing::RandomStates(random, kind.atom_count);
    const auto whole = JudgeOf(spec, states);

    GateSpec shuffled = spec;
    for (size_t i = shuffled.conditions.size(); i > 1; --i) {
      std::swap(shuffled.conditions[i - 1],
                shuffled.conditions[static_cast<size_t>(random.Below(static_cast<int>(i)))]);
    }
    ASSERT_EQ(JudgeOf(shuffled, states).verdict, whole.verdict);

    if (!whole.has_applicable_must) continue;
    Verdict met = Verdict::kGo;
    for (const GateCondition& condition : spec.conditions) {
      GateSpec one;
      one.leaves = spec.leaves;
      one.conditions = {condition};
      GateVerdict part = JudgeOf(one, states);
      // A should by itself caps; a condition that does not apply says nothing.
      if (condition.level == Level::kShould) {
        one.conditions[0].level = Level::kMust;
        part = JudgeOf(one, states);
        if (part.verdict == Verdict::kNoGo) part.verdict = Verdict::kHold;
      }
      if (part.has_applicable_must) met = Meet(met, part.verdict);
    }
    ASSERT_EQ(met, whole.verdict) << testing::TextOf(spec, states);
  }
}

// Time passes, nothing else happens: a GO lapses to HOLD when the first of its certificate is
// stale.
TEST(GateLaw, AGoLapsesToHoldAtValidUntilAndNotBefore) {
  Random random(6);
  const auto at = [](int second) { return absl::FromUnixSeconds(second); };
  Workspace workspace;
  Explanation e;
  int lapses = 0;
  for (int round = 0; round < kRounds / 4; ++round) {
    const auto kind = SomeKind(random);
    const auto spec = testing::RandomGate(random, kind);
    auto inputs = testing::InputsOf(testing::RandomStates(random, kind.atom_count));
    for (LeafInput& input : inputs) input.valid_until = at(1 + random.Below(20));
    const auto gate = Gate::Compile(spec);
    ASSERT_TRUE(gate->Explain(inputs, workspace, e).ok());
    if (e.verdict == Verdict::kHold) continue;
    const auto verdict_at = [&](absl::Time now) {
      auto aged = inputs;
      for (LeafInput& input : aged) {
        if (now > input.valid_until && input.result.kind != model::ResultKind::kNotApplicable) {
          input.result = model::Result::Unknown(model::UnknownReason::kStale);
        }
      }
      return gate->Judge(aged, workspace)->verdict;
    };
    // Up to then the certificate alone forces the verdict.
    for (int second = 0; second <= 21; ++second) {
      const Verdict now = verdict_at(at(second));
      if (at(second) <= e.valid_until) {
        ASSERT_EQ(now, e.verdict);
      } else {
        ASSERT_TRUE(now == e.verdict || now == Verdict::kHold);
        lapses += now == Verdict::kHold ? 1 : 0;
      }
    }
  }
  EXPECT_GT(lapses, 1000);
}

}  // namespace
}  // namespace readiness::decision
