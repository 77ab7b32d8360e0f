// readiness/engine/phase.h: where decisions, risks, blockers, scope changes and comments stand.
//
// Name(phase) is the word that summaries print (requirements R29 and section N).
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <string_view>

namespace readiness::engine {

// proposed -> in_review -> approved | rejected | changes_requested | deferred | withdrawn; approved
// -> implemented; any -> superseded; reopening brings a closed one back to in_review.
enum class DecisionPhase : int8_t {
  kProposed,
  kInReview,
  kApproved,
  kRejected,
  kChangesRequested,
  kDeferred,
  kWithdrawn,
  kSuperseded,
  kImplemented,
};

[[nodiscard]] constexpr std::string_view Name(DecisionPhase phase) {
  switch (phase) {
    case DecisionPhase::kProposed:
      return "proposed";
    case DecisionPhase::kInReview:
      return "in_review";
    case DecisionPhase::kApproved:
      return "approved";
    case DecisionPhase::kRejected:
      return "rejected";
    case DecisionPhase::kChangesRequested:
      return "changes_requested";
    case DecisionPhase::kDeferred:
      return "deferred";
    case DecisionPhase::kWithdrawn:
      return "withdrawn";
    case DecisionPhase::kSuperseded:
      return "superseded";
    case DecisionPhase::kImplemented:
      return "implemented";
  }
  return "";
}

// Does the decision still wait for its owner?
[[nodiscard]] constexpr bool IsOpen(DecisionPhase phase) {
  return phase == DecisionPhase::kProposed || phase == DecisionPhase::kInReview ||
         phase == DecisionPhase::kChangesRequested || phase == DecisionPhase::kDeferred;
}

// Does an approval stand?
[[nodiscard]] constexpr bool IsApproved(DecisionPhase phase) {
  return phase == DecisionPhase::kApproved || phase == DecisionPhase::kImplemented;
}

// watching -> appeared -> mitigating -> verified.
enum class RiskPhase : int8_t { kWatching, kAppeared, kMitigating, kVerified };

[[nodiscard]] constexpr std::string_view Name(RiskPhase phase) {
  switch (phase) {
    case RiskPhase::kWatching:
      return "watching";
    case RiskPhase::kAppeared:
      return "appeared";
    case RiskPhase::kMitigating:
      return "mitigating";
    case RiskPhase::kVerified:
      return "verified";
  }
  return "";
}

// open -> escalated -> resolved | accepted_with_fallback; reopening brings it back to open.
enum class BlockerPhase : int8_t { kOpen, kEscalated, kResolved, kAcceptedWithFallback };

[[nodiscard]] constexpr std::string_view Name(BlockerPhase phase) {
  switch (phase) {
    case BlockerPhase::kOpen:
      return "open";
    case BlockerPhase::kEscalated:
      return "escalated";
    case BlockerPhase::kResolved:
      return "resolved";
    case BlockerPhase::kAcceptedWithFallback:
      return "accepted_with_fallback";
  }
  return "";
}

[[nodiscard]] constexpr bool IsOpen(BlockerPhase phase) {
  return phase == BlockerPhase::kOpen || phase == BlockerPhase::kEscalated;
}

// requested -> approved | denied; approved -> reverted.
enum class ScopeChangePhase : int8_t { kRequested, kApproved, kDenied, kReverted };

[[nodiscard]] constexpr std::string_view Name(ScopeChangePhase phase) {
  switch (phase) {
    case ScopeChangePhase::kRequested:
      return "requested";
    case ScopeChangePhase::kApproved:
      return "approved";
    case ScopeChangePhase::kDenied:
      return "denied";
    case ScopeChangePhase::kReverted:
      return "reverted";
  }
  return "";
}

// open -> resolved | withdrawn.
enum class CommentPhase : int8_t { kOpen, kResolved, kWithdrawn };

[[nodiscard]] constexpr std::string_view Name(CommentPhase phase) {
  switch (phase) {
    case CommentPhase::kOpen:
      return "open";
    case CommentPhase::kResolved:
      return "resolved";
    case CommentPhase::kWithdrawn:
      return "withdrawn";
  }
  return "";
}

}  // namespace readiness::engine
