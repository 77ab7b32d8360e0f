#!/bin/sh
# Compares readiness with zen-engine and LuaJIT on the same inputs, in one process group, and prints
# one table of ratios. Usage: benchmarks/peers/run.sh [--rounds N] [--milliseconds N]
#
# Needs g++, pkg-config, Abseil, python3, node with npm, and Debian's luajit. zen-engine comes from
# npm by name and version into PEERS_BUILD (default build/peers, which git ignores).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${PEERS_BUILD:-$root/build/peers}
zen=@gorules/zen-engine@0.54.0

for tool in g++ pkg-config python3 node npm luajit; do
  command -v "$tool" >/dev/null || {
    echo "run.sh: $tool is missing; apt-get install g++ pkg-config libabsl-dev python3 nodejs npm luajit" >&2
    exit 2
  }
done
mkdir -p "$out"
if ! [ -d "$out/node_modules/@gorules/zen-engine" ]; then
  [ -f "$out/package.json" ] || echo '{"private": true}' >"$out/package.json"
  npm install --prefix "$out" --no-audit --no-fund --no-save "$zen" >&2
fi
side=$out/readiness_side
if ! [ -x "$side" ] || [ -n "$(find "$root/include" "$here/readiness_side.cc" -newer "$side" -print -quit)" ]; then
  absl="absl_status absl_statusor absl_strings absl_time absl_cord absl_flat_hash_map"
  # shellcheck disable=SC2046,SC2086
  g++ -O3 -std=c++20 -ffp-contract=off -I"$root/include" "$here/readiness_side.cc" -o "$side" \
    $(pkg-config --cflags --libs $absl)
fi
echo "$zen, readiness built with g++ -O3 (no -march)"
exec python3 "$here/compare.py" "$side" "$out" "$@"
