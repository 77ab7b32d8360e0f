#include "readiness/wire/metric_state.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/metric/evaluate.h"
#include "readiness/wire/metric.h"

#include "filled_message.h"

namespace readiness::wire {
namespace {

using metric::CohortState;
using metric::Exit;
using metric::MetricState;

constexpr int64_t kDay = metric::kMicrosPerDay;
constexpr int64_t kHour = metric::kMicrosPerHour;

model::MetricDefinition Definition(double target) {
  model::MetricDefinition definition;
  definition.metric = "time_to_resolution";
  definition.target = target;
  return metric::DefinitionOf(metric::MakeMetricSpec(definition).value());
}

// Three tickets of one team: two resolved, one open.
DefinedState Small(double target = 0.9, std::optional<absl::Time> release = std::nullopt) {
  const model::MetricDefinition definition = Definition(target);
  MetricState state(MetricIdentity(definition, release).value());
  CohortState& group = *state.Group("web", "").value();
  group.Add(metric::Sum::kItems, 3);
  group.AddClosed(5 * kHour, Exit::kEvent, 1);
  group.AddClosed(9 * kHour, Exit::kEvent, 1);
  group.AddOpen(20'000 * kDay, 1);
  group.AddMatured(20'007 * kDay, true, 0, 1);
  state.RaiseWatermark(20'010 * kDay);
  return {definition, release, std::move(state)};
}

std::string Bytes(const DefinedState& one) { return EncodeMetricStates({&one, 1}).value(); }

// The message as a stranger would write it, to be made wrong field by field.
class Forgery {
 public:
  Forgery() : message_(schema_.New("MetricStates")) {
    EXPECT_TRUE(message_->ParseFromString(Bytes(Small())));
  }
  pb::Message& state() {
    const auto* field = message_->GetDescriptor()->FindFieldByName("states");
    return *message_->GetReflection()->MutableRepeatedMessage(message_.get(), field, 0);
  }
  void Set(const char* name, const std::string& bytes) {
    pb::Message& one = state();
    one.GetReflection()->SetString(&one, one.GetDescriptor()->FindFieldByName(name), bytes);
  }
  std::string Get(const char* name) {
    pb::Message& one = state();
    return one.GetReflection()->GetString(one, one.GetDescriptor()->FindFieldByName(name));
  }
  void Drop(const char* name) {
    pb::Message& one = state();
    one.GetReflection()->ClearField(&one, one.GetDescriptor()->FindFieldByName(name));
  }
  absl::Status Read() { return DecodeMetricStates(message_->SerializeAsString()).status(); }

 private:
  TestSchema schema_;
  std::unique_ptr<pb::Message> message_;
};

void ExpectRefused(const absl::Status& status, const std::string& rule, const std::string& text) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(base::RuleOf(status).value_or("none"), rule) << status;
  EXPECT_NE(std::string(base::ToStd(status.message())).find(text), std::string::npos) << status;
}

TEST(MetricStates, ComeBackAsTheyWere) {
  const std::optional<absl::Time> release = absl::FromUnixSeconds(1'700'000'000);
  for (const DefinedState& one : {Small(), Small(0.9, release)}) {
    const std::string bytes = EncodeMetricStates({&one, 1}).value();
    const auto read = DecodeMetricStates(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ(read->front().definition, one.definition);
    EXPECT_EQ(read->front().release, one.release);
    EXPECT_EQ(read->front().state.ToBytes(), one.state.ToBytes());
    EXPECT_EQ(EncodeMetricStates(*read).value(), bytes);
  }
}

TEST(MetricStates, ComeBackFromJsonAsTheyWere) {
  const DefinedState one = Small(0.9, absl::FromUnixSeconds(1'700'000'000));
  const std::string json = EncodeMetricStatesJson({&one, 1}).value();
  const auto read = DecodeMetricStatesJson(json);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(EncodeMetricStates(*read).value(), Bytes(one));
  // Bytes in JSON are base64, and longer than any text may be.
  Limits limits;
  limits.max_text_bytes = 40;
  EXPECT_TRUE(DecodeMetricStatesJson(json, limits).ok());
  limits.max_state_bytes = 16;
  EXPECT_EQ(DecodeMetricStatesJson(json, limits).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(DecodeMetricStatesJson(R"({"states":[{"groups":"no base64!"}]})").status().message(),
            "states[0].groups: expected bytes in base64, got \"no base64!\"");
}

TEST(MetricStates, OfNoMetricAreNoStates) {
  EXPECT_EQ(EncodeMetricStates({}).value(), "");
  EXPECT_TRUE(DecodeMetricStates("").value().empty());
}

TEST(MetricStates, AddUpToTheStateOfAllRows) {
  auto sums = DecodeMetricStates(Bytes(Small())).value();
  const auto parts = DecodeMetricStates(Bytes(Small())).value();
  DefinedState& sum = sums.front();
  const DefinedState& part = parts.front();
  ASSERT_TRUE(sum.state.Merge(part.state).ok());
  EXPECT_EQ(sum.state.Total().value().sum(metric::Sum::kItems), 6);
  ASSERT_TRUE(sum.state.Retract(part.state).ok());
  EXPECT_EQ(sum.state.ToBytes(), Small().state.ToBytes());
}

TEST(MetricStates, OfAnotherDefinitionOrReleaseDoNotAddUp) {
  DefinedState sum = Small(0.9);
  EXPECT_EQ(base::RuleOf(sum.state.Merge(Small(0.8).state)), "STATE_IDENTITY");
  EXPECT_EQ(base::RuleOf(sum.state.Merge(Small(0.9, absl::UnixEpoch()).state)), "STATE_IDENTITY");
  sum.definition = Definition(0.8);
  ExpectRefused(EncodeMetricStates({&sum, 1}).status(), "STATE_IDENTITY", "states[0]");
}

TEST(MetricStates, AreRefusedWithAnIdentityThatIsNotOfTheirDefinition) {
  Forgery forgery;
  std::string identity = forgery.Get("identity");
  identity[7] = static_cast<char>(identity[7] ^ 1);
  forgery.Set("identity", identity);
  ExpectRefused(forgery.Read(), "STATE_IDENTITY", "states[0].identity: ");
  forgery.Set("identity", "");
  ExpectRefused(forgery.Read(), "STATE_IDENTITY", "these 0 bytes");
}

TEST(MetricStates, AreRefusedWithTheGroupsOfAnotherDefinition) {
  Forgery forgery;
  forgery.Set("groups", Small(0.8).state.ToBytes());
  ExpectRefused(forgery.Read(), "STATE_IDENTITY", "states[0].groups: ");
}

TEST(MetricStates, AreRefusedWithGroupsThatAreNotCanonical) {
  Forgery forgery;
  const std::string groups = forgery.Get("groups");
  forgery.Set("groups", groups.substr(0, groups.size() - 1));
  ExpectRefused(forgery.Read(), "STATE_BYTES", "states[0].groups: ");
  forgery.Set("groups", groups + '\0');
  ExpectRefused(forgery.Read(), "STATE_BYTES", "is followed by more than a state");
  forgery.Set("groups", "");
  ExpectRefused(forgery.Read(), "STATE_BYTES", "is cut short");
  std::string not_text = groups;
  not_text[groups.find("web")] = '\xFF';
  forgery.Set("groups", not_text);
  ExpectRefused(forgery.Read(), "STATE_BYTES", "name is not UTF-8");
}

TEST(MetricStates, AreRefusedWithADefinitionThatDoesNotStand) {
  Forgery forgery;
  forgery.Drop("definition");
  ExpectRefused(forgery.Read(), "METRIC", "states[0].definition: METRIC: metric is missing");
  pb::Message& state = forgery.state();
  const auto* field = state.GetDescriptor()->FindFieldByName("definition");
  pb::Message& definition = *state.GetReflection()->MutableMessage(&state, field);
  const auto* name = definition.GetDescriptor()->FindFieldByName("metric");
  definition.GetReflection()->SetString(&definition, name, "happiness");
  ExpectRefused(forgery.Read(), "METRIC", "\"happiness\" is no metric");
  definition.GetReflection()->SetString(&definition, name, "prediction_match");
  ExpectRefused(forgery.Read(), "METRIC", "computed from the log");
}

TEST(MetricStates, OfOneMetricComeOnceAFile) {
  ExpectRefused(DecodeMetricStates(Bytes(Small()) + Bytes(Small())).status(), "DEFINITION",
                "states[1]: DEFINITION: time_to_resolution comes a second time");
}

TEST(MetricStates, PastALimitSayWhichOne) {
  Limits limits;
  limits.max_state_bytes = 10;
  const auto read = DecodeMetricStates(Bytes(Small()), limits);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(read.status().message().find("max_state_byte_count"), std::string::npos)
      << read.status();
}

TEST(MetricStates, WithAFieldThatIsNotKnownAreRefusedByName) {
  const auto read = DecodeMetricStates(Bytes(Small()) + std::string("\x7a\x01x", 3));
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.status().message().find("is not known to this version"), std::string::npos);
}

TEST(MetricStates, CutAtAnyByteAreRefusedOrAreTheStatesBefore) {
  const std::string bytes = Bytes(Small());
  for (size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeMetricStates(bytes.substr(0, size)).ok()) << size;
  }
}

}  // namespace
}  // namespace readiness::wire
