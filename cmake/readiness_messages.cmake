# readiness_messages: the messages as the compiler of Protocol Buffers generates them for C++, which the library itself
# does without. Tests and benchmarks compare with them.
#
#   readiness_needs_messages(target)      the target may include readiness/v1/*.pb.h
function(readiness_needs_messages target)
  if(NOT TARGET readiness_messages)
    set(generated "${PROJECT_BINARY_DIR}/messages")
    set(sources "")
    file(MAKE_DIRECTORY "${generated}")
    foreach(proto IN LISTS READINESS_PROTOS)
      cmake_path(GET proto STEM name)
      set(stem "${generated}/readiness/v1/${name}")
      add_custom_command(
        OUTPUT "${stem}.pb.cc" "${stem}.pb.h"
        COMMAND protobuf::protoc "--proto_path=${READINESS_PROTO_DIR}" "--cpp_out=lite:${generated}"
                "--dependency_out=${stem}.d" "${proto}"
        DEPENDS "${proto}" protobuf::protoc
        DEPFILE "${stem}.d"
        COMMENT "protoc ${name}.proto"
        VERBATIM)
      list(APPEND sources "${stem}.pb.cc" "${stem}.pb.h")
    endforeach()
    add_library(readiness_messages STATIC EXCLUDE_FROM_ALL ${sources})
    target_compile_features(readiness_messages PUBLIC cxx_std_20)
    target_include_directories(readiness_messages SYSTEM PUBLIC "${generated}")
    target_link_libraries(readiness_messages PUBLIC protobuf::libprotobuf)
    # A few files at a time: most of a generated file is the headers that it includes.
    set_target_properties(readiness_messages PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    readiness_instrument(readiness_messages)
  endif()
  target_link_libraries(${target} PRIVATE readiness_messages)
endfunction()
