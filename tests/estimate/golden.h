// tests/estimate/golden.h: the stored answers of the oracles in tests/golden, one line each: a
// word, the arguments, the value.
#pragma once

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace readiness::estimate::testing {

struct GoldenRow {
  std::vector<double> arguments;
  double value = 0;
};

// The numbers of each line of tests/golden/`file` that starts with `word`.
inline std::vector<std::vector<double>> GoldenNumbers(const std::string& file,
                                                      const std::string& word) {
  std::ifstream lines(std::string(READINESS_SOURCE_DIR) + "/tests/golden/" + file);
  std::vector<std::vector<double>> found;
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string field;
    std::getline(fields, field, ',');
    if (field != word) continue;
    std::vector<double> numbers;
    while (std::getline(fields, field, ',')) numbers.push_back(std::strtod(field.c_str(), nullptr));
    found.push_back(numbers);
  }
  return found;
}

inline std::vector<GoldenRow> GoldenRows(const std::string& function,
                                         const std::string& file = "estimate_functions.csv") {
  std::vector<GoldenRow> rows;
  for (auto& numbers : GoldenNumbers(file, function)) {
    GoldenRow row;
    row.value = numbers.back();
    numbers.pop_back();
    row.arguments = numbers;
    rows.push_back(row);
  }
  return rows;
}

// Compares f(arguments) with every row of the function, relative to the value; near 0, where
// `absolute` is given, absolutely.
inline void CompareWithGolden(const std::string& function, double relative,
                              const std::function<double(const std::vector<double>&)>& f,
                              const std::string& file = "estimate_functions.csv",
                              double absolute = 0) {
  const auto rows = GoldenRows(function, file);
  ASSERT_GE(rows.size(), 4u) << function;
  double worst = 0;
  for (const GoldenRow& row : rows) {
    const double ours = f(row.arguments);
    const double size =
        absolute > 0 ? std::fmax(std::fabs(row.value), absolute / relative) : std::fabs(row.value);
    const double error = size == 0 ? std::fabs(ours) : std::fabs(ours - row.value) / size;
    worst = error > worst ? error : worst;
    std::string arguments;
    for (const double argument : row.arguments) arguments += std::to_string(argument) + " ";
    EXPECT_LE(error, relative) << function << " at " << arguments << "gives " << ours << ", not "
                               << row.value;
  }
  ::testing::Test::RecordProperty(function + "_worst", std::to_string(worst));
}

}  // namespace readiness::estimate::testing
