// What a project that needs the header-only core writes first.
#include <cstdio>
#include <string>

#include "readiness/base/status.h"

int main() {
  const absl::Status status = readiness::base::Refused("R24", "risk r1 has two owners");
  const std::string rule = readiness::base::RuleOf(status).value_or("");
  std::printf("%s\n", rule.c_str());
  return rule == "R24" ? 0 : 1;
}
