"""Every public header has the test that mirrors it, and says what it is.

    python3 tests/house/mirrors.py ROOT

include/readiness/<room>/<concept>.h is specified by tests/<room>/<concept>_test.cc, starts with a
comment that names it, and has `#pragma once`. Private pieces (internal/) and the C headers, which
have tests of their own kind, need no mirror. The umbrella, include/readiness/readiness.h, includes
every public header of the core, levels 0 to 3; tests/engine/umbrella_test.cc is its test.
"""

import os
import re
import sys

import layers
import source_tree

UMBRELLA = "include/readiness/readiness.h"


def check_umbrella(root, all_paths):
    """The headers of the core that the umbrella leaves out."""
    if UMBRELLA not in all_paths:
        return []
    held = set(re.findall(r'^#include "(readiness/[^"]+)"$', source_tree.text(root, UMBRELLA) or "",
                          re.MULTILINE))
    core = {"/".join(path.split("/")[1:]) for path in all_paths
            if re.fullmatch(r"include/readiness/\w+/\w+\.h", path)
            and layers.LEVELS.get(path.split("/")[2], layers.PURE + 1) <= layers.PURE}
    return [f'{UMBRELLA}:1: leaves out a header of the core; add #include "{name}"'
            for name in sorted(core - held)]


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
    return problems + check_umbrella(root, all_paths)


if __name__ == "__main__":
    source_tree.report(check(os.path.abspath(sys.argv[1])), "mirrors")
