// Our side of the comparison with peers: what does one explained verdict, one column-wise verdict
// and one table look-up cost in CPU time, on the inputs that the other sides generate as well?
//
// Reads commands from standard input, one a line, and answers each with one line; compare.py drives
// it. Nothing is computed before it is asked for, so that the first answer is a cold one:
//   cold CASE         nanoseconds to compile or load the rule, and for the first evaluation
//   check CASE        hash of the inputs, hash of the outputs, how often each output came
//   time CASE TIMES   nanoseconds of CPU time of this process for TIMES passes over all records
//
// The inputs (splitmix64, seed 42) are described in ../README.md.
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "readiness/decision/batch.h"
#include "readiness/decision/explanation.h"
#include "readiness/decision/gate.h"
#include "readiness/decision/table.h"

#include "../../tests/splitmix64.h"
#include "cpu_time.h"

namespace readiness::decision {
namespace {

constexpr uint64_t kSeed = 42;

template <typename T>
void Require(const T& status, const char* what) {
  if (status.ok()) return;
  std::cerr << what << " refused\n";
  std::exit(1);
}

struct Hash {
  uint32_t value = 0;
  void Add(uint64_t x) { value = value * 31U + static_cast<uint32_t>(x); }
};

// One of the things that are compared. Load() makes the rule, Pass() judges every record once.
class Case {
 public:
  virtual ~Case() = default;
  virtual void Generate() = 0;
  virtual void Load() = 0;
  virtual void One() = 0;
  virtual void Pass() = 0;
  virtual uint32_t InputHash() const = 0;
  virtual const std::vector<int>& Outputs() = 0;  // Of the last pass, one a record.
};

struct Test {
  model::Comparison comparison;
  double threshold;
};
// Leaf i of the gate: a value 0..999 passes with a share of `share` in 1000.
Test TestOf(int i, int share) {
  switch (i % 4) {
    case 0:
      return {model::Comparison::kLessOrEqual, static_cast<double>(share - 1)};
    case 1:
      return {model::Comparison::kGreaterOrEqual, static_cast<double>(1000 - share)};
    case 2:
      return {model::Comparison::kLess, static_cast<double>(share)};
    default:
      return {model::Comparison::kGreater, static_cast<double>(999 - share)};
  }
}
bool Passes(const Test& test, double x) {
  switch (test.comparison) {
    case model::Comparison::kLessOrEqual:
      return x <= test.threshold;
    case model::Comparison::kGreaterOrEqual:
      return x >= test.threshold;
    case model::Comparison::kLess:
      return x < test.threshold;
    default:
      return x > test.threshold;
  }
}
int ShareOf(int criterion, int parts) {
  if (parts == 1) return criterion == 9 ? 200 : 800;
  return criterion == 9 ? 669 : 946;
}

// 12 criteria of one or four parts under nested all, any, not and a quorum, the last two SHOULD.
struct Rule {
  std::vector<Test> tests;
  std::vector<GateCondition> conditions;

  explicit Rule(int parts) {
    for (int c = 0; c < 12; ++c) {
      for (int p = 0; p < parts; ++p) {
        tests.push_back(TestOf(c * parts + p, ShareOf(c, parts)));
      }
    }
    const auto criterion = [parts](int c) {
      if (parts == 1) return Leaf(c);
      return All({Leaf(4 * c), Leaf(4 * c + 1), Leaf(4 * c + 2), Leaf(4 * c + 3)});
    };
    const auto add = [this](model::Level level, Expression e) {
      conditions.push_back({level, std::move(e)});
    };
    for (int c = 0; c < 3; ++c) add(model::Level::kMust, criterion(c));
    add(model::Level::kMust, Any({criterion(3), All({criterion(4), criterion(5)})}));
    add(model::Level::kMust, AtLeast(2, {criterion(6), criterion(7), criterion(8)}));
    add(model::Level::kMust, Not(criterion(9)));
    add(model::Level::kShould, criterion(10));
    add(model::Level::kShould, criterion(11));
  }
};

// Records of numbers to thresholds to leaves to a verdict with or without its reasons.
class GateCase : public Case {
 public:
  GateCase(int parts, bool explains) : parts_(parts), explains_(explains) {}
  void Generate() override {
    uint64_t state = kSeed;
    records_.resize(1000 * static_cast<size_t>(12 * parts_));
    for (double& x : records_) x = static_cast<double>(SplitMix64(state) % 1000);
    outputs_.resize(1000);
  }
  void Load() override {
    const Rule rule(parts_);
    tests_ = rule.tests;
    GateSpec spec;
    for (size_t i = 0; i < tests_.size(); ++i) {
      spec.leaves.push_back({"criterion/" + std::to_string(100 + i)});
    }
    spec.conditions = rule.conditions;
    auto gate = Gate::Compile(spec);
    Require(gate, "gate");
    gate_ = std::make_unique<Gate>(*std::move(gate));
    leaves_.resize(tests_.size());
  }
  void One() override { Judge(0); }
  void Pass() override {
    for (size_t r = 0; r < outputs_.size(); ++r) Judge(r);
  }
  uint32_t InputHash() const override {
    Hash hash;
    for (const double x : records_) hash.Add(static_cast<uint64_t>(x));
    return hash.value;
  }
  const std::vector<int>& Outputs() override { return outputs_; }

