// readiness/model/criterion.h: one testable condition: what must be true, how it is tested, and
// what it does to its gate.
//
// Field names and meanings are those of readiness/v1/criterion.proto. A criterion reads exactly one
// of four things: evidence on `metric`, a computed metric (`metric_reference`), other criteria
// (`formula`) or a decision table (`table`). Evaluation is decision/evaluate_criterion.h.
//
// Units:   threshold and margin are in `unit`; ages in seconds; confidence in (0, 1).
// Errors:  Check() returns InvalidArgument (rule R12: each condition is testable) naming the field
//          and the value found.
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/model/table.h"
#include "readiness/model/verdict.h"

namespace readiness::model {

// Which question a criterion asks of its evidence.
enum class CriterionRole : int8_t {
  kUnspecified = 0,     // Read as kCheck.
  kCheck = 1,           // The value compares with the threshold as it is.
  kSuperiority = 2,     // Better than the threshold, with confidence.
  kNonInferiority = 3,  // Not worse than the margin, with confidence (a guardrail).
  kDeterioration = 4,   // Shown to be worse is a FAIL.
  kQuality = 5,         // A test of the data itself.
};

[[nodiscard]] constexpr std::string_view Name(CriterionRole role) {
  switch (role) {
    case CriterionRole::kUnspecified:
      return "UNSPECIFIED";
    case CriterionRole::kCheck:
      return "CHECK";
    case CriterionRole::kSuperiority:
      return "SUPERIORITY";
    case CriterionRole::kNonInferiority:
      return "NON_INFERIORITY";
    case CriterionRole::kDeterioration:
      return "DETERIORATION";
    case CriterionRole::kQuality:
      return "QUALITY";
  }
  return "";
}

// A comparison of a value with a threshold.
enum class Comparison : int8_t {
  kUnspecified = 0,
  kLess = 1,
  kLessOrEqual = 2,
  kGreater = 3,
  kGreaterOrEqual = 4,
  kEqual = 5,
  kNotEqual = 6,
};

[[nodiscard]] constexpr std::string_view Name(Comparison comparison) {
  switch (comparison) {
    case Comparison::kUnspecified:
      return "UNSPECIFIED";
    case Comparison::kLess:
      return "LESS";
    case Comparison::kLessOrEqual:
      return "LESS_OR_EQUAL";
    case Comparison::kGreater:
      return "GREATER";
    case Comparison::kGreaterOrEqual:
      return "GREATER_OR_EQUAL";
    case Comparison::kEqual:
      return "EQUAL";
    case Comparison::kNotEqual:
      return "NOT_EQUAL";
  }
  return "";
}

// The sign that people write for a comparison: "<", "<=", ">", ">=", "==", "!=".
[[nodiscard]] constexpr std::string_view Sign(Comparison comparison) {
  switch (comparison) {
    case Comparison::kUnspecified:
      return "";
    case Comparison::kLess:
      return "<";
    case Comparison::kLessOrEqual:
      return "<=";
    case Comparison::kGreater:
      return ">";
    case Comparison::kGreaterOrEqual:
      return ">=";
    case Comparison::kEqual:
      return "==";
    case Comparison::kNotEqual:
      return "!=";
  }
  return "";
}

// How the parts of a formula combine.
enum class FormulaOperator : int8_t {
  kLeaf = 0,     // The criterion that is named.
  kAll = 1,      // Every part holds.
  kAny = 2,      // Some part holds.
  kNot = 3,      // The one part does not hold.
  kAtLeast = 4,  // At least `at_least_count` parts hold.
  kScore = 5,    // The weight of the parts that hold is at least a share of what applies.
};

[[nodiscard]] constexpr std::string_view Name(FormulaOperator op) {
  switch (op) {
    case FormulaOperator::kLeaf:
      return "UNSPECIFIED";
    case FormulaOperator::kAll:
      return "ALL";
    case FormulaOperator::kAny:
      return "ANY";
    case FormulaOperator::kNot:
      return "NOT";
    case FormulaOperator::kAtLeast:
      return "AT_LEAST";
    case FormulaOperator::kScore:
      return "SCORE";
  }
  return "";
}

// A condition over criteria, in three-valued logic.
struct Formula {
  FormulaOperator op = FormulaOperator::kLeaf;
  std::string criterion;        // kLeaf: the id of another criterion.
  std::vector<Formula> parts;   // In order. kNot has exactly one.
  int64_t at_least_count = 0;   // kAtLeast: 1 or more.
  std::vector<double> weights;  // kScore: one a part, zero or more; none given: 1 each.
  double pass_share = 0;        // kScore: in [0, 1].

  friend bool operator==(const Formula&, const Formula&) = default;
};

// Where a column of a table takes its value.
struct TableInput {
  std::string metric;
  int64_t max_age_seconds = 0;  // 0: no limit. Older is unknown.

