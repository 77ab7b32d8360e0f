"""Every C header compiles alone, in every C since 1990 and in C++, pedantically.

    python3 header_alone.py INCLUDE_FOLDER C_COMPILER CXX_COMPILER
"""

import pathlib
import subprocess
import sys

INCLUDE, C, CXX = sys.argv[1:]
STRICT = ["-pedantic-errors", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only", f"-I{INCLUDE}"]


def compiles(command, text):
    done = subprocess.run([*command, *STRICT, "-"], input=text, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def main():
    headers = sorted(pathlib.Path(INCLUDE).glob("readiness/c/*.h"))
    assert headers, "there is no C header"
    failed = 0
    languages = [[C, "-xc", f"-std={std}", "-Wstrict-prototypes"] for std in ("c90", "c99", "c11", "c17")]
    languages += [[CXX, "-xc++", f"-std={std}"] for std in ("c++11", "c++17", "c++20")]
    for header in headers:
        name = header.relative_to(INCLUDE)
        for command in languages:
            good, message = compiles(command, f"#include <{name}>\n#include <{name}>\n")
            failed += not good
            if not good:
                print(f"{name} with {' '.join(command)}:\n{message}")
    # The check can fail.
    assert not compiles(languages[0], "int f();\n")[0]
    print(f"{len(headers)} headers in {len(languages)} languages, {failed} failures")
    return 1 if failed else 0


sys.exit(main())
