// Certificates, flips and resolutions, by hand and against the enumeration of every completion.
#include "readiness/decision/explanation.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "oracle.h"

namespace readiness::decision {
namespace {

using model::Level;
using model::Result;
using model::ResultKind;
using model::UnknownReason;
using model::Verdict;

GateSpec MustsOf(int leaf_count, std::vector<Expression> musts) {
  GateSpec spec;
  for (int i = 0; i < leaf_count; ++i) spec.leaves.push_back({std::string(1, char('a' + i))});
  for (Expression& must : musts) spec.conditions.push_back({Level::kMust, std::move(must)});
  return spec;
}

Explanation ExplainOf(const GateSpec& spec, const std::vector<LeafInput>& inputs) {
  auto gate = Gate::Compile(spec);
  EXPECT_TRUE(gate.ok()) << gate.status();
  Workspace workspace;
  Explanation explanation;
  EXPECT_TRUE(gate->Explain(inputs, workspace, explanation).ok());
  return explanation;
}

const Result kMissing = Result::Unknown(UnknownReason::kMissing);

std::vector<int32_t> LeavesOf(const std::vector<Change>& changes) {
  std::vector<int32_t> leaves;
  for (const Change& change : changes) leaves.push_back(change.leaf);
  return leaves;
}

TEST(Certificate, OfAGoNamesEveryMustOfAConjunction) {
  const auto e = ExplainOf(MustsOf(3, {Leaf(0), Leaf(1), Leaf(2)}),
                           {{Result::Pass()}, {Result::Pass()}, {Result::Waived()}});
  EXPECT_EQ(e.verdict, Verdict::kGo);
  EXPECT_EQ(e.certificate, (std::vector<int32_t>{0, 1, 2}));
}

TEST(Certificate, OfANoGoIsOneFailingMustTheLastInPathOrder) {
  const auto e = ExplainOf(MustsOf(3, {Leaf(0), Leaf(1), Leaf(2)}),
                           {{Result::Fail()}, {Result::Fail()}, {Result::Pass()}});
  EXPECT_EQ(e.verdict, Verdict::kNoGo);
  EXPECT_EQ(e.certificate, (std::vector<int32_t>{1}));
}

TEST(Certificate, LeavesOutTheAlternativeThatIsNotNeeded) {
  const auto e = ExplainOf(MustsOf(3, {Any({Leaf(0), Leaf(1)}), Leaf(2)}),
                           {{Result::Pass()}, {Result::Pass()}, {Result::Pass()}});
  EXPECT_EQ(e.certificate, (std::vector<int32_t>{1, 2}));
}

TEST(Certificate, NamesALeafThatDoesNotApplyWhereTheVerdictRestsOnThat) {
  const auto e =
      ExplainOf(MustsOf(2, {Leaf(0), Leaf(1)}), {{Result::Pass()}, {Result::NotApplicable()}});
  EXPECT_EQ(e.verdict, Verdict::kGo);
  EXPECT_EQ(e.certificate, (std::vector<int32_t>{0, 1}));
}

TEST(Certificate, OfAHoldIsEmpty) {
  EXPECT_TRUE(ExplainOf(MustsOf(1, {Leaf(0)}), {{kMissing}}).certificate.empty());
}

TEST(Explanation, AGoLapsesWhenTheFirstEvidenceOfItsCertificateDoes) {
  const absl::Time t = absl::FromUnixSeconds(1000);
  const auto e = ExplainOf(MustsOf(3, {Leaf(0), Any({Leaf(1), Leaf(2)})}),
                           {{Result::Pass(), t + absl::Hours(2)},
                            {Result::Pass(), t},  // Not in the certificate: the other one carries.
                            {Result::Pass(), t + absl::Hours(1)}});
  EXPECT_EQ(e.certificate, (std::vector<int32_t>{0, 2}));
  EXPECT_EQ(e.valid_until, t + absl::Hours(1));
}

TEST(Explanation, MarksTheNodesThatCarryTheVerdict) {
  const auto e = ExplainOf(MustsOf(4, {All({Leaf(0), Leaf(1)}), Any({Leaf(2), Leaf(3)})}),
                           {{Result::Pass()}, {Result::Fail()}, {Result::Pass()}, {kMissing}});
  ASSERT_EQ(e.nodes.size(), 4u);  // ALL, ANY, the musts, the shoulds.
  EXPECT_EQ(e.nodes[0].truth, Truth::kFalse);
  EXPECT_TRUE(e.nodes[0].is_decisive);
  EXPECT_EQ(e.nodes[1].truth, Truth::kTrue);
  EXPECT_FALSE(e.nodes[1].is_decisive);
}

TEST(Flip, OfAGoIsTheFirstLeafThatBreaksIt) {
  const auto e = ExplainOf(MustsOf(3, {Any({Leaf(0), Leaf(1)}), Leaf(2)}),
                           {{Result::Pass()}, {Result::Pass()}, {Result::Pass()}});
  EXPECT_EQ(e.flip, (std::vector<Change>{{2, Result::Pass(), ResultKind::kFail}}));
  EXPECT_EQ(e.flip_verdict, Verdict::kNoGo);
}

TEST(Flip, OfANoGoMendsEveryFailingMust) {
  const auto e = ExplainOf(MustsOf(3, {Leaf(0), Leaf(1), Leaf(2)}),
                           {{Result::Fail()}, {Result::Pass()}, {Result::Fail()}});
  EXPECT_EQ(LeavesOf(e.flip), (std::vector<int32_t>{0, 2}));
  EXPECT_EQ(e.flip_verdict, Verdict::kGo);
  EXPECT_TRUE(e.flip_is_exact);
}

TEST(Flip, TakesTheCheapestPartsOfAQuorum) {
  // 2 of (a and b and c), d, e; all fail: d and e are the cheapest two.
  const auto e =
      ExplainOf(MustsOf(5, {AtLeast(2, {All({Leaf(0), Leaf(1), Leaf(2)}), Leaf(3), Leaf(4)})}),
                std::vector<LeafInput>(5, {Result::Fail()}));
  EXPECT_EQ(LeavesOf(e.flip), (std::vector<int32_t>{3, 4}));
}

TEST(Resolution, NamesEveryUnknownMustThatStandsInTheWayOfAGo) {
  const auto e = ExplainOf(MustsOf(4, {Leaf(0), Leaf(1), Any({Leaf(2), Leaf(3)})}),
                           {{kMissing}, {Result::Pass()}, {kMissing}, {kMissing}});
  EXPECT_EQ(e.verdict, Verdict::kHold);
  EXPECT_EQ(e.resolution, (std::vector<Change>{{0, kMissing, ResultKind::kPass},
                                               {2, kMissing, ResultKind::kPass}}));
  EXPECT_TRUE(e.resolution_gives_go);
  EXPECT_EQ(e.to_no_go, (std::vector<Change>{{0, kMissing, ResultKind::kFail}}));
}

TEST(Resolution, StillNamesUnknownMustsWhereAFailedShouldKeepsTheGateOnHold) {
  GateSpec spec = MustsOf(3, {Leaf(0), Leaf(1)});
  spec.conditions.push_back({Level::kShould, Leaf(2)});
  const auto e = ExplainOf(spec, {{kMissing}, {kMissing}, {Result::Fail()}});
  EXPECT_EQ(LeavesOf(e.resolution), (std::vector<int32_t>{0, 1}));
  EXPECT_FALSE(e.resolution_gives_go);
}

TEST(Explanation, OfThousandsOfMustsIsExactAndNamesThemAll) {
  constexpr int kCount = 5000;
  GateSpec spec;
  std::vector<LeafInput> inputs;
  for (int i = 0; i < kCount; ++i) {
    spec.leaves.push_back({"leaf/" + std::to_string(100000 + i)});
    spec.conditions.push_back({Level::kMust, Leaf(i)});
    inputs.push_back({i % 100 == 7 ? kMissing : Result::Pass()});
  }
  const auto hold = ExplainOf(spec, inputs);
  EXPECT_EQ(hold.resolution.size(), 50u);
  EXPECT_EQ(hold.to_no_go.size(), 1u);
  EXPECT_TRUE(hold.flip_is_exact);
  for (LeafInput& input : inputs) input.result = Result::Pass();
  EXPECT_EQ(ExplainOf(spec, inputs).certificate.size(), 5000u);
  for (int i = 0; i < kCount; i += 10) inputs[static_cast<size_t>(i)].result = Result::Fail();
  const auto no_go = ExplainOf(spec, inputs);
  EXPECT_EQ(no_go.certificate.size(), 1u);
  EXPECT_EQ(no_go.flip.size(), 500u);
}

// What the explanation of a gate of 12 criteria takes: two alternatives, a quorum, a score.
size_t BytesOf(const Explanation& e) {
  return sizeof(e) + e.nodes.size() * sizeof(NodeResult) +
         (e.flip.size() + e.resolution.size() + e.to_no_go.size()) * sizeof(Change) +
         e.certificate.size() * sizeof(int32_t);
}
TEST(Explanation, OfTwelveCriteriaTakesLessThanFourKilobytes) {
  const GateSpec spec =
      MustsOf(12, {Any({Leaf(0), Leaf(1)}), All({Leaf(2), Not(Leaf(3))}),
                   AtLeast(2, {Leaf(4), Leaf(5), Leaf(6)}),
                   Score({}, 0.5, {Leaf(7), Leaf(8), Leaf(9)}), Leaf(10), Leaf(11)});
  size_t most = 0;
  for (const Result& result : {Result::Pass(), Result::Fail(), kMissing}) {
    const auto e = ExplainOf(spec, std::vector<LeafInput>(12, {result}));
    EXPECT_FALSE(e.flip.empty());
    most = std::max(most, BytesOf(e));
  }
  EXPECT_GT(most, sizeof(Explanation));
  EXPECT_LE(most, 4096U);
  RecordProperty("bytes", static_cast<int>(most));
}

// --- the flags of what is not proven to be the fewest --------------------------------------------
// Beyond 20 unknown leaves of both polarities, or past the budget, completions are no longer
// enumerated. What is said then is still true, only not proven to be the least, and a flag says so.

// `count` leaves from `first` on: each passes or does not. Always true, as completions show.
Expression EachEitherWay(int first, int count) {
  std::vector<Expression> parts;
  for (int i = first; i < first + count; ++i) parts.push_back(Any({Leaf(i), Not(Leaf(i))}));
  return All(parts);
}
// Explains with a budget of 2^12 completions; judges single worlds.
class Small {
 public:
  explicit Small(const GateSpec& spec) : gate_(Gate::Compile(spec).value()) {
    workspace_.search_budget = int64_t{1} << 12;
  }
  Explanation Explain(const std::vector<LeafInput>& inputs) {
    Explanation explanation;
    EXPECT_TRUE(gate_.Explain(inputs, workspace_, explanation).ok());
    return explanation;
  }
  // The verdict where the leaves that `inputs` leave unknown come in as the bits of `world` say.
  Verdict In(std::vector<LeafInput> inputs, uint64_t world) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].result.kind == ResultKind::kUnknown) {
        inputs[i].result = (world >> i & 1U) != 0 ? Result::Pass() : Result::Fail();
      }
    }
    return gate_.Judge(inputs, workspace_)->verdict;
  }

 private:
  Gate gate_;
  Workspace workspace_;
};
std::vector<LeafInput> With(std::vector<LeafInput> inputs, const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    inputs[static_cast<size_t>(change.leaf)].result =
        change.to == ResultKind::kPass ? Result::Pass() : Result::Fail();
  }
  return inputs;
}

