# Turns a file into a C++ source that defines a function returning its bytes.
#
#   cmake -DINPUT=file -DOUTPUT=file.cc -DHEADER=declares/it.h -DNAMESPACE=a::b -DFUNCTION=Bytes
#         -P cmake/embed.cmake
#
# The function is `std::string_view NAMESPACE::FUNCTION()`; its bytes live as long as the program.
foreach(argument IN ITEMS INPUT OUTPUT HEADER NAMESPACE FUNCTION)
  if(NOT DEFINED ${argument})
    message(FATAL_ERROR "embed.cmake: -D${argument}=... is missing")
  endif()
endforeach()

file(READ "${INPUT}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
if(size EQUAL 0)
  message(FATAL_ERROR "embed.cmake: ${INPUT} is empty")
endif()
string(REPEAT "[0-9a-f]" 64 line)
string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")

file(WRITE "${OUTPUT}.new" "// Made by cmake/embed.cmake; edits are lost.
#include \"${HEADER}\"

namespace ${NAMESPACE} {
namespace {
constexpr unsigned char kBytes[] = {
${bytes}};
}  // namespace

std::string_view ${FUNCTION}() {
  return std::string_view(reinterpret_cast<const char*>(kBytes), ${size});
}

}  // namespace ${NAMESPACE}
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
