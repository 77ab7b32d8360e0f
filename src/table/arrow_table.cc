#include "table/arrow_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "readiness/base/number.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"

namespace readiness::table::internal {
namespace {

absl::Status Wrong(std::string_view what) { return base::Invalid("ARROW", what); }

absl::Status CheckStruct(const ArrowSchema& schema) {
  if (schema.release == nullptr) return Wrong("the schema was released or moved");
  if (schema.format == nullptr || std::string_view(schema.format) != "+s") {
    return Wrong("the table must be a struct of columns, format +s");
  }
  if (schema.dictionary != nullptr) return Wrong("the table must not be dictionary-encoded");
  if (schema.n_children < 0 || (schema.n_children > 0 && schema.children == nullptr)) {
    return Wrong(base::Cat("the schema has ", schema.n_children, " columns and no list of them"));
  }
  return absl::OkStatus();
}

absl::Status Missing(std::string_view name) {
  return Wrong(base::Cat("column ", base::Quoted(name), " is missing"));
}

absl::Status NotRead(std::string_view name) {
  return base::At(base::Cat("column ", name), Wrong("its type is none that is read here"));
}
absl::Status Twice(std::string_view name) {
  return base::At(base::Cat("column ", name), Wrong("is given twice"));
}

}  // namespace

absl::Status ArrowTable::Check(const ArrowSchema& schema) const {
  READINESS_RETURN_IF_ERROR(CheckStruct(schema));
  std::vector<bool> is_there(columns_.size());
  for (int64_t i = 0; i < schema.n_children; ++i) {
    READINESS_ASSIGN_OR_RETURN(const size_t place, PlaceOf(schema.children[i], i));
    const std::string_view name = columns_[place].name;
    if (is_there[place]) return Twice(name);
    is_there[place] = true;
    const auto type = ArrowView::TypeOf(*schema.children[i]);
    if (!type.ok()) return base::At(base::Cat("column ", name), type.status());
    if (!takes_(place, *type)) return NotRead(name);
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].is_needed && !is_there[i]) return Missing(columns_[i].name);
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> ArrowTable::PlaceOf(const ArrowSchema* column, int64_t number) const {
  if (column == nullptr || column->name == nullptr) {
    return Wrong(base::Cat("child ", number, " or its name is null"));
  }
  const std::string_view name = column->name;
  const auto known = std::find_if(columns_.begin(), columns_.end(),
                                  [name](const CsvColumn& one) { return one.name == name; });
  if (known == columns_.end()) {
    return Wrong(base::Cat(base::Quoted(name), " is no column of ", noun_));
  }
  return static_cast<size_t>(known - columns_.begin());
}

absl::Status ArrowTable::Find(const ArrowSchema& schema, const ArrowArray& array) {
  READINESS_RETURN_IF_ERROR(CheckStruct(schema));
  if (array.dictionary != nullptr) return Wrong("the table must not be dictionary-encoded");
  READINESS_RETURN_IF_ERROR(CheckArrowLengths(array));
  if (array.n_buffers != 1) {
    return Wrong(base::Cat("a struct has 1 buffer, the table has ", array.n_buffers));
  }
  if (array.null_count > 0 && array.buffers[0] == nullptr) {
    return Wrong("null_count is above 0, but there is no validity buffer");
  }
  if (schema.n_children != array.n_children) {
    return Wrong(
        base::Cat("the schema has ", schema.n_children, " columns, the array ", array.n_children));
  }
  for (auto& view : views_) view.reset();
  for (int64_t i = 0; i < schema.n_children; ++i) {
    READINESS_RETURN_IF_ERROR(FindColumn(schema.children[i], array.children[i], array, i));
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].is_needed && !views_[i].has_value()) {
      return Missing(columns_[i].name);
    }
  }
  validity_ = array.null_count != 0 ? static_cast<const uint8_t*>(array.buffers[0]) : nullptr;
  offset_ = array.offset;
  return absl::OkStatus();
}

absl::Status ArrowTable::FindColumn(const ArrowSchema* schema, const ArrowArray* column,
                                    const ArrowArray& table, int64_t number) {
  READINESS_ASSIGN_OR_RETURN(const size_t place, PlaceOf(schema, number));
  if (column == nullptr) return Wrong(base::Cat("child ", number, " or its name is null"));
  const std::string_view name = columns_[place].name;
  if (views_[place].has_value()) return Twice(name);
  absl::StatusOr<ArrowView> view = ArrowView::Make(*schema, *column, table.offset, table.length);
  if (!view.ok()) return base::At(base::Cat("column ", name), view.status());
  if (!takes_(place, view->type())) return NotRead(name);
  views_[place] = *std::move(view);
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> ArrowText(const ArrowView::Place& place, int64_t max_bytes) {
  READINESS_ASSIGN_OR_RETURN(const std::string_view text, place.view->Text(place.row));
  // Before a byte of it is looked at.
  if (static_cast<int64_t>(text.size()) > max_bytes) {
    return base::RuleError(absl::StatusCode::kResourceExhausted, "LIMIT",
                           base::Cat("a text of ", text.size(), " bytes is longer than the ",
                                     max_bytes, " that are taken"));
  }
  if (const auto at = base::InvalidUtf8At(text); at.has_value()) {
    return Wrong(base::Cat(base::Quoted(text), " is not UTF-8 at byte ", *at));
  }
  return text;
}

absl::StatusOr<int64_t> ArrowWhole(const ArrowView::Place& place) {
  if (place.view->type() == ArrowType::kWhole) {
    const auto whole = place.view->Whole(place.row);
    if (!whole.has_value()) return Wrong("a number above 2^63 - 1");
    return *whole;
  }
  const double number = place.view->Number(place.row);
  const int digits = place.view->type() == ArrowType::kFloat ? 24 : 53;
  const auto limit = static_cast<double>(int64_t{1} << digits);
  // Not a number is outside as well.
  if (!(number > -limit && number < limit)) {
    return Wrong(
        base::Cat(base::ShortestText(number),
                  number - number == 0
                      ? base::Cat(" was rounded: ", digits == 24 ? "floats" : "doubles",
                                  " hold whole numbers below 2^", digits, "; give integers or text")
                      : std::string(" is no whole number; where there is none, give null")));
  }
  const auto whole = static_cast<int64_t>(number);
  if (static_cast<double>(whole) == number) return whole;
  return Wrong(base::Cat(base::ShortestText(number), " is no whole number"));
}

}  // namespace readiness::table::internal
