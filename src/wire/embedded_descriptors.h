// wire/embedded_descriptors.h: the schema that the library was built with, as bytes.
//
// Lite messages carry no descriptors. JSON, and every test that walks all fields, builds a private
// descriptor pool from these bytes, so that nothing enters the process-wide pool of a program that
// embeds us beside its own Protocol Buffers.
#pragma once

#include <string_view>

namespace readiness::wire::internal {

// A serialized google.protobuf.FileDescriptorSet: proto/readiness/v1/*.proto and all they import,
// imports first. Lives as long as the program. Threads: safe from anywhere.
[[nodiscard]] std::string_view EmbeddedDescriptorSet();

}  // namespace readiness::wire::internal
