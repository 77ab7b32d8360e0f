"""C++ is formatted by clang-format and shell scripts satisfy shellcheck.

    python3 tests/house/formatting.py cpp ROOT
    python3 tests/house/formatting.py shell ROOT

Exits 77 (skipped) where the tool is absent. To repair: clang-format -i FILE.
"""

import os
import shutil
import subprocess
import sys

import source_tree

SKIPPED = 77


def run(command, root, files):
    """The lines that a tool complains with."""
    if not files:
        return []
    done = subprocess.run(command + files, cwd=root, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    if done.returncode != 0 and not lines:
        lines = [f"{command[0]} exited with {done.returncode}"]
    return lines if done.returncode != 0 else []


def check_cpp(root):
    files = [path for path in source_tree.paths(root) if path.endswith(source_tree.CPP_ENDINGS)]
    lines = run(["clang-format", "--dry-run", "-Werror", "--style=file"], root, files)
    return [line for line in lines if "error:" in line] or lines


def check_shell(root):
    files = [path for path in source_tree.paths(root)
             if (source_tree.text(root, path) or "").startswith(("#!/usr/bin/env bash", "#!/bin/sh"))]
    return run(["shellcheck", "--external-sources", "--format=gcc"], root, files)


CHECKS = {"cpp": ("clang-format", check_cpp), "shell": ("shellcheck", check_shell)}

if __name__ == "__main__":
    tool, check = CHECKS[sys.argv[1]]
    if shutil.which(tool) is None:
        print(f"skipped: {tool} is not installed")
        sys.exit(SKIPPED)
    source_tree.report(check(os.path.abspath(sys.argv[2])), tool)
