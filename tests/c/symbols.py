"""The C library shows what cmake/abi/readiness.symbols lists, in its node, and nothing else; the header
declares the same; and the file is fit to be loaded anywhere.

    python3 symbols.py ROOT LIBRARY system|bundled      a shared library, and where its parts are from
    python3 symbols.py ROOT ARCHIVE archive             an archive of one object
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT, LIBRARY, KIND = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
# What a build may ask the system for, and the highest version of the C library's symbols: a bundled one must run
# where only the C library of early 2022 is (gcc's unwinder asks for that). Its size is what embedding it costs a host.
MAY_NEED = {
    "system": re.compile(r"lib(?:stdc\+\+|gcc_s|m|c|absl_\w+|crypto|pthread)\.so|ld-linux"),
    "bundled": re.compile(r"lib(?:m|c)\.so|ld-linux"),
}
NEWEST_GLIBC = {"system": (2, 36), "bundled": (2, 35)}
LARGEST_BUNDLED = 4_000_000


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def listed():
    text = (ROOT / "cmake/abi/readiness.symbols").read_text(encoding="utf-8")
    return {line.split()[0]: line.split()[1] for line in text.splitlines() if line and not line.startswith("#")}


def declared():
    names = set()
    for header in (ROOT / "include/readiness/c").glob("*.h"):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.DOTALL)
        names |= set(re.findall(r"READINESS_API[^;]*?\b(readiness_\w+)\s*\(", text))
    return names


def exported():
    """Name to (node, kind); an archive has no nodes."""
    found = {}
    options = ["-g"] if KIND == "archive" else ["-D", "--with-symbol-versions"]
    for line in output("nm", "--defined-only", *options, LIBRARY).splitlines():
        fields = line.split()
        if len(fields) != 3 or fields[1] == "A":
            continue  # The name of the object, and the nodes themselves.
        name, _, node = fields[2].replace("@@", "@").partition("@")
        found[name] = (node, fields[1])
    return found


def wrong_symbols(want):
    have = exported()
    for name in sorted(set(want) | set(have)):
        if name not in have:
            yield f"{name} is listed and not exported"
        elif name not in want:
            yield f"{name} is exported and not listed"
        elif have[name] != ("" if KIND == "archive" else want[name], "T"):
            yield f"{name} is {have[name]}, listed as a function in {want[name]}"


def wrong_header(want):
    frozen = (ROOT / "tests/c/frozen.c").read_text(encoding="utf-8")
    for name in sorted(want):
        if not re.search(rf"\b{name}\b[,}}]", frozen):
            yield f"{name} is not in tests/c/frozen.c, which keeps its signature"
    for name in sorted(declared() ^ set(want)):
        yield f"{name} is in only one of the header and the list"


def wrong_file():
    """What would hinder a shared library to be loaded."""
    dynamic = output("readelf", "-dW", LIBRARY)
    for needed in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
        if not MAY_NEED[KIND].match(needed):
            yield f"needs {needed}"
    if "libreadiness.so.1" not in dynamic:
        yield "its soname is not libreadiness.so.1"
    for flag in ("TEXTREL", "STATIC_TLS"):
        if flag in dynamic:
            yield f"has {flag}"
    for version in set(re.findall(r"GLIBC_(\d+)\.(\d+)", output("readelf", "-VW", LIBRARY))):
        if tuple(map(int, version)) > NEWEST_GLIBC[KIND]:
            yield f"needs GLIBC_{'.'.join(version)}"
    if KIND == "bundled":
        with tempfile.NamedTemporaryFile() as stripped:
            subprocess.run(["strip", "-o", stripped.name, LIBRARY], check=True)
            size = pathlib.Path(stripped.name).stat().st_size
        if size > LARGEST_BUNDLED:
            yield f"is {size} bytes when stripped; {LARGEST_BUNDLED} at most"


def main():
    if not shutil.which("nm") or not shutil.which("readelf"):
        print("skipped: nm and readelf are not installed")
        return 77
    want = listed()
    problems = [*wrong_symbols(want), *wrong_header(want), *(() if KIND == "archive" else wrong_file())]
    print("\n".join(problems) or f"{len(want)} functions, exported, declared and listed")
    return 1 if problems else 0


sys.exit(main())
