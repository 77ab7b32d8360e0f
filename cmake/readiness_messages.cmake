# readiness::messages: the schema as Protocol Buffers generate it for C++, with reflection, for programs that want to
# work with messages. No other library of ours links it, so it meets nothing in a process but itself. Tests and
# benchmarks of `wire` compare with it.
if(NOT READINESS_BUILD_MESSAGES AND NOT READINESS_BUILD_BENCHMARKS AND
   NOT (PROJECT_IS_TOP_LEVEL AND BUILD_TESTING))
  return()
endif()

set(generated "${PROJECT_BINARY_DIR}/messages")
set(sources "")
file(MAKE_DIRECTORY "${generated}")
foreach(proto IN LISTS READINESS_PROTOS)
  cmake_path(GET proto STEM name)
  set(stem "${generated}/readiness/v1/${name}")
  add_custom_command(
    OUTPUT "${stem}.pb.cc" "${stem}.pb.h"
    COMMAND protobuf::protoc "--proto_path=${READINESS_PROTO_DIR}" "--cpp_out=${generated}"
            "--dependency_out=${stem}.d" "${proto}"
    DEPENDS "${proto}" protobuf::protoc
    DEPFILE "${stem}.d"
    COMMENT "protoc ${name}.proto"
    VERBATIM)
  list(APPEND sources "${stem}.pb.cc" "${stem}.pb.h")
endforeach()
add_library(readiness_messages STATIC ${sources})
add_library(readiness::messages ALIAS readiness_messages)
target_compile_features(readiness_messages PUBLIC cxx_std_20)
target_include_directories(readiness_messages SYSTEM PUBLIC
  "$<BUILD_INTERFACE:${generated}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
target_link_libraries(readiness_messages PUBLIC protobuf::libprotobuf)
set_target_properties(readiness_messages PROPERTIES EXPORT_NAME messages POSITION_INDEPENDENT_CODE ON)
readiness_instrument(readiness_messages)
