// Package heap tells tests how much C memory is in use; tests themselves may not use cgo.
package heap

/*
#include <malloc.h>
#include <stddef.h>

#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
static size_t in_use(void) {
	struct mallinfo2 use = mallinfo2();
	return use.uordblks + use.hblkhd;
}
#else
static size_t in_use(void) { return 0; }
#endif
*/
import "C"

// InUse is how many bytes were allocated in C and not freed; zero where that cannot be told. Resident memory
// would not do: it also moves by how the free bytes happen to lie, which hides a leak and invents one.
func InUse() int64 { return int64(C.in_use()) }
