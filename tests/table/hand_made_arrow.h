// Arrow tables put together by hand, field by field, so that each field can be wrong.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "readiness/table/arrow_c_data.h"

namespace readiness::table {

// One column: what the structures say of it, and its buffers (one without bytes is a null pointer).
struct HandMadeColumn {
  std::string name;
  std::string format;
  int64_t length = 0;
  int64_t null_count = 0;
  int64_t offset = 0;
  std::vector<std::vector<char>> buffers;
  std::shared_ptr<HandMadeColumn> dictionary = nullptr;
};

template <typename T>
std::vector<char> Bytes(const std::vector<T>& values) {
  std::vector<char> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}
template <typename T>
HandMadeColumn Fixed(std::string name, std::string format, const std::vector<T>& values) {
  return {std::move(name),    std::move(format), static_cast<int64_t>(values.size()), 0, 0,
          {{}, Bytes(values)}};
}
// Text with offsets of 32 or, as Offset = int64_t, of 64 bits.
template <typename Offset = int32_t>
HandMadeColumn Texts(std::string name, const std::vector<std::string>& values) {
  std::vector<Offset> offsets = {0};
  std::string all;
  for (const std::string& value : values) {
    all += value;
    offsets.push_back(static_cast<Offset>(all.size()));
  }
  return {std::move(name),
          sizeof(Offset) == 4 ? "u" : "U",
          static_cast<int64_t>(values.size()),
          0,
          0,
          {{}, Bytes(offsets), std::vector<char>(all.begin(), all.end())}};
}

// Owns a table and counts the calls of its releases. Changing what it gave out is what it is for.
class HandMadeTable {
 public:
  explicit HandMadeTable(std::vector<HandMadeColumn> columns, int64_t offset = 0)
      : columns_(std::move(columns)) {
    const int64_t length = columns_.empty() ? 0 : columns_[0].length - offset;
    for (HandMadeColumn& column : columns_) {
      schema_children_.push_back(MakeSchema(column));
      array_children_.push_back(MakeArray(column));
    }
    schema = {};
    schema.format = "+s";
    schema.name = "";
    schema.n_children = static_cast<int64_t>(columns_.size());
    schema.children = schema_children_.data();
    schema.release = ReleaseSchema;
    schema.private_data = &schema_releases;
    array = {};
    array.length = length;
    array.offset = offset;
    array.n_buffers = 1;
    array.buffers = no_validity_;
    array.n_children = static_cast<int64_t>(columns_.size());
    array.children = array_children_.data();
    array.release = ReleaseArray;
    array.private_data = &array_releases;
  }
  HandMadeTable(const HandMadeTable&) = delete;
  HandMadeTable& operator=(const HandMadeTable&) = delete;

  ArrowSchema schema;
  ArrowArray array;
  int schema_releases = 0;
  int array_releases = 0;

 private:
  static void ReleaseSchema(ArrowSchema* released) {
    ++*static_cast<int*>(released->private_data);
    released->release = nullptr;
  }
  static void ReleaseArray(ArrowArray* released) {
    ++*static_cast<int*>(released->private_data);
    released->release = nullptr;
  }
  // Children are released by their table, which here owns them anyway.
  static void KeepSchema(ArrowSchema*) {}
  static void KeepArray(ArrowArray*) {}

  ArrowSchema* MakeSchema(HandMadeColumn& column) {
    auto& made = *schemas_.emplace_back(std::make_unique<ArrowSchema>());
    made = {};
    made.format = column.format.c_str();
    made.name = column.name.c_str();
    made.flags = ARROW_FLAG_NULLABLE;
    made.release = KeepSchema;
    if (column.dictionary != nullptr) made.dictionary = MakeSchema(*column.dictionary);
    return &made;
  }
  ArrowArray* MakeArray(HandMadeColumn& column) {
    auto& made = *arrays_.emplace_back(std::make_unique<ArrowArray>());
    auto& buffers = *buffers_.emplace_back(std::make_unique<std::vector<const void*>>());
    for (const auto& buffer : column.buffers) {
      buffers.push_back(buffer.empty() ? nullptr : buffer.data());
    }
    made = {};
    made.length = column.length;
    made.null_count = column.null_count;
    made.offset = column.offset;
    made.n_buffers = static_cast<int64_t>(buffers.size());
    made.buffers = buffers.data();
    made.release = KeepArray;
    if (column.dictionary != nullptr) made.dictionary = MakeArray(*column.dictionary);
    return &made;
  }

  std::vector<HandMadeColumn> columns_;
  std::vector<std::unique_ptr<ArrowSchema>> schemas_;
  std::vector<std::unique_ptr<ArrowArray>> arrays_;
  std::vector<std::unique_ptr<std::vector<const void*>>> buffers_;
  std::vector<ArrowSchema*> schema_children_;
  std::vector<ArrowArray*> array_children_;
  const void* no_validity_[1] = {nullptr};
};

// A stream over hand-made tables. The schema is that of the first.
struct HandMadeStream {
  std::vector<std::unique_ptr<HandMadeTable>> tables;
  size_t next = 0;
  size_t fails_at = 1000;
  bool has_arrays = true;  // False: a schema, and then the end.
  bool fails_schema = false;
  int releases = 0;
  ArrowArrayStream stream{};

  HandMadeStream() {
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      auto* const made = static_cast<HandMadeStream*>(self->private_data);
      if (made->fails_schema) return 5;
      made->gave_schema = true;
      *out = made->tables.at(0)->schema;
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto* const made = static_cast<HandMadeStream*>(self->private_data);
      if (made->next == made->fails_at) return 5;
      if (!made->has_arrays || made->next == made->tables.size()) {
        out->release = nullptr;
      } else {
        *out = made->tables[made->next++]->array;
      }
      return 0;
    };
    stream.get_last_error = [](ArrowArrayStream*) { return "the cable is\nloose"; };
    stream.release = [](ArrowArrayStream* self) {
      ++static_cast<HandMadeStream*>(self->private_data)->releases;
      self->release = nullptr;
    };
    stream.private_data = this;
  }
  HandMadeStream(const HandMadeStream&) = delete;
  HandMadeStream& operator=(const HandMadeStream&) = delete;

  // Was the stream released once, and once whatever came out of it, and nothing else?
  [[nodiscard]] bool IsReleasedOnce() const {
    bool is_right = releases == 1 && stream.release == nullptr &&
                    tables.at(0)->schema_releases == (gave_schema ? 1 : 0);
    for (size_t i = 0; i < tables.size(); ++i) {
      is_right = is_right && tables[i]->array_releases == (i < next ? 1 : 0);
    }
    return is_right;
  }

 private:
  bool gave_schema = false;
};

}  // namespace readiness::table
