// report/document.h: what a report says before it is text, Markdown or HTML.
//
// A report is built once as a Document; three renderers write it. A renderer adds no fact and drops
// none but charts, whose numbers also stand in a table.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "readiness/model/verdict.h"

namespace readiness::report {

// What colour a piece of text may have; the words always say the same.
enum class Tone : int8_t { kPlain, kGood, kWarn, kBad, kMuted };

// A piece of text in one style.
struct Run {
  std::string text;
  Tone tone = Tone::kPlain;
  bool is_strong = false;
  bool is_id = false;  // Shown in a fixed-width face where there is one.
  std::string hint;    // What it is called; shown by HTML when asked for.
};
using Runs = std::vector<Run>;

[[nodiscard]] inline Run Plain(std::string text) {
  return {std::move(text), Tone::kPlain, false, false, {}};
}
[[nodiscard]] inline Run Strong(std::string text, Tone tone = Tone::kPlain) {
  return {std::move(text), tone, true, false, {}};
}
[[nodiscard]] inline Run Muted(std::string text) {
  return {std::move(text), Tone::kMuted, false, false, {}};
}
[[nodiscard]] inline Run Toned(std::string text, Tone tone) {
  return {std::move(text), tone, false, false, {}};
}
[[nodiscard]] inline Run Id(std::string text, std::string hint = {}) {
  return {std::move(text), Tone::kPlain, false, true, std::move(hint)};
}

struct Paragraph {
  Runs runs;
};

// An item and what belongs to it.
struct Item {
  Runs runs;
  std::vector<Item> items;
};
struct List {
  bool is_numbered = false;
  std::vector<Item> items;
};

struct Column {
  std::string header;
  bool is_number = false;  // Aligned to the right.
  bool may_wrap = false;   // Takes the width that is left.
  bool is_shared = false;  // HTML: equal cells that follow one another are one cell.
};
using Row = std::vector<Runs>;
struct Table {
  std::string caption;  // For those who hear the page; not shown in text.
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool is_chart_twin = false;  // HTML: the chart before it says the same; it is folded.
  bool is_folded = false;      // HTML: behind a line that opens it, which shows `fold_title`.
  std::string fold_title;
};

// A row of stacked bars: counts of passed, unknown, failed and other, with a label and a verdict.
struct StageBar {
  std::string label;
  model::Verdict verdict = model::Verdict::kUnspecified;
  int64_t passed = 0;
  int64_t waived = 0;
  int64_t unknown = 0;
  int64_t failed = 0;
};
struct StageChart {
  std::vector<StageBar> bars;
};

// A count a label.
struct CountBar {
  std::string label;
  int64_t count = 0;
  Tone tone = Tone::kPlain;
};
struct CountChart {
  std::string title;
  std::vector<CountBar> bars;
};

// Moments on a line, in whole seconds since 1970.
struct TimelineMark {
  int64_t at = 0;
  std::string label;
  std::string detail;
  Tone tone = Tone::kPlain;
};
struct Timeline {
  int64_t now = 0;
  std::vector<TimelineMark> marks;  // In order of time.
};

using Block = std::variant<Paragraph, List, Table, StageChart, CountChart, Timeline>;

struct Section {
  std::string heading;
  std::vector<Block> blocks;
};

struct Document {
  std::string title;                                      // Of the page.
  model::Verdict verdict = model::Verdict::kUnspecified;  // Not given: the page has none.
  Runs headline;                                          // The first line, without the verdict.
  std::vector<Runs> lead;                                 // The lines under it.
  std::vector<Section> sections;
  std::vector<Runs> footer;
};

// How much a report lists.
enum class Extent : int8_t {
  kBrief,  // About two screens; what is cut is counted and the command that shows it is named.
  kFull,   // Everything.
};

}  // namespace readiness::report
