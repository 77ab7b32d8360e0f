// What a newer version wrote: kept and written back unchanged in binary, refused by name in JSON.
#include <string>

#include <gtest/gtest.h>

#include "readiness/wire/cycle.h"

#include "filled_message.h"

namespace readiness::wire {
namespace {

// Entry {id (2): "x", field 999: varint 1}.
const std::string kUnknownFact("\x12\x01x\xb8\x3e\x01", 6);

TEST(Unrecognized, AnUnknownFactIsKeptWithAllItsBytes) {
  const auto entry = DecodeEntry(kUnknownFact);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->id, "x");
  EXPECT_EQ(entry->fact.index(), 0u);
  EXPECT_EQ(entry->unrecognized, kUnknownFact);
  EXPECT_EQ(EncodeEntry(*entry).value(), kUnknownFact);
}

TEST(Unrecognized, AnUnknownFieldInsideAnyMessageOfAnyFactIsKept) {
  TestSchema schema;
  const auto prototype = schema.New("Entry");
  const pb::OneofDescriptor& facts = *prototype->GetDescriptor()->FindOneofByName("fact");
  int64_t place_count = 0;
  for (int fact = 0; fact < facts.field_count(); ++fact) {
    const auto message = schema.New("Entry");
    Filler(fact).FillEntry(*message, fact);
    const auto known = DecodeEntry(Bytes(*message));
    ASSERT_TRUE(known.ok()) << known.status();
    int64_t visited_count = 0;
    ForEachMessage(*message, "", [&](pb::Message& inner, const std::string& path) {
      if (++visited_count > 40) return;  // A formula filled to its depth has hundreds.
      ++place_count;
      SCOPED_TRACE(path);
      pb::UnknownFieldSet& unknown = *inner.GetReflection()->MutableUnknownFields(&inner);
      unknown.AddLengthDelimited(9999, "from the future");
      const std::string bytes = Bytes(*message);
      const auto entry = DecodeEntry(bytes);
      ASSERT_TRUE(entry.ok()) << entry.status();
      EXPECT_EQ(entry->unrecognized, bytes);
      EXPECT_EQ(entry->id, known->id);
      EXPECT_EQ(EncodeEntry(*entry).value(), bytes);
      unknown.Clear();
    });
  }
  EXPECT_GT(place_count, 150);
}

TEST(Unrecognized, AnUnknownValueOfAnEnumIsKeptAndNotTakenForAnother) {
  // role_assigned (24) {party (1): "p", role (2): 77}
  const std::string bytes("\x12\x01x\xc2\x01\x05\x0a\x01p\x10\x4d", 11);
  const auto entry = DecodeEntry(bytes);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(std::get<model::RoleAssigned>(entry->fact).role, model::Role::kUnspecified);
  EXPECT_EQ(entry->unrecognized, bytes);
  EXPECT_EQ(EncodeEntry(*entry).value(), bytes);
}

TEST(Unrecognized, AKnownFieldOfAnotherWireTypeIsKept) {
  // actor (5) as a varint; an unknown group (998) that holds a field; an unknown fixed32 (997).
  const std::string bytes("\x12\x01x\x28\x07\xb3\x3e\x08\x01\xb4\x3e\xad\x3e\x01\x02\x03\x04", 17);
  const auto entry = DecodeEntry(bytes);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->actor, "");
  EXPECT_EQ(EncodeEntry(*entry).value(), bytes);
}

TEST(Unrecognized, AnEntryTakesItsPlaceInTheLogWithoutLosingAnything) {
  auto entry = DecodeEntry("\x08\x05" + kUnknownFact);  // seq (1): 5
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->seq, 5);
  entry->seq = 9;
  entry->recorded_at = absl::FromUnixSeconds(7);
  const auto bytes = EncodeEntry(*entry);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  // seq: 9, recorded_at (3) {seconds: 7}, then the rest as it was.
  EXPECT_EQ(*bytes, "\x08\x09\x1a\x02\x08\x07" + kUnknownFact);
  const auto again = DecodeEntry(*bytes);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->seq, 9);
  EXPECT_EQ(again->recorded_at, absl::FromUnixSeconds(7));
}

// recorded_at (3) as a varint is a field that this version does not know: it stays when the entry
// takes its place.
TEST(Unrecognized, APlaceInTheLogOfAnotherWireTypeIsKept) {
  auto entry = DecodeEntry(std::string("\x12\x01x\x18\x05", 5));
  ASSERT_TRUE(entry.ok()) << entry.status();
  entry->seq = 9;
  const auto bytes = EncodeEntry(*entry);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(*bytes, std::string("\x08\x09\x12\x01x\x18\x05", 7));
  const auto again = DecodeEntry(*bytes);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->unrecognized, *bytes);
}

TEST(Unrecognized, FieldsOfTheCycleItselfAreKept) {
  // Field 50: "new"; entries (3): the entry above; field 51: varint 3.
  const std::string bytes = std::string("\x08\x01\x92\x03\x03new\x1a\x06", 10) + kUnknownFact +
                            std::string("\x98\x03\x03", 3);
  const auto log = DecodeCycle(bytes);
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(log->unrecognized, std::string("\x92\x03\x03new\x98\x03\x03", 9));
  ASSERT_EQ(log->entries.size(), 1u);
  const auto again = EncodeCycle(*log);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(DecodeCycle(*again).value(), *log);
  EXPECT_EQ(again->size(), bytes.size());
}

TEST(Unrecognized, JsonHasNowhereToKeepIt) {
  model::CycleLog log;
  log.entries = {DecodeEntry(kUnknownFact).value()};
  EXPECT_EQ(EncodeCycleJson(log).status().message(),
            "entry 1 (x): holds a fact, field or value that this version does not know; JSON has "
            "nowhere to keep it, so write the binary format");
  log.entries.clear();
  log.unrecognized = std::string("\x98\x03\x03", 3);
  EXPECT_EQ(EncodeCycleJson(log).status().message(),
            "the cycle holds a field that this version does not know; JSON has nowhere to keep it, "
            "so write the binary format");
}

}  // namespace
}  // namespace readiness::wire
