// tests/estimate/survival_golden.h: the samples of tests/golden/survival.csv.
#pragma once

#include <string>
#include <vector>

#include "readiness/estimate/life_table.h"

#include "golden.h"

namespace readiness::estimate::testing {

struct SampleItem {
  Observation observation;
  int group = 0;
};

// `word`: item, or apart for the same with distinct times.
inline std::vector<SampleItem> Sample(int number, const std::string& word = "item") {
  std::vector<SampleItem> items;
  for (const auto& line : GoldenNumbers("survival.csv", word)) {
    if (line[0] != number) continue;
    SampleItem item;
    if (line[1] >= 0) item.observation.entry = line[1];
    item.observation.time = line[2];
    item.observation.exit = line[3] == 1   ? Exit::kEvent
                            : line[3] == 2 ? Exit::kCompeting
                                           : Exit::kCensored;
    item.group = static_cast<int>(line[4]);
    items.push_back(item);
  }
  return items;
}

inline std::vector<Observation> Observations(const std::vector<SampleItem>& items, int group = -1) {
  std::vector<Observation> observations;
  for (const auto& item : items) {
    if (group < 0 || item.group == group) observations.push_back(item.observation);
  }
  return observations;
}

// The answers with this word of one sample, without its number.
inline std::vector<std::vector<double>> Answers(const std::string& word, int number) {
  std::vector<std::vector<double>> found;
  for (const auto& line : GoldenNumbers("survival.csv", word)) {
    if (line[0] == number) found.emplace_back(line.begin() + 1, line.end());
  }
  return found;
}

}  // namespace readiness::estimate::testing
