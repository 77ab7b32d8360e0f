#!/usr/bin/env bash
# The main job from nothing: installs what is missing, builds, assesses the example launch, and writes
# its report as HTML. Safe to run again; quick when nothing changed.
#
#   cmake/quickstart.sh
set -euo pipefail
cd "$(dirname "$0")/.."

cmake/install_dependencies.sh build
options=()
# A tree that run_tests.sh configured keeps its tests; a new one does without them.
[ -f build/release/CMakeCache.txt ] || options+=(-DBUILD_TESTING=OFF)
cmake --preset release "${options[@]}" >/dev/null
cmake --build --preset release --target readiness_cli >&2

cycle=examples/ecommerce_launch.cycle.json
report=build/ecommerce_launch.html
build/release/readiness assess "$cycle"
build/release/readiness assess "$cycle" --format html >"$report" 2>/dev/null
echo
echo "The same as a page: $PWD/$report"
