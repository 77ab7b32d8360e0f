#!/bin/sh
# Compares readiness with its peers on the same inputs, in one process group, and prints tables of
# ratios. Usage: benchmarks/peers/run.sh [gates|metrics|graphs|linearity] [options]; without a word,
# the first two.
#
#   gates    zen-engine and LuaJIT. Options: --rounds N --milliseconds N.
#            Needs node with npm and Debian's luajit; zen-engine comes from npm by name and version.
#   metrics  DuckDB, Polars, pandas, DataSketches and R. Options: --rounds N --milliseconds N,
#            --scale X (of the rows; 1 needs some 8 GB of memory), --only W1 (questions that begin so).
#            Needs Debian's r-cran-survival; the others come from PyPI, by name, into a venv.
#   graphs   igraph. Options: --rounds N --nodes N. Needs Debian's libigraph-dev, and 3 GB of memory
#            for a million nodes.
#   linearity MOST
#            what an event and a read cost after 10^4, 10^5, ... MOST events; no peers.
#
# All need g++, pkg-config, Abseil and python3. All goes to PEERS_BUILD (default build/peers, which
# git ignores).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${PEERS_BUILD:-$root/build/peers}
zen=@gorules/zen-engine@0.54.0

need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || {
      echo "run.sh: $tool is missing; apt-get install g++ pkg-config libabsl-dev python3 python3-venv" \
        "nodejs npm luajit r-cran-survival" >&2
      exit 2
    }
  done
}
# build NAME [PACKAGE]: the side NAME.cc, where a header or the file itself is newer.
build() {
  if [ -x "$out/$1" ] && [ -z "$(find "$root/include" "$here" -newer "$out/$1" -name '*.[hc]*' -print -quit)" ]; then
    return
  fi
  absl="absl_status absl_statusor absl_strings absl_time absl_cord absl_flat_hash_map absl_btree absl_int128"
  # shellcheck disable=SC2046,SC2086
  g++ -O3 -std=c++20 -ffp-contract=off -I"$root/include" "$here/$1.cc" -o "$out/$1" $(pkg-config --cflags --libs $absl "${2:-absl_status}")
}
gates() {
  need node npm luajit
  if ! [ -d "$out/node_modules/@gorules/zen-engine" ]; then
    [ -f "$out/package.json" ] || echo '{"private": true}' >"$out/package.json"
    npm install --prefix "$out" --no-audit --no-fund --no-save "$zen" >&2
  fi
  build readiness_side
  echo "$zen, readiness built with g++ -O3 (no -march)"
  python3 "$here/compare.py" "$out/readiness_side" "$out" "$@"
}
metrics() {
  need Rscript
  if ! [ -x "$out/venv/bin/python" ]; then
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install --quiet duckdb polars pandas pyarrow numpy datasketches >&2
  fi
  build metric_side
  python3 "$here/compare_metrics.py" "$out/metric_side" "$out/venv/bin/python" "$out/columns" "$@"
}

graphs() {
  pkg-config --exists igraph || {
    echo "run.sh: igraph is missing; apt-get install libigraph-dev" >&2
    exit 2
  }
  build graph_side
  build igraph_side igraph
  echo "igraph $(pkg-config --modversion igraph), both sides built with g++ -O3 (no -march)"
  python3 "$here/compare_graphs.py" "$out/graph_side" "$out/igraph_side" "$@"
}

linearity() {
  build metric_side
  "$out/metric_side" linearity "${1:-1000000}"
}

need g++ pkg-config python3
mkdir -p "$out"
part=${1:-both}
case $part in
gates | metrics | graphs | linearity)
  shift
  "$part" "$@"
  ;;
both | --*)
  gates "$@"
  metrics "$@"
  ;;
*)
  echo "run.sh: $part is none of gates, metrics, graphs and linearity" >&2
  exit 2
  ;;
esac
