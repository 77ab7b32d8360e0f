// Our side of the comparison of metrics with peers: what do states cost in CPU time, to build from
// columns and raw rows, to merge, and to keep up with a stream?
//
// Reads commands from standard input, one a line, and answers each with one line;
// compare_metrics.py drives it. CASE is one of Cases() below, SIZE its rows or subjects.
//   write CASE SIZE FOLDER   writes the columns of the case as little-endian files; answers rows
//   load CASE SIZE           makes the inputs; answers the rows (or merges) of one pass
//   check                    the numbers that all sides must agree on
//   time TIMES               nanoseconds of CPU time of this process for TIMES passes
// `metric_side linearity MOST` prints what an event and a read cost after 10^4, 10^5, ... MOST
// events, and how large the state is.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/estimate/survival.h"
#include "readiness/metric/columns_fold.h"
#include "readiness/metric/life_table_reading.h"
#include "readiness/metric/metric_stream.h"

#include "cpu_time.h"
#include "kept_memory.h"
#include "metric_rows.h"

namespace readiness::metric {
namespace {

template <typename T>
const T& Need(const absl::StatusOr<T>& value) {
  if (!value.ok()) {
    std::cerr << value.status() << '\n';
    std::exit(1);
  }
  return *value;
}
void Need(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << '\n';
  std::exit(1);
}

template <typename T>
void WriteColumn(const std::vector<T>& column, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(column.data()),
             static_cast<std::streamsize>(column.size() * sizeof(T)));
  if (!file.flush()) std::exit(1);
}
void WriteEvents(const EventRows& rows, const std::string& folder) {
  WriteColumn(rows.time, folder + "/time.i64");
  WriteColumn(rows.entity, folder + "/entity.u64");
  WriteColumn(rows.event, folder + "/event.u8");
  WriteColumn(rows.cohort, folder + "/cohort.u32");
  if (!rows.value.empty()) WriteColumn(rows.value, folder + "/value.f64");
}

// "cohort 0", "cohort 1", ...: ids 1, 2, ...
struct Cohorts {
  explicit Cohorts(size_t count) {
    for (size_t i = 0; i < count; ++i) texts.push_back("cohort " + std::to_string(1000 + i));
    for (const std::string& text : texts) {
      names.push_back(text);
      Need(dictionary.Intern(text));
    }
  }
  std::vector<std::string> texts;
  std::vector<std::string_view> names;
  TextDictionary dictionary;
};

// Of each cohort: items, events, the median with its interval, the share within a day with its
// interval. `answers` takes all but the intervals, which `sink` keeps from being dropped.
void Read(const MetricState& state, std::vector<double>* answers, double& sink) {
  for (const auto& [name, group] : state.groups()) {
    const auto rows = ReadDurations(
        *group, {.as_of = std::max(kEnd, state.watermark()), .watermark = state.watermark()});
    const auto curve = estimate::SurvivalCurve::Of(Need(rows));
    const auto median = Need(Need(curve).Quantile(0.5, 0.95));
    const double day = 86'400;
    const double within = 1.0 - Need(curve).At(day).value_or(0.0);
    const auto share = Need(Need(curve).BetaProductInterval(day, 0.95));
    sink += median.low.value_or(0) + median.high.value_or(0) + share.low + share.high;
    if (answers == nullptr) continue;
    int64_t events = 0;
    for (const auto& row : *rows) events += row.events;
    answers->push_back(static_cast<double>((*rows)[0].at_risk));
    answers->push_back(static_cast<double>(events));
    answers->push_back(median.time.value_or(-1));
    answers->push_back(within);
  }
}

class Case {
 public:
  virtual ~Case() = default;
  virtual void Write(const std::string&) const {}
  [[nodiscard]] virtual size_t size() const = 0;
  virtual std::vector<double> Check() = 0;
  virtual void Pass() = 0;
  double sink = 0;
};

// W1: columns of items -> histograms -> answers.
class Durations : public Case {
 public:
  explicit Durations(size_t rows) : rows_(rows) {}
  void Write(const std::string& folder) const override {
    WriteColumn(rows_.start, folder + "/start.i64");
    WriteColumn(rows_.end, folder + "/end.i64");
    WriteColumn(rows_.cohort, folder + "/cohort.u16");
  }
  [[nodiscard]] size_t size() const override { return rows_.start.size(); }
  std::vector<double> Check() override {
    std::vector<double> answers;
    Run(&answers);
    return answers;
  }
  void Pass() override { Run(nullptr); }

