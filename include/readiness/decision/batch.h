// readiness/decision/batch.h: the same gate over many records, verdict only, column by column.
//
//   BatchSpec spec;      // per criterion: column, comparison, threshold; conditions over criteria
//   READINESS_ASSIGN_OR_RETURN(const Batch batch, Batch::Compile(spec));
//   READINESS_RETURN_IF_ERROR(batch.Judge(columns, verdicts));
//
// A criterion passes where its value compares with its threshold, fails where it does not, and is
// UNKNOWN where its value is not there: its validity says so, or it is not a finite number. The
// verdicts are those of the gate (gate.h), completions included: up to kMaxTabledCriteria criteria
// the gate is tabled once for every combination of results, beyond that each record is judged by
// the gate itself.
//
// Units:   columns of doubles, one value a record; validity one byte a record (0: not there), or
// none
//          where every value is. Columns are borrowed for the call.
// Cost:    compile: 3^n judgements for n <= 12 criteria, some 50 ms and 531,441 bytes for 12;
// judge:
//          about 3 to 8 ns a record for 12 columns.
// Errors:  InvalidArgument (rule BATCH, LIMIT, or FORMULA from the gate).
// Threads: a compiled batch is immutable and may be shared.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/gate.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::decision {

inline constexpr size_t kMaxTabledCriteria = 12;

struct BatchCriterion {
  model::Comparison comparison = model::Comparison::kUnspecified;
  double threshold = 0;
};

// Criterion i reads column i; leaf i of a condition is criterion i.
struct BatchSpec {
  std::vector<BatchCriterion> criteria;
  std::vector<GateCondition> conditions;
};

// One column: the values, and where there is one, their validity.
struct BatchColumn {
  std::span<const double> values;
  std::span<const uint8_t> is_valid;  // Empty: all are.
};

class Batch {
 public:
  [[nodiscard]] static absl::StatusOr<Batch> Compile(const BatchSpec& spec) {
    Batch batch;
    if (spec.criteria.empty()) return base::Invalid("BATCH", "criteria are missing");
    if (spec.criteria.size() > 64) {
      return base::Invalid(
          "LIMIT", base::Cat("a batch has at most 64 criteria, got ", spec.criteria.size()));
    }
    GateSpec gate;
    for (size_t i = 0; i < spec.criteria.size(); ++i) {
      const BatchCriterion& criterion = spec.criteria[i];
      if (criterion.comparison == model::Comparison::kUnspecified ||
          model::Name(criterion.comparison).empty()) {
        return base::Invalid("BATCH", base::Cat("criteria[", i, "].comparison is missing"));
      }
      if (criterion.threshold - criterion.threshold != 0) {
        return base::Invalid("BATCH",
                             base::Cat("criteria[", i, "].threshold must be a finite number, got ",
                                       criterion.threshold));
      }
      gate.leaves.push_back({base::Cat("criterion/", i)});
    }
    gate.conditions = spec.conditions;
    READINESS_ASSIGN_OR_RETURN(Gate compiled, Gate::Compile(gate));
    batch.gate_.push_back(std::move(compiled));
    batch.criteria_ = spec.criteria;
    if (spec.criteria.size() <= kMaxTabledCriteria) batch.FillTable();
    return batch;
  }

