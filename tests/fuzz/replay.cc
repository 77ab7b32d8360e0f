// Runs a fuzz target over its seeds as an ordinary test: each seed as it is, cut short at every
// length up to a limit, and with bytes changed by a fixed generator. Exits 1 when a folder holds no
// seed; the target itself aborts, or a sanitizer does, when something is wrong.
//
//   <name>_replay tests/fuzz/seeds/<name>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "../splitmix64.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr size_t kCutsPerSeed = 256;
constexpr int kMutationsPerSeed = 512;

void Run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

void RunAround(const std::string& seed) {
  Run(seed);
  const size_t step = seed.size() / kCutsPerSeed + 1;
  for (size_t length = 0; length < seed.size(); length += step) Run(seed.substr(0, length));
  uint64_t state = seed.size();
  for (int mutation = 0; mutation < kMutationsPerSeed && !seed.empty(); ++mutation) {
    std::string changed = seed;
    for (uint64_t changes = readiness::SplitMix64(state) % 4 + 1; changes > 0; --changes) {
      changed[readiness::SplitMix64(state) % changed.size()] =
          static_cast<char>(readiness::SplitMix64(state) & 0xFF);
    }
    Run(changed);
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER_OF_SEEDS\n", arguments[0]);
    return 2;
  }
  std::set<std::filesystem::path> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    if (entry.is_regular_file()) seeds.insert(entry.path());
  }
  for (const std::filesystem::path& path : seeds) {
    std::ifstream file(path, std::ios::binary);
    RunAround(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  std::printf("%zu seeds replayed\n", seeds.size());
  return seeds.empty() ? 1 : 0;
}