TEST(Explanation, ACertificatePastTheLimitForcesTheVerdictAndIsNotCalledMinimal) {
  // b alone carries the GO: the other condition is always true.
  for (const int either_way : {8, 22}) {
    const int count = 2 + either_way;
    const GateSpec spec = MustsOf(count, {Any({Leaf(0), EachEitherWay(2, either_way)}), Leaf(1)});
    Small gate(spec);
    const std::vector<LeafInput> inputs(static_cast<size_t>(count), {Result::Pass()});
    const auto e = gate.Explain(inputs);
    EXPECT_EQ(e.verdict, Verdict::kGo);
    EXPECT_EQ(e.certificate_is_minimal, either_way == 8) << either_way;
    if (e.certificate_is_minimal) {
      EXPECT_EQ(e.certificate, (std::vector<int32_t>{1}));
      continue;
    }
    EXPECT_GT(e.certificate.size(), 1u);
    std::vector<LeafInput> certain(inputs.size(), {kMissing});
    for (const int32_t leaf : e.certificate) certain[static_cast<size_t>(leaf)] = inputs[0];
    testing::Random random(7);
    for (int i = 0; i < 500; ++i) ASSERT_EQ(gate.In(certain, random.Next()), Verdict::kGo);
  }
}

TEST(Explanation, AFlipPastTheLimitAltersTheVerdictAndIsNotCalledExact) {
  // Each leaf stands in two conditions; all fail. Every second one would do.
  for (const int count : {8, 24}) {
    std::vector<Expression> musts;
    for (int i = 0; i + 1 < count; ++i) musts.push_back(Any({Leaf(i), Leaf(i + 1)}));
    Small gate(MustsOf(count, std::move(musts)));
    const std::vector<LeafInput> inputs(static_cast<size_t>(count), {Result::Fail()});
    const auto e = gate.Explain(inputs);
    EXPECT_EQ(e.verdict, Verdict::kNoGo);
    EXPECT_EQ(e.flip_is_exact, count == 8) << count;
    EXPECT_EQ(e.flip_verdict, Verdict::kGo);
    EXPECT_EQ(gate.In(With(inputs, e.flip), 0), e.flip_verdict);
    for (size_t without = 0; without < e.flip.size(); ++without) {
      std::vector<Change> fewer = e.flip;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(without));
      EXPECT_EQ(gate.In(With(inputs, fewer), 0), Verdict::kNoGo) << without;
    }
  }
}

