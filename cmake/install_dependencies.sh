#!/usr/bin/env bash
# Installs what is missing of the Debian packages that a group of work needs; quick when nothing is.
#
#   cmake/install_dependencies.sh [build] [test] [bench] [oracles]      default: build
#
# Needs root (or sudo) only when something is missing. On other systems: install the same libraries
# by their own names; CMake says which one it does not find.
set -euo pipefail

build=(cmake ninja-build make g++ ccache protobuf-compiler libprotobuf-dev libabsl-dev libssl-dev
  rapidjson-dev libcli11-dev)
test=("${build[@]}" libgtest-dev libgmock-dev python3 git pkg-config clang libclang-rt-dev llvm
  clang-format shellcheck)
bench=("${build[@]}" libbenchmark-dev)
# What the golden files of the tests were asked from; only making them again needs these.
oracles=(python3 python3-networkx python3-scipy python3-mpmath python3-statsmodels python3-xxhash
  r-base-core r-cran-survival r-cran-metafor)

wanted=()
for group in "${@:-build}"; do
  case $group in
    build) wanted+=("${build[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    oracles) wanted+=("${oracles[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    *)
      echo "install_dependencies: no group '$group'; there are build, test, bench and oracles" >&2
      exit 2
      ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install_dependencies: this is no Debian; have these installed: ${wanted[*]}" >&2
  exit 0
fi

installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' |
  sed -n 's/^installed //p')
missing=()
for package in "${wanted[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "install_dependencies: run as root: apt-get install ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "Installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq -o Acquire::Retries=3 update
"${as_root[@]}" apt-get -qq -y -o Acquire::Retries=3 --no-install-recommends install "${missing[@]}" >&2
