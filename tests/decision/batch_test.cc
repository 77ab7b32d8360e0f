#include "readiness/decision/batch.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "oracle.h"

namespace readiness::decision {
namespace {

using model::Comparison;
using model::Level;
using model::Verdict;
using testing::Random;

BatchSpec TwoMusts() {
  BatchSpec spec;
  spec.criteria = {{Comparison::kLess, 0.5}, {Comparison::kGreaterOrEqual, 99}};
  spec.conditions = {{Level::kMust, Leaf(0)}, {Level::kMust, Leaf(1)}};
  return spec;
}
std::vector<Verdict> JudgeOf(const BatchSpec& spec, const std::vector<BatchColumn>& columns,
                             size_t count) {
  const auto batch = Batch::Compile(spec);
  EXPECT_TRUE(batch.ok()) << batch.status();
  std::vector<Verdict> verdicts(count);
  EXPECT_TRUE(batch->Judge(columns, verdicts).ok());
  return verdicts;
}

TEST(Batch, JudgesEachRecordByItsOwnValues) {
  const std::vector<double> latency = {0.4, 0.5, 0.4};
  const std::vector<double> uptime = {99.0, 99.9, 98.9};
  EXPECT_EQ(JudgeOf(TwoMusts(), {{latency, {}}, {uptime, {}}}, 3),
            (std::vector<Verdict>{Verdict::kGo, Verdict::kNoGo, Verdict::kNoGo}));
}
TEST(Batch, AValueThatIsNotThereOrNotFiniteHolds) {
  const std::vector<double> latency = {0.4, std::numeric_limits<double>::quiet_NaN(),
                                       -std::numeric_limits<double>::infinity()};
  const std::vector<double> uptime = {99, 99, 99};
  const std::vector<uint8_t> valid = {0, 1, 1};
  EXPECT_EQ(JudgeOf(TwoMusts(), {{latency, {}}, {uptime, valid}}, 3),
            (std::vector<Verdict>{Verdict::kHold, Verdict::kHold, Verdict::kHold}));
}
TEST(Batch, NotEqualNeverPassesOnWhatIsNotThere) {
  BatchSpec spec;
  spec.criteria = {{Comparison::kNotEqual, 0.5}};
  spec.conditions = {{Level::kMust, Leaf(0)}};
  const std::vector<double> values = {0.4, 0.5, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_EQ(JudgeOf(spec, {{values, {}}}, 3),
            (std::vector<Verdict>{Verdict::kGo, Verdict::kNoGo, Verdict::kHold}));
}
TEST(Batch, NamesWhatItRefuses) {
  BatchSpec spec = TwoMusts();
  spec.criteria[1].threshold = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Batch::Compile(spec).status().message(),
            "BATCH: criteria[1].threshold must be a finite number, got inf");
  spec = TwoMusts();
  spec.criteria[0].comparison = Comparison::kUnspecified;
  EXPECT_EQ(Batch::Compile(spec).status().message(), "BATCH: criteria[0].comparison is missing");
  EXPECT_FALSE(Batch::Compile(BatchSpec{}).ok());
  const auto batch = Batch::Compile(TwoMusts());
  std::vector<Verdict> verdicts(2);
  const std::vector<double> two = {1, 2}, three = {1, 2, 3};
  EXPECT_EQ(batch->Judge(std::vector<BatchColumn>{{two, {}}}, verdicts).message(),
            "BATCH: needs 2 columns, got 1");
  EXPECT_EQ(batch->Judge(std::vector<BatchColumn>{{two, {}}, {three, {}}}, verdicts).message(),
            "BATCH: column 1 must have 2 values and as much validity, or none");
}

// Few criteria and many, whole blocks and a rest: the verdicts are those of the gate.
TEST(Batch, AgreesWithTheGateOnEveryRecord) {
  Random random(12);
  for (int round = 0; round < 120; ++round) {
    testing::FormulaKind kind;
    kind.atom_count = round % 10 == 0 ? 20 : 1 + random.Below(9);
    const GateSpec gate_spec = testing::RandomGate(random, kind);
    const auto gate = Gate::Compile(gate_spec);
    BatchSpec spec;
    spec.conditions = gate_spec.conditions;
    const auto n = static_cast<size_t>(kind.atom_count);
    for (size_t c = 0; c < n; ++c) {
      spec.criteria.push_back({static_cast<Comparison>(1 + random.Below(6)), 2.0});
    }
    constexpr size_t kRecords = 1131;  // Two blocks and a rest that ends inside a word.
    std::vector<std::vector<double>> values(n);
    std::vector<std::vector<uint8_t>> valid(n);
    std::vector<BatchColumn> columns;
    for (size_t c = 0; c < n; ++c) {
      for (size_t r = 0; r < kRecords; ++r) {
        values[c].push_back(random.Chance(10) ? std::numeric_limits<double>::quiet_NaN()
                                              : random.Below(5));
        valid[c].push_back(random.Chance(90) ? 1 : 0);
      }
      columns.push_back({values[c], c % 2 == 0 ? std::span<const uint8_t>(valid[c])
                                               : std::span<const uint8_t>()});
    }
    const auto verdicts = JudgeOf(spec, columns, kRecords);
    Workspace workspace;
    for (size_t r = 0; r < kRecords; ++r) {
      std::vector<LeafState> states;
      for (size_t c = 0; c < n; ++c) {
        const double x = values[c][r];
        const double t = 2.0;
        const bool known = x == x && (c % 2 != 0 || valid[c][r] != 0);
        bool pass = false;
        switch (spec.criteria[c].comparison) {
          case Comparison::kUnspecified:
            break;
          case Comparison::kLess:
            pass = x < t;
            break;
          case Comparison::kLessOrEqual:
            pass = x <= t;
            break;
          case Comparison::kGreater:
            pass = x > t;
            break;
          case Comparison::kGreaterOrEqual:
            pass = x >= t;
            break;
          case Comparison::kEqual:
            pass = x == t;
            break;
          case Comparison::kNotEqual:
            pass = x != t;
            break;
        }
        states.push_back(!known ? LeafState::kUnknown
                         : pass ? LeafState::kTrue
                                : LeafState::kFalse);
      }
      ASSERT_EQ(verdicts[r], gate->Judge(std::span<const LeafState>(states), workspace)->verdict)
          << testing::TextOf(gate_spec, states);
    }
  }
}

}  // namespace
}  // namespace readiness::decision
