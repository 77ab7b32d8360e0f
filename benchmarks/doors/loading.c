/* What loading a shared library costs a program in C: prints milliseconds of CPU time.
 *
 *     loading LIBRARY
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

int main(int argc, char** argv) {
  const double start = now();
  if (argc != 2 || dlopen(argv[1], RTLD_NOW) == NULL) return 1;
  printf("%.3f\n", now() - start);
  return 0;
}
