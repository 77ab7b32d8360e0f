#include "c/entry_rows.h"

#include "readiness/report/entry_line.h"

namespace readiness::c {
namespace {

using table::ArrowKind;

constexpr bool kMayBeNull = true;
constexpr table::ArrowField kFields[] = {
    {"seq", ArrowKind::kWhole},
    {"id", ArrowKind::kText},
    {"recorded_at", ArrowKind::kMoment, kMayBeNull},
    {"occurred_at", ArrowKind::kMoment, kMayBeNull},
    {"actor", ArrowKind::kText},
    {"on_behalf_of", ArrowKind::kText},
    {"fact", ArrowKind::kText},
    {"subject", ArrowKind::kText},
    {"summary", ArrowKind::kText},
    {"mentions", ArrowKind::kTexts},
};

}  // namespace

table::ArrowRows EntryRows(std::span<const model::Entry> entries) {
  table::ArrowRows rows(kFields);
  int64_t number = 0;
  for (const model::Entry& entry : entries) {
    const report::EntryLine line = report::DescribeEntry(entry);
    ++number;
    rows.Whole(line.seq > 0 ? line.seq : number);
    rows.Text(line.id);
    rows.Moment(line.recorded_at);
    rows.Moment(entry.occurred_at);
    rows.Text(line.actor);
    rows.Text(line.on_behalf_of);
    rows.Text(line.fact);
    rows.Text(line.subject);
    rows.Text(line.summary);
    rows.Texts(line.mentions);
  }
  return rows;
}

}  // namespace readiness::c