 private:
  void Judge(size_t r) {
    const double* record = records_.data() + r * tests_.size();
    for (size_t i = 0; i < tests_.size(); ++i) {
      leaves_[i].result =
          Passes(tests_[i], record[i]) ? model::Result::Pass() : model::Result::Fail();
    }
    if (explains_) {
      Require(gate_->Explain(leaves_, workspace_, explanation_), "explanation");
      outputs_[r] = static_cast<int>(explanation_.verdict);
    } else {
      const auto verdict = gate_->Judge(std::span<const LeafInput>(leaves_), workspace_);
      Require(verdict, "verdict");
      outputs_[r] = static_cast<int>(verdict->verdict);
    }
  }

  int parts_;
  bool explains_;
  std::vector<double> records_;
  std::vector<Test> tests_;
  std::vector<LeafInput> leaves_;
  std::unique_ptr<Gate> gate_;
  Workspace workspace_;
  Explanation explanation_;
  std::vector<int> outputs_;
};

// The same rule over columns.
class BatchCase : public Case {
 public:
  BatchCase(int parts, size_t count) : parts_(parts), count_(count) {}
  void Generate() override {
    uint64_t state = kSeed;
    columns_.assign(static_cast<size_t>(12 * parts_), std::vector<double>(count_));
    for (size_t r = 0; r < count_; ++r) {
      for (auto& column : columns_) column[r] = static_cast<double>(SplitMix64(state) % 1000);
    }
    verdicts_.resize(count_);
    for (const auto& column : columns_) views_.push_back({column, {}});
  }
  void Load() override {
    const Rule rule(parts_);
    BatchSpec spec;
    for (const Test& test : rule.tests) spec.criteria.push_back({test.comparison, test.threshold});
    spec.conditions = rule.conditions;
    auto batch = Batch::Compile(spec);
    Require(batch, "batch");
    batch_ = std::make_unique<Batch>(*std::move(batch));
  }
  void One() override { Judge(1); }
  void Pass() override { Judge(count_); }
  uint32_t InputHash() const override {
    Hash hash;
    for (size_t r = 0; r < count_; ++r) {
      for (const auto& column : columns_) hash.Add(static_cast<uint64_t>(column[r]));
    }
    return hash.value;
  }
  const std::vector<int>& Outputs() override {
    outputs_.clear();
    for (const model::Verdict verdict : verdicts_) outputs_.push_back(static_cast<int>(verdict));
    return outputs_;
  }

 private:
  void Judge(size_t count) {
    if (count == count_) {
      Require(batch_->Judge(views_, verdicts_), "batch");
      return;
    }
    std::vector<BatchColumn> first;
    for (const auto& view : views_) first.push_back({view.values.subspan(0, count), {}});
    Require(batch_->Judge(first, std::span(verdicts_).subspan(0, count)), "batch");
  }

