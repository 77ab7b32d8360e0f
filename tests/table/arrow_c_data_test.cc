#include "readiness/table/arrow_c_data.h"

#include <cstddef>

#include <gtest/gtest.h>

// A second copy of the structures, as another library would bring one, must add nothing.
#include "readiness/table/arrow_c_data.h"
#ifndef ARROW_C_DATA_INTERFACE
#error the guard of the C data interface is missing
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#error the guard of the C stream interface is missing
#endif

namespace readiness::table {
namespace {

// Sizes and places on a machine of 64 bits, as pyarrow and nanoarrow have them.
TEST(ArrowCData, TheStructuresAreLaidOutAsEveryImplementationHasThem) {
  ASSERT_EQ(sizeof(void*), 8u);
  EXPECT_EQ(sizeof(ArrowSchema), 72u);
  EXPECT_EQ(offsetof(ArrowSchema, flags), 24u);
  EXPECT_EQ(offsetof(ArrowSchema, children), 40u);
  EXPECT_EQ(offsetof(ArrowSchema, release), 56u);
  EXPECT_EQ(sizeof(ArrowArray), 80u);
  EXPECT_EQ(offsetof(ArrowArray, offset), 16u);
  EXPECT_EQ(offsetof(ArrowArray, buffers), 40u);
  EXPECT_EQ(offsetof(ArrowArray, release), 64u);
  EXPECT_EQ(sizeof(ArrowArrayStream), 40u);
  EXPECT_EQ(offsetof(ArrowArrayStream, release), 24u);
}

TEST(ArrowCData, TheFlagsAreThoseOfTheInterface) {
  EXPECT_EQ(ARROW_FLAG_DICTIONARY_ORDERED, 1);
  EXPECT_EQ(ARROW_FLAG_NULLABLE, 2);
  EXPECT_EQ(ARROW_FLAG_MAP_KEYS_SORTED, 4);
}

}  // namespace
}  // namespace readiness::table
