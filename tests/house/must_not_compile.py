"""A mistake that the types are there to stop must not compile, and for the right reason.

    python3 tests/house/must_not_compile.py FILE COMPILER [options...]

FILE (tests/must_not_compile/*.cc) must compile as it is, and must not with -DMISTAKE; the compiler's
words must then match the regular expression on the line `// expect: ...` of the file, so that a
misspelt sample is not taken for a stopped mistake.
"""

import re
import subprocess
import sys


def problems_of(path, command):
    with open(path, encoding="utf-8") as file:
        expected = re.search(r"^// expect: (.+)$", file.read(), re.MULTILINE)
    if not expected:
        return [f"{path}: has no line '// expect: REGULAR EXPRESSION'"]

    def compile_with(*extra):
        return subprocess.run(command + ["-fsyntax-only", *extra, path], capture_output=True, text=True,
                              check=False)

    whole = compile_with()
    if whole.returncode != 0:
        return [f"{path}: does not compile even without the mistake:\n{whole.stderr}"]
    mistaken = compile_with("-DMISTAKE")
    if mistaken.returncode == 0:
        return [f"{path}: compiles with the mistake"]
    if not re.search(expected.group(1), mistaken.stderr):
        return [f"{path}: fails, but not with '{expected.group(1)}':\n{mistaken.stderr}"]
    return []


if __name__ == "__main__":
    found = problems_of(sys.argv[1], sys.argv[2:])
    print("\n".join(found) or "stopped, for the right reason")
    sys.exit(1 if found else 0)
