#include "readiness/table/arrow_owner.h"

#include <gtest/gtest.h>

namespace readiness::table {
namespace {

int released = 0;

ArrowArray Array() {
  ArrowArray array{};
  array.release = [](ArrowArray*) { ++released; };  // It does not mark itself as released.
  return array;
}

TEST(ArrowOwner, ReleasesOnceAndMarksTheStructure) {
  released = 0;
  ArrowArray array = Array();
  { const ArrowOwner owner(&array); }
  EXPECT_EQ(released, 1);
  EXPECT_EQ(array.release, nullptr);
  { const ArrowOwner owner(&array); }
  EXPECT_EQ(released, 1);
}

TEST(ArrowOwner, LeavesAloneWhatIsNotThere) {
  released = 0;
  { const ArrowOwner<ArrowArrayStream> owner(nullptr); }
  ArrowArray array = Array();
  {
    const ArrowOwner owner(&array);
    array.release = nullptr;  // Moved meanwhile.
  }
  EXPECT_EQ(released, 0);
}

}  // namespace
}  // namespace readiness::table
