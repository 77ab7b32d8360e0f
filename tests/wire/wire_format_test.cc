// The fields of serialized messages, one by one. The oracle for what is written are Protocol
// Buffers' own streams.
#include "wire/wire_format.h"

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/timestamp.pb.h>
#include <gtest/gtest.h>

namespace readiness::wire::internal {
namespace {

namespace io = google::protobuf::io;

template <typename Write>
std::string Written(const Write& write) {
  std::string bytes;
  {
    io::StringOutputStream stream(&bytes);
    io::CodedOutputStream coded(&stream);
    write(coded);
  }
  return bytes;
}

TEST(WireFormat, VarintsAreThoseOfProtocolBuffers) {
  std::vector<uint64_t> numbers = {0, std::numeric_limits<uint64_t>::max()};
  for (unsigned bit = 0; bit < 64; ++bit) {
    numbers.push_back(uint64_t{1} << bit);
    numbers.push_back((uint64_t{1} << bit) - 1);
  }
  for (const uint64_t number : numbers) {
    std::string bytes;
    AppendVarint(number, bytes);
    EXPECT_EQ(bytes, Written([number](io::CodedOutputStream& out) { out.WriteVarint64(number); }));
    std::string_view rest = bytes;
    uint64_t read = 0;
    ASSERT_TRUE(TakeVarint(rest, read));
    EXPECT_EQ(read, number);
    EXPECT_TRUE(rest.empty());
    rest = std::string_view(bytes).substr(0, bytes.size() - 1);
    EXPECT_FALSE(TakeVarint(rest, read)) << number;
  }
  std::string_view too_long("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02");
  uint64_t read = 0;
  EXPECT_FALSE(TakeVarint(too_long, read));
}

TEST(WireFormat, ADoubleIsEightBytesTheLowestFirst) {
  for (const double number : {0.0, -0.0, 1.0, -2.5e-308, 5e-324, 1.7976931348623157e308,
                              std::numeric_limits<double>::infinity()}) {
    std::string bytes;
    AppendDoubleField(300, number, bytes);
    EXPECT_EQ(bytes, Written([number](io::CodedOutputStream& out) {
                out.WriteTag(300 << 3 | 1);
                out.WriteLittleEndian64(std::bit_cast<uint64_t>(number));
              }));
    FieldCursor cursor(bytes);
    RawField field;
    ASSERT_TRUE(cursor.Take(field));
    EXPECT_EQ(field.number, 300u);
    EXPECT_EQ(field.wire_type, kEightBytes);
    EXPECT_EQ(std::bit_cast<uint64_t>(DoubleOf(field.payload)), std::bit_cast<uint64_t>(number));
    FieldCursor slow(bytes);
    const auto next = slow.Next();
    ASSERT_TRUE(next.ok());
    EXPECT_EQ(next->payload, field.payload);
  }
  EXPECT_EQ(DoubleOf("1234567"), 0);
}

TEST(WireFormat, ATimestampIsThatOfProtocolBuffers) {
  for (const Timestamp time : {Timestamp{0, 0}, Timestamp{1, 0}, Timestamp{0, 1000},
                               Timestamp{kMinSeconds, 999'999'999}, Timestamp{kMaxSeconds, 5}}) {
    google::protobuf::Timestamp theirs;
    theirs.set_seconds(time.seconds);
    theirs.set_nanos(static_cast<int32_t>(time.nanos));
    std::string bytes;
    AppendTimestampField(3, time, bytes);
    FieldCursor cursor(bytes);
    RawField field;
    ASSERT_TRUE(cursor.Take(field));
    EXPECT_TRUE(cursor.at_end());
    EXPECT_EQ(field.number, 3u);
    EXPECT_EQ(field.payload, theirs.SerializeAsString());
    EXPECT_EQ(ReadTimestamp(field.payload), time);
  }
}

TEST(WireFormat, ATimestampIsReadAsProtocolBuffersReadIt) {
  std::string bytes;
  AppendBytesField(9, "of another version", bytes);
  AppendVarintField(1, 7, bytes);
  AppendDoubleField(1, 2.5, bytes);  // Of another wire type: no seconds.
  AppendVarintField(2, (uint64_t{1} << 32) + 5, bytes);
  AppendVarintField(1, 8, bytes);
  google::protobuf::Timestamp theirs;
  ASSERT_TRUE(theirs.ParseFromString(bytes));
  EXPECT_EQ(ReadTimestamp(bytes), (Timestamp{theirs.seconds(), theirs.nanos()}));
  EXPECT_EQ(ReadTimestamp(bytes), (Timestamp{8, 5}));
  EXPECT_EQ(ReadTimestamp("\x08"), std::nullopt);
}

TEST(WireFormat, ARunIsWhatFollowsOneOnTheOther) {
  std::string bytes;
  for (int i = 0; i < 3; ++i) AppendBytesField(20, std::string(200, 'a'), bytes);
  AppendVarintField(20, 1, bytes);
  AppendBytesField(20, "", bytes);
  FieldCursor cursor(bytes);
  EXPECT_EQ(cursor.CountRun(20), 3u);
  EXPECT_EQ(cursor.CountRun(21), 0u);
  RawField field;
  ASSERT_TRUE(cursor.Take(field));
  EXPECT_EQ(cursor.CountRun(20), 2u);
  // A length beyond the end is none.
  const std::string cut = bytes.substr(0, 300);
  EXPECT_EQ(FieldCursor(cut).CountRun(20), 1u);
}

}  // namespace
}  // namespace readiness::wire::internal