  friend bool operator==(const TableInput&, const TableInput&) = default;
};

// A criterion that passes where a decision table gives one of the outcomes named.
struct TableTest {
  std::optional<DecisionTable> table;
  std::vector<TableInput> inputs;  // One a column, in the table's order.
  std::vector<std::string> pass_outcomes;

  friend bool operator==(const TableTest&, const TableTest&) = default;
};

// Which value of a computed metric a criterion reads.
struct MetricReference {
  std::string metric;
  std::string measure;
  std::optional<double> at;  // The argument of the measure, such as a horizon in seconds.
  std::string cohort;        // Empty: all.
  std::optional<absl::Time> since;

  friend bool operator==(const MetricReference&, const MetricReference&) = default;
};

// One testable condition.
struct Criterion {
  std::string id;
  std::string title;
  Stage stage = Stage::kUnspecified;  // kTestEvidence where not given.
  std::string gate;                   // The calendar gate at which it is judged; empty: always.
  Level level = Level::kUnspecified;  // Required.
  CriterionRole role = CriterionRole::kUnspecified;
  std::string metric;
  std::string unit;
  Comparison comparison = Comparison::kUnspecified;
  std::optional<double> threshold;
  std::optional<double> margin;  // Zero or more.
  std::string baseline;          // The metric that it is compared with; empty: the value itself.
  int64_t min_sample_count = 0;
  int64_t max_age_seconds = 0;       // 0: no limit.
  std::optional<double> confidence;  // 0.95 where not given.
  bool peeking = false;
  std::optional<double> weight;  // In a score without weights of its own: 1 where not given.
  std::string owner;
  std::string on_unknown;
  std::string guard;
  std::optional<Formula> formula;
  std::optional<TableTest> table;
  std::string decision;
  std::string guards_metric;
  std::optional<MetricReference> metric_reference;
  std::optional<double> power;  // For planning; a half where not given.

