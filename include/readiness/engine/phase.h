// readiness/engine/phase.h: where the cycle, its scope items, decisions, risks, blockers, scope
// changes and comments stand.
//
// Name(phase) is the word that summaries print (requirements R29 and section N).
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <string_view>

namespace readiness::engine {

// opened -> planned -> validating -> pilot -> committed -> implementing -> pre_release -> launched
// -> post_launch -> closed. Found from what is recorded (internal/find_phase.h), so one that
// nothing was recorded for is left out.
enum class CyclePhase : int8_t {
  kOpened,        // Not all of outcome, thresholds, sign-off owner and ritual (R11).
  kPlanned,       // All of them.
  kValidating,    // Evidence is recorded.
  kPilot,         // A pilot runs.
  kCommitted,     // The scope is locked.
  kImplementing,  // Something that was approved is being built.
  kPreRelease,    // Everything that was approved is built.
  kLaunched,      // Customers have it.
  kPostLaunch,    // Somebody looked back on the launch.
  kClosed,
};

[[nodiscard]] constexpr std::string_view Name(CyclePhase phase) {
  switch (phase) {
    case CyclePhase::kOpened:
      return "opened";
    case CyclePhase::kPlanned:
      return "planned";
    case CyclePhase::kValidating:
      return "validating";
    case CyclePhase::kPilot:
      return "pilot";
    case CyclePhase::kCommitted:
      return "committed";
    case CyclePhase::kImplementing:
      return "implementing";
    case CyclePhase::kPreRelease:
      return "pre_release";
    case CyclePhase::kLaunched:
      return "launched";
    case CyclePhase::kPostLaunch:
      return "post_launch";
    case CyclePhase::kClosed:
      return "closed";
  }
  return "";
}

// requested -> active_review -> approved -> in_implementation -> shipped; back to active_review on
// another version, a lost approval or a gate that failed.
enum class ItemPhase : int8_t {
  kRequested,         // No version was published and nothing approved.
  kActiveReview,      // Its current version is not approved.
  kApproved,          // It is.
  kInImplementation,  // And is being built,
  kShipped,           // or was built, and was launched.
};

[[nodiscard]] constexpr std::string_view Name(ItemPhase phase) {
  switch (phase) {
    case ItemPhase::kRequested:
      return "requested";
    case ItemPhase::kActiveReview:
      return "active_review";
    case ItemPhase::kApproved:
      return "approved";
    case ItemPhase::kInImplementation:
      return "in_implementation";
    case ItemPhase::kShipped:
      return "shipped";
  }
  return "";
}

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
