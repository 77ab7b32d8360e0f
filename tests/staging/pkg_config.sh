#!/usr/bin/env bash
# Builds and runs a consumer in C++ and one in C with what pkg-config says, without CMake.
#   pkg_config.sh STAGE LIBDIR CXX_COMPILER C_COMPILER OUTPUT_FOLDER
set -euo pipefail
stage=$1 libdir=$2 compiler=$3 c_compiler=$4 output=$5
here=$(cd "$(dirname "$0")" && pwd)
export PKG_CONFIG_PATH="$stage/$libdir/pkgconfig"

# The folder was staged, so its prefix is not the configured one: the files say where they lie themselves.
read -ra flags <<<"$(pkg-config --cflags --libs readiness)"
mkdir -p "$output"
"$compiler" -std=c++20 "$here/consumer_library.cc" -o "$output/consumer" "${flags[@]}"
"$output/consumer"

read -ra flags <<<"$(pkg-config --cflags --libs readiness-c)"
"$c_compiler" -std=c99 "$here/consumer_c.c" -o "$output/consumer_c" "${flags[@]}"
LD_LIBRARY_PATH="$stage/$libdir" "$output/consumer_c"
