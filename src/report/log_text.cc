#include "readiness/report/log_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/report/entry_line.h"
#include "readiness/report/plain_text.h"

#include "report/words.h"

namespace readiness::report {

std::string LogText(const model::CycleLog& log) {
  constexpr size_t kColumns = 6;
  constexpr size_t kWidest = 40;  // A longer cell pushes its own line only.
  std::vector<std::array<std::string, kColumns>> rows;
  rows.reserve(log.entries.size());
  std::array<size_t, kColumns> widths{};
  int64_t number = 0;
  for (const auto& entry : log.entries) {
    ++number;
    const EntryLine line = DescribeEntry(entry);
    std::string summary = line.summary;
    if (line.occurred_at.has_value()) {
      summary +=
          base::Cat(summary.empty() ? "" : "; ", "happened ", ExactTimeText(line.occurred_at));
    }
    rows.push_back(
        {base::Cat(line.seq > 0 ? line.seq : number), ExactTimeText(line.recorded_at),
         Safe(line.on_behalf_of.empty() ? line.actor
                                        : base::Cat(line.actor, " for ", line.on_behalf_of)),
         Safe(line.fact), Safe(line.subject), Safe(summary)});
    for (size_t c = 0; c < kColumns; ++c) {
      widths[c] = std::max(widths[c], std::min(kWidest, Width(rows.back()[c])));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    size_t owed = 0;
    for (size_t c = 0; c < kColumns; ++c) {
      const size_t width = Width(row[c]);
      const size_t pad = widths[c] > width ? widths[c] - width : 0;
      if (c == 0) line.append(pad, ' ');
      if (!row[c].empty()) {
        line.append(owed, ' ');
        line += row[c];
        owed = 0;
      }
      owed += (c == 0 ? 0 : pad) + 2;
    }
    text += line;
    text += '\n';
  }
  return text;
}

}  // namespace readiness::report
