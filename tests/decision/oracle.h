// tests/decision/oracle.h: random gates, and what follows from them by writing every completion
// down.
//
// The oracle shares no code with the engine but the expression itself: it holds a truth table over
// all 2^n assignments (64 to a word) for each set of leaves that do not apply, and asks whether a
// verdict holds in every row that agrees with what is known.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "readiness/decision/gate.h"

#include "../splitmix64.h"

namespace readiness::decision::testing {

// splitmix64, Steele, Lea and Flood (2014), doi:10.1145/2660193.2660195.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() { return SplitMix64(state_); }
  int Below(int n) { return static_cast<int>(Next() % static_cast<uint64_t>(n)); }
  bool Chance(int percent) { return Below(100) < percent; }

 private:
  uint64_t state_;
};

struct FormulaKind {
  int atom_count = 4;
  bool with_not = true;
  bool with_score = true;
  bool read_once = false;  // Each atom at most once in the whole gate.
};

class Generator {
 public:
  Generator(Random& random, FormulaKind kind) : random_(random), kind_(kind) {
    for (int i = 0; i < kind.atom_count; ++i) free_.push_back(i);
  }
  [[nodiscard]] bool IsExhausted() const { return kind_.read_once && free_.empty(); }

  Expression Make(int depth) {
    if (depth == 0 || random_.Chance(35)) {
      if (!kind_.read_once) return Leaf(random_.Below(kind_.atom_count));
      const auto i = static_cast<size_t>(random_.Below(static_cast<int>(free_.size())));
      const int atom = free_[i];
      free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(i));
      return Leaf(atom);
    }
    const int op = random_.Below(10);
    if (op < 2 && kind_.with_not) return Not(Make(depth - 1));
    std::vector<Expression> parts;
    const int count = 1 + random_.Below(4);
    for (int i = 0; i < count && !IsExhausted(); ++i) parts.push_back(Make(depth - 1));
    const auto size = static_cast<int>(parts.size());
    if (op < 5) return All(std::move(parts));
    if (op < 7) return Any(std::move(parts));
    if (op < 9 || !kind_.with_score) return AtLeast(1 + random_.Below(size), std::move(parts));
    std::vector<double> weights;
    for (int i = 0; i < size; ++i) weights.push_back(random_.Below(5));
    return Score(std::move(weights), random_.Below(11) / 10.0, std::move(parts));
  }

 private:
  Random& random_;
  FormulaKind kind_;
  std::vector<int> free_;
};

inline GateSpec RandomGate(Random& random, FormulaKind kind) {
  GateSpec spec;
  // Paths in another order than numbers, so that an order by number shows.
  for (int i = 0; i < kind.atom_count; ++i) {
    spec.leaves.push_back(
        {std::string(1, static_cast<char>('a' + (i * 5 + 3) % 17)) + std::to_string(i)});
  }
  Generator generator(random, kind);
  const int conditions = 1 + random.Below(4);
  for (int i = 0; i < conditions && !generator.IsExhausted(); ++i) {
    const auto level = random.Chance(70) ? model::Level::kMust : model::Level::kShould;
    spec.conditions.push_back({level, generator.Make(random.Below(4))});
  }
  return spec;
}

inline std::vector<LeafState> RandomStates(Random& random, int count) {
  std::vector<LeafState> states;
  const int unknown = random.Below(60);
  for (int i = 0; i < count; ++i) {
    const int roll = random.Below(100);
    states.push_back(roll < unknown       ? LeafState::kUnknown
                     : roll < unknown + 8 ? LeafState::kNotApplicable
                     : random.Chance(55)  ? LeafState::kTrue
                                          : LeafState::kFalse);
  }
  return states;
}

inline std::vector<LeafInput> InputsOf(const std::vector<LeafState>& states) {
  std::vector<LeafInput> inputs;
  for (const LeafState state : states) {
    model::Result result = model::Result::Unknown(model::UnknownReason::kMissing);
    if (state == LeafState::kTrue) result = model::Result::Pass();
    if (state == LeafState::kFalse) result = model::Result::Fail();
    if (state == LeafState::kNotApplicable) result = model::Result::NotApplicable();
    inputs.push_back({result});
  }
  return inputs;
}

class Oracle {
 public:
  explicit Oracle(const GateSpec& spec) : spec_(spec), n_(static_cast<int>(spec.leaves.size())) {}

