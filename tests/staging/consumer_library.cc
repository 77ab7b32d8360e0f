// What a project that links the compiled library writes first: reads a log and writes it back.
#include <cstdio>
#include <string>

#include "readiness/wire/cycle.h"

int main() {
  const auto log = readiness::wire::DecodeCycleJson(R"({"schemaVersion": "1", "entries": []})");
  if (!log.ok()) return 1;
  const auto bytes = readiness::wire::EncodeCycle(*log);
  if (!bytes.ok() || !readiness::wire::DecodeCycle(*bytes).ok()) return 1;
  // What the library refuses arrives here as a status, with its words.
  const auto refused = readiness::wire::DecodeCycleJson(R"({"entires": []})");
  std::printf("%s\n", std::string(refused.status().message()).c_str());
  return refused.ok() ? 1 : 0;
}
