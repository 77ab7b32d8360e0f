// readiness/model/graph.h: the dependency graph over which failure runs from prerequisite to
// dependent.
//
// Field names and meanings are those of readiness/v1/graph.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace readiness::model {

// What a node is.
enum class NodeKind : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // A part of the system.
  kComponent = 1,
  // A decision.
  kDecision = 2,
  // A step of a customer's journey.
  kJourneyStep = 3,
  // A place where a customer feels it.
  kTouchpoint = 4,
};

[[nodiscard]] constexpr std::string_view Name(NodeKind value) {
  switch (value) {
    case NodeKind::kUnspecified:
      return "UNSPECIFIED";
    case NodeKind::kComponent:
      return "COMPONENT";
    case NodeKind::kDecision:
      return "DECISION";
    case NodeKind::kJourneyStep:
      return "JOURNEY_STEP";
    case NodeKind::kTouchpoint:
      return "TOUCHPOINT";
  }
  return "";
}

// Fact: a node exists. Decisions and risks may sit on it.
struct NodeDeclared {
  // Names the node.
  std::string id;
  // What it is.
  NodeKind kind = NodeKind::kUnspecified;
  // The effort that waits while it is blocked, in owner-hours; not given: 1.
  std::optional<double> effort;
  // What it is for a person.
  std::string title;

  friend bool operator==(const NodeDeclared&, const NodeDeclared&) = default;
};

// A Beta distribution on [0, 1].
struct BetaLikelihood {
  // First shape, above 0.
  double a = 0;
  // Second shape, above 0.
  double b = 0;

  friend bool operator==(const BetaLikelihood&, const BetaLikelihood&) = default;
};

// A PERT distribution: the Beta with mean (low + 4 mode + high) / 6 on [low, high].
struct PertLikelihood {
  // The least, in [0, 1].
  double low = 0;
  // The likeliest, from low to high.
  double mode = 0;
  // The greatest, in [0, 1].
  double high = 0;

  friend bool operator==(const PertLikelihood&, const PertLikelihood&) = default;
};

// A probability and how sure we are of it. Exactly one form.
struct Likelihood {
  // The form. std::monostate: not given.
  std::variant<std::monostate, double, BetaLikelihood, PertLikelihood> form;

  friend bool operator==(const Likelihood&, const Likelihood&) = default;
};

// Fact: a failure of `prerequisite` may degrade `dependent`. Failure only: it orders no work.
struct EdgeDeclared {
  // The node that suffers.
  std::string dependent;
  // The node that fails first; another node.
  std::string prerequisite;
  // P(dependent degraded | prerequisite failed), in [0, 1]; not given: unknown.
  std::optional<double> probability;
  // The same as a distribution; at most one of the two.
  std::optional<Likelihood> likelihood;
  // The edge that was declared is no more; nothing but its two ends is read.
  bool is_dropped = false;

  friend bool operator==(const EdgeDeclared&, const EdgeDeclared&) = default;
};

// Fact: a node is a touchpoint.
struct TouchpointDeclared {
  // The node.
  std::string node;
  // What an hour of its failure costs: customers or revenue an hour; zero or more.
  double value = 0;
  // How hard its failure is felt, in [0, 1].
  double severity = 0;
  // The stage of the customer's journey.
  std::string stage;

  friend bool operator==(const TouchpointDeclared&, const TouchpointDeclared&) = default;
};

// Fact: nodes that fail together for one shared cause.
struct CommonCauseDeclared {
  // Names the cause.
  std::string id;
  // The nodes, two or more.
  std::vector<std::string> nodes;
  // The probability of the cause, in [0, 1].
  double probability = 0;

  friend bool operator==(const CommonCauseDeclared&, const CommonCauseDeclared&) = default;
};

// Fact: one piece of work waits for another (R25, R26). Orders work, and carries failure where a
// probability is given.
struct DependencyDeclared {
  // What waits: a decision, a scope item or a node.
  std::string dependent;
  // What it waits for; another one.
  std::string prerequisite;
  // The one party that answers for it.
  std::string owner;
  // The one checkpoint at which it is looked at.
  std::string checkpoint;
  // The metric to which the checkpoint is tied.
  std::string metric;
  // P(dependent degraded | prerequisite failed), in [0, 1]; not given: it orders work only.
  std::optional<double> probability;
  // The dependency that was declared is no more; nothing but its two ends is read.
  bool is_dropped = false;

  friend bool operator==(const DependencyDeclared&, const DependencyDeclared&) = default;
};

}  // namespace readiness::model
