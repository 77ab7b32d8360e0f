#!/usr/bin/python3
"""Makes the stored answers of the oracles again and compares them.

    cmake/install_dependencies.sh oracles && cmake/check_oracles.py [NAME...]

Each tests/golden/NAME.py or NAME.R asks a library that nobody here wrote and prints tests/golden/NAME.*; the
tests read the stored file, so that they need no oracle. Words must be equal; numbers may differ by
1e-9 of their size, since libraries differ in the last digits from processor to processor.

Runs under the system's Python and R, whose packages install_dependencies.sh installs.
"""

import math
import pathlib
import subprocess
import sys

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "tests" / "golden"
RELATIVE = 1e-9


def same(stored, made):
    """Whether two fields are the same word, or nearly the same number."""
    if stored == made:
        return True
    try:
        return math.isclose(float(stored), float(made), rel_tol=RELATIVE, abs_tol=0.0)
    except ValueError:
        return False


def first_difference(stored, made):
    """The first line that differs, as text, or None."""
    stored_lines, made_lines = stored.splitlines(), made.splitlines()
    for number, (left, right) in enumerate(zip(stored_lines, made_lines), 1):
        left_fields, right_fields = left.replace(",", " ").split(), right.replace(",", " ").split()
        if len(left_fields) != len(right_fields) or not all(map(same, left_fields, right_fields)):
            return f"line {number}: stored '{left}', made '{right}'"
    if len(stored_lines) != len(made_lines):
        return f"{len(stored_lines)} lines stored, {len(made_lines)} made"
    return None


def check(script):
    """What is wrong with one oracle, or None."""
    stored = [path for path in GOLDEN.glob(script.stem + ".*") if path != script]
    if len(stored) != 1:
        return f"there must be one stored file beside it, there are {len(stored)}"
    command = ["Rscript", "--vanilla"] if script.suffix == ".R" else [sys.executable, "-B"]
    done = subprocess.run([*command, str(script)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return f"the oracle failed:\n{done.stderr}"
    return first_difference(stored[0].read_text(encoding="utf-8"), done.stdout)


def main(names):
    failed = 0
    scripts = [path for path in sorted([*GOLDEN.glob("*.py"), *GOLDEN.glob("*.R")])
               if not names or path.stem in names]
    for script in scripts:
        wrong = check(script)
        failed += wrong is not None
        print(f"oracle {script.stem}: {wrong or 'as stored'}")
    print(f"{len(scripts) - failed} oracles as stored, {failed} not")
    return 1 if failed or not scripts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
