// wire/embedded_descriptors.h: the schema that the library was built with, as bytes.
//
// wire/schema.h reads them, and so does every test that walks all fields: what the compiler of the
// schema says is said once.
#pragma once

#include <string_view>

namespace readiness::wire::internal {

// A serialized google.protobuf.FileDescriptorSet: proto/readiness/v1/*.proto and all they import,
// imports first. Lives as long as the program. Threads: safe from anywhere.
[[nodiscard]] std::string_view EmbeddedDescriptorSet();

}  // namespace readiness::wire::internal
