#include "readiness/report/markdown.h"

#include <cstddef>
#include <string_view>
#include <variant>

#include "readiness/base/text.h"
#include "readiness/report/plain_text.h"

#include "report/builders.h"
#include "report/document.h"

namespace readiness::report {
namespace {

using base::Cat;

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string Escape(std::string_view text) {
  const std::string safe = Safe(text);
  std::string escaped;
  for (size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i];
    switch (c) {
      case '&':
        escaped += "&amp;";
        continue;
      case '<':
        escaped += "&lt;";
        continue;
      case '>':
        escaped += "&gt;";
        continue;
      case '_':
        // Between letters it is no emphasis: HAND_OFF stays readable.
        if (i > 0 && i + 1 < safe.size() && IsWordByte(safe[i - 1]) && IsWordByte(safe[i + 1])) {
          break;
        }
        escaped += '\\';
        break;
      case '\\':
      case '`':
      case '*':
      case '[':
      case ']':
      case '|':
      case '~':
      case '#':
      case '!':
        escaped += '\\';
        break;
      default:
        break;
    }
    escaped += c;
  }
  return escaped;
}

std::string Inline(const Runs& runs) {
  std::string text;
  for (const auto& run : runs) {
    const std::string escaped = Escape(run.text);
    const bool is_strong = run.is_strong && escaped.find_first_not_of(' ') != std::string::npos;
    text += is_strong ? Cat("**", escaped, "**") : escaped;
  }
  // What opens a line could open a list or a heading instead.
  if (!text.empty() && (text.front() == '-' || text.front() == '+' || text.front() == '=')) {
    text.insert(size_t{0}, size_t{1}, '\\');
  }
  size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')')) {
    text.insert(digits, size_t{1}, '\\');
  }
  return text;
}

class Page {
 public:
  std::string Write(const Document& document) {
    out_ = "# ";
    if (document.verdict != model::Verdict::kUnspecified) {
      out_ += Cat(Escape(model::Name(document.verdict)), ": ");
    }
    Runs plain = document.headline;
    for (auto& run : plain) run.is_strong = false;
    out_ += Inline(plain) + "\n";
    for (const auto& line : document.lead) Put(Paragraph{line});
    for (const auto& section : document.sections) {
      if (section.blocks.empty()) continue;
      out_ += Cat("\n## ", Escape(section.heading), "\n");
      for (const auto& block : section.blocks) {
        std::visit([this](const auto& b) { Put(b); }, block);
      }
    }
    if (!document.footer.empty()) out_ += "\n---\n";
    for (const auto& line : document.footer) Put(Paragraph{line});
    return std::move(out_);
  }

 private:
  void Put(const Paragraph& paragraph) { out_ += Cat("\n", Inline(paragraph.runs), "\n"); }

  void PutItems(const std::vector<Item>& items, bool is_numbered, size_t indent) {
    for (size_t i = 0; i < items.size(); ++i) {
      const std::string marker = is_numbered ? Cat(i + 1, ". ") : "- ";
      out_ += Cat(std::string(indent, ' '), marker, Inline(items[i].runs), "\n");
      PutItems(items[i].items, false, indent + marker.size());
    }
  }
  void Put(const List& list) {
    out_ += '\n';
    PutItems(list.items, list.is_numbered, 0);
  }

  void Put(const Table& table) {
    if (table.is_folded) out_ += Cat("\n### ", Escape(table.fold_title), "\n");
    out_ += "\n|";
    for (const auto& column : table.columns) out_ += Cat(" ", Escape(column.header), " |");
    out_ += "\n|";
    for (const auto& column : table.columns) out_ += column.is_number ? " ---: |" : " --- |";
    out_ += '\n';
    for (const auto& row : table.rows) {
      out_ += '|';
      for (size_t c = 0; c < table.columns.size(); ++c) {
        out_ += Cat(" ", c < row.size() ? Inline(row[c]) : "", " |");
      }
      out_ += '\n';
    }
  }

  void Put(const StageChart&) {}
  void Put(const CountChart&) {}
  void Put(const Timeline&) {}

  std::string out_;
};

}  // namespace

std::string AssessmentMarkdown(const engine::Assessment& assessment, const Names& names) {
  return Page().Write(BuildAssessment(assessment, names, Extent::kFull));
}
std::string ChangeMarkdown(const Change& change, const Names& names) {
  return Page().Write(BuildChange(change, names, Extent::kFull));
}
std::string NodeMarkdown(const engine::GraphExplanation& node) {
  return Page().Write(BuildNode(node));
}

std::string SubjectMarkdown(const Subject& subject, const Names& names) {
  return Page().Write(BuildSubject(subject, names, Extent::kFull));
}

}  // namespace readiness::report
