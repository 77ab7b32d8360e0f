#include "readiness/engine/version.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string SourceFile(const std::string& path) {
  std::ifstream stream(READINESS_SOURCE_DIR "/" + path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Three numbers without leading zeros, with points between them: what semver.org asks of a release.
TEST(Version, IsThreeNumbers) {
  int point_count = 0;
  bool starts_number = true;
  for (size_t i = 0; i < kEngineVersion.size(); ++i) {
    const char c = kEngineVersion[i];
    if (c == '.') {
      EXPECT_FALSE(starts_number) << kEngineVersion;
      ++point_count;
      starts_number = true;
      continue;
    }
    EXPECT_TRUE(c >= '0' && c <= '9') << kEngineVersion;
    const bool is_alone = i + 1 == kEngineVersion.size() || kEngineVersion[i + 1] == '.';
    EXPECT_TRUE(!starts_number || is_alone || c != '0') << kEngineVersion;
    starts_number = false;
  }
  EXPECT_EQ(point_count, 2) << kEngineVersion;
  EXPECT_FALSE(starts_number) << kEngineVersion;
}

// CMakeLists.txt takes the project's version from the one line of the header that the pattern of
// its file(STRINGS) matches, so that the two cannot differ.
TEST(Version, IsWrittenOnceAndTheProjectTakesItFromThere) {
  const std::string cmake = SourceFile("CMakeLists.txt");
  EXPECT_THAT(cmake, HasSubstr("include/readiness/engine/version.h"));
  EXPECT_THAT(cmake, HasSubstr("REGEX \"kEngineVersion = \\\"[0-9.]+\\\"\""));
  EXPECT_THAT(cmake, HasSubstr("project(readiness VERSION ${readiness_version} "));
  EXPECT_THAT(cmake, Not(HasSubstr(std::string(kEngineVersion))));

  const std::string header = SourceFile("include/readiness/engine/version.h");
  const std::string line = "kEngineVersion = \"" + std::string(kEngineVersion) + "\"";
  const size_t first = header.find(line);
  ASSERT_NE(first, std::string::npos) << "the header has no line that CMake would find";
  EXPECT_EQ(header.find("kEngineVersion = ", first + 1), std::string::npos);
}

}  // namespace
}  // namespace readiness::engine
