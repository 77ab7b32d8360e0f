#include "readiness/report/names.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace readiness::report {
namespace {

model::Entry EntryAt(std::string_view time, model::Fact fact) {
  model::Entry entry;
  entry.recorded_at = At(time);
  entry.fact = std::move(fact);
  return entry;
}

model::CycleLog Log() {
  model::CycleLog log;
  model::CycleOpened opened;
  opened.id = "c";
  opened.title = "One-page checkout";
  opened.opener = {"ana", "Ana Ruiz", model::PartyKind::kPerson};
  log.entries.push_back(EntryAt("2026-01-01T00:00:00Z", opened));
  model::DecisionOpened decision;
  decision.id = "d-1";
  decision.title = "Guest checkout";
  log.entries.push_back(EntryAt("2026-01-02T00:00:00Z", decision));
  model::ScopeItemRequested item;
  item.id = "d-1";
  item.title = "Another word for it";
  log.entries.push_back(EntryAt("2026-01-03T00:00:00Z", item));
  model::CriterionSet criterion;
  criterion.criterion.id = "refund-time";
  criterion.criterion.title = "Refunds within a day";
  log.entries.push_back(EntryAt("2026-01-03T00:00:00Z", criterion));
  criterion.criterion.title = "Refunds within a minute";
  log.entries.push_back(EntryAt("2026-01-04T00:00:00Z", criterion));
  return log;
}

TEST(NamesOf, ReadsTitlesFromTheLog) {
  const Names names = NamesOf(Log());
  EXPECT_EQ(names.cycle_title, "One-page checkout");
  EXPECT_EQ(names.TitleOf("ana"), "Ana Ruiz");
  EXPECT_EQ(names.TitleOf("nobody"), "");
}

TEST(NamesOf, KeepsTheFirstTitleOfAnIdThatTwoThingsShare) {
  EXPECT_EQ(NamesOf(Log()).TitleOf("d-1"), "Guest checkout");
}

TEST(NamesOf, TakesTheNewestTitleOfACriterionThatWasReplaced) {
  EXPECT_EQ(NamesOf(Log()).TitleOf("refund-time"), "Refunds within a minute");
}

TEST(NamesOf, KnowsNothingThatWasRecordedLater) {
  const Names names = NamesOf(Log(), At("2026-01-03T00:00:00Z"));
  EXPECT_EQ(names.TitleOf("refund-time"), "Refunds within a day");
  EXPECT_EQ(NamesOf(Log(), At("2026-01-01T12:00:00Z")).TitleOf("d-1"), "");
}

TEST(Names, HaveNoTitleForWhatIsCalledByItsId) {
  Names names;
  names.titles = {{"ana", "ana"}};
  EXPECT_EQ(names.TitleOf("ana"), "");
}

}  // namespace
}  // namespace readiness::report
