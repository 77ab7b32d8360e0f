// What a state takes in memory, beside what section 2.2 of the specification of the metrics says:
// at most twice as much, however few items a cohort has.
#include <cstdint>
#include <functional>
#include <malloc.h>
#include <memory>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/metric/cohort_state.h"

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

size_t HeldBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}
// Does the allocator say what is held? That of a sanitizer does not.
bool KnowsWhatIsHeld() {
  const size_t before = HeldBytes();
  const auto block = std::make_unique<std::vector<int64_t>>(100'000, 1);
  return block->back() == 1 && HeldBytes() >= before + 800'000;
}

// The sizes of section 2.2, of what one cohort holds.
struct Sizes {
  int64_t closed = 0;         // H, exact: 8 bytes each.
  int64_t open = 0;           // S, exact: 16 bytes each.
  std::set<int64_t> bins;     // H, histogram: 3 bytes each, or all of them dense.
  std::set<int64_t> hours;    // S, histogram: a varint and a count each, or all of half a year.
  std::set<int64_t> days;     // B: 16 bytes each.
  std::set<int64_t> weeks;    // T: P of each, 56 bytes.
  std::set<int64_t> answers;  // T: O of each, 88 bytes.
  [[nodiscard]] size_t Bytes(Resolution resolution) const {
    constexpr size_t kExposureAndClusters = 56 + 192, kDense = 8 * kDurationBinCount;
    constexpr size_t kMostBinsOfSparse = 64, kHoursOfHalfAYear = 4'368;
    size_t bytes =
        kExposureAndClusters + 16 * days.size() + 56 * weeks.size() + 88 * answers.size();
    if (resolution == Resolution::kExact) {
      return bytes + 8 * static_cast<size_t>(closed) + 16 * static_cast<size_t>(open);
    }
    bytes += bins.size() <= kMostBinsOfSparse ? 3 * bins.size() : kDense;
    return bytes + (hours.size() <= kMostBinsOfSparse ? 16 * hours.size() : 2 * kHoursOfHalfAYear);
  }
};

constexpr size_t kOwn = 384;  // What a state takes that holds nothing to speak of.
constexpr int64_t kSpan = 90 * kMicrosPerDay;

// Times from their beginning to their end, as of tickets.
void AddTime(Random& random, CohortState& state, Sizes& sizes) {
  const int64_t start = testing::kEpoch + random.Below(kSpan);
  const int64_t duration = random.Below(10 * kMicrosPerDay);
  state.Add(Sum::kItems, 1);
  if (random.Chance(5)) {
    state.AddOpen(start, 1);
    ++sizes.open;
    sizes.hours.insert(FloorDivide(start, kMicrosPerHour));
  } else {
    state.AddClosed(duration, Exit::kEvent, 1);
    ++sizes.closed;
    sizes.bins.insert(DurationBin(duration));
  }
  state.AddMatured(start, random.Chance(70), 0, 1);
  sizes.days.insert(MaturityDay(start));
}
// Exposures and clusters, as of accounts.
void AddStay(Random& random, CohortState& state, Sizes& sizes) {
  const int64_t start = testing::kEpoch + random.Below(kSpan);
  const int64_t end = start + random.Below(10 * kMicrosPerDay);
  state.Add(Sum::kItems, 1);
  state.AddExposure(start, random.Chance(50) ? CohortState::kNoEnd : end, 1);
  state.AddCluster(start, end, random.Below(3), 1);
  state.AddEvent(end, 1);
  sizes.weeks.insert(WeekOf(start));
  sizes.weeks.insert(WeekOf(end));
}
// Answers.
void AddAnswer(Random& random, CohortState& state, Sizes& sizes) {
  const int64_t time = testing::kEpoch + random.Below(kSpan);
  state.Add(Sum::kItems, 1);
  state.AddScore(time, static_cast<int>(random.Below(11)), 10, 1);
  sizes.answers.insert(WeekOf(time));
}

TEST(Memory, OfAStateIsAtMostTwiceWhatIsSpecified) {
  if (!KnowsWhatIsHeld()) GTEST_SKIP() << "the allocator does not say what is held";
  using AddItem = void (*)(Random&, CohortState&, Sizes&);
  for (const AddItem add : {AddTime, AddStay, AddAnswer}) {
    for (const Resolution resolution : {Resolution::kExact, Resolution::kHistogram}) {
      for (const int items : {1, 3, 10, 30, 100, 1'000, 20'000}) {
        const size_t cohorts = items == 1 ? 1'000 : 20;
        // What is specified first: counting it takes memory too.
        size_t specified = 0;
        for (size_t i = 0; i < cohorts; ++i) {
          Random random(i);
          CohortState state(resolution);
          Sizes sizes;
          for (int item = 0; item < items; ++item) add(random, state, sizes);
          specified += sizes.Bytes(resolution);
        }
        std::vector<std::unique_ptr<CohortState>> states(cohorts);
        const size_t before = HeldBytes();
        for (size_t i = 0; i < cohorts; ++i) {
          Random random(i);
          Sizes sizes;
          states[i] = std::make_unique<CohortState>(resolution);
          for (int item = 0; item < items; ++item) add(random, *states[i], sizes);
        }
        const size_t held = HeldBytes() - before;
        EXPECT_LE(held, 2 * specified + kOwn * cohorts)
            << items << " items, " << held / cohorts << " bytes a cohort where "
            << specified / cohorts << " are specified, resolution " << static_cast<int>(resolution);
      }
    }
  }
}

}  // namespace
}  // namespace readiness::metric
