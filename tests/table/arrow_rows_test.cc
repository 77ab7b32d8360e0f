#include "readiness/table/arrow_rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_arrow.h"

namespace readiness::table {
namespace {

using ::testing::ElementsAre;

constexpr ArrowField kFields[] = {
    {"text", ArrowKind::kText, true},   {"texts", ArrowKind::kTexts},
    {"whole", ArrowKind::kWhole, true}, {"number", ArrowKind::kNumber, true},
    {"truth", ArrowKind::kTruth, true}, {"moment", ArrowKind::kMoment, true},
};

void AddFull(ArrowRows& rows) {
  rows.Text("Größe");
  rows.Texts(std::vector<std::string>{"a", "", "bc"});
  rows.Whole(INT64_MIN);
  rows.Number(0.25);
  rows.Truth(true);
  rows.Moment(absl::FromUnixMicros(-1));
}
void AddNulls(ArrowRows& rows) {
  rows.Text(std::nullopt);
  rows.Texts({});
  rows.Whole(std::nullopt);
  rows.Number(std::nullopt);
  rows.Truth(std::nullopt);
  rows.Moment(std::nullopt);
}

TEST(ArrowRows, EveryKindIsReadBack) {
  ArrowRows rows(kFields);
  AddFull(rows);
  AddNulls(rows);
  AddFull(rows);
  EXPECT_EQ(rows.row_count(), 3);
  ArrowArrayStream stream{};
  std::move(rows).Export(stream);
  const ArrowText text = ReadArrow(stream);
  EXPECT_THAT(text.fields, ElementsAre("text u?", "texts +l", "whole l?", "number g?", "truth b?",
                                       "moment tsu:UTC?"));
  const auto full =
      ElementsAre("\"Größe\"", "[\"a\",\"\",\"bc\"]", "-9223372036854775808", "0.25", "true", "-1");
  EXPECT_THAT(text.rows,
              ElementsAre(full, ElementsAre("null", "[]", "null", "null", "null", "null"), full));
  EXPECT_THAT(text.lengths, ElementsAre(3));
}

TEST(ArrowRows, WithoutRowsThereIsASchemaAndNoArray) {
  ArrowArrayStream stream{};
  ArrowRows(kFields).Export(stream);
  const ArrowText text = ReadArrow(stream);
  EXPECT_EQ(text.fields.size(), 6u);
  EXPECT_THAT(text.lengths, ElementsAre());
}

TEST(ArrowRows, ManyRowsComeInArraysOfAtMost65536) {
  constexpr ArrowField kOne[] = {{"n", ArrowKind::kWhole, true}};
  ArrowRows rows(kOne);
  for (int64_t i = 0; i < 65'536 + 3; ++i) {
    rows.Whole(i % 7 == 0 ? std::nullopt : std::optional(i));
  }
  ArrowArrayStream stream{};
  std::move(rows).Export(stream);
  const ArrowText text = ReadArrow(stream);
  EXPECT_THAT(text.lengths, ElementsAre(65'536, 3));
  ASSERT_EQ(text.rows.size(), 65'539u);
  EXPECT_EQ(text.rows[65'538][0], "65538");
  EXPECT_EQ(text.rows[65'534][0], "null");  // 7 * 9362.
  EXPECT_EQ(text.rows[65'537][0], "65537");
}

TEST(ArrowRows, LongTextsComeInSmallerArrays) {
  constexpr ArrowField kOne[] = {{"t", ArrowKind::kText}};
  ArrowRows rows(kOne);
  const std::string long_text(8 << 20, 'x');
  for (int i = 0; i < 10; ++i) rows.Text(long_text);
  ArrowArrayStream stream{};
  std::move(rows).Export(stream);
  EXPECT_THAT(ReadArrow(stream).lengths, ElementsAre(8, 2));
}

// Structures may be moved, and released in any order: nothing they hold is freed before.
TEST(ArrowRows, WhatCameOutOutlivesTheStreamAndItsParents) {
  ArrowArrayStream stream{};
  {
    ArrowRows rows(kFields);
    AddFull(rows);
    std::move(rows).Export(stream);
  }
  ArrowSchema schema{};
  ArrowSchema again{};
  ArrowArray array{};
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  ASSERT_EQ(stream.get_schema(&stream, &again), 0);
  ASSERT_EQ(stream.get_next(&stream, &array), 0);
  ArrowArray end{};
  ASSERT_EQ(stream.get_next(&stream, &end), 0);
  EXPECT_EQ(end.release, nullptr);
  ASSERT_EQ(stream.get_next(&stream, &end), 0);  // The end stays the end.
  EXPECT_EQ(end.release, nullptr);
  stream.release(&stream);
  again.release(&again);
  // A column that moves out, and a list's values out of that.
  ArrowArray texts = *array.children[1];
  array.children[1]->release = nullptr;
  ArrowSchema item = *schema.children[1]->children[0];
  schema.children[1]->children[0]->release = nullptr;
  array.release(&array);
  schema.release(&schema);
  std::thread([&] {  // And on another thread.
    EXPECT_EQ(TextOfArrow(*texts.children[0], 2), "\"bc\"");
    EXPECT_STREQ(item.name, "item");
    ArrowArray values = *texts.children[0];
    texts.children[0]->release = nullptr;
    texts.release(&texts);
    EXPECT_EQ(TextOfArrow(values, 0), "\"a\"");
    values.release(&values);
    item.release(&item);
  })
      .join();
}

TEST(ArrowRows, AStreamThatNobodyReadsIsReleased) {
  ArrowArrayStream stream{};
  ArrowRows rows(kFields);
  AddFull(rows);
  std::move(rows).Export(stream);
  stream.release(&stream);
  EXPECT_EQ(stream.release, nullptr);
}

}  // namespace
}  // namespace readiness::table