 private:
  void Run(std::vector<double>* answers) {
    MetricState state({}, Resolution::kHistogram);
    Need(FoldDurations({rows_.start, rows_.end, rows_.cohort, cohorts_.names}, {}, state));
    Read(state, answers, sink);
  }
  ItemRows rows_;
  Cohorts cohorts_{ItemRows::kCohorts};
};

// W2: raw rows -> tickets -> histograms -> items, events, medians.
class Events : public Case {
 public:
  explicit Events(size_t tickets) : rows_(TicketRows(tickets)) {}
  void Write(const std::string& folder) const override { WriteEvents(rows_, folder); }
  [[nodiscard]] size_t size() const override { return rows_.time.size(); }
  std::vector<double> Check() override {
    std::vector<double> answers;
    Run(&answers);
    return answers;
  }
  void Pass() override { Run(nullptr); }

 private:
  void Run(std::vector<double>* answers) {
    StateSpec spec;
    spec.resolution = Resolution::kHistogram;
    const auto state = FoldEvents(rows_.Columns(), cohorts_.dictionary, spec, {}, {});
    Read(Need(state), answers, sink);
  }
  EventRows rows_;
  Cohorts cohorts_{64};
};

// B1: raw rows of tickets and journeys, sparse ids -> two exact states -> answers.
class Subjects : public Case {
 public:
  explicit Subjects(size_t subjects) : rows_(SubjectRows(subjects)) {}
  void Write(const std::string& folder) const override { WriteEvents(rows_, folder); }
  [[nodiscard]] size_t size() const override { return rows_.time.size(); }
  std::vector<double> Check() override {
    std::vector<double> answers;
    Run(&answers);
    return answers;
  }
  void Pass() override { Run(nullptr); }

 private:
  void Run(std::vector<double>* answers) {
    std::array<StateSpec, 2> specs;
    specs[1].metric = Metric::kEarlyJourneyCompletion;
    const auto states = FoldEvents(rows_.Columns(), cohorts_.dictionary, specs, {}, {});
    for (const MetricState& state : Need(states)) Read(state, answers, sink);
    for (const auto& [name, group] : (*states)[1].groups()) {
      // Of all journeys: the last of them have had their week by then.
      std::array<double, 26> reached{};
      for (const Tally::Entry& entry : group->part(Part::kStepReached).Sorted()) {
        reached[static_cast<size_t>(entry.key & 127)] += static_cast<double>(entry.count);
      }
      sink += reached[25];
      if (answers != nullptr) answers->insert(answers->end(), reached.begin() + 1, reached.end());
    }
  }
  EventRows rows_;
  Cohorts cohorts_{200};
};

// W5: 64 dense histograms of `items` items each, added up and taken away again.
class Merge : public Case {
 public:
  explicit Merge(size_t items) {
    uint64_t random = 4;
    for (int i = 0; i < 64; ++i) {
      CohortState& part = parts_.emplace_back(Resolution::kHistogram);
      for (size_t item = 0; item < items; ++item) {
        part.AddClosed(LogNormalMicros(random), Exit::kEvent, 1);
      }
    }
  }
  [[nodiscard]] size_t size() const override { return 64; }
  std::vector<double> Check() override {
    Pass();
    return {static_cast<double>(sum_->closed().Net())};
  }
  void Pass() override {
    sum_.emplace(Resolution::kHistogram);
    for (const CohortState& part : parts_) Need(sum_->Merge(part));
    sink += static_cast<double>(sum_->closed().Net());
  }

