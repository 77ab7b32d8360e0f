# How our own code is compiled: language level, warnings, sanitizers, coverage, ccache.
#
#   readiness_own_code(target)   applies all of it to a target that we wrote. Generated code and
#                                consumers of the library never get our warnings.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()

# The sloppiness lets ccache serve translation units that use a precompiled header.
if(READINESS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(READINESS_CCACHE_PROGRAM ccache)
  mark_as_advanced(READINESS_CCACHE_PROGRAM)
  if(READINESS_CCACHE_PROGRAM)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime;${READINESS_CCACHE_PROGRAM}")
    set(CMAKE_C_COMPILER_LAUNCHER "${CMAKE_CXX_COMPILER_LAUNCHER}")
  endif()
endif()

set(READINESS_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
# GCC before 14 sees overlapping and endless copies in std::string where there are none (GCC bugs
# 105329 and 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  list(APPEND READINESS_WARNINGS -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()
if(READINESS_WERROR)
  list(APPEND READINESS_WARNINGS -Werror)
endif()

set(READINESS_INSTRUMENTATION "")
if(READINESS_SANITIZE)
  list(APPEND READINESS_INSTRUMENTATION -fsanitize=${READINESS_SANITIZE} -fno-omit-frame-pointer)
  if(READINESS_SANITIZE MATCHES "undefined")
    list(APPEND READINESS_INSTRUMENTATION -fno-sanitize-recover=undefined)
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      list(APPEND READINESS_INSTRUMENTATION
        "-fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/sanitizer_ignore.txt")
    endif()
  endif()
endif()
if(READINESS_COVERAGE)
  list(APPEND READINESS_INSTRUMENTATION --coverage)
endif()

# Sanitizers and coverage, for every compiled target of this tree, generated code included.
function(readiness_instrument target)
  target_compile_options(${target} PRIVATE ${READINESS_INSTRUMENTATION})
  target_link_options(${target} PRIVATE ${READINESS_INSTRUMENTATION})
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    C_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  # A program in C that loads the library needs the sanitizer's runtime for C++ as well.
  if(READINESS_SANITIZE)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  endif()
endfunction()

function(readiness_own_code target)
  readiness_instrument(${target})
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:${READINESS_WARNINGS}>)
endfunction()
