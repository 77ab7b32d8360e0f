# What the libraries need. Everything is found, nothing is vendored, nothing is downloaded.
#
#   READINESS_DEPS=system     the system's shared libraries: what a distribution's package wants
#   READINESS_DEPS=bundled    what cmake/bundle_dependencies.sh built, inside the shared library: what a wheel, a Go
#                             program and a host that brings other versions of the same libraries want
set(READINESS_DEPS system CACHE STRING "Where Abseil comes from: system or bundled")
set_property(CACHE READINESS_DEPS PROPERTY STRINGS system bundled)
set(READINESS_BUNDLED_DIR "${PROJECT_SOURCE_DIR}/build/bundled" CACHE PATH
    "Where cmake/bundle_dependencies.sh put the libraries")
if(READINESS_DEPS STREQUAL "bundled")
  if(NOT EXISTS "${READINESS_BUNDLED_DIR}/made-from")
    message(FATAL_ERROR "READINESS_DEPS=bundled, and nothing is in ${READINESS_BUNDLED_DIR}: "
      "run cmake/bundle_dependencies.sh first, or name its folder in READINESS_BUNDLED_DIR")
  endif()
  list(PREPEND CMAKE_PREFIX_PATH "${READINESS_BUNDLED_DIR}")
  set(OPENSSL_USE_STATIC_LIBS ON)
elseif(NOT READINESS_DEPS STREQUAL "system")
  message(FATAL_ERROR "READINESS_DEPS=${READINESS_DEPS}: there are system and bundled")
endif()

# Found targets are made global, so that a project that adds this one as a subdirectory can link them.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# Protocol Buffers, for the compiler of the schema and for tests; no library of ours links them. From 22 on they bring
# a package file; Debian 12 has 3.21, which CMake's module finds.
find_package(Protobuf CONFIG QUIET)
if(NOT Protobuf_FOUND)
  find_package(Protobuf REQUIRED)
endif()

# Header-only, and its package file names no target: the include folder is all we need.
find_path(READINESS_RAPIDJSON_INCLUDE_DIR rapidjson/document.h REQUIRED)
mark_as_advanced(READINESS_RAPIDJSON_INCLUDE_DIR)

# readiness_bundle(target): leaves out what a library that carries its dependencies would carry for nothing, and
# compiles for size where speed does not pay for it: without copies of functions that are not small, and without gaps
# for alignment, an assessment takes as long as before; with -Os it takes a quarter longer (benchmarks/doors).
function(readiness_bundle target)
  if(READINESS_DEPS STREQUAL "bundled")
    target_include_directories(${target} SYSTEM BEFORE PRIVATE "${PROJECT_SOURCE_DIR}/cmake/bundled")
    set(small -O2 -finline-limit=20 -falign-functions=1 -falign-jumps=1 -falign-labels=1 -falign-loops=1)
    target_compile_options(${target} PRIVATE "$<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:${small}>")
  endif()
endfunction()
