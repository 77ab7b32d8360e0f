#!/usr/bin/env bash
# Builds what a self-contained library takes in: Abseil from Debian's source package, the version that is installed, as
# static libraries whose code can lie anywhere and which show nothing.
#
#   cmake/bundle_dependencies.sh [FOLDER]        default: build/bundled; quick when nothing changed
#
# Afterwards: cmake -S . -B build/self -DREADINESS_DEPS=bundled [-DREADINESS_BUNDLED_DIR=FOLDER]
#
# The package is fetched by apt, which checks its signatures, from where the system's own packages come from; the
# system's lists are not touched. OpenSSL's libcrypto.a is taken as Debian has it.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake/install_dependencies.sh build bundle
folder=$(realpath -m "${1:-build/bundled}")

version_of() { dpkg-query --show --showformat='${source:Version}' "$1"; }
abseil=$(version_of libabsl-dev)
stamp="abseil $abseil, $(c++ --version | head -n 1), $(cat "$0" cmake/bundled/iostream | sha256sum | cut -c1-64)"
if [ "$(cat "$folder/made-from" 2>/dev/null)" = "$stamp" ]; then
  exit 0
fi

headers=$PWD/cmake/bundled  # In front of the system's: see the file there.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/parts"
# Where binary packages come from, sources do too; both ways of writing it.
for list in /etc/apt/sources.list.d/*.sources; do
  [ ! -e "$list" ] || sed 's/^Types:.*$/Types: deb-src/' "$list" >"$work/parts/$(basename "$list")"
done
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -e "$list" ] || sed -n 's/^deb\(-src\)\? /deb-src /p' "$list" | sort -u >"$work/parts/$(basename "$list" .list).list"
done
# The reader that apt drops to cannot write into a folder of ours.
options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/parts"
  -o "Dir::State::lists=$work/lists" -o APT::Sandbox::User=root -o Acquire::Retries=3)
echo "Fetching the sources of abseil $abseil" >&2
apt-get "${options[@]}" update
(cd "$work" && apt-get "${options[@]}" --download-only source "abseil=$abseil" >&2)
(cd "$work" && for package in *.dsc; do dpkg-source --no-check -x "$package" "${package%%_*}" >/dev/null; done)

rm -rf "$folder"
build() {
  local name=$1
  shift
  echo "Building $name" >&2
  if ! { cmake -S "$work/$name" -B "$work/build-$name" -G Ninja "$@" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_PREFIX="$folder" -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_CXX_STANDARD=17 \
    -DCMAKE_CXX_VISIBILITY_PRESET=hidden -DCMAKE_VISIBILITY_INLINES_HIDDEN=ON -DCMAKE_CXX_FLAGS="-isystem $headers" \
    -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG -ffunction-sections -fdata-sections" &&
    cmake --build "$work/build-$name" && cmake --install "$work/build-$name"; } >"$work/$name.log" 2>&1; then
    tail -n 40 "$work/$name.log" >&2
    exit 1
  fi
}
build abseil -DBUILD_TESTING=OFF -DABSL_PROPAGATE_CXX_STD=ON
printf '%s\n' "$stamp" >"$folder/made-from"
