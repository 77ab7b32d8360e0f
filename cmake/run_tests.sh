#!/usr/bin/env bash
# Every test from nothing: installs what is missing, builds, runs. Safe to run again.
#
#   cmake/run_tests.sh            all but the tests labelled slow
#   cmake/run_tests.sh --slow     those as well
#
# The last line is `N passed, N failed` or `N passed, N failed, N skipped`; what is skipped is named
# above it. Tests on real data look for it in READINESS_DATA_DIR, else in ../shared/data.
set -euo pipefail
cd "$(dirname "$0")/.."

exclude=(--label-exclude slow)
[ "${1:-}" != --slow ] || exclude=()

cmake/install_dependencies.sh test
results=build/release/results.xml
rm -f "$results"
if ! { cmake --preset release -DBUILD_TESTING=ON >/dev/null && cmake --build --preset release; }; then
  echo "The build failed; no test ran."
  echo "0 passed, 1 failed"
  exit 1
fi
code=0
ctest --test-dir build/release --output-on-failure --parallel "$(nproc)" --output-junit results.xml \
  "${exclude[@]}" || code=$?
cmake/test_summary.py "$results" || code=1
exit "$code"
