"""Runs an example and compares what it prints with its expected.txt. Exits 77 where the example does.

    python3 says.py EXPECTED EXIT_CODE COMMAND...
"""

import difflib
import pathlib
import subprocess
import sys


def main(expected_path, code, *command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    expected = pathlib.Path(expected_path).read_text(encoding="utf-8")
    if done.returncode == 77:
        print(done.stderr)
        return 77
    if done.returncode == int(code) and done.stdout == expected:
        return 0
    print("".join(difflib.unified_diff(expected.splitlines(True), done.stdout.splitlines(True), "expected", "printed")))
    print(f"exit code {done.returncode}, expected {code}\n{done.stderr}")
    return 1


sys.exit(main(*sys.argv[1:]))
