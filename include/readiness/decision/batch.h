// readiness/decision/batch.h: the same gate over many records, verdict only, column by column.
//
//   BatchSpec spec;      // per criterion: column, comparison, threshold; conditions over criteria
//   READINESS_ASSIGN_OR_RETURN(const Batch batch, Batch::Compile(spec));
//   READINESS_RETURN_IF_ERROR(batch.Judge(columns, verdicts));
//
// A criterion passes where its value compares with its threshold, fails where it does not, and is
// UNKNOWN where its value is not there: its validity says so, or it is not a finite number. The
// verdicts are those of the gate (gate.h), completions included. Records are judged 64 at a time,
// a bit each; only those with an UNKNOWN criterion that occurs with both polarities go through the
// gate one by one, where Kleene's logic leaves them open.
//
// Units:   columns of doubles, one value a record; validity one byte a record (0: not there), or
//          none where every value is. Columns are borrowed for the call.
// Cost:    compile: as the gate. Judge: one pass over the columns, about 0.5 ns a value from the
//          cache; each node a few word operations for 64 records; a part of a score about 1 ns a
//          record.
// Errors:  InvalidArgument (rule BATCH, or LIMIT and FORMULA from the gate).
// Threads: a compiled batch is immutable and may be shared.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/decision/gate.h"
#include "readiness/decision/internal/bit_slices.h"
#include "readiness/model/criterion.h"
#include "readiness/model/verdict.h"

namespace readiness::decision {

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
    internal::SliceEvaluator evaluator(gate_[0].network_);
    Workspace workspace;
    for (size_t begin = 0; begin < verdicts.size(); begin += internal::kBlockRecords) {
      const size_t count = std::min(internal::kBlockRecords, verdicts.size() - begin);
      for (size_t w = 0; w < internal::kBlockWords; ++w) {
        const size_t at = std::min(w * internal::kSliceBits, count);
        const size_t word_count = std::min(internal::kSliceBits, count - at);
        for (size_t c = 0; c < columns.size(); ++c) {
          Read(criteria_[c], columns[c], begin + at, word_count, w, evaluator.leaf(c));
        }
      }
      JudgeBlock(evaluator, workspace, verdicts.subspan(begin, count));
    }
    return absl::OkStatus();
  }

 private:
  static void Read(const BatchCriterion& criterion, const BatchColumn& column, size_t begin,
                   size_t count, size_t w, internal::TruthSlice& out) {
    using model::Comparison;
    const double* values = column.values.data() + begin;
    const uint8_t* is_valid = column.is_valid.empty() ? nullptr : column.is_valid.data() + begin;
    const size_t rest = column.values.size() - begin;
    const auto read = [&]<Comparison kind>(std::integral_constant<Comparison, kind>) {
      internal::ReadColumnWord<kind>(values, is_valid, count, rest, criterion.threshold, w, out);
    };
    switch (criterion.comparison) {
      case Comparison::kUnspecified:
        return;
      case Comparison::kLess:
        return read(std::integral_constant<Comparison, Comparison::kLess>{});
      case Comparison::kLessOrEqual:
        return read(std::integral_constant<Comparison, Comparison::kLessOrEqual>{});
      case Comparison::kGreater:
        return read(std::integral_constant<Comparison, Comparison::kGreater>{});
      case Comparison::kGreaterOrEqual:
        return read(std::integral_constant<Comparison, Comparison::kGreaterOrEqual>{});
      case Comparison::kEqual:
        return read(std::integral_constant<Comparison, Comparison::kEqual>{});
      case Comparison::kNotEqual:
        return read(std::integral_constant<Comparison, Comparison::kNotEqual>{});
    }
  }

  void JudgeBlock(internal::SliceEvaluator& evaluator, Workspace& workspace,
                  std::span<model::Verdict> verdicts) const {
    evaluator.Evaluate();
    const internal::TruthSlice& musts = evaluator.node(gate_[0].network_.must_root);
    const internal::TruthSlice& shoulds = evaluator.node(gate_[0].network_.should_root);
    const internal::Slice mixed = evaluator.MixedUnknown();
    for (size_t w = 0; w * internal::kSliceBits < verdicts.size(); ++w) {
      const size_t begin = w * internal::kSliceBits;
      const size_t count = std::min(internal::kSliceBits, verdicts.size() - begin);
      const uint64_t is_go = musts.is_true[w] & shoulds.is_true[w];
      internal::WriteVerdicts(is_go, musts.is_false[w], verdicts.subspan(begin, count));
      uint64_t open = mixed[w] & ~is_go & ~musts.is_false[w];
      if (count < internal::kSliceBits) open &= (uint64_t{1} << count) - 1;
      for (; open != 0; open &= open - 1) {
        const auto i = static_cast<size_t>(std::countr_zero(open));
        verdicts[begin + i] = JudgeOne(evaluator, w, i, workspace);
      }
    }
  }
  [[nodiscard]] model::Verdict JudgeOne(internal::SliceEvaluator& evaluator, size_t word,
                                        size_t bit, Workspace& workspace) const {
    std::vector<LeafState> states(criteria_.size());
    for (size_t c = 0; c < states.size(); ++c) {
      const internal::TruthSlice& truth = evaluator.leaf(c);
      states[c] = ((truth.is_true[word] >> bit) & 1U) != 0    ? LeafState::kTrue
                  : ((truth.is_false[word] >> bit) & 1U) != 0 ? LeafState::kFalse
                                                              : LeafState::kUnknown;
    }
    return gate_[0].Judge(std::span<const LeafState>(states), workspace)->verdict;
  }

  std::vector<Gate> gate_;  // One; a vector since a Gate is made by Compile alone.
  std::vector<BatchCriterion> criteria_;
};

}  // namespace readiness::decision
