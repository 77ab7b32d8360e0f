// What is told where more than one thing is wrong, and what a value is where nothing is given.
#include "wire/decode.h"

#include <limits>
#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "wire/assessment_messages.h"
#include "wire/encode.h"
#include "wire/log_messages.h"
#include "wire/wire_format.h"

namespace readiness::wire::internal {
namespace {

// A Party whose members are not at the defaults of its message.
struct DefaultedParty {
  std::string id = "nobody";
  std::optional<std::string> name = "kept";
  model::PartyKind kind = model::PartyKind::kTeam;
};

// A Policy that always has a window.
struct WindowedPolicy {
  base::Window owner_window;
};

// Of a message, a field that the schema does not have.
struct StrangeParty {
  std::string id;
  std::string nickname;
};

}  // namespace

template <>
struct Mapping<DefaultedParty> {
  static constexpr std::string_view kName = "Party";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(id);
    FIELD(name);
    FIELD(kind);
  }
};
template <>
struct Mapping<WindowedPolicy> {
  static constexpr std::string_view kName = "Policy";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(owner_window);
  }
};
template <>
struct Mapping<StrangeParty> {
  static constexpr std::string_view kName = "Party";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(id);
    FIELD(nickname);
  }
};

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The fields of readiness.v1.Evidence and what it holds that these tests give.
constexpr uint32_t kId = 1;
constexpr uint32_t kValue = 4;
constexpr uint32_t kObservedAt = 10;
constexpr uint32_t kMethod = 12;
constexpr uint32_t kRatio = 17;
constexpr uint32_t kNumeratorMean = 1;

std::string Ratio(double numerator_mean) {
  std::string bytes;
  AppendDoubleField(kNumeratorMean, numerator_mean, bytes);
  return bytes;
}

// What reading `bytes` as evidence says is wrong.
std::string Told(std::string_view bytes) {
  model::Evidence evidence;
  const auto reading = Decode(bytes, NameStyle::kSnake, Limits(), /*outer_depth=*/0, evidence);
  return std::string(reading.ok() ? reading->status.message() : reading.status().message());
}

TEST(Decode, TellsWhatIsDeclaredFirstAlsoWhereItIsReadLater) {
  std::string bytes;
  AppendTimestampField(kObservedAt, {0, 1}, bytes);
  EXPECT_EQ(Told(bytes), "observed_at: " + std::string(kNotWholeMicroseconds));
  AppendBytesField(kRatio, Ratio(kNaN), bytes);
  EXPECT_EQ(Told(bytes), "ratio.numerator_mean: " + std::string(kNaNRefused));
}

TEST(Decode, TellsBytesThatAreNoMessageBeforeAnyValue) {
  std::string bytes;
  AppendBytesField(kRatio, Ratio(kNaN), bytes);
  AppendBytesField(kMethod, "\xFF", bytes);
  EXPECT_EQ(Told(bytes), "method: is not UTF-8 at byte 0");
}

TEST(Decode, NamesTheAlternativeThatWasGivenFirst) {
  std::string bytes;
  AppendBytesField(kRatio, Ratio(1), bytes);
  AppendDoubleField(kValue, 2, bytes);
  EXPECT_EQ(Told(bytes),
            "value: is a second finding; ratio is given already, and exactly one may be");
}

TEST(Decode, ChecksATimeAsAnyOtherMessage) {
  std::string time;
  AppendVarintField(1, 5, time);
  AppendVarintField(1, 6, time);
  std::string bytes;
  AppendBytesField(kObservedAt, time, bytes);
  EXPECT_EQ(Told(bytes), "observed_at.seconds: is given twice");
}

TEST(Decode, ReportsTheFirstPartThatIsNotKnownBesideTheValue) {
  std::string time;
  AppendVarintField(1, 5, time);
  AppendVarintField(7, 5, time);
  std::string bytes;
  AppendBytesField(kObservedAt, time, bytes);
  AppendVarintField(77, 1, bytes);
  AppendBytesField(kId, "e1", bytes);
  model::Evidence evidence;
  const auto reading = Decode(bytes, NameStyle::kCamel, Limits(), /*outer_depth=*/0, evidence);
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_TRUE(reading->status.ok());
  EXPECT_EQ(reading->unknown, "observedAt: field 7");
  EXPECT_EQ(evidence.id, "e1");
  EXPECT_EQ(evidence.observed_at, absl::FromUnixSeconds(5));
}

