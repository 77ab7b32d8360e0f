// Every allocation of every entry of the C interface fails once, in a process of its own: the call
// answers READINESS_RESOURCE_EXHAUSTED and has changed nothing, or the handle is lost and says so,
// or, where Abseil does not survive it, the process ends by abort. Never anything else.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/c/readiness.h"
#include "readiness/c/readiness_arrow.h"

#include "table/hand_made_arrow.h"

namespace {

// Counts down to the allocation that fails; below zero none does.
int64_t g_countdown = -1;
bool g_has_failed = false;

void* Allocate(std::size_t size) {
  if (g_countdown >= 0 && g_countdown-- == 0) {
    g_has_failed = true;
    throw std::bad_alloc();
  }
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

// In the whole process, the library included.
void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using readiness::table::HandMadeStream;
using readiness::table::HandMadeTable;

const uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

constexpr std::string_view kOpened =
    R"({"id":"a","recordedAt":"2026-01-01T00:00:00Z","actor":"ana","cycleOpened":{"id":"c",)"
    R"("title":"C","opener":{"id":"ana","name":"Ana","kind":"PERSON"}}})";
constexpr std::string_view kLog =
    R"({"schemaVersion":"1","entries":[{"id":"a","recordedAt":"2026-01-01T00:00:00Z",)"
    R"("actor":"ana","cycleOpened":{"id":"c","title":"C","opener":{"id":"ana","name":"Ana",)"
    R"("kind":"PERSON"}}}]})";
constexpr std::string_view kRows =
    "time,kind,entity,event,cohort\n10000000,ticket,1,opened,web\n"
    "20000000,ticket,2,opened,a cohort whose name is longer than a short string\n"
    "30000000,ticket,1,resolved,web\n";
constexpr std::string_view kGraph =
    R"({"nodes":[{"id":"db","probability":0.1},{"id":"page","probability":0,"impact":100}],)"
    R"("edges":[{"prerequisite":"db","dependent":"page","probability":0.5}]})";

std::string Taken(readiness_buffer* buffer) {
  std::string bytes(reinterpret_cast<const char*>(readiness_buffer_data(buffer)),
                    readiness_buffer_size(buffer));
  readiness_buffer_free(buffer);
  return bytes;
}

// What children that end say.
enum Verdict : int { kSurvived = 0, kNoFailure = 1, kWrongCode = 2, kChangedInPart = 3 };

// One call, and what must be whole afterwards. `saved` gives the bytes of the handle, or says why
// not: "lost".
struct Entry {
  std::function<int32_t(readiness_error**)> call;
  std::function<std::string()> saved;
};

int RunChild(const Entry& entry, int64_t failing, const std::string& before,
             const std::string& after) {
  readiness_error* error = nullptr;
  g_countdown = failing;
  const int32_t code = entry.call(&error);
  g_countdown = -1;
  const bool is_told = readiness_error_code(error) == code;
  readiness_error_free(error);
  if (!g_has_failed) return kNoFailure;
  // An allocation that fails may also be one that can be done without.
  if (!is_told || (code != READINESS_OK && code != READINESS_RESOURCE_EXHAUSTED)) return kWrongCode;
  const std::string now = entry.saved();
  if (now == "lost" || now == (code == READINESS_OK ? after : before)) return kSurvived;
  return kChangedInPart;
}

// Fails every allocation of a call, one after the other. `make` begins anew in each process.
void FailEach(const char* name, const std::function<Entry()>& make) {
  // Whole once, so that what is made at the first use stands.
  const Entry whole = make();
  const std::string before = whole.saved();
  readiness_error* none = nullptr;
  ASSERT_EQ(whole.call(&none), READINESS_OK) << readiness_error_message(none, nullptr);
  const std::string after = whole.saved();
  int survived = 0, ended = 0;
  // All of the first ones, then some of the many.
  for (int64_t failing = 0;; failing += failing < 400 ? 1 : 37) {
    const Entry entry = make();
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      std::freopen("/dev/null", "w", stderr);
      _exit(RunChild(entry, failing, before, after));
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
      const int signal = WTERMSIG(status);
      ASSERT_EQ(signal, SIGABRT) << name << ", allocation " << failing << ", signal " << signal;
      ++ended;
      continue;
    }
    ASSERT_NE(WEXITSTATUS(status), kWrongCode) << name << ", allocation " << failing;
    ASSERT_NE(WEXITSTATUS(status), kChangedInPart) << name << ", allocation " << failing;
    if (WEXITSTATUS(status) == kNoFailure) break;
    ++survived;
  }
  std::printf("%s: %d survived, %d ended the process\n", name, survived, ended);
  EXPECT_GT(survived, 0) << name;
}

template <typename Handle, typename Save>
std::function<std::string()> SavedBy(const std::shared_ptr<Handle>& handle, Save save) {
  return [handle, save] {
    readiness_buffer* buffer = nullptr;
    const int32_t code = save(handle.get(), READINESS_FORMAT_PROTOBUF, &buffer, nullptr);
    if (code == READINESS_DATA_LOSS) return std::string("lost");
    return code == READINESS_OK ? Taken(buffer) : std::string("error");
  };
}
const auto kNothing = [] { return std::string(); };

std::shared_ptr<readiness_cycle> NewCycle(bool is_open) {
  readiness_cycle* cycle = nullptr;
  EXPECT_EQ(readiness_cycle_new(&cycle, nullptr), READINESS_OK);
  if (is_open) {
    EXPECT_EQ(readiness_cycle_append(cycle, Bytes(kOpened), kOpened.size(), READINESS_FORMAT_JSON,
                                     nullptr),
              READINESS_OK);
  }
  return {cycle, readiness_cycle_free};
}
std::shared_ptr<readiness_metric_state> NewState(bool has_rows) {
  readiness_metric_state* state = nullptr;
  EXPECT_EQ(readiness_metric_state_new(nullptr, 0, READINESS_FORMAT_JSON, &state, nullptr),
            READINESS_OK);
  if (has_rows) {
    EXPECT_EQ(readiness_metric_state_ingest_rows(state, Bytes(kRows), kRows.size(),
                                                 READINESS_FORMAT_CSV, nullptr),
              READINESS_OK);
  }
  return {state, readiness_metric_state_free};
}
std::shared_ptr<readiness_risk_graph> NewGraph() {
  readiness_risk_graph* graph = nullptr;
  EXPECT_EQ(readiness_risk_graph_new(Bytes(kGraph), kGraph.size(), READINESS_FORMAT_JSON, nullptr,
                                     0, &graph, nullptr),
            READINESS_OK);
  return {graph, readiness_risk_graph_free};
}
// A call whose result is a buffer, which is freed.
template <typename Call>
std::function<int32_t(readiness_error**)> Answering(Call call) {
  return [call](readiness_error** error) {
    readiness_buffer* answer = nullptr;
    const int32_t code = call(&answer, error);
    if (code == READINESS_OK) readiness_buffer_free(answer);
    return code;
  };
}

TEST(OutOfMemory, OfACycle) {
  FailEach("cycle_new", [] {
    return Entry{[](readiness_error** error) {
                   readiness_cycle* cycle = nullptr;
                   const int32_t code = readiness_cycle_new(&cycle, error);
                   readiness_cycle_free(cycle);
                   return code;
                 },
                 kNothing};
  });
  FailEach("cycle_load", [] {
    return Entry{[](readiness_error** error) {
                   readiness_cycle* cycle = nullptr;
                   const int32_t code = readiness_cycle_load(
                       Bytes(kLog), kLog.size(), READINESS_FORMAT_JSON, nullptr, 0, &cycle, error);
                   readiness_cycle_free(cycle);
                   return code;
                 },
                 kNothing};
  });
  FailEach("cycle_append", [] {
    const auto cycle = NewCycle(false);
    return Entry{[cycle](readiness_error** error) {
                   return readiness_cycle_append(cycle.get(), Bytes(kOpened), kOpened.size(),
                                                 READINESS_FORMAT_JSON, error);
                 },
                 SavedBy(cycle, readiness_cycle_save)};
  });
  FailEach("cycle_assess", [] {
    const auto cycle = NewCycle(true);
    return Entry{Answering([cycle](readiness_buffer** out, readiness_error** error) {
                   return readiness_cycle_assess(cycle.get(), nullptr, 0, READINESS_FORMAT_JSON,
                                                 out, error);
                 }),
                 SavedBy(cycle, readiness_cycle_save)};
  });
  FailEach("cycle_query", [] {
    const auto cycle = NewCycle(true);
    return Entry{Answering([cycle](readiness_buffer** out, readiness_error** error) {
                   constexpr std::string_view kAsked = R"({"report":{}})";
                   return readiness_cycle_query(cycle.get(), Bytes(kAsked), kAsked.size(),
                                                READINESS_FORMAT_JSON, out, error);
                 }),
                 SavedBy(cycle, readiness_cycle_save)};
  });
  FailEach("cycle_save", [] {
    const auto cycle = NewCycle(true);
    return Entry{Answering([cycle](readiness_buffer** out, readiness_error** error) {
                   return readiness_cycle_save(cycle.get(), READINESS_FORMAT_JSON, out, error);
                 }),
                 SavedBy(cycle, readiness_cycle_save)};
  });
}

TEST(OutOfMemory, OfAMetricState) {
  FailEach("metric_state_new", [] {
    return Entry{[](readiness_error** error) {
                   readiness_metric_state* state = nullptr;
                   const int32_t code =
                       readiness_metric_state_new(nullptr, 0, READINESS_FORMAT_JSON, &state, error);
                   readiness_metric_state_free(state);
                   return code;
                 },
                 kNothing};
  });
  FailEach("metric_state_ingest_rows", [] {
    const auto state = NewState(false);
    return Entry{[state](readiness_error** error) {
                   return readiness_metric_state_ingest_rows(
                       state.get(), Bytes(kRows), kRows.size(), READINESS_FORMAT_CSV, error);
                 },
                 SavedBy(state, readiness_metric_state_save)};
  });
  FailEach("metric_state_ingest_arrow_stream", [] {
    const auto state = NewState(false);
    const auto made = std::make_shared<HandMadeStream>();
    namespace table = readiness::table;
    made->tables.push_back(std::make_unique<HandMadeTable>(std::vector<table::HandMadeColumn>{
        table::Fixed<int64_t>("time", "l", {10, 20}), table::Texts("kind", {"ticket", "ticket"}),
        table::Fixed<int32_t>("entity", "i", {1, 2}),
        table::Texts("event", {"opened", "opened"})}));
    return Entry{[state, made](readiness_error** error) {
                   const int32_t code = readiness_metric_state_ingest_arrow_stream(
                       state.get(), &made->stream, error);
                   // Released once, whichever allocation failed.
                   return made->IsReleasedOnce() ? code : READINESS_INTERNAL;
                 },
                 SavedBy(state, readiness_metric_state_save)};
  });
  FailEach("metric_state_merge", [] {
    const auto state = NewState(false), other = NewState(true);
    return Entry{[state, other](readiness_error** error) {
                   return readiness_metric_state_merge(state.get(), other.get(), error);
                 },
                 SavedBy(state, readiness_metric_state_save)};
  });
  FailEach("metric_state_evaluate", [] {
    const auto state = NewState(true);
    return Entry{Answering([state](readiness_buffer** out, readiness_error** error) {
                   return readiness_metric_state_evaluate(state.get(), nullptr, 0,
                                                          READINESS_FORMAT_JSON, out, error);
                 }),
                 SavedBy(state, readiness_metric_state_save)};
  });
  FailEach("metric_state_save", [] {
    const auto state = NewState(true);
    return Entry{Answering([state](readiness_buffer** out, readiness_error** error) {
                   return readiness_metric_state_save(state.get(), READINESS_FORMAT_JSON, out,
                                                      error);
                 }),
                 SavedBy(state, readiness_metric_state_save)};
  });
}

TEST(OutOfMemory, OfARiskGraph) {
  FailEach("risk_graph_new", [] {
    return Entry{[](readiness_error** error) {
                   readiness_risk_graph* graph = nullptr;
                   const int32_t code =
                       readiness_risk_graph_new(Bytes(kGraph), kGraph.size(), READINESS_FORMAT_JSON,
                                                nullptr, 0, &graph, error);
                   readiness_risk_graph_free(graph);
                   return code;
                 },
                 kNothing};
  });
  FailEach("risk_graph_update", [] {
    const auto graph = NewGraph();
    return Entry{
        [graph](readiness_error** error) {
          constexpr std::string_view kChange =
              R"({"nodes":[{"id":"a node with a long name, longer than a short string"}]})";
          return readiness_risk_graph_update(graph.get(), Bytes(kChange), kChange.size(),
                                             READINESS_FORMAT_JSON, error);
        },
        SavedBy(graph, readiness_risk_graph_save)};
  });
  FailEach("risk_graph_rank", [] {
    const auto graph = NewGraph();
    return Entry{Answering([graph](readiness_buffer** out, readiness_error** error) {
                   return readiness_risk_graph_rank(graph.get(), nullptr, 0, READINESS_FORMAT_JSON,
                                                    out, error);
                 }),
                 SavedBy(graph, readiness_risk_graph_save)};
  });
  FailEach("risk_graph_explain", [] {
    const auto graph = NewGraph();
    return Entry{Answering([graph](readiness_buffer** out, readiness_error** error) {
                   constexpr std::string_view kAsked = R"({"id":"db"})";
                   return readiness_risk_graph_explain(graph.get(), Bytes(kAsked), kAsked.size(),
                                                       READINESS_FORMAT_JSON, out, error);
                 }),
                 SavedBy(graph, readiness_risk_graph_save)};
  });
}

// A table is given out, and its schema and first array are taken, under the same failures: what
// fails may be asked for again, and nothing is lost by it.
int32_t ReadOut(ArrowArrayStream& stream) {
  ArrowSchema schema{};
  if (stream.get_schema(&stream, &schema) != 0 &&
      (schema.release != nullptr || stream.get_last_error(&stream) == nullptr ||
       stream.get_schema(&stream, &schema) != 0)) {
    return READINESS_INTERNAL;
  }
  ArrowArray array{};
  if (stream.get_next(&stream, &array) != 0 &&
      (array.release != nullptr || stream.get_next(&stream, &array) != 0)) {
    return READINESS_INTERNAL;
  }
  if (array.release == nullptr || array.length < 1) return READINESS_INTERNAL;
  schema.release(&schema);
  stream.release(&stream);
  array.release(&array);
  return READINESS_OK;
}
template <typename Handle, typename Export>
void FailExports(const char* name, const std::function<std::shared_ptr<Handle>()>& make,
                 const Export& call, int32_t table) {
  FailEach(name, [&] {
    return Entry{[handle = make(), call, table](readiness_error** error) {
                   ArrowArrayStream stream{};
                   const int32_t code =
                       call(handle.get(), table, nullptr, 0, READINESS_FORMAT_JSON, &stream, error);
                   if (code == READINESS_OK) return ReadOut(stream);
                   return stream.release == nullptr ? code : READINESS_INTERNAL;
                 },
                 kNothing};
  });
}

TEST(OutOfMemory, OfTablesThatAreGivenOut) {
  FailExports<readiness_cycle>(
      "cycle_export_arrow_stream", [] { return NewCycle(true); },
      readiness_cycle_export_arrow_stream, READINESS_TABLE_ENTRIES);
  FailExports<readiness_metric_state>(
      "metric_state_export_arrow_stream", [] { return NewState(true); },
      readiness_metric_state_export_arrow_stream, READINESS_TABLE_METRICS);
  FailExports<readiness_risk_graph>(
      "risk_graph_export_arrow_stream", [] { return NewGraph(); },
      readiness_risk_graph_export_arrow_stream, READINESS_TABLE_RISKS);
}

TEST(OutOfMemory, OfARiskGraphOfStreams) {
  FailEach("risk_graph_new_arrow_stream", [] {
    namespace table = readiness::table;
    const std::string page = "a page whose name is longer than a short string";
    const auto nodes = std::make_shared<HandMadeStream>();
    const auto edges = std::make_shared<HandMadeStream>();
    nodes->tables.push_back(std::make_unique<HandMadeTable>(std::vector<table::HandMadeColumn>{
        table::Texts("id", {"db", page}), table::Fixed<double>("probability", "g", {0.1, 0}),
        table::Fixed<double>("impact", "g", {0, 100})}));
    edges->tables.push_back(std::make_unique<HandMadeTable>(
        std::vector<table::HandMadeColumn>{table::Texts("from", {"db"}), table::Texts("to", {page}),
                                           table::Fixed<double>("probability", "g", {0.5})}));
    return Entry{
        [nodes, edges](readiness_error** error) {
          readiness_risk_graph* graph = nullptr;
          const int32_t code = readiness_risk_graph_new_arrow_stream(
              &nodes->stream, &edges->stream, nullptr, 0, READINESS_FORMAT_JSON, &graph, error);
          readiness_risk_graph_free(graph);
          // Both released once, whichever allocation failed.
          const bool is_released =
              nodes->releases == 1 && edges->releases == 1 && nodes->stream.release == nullptr;
          return is_released ? code : READINESS_INTERNAL;
        },
        kNothing};
  });
}

TEST(OutOfMemory, OfMetricsOfACycle) {
  FailEach("metric_state_new_for_cycle", [] {
    const auto cycle = NewCycle(true);
    return Entry{[cycle](readiness_error** error) {
                   readiness_metric_state* state = nullptr;
                   const int32_t code = readiness_metric_state_new_for_cycle(
                       cycle.get(), nullptr, 0, READINESS_FORMAT_JSON, &state, error);
                   readiness_metric_state_free(state);
                   return code;
                 },
                 SavedBy(cycle, readiness_cycle_save)};
  });
  FailEach("cycle_assess_with_metrics", [] {
    const auto cycle = NewCycle(true);
    const auto state = NewState(true);
    return Entry{Answering([cycle, state](readiness_buffer** out, readiness_error** error) {
                   return readiness_cycle_assess_with_metrics(cycle.get(), state.get(), nullptr,
                                                              nullptr, 0, READINESS_FORMAT_JSON,
                                                              out, error);
                 }),
                 SavedBy(state, readiness_metric_state_save)};
  });
  FailEach("cycle_query_with_metrics", [] {
    const auto cycle = NewCycle(true);
    const auto state = NewState(true);
    return Entry{Answering([cycle, state](readiness_buffer** out, readiness_error** error) {
                   constexpr std::string_view kAsked = R"({"report":{"form":"MESSAGE"}})";
                   return readiness_cycle_query_with_metrics(cycle.get(), state.get(), nullptr,
                                                             Bytes(kAsked), kAsked.size(),
                                                             READINESS_FORMAT_JSON, out, error);
                 }),
                 SavedBy(state, readiness_metric_state_save)};
  });
}

}  // namespace
