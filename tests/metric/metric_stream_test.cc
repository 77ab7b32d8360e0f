#include "readiness/metric/metric_stream.h"

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/metric/reading.h"

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::AllSpecs;
using testing::Columns;
using testing::Random;
using testing::RandomRows;

MetricStream StreamOf(const TextDictionary& texts, StreamOptions options = {}) {
  MetricStream stream(&texts, options);
  for (const StateSpec& spec : AllSpecs()) {
    const auto added = stream.AddMetric(spec);
    EXPECT_TRUE(added.ok()) << added.status();
  }
  return stream;
}
// The bytes of all states, without what only says how often rows came.
std::vector<std::string> BytesOf(const MetricStream& stream, bool with_rows) {
  std::vector<std::string> bytes;
  for (size_t i = 0; i < stream.size(); ++i) {
    MetricState copy(stream.spec(i).identity, stream.spec(i).resolution);
    EXPECT_TRUE(copy.Merge(stream.state(i)).ok());
    if (!with_rows) copy.mutable_quality() = {};
    bytes.push_back(copy.ToBytes());
  }
  return bytes;
}
std::vector<std::string> BytesOfRows(const TextDictionary& texts, const std::vector<Event>& rows) {
  MetricStream stream = StreamOf(texts);
  EXPECT_TRUE(stream.Apply(Columns(rows).Spans()).ok());
  return BytesOf(stream, false);
}
Event Row(EventType event, uint64_t entity, int64_t seconds, uint32_t cohort = 1) {
  Event row;
  row.event = event;
  row.kind = KindOf(event);
  row.entity = entity;
  row.time = testing::kEpoch + seconds * kMicrosPerSecond;
  row.cohort = cohort;
  return row;
}