 private:
  std::vector<CohortState> parts_;
  std::optional<CohortState> sum_;
};

// W5: the bytes of 64 states of `items` items each, read and added up.
class Bytes : public Case {
 public:
  explicit Bytes(size_t items) {
    uint64_t random = 4;
    for (int i = 0; i < 64; ++i) {
      MetricState part({}, Resolution::kHistogram);
      CohortState& group = *Need(part.Group("a", ""));
      for (size_t item = 0; item < items; ++item) {
        group.AddClosed(LogNormalMicros(random), Exit::kEvent, 1);
      }
      parts_.push_back(part.ToBytes());
    }
  }
  [[nodiscard]] size_t size() const override { return 64; }
  std::vector<double> Check() override { return {Sum()}; }
  void Pass() override { sink += Sum(); }

 private:
  double Sum() const {
    MetricState sum({}, Resolution::kHistogram);
    for (const std::string& part : parts_) {
      Need(sum.Merge(Need(MetricState::FromBytes(part))));
    }
    return static_cast<double>(sum.Find("a", "")->closed().Net());
  }
  std::vector<std::string> parts_;
};

// W4: two million rows into `live` live tickets, 4,096 rows a call. Making the stream and opening
// the tickets is not timed.
class Stream : public Case {
 public:
  Stream(size_t live, Resolution resolution) : data_(live, 2'000'000), live_(live) {
    spec_.resolution = resolution;
  }
  [[nodiscard]] size_t size() const override { return data_.rows.time.size(); }
  std::vector<double> Check() override {
    Prepare();
    Pass();
    const RowQuality& quality = stream_->state(0).quality();
    return {static_cast<double>(quality.rows), static_cast<double>(quality.duplicates)};
  }
  void Prepare() {
    stream_.emplace(&cohorts_.dictionary);
    Need(stream_->AddMetric(spec_));
    stream_->Reserve(EntityKind::kTicket, live_);
    Need(stream_->Apply(data_.opened.Columns()));
  }
  void Pass() override {
    constexpr size_t kCall = 4'096;
    for (size_t begin = 0; begin < size(); begin += kCall) {
      Need(stream_->Apply(data_.rows.Columns(begin, std::min(kCall, size() - begin))));
    }
    sink += static_cast<double>(stream_->state(0).quality().rows);
  }

