#!/usr/bin/env bash
# Every test with gcc, the answers of the oracles made again; the C library that carries what it needs; then the
# whole tree again with clang under the address and undefined behaviour sanitizers, so that both compilers see
# every line with warnings as errors.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

code=0
cmake/run_tests.sh --oracles || code=1

# tests_of PRESET FOLDER ctest options...: builds what the preset builds and runs its tests.
tests_of() {
  local preset=$1 folder=$2
  shift 2
  if ! { cmake --preset "$preset" >/dev/null && cmake --build --preset "$preset"; }; then
    echo "The build of preset $preset failed."
    code=1
    return
  fi
  rm -f "$folder/results.xml"
  ctest --test-dir "$folder" --output-on-failure --parallel "$(nproc)" --output-junit results.xml "$@" || code=1
  echo "Preset $preset:"
  cmake/test_summary.py "$folder/results.xml" || code=1
}
if cmake/bundle_dependencies.sh; then
  tests_of bundled build/bundled_library --label-regex '^(c|python|go)$'
else
  echo "What a self-contained library takes in could not be built."
  code=1
fi
# The rules of the house and packaging do not depend on the compiler; they ran above.
tests_of asan build/asan --label-exclude 'slow|oracle|house|packaging'

exit "$code"
