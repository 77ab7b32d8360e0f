// tests/estimate/golden.h: the values of tests/golden/estimate_functions.csv, made by mpmath.
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

inline std::vector<GoldenRow> GoldenRows(const std::string& function) {
  std::ifstream file(std::string(READINESS_SOURCE_DIR) + "/tests/golden/estimate_functions.csv");
  std::vector<GoldenRow> rows;
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string field;
    std::getline(fields, field, ',');
    if (field != function) continue;
    std::vector<double> numbers;
    while (std::getline(fields, field, ',')) numbers.push_back(std::strtod(field.c_str(), nullptr));
    GoldenRow row;
    row.value = numbers.back();
    numbers.pop_back();
    row.arguments = numbers;
    rows.push_back(row);
  }
  return rows;
}

// Compares f(arguments) with every row of the function, relative to the value.
inline void CompareWithGolden(const std::string& function, double relative,
                              const std::function<double(const std::vector<double>&)>& f) {
  const auto rows = GoldenRows(function);
  ASSERT_GE(rows.size(), 4u) << function;
  double worst = 0;
  for (const GoldenRow& row : rows) {
    const double ours = f(row.arguments);
    const double error = row.value == 0 ? std::fabs(ours) : std::fabs(ours / row.value - 1);
    worst = error > worst ? error : worst;
    std::string arguments;
    for (const double argument : row.arguments) arguments += std::to_string(argument) + " ";
    EXPECT_LE(error, relative) << function << " at " << arguments << "gives " << ours << ", not "
                               << row.value;
  }
  ::testing::Test::RecordProperty(function + "_worst", std::to_string(worst));
}

}  // namespace readiness::estimate::testing
