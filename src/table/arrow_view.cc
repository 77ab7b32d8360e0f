#include "table/arrow_view.h"

#include <cstring>
#include <limits>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

namespace readiness::table::internal {
namespace {

absl::Status Wrong(std::string_view what) { return base::Invalid("ARROW", what); }

// Elements that any buffer may have: 16 bytes each stay within 63 bits.
constexpr int64_t kMostElements = int64_t{1} << 56;
constexpr int64_t kViewBytes = 16;  // Size, then the text, or its begin, buffer and offset.
constexpr int32_t kInlineBytes = 12;

}  // namespace

absl::Status CheckArrowLengths(const ArrowArray& array) {
  if (array.release == nullptr) return Wrong("the array was released or moved");
  if (array.length < 0 || array.offset < 0 || array.length > kMostElements ||
      array.offset > kMostElements) {
    return Wrong(base::Cat("length ", array.length, " and offset ", array.offset,
                           " must lie between 0 and 2^56"));
  }
  if (array.null_count < -1 || array.null_count > array.length) {
    return Wrong(base::Cat("null_count is ", array.null_count, " of ", array.length, " values"));
  }
  if (array.n_buffers < 0 || (array.n_buffers > 0 && array.buffers == nullptr)) {
    return Wrong(base::Cat("n_buffers is ", array.n_buffers, ", buffers is ",
                           array.buffers == nullptr ? "null" : "there"));
  }
  if (array.n_children < 0 || (array.n_children > 0 && array.children == nullptr)) {
    return Wrong(base::Cat("n_children is ", array.n_children, ", children is ",
                           array.children == nullptr ? "null" : "there"));
  }
  return absl::OkStatus();
}

absl::Status ArrowView::ReadFormat(std::string_view format) {
  constexpr std::string_view kWholes = "cCsSiIlL";  // 8 to 64 bits, signed and not.
  if (format.size() == 1) {
    if (const size_t at = kWholes.find(format[0]); at != std::string_view::npos) {
      type_ = ArrowType::kWhole;
      width_ = 1 << (at / 2);
      is_signed_ = at % 2 == 0;
      return absl::OkStatus();
    }
    switch (format[0]) {
      case 'n':
        return absl::OkStatus();
      case 'f':
        type_ = ArrowType::kFloat;
        width_ = 4;
        return absl::OkStatus();
      case 'g':
        type_ = ArrowType::kDouble;
        width_ = 8;
        return absl::OkStatus();
      case 'u':
      case 'U':
        type_ = ArrowType::kText;
        layout_ = format[0] == 'u' ? Layout::kOffsets32 : Layout::kOffsets64;
        return absl::OkStatus();
      default:
        break;
    }
  }
  if (format == "vu") {
    type_ = ArrowType::kText;
    layout_ = Layout::kViews;
    return absl::OkStatus();
  }
  if (format.size() >= 4 && format.starts_with("ts") && format[3] == ':') {
    type_ = ArrowType::kTimestamp;
    width_ = 8;
    if (format[2] == 's') factor_ = 1'000'000;
    if (format[2] == 'm') factor_ = 1'000;
    if (format[2] == 'n') divisor_ = 1'000;
    if (std::string_view("smun").find(format[2]) != std::string_view::npos) {
      if (format.size() > 4) return absl::OkStatus();
      return Wrong("timestamps without a zone say no moment; give them a zone");
    }
  }
  return Wrong(base::Cat("format ", base::Quoted(format.substr(0, 100)),
                         " is none that is read: c C s S i I l L, f g, u U vu, tss: tsm: tsu: tsn: "
                         "with a zone, n"));
}

absl::Status ArrowView::CheckBuffers(const ArrowArray& array) const {
  const auto count = array.n_buffers;
  const bool is_view = layout_ == Layout::kViews;
  const int64_t needed = type_ == ArrowType::kNull ? 0 : layout_ == Layout::kFixed ? 2 : 3;
  if (is_view ? count < needed : count != needed) {
    return Wrong(base::Cat("there are ", count, " buffers, the type has ", needed,
                           is_view ? " or more" : ""));
  }
  if (needed == 0) return absl::OkStatus();
  if (array.null_count > 0 && array.buffers[0] == nullptr) {
    return Wrong(
        base::Cat("null_count is ", array.null_count, ", but there is no validity buffer"));
  }
  if (array.length > 0 && array.buffers[1] == nullptr) {
    return Wrong("the buffer of the values is null");
  }
  if (is_view && count > 3 && array.buffers[count - 1] == nullptr) {
    return Wrong("the buffer of the sizes of buffers is null");
  }
  return absl::OkStatus();
}

absl::Status ArrowView::ReadSchema(const ArrowSchema& schema) {
  if (schema.release == nullptr) return Wrong("the schema was released or moved");
  if (schema.format == nullptr) return Wrong("the format is null");
  READINESS_RETURN_IF_ERROR(ReadFormat(schema.format));
  if (schema.n_children != 0) return Wrong("a column has no children of its own");
  if (schema.dictionary == nullptr) return absl::OkStatus();
  if (type_ != ArrowType::kWhole) return Wrong("the indexes of a dictionary are whole numbers");
  if (schema.dictionary->dictionary != nullptr) return Wrong("a dictionary inside a dictionary");
  return absl::OkStatus();
}

absl::StatusOr<ArrowType> ArrowView::TypeOf(const ArrowSchema& schema) {
  ArrowView view;
  READINESS_RETURN_IF_ERROR(view.ReadSchema(schema));
  if (schema.dictionary == nullptr) return view.type_;
  const auto inner = TypeOf(*schema.dictionary);
  return inner.ok() ? inner : base::At("dictionary", inner.status());
}

absl::StatusOr<ArrowView> ArrowView::Make(const ArrowSchema& schema, const ArrowArray& array,
                                          int64_t first, int64_t count) {
  ArrowView view;
  READINESS_RETURN_IF_ERROR(view.ReadSchema(schema));
  if (array.n_children != 0) return Wrong("a column has no children of its own");
  READINESS_RETURN_IF_ERROR(CheckArrowLengths(array));
  if (first > array.length || count > array.length - first) {
    return Wrong(base::Cat("the column has ", array.length, " values, the table reaches to ",
                           first + count));
  }
  READINESS_RETURN_IF_ERROR(view.CheckBuffers(array));
  view.first_ = array.offset + first;
  if (view.type_ != ArrowType::kNull) {
    // Without nulls the bits may be anything.
    if (array.null_count != 0) view.validity_ = static_cast<const uint8_t*>(array.buffers[0]);
    view.values_ = array.buffers[1];
    if (view.layout_ == Layout::kViews) {
      view.view_buffers_ = array.buffers + 2;
      view.view_buffer_count_ = array.n_buffers - 3;
      view.view_sizes_ = array.buffers[array.n_buffers - 1];
    } else if (view.layout_ != Layout::kFixed) {
      view.texts_ = static_cast<const char*>(array.buffers[2]);
    }
  }
  if ((schema.dictionary == nullptr) != (array.dictionary == nullptr)) {
    return Wrong("schema and array must both have a dictionary, or neither");
  }
  if (schema.dictionary != nullptr) {
    auto dictionary = Make(*schema.dictionary, *array.dictionary, 0, array.dictionary->length);
    if (!dictionary.ok()) return base::At("dictionary", dictionary.status());
    view.dictionary_ = std::make_shared<const ArrowView>(*std::move(dictionary));
    view.dictionary_length_ = array.dictionary->length;
  }
  return view;
}

template <typename T>
T ArrowView::Load(const void* buffer, int64_t index) const {
  T value;  // Nothing says that buffers are aligned.
  std::memcpy(&value, static_cast<const char*>(buffer) + index * int64_t{sizeof(T)}, sizeof(T));
  return value;
}

bool ArrowView::IsNull(int64_t row) const {
  if (type_ == ArrowType::kNull) return true;
  if (validity_ == nullptr) return false;
  const int64_t bit = first_ + row;
  return (validity_[bit / 8] >> (bit % 8) & 1) == 0;
}

absl::StatusOr<ArrowView::Place> ArrowView::FindRow(int64_t row) const {
  if (IsNull(row)) return Place{};
  if (dictionary_ == nullptr) return Place{this, row};
  const std::optional<int64_t> index = Whole(row);
  if (!index.has_value() || *index < 0 || *index >= dictionary_length_) {
    return Wrong(base::Cat("index ", index.value_or(-1), " is none of a dictionary of ",
                           dictionary_length_, " values"));
  }
  return dictionary_->FindRow(*index);
}

std::optional<int64_t> ArrowView::Whole(int64_t row) const {
  const int64_t at = first_ + row;
  switch (width_) {
    case 1:
      return is_signed_ ? Load<int8_t>(values_, at) : int64_t{Load<uint8_t>(values_, at)};
    case 2:
      return is_signed_ ? Load<int16_t>(values_, at) : int64_t{Load<uint16_t>(values_, at)};
    case 4:
      return is_signed_ ? Load<int32_t>(values_, at) : int64_t{Load<uint32_t>(values_, at)};
    default:
      break;
  }
  const auto number = Load<int64_t>(values_, at);
  if (!is_signed_ && number < 0) return std::nullopt;  // Above 2^63 - 1.
  return number;
}

double ArrowView::Number(int64_t row) const {
  const int64_t at = first_ + row;
  return type_ == ArrowType::kFloat ? static_cast<double>(Load<float>(values_, at))
                                    : Load<double>(values_, at);
}

std::optional<int64_t> ArrowView::Micros(int64_t row) const {
  const auto ticks = Load<int64_t>(values_, first_ + row);
  if (ticks % divisor_ != 0) return std::nullopt;
  if (ticks > std::numeric_limits<int64_t>::max() / factor_ ||
      ticks < std::numeric_limits<int64_t>::min() / factor_) {
    return std::nullopt;
  }
  return ticks * factor_ / divisor_;
}

absl::StatusOr<std::string_view> ArrowView::Text(int64_t row) const {
  const int64_t at = first_ + row;
  std::string_view text;
  if (layout_ == Layout::kViews) {
    const auto* const view = static_cast<const char*>(values_) + at * kViewBytes;
    const auto size = Load<int32_t>(view, 0);
    if (size < 0) return Wrong(base::Cat("a text has ", size, " bytes"));
    if (size <= kInlineBytes) {
      text = {view + 4, static_cast<size_t>(size)};
    } else {
      const auto buffer = Load<int32_t>(view, 2);
      const auto offset = Load<int32_t>(view, 3);
      if (buffer < 0 || buffer >= view_buffer_count_) {
        return Wrong(base::Cat("a text points to buffer ", buffer, " of ", view_buffer_count_));
      }
      const auto buffer_size = Load<int64_t>(view_sizes_, buffer);
      if (offset < 0 || int64_t{offset} + size > buffer_size || view_buffers_[buffer] == nullptr) {
        return Wrong(base::Cat("a text of ", size, " bytes at ", offset, " is not in buffer ",
                               buffer, " of ", buffer_size, " bytes"));
      }
      text = {static_cast<const char*>(view_buffers_[buffer]) + offset, static_cast<size_t>(size)};
    }
  } else {
    const bool is_large = layout_ == Layout::kOffsets64;
    const int64_t begin = is_large ? Load<int64_t>(values_, at) : Load<int32_t>(values_, at);
    const int64_t end = is_large ? Load<int64_t>(values_, at + 1) : Load<int32_t>(values_, at + 1);
    if (begin < 0 || end < begin) {
      return Wrong(base::Cat("a text begins at ", begin, " and ends at ", end));
    }
    if (end == begin) return text;
    if (texts_ == nullptr) return Wrong("the buffer of the texts is null");
    text = {texts_ + begin, static_cast<size_t>(end - begin)};
  }
  return text;
}

}  // namespace readiness::table::internal
