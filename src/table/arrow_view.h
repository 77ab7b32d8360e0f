// table/arrow_view.h: one column of an Arrow array, checked, and its values one by one.
//
// Threads: const is safe to share; the array is borrowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/table/arrow_c_data.h"

namespace readiness::table::internal {

enum class ArrowType : uint8_t { kNull, kWhole, kFloat, kDouble, kTimestamp, kText };

class ArrowView {
 public:
  // Checks the layout of a column whose rows [first, first + count) will be read. Both structures
  // must outlive the view.
  [[nodiscard]] static absl::StatusOr<ArrowView> Make(const ArrowSchema& schema,
                                                      const ArrowArray& array, int64_t first,
                                                      int64_t count);

  // What the values are; of a dictionary, those that it holds.
  // What a schema alone says of a column, with the same errors.
  [[nodiscard]] static absl::StatusOr<ArrowType> TypeOf(const ArrowSchema& schema);

  [[nodiscard]] ArrowType type() const { return dictionary_ ? dictionary_->type() : type_; }

  // `row` counts from `first`. A row is looked at by FindRow first, which says whether it is null
  // and, of a dictionary, whether it points into it.
  struct Place {
    const ArrowView* view = nullptr;  // Null: there is no value.
    int64_t row = 0;
  };
  [[nodiscard]] absl::StatusOr<Place> FindRow(int64_t row) const;

  // Of a place in a view of that type. A whole number that 64 bits with a sign do not hold is none.
  [[nodiscard]] std::optional<int64_t> Whole(int64_t row) const;
  [[nodiscard]] double Number(int64_t row) const;
  // A timestamp in microseconds; none where it is finer, or out of 64 bits.
  [[nodiscard]] std::optional<int64_t> Micros(int64_t row) const;
  [[nodiscard]] absl::StatusOr<std::string_view> Text(int64_t row) const;

 private:
  enum class Layout : uint8_t { kFixed, kOffsets32, kOffsets64, kViews };

  absl::Status ReadSchema(const ArrowSchema& schema);
  absl::Status ReadFormat(std::string_view format);
  [[nodiscard]] absl::Status CheckBuffers(const ArrowArray& array) const;
  [[nodiscard]] bool IsNull(int64_t row) const;
  template <typename T>
  [[nodiscard]] T Load(const void* buffer, int64_t index) const;

  ArrowType type_ = ArrowType::kNull;
  Layout layout_ = Layout::kFixed;
  int width_ = 0;  // Bytes of a fixed value.
  bool is_signed_ = true;
  int64_t factor_ = 1;   // Timestamps: times this ...
  int64_t divisor_ = 1;  // ... by this are microseconds.
  int64_t first_ = 0;    // In the buffers, the offset of the array included.
  const uint8_t* validity_ = nullptr;
  const void* values_ = nullptr;  // Values, offsets or views.
  const char* texts_ = nullptr;
  const void* const* view_buffers_ = nullptr;
  const void* view_sizes_ = nullptr;
  int64_t view_buffer_count_ = 0;
  std::shared_ptr<const ArrowView> dictionary_;
  int64_t dictionary_length_ = 0;
};

// Lengths, offsets and null counts that can be, of any array.
[[nodiscard]] absl::Status CheckArrowLengths(const ArrowArray& array);

}  // namespace readiness::table::internal
