"""The C library shows what cmake/abi/readiness.symbols lists, in its node, and nothing else; the header
declares the same; and the file is fit to be loaded anywhere.

    python3 symbols.py ROOT LIBRARY
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT, LIBRARY = pathlib.Path(sys.argv[1]), sys.argv[2]
# What the default build may ask the system for; the highest version of the C library's symbols.
MAY_NEED = re.compile(r"lib(?:stdc\+\+|gcc_s|m|c|protobuf|absl_\w+|crypto|pthread)\.so|ld-linux")
NEWEST_GLIBC = (2, 36)


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
    found = {}
    for line in output("nm", "-D", "--defined-only", "--with-symbol-versions", LIBRARY).splitlines():
        kind, name = line.split()[-2:]
        if kind == "A":
            continue  # The nodes themselves.
        name, _, node = name.replace("@@", "@").partition("@")
        found[name] = (node, kind)
    return found


def main():
    if not shutil.which("nm") or not shutil.which("readelf"):
        print("skipped: nm and readelf are not installed")
        return 77
    problems = []
    want, have = listed(), exported()
    for name in sorted(set(want) | set(have)):
        if name not in have:
            problems.append(f"{name} is listed and not exported")
        elif name not in want:
            problems.append(f"{name} is exported and not listed")
        elif have[name] != (want[name], "T"):
            problems.append(f"{name} is {have[name]}, listed as a function in {want[name]}")
    frozen = (ROOT / "tests/c/frozen.c").read_text(encoding="utf-8")
    for name in sorted(want):
        if not re.search(rf"\b{name}\b[,}}]", frozen):
            problems.append(f"{name} is not in tests/c/frozen.c, which keeps its signature")
    for name in sorted(declared() ^ set(want)):
        problems.append(f"{name} is in only one of the header and the list")
    dynamic = output("readelf", "-dW", LIBRARY)
    for needed in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
        if not MAY_NEED.match(needed):
            problems.append(f"needs {needed}")
    if "libreadiness.so.1" not in dynamic:
        problems.append("its soname is not libreadiness.so.1")
    for flag in ("TEXTREL", "STATIC_TLS"):
        if flag in dynamic:
            problems.append(f"has {flag}")
    for version in set(re.findall(r"GLIBC_(\d+)\.(\d+)", output("readelf", "-VW", LIBRARY))):
        if tuple(map(int, version)) > NEWEST_GLIBC:
            problems.append(f"needs GLIBC_{'.'.join(version)}")
    print("\n".join(problems) or f"{len(want)} functions, exported, declared and listed")
    return 1 if problems else 0


sys.exit(main())
