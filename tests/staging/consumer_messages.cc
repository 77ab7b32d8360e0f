// What a project writes first that wants messages of Protocol Buffers: makes a log as messages, has
// the library read its bytes, and reads what the library writes.
#include <cstdio>
#include <readiness/v1/entry.pb.h>
#include <string>

#include <google/protobuf/util/message_differencer.h>

#include "readiness/wire/cycle.h"

int main() {
  readiness::v1::Cycle cycle;
  cycle.set_schema_version(1);
  cycle.set_playbook("launch");
  const auto log = readiness::wire::DecodeCycle(cycle.SerializeAsString());
  if (!log.ok()) return 1;
  const auto bytes = readiness::wire::EncodeCycle(*log);
  readiness::v1::Cycle read_back;
  if (!bytes.ok() || !read_back.ParseFromString(*bytes)) return 1;
  std::printf("%s\n", read_back.DebugString().c_str());
  return google::protobuf::util::MessageDifferencer::Equals(cycle, read_back) ? 0 : 1;
}
