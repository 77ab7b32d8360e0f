#include "readiness/table/arrow_rows.h"

#include <cassert>
#include <cerrno>
#include <new>
#include <utility>

namespace readiness::table {
namespace {

using internal::ArrowBatch;
using internal::ArrowColumn;

constexpr int64_t kMostRows = 65'536;
constexpr size_t kMostTextBytes = size_t{64} << 20;

void AddBit(std::vector<uint8_t>& bits, int64_t row, bool value) {
  if (row % 8 == 0) bits.push_back(0);
  bits.back() |= static_cast<uint8_t>((value ? 1 : 0) << (row % 8));
}

const char* FormatOf(ArrowKind kind) {
  switch (kind) {
    case ArrowKind::kText:
      return "u";
    case ArrowKind::kTexts:
      return "+l";
    case ArrowKind::kWhole:
      return "l";
    case ArrowKind::kNumber:
      return "g";
    case ArrowKind::kTruth:
      return "b";
    case ArrowKind::kMoment:
      return "tsu:UTC";
  }
  return "n";
}

// --- schemas: names and formats are constants; only the lists of children are owned ----------

struct OwnedSchemas {
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

void ReleaseSchema(ArrowSchema* schema) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    ArrowSchema* const child = schema->children[i];
    if (child->release != nullptr) child->release(child);
  }
  delete static_cast<OwnedSchemas*>(schema->private_data);
  schema->release = nullptr;
}

ArrowSchema Leaf(const char* name, const char* format, bool is_nullable) {
  ArrowSchema schema{};
  schema.name = name;
  schema.format = format;
  schema.flags = is_nullable ? ARROW_FLAG_NULLABLE : 0;
  schema.release = ReleaseSchema;
  return schema;
}

// Gives `schema` `count` children, which `make(i)` makes. On a throw those made are released.
template <typename Make>
void AddChildren(ArrowSchema& schema, size_t count, const Make& make) {
  auto owned = std::make_unique<OwnedSchemas>();
  owned->children.resize(count);
  for (ArrowSchema& child : owned->children) owned->pointers.push_back(&child);
  // From here on the schema owns them, those that are still to be made being released ones.
  schema.n_children = static_cast<int64_t>(count);
  schema.children = owned->pointers.data();
  schema.private_data = owned.release();
  for (size_t i = 0; i < count; ++i) make(i, *schema.children[i]);
}

void MakeSchema(std::span<const ArrowField> fields, ArrowSchema& schema) {
  schema = Leaf("", "+s", false);
  AddChildren(schema, fields.size(), [&fields](size_t i, ArrowSchema& child) {
    const ArrowField& field = fields[i];
    child = Leaf(field.name, FormatOf(field.kind), field.is_nullable);
    if (field.kind != ArrowKind::kTexts) return;
    AddChildren(child, 1, [](size_t, ArrowSchema& item) { item = Leaf("item", "u", false); });
  });
}

// --- arrays: each holds its batch, so that it may outlive the others ----------------------------

struct OwnedArrays {
  std::shared_ptr<const ArrowBatch> batch;
  const void* buffers[3] = {nullptr, nullptr, nullptr};
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};

void ReleaseArray(ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; ++i) {
    ArrowArray* const child = array->children[i];
    if (child->release != nullptr) child->release(child);
  }
  delete static_cast<OwnedArrays*>(array->private_data);
  array->release = nullptr;
}

// Makes `array` own a share of the batch and `child_count` children that are still to be made.
OwnedArrays& Own(const std::shared_ptr<const ArrowBatch>& batch, int64_t length,
                 int64_t buffer_count, size_t child_count, ArrowArray& array) {
  auto owned = std::make_unique<OwnedArrays>();
  owned->batch = batch;
  owned->children.resize(child_count);
  for (ArrowArray& child : owned->children) owned->pointers.push_back(&child);
  array = {};
  array.length = length;
  array.n_buffers = buffer_count;
  array.buffers = owned->buffers;
  array.n_children = static_cast<int64_t>(child_count);
  array.children = owned->pointers.data();
  array.release = ReleaseArray;
  array.private_data = owned.get();
  return *owned.release();
}

void MakeTexts(const std::shared_ptr<const ArrowBatch>& batch, const ArrowColumn& column,
               ArrowArray& array) {
  OwnedArrays& owned = Own(batch, static_cast<int64_t>(column.text_ends.size()) - 1, 3, 0, array);
  owned.buffers[1] = column.text_ends.data();
  owned.buffers[2] = column.text.data();
}

void MakeColumn(const std::shared_ptr<const ArrowBatch>& batch, const ArrowField& field,
                const ArrowColumn& column, ArrowArray& array) {
  if (field.kind == ArrowKind::kText) {
    MakeTexts(batch, column, array);
  } else {
    const bool is_list = field.kind == ArrowKind::kTexts;
    OwnedArrays& owned = Own(batch, batch->row_count, 2, is_list ? 1 : 0, array);
    if (is_list) {
      owned.buffers[1] = column.list_ends.data();
      MakeTexts(batch, column, *array.children[0]);
    } else if (field.kind == ArrowKind::kNumber) {
      owned.buffers[1] = column.numbers.data();
    } else if (field.kind == ArrowKind::kTruth) {
      owned.buffers[1] = column.truths.data();
    } else {
      owned.buffers[1] = column.wholes.data();
    }
  }
  array.null_count = column.null_count;
  if (column.null_count > 0) array.buffers[0] = column.validity.data();
}