TEST(Decode, CountsTheElementsOfEachListByItself) {
  std::string row;
  AppendBytesField(2, "x", row);
  AppendBytesField(2, "\xFF", row);
  std::string bytes;
  AppendBytesField(5, "", bytes);
  AppendBytesField(2, "", bytes);
  AppendBytesField(5, row, bytes);
  model::DecisionTable table;
  const auto reading = Decode(bytes, NameStyle::kSnake, Limits(), /*outer_depth=*/0, table);
  EXPECT_EQ(reading.status().message(), "rows[1].outcomes[1]: is not UTF-8 at byte 0");
}

TEST(Decode, CountsTheEntriesOfEachMapByItself) {
  std::string good;
  AppendBytesField(1, "open", good);
  AppendVarintField(2, 3, good);
  std::string bad;
  AppendBytesField(1, "\xFF", bad);
  std::string bytes;  // Of readiness.v1.Summary: decisions, approvals, decisions.
  AppendBytesField(1, good, bytes);
  AppendBytesField(2, good, bytes);
  engine::Summary summary;
  auto reading = Decode(bytes, NameStyle::kSnake, Limits(), /*outer_depth=*/0, summary);
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_EQ(summary.decisions, (std::map<std::string, int64_t>{{"open", 3}}));
  EXPECT_EQ(summary.approvals, (std::map<std::string, int64_t>{{"open", 3}}));
  AppendBytesField(1, bad, bytes);
  reading = Decode(bytes, NameStyle::kSnake, Limits(), /*outer_depth=*/0, summary);
  EXPECT_EQ(reading.status().message(), "decisions[1].key: is not UTF-8 at byte 0");
}

TEST(Decode, WhatIsNotGivenIsTheDefaultOfTheMessage) {
  DefaultedParty party;
  auto reading = Decode("", NameStyle::kSnake, Limits(), /*outer_depth=*/0, party);
  ASSERT_TRUE(reading.ok() && reading->status.ok());
  EXPECT_EQ(party.id, "");
  EXPECT_EQ(party.name, "kept");  // It can say that it is not given, so it is left.
  EXPECT_EQ(party.kind, model::PartyKind::kUnspecified);
}

TEST(Decode, AMessageThatIsNotGivenLacksItsNumbersAllTheSame) {
  WindowedPolicy policy;
  Limits limits;
  limits.max_depth = 1;  // It is not in the bytes, so no limit is exceeded.
  const auto reading = Decode("", NameStyle::kSnake, limits, /*outer_depth=*/0, policy);
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_EQ(reading->status.message(),
            "owner_window.amount: is left out, which is not 0; give the number");
}

TEST(Decode, AndEncodeRefuseWhatTheSchemaDoesNotHave) {
  StrangeParty party;
  const auto reading = Decode("", NameStyle::kSnake, Limits(), /*outer_depth=*/0, party);
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading->status.message(), "nickname: is not in the schema of this library");
  std::string bytes = "before";
  EXPECT_EQ(Encode(party, NameStyle::kSnake, bytes).message(),
            "nickname: is not in the schema of this library");
  EXPECT_EQ(bytes, "before");
}

TEST(Encode, TellsWhatIsDeclaredFirstAlsoWhereItIsWrittenLater) {
  model::Evidence evidence;
  evidence.method = "\xFF";
  std::string bytes = "before";
  EXPECT_EQ(Encode(evidence, NameStyle::kSnake, bytes).message(), "method: is not UTF-8 at byte 0");
  model::RatioFinding ratio;
  ratio.numerator_mean = kNaN;
  evidence.finding = ratio;
  EXPECT_EQ(Encode(evidence, NameStyle::kSnake, bytes).message(),
            "ratio.numerator_mean: " + std::string(kNaNRefused));
  EXPECT_EQ(bytes, "before");
}

}  // namespace
}  // namespace readiness::wire::internal
