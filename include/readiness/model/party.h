// readiness/model/party.h: who acts: parties and the roles they hold.
//
// Field names and meanings are those of readiness/v1/party.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace readiness::model {

// What a party is.
enum class PartyKind : int8_t {
  // Not given; refused where a party is introduced.
  kUnspecified = 0,
  // One human being.
  kPerson = 1,
  // A group that answers as one.
  kTeam = 2,
};

[[nodiscard]] constexpr std::string_view Name(PartyKind value) {
  switch (value) {
    case PartyKind::kUnspecified:
      return "UNSPECIFIED";
    case PartyKind::kPerson:
      return "PERSON";
    case PartyKind::kTeam:
      return "TEAM";
  }
  return "";
}

// A person or a team.
struct Party {
  // Names the party inside its cycle.
  std::string id;
  // How people call it.
  std::string name;
  // Person or team.
  PartyKind kind = PartyKind::kUnspecified;

  friend bool operator==(const Party&, const Party&) = default;
};

// What a party may do.
enum class Role : int8_t {
  // Not given; refused.
  kUnspecified = 0,
  // Signs the outcome off. Exactly one a cycle.
  kSignOffOwner = 1,
  // Answers for the time after launch. Exactly one a cycle.
  kPostLaunchOwner = 2,
  // Decides the decision named in the scope.
  kDecisionOwner = 3,
  // Says yes, at a version.
  kApprover = 4,
  // Does work for the owner named in the scope; accountability stays with the owner.
  kDelegate = 5,
  // Where escalations land.
  kLeadershipContact = 6,
  // Where escalations land when the leadership contact is the owner.
  kSponsor = 7,
  // Answers for what customers are told.
  kGoToMarketOwner = 8,
  // Builds what was decided.
  kImplementer = 9,
};

[[nodiscard]] constexpr std::string_view Name(Role value) {
  switch (value) {
    case Role::kUnspecified:
      return "UNSPECIFIED";
    case Role::kSignOffOwner:
      return "SIGN_OFF_OWNER";
    case Role::kPostLaunchOwner:
      return "POST_LAUNCH_OWNER";
    case Role::kDecisionOwner:
      return "DECISION_OWNER";
    case Role::kApprover:
      return "APPROVER";
    case Role::kDelegate:
      return "DELEGATE";
    case Role::kLeadershipContact:
      return "LEADERSHIP_CONTACT";
    case Role::kSponsor:
      return "SPONSOR";
    case Role::kGoToMarketOwner:
      return "GO_TO_MARKET_OWNER";
    case Role::kImplementer:
      return "IMPLEMENTER";
  }
  return "";
}

// Fact: a party exists in this cycle. A party is introduced once; the same id may not come with
// other words.
struct PartyAdded {
  // The party.
  Party party;

  friend bool operator==(const PartyAdded&, const PartyAdded&) = default;
};

// Fact: a party holds a role.
struct RoleAssigned {
  // The party, introduced before.
  std::string party;
  // The role.
  Role role = Role::kUnspecified;
  // What the role is limited to: a decision, an artifact, an owner (for DELEGATE); empty: the
  // whole cycle.
  std::string scope;
  // The moment from which it is held no longer; not given: no end.
  std::optional<absl::Time> until;

  friend bool operator==(const RoleAssigned&, const RoleAssigned&) = default;
};

}  // namespace readiness::model