// Section 9 of the mathematics, W8: no order, cut or repetition of rows changes a byte.
TEST(MetricStream, IsTheSameInAnyOrderCutAndRepetition) {
  const TextDictionary texts = testing::Texts();
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    Random random(seed);
    std::vector<Event> rows = RandomRows(random, 25);
    const std::vector<std::string> expected = BytesOfRows(texts, rows);
    for (int round = 0; round < 20; ++round) {
      std::vector<Event> changed = rows;
      for (size_t i = rows.size() / 20; i > 0; --i) {
        changed.push_back(
            rows[static_cast<size_t>(random.Below(static_cast<int64_t>(rows.size())))]);
      }
      testing::Shuffle(random, changed);
      MetricStream stream = StreamOf(texts);
      size_t next = 0;
      while (next < changed.size()) {
        const size_t end = std::min(
            changed.size(), next + static_cast<size_t>(1 + random.Below(round % 2 == 0 ? 3 : 900)));
        const std::vector<Event> cut(changed.begin() + static_cast<std::ptrdiff_t>(next),
                                     changed.begin() + static_cast<std::ptrdiff_t>(end));
        ASSERT_TRUE(stream.Apply(Columns(cut).Spans()).ok());
        next = end;
      }
      const std::vector<std::string> found = BytesOf(stream, false);
      for (size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(found[i], expected[i]) << "metric " << i << ", seed " << seed;
      }
    }
  }
}
// Columns without anything but the needed ones and cohorts go their own way, and so do rows that
// move registers of entities that are known. Many rows of each entity, some twice, some of another
// cohort, some before the first one; kinds apart and mixed.
TEST(MetricStream, TakesColumnsAsRowsOneByOne) {
  const TextDictionary texts = testing::Texts();
  for (const bool is_mixed : {false, true}) {
    Random random(is_mixed ? 8 : 9);
    std::vector<Event> rows;
    for (int i = 0; i < 6'000; ++i) {
      if (i % 10 == 9) {
        rows.push_back(rows[static_cast<size_t>(random.Below(i))]);
        continue;
      }
      const auto type = static_cast<int64_t>(EventType::kTicketOpened) + random.Below(5);
      const auto entity = static_cast<uint64_t>(1 + random.Below(i % 3 == 0 ? 3 : 200));
      Event row =
          Row(static_cast<EventType>(type), entity, random.Below(i % 2 == 0 ? 50 : 9'000'000),
              static_cast<uint32_t>(random.Chance(2) ? 0 : 1 + entity % 3));
      if (random.Chance(1)) row.cohort = 4;
      if (is_mixed && random.Chance(30)) {
        row.event = random.Chance(50) ? EventType::kAccountActivated : EventType::kJourneyStarted;
        row.kind = KindOf(row.event);
      }
      rows.push_back(row);
    }
    const Columns columns(rows);
    EventColumns bare;
    bare.time = columns.time;
    bare.kind = columns.kind;
    bare.entity = columns.entity;
    bare.event = columns.event;
    bare.cohort.values = columns.cohort;
    MetricStream by_row = StreamOf(texts);
    for (const Event& row : rows) ASSERT_TRUE(by_row.Apply(row).ok());
    MetricStream of_bare = StreamOf(texts);
    MetricStream of_all = StreamOf(texts);
    ASSERT_TRUE(of_bare.Apply(bare).ok());
    ASSERT_TRUE(of_all.Apply(columns.Spans()).ok());
    EXPECT_EQ(BytesOf(of_bare, true), BytesOf(by_row, true));
    EXPECT_EQ(BytesOf(of_all, true), BytesOf(by_row, true));
    std::set<std::tuple<EventType, uint64_t, int64_t>> different;
    int64_t tickets = 0;
    for (const Event& row : rows) {
      if (row.kind != EntityKind::kTicket) continue;
      ++tickets;
      different.insert({row.event, row.entity, row.time});
    }
    EXPECT_EQ(of_bare.store(EntityKind::kTicket).duplicates(),
              tickets - static_cast<int64_t>(different.size()));
  }
}
// The same of metrics for which no rows are kept, so that most rows do no more than move registers:
// what they add is an item, looks from tickets to accounts, or counts for one of the metrics only.
TEST(MetricStream, MovesRegistersAsRowsOneByOne) {
  const TextDictionary texts = testing::Texts();
  std::vector<StateSpec> items(8);
  items[1].resolution = items[6].resolution = Resolution::kHistogram;
  items[2].keep_pairs = true;
  items[3].release = items[3].start_from = testing::kEpoch + 3'000'000 * kMicrosPerSecond;
  items[4].exact_limit = 40;  // Passed while rows are taken.
  for (size_t i = 5; i < 8; ++i) items[i].metric = Metric::kAdoptionConsistency;
  items[7].horizon = kNoDuration;
  std::vector<StateSpec> linked(3);
  linked[1].metric = linked[2].metric = Metric::kSupportEscalationFrequency;
  linked[2].resolution = Resolution::kHistogram;
  for (const std::vector<StateSpec>& specs : {items, linked}) {
    for (const int64_t lateness : {kNoDuration, kMicrosPerHour}) {
      Random random(17);
      std::vector<Event> rows;
      for (int i = 0; i < 9'000; ++i) {
        if (i % 10 == 9) {
          rows.push_back(rows[static_cast<size_t>(random.Below(i))]);
          continue;
        }
        const bool is_ticket = random.Chance(70) || i / 1'000 == 4;
        const auto first = is_ticket ? EventType::kTicketOpened : EventType::kAccountEnrolled;
        const int64_t event = static_cast<int64_t>(first) + random.Below(is_ticket ? 5 : 3);
        const auto entity = static_cast<uint64_t>(1 + random.Below(i % 3 == 0 ? 3 : 150));
        Event row = Row(static_cast<EventType>(event), entity, random.Below(9'000'000),
                        static_cast<uint32_t>(1 + entity % 3));
        if (is_ticket && entity % 2 == 0) row.parent = 1 + entity / 2;
        if (random.Chance(5)) row.recorded = row.time + random.Below(3) * kMicrosPerHour;
        if (random.Chance(1)) row.cohort = 4;
        rows.push_back(row);
      }
      const auto stream_of = [&] {
        MetricStream stream(&texts, {.allowed_lateness = lateness});
        for (const StateSpec& spec : specs) EXPECT_TRUE(stream.AddMetric(spec).ok());
        return stream;
      };
      MetricStream by_row = stream_of(), of_columns = stream_of();
      for (const Event& row : rows) ASSERT_TRUE(by_row.Apply(row).ok());
      ASSERT_TRUE(of_columns.Apply(Columns(rows).Spans()).ok());
      for (size_t i = 0; i < specs.size(); ++i) {
        EXPECT_EQ(of_columns.state(i).ToBytes(), by_row.state(i).ToBytes()) << i;
      }
    }
  }
}
TEST(MetricStream, JoinsPartsToTheWhole) {
  const TextDictionary texts = testing::Texts();
  Random random(77);
  const std::vector<Event> rows = RandomRows(random, 40);
  const std::vector<std::string> expected = BytesOfRows(texts, rows);
  for (const int64_t parts : {1, 2, 8, 64}) {
    std::vector<std::vector<Event>> cut(static_cast<size_t>(parts));
    for (const Event& row : rows) {
      cut[static_cast<size_t>(random.Below(parts))].push_back(row);
      // Some rows are in two parts.
      if (random.Chance(5)) cut[static_cast<size_t>(random.Below(parts))].push_back(row);
    }
    MetricStream whole = StreamOf(texts);
    for (const std::vector<Event>& part : cut) {
      MetricStream stream = StreamOf(texts);
      ASSERT_TRUE(stream.Apply(Columns(part).Spans()).ok());
      ASSERT_TRUE(whole.Join(stream).ok());
    }
    EXPECT_EQ(BytesOf(whole, false), expected) << parts;
    // Joining once more changes nothing but the count of rows.
    MetricStream again = StreamOf(texts);
    ASSERT_TRUE(again.Apply(Columns(rows).Spans()).ok());
    ASSERT_TRUE(whole.Join(again).ok());
    EXPECT_EQ(BytesOf(whole, false), expected);
  }
}
TEST(MetricStream, CountsDuplicatesWhateverTheOrder) {
  const TextDictionary texts = testing::Texts();
  Random random(5);
  std::vector<Event> rows = RandomRows(random, 60);
  MetricStream once = StreamOf(texts);
  ASSERT_TRUE(once.Apply(Columns(rows).Spans()).ok());
  const int64_t before = once.state(0).quality().duplicates;
  const size_t distinct = rows.size();
  int64_t added = 0;
  for (size_t i = 0; i < distinct; i += 7) {
    rows.push_back(rows[i]);
    added += rows[i].kind == EntityKind::kTicket ? 1 : 0;
  }
  ASSERT_GT(added, 5);
  for (int round = 0; round < 5; ++round) {
    testing::Shuffle(random, rows);
    MetricStream stream = StreamOf(texts);
    ASSERT_TRUE(stream.Apply(Columns(rows).Spans()).ok());
    EXPECT_EQ(stream.state(0).quality().duplicates, before + added);
  }
}
TEST(MetricStream, ForgetsAnEntityAsIfItHadNeverBeen) {
  const TextDictionary texts = testing::Texts();
  Random random(9);
  const std::vector<Event> rows = RandomRows(random, 30);
  for (const EntityKind kind : {EntityKind::kTicket, EntityKind::kJourney, EntityKind::kChange,
                                EntityKind::kException, EntityKind::kDecision}) {
    std::vector<Event> without;
    for (const Event& row : rows) {
      // A ticket leaves its account with the contact that it was.
      if (row.kind != kind || row.entity != 7) without.push_back(row);
    }
    MetricStream stream = StreamOf(texts);
    ASSERT_TRUE(stream.Apply(Columns(rows).Spans()).ok());
    ASSERT_TRUE(stream.Erase(kind, 7));
    EXPECT_FALSE(stream.Erase(kind, 7));
    MetricStream never = StreamOf(texts);
    ASSERT_TRUE(never.Apply(Columns(without).Spans()).ok());
    never.AdvanceWatermark(stream.state(0).watermark());
    stream.AdvanceWatermark(never.state(0).watermark());
    for (size_t i = 0; i < stream.size(); ++i) {
      if (stream.spec(i).metric == Metric::kCustomerConfidence) continue;
      EXPECT_EQ(BytesOf(stream, false)[i], BytesOf(never, false)[i])
          << Word(kind) << " metric " << i;
    }
  }
}
// Parts of telemetry are counted by themselves and merged. Where an account and its tickets are in
// one part the sum is the state of all rows, byte for byte; where they are not, it is refused, and
// never another state.
TEST(MetricStream, PartsAddUpToTheWholeOrAreRefused) {
  constexpr int64_t kEntities = 24;
  const TextDictionary texts = testing::Texts();
  int refused = 0, split_and_merged = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    std::vector<Event> rows = RandomRows(random, kEntities);
    for (int64_t account = 1; account <= kEntities; ++account) {
      rows.push_back(Row(EventType::kAccountEnrolled, static_cast<uint64_t>(account), 1'000));
    }
    for (Event& row : rows) {
      if (row.kind != EntityKind::kTicket) continue;
      row.parent = row.entity % 3 == 0 ? kNoId : 1 + row.entity * 7 % kEntities;
    }
    const std::vector<std::string> whole = [&] {
      MetricStream stream = StreamOf(texts);
      EXPECT_TRUE(stream.Apply(Columns(rows).Spans()).ok());
      return BytesOf(stream, true);
    }();
    const bool splits_families = seed % 3 == 0, splits_kinds = seed % 3 == 1;
    const uint64_t part_count = 2 + seed % 4;
    const auto part_of = [&](const Event& row) -> uint64_t {
      if (splits_kinds && row.kind != EntityKind::kTicket && row.kind != EntityKind::kAccount) {
        return 0;  // Some parts have no row of what a metric is about.
      }
      const bool is_of_account = row.kind == EntityKind::kTicket && row.parent != kNoId;
      return (is_of_account && !splits_families ? row.parent : row.entity) % part_count;
    };
    std::vector<MetricState> sums;
    for (const StateSpec& spec : AllSpecs()) sums.emplace_back(spec.identity, spec.resolution);
    std::vector<bool> is_refused(sums.size());
    for (uint64_t part = 0; part < part_count; ++part) {
      std::vector<Event> its;
      for (const Event& row : rows) {
        if (part_of(row) == part) its.push_back(row);
      }
      testing::Shuffle(random, its);
      MetricStream stream = StreamOf(texts);
      ASSERT_TRUE(stream.Apply(Columns(its).Spans()).ok());
      for (size_t i = 0; i < sums.size(); ++i) {
        const absl::Status merged = sums[i].Merge(stream.state(i));
        if (!merged.ok()) {
          EXPECT_TRUE(base::ToStd(merged.message()).starts_with("STATE_LINKS")) << merged;
        }
        is_refused[i] = is_refused[i] || !merged.ok();
      }
    }
    for (size_t i = 0; i < sums.size(); ++i) {
      const Metric metric = AllSpecs()[i].metric;
      const bool has_links =
          metric == Metric::kSupportEscalationFrequency || metric == Metric::kCustomerConfidence;
      EXPECT_EQ(is_refused[i], splits_families && has_links) << "seed " << seed << " state " << i;
      if (is_refused[i]) {
        ++refused;
        continue;
      }
      split_and_merged += splits_families ? 1 : 0;
      EXPECT_EQ(sums[i].ToBytes(), whole[i]) << "seed " << seed << " state " << i;
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(split_and_merged, 0);
}
// How many links are loose does not depend on the order of rows, on repetitions, or on what was
// joined or erased on the way.
TEST(MetricStream, CountsLooseLinksInAnyOrder) {
  const TextDictionary texts = testing::Texts();
  const auto add_metrics = [](MetricStream& stream) {
    for (const Metric metric : {Metric::kSupportEscalationFrequency, Metric::kCustomerConfidence}) {
      StateSpec spec;
      spec.metric = metric;
      ASSERT_TRUE(stream.AddMetric(spec).ok());
    }
  };
  std::vector<Event> rows;
  for (uint64_t ticket = 1; ticket <= 5; ++ticket) {
    rows.push_back(Row(EventType::kTicketOpened, ticket, 10));
    if (ticket > 1) rows.push_back(Row(EventType::kTicketEscalated, ticket, 20));
    rows.push_back(rows.back());
  }
  for (Event& row : rows) row.parent = row.entity <= 2 ? 100 : 101;
  rows.push_back(Row(EventType::kAccountChurned, 100, 50));
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    testing::Shuffle(random, rows);
    MetricStream stream(&texts);
    add_metrics(stream);
    const auto half = static_cast<std::ptrdiff_t>(rows.size() / 2);
    ASSERT_TRUE(stream.Apply(Columns({rows.begin(), rows.begin() + half}).Spans()).ok());
    if (round % 2 == 0) {
      ASSERT_TRUE(stream.Apply(Columns({rows.begin() + half, rows.end()}).Spans()).ok());
    } else {
      MetricStream other(&texts);
      add_metrics(other);
      ASSERT_TRUE(other.Apply(Columns({rows.begin() + half, rows.end()}).Spans()).ok());
      ASSERT_TRUE(stream.Join(other).ok());
    }
    EXPECT_EQ(stream.state(0).loose_links(), (LooseLinks{3, 0}));
    EXPECT_EQ(stream.state(1).loose_links(), (LooseLinks{0, 3}));
    ASSERT_TRUE(stream.Erase(EntityKind::kAccount, 100));
    EXPECT_EQ(stream.state(0).loose_links(), (LooseLinks{4, 0}));
    EXPECT_EQ(stream.state(1).loose_links(), (LooseLinks{0, 3}));
    ASSERT_TRUE(stream.Apply(Row(EventType::kAccountEnrolled, 101, 5)).ok());
    EXPECT_EQ(stream.state(0).loose_links(), (LooseLinks{1, 0}));
    EXPECT_EQ(stream.state(1).loose_links(), (LooseLinks{}));
  }
}
// Rows that a metric does not read change nothing in its state, the watermark included.
TEST(MetricStream, TheWatermarkIsThatOfTheRowsThatAreRead) {
  const TextDictionary texts = testing::Texts();
  MetricStream stream = StreamOf(texts);
  ASSERT_TRUE(stream.Apply(Row(EventType::kTicketOpened, 1, 10)).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kTicketResolved, 1, 20)).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kAccountEnrolled, 1, 30)).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kChangePlanned, 1, 40)).ok());
  const auto at = [](int64_t seconds) { return testing::kEpoch + seconds * kMicrosPerSecond; };
  for (size_t i = 0; i < stream.size(); ++i) {
    const Metric metric = stream.spec(i).metric;
    const int64_t expected = metric == Metric::kTimeToResolution   ? at(20)
                             : metric == Metric::kReworkVolume     ? at(40)
                             : Reads(metric, EntityKind::kAccount) ? at(30)
                                                                   : kNoTime;
    EXPECT_EQ(stream.state(i).watermark(), expected) << Name(metric);
  }
  EXPECT_EQ(stream.watermark(), at(40));
  stream.AdvanceWatermark(at(50));
  EXPECT_EQ(stream.state(0).watermark(), at(50));
}
TEST(MetricStream, TakesOnlyWhatIsKnownAndHasHappened) {
  const TextDictionary texts = testing::Texts();
  StateSpec spec;
  MetricStream stream(&texts, {.known_at = testing::kEpoch + 100 * kMicrosPerSecond});
  ASSERT_TRUE(stream.AddMetric(spec).ok());
  Event late = Row(EventType::kTicketResolved, 1, 50);
  late.recorded = testing::kEpoch + 101 * kMicrosPerSecond;
  ASSERT_TRUE(stream.Apply(Row(EventType::kTicketOpened, 1, 0)).ok());
  ASSERT_TRUE(stream.Apply(late).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kTicketResolved, 1, 101)).ok());
  EXPECT_EQ(stream.state(0).quality().unknown, 2);
  EXPECT_EQ(stream.state(0).Find("web", "")->closed().Net(), 0);
  late.recorded = testing::kEpoch + 100 * kMicrosPerSecond;
  ASSERT_TRUE(stream.Apply(late).ok());
  EXPECT_EQ(stream.state(0).Find("web", "")->closed().Net(), 1);

  MetricStream until(&texts, {.until = testing::kEpoch + 100 * kMicrosPerSecond});
  ASSERT_TRUE(until.AddMetric(spec).ok());
  ASSERT_TRUE(until.Apply(Row(EventType::kTicketOpened, 1, 100)).ok());
  ASSERT_TRUE(until.Apply(Row(EventType::kTicketOpened, 2, 101)).ok());
  EXPECT_EQ(until.state(0).quality().unknown, 1);
}
TEST(MetricStream, CountsLateRows) {
  const TextDictionary texts = testing::Texts();
  MetricStream stream(&texts, {.allowed_lateness = 10 * kMicrosPerSecond});
  ASSERT_TRUE(stream.AddMetric(StateSpec()).ok());
  Event row = Row(EventType::kTicketOpened, 1, 0);
  row.recorded = row.time + 10 * kMicrosPerSecond;
  ASSERT_TRUE(stream.Apply(row).ok());
  EXPECT_EQ(stream.state(0).quality().late, 0);
  row.recorded += 1;
  ASSERT_TRUE(stream.Apply(row).ok());
  EXPECT_EQ(stream.state(0).quality().late, 1);
}
TEST(MetricStream, KeepsTheCohortOfTheFirstRow) {
  const TextDictionary texts = testing::Texts();
  const std::vector<Event> rows = {Row(EventType::kTicketOpened, 1, 10, 2),
                                   Row(EventType::kTicketResolved, 1, 20, 3),
                                   Row(EventType::kTicketEscalated, 1, 15, 1)};
  std::vector<size_t> order = {0, 1, 2};
  do {
    MetricStream stream(&texts);
    ASSERT_TRUE(stream.AddMetric(StateSpec()).ok());
    for (const size_t i : order) ASSERT_TRUE(stream.Apply(rows[i]).ok());
    ASSERT_NE(stream.state(0).Find("app", ""), nullptr);
    EXPECT_EQ(stream.state(0).Find("app", "")->closed().exact().CountOf(10 * kMicrosPerSecond), 1);
    EXPECT_EQ(stream.state(0).Find("app", "")->sum(Sum::kTwoCohorts), 1);
    EXPECT_EQ(stream.state(0).Total()->sum(Sum::kItems), 1);
  } while (std::next_permutation(order.begin(), order.end()));
}
TEST(MetricStream, TellsItemsApartBySubject) {
  const TextDictionary texts = testing::Texts();
  StateSpec spec;
  spec.metric = Metric::kExceptionCompletionQuality;
  MetricStream stream(&texts);
  ASSERT_TRUE(stream.AddMetric(spec).ok());
  for (const uint32_t subject : {5U, 6U}) {
    Event row = Row(EventType::kExceptionEntered, 1, 10);
    row.subject = subject;
    ASSERT_TRUE(stream.Apply(row).ok());
  }
  EXPECT_EQ(stream.state(0).Find("web", "refund")->sum(Sum::kItems), 1);
  EXPECT_EQ(stream.state(0).Find("web", "wait")->sum(Sum::kItems), 1);
  EXPECT_TRUE(stream.Erase(EntityKind::kException, 1));
  EXPECT_TRUE(stream.state(0).Total()->IsZero());
}
TEST(MetricStream, CountsEscalatedTicketsByAccount) {
  const TextDictionary texts = testing::Texts();
  StateSpec spec;
  spec.metric = Metric::kSupportEscalationFrequency;
  MetricStream stream(&texts);
  ASSERT_TRUE(stream.AddMetric(spec).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kAccountEnrolled, 100, 0)).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kAccountEnrolled, 101, 0)).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kAccountChurned, 101, 50)).ok());
  for (uint64_t ticket = 1; ticket <= 3; ++ticket) {
    Event row = Row(EventType::kTicketOpened, ticket, 10);
    row.parent = 100;
    ASSERT_TRUE(stream.Apply(row).ok());
    if (ticket == 3) continue;
    row = Row(EventType::kTicketEscalated, ticket, 20);
    ASSERT_TRUE(stream.Apply(row).ok());
    ASSERT_TRUE(stream.Apply(row).ok());
  }
  const CohortState total = *stream.state(0).Total();
  EXPECT_EQ(total.sum(Sum::kItems), 3);
  EXPECT_EQ(total.sum(Sum::kEvents), 2);
  const int64_t as_of = testing::kEpoch + 80 * kMicrosPerSecond;
  EXPECT_EQ(ReadExposure(total, as_of), (80 + 50) * kMicrosPerSecond);
  const ClusterMoments moments = ReadClusters(total, as_of);
  EXPECT_EQ(moments.clusters, 2);
  EXPECT_EQ(moments.x, 130);
  EXPECT_EQ(moments.y, 2);
  EXPECT_EQ(moments.xx, 80 * 80 + 50 * 50);
  EXPECT_EQ(moments.xy, 80 * 2);
  EXPECT_EQ(moments.yy, 4);
}
TEST(MetricStream, RefusesACallWithOneBadRowAsAWhole) {
  const TextDictionary texts = testing::Texts();
  MetricStream stream(&texts);
  ASSERT_TRUE(stream.AddMetric(StateSpec()).ok());
  std::vector<Event> rows = {Row(EventType::kTicketOpened, 1, 0),
                             Row(EventType::kTicketOpened, 0, 0)};
  EXPECT_EQ(stream.Apply(Columns(rows).Spans()).message(),
            "row 1: EVENT_ENTITY: entity must be given; its id must not be 0");
  EXPECT_EQ(stream.store(EntityKind::kTicket).size(), 0U);
  EXPECT_TRUE(stream.state(0).Total()->IsZero());
}
TEST(MetricStream, TakesMetricsBeforeRowsOnly) {
  const TextDictionary texts = testing::Texts();
  MetricStream stream(&texts);
  ASSERT_TRUE(stream.AddMetric(StateSpec()).ok());
  ASSERT_TRUE(stream.Apply(Row(EventType::kTicketOpened, 1, 0)).ok());
  EXPECT_EQ(stream.AddMetric(StateSpec()).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace readiness::metric
