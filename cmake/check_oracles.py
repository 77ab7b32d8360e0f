#!/usr/bin/python3
"""Makes the stored answers of the oracles again and compares them.

    cmake/install_dependencies.sh oracles python && build/python/bin/python cmake/check_oracles.py [NAME...]

Each tests/golden/NAME.py or NAME.R asks a library that nobody here wrote and prints tests/golden/NAME.*; the
tests read the stored file, so that they need no oracle. Words must be equal; numbers may differ by
1e-9 of their size, since libraries differ in the last digits from processor to processor.

`cmake/run_tests.sh --oracles` runs each as a test. Exits 1 where an answer differs, 77 where what was named
could not be asked because it is not installed (an oracle's script says so by exiting with 77 itself).
"""

import math
import pathlib
import shutil
import subprocess
import sys

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "tests" / "golden"
RELATIVE = 1e-9
AS_STORED, DIFFERS, ABSENT = "as stored", "differs", "skipped"


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
    """The outcome of one oracle, and what there is to say about it."""
    stored = [path for path in GOLDEN.glob(script.stem + ".*") if path != script]
    if len(stored) != 1:
        return DIFFERS, f"there must be one stored file beside it, there are {len(stored)}"
    command = ["Rscript", "--vanilla"] if script.suffix == ".R" else [sys.executable, "-B"]
    if not shutil.which(command[0]):
        return ABSENT, f"{command[0]} is not installed"
    done = subprocess.run([*command, str(script)], capture_output=True, text=True, check=False)
    if done.returncode == 77:
        return ABSENT, done.stderr.strip()
    if done.returncode != 0:
        return DIFFERS, f"the oracle failed:\n{done.stderr}"
    difference = first_difference(stored[0].read_text(encoding="utf-8"), done.stdout)
    return (DIFFERS, difference) if difference else (AS_STORED, "")


def main(names):
    scripts = [path for path in sorted([*GOLDEN.glob("*.py"), *GOLDEN.glob("*.R")])
               if not names or path.stem in names]
    outcomes = []
    for script in scripts:
        outcome, note = check(script)
        outcomes.append(outcome)
        print(f"oracle {script.stem}: {outcome}{': ' if note else ''}{note}")
    print(", ".join(f"{outcomes.count(kind)} {kind}" for kind in (AS_STORED, DIFFERS, ABSENT)))
    if not outcomes or DIFFERS in outcomes:
        return 1
    return 0 if AS_STORED in outcomes else 77


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
