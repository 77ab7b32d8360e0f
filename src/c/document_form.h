// c/document_form.h: an answer in the form that a request asks for: a document, or a message.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "readiness/wire/request.h"

namespace readiness::c {

// Calls the writer of the form, alone, for the bytes of a QueryAnswer. `message` gives them as they
// are, the others give a document.
template <typename Text, typename Markdown, typename Html, typename Message>
[[nodiscard]] absl::StatusOr<std::string> WriteAnswer(wire::DocumentForm form,
                                                      wire::Encoding encoding, const Text& text,
                                                      const Markdown& markdown, const Html& html,
                                                      const Message& message) {
  switch (form) {
    case wire::DocumentForm::kMessage:
      return message();
    case wire::DocumentForm::kMarkdown:
      return wire::EncodeDocumentAnswer(markdown(), encoding);
    case wire::DocumentForm::kHtml:
      return wire::EncodeDocumentAnswer(html(), encoding);
    case wire::DocumentForm::kUnspecified:
    case wire::DocumentForm::kText:
      break;
  }
  return wire::EncodeDocumentAnswer(text(), encoding);
}

}  // namespace readiness::c
