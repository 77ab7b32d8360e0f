# The C library: src/c/*.cc over the C++ library, in one shared object that shows readiness_* and nothing
# else. cmake/abi/readiness.symbols lists what it exports; the version script is made of that.
if(NOT READINESS_BUILD_C)
  return()
endif()

# The version is written once, in the header: 0x0001000A is 1.10.
set(readiness_c_header "${PROJECT_SOURCE_DIR}/include/readiness/c/readiness.h")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${readiness_c_header}")
file(STRINGS "${readiness_c_header}" abi_version REGEX "define READINESS_ABI_VERSION 0x")
string(REGEX MATCH "0x[0-9A-F]+" abi_version "${abi_version}")
math(EXPR READINESS_ABI_MAJOR "${abi_version} >> 16")
math(EXPR READINESS_ABI_MINOR "${abi_version} & 0xFFFF")

set(symbols "${PROJECT_SOURCE_DIR}/cmake/abi/readiness.symbols")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${symbols}")
file(STRINGS "${symbols}" lines REGEX "^readiness_")
set(nodes "")
foreach(line IN LISTS lines)
  string(REGEX MATCH "^([a-z0-9_]+) +(READINESS_[0-9.]+) +(stable|deprecated)$" matched "${line}")
  if(NOT matched)
    message(FATAL_ERROR "${symbols}: not NAME NODE LIFECYCLE: ${line}")
  endif()
  set(node "${CMAKE_MATCH_2}")
  list(APPEND nodes "${node}")
  string(APPEND names_of_${node} "    ${CMAKE_MATCH_1};\n")
endforeach()
list(REMOVE_DUPLICATES nodes)
list(SORT nodes COMPARE NATURAL)
set(script "")
set(parent "")
foreach(node IN LISTS nodes)
  string(APPEND script "${node} {\n  global:\n${names_of_${node}}")
  if(NOT parent)
    string(APPEND script "  local:\n    *;\n")
  endif()
  string(APPEND script "}${parent};\n")
  set(parent " ${node}")
endforeach()
set(READINESS_VERSION_SCRIPT "${PROJECT_BINARY_DIR}/readiness.map")
file(CONFIGURE OUTPUT "${READINESS_VERSION_SCRIPT}" CONTENT "${script}" @ONLY)

file(GLOB readiness_c_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/c/*.cc")
add_library(readiness_c_objects OBJECT ${readiness_c_sources})
set_target_properties(readiness_c_objects PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_include_directories(readiness_c_objects PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(readiness_c_objects PRIVATE readiness_lib)
target_compile_definitions(readiness_c_objects PRIVATE
  "READINESS_BUILD_PARTS=\", ${READINESS_DEPS} Abseil ${absl_VERSION}, OpenSSL ${OPENSSL_VERSION}\"")
readiness_own_code(readiness_c_objects)
readiness_sections(readiness_c_objects)
readiness_bundle(readiness_c_objects)

add_library(readiness_c SHARED $<TARGET_OBJECTS:readiness_c_objects>)
add_library(readiness::c ALIAS readiness_c)
set_target_properties(readiness_c PROPERTIES
  OUTPUT_NAME readiness EXPORT_NAME c LINKER_LANGUAGE CXX
  VERSION ${READINESS_ABI_MAJOR}.${READINESS_ABI_MINOR}.0 SOVERSION ${READINESS_ABI_MAJOR}
  LINK_DEPENDS "${READINESS_VERSION_SCRIPT}")
target_include_directories(readiness_c
  INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(readiness_c PRIVATE readiness_lib)
# Never unloaded: what the libraries below register for the end of a thread or the process must still be there.
target_link_options(readiness_c PRIVATE
  "LINKER:--version-script,${READINESS_VERSION_SCRIPT}" LINKER:--gc-sections LINKER:-z,now LINKER:-z,nodelete)
# A sanitizer's functions come from the executable, so that with one the library is not whole by itself.
if(NOT READINESS_SANITIZE)
  target_link_options(readiness_c PRIVATE LINKER:-z,defs)
endif()
readiness_instrument(readiness_c)
if(NOT READINESS_DEPS STREQUAL "bundled")
  return()
endif()
target_sources(readiness_c PRIVATE "${PROJECT_SOURCE_DIR}/cmake/bundled/terminate.cc")
target_link_options(readiness_c PRIVATE -static-libstdc++ -static-libgcc)

# The same as one archive with one object, for programs that shall be one file (Go): everything that it takes in is
# local to the object, so that it meets a host's own Abseil in no symbol. GNU's objcopy leaves unique
# symbols global; LLVM's does not.
find_program(READINESS_LLVM_OBJCOPY NAMES llvm-objcopy llvm-objcopy-14 REQUIRED)
mark_as_advanced(READINESS_LLVM_OBJCOPY)
list(TRANSFORM lines REPLACE " .*" "" OUTPUT_VARIABLE readiness_c_names)
list(JOIN readiness_c_names "\n" readiness_c_names)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/readiness.names" CONTENT "${readiness_c_names}\n" @ONLY)
add_executable(readiness_c_object $<TARGET_OBJECTS:readiness_c_objects>)
set_target_properties(readiness_c_object PROPERTIES LINKER_LANGUAGE CXX SUFFIX .o)
target_link_libraries(readiness_c_object PRIVATE readiness_lib)
target_link_options(readiness_c_object PRIVATE -r -nostdlib LINKER:--force-group-allocation LINKER:-d LINKER:-Bstatic)
set(READINESS_C_ARCHIVE "${PROJECT_BINARY_DIR}/libreadiness.a")
add_custom_command(
  OUTPUT "${READINESS_C_ARCHIVE}"
  COMMAND "${READINESS_LLVM_OBJCOPY}" --strip-debug "--keep-global-symbols=${PROJECT_BINARY_DIR}/readiness.names"
          "$<TARGET_FILE:readiness_c_object>" readiness_alone.o
  COMMAND "${CMAKE_COMMAND}" -E rm -f "${READINESS_C_ARCHIVE}"
  COMMAND "${CMAKE_AR}" rcs "${READINESS_C_ARCHIVE}" readiness_alone.o
  DEPENDS readiness_c_object "${PROJECT_BINARY_DIR}/readiness.names"
  COMMENT "One object that shows readiness_* alone"
  VERBATIM)
add_custom_target(readiness_c_archive ALL DEPENDS "${READINESS_C_ARCHIVE}")
