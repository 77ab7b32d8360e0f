#!/usr/bin/env bash
# Installs what is missing of the Debian packages that a group of work needs; quick when nothing is.
#
#   cmake/install_dependencies.sh [build] [test] [bench] [bundle] [oracles] [python] [go]      default: build
#
# Needs root (or sudo) only when something is missing. On other systems: install the same libraries
# by their own names; CMake says which one it does not find. `python` makes build/python, an environment
# with what Debian does not package (tests/requirements.txt); where that cannot be had, the tests that
# need it are reported as skipped. It is the system's Python that makes it, whose packages it sees.
set -euo pipefail

build=(cmake ninja-build make g++ ccache protobuf-compiler libprotobuf-dev libabsl-dev libssl-dev
  rapidjson-dev libcli11-dev)
test=("${build[@]}" libgtest-dev libgmock-dev python3 git pkg-config clang libclang-rt-dev llvm
  clang-format shellcheck abigail-tools)
python=(python3 python3-venv python3-dev python3-protobuf python3-pandas protobuf-compiler)
go=(golang-go pkg-config protobuf-compiler)
bench=("${build[@]}" libbenchmark-dev)
# What cmake/bundle_dependencies.sh fetches and unpacks with, and what makes one object of many.
bundle=(dpkg-dev llvm)
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
    bundle) wanted+=("${bundle[@]}") ;;
    python) wanted+=("${python[@]}") ;;
    go) wanted+=("${go[@]}") ;;
    *)
      echo "install_dependencies: no group '$group'; there are build, test, bench, bundle, oracles, python and go" >&2
      exit 2
      ;;
  esac
done

install_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "install_dependencies: this is no Debian; have these installed: ${wanted[*]}" >&2
    return
  fi

  installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' |
    sed -n 's/^installed //p')
  missing=()
  for package in "${wanted[@]}"; do
    grep -qxF "$package" <<<"$installed" || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0

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
}

# The environment counts as made when `made-from` says so, which is written last.
make_environment() {
  local root=$1 stamp
  stamp=$(cat "$root/tests/requirements.txt" <(/usr/bin/python3 --version))
  [ "$(cat "$root/build/python/made-from" 2>/dev/null)" != "$stamp" ] || return 0
  echo "Making build/python from tests/requirements.txt" >&2
  rm -rf "$root/build/python"
  /usr/bin/python3 -m venv --system-site-packages "$root/build/python" &&
    "$root/build/python/bin/python" -m pip --quiet --disable-pip-version-check install --no-deps \
      --requirement "$root/tests/requirements.txt" >&2 &&
    printf '%s\n' "$stamp" >"$root/build/python/made-from"
}

install_packages
if [[ " $* " == *" python "* ]]; then
  make_environment "$(cd "$(dirname "$0")/.." && pwd)" ||
    echo "install_dependencies: build/python could not be made; what needs it is skipped" >&2
fi