  // Judges record r of every column into verdicts[r].
  [[nodiscard]] absl::Status Judge(std::span<const BatchColumn> columns,
                                   std::span<model::Verdict> verdicts) const {
    if (columns.size() != criteria_.size()) {
      return base::Invalid("BATCH",
                           base::Cat("needs ", criteria_.size(), " columns, got ", columns.size()));
    }
    for (size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].values.size() != verdicts.size() ||
          (!columns[c].is_valid.empty() && columns[c].is_valid.size() != verdicts.size())) {
        return base::Invalid("BATCH", base::Cat("column ", c, " must have ", verdicts.size(),
                                                " values and as much validity, or none"));
      }
    }
    for (size_t begin = 0; begin < verdicts.size(); begin += kBlock) {
      const size_t count = std::min(kBlock, verdicts.size() - begin);
      if (table_.empty()) {
        JudgeEach(columns, begin, verdicts.subspan(begin, count));
      } else {
        JudgeTabled(columns, begin, verdicts.subspan(begin, count));
      }
    }
    return absl::OkStatus();
  }

 private:
  static constexpr size_t kBlock = 256;  // Records at a time: their codes stay in the first cache.

  // The table has one verdict for each combination of results, a digit of base 3 a criterion: 0
  // FAIL, 1 UNKNOWN, 2 PASS.
  void FillTable() {
    const size_t n = criteria_.size();
    size_t size = 1;
    for (size_t i = 0; i < n; ++i) size *= 3;
    table_.resize(size);
    std::vector<LeafState> states(n, LeafState::kFalse);
    Workspace workspace;
    for (size_t code = 0; code < size; ++code) {
      size_t rest = code;
      for (size_t i = 0; i < n; ++i, rest /= 3) states[i] = static_cast<LeafState>(rest % 3);
      table_[code] = static_cast<uint8_t>(
          gate_[0].Judge(std::span<const LeafState>(states), workspace)->verdict);
    }
  }

  // Adds weight * (0 FAIL, 1 UNKNOWN, 2 PASS) to each code. Codes are whole numbers in doubles and
  // the loop has no branch: comparisons, selections and sums of one width, which compilers turn
  // into vectors.
  template <typename Passes>
  static void AddDigits(const double* values, size_t count, double weight, double* codes,
                        Passes&& passes) {
    const double twice = 2 * weight;
    for (size_t i = 0; i < count; ++i) {
      const double x = values[i];
      const double digit = passes(x) ? twice : 0.0;
      codes[i] += x - x == 0 ? digit : weight;
    }
  }
  static void AddColumn(const BatchCriterion& criterion, const double* values, size_t count,
                        double weight, double* codes) {
    const double t = criterion.threshold;
    switch (criterion.comparison) {
      case model::Comparison::kUnspecified:
        return;
      case model::Comparison::kLess:
        return AddDigits(values, count, weight, codes, [t](double x) { return x < t; });
      case model::Comparison::kLessOrEqual:
        return AddDigits(values, count, weight, codes, [t](double x) { return x <= t; });
      case model::Comparison::kGreater:
        return AddDigits(values, count, weight, codes, [t](double x) { return x > t; });
      case model::Comparison::kGreaterOrEqual:
        return AddDigits(values, count, weight, codes, [t](double x) { return x >= t; });
      case model::Comparison::kEqual:
        return AddDigits(values, count, weight, codes, [t](double x) { return x == t; });
      case model::Comparison::kNotEqual:
        return AddDigits(values, count, weight, codes, [t](double x) { return x != t; });
    }
  }

  void JudgeTabled(std::span<const BatchColumn> columns, size_t begin,
                   std::span<model::Verdict> verdicts) const {
    std::array<double, kBlock> codes{};
    std::array<double, kBlock> masked;
    double weight = 1;
    for (size_t c = 0; c < columns.size(); ++c, weight *= 3) {
      const double* values = columns[c].values.data() + begin;
      if (!columns[c].is_valid.empty()) {
        const uint8_t* is_valid = columns[c].is_valid.data() + begin;
        for (size_t i = 0; i < verdicts.size(); ++i) {
          masked[i] = is_valid[i] != 0 ? values[i] : kNotThere;
        }
        values = masked.data();
      }
      AddColumn(criteria_[c], values, verdicts.size(), weight, codes.data());
    }
    for (size_t i = 0; i < verdicts.size(); ++i) {
      verdicts[i] =
          static_cast<model::Verdict>(table_[static_cast<size_t>(static_cast<int32_t>(codes[i]))]);
    }
  }

  void JudgeEach(std::span<const BatchColumn> columns, size_t begin,
                 std::span<model::Verdict> verdicts) const {
    Workspace workspace;
    std::vector<LeafState> states(columns.size());
    for (size_t i = 0; i < verdicts.size(); ++i) {
      for (size_t c = 0; c < columns.size(); ++c) {
        const double x = columns[c].values[begin + i];
        const bool known =
            x - x == 0 && (columns[c].is_valid.empty() || columns[c].is_valid[begin + i] != 0);
        double digit = 0;
        AddColumn(criteria_[c], &x, 1, 1, &digit);
        states[c] = known ? static_cast<LeafState>(static_cast<int>(digit)) : LeafState::kUnknown;
      }
      verdicts[i] = gate_[0].Judge(std::span<const LeafState>(states), workspace)->verdict;
    }
  }

  static constexpr double kNotThere = std::numeric_limits<double>::quiet_NaN();

  std::vector<Gate> gate_;  // One; a vector since a Gate is made by Compile alone.
  std::vector<BatchCriterion> criteria_;
  std::vector<uint8_t> table_;
};

}  // namespace readiness::decision
