// report/subject_facts.h: what the state says about an id, kind by kind.
//
// Each Describe* puts down what the thing of that id is and returns true, or returns false where
// the id is no such thing.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/engine/state.h"
#include "readiness/report/subject.h"

#include "report/words.h"

namespace readiness::report::internal {

// "2026-03-01 09:30 by ana".
[[nodiscard]] std::string StampText(const engine::Stamp& stamp);

// The id that is asked for, the state that is asked, and the subject that is filled.
struct SubjectFacts {
  const std::string_view id;
  const engine::State& state;
  Subject& subject;

  void Is(std::string_view kind, std::string_view title, std::string_view owner = "",
          std::string_view state_word = "") {
    subject.kind = std::string(kind);
    subject.title = std::string(title);
    subject.owner = std::string(owner);
    subject.state = std::string(state_word);
  }
  // What is not recorded is not shown.
  void Add(std::string_view name, std::string value) {
    if (!value.empty()) subject.details.push_back({std::string(name), std::move(value)});
  }
  void AddOwnership(const engine::Ownership& ownership);
  // What it waits for, what waits for it, and the ways to the customer.
  void AddDependencies();
  void AddApprovalsOf(std::string_view artifact);

  // The ids of the things for which `matches` holds.
  template <typename T, typename Matches>
  void AddIds(std::string_view name, const engine::ById<T>& things, const Matches& matches) {
    std::vector<std::string> ids;
    for (const auto& [thing_id, thing] : things) {
      if (matches(thing)) ids.push_back(thing_id);
    }
    Add(name, Listed(ids));
  }

 private:
  void AddTraces();
};

// subject_work.cc
bool DescribeDecision(SubjectFacts& facts);
bool DescribeScopeItem(SubjectFacts& facts);
bool DescribeScopeChange(SubjectFacts& facts);
bool DescribeApproval(SubjectFacts& facts);
bool DescribeArtifact(SubjectFacts& facts);
bool DescribeComment(SubjectFacts& facts);
bool DescribePilot(SubjectFacts& facts);

// subject_risks.cc
bool DescribeRisk(SubjectFacts& facts);
bool DescribeBlocker(SubjectFacts& facts);
bool DescribeMitigation(SubjectFacts& facts);
bool DescribePostLaunchIssue(SubjectFacts& facts);
bool DescribeEscalation(SubjectFacts& facts);
bool DescribeSignal(SubjectFacts& facts);
bool DescribeNode(SubjectFacts& facts);
bool DescribeCommonCause(SubjectFacts& facts);

// subject_checks.cc
bool DescribeCriterion(SubjectFacts& facts);
bool DescribeEvidence(SubjectFacts& facts);
bool DescribeGate(SubjectFacts& facts);
bool DescribeWaiverOrOverride(SubjectFacts& facts);
bool DescribePolicy(SubjectFacts& facts);

// subject_rhythm.cc
bool DescribeReview(SubjectFacts& facts);
bool DescribeRitual(SubjectFacts& facts);

// subject_people.cc
bool DescribeParty(SubjectFacts& facts);
bool DescribeCycle(SubjectFacts& facts);

}  // namespace readiness::report::internal
