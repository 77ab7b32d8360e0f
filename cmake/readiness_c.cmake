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
add_library(readiness_c SHARED ${readiness_c_sources})
add_library(readiness::c ALIAS readiness_c)
set_target_properties(readiness_c PROPERTIES
  OUTPUT_NAME readiness EXPORT_NAME c
  VERSION ${READINESS_ABI_MAJOR}.${READINESS_ABI_MINOR}.0 SOVERSION ${READINESS_ABI_MAJOR}
  LINK_DEPENDS "${READINESS_VERSION_SCRIPT}")
target_include_directories(readiness_c
  INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(readiness_c PRIVATE readiness_lib)
target_compile_definitions(readiness_c PRIVATE
  "READINESS_BUILD_PARTS=\", Protocol Buffers ${Protobuf_VERSION}, Abseil ${absl_VERSION}, OpenSSL ${OPENSSL_VERSION}\"")
# Never unloaded: what the libraries below register for the end of a thread or the process must still be there.
target_link_options(readiness_c PRIVATE
  "LINKER:--version-script,${READINESS_VERSION_SCRIPT}" LINKER:--gc-sections LINKER:-z,now LINKER:-z,nodelete)
# A sanitizer's functions come from the executable, so that with one the library is not whole by itself.
if(NOT READINESS_SANITIZE)
  target_link_options(readiness_c PRIVATE LINKER:-z,defs)
endif()
readiness_own_code(readiness_c)
