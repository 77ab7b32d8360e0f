#include "readiness/model/entry.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  // What a version does not know has no name in the message: it is kept beside it, as bytes.
  mirror.Struct(READINESS_STRUCT(Entry, seq, id, recorded_at, occurred_at, actor, on_behalf_of,
                                 fact, unrecognized, unrecognized_content),
                {"unrecognized", "unrecognized_content"});
  mirror.Struct(READINESS_STRUCT(CycleLog, schema_version, playbook, entries, unrecognized),
                {"unrecognized"}, {"schema_version"});
}
READINESS_MIRROR_TESTS(Entry, "entry.proto", Describe);

// The fields of the oneof `fact` as entry.proto writes them: name and message.
std::vector<std::pair<std::string, std::string>> WrittenFacts() {
  std::vector<std::pair<std::string, std::string>> facts;
  for (const auto& message : proto_words::MessagesOf("entry.proto")) {
    for (const auto& field : message.fields) {
      if (field.oneof == "fact") facts.emplace_back(field.name, field.type);
    }
  }
  return facts;
}

template <size_t... kIndex>
std::vector<std::string> AlternativesOf(std::index_sequence<kIndex...>) {
  return {proto_words::TypeName<std::variant_alternative_t<kIndex, Fact>>()...};
}

template <size_t... kIndex>
std::vector<std::string> NamesOf(std::index_sequence<kIndex...>) {
  return {std::string(Name(Fact(std::in_place_index<kIndex>)))...};
}

constexpr auto kEveryFact = std::make_index_sequence<std::variant_size_v<Fact>>();

TEST(Entry, EveryFactHasTheNameOfTheMessagesOneofAndItsPlace) {
  std::vector<std::string> names = {"unknown"};
  for (const auto& [name, type] : WrittenFacts()) names.push_back(name);
  EXPECT_EQ(names.size(), 76U);  // 75 facts of the log, and what no version knows yet.
  EXPECT_EQ(NamesOf(kEveryFact), names);
}

TEST(Entry, EveryAlternativeIsTheStructOfTheMessageOfItsName) {
  std::vector<std::string> types = {"monostate"};
  for (const auto& [name, type] : WrittenFacts()) types.push_back(type);
  EXPECT_EQ(AlternativesOf(kEveryFact), types);
}

TEST(Entry, NoTwoFactsShareAName) {
  EXPECT_EQ(std::set<std::string_view>(kFactNames.begin(), kFactNames.end()).size(),
            kFactNames.size());
}

TEST(Entry, AFactIsCalledByWhatHappened) {
  EXPECT_EQ(Name(Fact{RiskRaised{}}), "risk_raised");
  EXPECT_EQ(Name(Fact{CycleOpened{}}), "cycle_opened");
  EXPECT_EQ(Name(Fact{ReportPublished{}}), "report_published");
  EXPECT_EQ(Name(Fact{}), "unknown");
}

TEST(Entry, WhatHappenedWhenNobodySaysHappenedWhenItWasRecorded) {
  Entry entry;
  entry.recorded_at = absl::FromUnixSeconds(200);
  EXPECT_EQ(entry.OccurredAt(), absl::FromUnixSeconds(200));
  entry.occurred_at = absl::FromUnixSeconds(100);
  EXPECT_EQ(entry.OccurredAt(), absl::FromUnixSeconds(100));
}

TEST(Entry, WithoutAnyMomentItHappenedBeforeEverything) {
  EXPECT_EQ(Entry{}.OccurredAt(), absl::InfinitePast());
}

TEST(Entry, TheSameWordsOfAnotherFactAreAnotherEntry) {
  Entry withdrawn;
  withdrawn.fact = DecisionWithdrawn{"d-1", "late"};
  Entry reopened;
  reopened.fact = DecisionReopened{"d-1", "late"};
  EXPECT_FALSE(withdrawn == reopened);
}

TEST(Entry, ALogIsOfTheFirstSchemaUntilItSaysOtherwise) { EXPECT_EQ(CycleLog{}.schema_version, 1); }

}  // namespace
}  // namespace readiness::model
