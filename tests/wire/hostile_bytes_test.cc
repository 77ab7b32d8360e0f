// Bytes that nobody meant: an error or a log that can be written and read again, never a crash.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "readiness/wire/assessment.h"
#include "readiness/wire/cycle.h"

#include "../splitmix64.h"
#include "filled_message.h"

namespace readiness::wire {
namespace {

// What is read can be written and read again.
void CheckBinary(std::string_view bytes) {
  const auto log = DecodeCycle(bytes);
  if (!log.ok()) {
    ASSERT_NE(log.status().message(), "");
    return;
  }
  const auto again = EncodeCycle(*log);
  ASSERT_TRUE(again.ok()) << again.status();
  const auto reread = DecodeCycle(*again);
  ASSERT_TRUE(reread.ok()) << reread.status();
  ASSERT_EQ(*reread, *log);
}
void CheckJson(std::string_view json) {
  const auto log = DecodeCycleJson(json);
  if (!log.ok()) {
    ASSERT_NE(log.status().message(), "");
    return;
  }
  const auto again = EncodeCycleJson(*log);
  ASSERT_TRUE(again.ok()) << again.status();
  const auto reread = DecodeCycleJson(*again);
  ASSERT_TRUE(reread.ok()) << reread.status();
  ASSERT_EQ(*reread, *log);
}

// A log that holds a filled entry of every fact whose filled form is small.
model::CycleLog ManyFacts() {
  TestSchema schema;
  const auto prototype = schema.New("Entry");
  const pb::OneofDescriptor& facts = *prototype->GetDescriptor()->FindOneofByName("fact");
  model::CycleLog log;
  for (int fact = 0; fact < facts.field_count(); ++fact) {
    const auto message = schema.New("Entry");
    Filler(fact).FillEntry(*message, fact);
    if (message->ByteSizeLong() < 400) log.entries.push_back(DecodeEntry(Bytes(*message)).value());
  }
  EXPECT_GT(log.entries.size(), 60u);
  return log;
}

TEST(HostileBytes, OnlyThePrefixThatEndsWithAnEntryIsALog) {
  for (const model::Entry& entry : ManyFacts().entries) {
    model::CycleLog log;
    log.entries = {model::Entry{}, entry};
    log.entries[0].id = "first";
    const std::string bytes = EncodeCycle(log).value();
    std::vector<std::size_t> whole;
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
      if (DecodeCycle(std::string_view(bytes).substr(0, length)).ok()) whole.push_back(length);
    }
    // Nothing; the version (2 bytes); the first entry (2 + 7); the second.
    ASSERT_EQ(whole, (std::vector<std::size_t>{0, 2, 11, bytes.size()})) << entry.id;
  }
}

TEST(HostileBytes, NoPrefixOfAJsonFileIsALog) {
  model::CycleLog log = ManyFacts();
  log.entries.resize(6);
  const std::string json = EncodeCycleJson(log, JsonLayout::kCompact).value();
  for (std::size_t length = 0; length < json.size(); ++length) {
    ASSERT_FALSE(DecodeCycleJson(std::string_view(json).substr(0, length)).ok()) << length;
  }
  EXPECT_TRUE(DecodeCycleJson(json).ok());
}

TEST(HostileBytes, ChangedBytesAreAnErrorOrALog) {
  model::CycleLog log = ManyFacts();
  const std::string bytes = EncodeCycle(log).value();
  uint64_t state = 20260101;
  for (int i = 0; i < 3000; ++i) {
    std::string changed = bytes.substr(0, 600);  // Small, so that a change hits structure.
    changed.append(bytes, SplitMix64(state) % bytes.size(), 200);
    for (uint64_t changes = SplitMix64(state) % 4; changes > 0; --changes) {
      changed[SplitMix64(state) % changed.size()] = static_cast<char>(SplitMix64(state) & 0xFF);
    }
    CheckBinary(changed);
    if (HasFatalFailure()) return;
  }
}

TEST(HostileBytes, ChangedJsonIsAnErrorOrALog) {
  model::CycleLog log = ManyFacts();
  log.entries.resize(2);
  const std::string json = EncodeCycleJson(log).value();
  // Characters that mean something to JSON come more often than by chance.
  constexpr std::string_view kMeaning = "{}[]\",:\\ue0-9nt";
  uint64_t state = 20260102;
  for (int i = 0; i < 1500; ++i) {
    std::string changed = json;
    for (uint64_t changes = SplitMix64(state) % 3 + 1; changes > 0; --changes) {
      const uint64_t kind = SplitMix64(state) % 3;
      const std::size_t at = SplitMix64(state) % changed.size();
      if (kind == 0) changed[at] = kMeaning[SplitMix64(state) % kMeaning.size()];
      if (kind == 1) changed[at] = static_cast<char>(SplitMix64(state) & 0xFF);
      if (kind == 2) changed.erase(at, SplitMix64(state) % 8);
    }
    CheckJson(changed);
    if (HasFatalFailure()) return;
  }
}

TEST(HostileBytes, LengthsThatAreNotThereAllocateNothing) {
  // entries (3) of 2^31 - 1, 2^32 - 1, 2^63 and 2^64 - 1 bytes.
  for (const char* bytes : {"\x1a\xff\xff\xff\xff\x07", "\x1a\xff\xff\xff\xff\x0f",
                            "\x1a\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
                            "\x1a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"}) {
    EXPECT_EQ(DecodeCycle(bytes).status().message(),
              "is not a serialized message: it declares more bytes than there are");
    EXPECT_FALSE(DecodeAssessment(bytes).ok());
  }
}

TEST(HostileBytes, NestingWithoutEndDoesNotUseUpTheStack) {
  // A formula (21) of a criterion (1) of criterion_set (80), parts (3) in parts, 100,000 deep.
  std::string nested;
  for (int i = 0; i < 100'000; ++i) {
    std::string outer;
    outer.push_back('\x1a');
    uint64_t size = nested.size();
    while (size >= 0x80) {
      outer.push_back(static_cast<char>((size & 0x7F) | 0x80));
      size >>= 7;
    }
    outer.push_back(static_cast<char>(size));
    if (nested.size() > 20'000) break;
    nested.insert(0, outer);
  }
  for (const char* tag : {"\xaa\x01", "\x0a", "\x82\x05", "\x1a"}) {
    std::string outer = tag;
    outer.push_back(static_cast<char>((nested.size() & 0x7F) | 0x80));
    outer.push_back(static_cast<char>((nested.size() >> 7 & 0x7F) | 0x80));
    outer.push_back(static_cast<char>(nested.size() >> 14));
    nested.insert(0, outer);
  }
  EXPECT_EQ(DecodeCycle(nested).status().code(), absl::StatusCode::kResourceExhausted);

  // Groups (field 999) in groups.
  std::string groups;
  for (int i = 0; i < 100'000; ++i) groups.append("\xbb\x3e");
  EXPECT_EQ(DecodeCycle(groups).status().message(),
            "is not a serialized message: groups are nested too deep");

  EXPECT_FALSE(DecodeCycleJson(std::string(1'000'000, '[')).ok());
  std::string objects;
  for (int i = 0; i < 200'000; ++i) objects.append("{\"entries\":[");
  EXPECT_FALSE(DecodeCycleJson(objects).ok());
  std::string formula = R"({"entries":[{"criterionSet":{"criterion":{"formula":)";
  for (int i = 0; i < 200'000; ++i) formula.append("{\"parts\":[");
  EXPECT_EQ(DecodeCycleJson(formula).status().code(), absl::StatusCode::kResourceExhausted);
}

// Behind the place of the error, where the id is looked for, JSON may be anything.
TEST(HostileBytes, LookingForTheIdOfAWrongEntryDoesNotUseUpTheStack) {
  const std::string deep = R"({"entries":[{"seq":true,"x":)" + std::string(1'000'000, '[');
  EXPECT_EQ(DecodeCycleJson(deep).status().message(),
            "entry 1: seq: expected a whole number, got true");
}

}  // namespace
}  // namespace readiness::wire
