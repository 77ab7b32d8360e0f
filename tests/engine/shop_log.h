// tests/engine/shop_log.h: a small cycle with a failure graph, and risks on it.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "log_builder.h"

namespace readiness::engine::testing {

// A cycle whose failure runs bank -> pay -> page and mail -> inbox. An hour of the page is worth
// 1,000 * 0.5, one of the inbox 100 * 1.
[[nodiscard]] inline LogBuilder Shop() {
  LogBuilder log;
  for (const char* id : {"bank", "pay", "mail"}) {
    log.Must(model::NodeDeclared{id, model::NodeKind::kComponent, {}, ""});
  }
  for (const char* id : {"page", "inbox"}) {
    log.Must(model::NodeDeclared{id, model::NodeKind::kTouchpoint, {}, ""});
  }
  log.Must(model::EdgeDeclared{"pay", "bank", 0.7, {}});
  log.Must(model::EdgeDeclared{"page", "pay", 0.8, {}});
  log.Must(model::EdgeDeclared{"inbox", "mail", 1.0, {}});
  log.Must(model::TouchpointDeclared{"page", 1000, 0.5, ""});
  log.Must(model::TouchpointDeclared{"inbox", 100, 1, ""});
  return log;
}

[[nodiscard]] inline model::RiskRaised RiskOn(std::string id, std::string node,
                                              std::optional<double> likelihood) {
  model::RiskRaised risk;
  risk.id = std::move(id);
  risk.title = "What may happen";
  risk.node = std::move(node);
  if (likelihood.has_value()) risk.likelihood = model::Likelihood{*likelihood};
  risk.severity = 0.1;
  risk.reversibility = model::Reversibility::kReversible;
  risk.owner = "ben";
  return risk;
}

}  // namespace readiness::engine::testing
