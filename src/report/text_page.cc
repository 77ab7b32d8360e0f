#include "report/text_page.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <variant>

#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"

namespace readiness::report {
namespace {

using base::Cat;

constexpr size_t kLeastWidth = 64;
constexpr size_t kIndent = 2;  // Before a row of a table,
constexpr size_t kGap = 2;     // between its columns,
constexpr size_t kBelow = 4;   // and before what stands below it.

// A line under construction: what is shown, and how wide it is.
struct Line {
  std::string bytes;
  size_t width = 0;
};

class Page {
 public:
  explicit Page(const TextOptions& options)
      : width_(std::max(kLeastWidth, static_cast<size_t>(std::max(options.width_columns, 0)))),
        is_coloured_(options.is_coloured) {}

  void Write(const Document& document) {
    Runs first;
    if (document.verdict != model::Verdict::kUnspecified) {
      first.push_back(Strong(std::string(model::Name(document.verdict)), ToneOf(document.verdict)));
      first.push_back(Plain("  "));
    }
    first.insert(first.end(), document.headline.begin(), document.headline.end());
    Flow(first, "", 0);
    for (const auto& line : document.lead) Flow(line, "", 0);
    for (const auto& section : document.sections) {
      if (section.blocks.empty()) continue;
      out_ += '\n';
      Flow({Strong(section.heading)}, "", 0);
      for (const auto& block : section.blocks) {
        std::visit([this](const auto& b) { Put(b); }, block);
      }
    }
    if (!document.footer.empty()) out_ += '\n';
    for (const auto& line : document.footer) Flow(line, "", 0);
  }

  [[nodiscard]] std::string Take() { return std::move(out_); }

 private:
  static Tone ToneOf(model::Verdict verdict) {
    switch (verdict) {
      case model::Verdict::kGo:
        return Tone::kGood;
      case model::Verdict::kHold:
        return Tone::kWarn;
      case model::Verdict::kNoGo:
        return Tone::kBad;
      case model::Verdict::kUnspecified:
        break;
    }
    return Tone::kPlain;
  }

  [[nodiscard]] std::string Paint(std::string_view text, const Run& style) const {
    if (!is_coloured_ || text.empty()) return std::string(text);
    std::string codes = style.is_strong ? "1" : "";
    const auto add = [&codes](std::string_view code) {
      if (!codes.empty()) codes += ';';
      codes += code;
    };
    switch (style.tone) {
      case Tone::kGood:
        add("32");
        break;
      case Tone::kWarn:
        add("33");
        break;
      case Tone::kBad:
        add("31");
        break;
      case Tone::kMuted:
        add("2");
        break;
      case Tone::kPlain:
        break;
    }
    if (codes.empty()) return std::string(text);
    return Cat("\x1b[", codes, "m", text, "\x1b[0m");
  }

  // A piece of a word in one style, and a word: pieces with no blank between them.
  struct Piece {
    std::string text;
    const Run* style = nullptr;
  };
  struct Word {
    std::vector<Piece> pieces;
    size_t width = 0;
    size_t blanks_before = 0;
  };

  static std::vector<Word> WordsOf(const Runs& runs) {
    std::vector<Word> words;
    size_t blanks = 0;
    bool continues = false;  // The next piece belongs to the last word.
    for (const auto& run : runs) {
      const std::string safe = Safe(run.text);
      std::string_view rest = safe;
      while (!rest.empty()) {
        if (const size_t gap = std::min(rest.find_first_not_of(' '), rest.size()); gap > 0) {
          blanks += gap;
          continues = false;
          rest.remove_prefix(gap);
          continue;
        }
        const std::string_view piece = rest.substr(0, std::min(rest.find(' '), rest.size()));
        rest.remove_prefix(piece.size());
        if (!continues) {
          words.emplace_back();
          words.back().blanks_before = blanks;
        }
        words.back().pieces.push_back({std::string(piece), &run});
        words.back().width += Width(piece);
        blanks = 0;
        continues = true;
      }
    }
    return words;
  }

  // Breaks runs at blanks into lines of at most `width`. A word that is longer is cut.
  [[nodiscard]] std::vector<Line> Wrap(const Runs& runs, size_t width) const {
    std::vector<Line> lines(1);
    for (const auto& word : WordsOf(runs)) {
      const size_t gap = lines.back().width > 0 ? word.blanks_before : 0;
      if (lines.back().width > 0 && lines.back().width + gap + word.width > width) {
        lines.emplace_back();
      } else {
        lines.back().bytes.append(gap, ' ');
        lines.back().width += gap;
      }
      for (const auto& piece : word.pieces) {
        std::string_view rest = piece.text;
        while (!rest.empty()) {
          if (lines.back().width == width) lines.emplace_back();
          const std::string_view part = Prefix(rest, width - lines.back().width);
          lines.back().bytes += Paint(part, *piece.style);
          lines.back().width += Width(part);
          rest.remove_prefix(part.size());
        }
      }
    }
    return lines;
  }

  // Writes runs after `marker`, later lines indented under the text.
  void Flow(const Runs& runs, std::string_view marker, size_t indent) {
    const size_t hang = indent + Width(marker);
    const size_t width = width_ > hang + 20 ? width_ - hang : 20;
    bool is_first = true;
    for (const auto& line : Wrap(runs, width)) {
      std::string text(indent, ' ');
      text += is_first ? std::string(marker) : std::string(Width(marker), ' ');
      text += line.bytes;
      while (!text.empty() && text.back() == ' ') text.pop_back();
      out_ += text;
      out_ += '\n';
      is_first = false;
    }
  }

