#include "readiness/model/party.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Enum<PartyKind>();
  mirror.Struct(READINESS_STRUCT(Party, id, name, kind));
  mirror.Enum<Role>();
  mirror.Struct(READINESS_STRUCT(PartyAdded, party));
  mirror.Struct(READINESS_STRUCT(RoleAssigned, party, role, scope, until));
}
READINESS_MIRROR_TESTS(Party, "party.proto", Describe);

// The nine roles of the glossary, as logs and reports write them.
TEST(Party, RolesAreCalledAsTheGlossaryCallsThem) {
  EXPECT_EQ(Name(Role::kSignOffOwner), "SIGN_OFF_OWNER");
  EXPECT_EQ(Name(Role::kPostLaunchOwner), "POST_LAUNCH_OWNER");
  EXPECT_EQ(Name(Role::kDecisionOwner), "DECISION_OWNER");
  EXPECT_EQ(Name(Role::kApprover), "APPROVER");
  EXPECT_EQ(Name(Role::kDelegate), "DELEGATE");
  EXPECT_EQ(Name(Role::kLeadershipContact), "LEADERSHIP_CONTACT");
  EXPECT_EQ(Name(Role::kSponsor), "SPONSOR");
  EXPECT_EQ(Name(Role::kGoToMarketOwner), "GO_TO_MARKET_OWNER");
  EXPECT_EQ(Name(Role::kImplementer), "IMPLEMENTER");
}

TEST(Party, APersonIsNotATeamOfTheSameName) {
  EXPECT_FALSE((Party{"ada", "Ada", PartyKind::kPerson} == Party{"ada", "Ada", PartyKind::kTeam}));
}

// --- that the mirror itself can fail -------------------------------------------------------------

namespace forgotten {

enum class PartyKind : int8_t { kUnspecified = 0, kPerson = 1, kTeam = 2 };
constexpr std::string_view Name(PartyKind value) {  // Forgot TEAM.
  return value == PartyKind::kUnspecified ? "UNSPECIFIED"
         : value == PartyKind::kPerson    ? "PERSON"
                                          : "";
}
struct Party {  // Forgot the name; begins as a person; equality forgets the kind.
  std::string id;
  PartyKind kind = PartyKind::kPerson;
  friend bool operator==(const Party& a, const Party& b) { return a.id == b.id; }
};
struct RoleAssigned {  // The role is text, and there is always an end.
  std::string party;
  std::string role;
  std::string scope;
  absl::Time until;
  friend bool operator==(const RoleAssigned&, const RoleAssigned&) = default;
};

TEST(Mirror, NamesAForgottenValueOfAnEnum) {
  Mirror mirror("party.proto");
  mirror.Enum<PartyKind>();
  EXPECT_THAT(mirror.Differences(),
              ::testing::Contains("PartyKind 2 is 'TEAM' in the message and '' here"));
}

TEST(Mirror, NamesAForgottenFieldADefaultThatIsAValueAndABlindEquality) {
  Mirror mirror("party.proto");
  mirror.Struct(READINESS_STRUCT(Party, id, kind));
  EXPECT_THAT(mirror.Differences(),
              ::testing::IsSupersetOf({"Party has 'string name' in the message and "
                                       "'PartyKind.Value kind' here",
                                       "Party has 'PartyKind.Value kind' in the message and "
                                       "'nothing' here"}));
  EXPECT_THAT(mirror.Begun(), ::testing::ElementsAre("Party.kind"));
  EXPECT_THAT(mirror.Overlooked(), ::testing::ElementsAre("Party.kind"));
}

TEST(Mirror, NamesAFieldThatTheTestDoesNotList) {
  Mirror mirror("party.proto");
  mirror.Struct(READINESS_STRUCT(RoleAssigned, party, role, scope));
  EXPECT_THAT(mirror.Differences(), ::testing::Contains("RoleAssigned has 4 fields; 3 are listed"));
  EXPECT_THAT(mirror.Differences(), ::testing::Contains("RoleAssigned has 'Role.Value role' in the "
                                                        "message and 'string role' here"));
}

TEST(Mirror, NamesAMessageThatNothingMirrors) {
  const Mirror mirror("party.proto");
  EXPECT_THAT(mirror.Differences(),
              ::testing::ElementsAre("nothing mirrors Party", "nothing mirrors PartyKind",
                                     "nothing mirrors Role", "nothing mirrors PartyAdded",
                                     "nothing mirrors RoleAssigned"));
}

}  // namespace forgotten

}  // namespace
}  // namespace readiness::model
