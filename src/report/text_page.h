// report/text_page.h: writes a document as text.
#pragma once

#include <string>

#include "readiness/report/text.h"

#include "report/document.h"

namespace readiness::report {

[[nodiscard]] std::string WriteText(const Document& document, const TextOptions& options);

}  // namespace readiness::report
