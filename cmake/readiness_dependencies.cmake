# What the libraries need. Everything is found, nothing is vendored, nothing is downloaded.
# Found targets are made global, so that a project that adds this one as a subdirectory can link them.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# Protocol Buffers from 22 on bring a package file; Debian 12 has 3.21, which CMake's module finds.
find_package(Protobuf CONFIG QUIET)
if(NOT Protobuf_FOUND)
  find_package(Protobuf REQUIRED)
endif()

# Header-only, and its package file names no target: the include folder is all we need.
find_path(READINESS_RAPIDJSON_INCLUDE_DIR rapidjson/document.h REQUIRED)
mark_as_advanced(READINESS_RAPIDJSON_INCLUDE_DIR)
