#!/usr/bin/env bash
# Every test from nothing: installs what is missing, builds, runs. Safe to run again.
#
#   cmake/run_tests.sh              all but the tests labelled slow or oracle
#   cmake/run_tests.sh --slow       the long ones as well: simulations, a million formulas
#   cmake/run_tests.sh --oracles    makes the stored answers of other people's libraries again as well
#
# The last line is `N passed, N failed` or `N passed, N failed, N skipped`; what is skipped is named
# above it. Tests on real data look for it in READINESS_DATA_DIR, else in ../shared/data.
set -euo pipefail
cd "$(dirname "$0")/.."

left_out='slow|oracle' # Labels; ctest takes one regular expression.
groups=(test python go)
for option in "$@"; do
  case $option in
    --slow) left_out=${left_out/slow/no such label} ;;
    --oracles) left_out=${left_out/oracle/no such label} groups+=(oracles) ;;
    *)
      echo "run_tests: no option '$option'; there are --slow and --oracles" >&2
      exit 2
      ;;
  esac
done

cmake/install_dependencies.sh "${groups[@]}"
results=build/release/results.xml
rm -f "$results"
if ! { cmake --preset release -DBUILD_TESTING=ON >/dev/null && cmake --build --preset release; }; then
  echo "The build failed; no test ran."
  echo "0 passed, 1 failed"
  exit 1
fi
code=0
ctest --test-dir build/release --output-on-failure --parallel "$(nproc)" --output-junit results.xml \
  --label-exclude "$left_out" || code=$?
cmake/test_summary.py "$results" || code=1
exit "$code"
