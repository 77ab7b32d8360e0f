#include "readiness/table/csv.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"
#include "readiness/base/text.h"

#include "table/csv_scan.h"

namespace readiness::table {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Row = std::vector<std::string>;
constexpr CsvColumn kColumns[] = {{"a", true}, {"b", false}, {"c", false}};

struct Outcome {
  absl::Status status;
  std::vector<Row> rows;
  std::vector<int64_t> lines;
  [[nodiscard]] std::string message() const { return std::string(base::ToStd(status.message())); }
};

CsvCallback Into(Outcome& outcome) {
  return [&outcome](const CsvBatch& batch) {
    for (size_t row = 0; row < batch.row_count(); ++row) {
      outcome.rows.push_back({std::string(batch.Field(row, 0)), std::string(batch.Field(row, 1)),
                              std::string(batch.Field(row, 2))});
      outcome.lines.push_back(batch.Line(row));
    }
    return absl::OkStatus();
  };
}
Outcome ReadText(std::string_view text, const CsvOptions& options = {}) {
  Outcome outcome;
  outcome.status = ReadCsvText(text, kColumns, options, Into(outcome));
  return outcome;
}
// The bytes arrive `step` at a time.
Outcome ReadInSteps(std::string text, size_t step, const CsvOptions& options = {}) {
  Outcome outcome;
  size_t at = 0;
  const ByteSource source = [&](std::span<char> room) -> absl::StatusOr<size_t> {
    const size_t count = std::min({step, room.size(), text.size() - at});
    std::copy_n(text.data() + at, count, room.data());
    at += count;
    return count;
  };
  outcome.status = ReadCsv(source, kColumns, options, Into(outcome));
  return outcome;
}

TEST(Csv, ReadsRowsInTheOrderOfTheColumnsAndNotOfTheFile) {
  const Outcome read = ReadText("c,a,b\n3,1,2\n6,4,5\n");
  ASSERT_TRUE(read.status.ok()) << read.message();
  EXPECT_THAT(read.rows, ElementsAre(Row{"1", "2", "3"}, Row{"4", "5", "6"}));
  EXPECT_THAT(read.lines, ElementsAre(2, 3));
}

TEST(Csv, AColumnThatTheFileDoesNotHaveIsEmptyAndKnownToBe) {
  bool has_b = true;
  ASSERT_TRUE(ReadCsvText("a\nx\n", kColumns, {}, [&](const CsvBatch& batch) {
                has_b = batch.Has(1);
                EXPECT_EQ(batch.Field(0, 0), "x");
                EXPECT_EQ(batch.Field(0, 1), "");
                return absl::OkStatus();
              }).ok());
  EXPECT_FALSE(has_b);
}

TEST(Csv, QuotedFieldsHoldSeparatorsLineEndsAndQuotes) {
  const Outcome read =
      ReadText("a,b,c\n\"x,y\",\"1\n2\r\n3\",\"say \"\"hi\"\"\"\n\"\",,\"\"\"\"\n");
  ASSERT_TRUE(read.status.ok()) << read.message();
  EXPECT_THAT(read.rows, ElementsAre(Row{"x,y", "1\n2\r\n3", "say \"hi\""}, Row{"", "", "\""}));
  EXPECT_THAT(read.lines, ElementsAre(2, 5));
}

TEST(Csv, LinesEndWithLfOrCrlfAndTheLastMayLackItsEnd) {
  for (const char* text : {"a,b,c\n1,2,3\n", "a,b,c\r\n1,2,3\r\n", "a,b,c\n1,2,3", "a,b,c\r\n1,2,3",
                           "a,b,c\r\n1,2,\"3\"\r\n", "a,b,c\n1,2,\"3\"", "a,b,c\n1,2,3\r"}) {
    const Outcome read = ReadText(text);
    ASSERT_TRUE(read.status.ok()) << read.message();
    EXPECT_THAT(read.rows, ElementsAre(Row{"1", "2", "3"})) << text;
  }
}

// Editors and exports leave them; of a table of one column it would be a row.
TEST(Csv, EmptyLinesAtTheEndAreNone) {
  for (const char* text : {"a,b,c\n1,2,3\n\n", "a,b,c\r\n1,2,3\r\n\r\n", "a,b,c\n1,2,3\n\n\n"}) {
    const Outcome read = ReadText(text);
    ASSERT_TRUE(read.status.ok()) << read.message();
    EXPECT_THAT(read.rows, ElementsAre(Row{"1", "2", "3"})) << text;
  }
  EXPECT_THAT(ReadText("a\n1\n\n").rows, ElementsAre(Row{"1", "", ""}, Row{"", "", ""}));
}

TEST(Csv, AByteOrderMarkBeforeTheHeaderIsPassedOver) {
  EXPECT_THAT(ReadText("\xEF\xBB\xBF\"a\",b,c\n1,2,3\n").rows, ElementsAre(Row{"1", "2", "3"}));
}

TEST(Csv, BlanksCount) {
  EXPECT_THAT(ReadText("a,b,c\n 1,2 , \n").rows, ElementsAre(Row{" 1", "2 ", " "}));
}

TEST(Csv, TabsSeparateTsv) {
  EXPECT_THAT(ReadText("a\tb\tc\n1,5\t\"2\t\"\t3\n", {.separator = '\t'}).rows,
              ElementsAre(Row{"1,5", "2\t", "3"}));
}

TEST(Csv, AHeaderAloneIsATableWithoutRows) {
  EXPECT_TRUE(ReadText("a,b\n").status.ok());
  EXPECT_TRUE(ReadText("a").status.ok());
}

struct Refusal {
  std::string text;
  std::string line;
  std::string words;
};

TEST(Csv, WhatDeviatesIsRefusedWithTheLine) {
  const std::vector<Refusal> refusals = {
      {"", "line 1: ", "no header"},
      {"\n", "line 1: ", "\"\" is no column"},
      {"a,x y,b\n", "line 1: ", "\"x y\" is no column of this table; its columns are a, b, c"},
      {"a,b,c,a\n", "line 1: ", "column \"a\" is given twice"},
      {"a,\"b\",c,\"q\"\n", "line 1: ", "\"q\" is no column"},
      {"a,a\n", "line 1: ", "column \"a\" is given twice"},
      {"b,c\n", "line 1: ", "column \"a\" is missing"},
      {"a,b\n1,2\n3\n", "line 3: ", "the row has 1 fields, the header has 2"},
      {"a,b\n1,2\n3,4,5\n6,7\n", "line 3: ", "more than the 2 fields"},
      {"a,b\n1,2\n\n3,4\n", "line 3: ", "the line is empty"},
      {"a,b\n1,2\n\n\n3,4\n", "line 3: ", "the line is empty"},
      {"a,b\n\n1\n", "line 2: ", "the line is empty"},
      {"a,b\n\n1,2,3\n", "line 2: ", "the line is empty"},
      {"a,b,c\n1,2,3\n4,5", "line 3: ", "breaks off in the middle of the row"},
      {"a,b\n1,2\n3,\"4\n5\n", "line 3: ", "never closed"},
      {"a,b\n\"1\n\",2\n3,4\"5\n", "line 4: ", "a quote stands inside a field"},
      {"a,b\n\"1\n\",\"2\"x\n", "line 3: ", "between the closing quote and the next separator"},
      {"a,b\n\"1\"x\"\",2\n", "line 2: ", "a quote stands inside a field"},
      {"a,b\n\"1\n\"\"\"x,2\n", "line 3: ", "between the closing quote"},
      {"a,b\n1,2\r3,4\n", "line 2: ", "a CR ends no line"},
      {"a,b\n1,2\n\xC3\xA9,\xE9\n", "line 3: ", "byte \\xe9 is not UTF-8"},
      {"a,b\n1,2\n\"\n\xFF\",\n", "line 4: ", "byte \\xff is not UTF-8"},
      {std::string("\xFF\xFE"
                   "a\0\n\0",
                   6),
       "line 1: ", "is not UTF-8"},
  };
  for (const Refusal& refusal : refusals) {
    for (const size_t step : {size_t{1}, size_t{1000}}) {
      const Outcome read = ReadInSteps(refusal.text, step);
      EXPECT_EQ(read.status.code(), absl::StatusCode::kInvalidArgument) << refusal.text;
      EXPECT_EQ(base::RuleOf(read.status), "CSV") << refusal.text;
      EXPECT_EQ(read.message().substr(0, refusal.line.size()), refusal.line) << read.message();
      EXPECT_THAT(read.message(), HasSubstr(refusal.words)) << refusal.text;
    }
  }
}

TEST(Csv, TheRowsBeforeAnErrorAreGiven) {
  const Outcome read = ReadText("a,b,c\n1,2,3\n4,5,6\n7,8\n");
  EXPECT_FALSE(read.status.ok());
  EXPECT_THAT(read.lines, ElementsAre(2, 3));
}

TEST(Csv, AnErrorOfTheCallbackEndsTheReadingAndComesBack) {
  int calls = 0;
  const absl::Status status =
      ReadCsvText("a\n1\n2\n3,4\n", kColumns, {}, [&](const CsvBatch& batch) {
        ++calls;
        return CsvError(batch.Line(1), "two is too many");
      });
  EXPECT_EQ(base::ToStd(status.message()), "line 3: CSV: two is too many");
  EXPECT_EQ(calls, 1);
}

TEST(Csv, FieldsAndRowsHaveLimits) {
  const CsvOptions options{.max_field_bytes = 4, .max_row_bytes = 12};
  EXPECT_TRUE(ReadText("a,b,c\n1234,567,9\n", options).status.ok());  // 11 bytes.
  Outcome read = ReadText("a,b,c\n1,2,3\n12345,,\n", options);
  EXPECT_EQ(read.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(read.message(),
            "line 3: LIMIT: a field of 5 bytes is longer than the 4 that are taken");
  read = ReadText("a,b,c\n1234,1234,12\n", options);
  EXPECT_EQ(read.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(read.message(),
            "line 2: LIMIT: a row of 13 bytes is longer than the 12 that are taken");
  EXPECT_EQ(base::RuleOf(read.status), "LIMIT");
}

TEST(Csv, ARowThatNeverEndsStopsAtTheLimit) {
  const CsvOptions options{.max_row_bytes = 1 << 20};
  int64_t given = 0;
  const ByteSource endless = [&given](std::span<char> room) -> absl::StatusOr<size_t> {
    std::fill(room.begin(), room.end(), 'x');
    if (given == 0) std::copy_n("a\n1\n\"", 5, room.data());
    given += static_cast<int64_t>(room.size());
    return room.size();
  };
  Outcome outcome;
  outcome.status = ReadCsv(endless, kColumns, options, Into(outcome));
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(outcome.message(), HasSubstr("line 3: LIMIT: the row that begins here"));
  EXPECT_LE(given, 4 << 20);
}

TEST(Csv, RowsLongerThanTheFirstBufferAreRead) {
  const std::string text(1'000'000, 'y');
  const Outcome read =
      ReadInSteps("a,b,c\n1,2,3\n" + text + ",\"" + text + "\n\"\"\",\n4,5,6\n", 100'000);
  ASSERT_TRUE(read.status.ok()) << read.message();
  ASSERT_EQ(read.rows.size(), 3u);
  EXPECT_EQ(read.rows[1][0], text);
  EXPECT_EQ(read.rows[1][1], text + "\n\"");
  EXPECT_THAT(read.lines, ElementsAre(2, 3, 5));
}

// However the bytes arrive and wherever a block or a buffer ends, the rows are the same.
TEST(Csv, TheRowsDoNotDependOnWhereTheBuffersEnd) {
  std::string text = "a,b,c\r\n";
  std::vector<Row> rows;
  for (int i = 0; i < 40'000; ++i) {
    const std::string number = std::to_string(i);
    if (i % 3 == 0) {
      text += number + ",\"q\"\"\r\n" + number + "\",\xC3\xA9\r\n";
      rows.push_back({number, "q\"\r\n" + number, "\xC3\xA9"});
    } else {
      text += number + ",,plain\r\n";
      rows.push_back({number, "", "plain"});
    }
  }
  ASSERT_GT(text.size(), size_t{2} * 256 * 1024);  // Several buffers.
  for (const size_t step : {size_t{777}, size_t{65536}, text.size()}) {
    const Outcome read = ReadInSteps(text, step);
    ASSERT_TRUE(read.status.ok()) << read.message();
    EXPECT_EQ(read.rows, rows);
    EXPECT_EQ(read.lines.back(), 2 + 39'999 + 13'333);  // A third of the rows takes two lines.
  }
}

// What Python's csv module writes and reads (tests/golden/csv_rows.py).
TEST(Csv, ReadsWhatPythonReads) {
  std::ifstream golden(std::string(READINESS_SOURCE_DIR) + "/tests/golden/csv_rows.txt");
  ASSERT_TRUE(golden.is_open());
  const auto text_of = [](std::string_view hex) {
    return hex == "-" ? std::string() : absl::HexStringToBytes(base::ToAbsl(hex));
  };
  std::string separator;
  std::string file;
  std::string stored;
  int files = 0;
  while (golden >> separator >> file >> stored) {
    std::vector<Row> rows;
    if (stored != "-") {
      for (const auto row : absl::StrSplit(stored, '/')) {
        rows.emplace_back();
        for (const auto field : absl::StrSplit(row, '.')) {
          rows.back().push_back(text_of(base::ToStd(field)));
        }
      }
    }
    const Outcome read = ReadText(text_of(file), {.separator = separator == "tab" ? '\t' : ','});
    ASSERT_TRUE(read.status.ok()) << read.message() << " in " << text_of(file);
    EXPECT_EQ(read.rows, rows) << text_of(file);
    ++files;
  }
  EXPECT_EQ(files, 400);
}

TEST(Csv, ReadsFilesAndNamesThemInErrors) {
  const std::string path = (std::filesystem::path(testing::TempDir()) / "csv_test.csv").string();
  std::ofstream(path, std::ios::binary) << "a,b\n1,2\n3\n";
  Outcome read;
  read.status = ReadCsvFile(path, kColumns, {}, Into(read));
  EXPECT_EQ(read.message(), path + ": line 3: CSV: the row has 1 fields, the header has 2");
  EXPECT_EQ(read.rows.size(), 1u);

  read.status = ReadCsvFile(path + ".absent", kColumns, {}, Into(read));
  EXPECT_EQ(read.status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::RuleOf(read.status), "FILE");
  EXPECT_THAT(read.message(), HasSubstr(path + ".absent: FILE: cannot be opened: "));

  read.status = ReadCsvFile(testing::TempDir(), kColumns, {}, Into(read));  // A folder.
  EXPECT_EQ(read.status.code(), absl::StatusCode::kUnavailable);
  std::filesystem::remove(path);
}

TEST(Csv, OptionsThatMakeNoSenseAreRefused) {
  EXPECT_FALSE(ReadText("a\n", {.separator = '"'}).status.ok());
  EXPECT_FALSE(ReadText("a\n", {.separator = '\n'}).status.ok());
  EXPECT_FALSE(ReadText("a\n", {.separator = '\xC3'}).status.ok());
  EXPECT_FALSE(ReadText("a\n", {.max_field_bytes = 0}).status.ok());
  EXPECT_FALSE(ReadText("a\n", {.max_row_bytes = int64_t{1} << 31}).status.ok());
}

TEST(CsvScan, BothWaysFindTheSameMarks) {
  std::string bytes(internal::kCsvBlock, '\0');
  uint64_t state = 7;
  for (int round = 0; round < 20'000; ++round) {
    for (char& byte : bytes) {
      state = state * 6364136223846793005u + 1442695040888963407u;  // Knuth's MMIX generator.
      const auto drawn = static_cast<unsigned>(state >> 33);
      byte = drawn % 3 == 0 ? ",\n\r\"\t;"[drawn / 3 % 6] : static_cast<char>(drawn >> 8);
    }
    for (const char separator : {',', '\t', '\x01'}) {
      const internal::CsvMarks words = internal::FindMarksInWords(bytes.data(), separator);
      const internal::CsvMarks quick = internal::FindMarks(bytes.data(), separator);
      ASSERT_EQ(words.ends, quick.ends);
      ASSERT_EQ(words.quotes, quick.quotes);
      ASSERT_EQ(words.high, quick.high);
      for (size_t i = 0; i < internal::kCsvBlock; ++i) {
        const bool ends = bytes[i] == separator || bytes[i] == '\n' || bytes[i] == '\r';
        ASSERT_EQ((words.ends >> i & 1) != 0, ends);
        ASSERT_EQ((words.quotes >> i & 1) != 0, bytes[i] == '"');
        ASSERT_EQ((words.high >> i & 1) != 0, (bytes[i] & 0x80) != 0);
      }
    }
  }
}

TEST(CsvScan, RunningParityTurnsAtEachBit) {
  EXPECT_EQ(internal::RunningParity(0), 0u);
  EXPECT_EQ(internal::RunningParity(0b100100), 0b011100u);
  EXPECT_EQ(internal::RunningParity(1), ~uint64_t{0});
}

}  // namespace
}  // namespace readiness::table
