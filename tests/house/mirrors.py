"""Every public header has the test that mirrors it, and says what it is.

    python3 tests/house/mirrors.py ROOT

include/readiness/<room>/<concept>.h is specified by tests/<room>/<concept>_test.cc, starts with a
comment that names it, and has `#pragma once`. Private pieces (internal/) and the C headers, which
have tests of their own kind, need no mirror.
"""

import os
import sys

import source_tree


def check(root):
    problems = []
    all_paths = set(source_tree.paths(root))
    for path in sorted(all_paths):
        parts = path.split("/")
        if parts[:2] != ["include", "readiness"] or not path.endswith(".h"):
            continue
        room = parts[2] if len(parts) > 3 else ""
        if room == "c":
            continue
        content = source_tree.text(root, path) or ""
        if "#pragma once" not in content:
            problems.append(f"{path}:1: has no #pragma once")
        named = f"// {'/'.join(parts[1:])}:"
        if not content.startswith(named):
            problems.append(f"{path}:1: must start with '{named} <what it is for>'")
        if room and len(parts) == 4:
            test = f"tests/{room}/{parts[3][:-2]}_test.cc"
            if test not in all_paths:
                problems.append(f"{path}:1: has no test; write {test}")
    return problems


if __name__ == "__main__":
    source_tree.report(check(os.path.abspath(sys.argv[1])), "mirrors")
