# The command `readiness`: src/cli/*.cc, thin over the library.
file(GLOB readiness_cli_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/cli/*.cc")
if(NOT READINESS_BUILD_CLI OR NOT readiness_cli_sources)
  return()
endif()

find_package(CLI11 REQUIRED)
# Options and sentences: much code, each line of it run once, which is compiled in two thirds of the time so. Not what
# computes over rows and graphs.
set(readiness_cli_once ${readiness_cli_sources})
list(FILTER readiness_cli_once EXCLUDE REGEX "/(compute_metrics|explain|input|rank|rank_cycle)\\.cc$")
set_source_files_properties(${readiness_cli_once} PROPERTIES
  COMPILE_OPTIONS "$<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU,Clang,AppleClang>>:-Os>")
add_executable(readiness_cli ${readiness_cli_sources})
set_target_properties(readiness_cli PROPERTIES
  OUTPUT_NAME readiness RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
target_compile_definitions(readiness_cli PRIVATE READINESS_VERSION="${PROJECT_VERSION}")
target_include_directories(readiness_cli PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_include_directories(readiness_cli SYSTEM PRIVATE "${READINESS_RAPIDJSON_INCLUDE_DIR}")
target_link_libraries(readiness_cli PRIVATE readiness::readiness CLI11::CLI11)
readiness_own_code(readiness_cli)
