// The end of a process in which an exception left a function that throws none, in a library that
// carries the runtime of C++ with it: abort, without the runtime's message, for which it would
// bring its demangler along.
#include <cstdlib>

namespace __gnu_cxx {

void __verbose_terminate_handler();
void __verbose_terminate_handler() { std::abort(); }

}  // namespace __gnu_cxx
