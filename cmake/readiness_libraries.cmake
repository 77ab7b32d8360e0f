# The libraries: readiness_core (headers), readiness_lib.

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

# --- the schema: proto/readiness/v1/*.proto ------------------------------------------------------
set(READINESS_PROTO_DIR "${PROJECT_SOURCE_DIR}/proto")
set(READINESS_GENERATED_DIR "${PROJECT_BINARY_DIR}/generated")
file(GLOB READINESS_PROTOS CONFIGURE_DEPENDS "${READINESS_PROTO_DIR}/readiness/v1/*.proto")
file(MAKE_DIRECTORY "${READINESS_GENERATED_DIR}")

# The library reads and writes messages by itself (src/wire/mapping.h) and carries its schema as the bytes of
# descriptors; of Protocol Buffers it needs the compiler alone, when it is built.
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
add_library(readiness_lib ${readiness_library_sources} "${readiness_embedded}")
add_library(readiness::readiness ALIAS readiness_lib)
set_target_properties(readiness_lib PROPERTIES
  OUTPUT_NAME readiness_cpp EXPORT_NAME readiness POSITION_INDEPENDENT_CODE ON
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_include_directories(readiness_lib PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_include_directories(readiness_lib SYSTEM PRIVATE "${READINESS_RAPIDJSON_INCLUDE_DIR}")
# No public header names OpenSSL: who links us compiles without it.
target_link_libraries(readiness_lib
  PUBLIC readiness_core
  PRIVATE OpenSSL::Crypto Threads::Threads)
readiness_own_code(readiness_lib)
readiness_sections(readiness_lib)
readiness_bundle(readiness_lib)
if(BUILD_SHARED_LIBS)
  # Our C++ functions are the interface then.
  set_target_properties(readiness_lib PROPERTIES
    CXX_VISIBILITY_PRESET default VISIBILITY_INLINES_HIDDEN OFF)
endif()
