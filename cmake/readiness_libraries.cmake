# The libraries: readiness_core (headers), readiness_proto_lite (generated), readiness_lib.

# A section each, so that whoever links an archive of ours, or our own shared library, keeps only what is used.
function(readiness_sections target)
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-ffunction-sections;-fdata-sections>)
endfunction()

# --- core: levels 0 to 3, header-only ------------------------------------------------------------
add_library(readiness_core INTERFACE)
add_library(readiness::core ALIAS readiness_core)
set_target_properties(readiness_core PROPERTIES EXPORT_NAME core)
target_compile_features(readiness_core INTERFACE cxx_std_20)
# Fusing a multiplication with an addition would make results depend on the processor; since the
# arithmetic is in headers, whoever includes them needs the option too.
target_compile_options(readiness_core INTERFACE
  $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-ffp-contract=off>)
target_include_directories(readiness_core INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(readiness_core INTERFACE
  absl::btree absl::cord absl::flat_hash_map absl::flat_hash_set absl::hash absl::inlined_vector
  absl::int128 absl::span absl::status absl::statusor absl::strings absl::time)

# --- generated code: proto/readiness/v1/*.proto --------------------------------------------------
set(READINESS_PROTO_DIR "${PROJECT_SOURCE_DIR}/proto")
set(READINESS_GENERATED_DIR "${PROJECT_BINARY_DIR}/generated")
file(GLOB READINESS_PROTOS CONFIGURE_DEPENDS "${READINESS_PROTO_DIR}/readiness/v1/*.proto")
file(MAKE_DIRECTORY "${READINESS_GENERATED_DIR}")

set(readiness_generated_sources "")
foreach(proto IN LISTS READINESS_PROTOS)
  cmake_path(GET proto STEM name)
  set(stem "${READINESS_GENERATED_DIR}/readiness/v1/${name}")
  add_custom_command(
    OUTPUT "${stem}.pb.cc" "${stem}.pb.h"
    COMMAND protobuf::protoc "--proto_path=${READINESS_PROTO_DIR}"
            "--cpp_out=lite:${READINESS_GENERATED_DIR}" "--dependency_out=${stem}.d" "${proto}"
    DEPENDS "${proto}" protobuf::protoc
    DEPFILE "${stem}.d"
    COMMENT "protoc ${name}.proto"
    VERBATIM)
  list(APPEND readiness_generated_sources "${stem}.pb.cc" "${stem}.pb.h")
endforeach()

# JSON and reflection need descriptors, which lite code leaves out: their bytes are embedded.
set(READINESS_DESCRIPTOR_SET "${READINESS_GENERATED_DIR}/readiness_v1.binpb")
add_custom_command(
  OUTPUT "${READINESS_DESCRIPTOR_SET}"
  COMMAND protobuf::protoc "--proto_path=${READINESS_PROTO_DIR}" --include_imports
          "--descriptor_set_out=${READINESS_DESCRIPTOR_SET}" ${READINESS_PROTOS}
  DEPENDS ${READINESS_PROTOS} protobuf::protoc
  COMMENT "protoc descriptor set"
  VERBATIM)
set(readiness_embedded "${READINESS_GENERATED_DIR}/embedded_descriptors.cc")
add_custom_command(
  OUTPUT "${readiness_embedded}"
  COMMAND "${CMAKE_COMMAND}" "-DINPUT=${READINESS_DESCRIPTOR_SET}" "-DOUTPUT=${readiness_embedded}"
          -DHEADER=wire/embedded_descriptors.h -DNAMESPACE=readiness::wire::internal
          -DFUNCTION=EmbeddedDescriptorSet -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
  DEPENDS "${READINESS_DESCRIPTOR_SET}" "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
  COMMENT "Embedding the descriptor set"
  VERBATIM)

# Lite code links the full library, because google.protobuf.Timestamp is generated as full code.
add_library(readiness_proto_lite OBJECT ${readiness_generated_sources})
target_compile_features(readiness_proto_lite PUBLIC cxx_std_20)
target_include_directories(readiness_proto_lite SYSTEM PUBLIC "${READINESS_GENERATED_DIR}")
target_link_libraries(readiness_proto_lite PUBLIC protobuf::libprotobuf)
# Independent of position, so that a shared library can take the static one in.
# Compiled a few files at a time: most of a generated file is the headers that it includes.
set_target_properties(readiness_proto_lite PROPERTIES
  POSITION_INDEPENDENT_CODE ON UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
readiness_instrument(readiness_proto_lite)
readiness_sections(readiness_proto_lite)

# --- compiled library: rooms of level 4 ----------------------------------------------------------
set(readiness_library_sources "")
foreach(room IN ITEMS wire report table store)
  file(GLOB room_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${room}/*.cc")
  list(APPEND readiness_library_sources ${room_sources})
  # Pages and sentences for people: much code, each line of it run once a page.
  if(room STREQUAL "report")
    set_source_files_properties(${room_sources} PROPERTIES
      COMPILE_OPTIONS "$<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU,Clang,AppleClang>>:-Os>")
  endif()
endforeach()

# The file is libreadiness_cpp: libreadiness is the C library, and a linker asked for `-lreadiness` would
# take the one for the other.
add_library(readiness_lib ${readiness_library_sources} "${readiness_embedded}"
            $<TARGET_OBJECTS:readiness_proto_lite>)
add_library(readiness::readiness ALIAS readiness_lib)
set_target_properties(readiness_lib PROPERTIES
  OUTPUT_NAME readiness_cpp EXPORT_NAME readiness POSITION_INDEPENDENT_CODE ON
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_include_directories(readiness_lib PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_include_directories(readiness_lib SYSTEM PRIVATE
  "${READINESS_GENERATED_DIR}" "${READINESS_RAPIDJSON_INCLUDE_DIR}")
# No public header names Protocol Buffers or OpenSSL: who links us compiles without them.
target_link_libraries(readiness_lib
  PUBLIC readiness_core
  PRIVATE protobuf::libprotobuf OpenSSL::Crypto Threads::Threads)
add_dependencies(readiness_lib readiness_proto_lite)
readiness_own_code(readiness_lib)
readiness_sections(readiness_lib)
if(BUILD_SHARED_LIBS)
  # Our C++ functions are the interface then; the generated messages stay hidden.
  set_target_properties(readiness_lib PROPERTIES
    CXX_VISIBILITY_PRESET default VISIBILITY_INLINES_HIDDEN OFF)
endif()