TEST(Explanation, AResolutionPastTheLimitDecidesAndIsNotCalledMinimal) {
  // b alone resolves it: the other condition is always true.
  for (const int either_way : {8, 22}) {
    const int count = 2 + either_way;
    Small gate(MustsOf(count, {Any({Leaf(0), EachEitherWay(2, either_way)}), Leaf(1)}));
    const std::vector<LeafInput> inputs(static_cast<size_t>(count), {kMissing});
    const auto e = gate.Explain(inputs);
    EXPECT_EQ(e.verdict, Verdict::kHold);
    EXPECT_EQ(e.resolution_is_minimal, either_way == 8) << either_way;
    EXPECT_TRUE(e.resolution_gives_go);
    testing::Random random(8);
    for (int i = 0; i < 500; ++i) {
      ASSERT_EQ(gate.In(With(inputs, e.resolution), random.Next()), Verdict::kGo);
      ASSERT_EQ(gate.In(With(inputs, e.to_no_go), random.Next()), Verdict::kNoGo);
    }
  }
}

// Compares everything that an explanation claims with the enumeration of every completion, on
// `count` random gates of up to 14 leaves. Flips of more than `most_flip` leaves are compared in
// full on gates of up to 9 leaves; on larger ones they must alter the verdict, and no set of up to
// `most_flip` may.
void CompareWithEnumeration(uint64_t seed, int count, size_t most_flip) {
  using testing::FlipOracle;
  using testing::Oracle;
  testing::Random random(seed);
  Workspace workspace;
  workspace.search_budget = int64_t{1} << 24;
  Explanation e;
  int verdicts[4] = {0, 0, 0, 0};
  int not_minimal = 0;
  for (int round = 0; round < count; ++round) {
    testing::FormulaKind kind;
    const int size = random.Below(100);
    kind.atom_count = size < 85   ? 1 + random.Below(8)
                      : size < 96 ? 9 + random.Below(3)
                                  : 12 + random.Below(3);
    kind.read_once = random.Chance(40);
    kind.with_score = random.Chance(50);
    kind.with_not = random.Chance(70);
    const GateSpec spec = testing::RandomGate(random, kind);
    const auto states = testing::RandomStates(random, kind.atom_count);
    const auto gate = Gate::Compile(spec);
    ASSERT_TRUE(gate.ok()) << gate.status();
    ASSERT_TRUE(gate->Explain(testing::InputsOf(states), workspace, e).ok());

    Oracle oracle(spec);
    const Verdict expected = oracle.Judge(states);
    ++verdicts[static_cast<int>(expected)];
    ASSERT_EQ(e.verdict, expected) << testing::TextOf(spec, states);
    ASSERT_TRUE(e.is_exact);

    // The certificate: what the enumeration gives when leaves are dropped greedily in path order.
    std::vector<int32_t> certificate;
    if (expected != Verdict::kHold) {
      auto kept = states;
      std::vector<size_t> outside;  // Dropped leaves that do not apply: they may come to, or not.
      for (const int32_t leaf : gate->path_order()) {
        const auto l = static_cast<size_t>(leaf);
        const LeafState was = states[l];
        if (was == LeafState::kUnknown) continue;
        kept[l] = LeafState::kUnknown;
        if (was == LeafState::kNotApplicable) outside.push_back(l);
        bool forces = true;
        for (uint32_t stay = 0; stay < (1U << outside.size()) && forces; ++stay) {
          auto world = kept;
          for (size_t i = 0; i < outside.size(); ++i) {
            if ((stay >> i & 1U) != 0) world[outside[i]] = LeafState::kNotApplicable;
          }
          forces = oracle.Judge(world) == expected;
        }
        if (forces) continue;
        kept[l] = was;
        if (was == LeafState::kNotApplicable) outside.pop_back();
        certificate.push_back(leaf);
      }
    }

    if (e.certificate_is_minimal) {
      ASSERT_EQ(e.certificate, certificate) << testing::TextOf(spec, states);
    } else {
      ++not_minimal;
      auto certain = std::vector<LeafState>(states.size(), LeafState::kUnknown);
      for (const int32_t leaf : e.certificate) {
        certain[static_cast<size_t>(leaf)] = states[static_cast<size_t>(leaf)];
      }
      ASSERT_EQ(oracle.Judge(certain), expected) << testing::TextOf(spec, states);
    }

    // The flip: the first smallest set by path order.
    const std::vector<int32_t> order(gate->path_order().begin(), gate->path_order().end());
    Verdict after = Verdict::kUnspecified;
    const size_t most = kind.atom_count <= 9 ? 9 : most_flip;
    const auto flip = FlipOracle(oracle, order).Find(states, expected, most, after);
    ASSERT_TRUE(e.flip_is_exact) << testing::TextOf(spec, states);
    if (!flip.empty() || e.flip.size() <= most) {
      ASSERT_EQ(LeavesOf(e.flip), flip) << testing::TextOf(spec, states);
    }
    if (!e.flip.empty()) {
      auto changed = states;
      for (const Change& change : e.flip) {
        changed[static_cast<size_t>(change.leaf)] =
            change.to == ResultKind::kPass ? LeafState::kTrue : LeafState::kFalse;
      }
      ASSERT_EQ(oracle.Judge(changed), e.flip_verdict) << testing::TextOf(spec, states);
      ASSERT_NE(e.flip_verdict, expected);
    }

    // The resolution: it decides, no smaller part of it does, and where it cannot, nothing can.
    const auto apply = [&](const std::vector<Change>& changes, size_t without) {
      auto changed = states;
      for (size_t i = 0; i < changes.size(); ++i) {
        EXPECT_EQ(states[static_cast<size_t>(changes[i].leaf)], LeafState::kUnknown);
        if (i == without) continue;
        changed[static_cast<size_t>(changes[i].leaf)] =
            changes[i].to == ResultKind::kPass ? LeafState::kTrue : LeafState::kFalse;
      }
      return oracle.Judge(changed);
    };
    if (expected == Verdict::kHold) {
      std::vector<size_t> open;
      for (size_t i = 0; i < states.size(); ++i) {
        if (states[i] == LeafState::kUnknown) open.push_back(i);
      }
      bool can_go = false;
      bool can_no_go = false;
      for (uint32_t mask = 0; mask < (1U << open.size()) && !(can_go && can_no_go); ++mask) {
        auto completed = states;
        for (size_t i = 0; i < open.size(); ++i) {
          completed[open[i]] = (mask >> i & 1U) != 0 ? LeafState::kTrue : LeafState::kFalse;
        }
        const Verdict verdict = oracle.Judge(completed);
        can_go = can_go || verdict == Verdict::kGo;
        can_no_go = can_no_go || verdict == Verdict::kNoGo;
      }
      ASSERT_EQ(e.resolution_gives_go, can_go) << testing::TextOf(spec, states);
      ASSERT_EQ(!e.to_no_go.empty(), can_no_go) << testing::TextOf(spec, states);
      if (can_go) {
        ASSERT_EQ(apply(e.resolution, SIZE_MAX), Verdict::kGo) << testing::TextOf(spec, states);
        for (size_t i = 0; i < e.resolution.size(); ++i) {
          ASSERT_NE(apply(e.resolution, i), Verdict::kGo) << testing::TextOf(spec, states);
        }
      }
      if (can_no_go) {
        ASSERT_EQ(apply(e.to_no_go, SIZE_MAX), Verdict::kNoGo) << testing::TextOf(spec, states);
        for (size_t i = 0; i < e.to_no_go.size(); ++i) {
          ASSERT_NE(apply(e.to_no_go, i), Verdict::kNoGo) << testing::TextOf(spec, states);
        }
      }
    } else {
      ASSERT_TRUE(e.resolution.empty() && e.to_no_go.empty());
    }
  }
  EXPECT_LT(not_minimal, count / 10'000 + 1);
  for (const Verdict verdict : {Verdict::kNoGo, Verdict::kHold, Verdict::kGo}) {
    EXPECT_GT(verdicts[static_cast<int>(verdict)], count / 50) << model::Name(verdict);
  }
}

TEST(Explanation, OfRandomGatesIsWhatEnumerationFinds) { CompareWithEnumeration(1, 100'000, 2); }
TEST(Explanation, OfAMillionRandomGatesIsWhatEnumerationFindsSlow) {
  CompareWithEnumeration(2, 1'000'000, 4);
}

}  // namespace
}  // namespace readiness::decision
