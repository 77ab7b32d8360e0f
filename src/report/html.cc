#include "readiness/report/html.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"

#include "report/builders.h"
#include "report/document.h"
#include "report/html_style.h"
#include "report/pieces.h"
#include "report/words.h"

namespace readiness::report {
namespace {

using base::Cat;

std::string Escape(std::string_view text) {
  std::string escaped;
  for (const char c : Safe(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string_view ToneClass(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "g";
    case Tone::kWarn:
      return "w";
    case Tone::kBad:
      return "b";
    case Tone::kMuted:
      return "m";
    case Tone::kPlain:
      break;
  }
  return "";
}

std::string_view FillClass(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "fg";
    case Tone::kWarn:
      return "fw";
    case Tone::kBad:
      return "fb";
    case Tone::kPlain:
      return "fa";
    case Tone::kMuted:
      break;
  }
  return "fm";
}

std::string Inline(const Runs& runs) {
  std::string html;
  for (const auto& run : runs) {
    std::string text = Escape(run.text);
    if (run.is_id) {
      // A short id is never broken; a long one has to be.
      const std::string_view fit = Width(Safe(run.text)) > 28 ? " class=\"long\"" : "";
      text = run.hint.empty()
                 ? Cat("<code", fit, ">", text, "</code>")
                 : Cat("<code", fit, " title=\"", Escape(run.hint), "\">", text, "</code>");
    }
    const std::string_view tone = ToneClass(run.tone);
    if (run.is_strong) {
      text = tone.empty() ? Cat("<strong>", text, "</strong>")
                          : Cat("<strong class=\"", tone, "\">", text, "</strong>");
    } else if (!tone.empty()) {
      text = Cat("<span class=\"", tone, "\">", text, "</span>");
    }
    html += text;
  }
  return html;
}

// `part` of `whole` in hundredths of a percent, as SVG writes it: "12.34%".
std::string Percent(int64_t part, int64_t whole) {
  if (whole <= 0) return "0%";
  const auto scaled =
      static_cast<int64_t>(static_cast<double>(part) / static_cast<double>(whole) * 10000.0);
  const std::string fraction = Cat(scaled % 100);
  return Cat(scaled / 100, ".", fraction.size() < 2 ? "0" : "", fraction, "%");
}

class Page {
 public:
  std::string Write(const Document& document) {
    out_ = Cat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
               "<title>", Escape(document.title), "</title>\n<style>", kHtmlStyle,
               "</style>\n</head>\n<body>\n<main>\n");
    Head(document);
    for (const auto& section : document.sections) {
      if (section.blocks.empty()) continue;
      const std::string id = Cat("s", ++section_count_);
      out_ += Cat("<section aria-labelledby=\"", id, "\">\n<h2 id=\"", id, "\">",
                  Escape(section.heading), "</h2>\n");
      for (const auto& block : section.blocks) {
        std::visit([this](const auto& b) { Put(b); }, block);
      }
      out_ += "</section>\n";
    }
    out_ += "<footer>\n";
    for (const auto& line : document.footer) out_ += Cat("<p>", Inline(line), "</p>\n");
    out_ += "</footer>\n</main>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void Head(const Document& document) {
    out_ += "<header>\n";
    if (document.verdict != model::Verdict::kUnspecified) {
      const std::string_view word = model::Name(document.verdict);
      const std::string_view mark = document.verdict == model::Verdict::kGo     ? "\xE2\x9C\x93"
                                    : document.verdict == model::Verdict::kHold ? "\xE2\x80\x96"
                                                                                : "\xE2\x9C\x95";
      out_ += Cat("<div class=\"verdict v-", word, "\"><small>Verdict</small><span><span ",
                  "aria-hidden=\"true\">", mark, " </span>",
                  document.verdict == model::Verdict::kNoGo ? "NO GO" : word, "</span></div>\n");
    }
    // The first strong run is the name; what follows it is the moment and the validity.
    Runs name;
    Runs rest;
    for (const auto& run : document.headline) {
      (rest.empty() && (run.is_strong || name.empty()) ? name : rest).push_back(run);
    }
    if (!rest.empty() && rest.front().text.starts_with(", ")) rest.front().text.erase(0, 2);
    out_ += Cat("<div>\n<h1>", Inline(name));
    if (!rest.empty()) out_ += Cat(" <span class=\"asof\">", Inline(rest), "</span>");
    out_ += "</h1>\n";
    for (const auto& line : document.lead) out_ += Cat("<p>", Inline(line), "</p>\n");
    out_ += "</div>\n</header>\n";
  }

  void Put(const Paragraph& paragraph) { out_ += Cat("<p>", Inline(paragraph.runs), "</p>\n"); }

  void PutItems(const std::vector<Item>& items, std::string_view open, std::string_view close) {
    out_ += Cat(open, "\n");
    for (const auto& item : items) {
      out_ += Cat("<li>", Inline(item.runs));
      if (!item.items.empty()) {
        out_ += '\n';
        PutItems(item.items, "<ul>", "</ul>");
      }
      out_ += "</li>\n";
    }
    out_ += Cat(close, "\n");
  }
  void Put(const List& list) {
    if (list.is_numbered) {
      PutItems(list.items, "<ol class=\"top\">", "</ol>");
    } else {
      PutItems(list.items, "<ul>", "</ul>");
    }
  }

  void Put(const Table& table) {
    const bool is_folded = table.is_folded || table.is_chart_twin;
    if (is_folded) {
      out_ += Cat("<details>\n<summary>",
                  table.is_chart_twin ? "The same as a table" : Escape(table.fold_title),
                  "</summary>\n");
    }
    // Rows under a heading stand below each other where the page is narrow, each cell with the name
    // of its column.
    const bool is_stacked = std::any_of(table.columns.begin(), table.columns.end(),
                                        [](const Column& column) { return column.is_shared; });
    out_ += Cat("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"",
                Escape(table.caption), "\">\n<table", is_stacked ? " class=\"stack\"" : "",
                ">\n<caption>", Escape(table.caption), "</caption>\n<thead><tr>");
    const auto shape = [](const Column& column) -> std::string_view {
      return column.is_number ? " class=\"n\"" : column.may_wrap ? " class=\"x\"" : "";
    };
    for (const auto& column : table.columns) {
      out_ += Cat("<th scope=\"col\"", shape(column), ">", Escape(column.header), "</th>");
    }
    out_ += "</tr></thead>\n<tbody>\n";
    std::vector<std::string> above(table.columns.size());
    for (size_t r = 0; r < table.rows.size(); ++r) {
      out_ += "<tr>";
      for (size_t c = 0; c < table.columns.size(); ++c) {
        std::string cell = c < table.rows[r].size() ? Inline(table.rows[r][c]) : "";
        if (table.columns[c].is_shared) {
          if (r > 0 && cell == above[c]) continue;
          size_t height = 1;
          while (r + height < table.rows.size() && c < table.rows[r + height].size() &&
                 Inline(table.rows[r + height][c]) == cell) {
            ++height;
          }
          out_ += Cat("<th scope=\"rowgroup\" rowspan=\"", height, "\">", cell, "</th>");
          above[c] = std::move(cell);
        } else {
          out_ += Cat("<td", shape(table.columns[c]));
          if (is_stacked) out_ += Cat(" data-of=\"", Escape(table.columns[c].header), "\"");
          out_ += Cat(">", cell, "</td>");
        }
      }
      out_ += "</tr>\n";
    }
    out_ += "</tbody>\n</table>\n</div>\n";
    if (is_folded) out_ += "</details>\n";
  }

  // A bar of parts of `whole`, each with its fill. The numbers stand beside it as text.
  void Bar(const std::vector<std::pair<int64_t, std::string_view>>& parts, int64_t whole) {
    out_ += "<div class=\"bar\"><svg aria-hidden=\"true\" focusable=\"false\">";
    int64_t at = 0;
    for (const auto& [count, fill] : parts) {
      if (count <= 0) continue;
      out_ += Cat("<rect class=\"", fill, "\" x=\"", Percent(at, whole), "\" y=\"0\" width=\"",
                  Percent(count, whole), "\" height=\"14\"/>");
      at += count;
    }
    out_ += "</svg></div>";
  }

  void Put(const StageChart& chart) {
    out_ +=
        "<div class=\"key\" aria-hidden=\"true\"><span><i class=\"fg\"></i>pass</span>"
        "<span><i class=\"fa\"></i>waived</span><span><i class=\"fw\"></i>unknown</span>"
        "<span><i class=\"fb\"></i>fail</span></div>\n<div class=\"bars\">\n";
    for (const auto& bar : chart.bars) {
      const int64_t whole = bar.passed + bar.waived + bar.unknown + bar.failed;
      std::string counts;
      const auto add = [&counts](int64_t count, std::string_view word) {
        if (count > 0) counts += Cat(counts.empty() ? "" : ", ", count, " ", word);
      };
      add(bar.failed, "fail");
      add(bar.unknown, "unknown");
      add(bar.waived, "waived");
      add(bar.passed, "pass");
      out_ += Cat("<span>", Escape(bar.label), "</span><span><span class=\"pill v-",
                  model::Name(bar.verdict), "\">", model::Name(bar.verdict), "</span></span>");
      Bar({{bar.passed, "fg"}, {bar.waived, "fa"}, {bar.unknown, "fw"}, {bar.failed, "fb"}}, whole);
      out_ += Cat("<span class=\"num\">", counts.empty() ? "nothing applies" : counts, "</span>\n");
    }
    out_ += "</div>\n";
  }

  void Put(const CountChart& chart) {
    int64_t most = 0;
    for (const auto& bar : chart.bars) most = std::max(most, bar.count);
    out_ += Cat("<p class=\"m\">", Escape(chart.title), "</p>\n<div class=\"bars count\">\n");
    for (const auto& bar : chart.bars) {
      out_ += Cat("<span>", Escape(bar.label), "</span>");
      Bar({{bar.count, FillClass(bar.tone)}}, most);
      out_ += Cat("<span class=\"num\">", bar.count, "</span>\n");
    }
    out_ += "</div>\n";
  }

  void Put(const Timeline& line) {
    // Marks of one moment and one tone are one dot.
    struct Dot {
      int64_t at = 0;
      Tone tone = Tone::kPlain;
      std::string label;
      std::string detail;
      size_t count = 0;
    };
    std::vector<Dot> dots;
    for (const auto& mark : line.marks) {
      const auto same = std::find_if(dots.begin(), dots.end(), [&mark](const Dot& dot) {
        return dot.at == mark.at && dot.tone == mark.tone;
      });
      if (same == dots.end()) {
        dots.push_back({mark.at, mark.tone, mark.label, mark.detail, 1});
      } else {
        ++same->count;
        if (same->count <= 8) same->detail += Cat("\n", mark.detail);
      }
    }
    if (dots.empty()) return;
    int64_t first = line.now;
    int64_t last = line.now;
    for (const auto& dot : dots) {
      first = std::min(first, dot.at);
      last = std::max(last, dot.at);
    }
    const int64_t span = std::max<int64_t>(last - first, 1);
    // Dots lie between 4 % and 96 % of the width, in thousandths.
    const auto place = [&](int64_t at) {
      return 40 + static_cast<int64_t>(static_cast<double>(at - first) / static_cast<double>(span) *
                                       920.0);
    };
    const auto percent = [](int64_t thousandths) {
      return Cat(thousandths / 10, ".", thousandths % 10, "%");
    };
    // A label takes the lowest of four lanes in which it meets no other; without room it stays
    // with its dot and is in the table. Its width is reckoned for a page of 900 pixels.
    constexpr size_t kLanes = 4;
    std::array<int64_t, kLanes> taken{};
    std::string labels;
    for (const auto& dot : dots) {
      const std::string text = dot.count > 1 ? Cat(dot.label, " +", dot.count - 1) : dot.label;
      const auto half = static_cast<int64_t>(Width(Safe(text)) * 4 + 4);
      const int64_t center = place(dot.at);
      const bool is_left = center - half < 0;
      const bool is_right = center + half > 1000;
      const int64_t left = is_left ? 0 : is_right ? 1000 - 2 * half : center - half;
      for (size_t lane = 0; lane < kLanes; ++lane) {
        if (left < taken[lane]) continue;
        taken[lane] = left + 2 * half;
        labels += Cat("<text class=\"lab\" x=\"",
                      is_left    ? "0%"
                      : is_right ? "100%"
                                 : percent(center),
                      "\" y=\"", 62 - lane * 16, "\" text-anchor=\"",
                      is_left    ? "start"
                      : is_right ? "end"
                                 : "middle",
                      "\">", Escape(text), "</text>");
        break;
      }
    }
    const auto when = [](int64_t at) { return TimeText(absl::FromUnixSeconds(at)).substr(0, 10); };
    out_ += Cat("<svg class=\"line\" height=\"112\" role=\"img\" aria-label=\"Agenda from ",
                when(first), " to ", when(last), "; every date is in the table below\">");
    out_ += "<line class=\"axis\" x1=\"0%\" x2=\"100%\" y1=\"80\" y2=\"80\"/>";
    out_ += Cat("<line class=\"now\" x1=\"", percent(place(line.now)), "\" x2=\"",
                percent(place(line.now)), "\" y1=\"70\" y2=\"92\"/>");
    for (const auto& dot : dots) {
      out_ += Cat("<circle class=\"", FillClass(dot.tone), "\" cx=\"", percent(place(dot.at)),
                  "\" cy=\"80\" r=\"6\"><title>", Escape(dot.detail), "</title></circle>");
    }
    out_ += labels;
    const int64_t now = place(line.now);
    out_ += Cat("<text x=\"", percent(now), "\" y=\"106\" text-anchor=\"",
                now < 100   ? "start"
                : now > 900 ? "end"
                            : "middle",
                "\">as of ", when(line.now), "</text>");
    if (now >= 250) {
      out_ += Cat("<text class=\"t\" x=\"0%\" y=\"106\" text-anchor=\"start\">", when(first),
                  "</text>");
    }
    if (now <= 750) {
      out_ +=
          Cat("<text class=\"t\" x=\"100%\" y=\"106\" text-anchor=\"end\">", when(last), "</text>");
    }
    out_ += "</svg>\n";
  }

  std::string out_;
  int section_count_ = 0;
};

}  // namespace

std::string AssessmentHtml(const engine::Assessment& assessment, const Names& names) {
  return Page().Write(BuildAssessment(assessment, names, Extent::kFull));
}
std::string ChangeHtml(const Change& change, const Names& names) {
  return Page().Write(BuildChange(change, names, Extent::kFull));
}
std::string NodeHtml(const engine::GraphExplanation& node) { return Page().Write(BuildNode(node)); }

std::string SubjectHtml(const Subject& subject, const Names& names) {
  return Page().Write(BuildSubject(subject, names, Extent::kFull));
}

}  // namespace readiness::report