  model::Verdict Judge(const std::vector<LeafState>& states) {
    uint32_t inapplicable = 0;
    uint32_t known = 0;
    uint32_t values = 0;
    for (int i = 0; i < n_; ++i) {
      const LeafState state = states[static_cast<size_t>(i)];
      if (state == LeafState::kNotApplicable) inapplicable |= 1U << i;
      if (state == LeafState::kTrue) values |= 1U << i;
      if (state == LeafState::kTrue || state == LeafState::kFalse) known |= 1U << i;
    }
    const Table& table = TableOf(inapplicable);
    bool never_possible = true;
    bool always_go = table.has_must;
    const size_t words = Words();
    const uint64_t inner = InnerMask(known, values);
    for (size_t w = 0; w < words && (never_possible || always_go); ++w) {
      if (((static_cast<uint32_t>(w) << 6U) & known & ~63U) != (values & known & ~63U)) continue;
      never_possible = never_possible && (table.must_possible[w] & inner) == 0;
      always_go = always_go && (~table.go_sure[w] & inner) == 0;
    }
    if (never_possible) return model::Verdict::kNoGo;
    return always_go ? model::Verdict::kGo : model::Verdict::kHold;
  }

 private:
  using Bits = std::vector<uint64_t>;
  struct Table {
    Bits must_possible;
    Bits go_sure;
    bool has_must = false;
  };
  struct Value {
    Bits low, high;
    bool applies = true;
  };

  [[nodiscard]] size_t Words() const { return n_ <= 6 ? 1 : size_t{1} << (n_ - 6); }
  [[nodiscard]] uint64_t InnerMask(uint32_t known, uint32_t values) const {
    uint64_t mask = n_ >= 6 ? ~uint64_t{0} : (uint64_t{1} << (1U << n_)) - 1;
    for (int i = 0; i < std::min(n_, 6); ++i) {
      if ((known >> i & 1U) == 0) continue;
      mask &= (values >> i & 1U) != 0 ? kColumn[i] : ~kColumn[i];
    }
    return mask;
  }

  const Table& TableOf(uint32_t inapplicable) {
    const auto [place, is_new] = tables_.try_emplace(inapplicable);
    Table& table = place->second;
    if (!is_new) return table;
    table.must_possible.assign(Words(), ~uint64_t{0});
    table.go_sure.assign(Words(), ~uint64_t{0});
    for (const GateCondition& condition : spec_.conditions) {
      const Value value = Evaluate(condition.expression, inapplicable);
      if (!value.applies) continue;
      const bool is_must = condition.level == model::Level::kMust;
      table.has_must = table.has_must || is_must;
      for (size_t w = 0; w < Words(); ++w) {
        table.go_sure[w] &= value.low[w];
        if (is_must) table.must_possible[w] &= value.high[w];
      }
    }
    return table;
  }

  Value Evaluate(const Expression& e, uint32_t inapplicable) const {
    const size_t words = Words();
    Value value{Bits(words, 0), Bits(words, 0), true};
    if (e.kind == Expression::Kind::kLeaf) {
      value.applies = (inapplicable >> e.leaf & 1U) == 0;
      for (size_t w = 0; w < words; ++w) {
        const uint64_t bits = e.leaf < 6                      ? kColumn[e.leaf]
                              : (w >> (e.leaf - 6) & 1U) != 0 ? ~uint64_t{0}
                                                              : 0;
        value.low[w] = value.high[w] = bits;
      }
      return value;
    }
    // Counts of the weight that holds for sure and that may hold, one bit of the count a slice.
    std::vector<Bits> low(kSlices, Bits(words, 0)), high(kSlices, Bits(words, 0));
    int applicable = 0;
    for (size_t i = 0; i < e.parts.size(); ++i) {
      const Value part = Evaluate(e.parts[i], inapplicable);
      if (!part.applies) continue;
      const bool is_weighted = e.kind == Expression::Kind::kScore && !e.weights.empty();
      const int weight = is_weighted ? static_cast<int>(e.weights[i]) : 1;
      applicable += weight;
      AddTo(low, part.low, weight);
      AddTo(high, part.high, weight);
    }
    int need = 0;
    bool decides = applicable > 0;
    switch (e.kind) {
      case Expression::Kind::kLeaf:
        break;
      case Expression::Kind::kAll:
        need = applicable;
        break;
      case Expression::Kind::kAny:
      case Expression::Kind::kNot:
        need = 1;
        break;
      case Expression::Kind::kAtLeast:
        need = static_cast<int>(e.at_least_count);
        decides = applicable >= need;
        break;
      case Expression::Kind::kScore: {
        const int tenths = static_cast<int>(e.pass_share * 10 + 0.5);
        need = (tenths * applicable + 9) / 10;
        break;
      }
    }
    if (!decides) {
      value.high.assign(words, ~uint64_t{0});
      return value;
    }
    value.low = IsAtLeast(low, need);
    value.high = IsAtLeast(high, need);
    if (e.kind == Expression::Kind::kNot) {
      std::swap(value.low, value.high);
      for (uint64_t& word : value.low) word = ~word;
      for (uint64_t& word : value.high) word = ~word;
    }
    return value;
  }

