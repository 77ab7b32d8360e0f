#!/usr/bin/env bash
# Every test with gcc, the answers of the oracles made again; the C library that carries what it needs; then the
# whole tree again with clang under the address and undefined behaviour sanitizers, so that both compilers see
# every line with warnings as errors.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

code=0
cmake/run_tests.sh --oracles || code=1

if cmake/bundle_dependencies.sh && cmake --preset bundled >/dev/null && cmake --build --preset bundled; then
  rm -f build/bundled_library/results.xml
  ctest --test-dir build/bundled_library --output-on-failure --parallel "$(nproc)" --output-junit results.xml \
    --label-regex '^(c|python|go)$' || code=1
  echo "Bundled:"
  cmake/test_summary.py build/bundled_library/results.xml || code=1
else
  echo "The bundled build failed."
  code=1
fi

if cmake --preset asan >/dev/null && cmake --build --preset asan; then
  rm -f build/asan/results.xml
  # The rules of the house and packaging do not depend on the compiler; they ran above.
  ctest --test-dir build/asan --output-on-failure --parallel "$(nproc)" --output-junit results.xml \
    --label-exclude 'slow|oracle|house|packaging' || code=1
  echo "With clang and sanitizers:"
  cmake/test_summary.py build/asan/results.xml || code=1
else
  echo "The clang build failed."
  code=1
fi

exit "$code"