  void Put(const Paragraph& paragraph) { Flow(paragraph.runs, "", 2); }

  void PutItems(const std::vector<Item>& items, bool is_numbered, size_t indent) {
    for (size_t i = 0; i < items.size(); ++i) {
      const std::string marker = is_numbered ? Cat(i + 1, ". ") : "- ";
      Flow(items[i].runs, marker, indent);
      PutItems(items[i].items, false, indent + Width(marker));
    }
  }
  void Put(const List& list) { PutItems(list.items, list.is_numbered, 2); }

  static size_t WidthOf(const Runs& runs) {
    size_t width = 0;
    for (const auto& run : runs) width += Width(Safe(run.text));
    return width;
  }

  // The widest word of a cell: what cannot be broken without breaking an id.
  static size_t WidestWordOf(const Runs& runs) {
    size_t widest = 0;
    for (const auto& word : WordsOf(runs)) widest = std::max(widest, word.width);
    return widest;
  }

  // How wide each column is shown, or 0 where its cells stand on lines of their own below the row.
  static std::vector<size_t> WidthsOf(const Table& table, size_t room) {
    // A column of text that would be narrower than this is read faster below.
    constexpr size_t kReadable = 24;
    const size_t count = table.columns.size();
    std::vector<size_t> natural(count);
    std::vector<size_t> least(count);
    for (size_t c = 0; c < count; ++c) {
      natural[c] = least[c] = Width(table.columns[c].header);
      for (const auto& row : table.rows) {
        if (c >= row.size()) continue;
        natural[c] = std::max(natural[c], WidthOf(row[c]));
        least[c] = std::max(least[c], WidestWordOf(row[c]));
      }
    }
    std::vector<size_t> widths = natural;
    const auto total = [&widths] {
      size_t sum = 0;
      for (const size_t width : widths) sum += width == 0 ? 0 : width + kGap;
      return sum > 0 ? sum - kGap : 0;
    };
    // Text gives way first, to what is readable, then to lines of its own; then every other column,
    // to its widest word.
    const auto narrow = [&](auto&& floor_of) {
      while (total() > room) {
        size_t widest = count;
        for (size_t c = 0; c < count; ++c) {
          if (widths[c] <= floor_of(c)) continue;
          if (widest == count || widths[c] > widths[widest]) widest = c;
        }
        if (widest == count) return;
        --widths[widest];
      }
    };
    narrow([&](size_t c) { return table.columns[c].may_wrap ? kReadable : widths[c]; });
    if (total() > room) {
      widths = natural;
      for (size_t c = 0; c < count; ++c) {
        if (table.columns[c].may_wrap) widths[c] = 0;
      }
      narrow([&](size_t c) { return least[c]; });
    }
    narrow([](size_t) { return size_t{4}; });  // Ids that no page has room for are broken.
    return widths;
  }

  void Put(const Table& table) {
    const std::vector<size_t> widths = WidthsOf(table, width_ - kIndent);
    Row header;
    for (size_t c = 0; c < table.columns.size(); ++c) {
      header.push_back({Muted(widths[c] == 0 ? "" : table.columns[c].header)});
    }
    PutRow(table, header, widths);
    for (const auto& row : table.rows) PutRow(table, row, widths);
  }

  void PutRow(const Table& table, const Row& row, const std::vector<size_t>& widths) {
    std::vector<std::vector<Line>> cells;
    size_t height = 1;
    for (size_t c = 0; c < widths.size(); ++c) {
      cells.push_back(c < row.size() && widths[c] > 0 ? Wrap(row[c], widths[c])
                                                      : std::vector<Line>(1));
      height = std::max(height, cells.back().size());
    }
    for (size_t l = 0; l < height; ++l) {
      std::string text(kIndent, ' ');
      size_t owed = 0;  // Blanks that are written only before something.
      for (size_t c = 0; c < widths.size(); ++c) {
        if (widths[c] == 0) continue;
        const Line line = l < cells[c].size() ? cells[c][l] : Line();
        const size_t pad = widths[c] > line.width ? widths[c] - line.width : 0;
        const bool is_right = table.columns[c].is_number;
        if (line.width > 0) {
          text.append(owed + (is_right ? pad : 0), ' ');
          text += line.bytes;
          owed = (is_right ? 0 : pad) + kGap;
        } else {
          owed += widths[c] + kGap;
        }
      }
      out_ += text;
      out_ += '\n';
    }
    for (size_t c = 0; c < widths.size() && c < row.size(); ++c) {
      if (widths[c] == 0 && WidthOf(row[c]) > 0) Flow(row[c], "", kIndent + kBelow);
    }
  }

  void Put(const StageChart&) {}
  void Put(const CountChart&) {}
  void Put(const Timeline&) {}

  size_t width_;
  bool is_coloured_;
  std::string out_;
};

}  // namespace

std::string WriteText(const Document& document, const TextOptions& options) {
  Page page(options);
  page.Write(document);
  return page.Take();
}

}  // namespace readiness::report