void MakeArray(std::span<const ArrowField> fields, const std::shared_ptr<const ArrowBatch>& batch,
               ArrowArray& array) {
  Own(batch, batch->row_count, 1, fields.size(), array);
  for (size_t i = 0; i < fields.size(); ++i) {
    MakeColumn(batch, fields[i], batch->columns[i], *array.children[i]);
  }
}

// --- the stream --------------------------------------------------------------------------------

struct Stream {
  std::span<const ArrowField> fields;
  std::vector<std::shared_ptr<ArrowBatch>> batches;
  size_t next = 0;
  const char* error = nullptr;  // What the last call said.
};

// Runs `make(out)`; where memory runs out what was made is released.
template <typename Structure, typename Make>
int Give(Stream& stream, Structure* out, const Make& make) noexcept {
  stream.error = nullptr;
  Structure made{};
  try {
    make(made);
  } catch (const std::bad_alloc&) {
    if (made.release != nullptr) made.release(&made);
    out->release = nullptr;
    stream.error = "memory: there is not enough of it";
    return ENOMEM;
  }
  *out = made;
  return 0;
}

int GetSchema(ArrowArrayStream* self, ArrowSchema* out) {
  Stream& stream = *static_cast<Stream*>(self->private_data);
  return Give(stream, out, [&stream](ArrowSchema& made) { MakeSchema(stream.fields, made); });
}

int GetNext(ArrowArrayStream* self, ArrowArray* out) {
  Stream& stream = *static_cast<Stream*>(self->private_data);
  if (stream.next == stream.batches.size()) {
    stream.error = nullptr;
    *out = {};
    return 0;
  }
  std::shared_ptr<ArrowBatch>& batch = stream.batches[stream.next];
  const int code = Give(
      stream, out, [&stream, &batch](ArrowArray& made) { MakeArray(stream.fields, batch, made); });
  if (code != 0) return code;  // It may be asked for again.
  batch.reset();
  ++stream.next;
  return 0;
}

const char* GetLastError(ArrowArrayStream* self) {
  return static_cast<Stream*>(self->private_data)->error;
}

void ReleaseStream(ArrowArrayStream* self) {
  delete static_cast<Stream*>(self->private_data);
  self->release = nullptr;
}

}  // namespace

ArrowColumn& ArrowRows::Next(ArrowKind kind, bool is_null) {
  assert(fields_[field_].kind == kind && (!is_null || fields_[field_].is_nullable));
  (void)kind;
  if (field_ == 0 && (batches_.empty() || batches_.back()->row_count >= kMostRows ||
                      batches_.back()->text_bytes >= kMostTextBytes)) {
    auto batch = std::make_shared<ArrowBatch>();
    batch->columns.resize(fields_.size());
    for (ArrowColumn& column : batch->columns) {
      column.text_ends.push_back(0);
      column.list_ends.push_back(0);
    }
    batches_.push_back(std::move(batch));
  }
  ArrowColumn& column = batches_.back()->columns[field_];
  if (fields_[field_].is_nullable) AddBit(column.validity, batches_.back()->row_count, !is_null);
  if (is_null) ++column.null_count;
  return column;
}

void ArrowRows::End() {
  if (++field_ < fields_.size()) return;
  field_ = 0;
  ++batches_.back()->row_count;
  ++row_count_;
}

void ArrowRows::Text(std::optional<std::string_view> value) {
  ArrowColumn& column = Next(ArrowKind::kText, !value.has_value());
  column.text.append(value.value_or(std::string_view()));
  column.text_ends.push_back(static_cast<int32_t>(column.text.size()));
  batches_.back()->text_bytes += value.value_or(std::string_view()).size();
  End();
}

void ArrowRows::Texts(std::span<const std::string> values) {
  ArrowColumn& column = Next(ArrowKind::kTexts, false);
  for (const std::string& value : values) {
    column.text.append(value);
    column.text_ends.push_back(static_cast<int32_t>(column.text.size()));
    batches_.back()->text_bytes += value.size() + sizeof(int32_t);
  }
  column.list_ends.push_back(static_cast<int32_t>(column.text_ends.size()) - 1);
  End();
}

void ArrowRows::Whole(std::optional<int64_t> value) {
  Next(ArrowKind::kWhole, !value.has_value()).wholes.push_back(value.value_or(0));
  End();
}

void ArrowRows::Number(std::optional<double> value) {
  Next(ArrowKind::kNumber, !value.has_value()).numbers.push_back(value.value_or(0));
  End();
}

void ArrowRows::Truth(std::optional<bool> value) {
  AddBit(Next(ArrowKind::kTruth, !value.has_value()).truths, batches_.back()->row_count,
         value.value_or(false));
  End();
}

void ArrowRows::Moment(std::optional<absl::Time> value) {
  Next(ArrowKind::kMoment, !value.has_value())
      .wholes.push_back(value.has_value() ? absl::ToUnixMicros(*value) : 0);
  End();
}

void ArrowRows::Export(ArrowArrayStream& out) && {
  auto stream = std::make_unique<Stream>();
  stream->fields = fields_;
  stream->batches = std::move(batches_);
  out.get_schema = GetSchema;
  out.get_next = GetNext;
  out.get_last_error = GetLastError;
  out.release = ReleaseStream;
  out.private_data = stream.release();
}

}  // namespace readiness::table
