"""The C interface is what it was: abidiff compares the functions, the structures and the types that the headers
declare with those of tests/golden/abi. Functions may be added; nothing may be removed or changed.

    python3 abi.py ROOT C_COMPILER              compare
    python3 abi.py ROOT C_COMPILER --update     write the baseline again, after functions were added

What is compared is a library of the headers alone, each function with an empty body: the handles stay as opaque to
abidiff as they are to a program, so that it needs no filters, which hide changes that break. That the library shows
these functions and no others is for symbols.py, and that they are defined as declared for the compiler.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT, CC = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
BASELINE = ROOT / "tests/golden/abi/readiness_1.0.abi.xml"
INCOMPATIBLE = 8  # A bit of abidiff's exit code; 4 says that something changed.


def interface():
    """The C headers in one text, without comments and without what they include of each other."""
    paths = sorted((ROOT / "include/readiness/c").glob("*.h"), key=lambda path: path.name != "readiness.h")
    text = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL) for path in paths)
    return re.sub(r'#include ["<]readiness/.*\n', "", text)


def defined(text):
    """The same, every function with a body."""
    return re.sub(r"^(READINESS_API\s[^;{}]*?)\s*READINESS_NOEXCEPT;", r"\1 { __builtin_trap(); }", text,
                  flags=re.MULTILINE)


def dump(text, folder, name):
    """What abidw writes of a library of `text`."""
    out = folder / f"{name}.xml"
    (folder / "interface.c").write_text(defined(text), encoding="utf-8")
    subprocess.run([CC, "-std=c11", "-g", "-O0", "-shared", "-fPIC", "-Wl,-soname,libreadiness.so.1", "interface.c",
                    "-o", "libreadiness.so.1"], cwd=folder, check=True)
    subprocess.run(["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--type-id-style", "hash",
                    "--out-file", out, folder / "libreadiness.so.1"], check=True)
    return out


def compare(before, after):
    done = subprocess.run(["abidiff", "--no-added-syms", before, after], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


# Breaches that the comparison must see, so that it is known to see any.
BREACHES = {
    "a function removed": (r"^READINESS_API const char\* readiness_version[^;]*;", ""),
    "a parameter narrowed": (r"(readiness_cycle_load\([^)]*?)size_t log_size", r"\1uint32_t log_size"),
    "a parameter added": (r"(int32_t readiness_cycle_new\()", r"\1int32_t more, "),
    "a result changed": (r"int32_t readiness_error_code", "int64_t readiness_error_code"),
    "a member of a structure removed": (r"^  const char\* metadata;\n", ""),
}


def main():
    if not shutil.which("abidw") or not shutil.which("abidiff"):
        print("skipped: abigail-tools is not installed")
        return 77
    text = interface()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        now = dump(text, folder, "now")
        if "--update" in sys.argv:
            BASELINE.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(now, BASELINE)
            return 0
        code, report = compare(BASELINE, now)
        if code:
            print(report)
            print("incompatible: programs that were compiled before break" if code & INCOMPATIBLE else
                  "changed: see that no program breaks; `abi.py --update` where none does")
            return 1
        names = set(re.findall(r"\b(readiness_\w+)\s*\([^;]*READINESS_NOEXCEPT;", text))
        known = set(re.findall(r"<function-decl name='(readiness_\w+)'", BASELINE.read_text(encoding="utf-8")))
        if names - known:
            print("not in the baseline; `abi.py --update` adds: " + ", ".join(sorted(names - known)))
            return 1
        for what, (pattern, replacement) in BREACHES.items():
            broken, count = re.subn(pattern, replacement, text, count=1, flags=re.MULTILINE)
            assert count == 1, f"{what}: nothing is {pattern}"
            assert compare(now, dump(broken, folder, "broken"))[0] & ~3, f"abidiff does not see {what}"
    print(f"{len(names)} functions as in {BASELINE.name}; {len(BREACHES)} breaches seen")
    return 0


sys.exit(main())
