#!/usr/bin/env bash
# Builds and runs a consumer with what pkg-config says, without CMake.
#   pkg_config.sh STAGE LIBDIR COMPILER OUTPUT_FOLDER
set -euo pipefail
stage=$1 libdir=$2 compiler=$3 output=$4
here=$(cd "$(dirname "$0")" && pwd)
export PKG_CONFIG_PATH="$stage/$libdir/pkgconfig"

# The folder was staged, so its prefix is not the configured one.
read -ra flags <<<"$(pkg-config --define-variable=prefix="$stage" --cflags --libs readiness)"
mkdir -p "$output"
"$compiler" -std=c++20 "$here/consumer_library.cc" -o "$output/consumer" "${flags[@]}"
"$output/consumer"
