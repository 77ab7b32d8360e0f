// c/document_form.h: a document in the form that a request asks for.
#pragma once

#include <string>

#include "readiness/wire/request.h"

namespace readiness::c {

// Calls the writer of the form, alone.
template <typename Text, typename Markdown, typename Html>
[[nodiscard]] std::string WriteDocument(wire::DocumentForm form, const Text& text,
                                        const Markdown& markdown, const Html& html) {
  switch (form) {
    case wire::DocumentForm::kMarkdown:
      return markdown();
    case wire::DocumentForm::kHtml:
      return html();
    case wire::DocumentForm::kUnspecified:
    case wire::DocumentForm::kText:
      break;
  }
  return text();
}

}  // namespace readiness::c
