// Reads an Arrow stream that was given out, by the words of the specification alone, as text.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/text.h"
#include "readiness/table/arrow_c_data.h"

namespace readiness::table {

struct ArrowText {
  std::vector<std::string> fields;             // "name format", with "?" where it may be null.
  std::vector<std::vector<std::string>> rows;  // "null" where there is none, texts in quotes.
  std::vector<int64_t> lengths;                // Of the arrays.

  // The cells of a column.
  [[nodiscard]] std::vector<std::string> Column(std::string_view name) const {
    std::vector<std::string> cells;
    for (size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].rfind(std::string(name) + " ", 0) != 0) continue;
      for (const auto& row : rows) cells.push_back(row[i]);
    }
    return cells;
  }
};

inline bool BitOf(const void* bits, int64_t at) {
  return (static_cast<const uint8_t*>(bits)[at / 8] >> (at % 8) & 1) != 0;
}
inline std::string TextOfArrow(const ArrowArray& array, int64_t at) {
  const auto* const ends = static_cast<const int32_t*>(array.buffers[1]);
  return "\"" +
         std::string(static_cast<const char*>(array.buffers[2]) + ends[at],
                     static_cast<size_t>(ends[at + 1] - ends[at])) +
         "\"";
}
inline std::string CellOfArrow(const ArrowSchema& schema, const ArrowArray& array, int64_t at) {
  if (array.null_count > 0 && !BitOf(array.buffers[0], at)) return "null";
  const std::string_view format = schema.format;
  if (format == "u") return TextOfArrow(array, at);
  if (format == "l" || format == "tsu:UTC") {
    return base::Cat(static_cast<const int64_t*>(array.buffers[1])[at]);
  }
  if (format == "g") return base::Cat(static_cast<const double*>(array.buffers[1])[at]);
  if (format == "b") return BitOf(array.buffers[1], at) ? "true" : "false";
  EXPECT_EQ(format, "+l");
  const auto* const ends = static_cast<const int32_t*>(array.buffers[1]);
  std::string list = "[";
  for (int32_t item = ends[at]; item < ends[at + 1]; ++item) {
    list += (item == ends[at] ? "" : ",") + TextOfArrow(*array.children[0], item);
  }
  return list + "]";
}

// Reads to the end and releases all.
inline ArrowText ReadArrow(ArrowArrayStream& stream) {
  ArrowText text;
  ArrowSchema schema{};
  EXPECT_EQ(stream.get_schema(&stream, &schema), 0);
  EXPECT_STREQ(schema.format, "+s");
  for (int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& field = *schema.children[i];
    text.fields.push_back(base::Cat(field.name, " ", field.format,
                                    (field.flags & ARROW_FLAG_NULLABLE) != 0 ? "?" : ""));
  }
  while (true) {
    ArrowArray array{};
    EXPECT_EQ(stream.get_next(&stream, &array), 0);
    if (array.release == nullptr) break;
    text.lengths.push_back(array.length);
    EXPECT_EQ(array.n_children, schema.n_children);
    for (int64_t row = 0; row < array.length; ++row) {
      text.rows.emplace_back();
      for (int64_t i = 0; i < schema.n_children; ++i) {
        EXPECT_GE(array.children[i]->length, array.length);
        text.rows.back().push_back(CellOfArrow(*schema.children[i], *array.children[i], row));
      }
    }
    array.release(&array);
    EXPECT_EQ(array.release, nullptr);
  }
  EXPECT_EQ(stream.get_last_error(&stream), nullptr);
  schema.release(&schema);
  stream.release(&stream);
  EXPECT_EQ(stream.release, nullptr);
  return text;
}

}  // namespace readiness::table