  friend bool operator==(const Criterion&, const Criterion&) = default;
};

// The confidence that a criterion asks for where it names none.
inline constexpr double kDefaultConfidence = 0.95;

namespace internal {
inline bool IsFinite(double x) { return x - x == 0; }  // False for NaN and both infinities.
}  // namespace internal

// Is the criterion testable (R12)? The shape of a formula is checked where it is compiled
// (decision/formula.h), that of a table in decision/table.h.
[[nodiscard]] inline absl::Status Check(const Criterion& criterion) {
  const auto wrong = [&criterion](std::string_view what) {
    return base::Invalid("R12", base::Cat("criterion \"", criterion.id, "\": ", what));
  };
  const auto& c = criterion;
  if (c.id.empty()) return wrong("id is empty; name the criterion");
  if (c.level == Level::kUnspecified) return wrong("level is missing; give MUST, SHOULD or INFO");
  const int source_count = (c.metric.empty() ? 0 : 1) + (c.formula.has_value() ? 1 : 0) +
                           (c.table.has_value() ? 1 : 0) + (c.metric_reference.has_value() ? 1 : 0);
  if (source_count != 1) {
    return wrong(base::Cat("is not testable: it needs exactly one of metric, metric_reference, ",
                           "formula and table, got ", source_count));
  }
  if (c.guard == c.id) return wrong("guard names the criterion itself");
  if (!c.baseline.empty() && c.baseline == c.metric) {
    return wrong("baseline names its own metric; the difference is always zero");
  }
  if (c.min_sample_count < 0) {
    return wrong(base::Cat("min_sample_count must be >= 0, got ", c.min_sample_count));
  }
  if (c.max_age_seconds < 0) {
    return wrong(base::Cat("max_age_seconds must be >= 0, got ", c.max_age_seconds));
  }
  if (c.confidence.has_value() && !(*c.confidence > 0 && *c.confidence < 1)) {
    return wrong(base::Cat("confidence must lie in (0, 1), got ", *c.confidence));
  }
  if (c.power.has_value() && !(*c.power > 0 && *c.power < 1)) {
    return wrong(base::Cat("power must lie in (0, 1), got ", *c.power));
  }
  if (c.weight.has_value() && (!internal::IsFinite(*c.weight) || *c.weight < 0)) {
    return wrong(base::Cat("weight must be finite and >= 0, got ", *c.weight));
  }
  if (c.threshold.has_value() && !internal::IsFinite(*c.threshold)) {
    return wrong(base::Cat("threshold must be a finite number, got ", *c.threshold));
  }
  if (c.margin.has_value() && (!internal::IsFinite(*c.margin) || *c.margin < 0)) {
    return wrong(base::Cat("margin must be finite and >= 0, got ", *c.margin));
  }
  // What nothing would read is refused: it would look as if it were asked.
  const bool is_quality = c.role == CriterionRole::kQuality;
  if (!c.guards_metric.empty() && !is_quality) {
    return wrong("guards_metric is for the role QUALITY");
  }
  if (is_quality && c.guards_metric.empty() && (c.formula.has_value() || c.table.has_value())) {
    return wrong("guards_metric is missing; say which metric a QUALITY formula or table guards");
  }
  const auto refuse_unread = [&](std::string_view source) {
    const auto unread = [&](std::string_view field) {
      return wrong(base::Cat(field, " is not read by a criterion on a ", source, "; leave it out"));
    };
    if (!c.baseline.empty()) return unread("baseline");
    if (c.max_age_seconds > 0) return unread("max_age_seconds");
    if (c.confidence.has_value()) return unread("confidence");
    if (c.metric_reference.has_value()) return absl::OkStatus();
    if (!c.unit.empty()) return unread("unit");
    if (c.comparison != Comparison::kUnspecified) return unread("comparison");
    if (c.threshold.has_value()) return unread("threshold");
    if (c.margin.has_value()) return unread("margin");
    if (c.min_sample_count > 0) return unread("min_sample_count");
    if (c.peeking) return unread("peeking");
    if (!is_quality && c.role != CriterionRole::kUnspecified && c.role != CriterionRole::kCheck) {
      return unread(base::Cat("role ", Name(c.role)));
    }
    return absl::OkStatus();
  };
  if (c.formula.has_value()) return refuse_unread("formula");
  if (c.table.has_value()) return refuse_unread("table, whose inputs have their own");
  if (c.metric_reference.has_value()) {
    if (const absl::Status unread = refuse_unread("computed metric"); !unread.ok()) return unread;
    if (c.threshold.has_value() && c.metric_reference->measure.empty()) {
      return wrong("metric_reference.measure is missing; say which measure the threshold is for");
    }
  }

  // What follows concerns a number: evidence on a metric, or a value of a computed metric.
  const bool is_check = c.role == CriterionRole::kUnspecified || c.role == CriterionRole::kCheck ||
                        c.role == CriterionRole::kQuality;
  if (c.threshold.has_value() && c.comparison == Comparison::kUnspecified) {
    return wrong("comparison is missing; say how the value compares with the threshold");
  }
  if (is_check) {
    if (!c.threshold.has_value() && c.metric_reference.has_value()) return absl::OkStatus();
    if (!c.threshold.has_value()) {
      return wrong(
          base::Cat("is not testable: a ",
                    Name(c.role == CriterionRole::kUnspecified ? CriterionRole::kCheck : c.role),
                    " needs a threshold"));
    }
    return absl::OkStatus();
  }
  if (c.comparison == Comparison::kUnspecified || c.comparison == Comparison::kEqual ||
      c.comparison == Comparison::kNotEqual) {
    return wrong(base::Cat("is not testable: ", Name(c.role),
                           " needs a direction; give GREATER or LESS as comparison"));
  }
  if (!c.threshold.has_value() && c.baseline.empty()) {
    return wrong(base::Cat("is not testable: ", Name(c.role), " needs a threshold or a baseline"));
  }
  if (c.role != CriterionRole::kSuperiority && !c.margin.has_value()) {
    return wrong(base::Cat("is not testable: ", Name(c.role), " needs a margin (0 is one)"));
  }
  return absl::OkStatus();
}

// The fields that the criterion gives and nothing reads, each with what does not read it: "margin
// (role CHECK)". They are no error; an assessment warns of them.
[[nodiscard]] inline std::vector<std::string> UnreadFields(const Criterion& c) {
  std::vector<std::string> unread;
  const auto note = [&unread](bool is_given, std::string_view field, std::string_view reader) {
    if (is_given) unread.push_back(base::Cat(field, " (", reader, ")"));
  };
  const bool tests_interval = c.role == CriterionRole::kSuperiority ||
                              c.role == CriterionRole::kNonInferiority ||
                              c.role == CriterionRole::kDeterioration;
  const std::string role = base::Cat(
      "role ", Name(c.role == CriterionRole::kUnspecified ? CriterionRole::kCheck : c.role));
  if (!c.metric.empty()) {
    note(c.confidence.has_value() && !tests_interval, "confidence", role);
    note(c.peeking && !tests_interval, "peeking", role);
    note(c.power.has_value() && !tests_interval, "power", role);
  } else {
    note(c.power.has_value(), "power", "no evidence of its own");
  }
  if (!c.metric.empty() || c.metric_reference.has_value()) {
    const bool has_margin =
        c.role == CriterionRole::kNonInferiority || c.role == CriterionRole::kDeterioration;
    note(c.margin.has_value() && !has_margin, "margin", role);
  }
  const auto visit = [&note](const auto& self, const Formula& formula) -> void {
    const std::string op = base::Cat("op ", Name(formula.op));
    const bool is_score = formula.op == FormulaOperator::kScore;
    note(formula.at_least_count != 0 && formula.op != FormulaOperator::kAtLeast, "at_least_count",
         op);
    note(!formula.weights.empty() && !is_score, "weights", op);
    note(formula.pass_share != 0 && !is_score, "pass_share", op);
    for (const Formula& part : formula.parts) self(self, part);
  };
  if (c.formula.has_value()) visit(visit, *c.formula);
  return unread;
}

}  // namespace readiness::model