 private:
  StreamRows data_;
  size_t live_;
  StateSpec spec_;
  Cohorts cohorts_{64};
  std::optional<MetricStream> stream_;
};

std::unique_ptr<Case> MakeCase(std::string_view name, size_t size) {
  if (name == "durations") return std::make_unique<Durations>(size);
  if (name == "events") return std::make_unique<Events>(size);
  if (name == "subjects") return std::make_unique<Subjects>(size);
  if (name == "merge") return std::make_unique<Merge>(size);
  if (name == "bytes") return std::make_unique<Bytes>(size);
  if (name == "stream") return std::make_unique<Stream>(size, Resolution::kHistogram);
  if (name == "stream_exact") return std::make_unique<Stream>(size, Resolution::kExact);
  std::cerr << "no case " << name << '\n';
  std::exit(2);
}

// Rows into min(events / 3, 131,072) live tickets of one cohort, 4,096 a call, one in twenty a
// duplicate; then the reading of the state. Making the rows is not timed.
void PrintLinearity(size_t most) {
  constexpr size_t kCall = 4'096;
  std::cout << "| events | live tickets | CPU time an event | one reading | bytes of the state | "
               "bins and days in it | bytes each |\n|---|---|---|---|---|---|---|\n";
  for (size_t events = 10'000; events <= most; events *= 10) {
    const Cohorts cohorts(1);
    StateSpec spec;
    spec.resolution = Resolution::kHistogram;
    MetricStream stream(&cohorts.dictionary);
    Need(stream.AddMetric(spec));
    const size_t live = std::min<size_t>(events / 3, 131'072);
    stream.Reserve(EntityKind::kTicket, live);
    uint64_t random = 5;
    std::vector<int64_t> opened(live);
    for (int64_t& time : opened) time = kBegin + Below(random, 90 * kMicrosPerDay);
    int64_t taken = 0;
    EventRows rows;
    for (size_t done = 0; done < events;) {
      EventRows next;
      next.Reserve(kCall);
      for (size_t i = 0; i < kCall && done < events; ++i, ++done) {
        if (i % 20 == 19 && !rows.time.empty()) {
          next.Add(rows.event[i % rows.event.size()], rows.entity[i % rows.entity.size()],
                   rows.time[i % rows.time.size()], 1);
          continue;
        }
        const size_t ticket = done < live ? done : SplitMix64(random) % live;
        const uint64_t id = WholeNumberId(static_cast<int64_t>(ticket));
        const uint64_t what = SplitMix64(random) % 10;
        if (done < live) {
          next.Add(EventType::kTicketOpened, id, opened[ticket], 1);
        } else {
          next.Add(what < 6   ? EventType::kTicketResolved
                   : what < 8 ? EventType::kTicketReopened
                              : EventType::kTicketEscalated,
                   id, opened[ticket] + std::min(LogNormalMicros(random), 400 * kMicrosPerDay), 1);
        }
      }
      rows = std::move(next);
      const int64_t begin = CpuNanoseconds();
      Need(stream.Apply(rows.Columns()));
      taken += CpuNanoseconds() - begin;
    }
    const MetricState& state = stream.state(0);
    double sink = 0;
    constexpr int kReads = 20;
    const int64_t begin = CpuNanoseconds();
    for (int i = 0; i < kReads; ++i) Read(state, nullptr, sink);
    const int64_t read = CpuNanoseconds() - begin;
    const CohortState& group = *state.groups().begin()->second;
    size_t kept = 0;
    for (size_t bin = 0; bin < kDurationBinCount; ++bin) {
      kept += group.closed().bins().At(bin) != 0 ? 1U : 0U;
    }
    for (const Part part : {Part::kOpenStarts, Part::kMaturedItems, Part::kMaturedSuccess}) {
      kept += group.part(part).Sorted().size();
    }
    const auto bytes = static_cast<double>(state.ToBytes().size());
    std::cout << "| " << events << " | " << live << " | "
              << static_cast<double>(taken) / static_cast<double>(events) << " ns | "
              << static_cast<double>(read) / kReads / 1e3 << " us | " << bytes << " | " << kept
              << " | " << bytes / static_cast<double>(kept) << " |" << std::endl;
    if (sink < -1e300) return;
  }
}

int Serve() {
  std::unique_ptr<Case> made;
  std::string line;
  std::cout.precision(17);
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string command, name, folder;
    size_t size = 0;
    words >> command;
    if (command == "write" || command == "load") {
      words >> name >> size >> folder;
      made = MakeCase(name, size);
      if (command == "write") made->Write(folder);
      std::cout << made->size();
    } else if (command == "check") {
      for (const double answer : made->Check()) std::cout << answer << ' ';
    } else if (command == "time") {
      int times = 0;
      words >> times;
      int64_t taken = 0;
      for (int i = 0; i < times; ++i) {
        if (auto* stream = dynamic_cast<Stream*>(made.get())) stream->Prepare();
        const int64_t begin = CpuNanoseconds();
        made->Pass();
        taken += CpuNanoseconds() - begin;
      }
      std::cout << taken;
    } else {
      return 2;
    }
    std::cout << std::endl;
  }
  return made != nullptr && made->sink < -1e300 ? 1 : 0;
}

}  // namespace
}  // namespace readiness::metric

int main(int argc, char** argv) {
  KeepMemoryUnlessCold(argc, argv);
  if (argc == 3 && std::string_view(argv[1]) == "linearity") {
    std::cout.precision(4);
    readiness::metric::PrintLinearity(std::stoull(argv[2]));
    return 0;
  }
  return readiness::metric::Serve();
}