  static void AddTo(std::vector<Bits>& slices, const Bits& bits, int weight) {
    for (int b = 0; b < kSlices; ++b) {
      if ((weight >> b & 1) == 0) continue;
      for (size_t w = 0; w < bits.size(); ++w) {
        uint64_t carry = bits[w];
        for (int s = b; s < kSlices && carry != 0; ++s) {
          const uint64_t next = slices[static_cast<size_t>(s)][w] & carry;
          slices[static_cast<size_t>(s)][w] ^= carry;
          carry = next;
        }
      }
    }
  }
  static Bits IsAtLeast(const std::vector<Bits>& slices, int need) {
    Bits result(slices[0].size(), 0);
    for (size_t w = 0; w < result.size(); ++w) {
      uint64_t greater = 0;
      uint64_t equal = ~uint64_t{0};
      for (int s = kSlices - 1; s >= 0; --s) {
        const uint64_t bit = slices[static_cast<size_t>(s)][w];
        if ((need >> s & 1) == 0) {
          greater |= equal & bit;
          equal &= ~bit;
        } else {
          equal &= bit;
        }
      }
      result[w] = greater | equal;
    }
    return result;
  }

  static constexpr int kSlices = 8;
  static constexpr uint64_t kColumn[6] = {0xAAAAAAAAAAAAAAAAULL, 0xCCCCCCCCCCCCCCCCULL,
                                          0xF0F0F0F0F0F0F0F0ULL, 0xFF00FF00FF00FF00ULL,
                                          0xFFFF0000FFFF0000ULL, 0xFFFFFFFF00000000ULL};
  const GateSpec& spec_;
  int n_;
  std::map<uint32_t, Table> tables_;
};

// The gate and its leaves as text, for the message of a failure.
inline std::string TextOf(const Expression& e) {
  using Kind = Expression::Kind;
  if (e.kind == Kind::kLeaf) return std::to_string(e.leaf);
  std::string text = e.kind == Kind::kAll       ? "all("
                     : e.kind == Kind::kAny     ? "any("
                     : e.kind == Kind::kNot     ? "not("
                     : e.kind == Kind::kAtLeast ? std::to_string(e.at_least_count) + " of("
                                                : "score " + std::to_string(e.pass_share) + "(";
  for (size_t i = 0; i < e.parts.size(); ++i) {
    if (i > 0) text += ", ";
    if (!e.weights.empty()) text += std::to_string(static_cast<int>(e.weights[i])) + "*";
    text += TextOf(e.parts[i]);
  }
  return text + ")";
}
inline std::string TextOf(const GateSpec& spec, const std::vector<LeafState>& states) {
  std::string text;
  for (const GateCondition& condition : spec.conditions) {
    text += std::string(model::Name(condition.level)) + " " + TextOf(condition.expression) + "; ";
  }
  for (size_t i = 0; i < states.size(); ++i) {
    text += spec.leaves[i].path + "=" + "FUT-"[static_cast<int>(states[i])] + " ";
  }
  return text;
}

// The first smallest set of changes, by rising size and path order, after which the oracle's
// verdict is another. `from` is the verdict now. Returns the leaves; none where no set changes it.
class FlipOracle {
 public:
  FlipOracle(Oracle& oracle, std::vector<int32_t> order)
      : oracle_(oracle), order_(std::move(order)) {}

  // Sets of more than `most` leaves are not tried.
  std::vector<int32_t> Find(std::vector<LeafState> states, model::Verdict from, size_t most,
                            model::Verdict& after) {
    // What holds whatever all leaves are, no change of leaves alters.
    if (std::count(states.begin(), states.end(), LeafState::kNotApplicable) == 0 &&
        oracle_.Judge(std::vector<LeafState>(states.size(), LeafState::kUnknown)) == from &&
        from != model::Verdict::kHold) {
      return {};
    }
    for (size_t size = 1; size <= std::min(most, order_.size()); ++size) {
      found_.clear();
      after = model::Verdict::kUnspecified;
      if (Extend(states, from, size, 0, after)) return found_;
    }
    return {};
  }

 private:
  bool Extend(std::vector<LeafState>& states, model::Verdict from, size_t size, size_t begin,
              model::Verdict& after) {
    if (size == 0) return Assign(states, from, 0, after);
    for (size_t i = begin; i + size <= order_.size(); ++i) {
      found_.push_back(order_[i]);
      if (Extend(states, from, size - 1, i + 1, after)) return true;
      found_.pop_back();
    }
    return false;
  }
  bool Assign(std::vector<LeafState>& states, model::Verdict from, size_t i,
              model::Verdict& after) {
    if (i == found_.size()) {
      after = oracle_.Judge(states);
      return after != from;
    }
    LeafState& state = states[static_cast<size_t>(found_[i])];
    const LeafState was = state;
    for (const LeafState to : {LeafState::kTrue, LeafState::kFalse}) {
      if (to == was) continue;
      state = to;
      if (Assign(states, from, i + 1, after)) return true;
    }
    state = was;
    return false;
  }

  Oracle& oracle_;
  std::vector<int32_t> order_;
  std::vector<int32_t> found_;
};

}  // namespace readiness::decision::testing