  int parts_;
  size_t count_;
  std::vector<std::vector<double>> columns_;
  std::vector<BatchColumn> views_;
  std::vector<model::Verdict> verdicts_;
  std::unique_ptr<Batch> batch_;
  std::vector<int> outputs_;
};

// 3,000 rows of ranges over 13 columns of 0..999999, made by splitting rows, so that they are
// disjoint and leave no gap.
class TableCase : public Case {
 public:
  void Generate() override {
    constexpr size_t kRows = 3000, kColumns = 13, kRecords = 200;
    constexpr int64_t kEnd = 1000000;
    uint64_t state = kSeed;
    struct Range {
      int64_t low, high;
    };
    std::vector<std::vector<Range>> rows(1, std::vector<Range>(kColumns, {0, kEnd}));
    while (rows.size() < kRows) {
      const size_t split = SplitMix64(state) % rows.size();
      const size_t c = SplitMix64(state) % kColumns;
      const auto part = static_cast<int64_t>(SplitMix64(state) % 500);  // cut at 1/4 to 3/4
      const Range range = rows[split][c];
      const int64_t cut = range.low + (range.high - range.low) * (250 + part) / 1000;
      if (cut <= range.low || cut >= range.high) continue;
      rows.push_back(rows[split]);
      rows[split][c].high = cut;
      rows.back()[c].low = cut;
    }
    source_.id = "ranges";
    for (size_t c = 0; c < kColumns; ++c) source_.columns.push_back({"c" + std::to_string(c), {}});
    source_.outcomes = {"track", "attend", "act"};
    for (const auto& ranges : rows) {
      model::TableRow row;
      for (const Range& range : ranges) {
        hash_.Add(static_cast<uint64_t>(range.low));
        hash_.Add(static_cast<uint64_t>(range.high));
        model::TableCell cell;
        if (range.low > 0) cell.low = static_cast<double>(range.low);
        if (range.high < kEnd) cell.high = static_cast<double>(range.high);
        row.cells.push_back(cell);
      }
      const uint64_t outcome = SplitMix64(state) % 3;
      hash_.Add(outcome);
      row.outcomes = {source_.outcomes[outcome]};
      source_.rows.push_back(std::move(row));
    }
    records_.resize(kRecords);
    for (auto& record : records_) {
      for (size_t c = 0; c < kColumns; ++c) {
        const uint64_t x = SplitMix64(state) % static_cast<uint64_t>(kEnd);
        hash_.Add(x);
        record.push_back(TableValue::Number(static_cast<double>(x)));
      }
    }
    outputs_.resize(kRecords);
  }
  void Load() override {
    auto table = Table::Load(source_);
    Require(table, "table");
    table_ = std::make_unique<Table>(*std::move(table));
  }
  void One() override { Judge(0); }
  void Pass() override {
    for (size_t r = 0; r < records_.size(); ++r) Judge(r);
  }
  uint32_t InputHash() const override { return hash_.value; }
  const std::vector<int>& Outputs() override { return outputs_; }

 private:
  void Judge(size_t r) {
    Require(table_->Evaluate(records_[r], answer_), "evaluation");
    outputs_[r] = std::countr_zero(answer_.outcomes) + 1;
  }

  Hash hash_;
  model::DecisionTable source_;
  std::vector<std::vector<TableValue>> records_;
  std::unique_ptr<Table> table_;
  TableAnswer answer_;
  std::vector<int> outputs_;
};

std::unique_ptr<Case> Make(const std::string& name) {
  if (name == "explain12") return std::make_unique<GateCase>(1, true);
  if (name == "explain48") return std::make_unique<GateCase>(4, true);
  if (name == "judge12") return std::make_unique<GateCase>(1, false);
  if (name == "judge48") return std::make_unique<GateCase>(4, false);
  if (name == "batch12") return std::make_unique<BatchCase>(1, 1000000);
  if (name == "batch12cached") return std::make_unique<BatchCase>(1, 1000);
  if (name == "batch48") return std::make_unique<BatchCase>(4, 50000);
  if (name == "table") return std::make_unique<TableCase>();
  std::cerr << "no such case: " << name << "\n";
  std::exit(2);
}

int Serve() {
  std::string line, loaded;
  std::unique_ptr<Case> current;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string command, name;
    int times = 1;
    words >> command >> name >> times;
    int64_t load = 0, first = 0;
    if (loaded != name) {
      current = Make(name);
      current->Generate();
      const int64_t begin = CpuNanoseconds();
      current->Load();
      const int64_t middle = CpuNanoseconds();
      current->One();
      first = CpuNanoseconds() - middle;
      load = middle - begin;
      loaded = name;
    }
    if (command == "cold") {
      std::cout << load << " " << first << std::endl;
    } else if (command == "check") {
      current->Pass();
      Hash hash;
      int64_t counts[4] = {0, 0, 0, 0};
      for (const int output : current->Outputs()) {
        hash.Add(static_cast<uint64_t>(output));
        ++counts[output];
      }
      std::cout << current->InputHash() << " " << hash.value << " " << counts[1] << " " << counts[2]
                << " " << counts[3] << std::endl;
    } else {
      const int64_t begin = CpuNanoseconds();
      for (int i = 0; i < times; ++i) current->Pass();
      std::cout << CpuNanoseconds() - begin << std::endl;
    }
  }
  return 0;
}

}  // namespace
}  // namespace readiness::decision

int main() { return readiness::decision::Serve(); }
