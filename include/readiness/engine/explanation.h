// readiness/engine/explanation.h: what explains a verdict: certificates, flips, resolutions,
// vetoes, waivers, overrides, constraints, near misses.
//
// Field names and meanings are those of readiness/v1/explanation.proto.
//
// Threads: values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "readiness/model/verdict.h"

namespace readiness::engine {

// A leaf of a certificate.
struct CertificateLeaf {
  // "<stage>/<criterion id>".
  std::string path;

  friend bool operator==(const CertificateLeaf&, const CertificateLeaf&) = default;
};

// A leaf whose change alters the verdict.
struct Flip {
  // "<stage>/<criterion id>", or "veto/<rule>/<subject>".
  std::string path;
  // What it is.
  model::ResultKind from = model::ResultKind::kUnspecified;
  // What it would have to be.
  model::ResultKind to = model::ResultKind::kUnspecified;

  friend bool operator==(const Flip&, const Flip&) = default;
};

// An unknown that could decide a HOLD.
struct Resolution {
  // "<stage>/<criterion id>".
  std::string path;
  // Why it is unknown.
  model::UnknownReason reason = model::UnknownReason::kUnspecified;
  // Who answers for it.
  std::string owner;
  // What that party does next.
  std::string next_step;
  // What it would have to come in as.
  model::ResultKind to = model::ResultKind::kUnspecified;

  friend bool operator==(const Resolution&, const Resolution&) = default;
};

// What caps the verdict whatever the gates say.
struct Veto {
  // The veto's name.
  std::string rule;
  // What it is about.
  std::string path;
  // The best verdict while it stands.
  model::Verdict cap = model::Verdict::kUnspecified;

  friend bool operator==(const Veto&, const Veto&) = default;
};

// A waiver that stands.
struct Waiver {
  // Its id.
  std::string id;
  // The criterion's path.
  std::string path;
  // Who granted it.
  std::string by;
  // Why.
  std::string reason;
  // When it ends.
  std::optional<absl::Time> until;

  friend bool operator==(const Waiver&, const Waiver&) = default;
};

// An override that stands.
struct Override {
  // Its id.
  std::string id;
  // The verdict that stands instead.
  model::Verdict verdict = model::Verdict::kUnspecified;
  // Who answers for it.
  std::vector<std::string> approvers;
  // Why.
  std::string reason;
  // When it ends.
  std::optional<absl::Time> until;

  friend bool operator==(const Override&, const Override&) = default;
};

// What an approved decision binds implementation to.
struct Constraint {
  // The decision.
  std::string decision;
  // The constraint.
  std::string text;
  // Its acceptance criteria.
  std::vector<std::string> criteria;

  friend bool operator==(const Constraint&, const Constraint&) = default;
};

// A row that fails in exactly one column.
struct NearMiss {
  // The table.
  std::string table;
  // The row, counted from 1.
  int64_t row = 0;
  // The column.
  std::string column;
  // What the row asks of that column, such as "0.5 <= x < 0.9" or "severe or major".
  std::string wanted;
  // What the row would give.
  std::vector<std::string> outcomes;

  friend bool operator==(const NearMiss&, const NearMiss&) = default;
};

}  // namespace readiness::engine
