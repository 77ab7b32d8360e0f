"""The files of the repository, and C++ text without its comments: what every house check reads."""

import os
import re
import subprocess
import sys

SKIPPED_FOLDERS = {".git", ".venv", "__pycache__", "build", "out"}
CPP_ENDINGS = (".h", ".cc", ".c")


def paths(root):
    """Every file of the tree, tracked or about to be, as sorted paths relative to `root`."""
    if os.path.exists(os.path.join(root, ".git")):
        listed = subprocess.run(
            ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True).stdout.decode()
        found = {name for name in listed.split("\0") if name}
        return sorted(name for name in found if os.path.isfile(os.path.join(root, name)))
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(found)


def text(root, path):
    """The content of a file, or None where it is not UTF-8 text."""
    with open(os.path.join(root, path), "rb") as file:
        data = file.read()
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


_COMMENT = r"//[^\n]*|/\*.*?\*/"
_LITERAL = r'R"(?P<mark>[^()\\ ]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\''
_TOKEN = re.compile(f"(?P<comment>{_COMMENT})|(?P<literal>{_LITERAL})", re.DOTALL)


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def without_comments(cpp):
    """C++ text with its comments blanked; every line stays where it was."""
    return _TOKEN.sub(lambda m: _blank(m) if m.group("comment") else m.group(0), cpp)


def code_only(cpp):
    """C++ text with comments and literals blanked; every line stays where it was."""
    return _TOKEN.sub(_blank, cpp)


def report(problems, what):
    """Prints the problems and exits: 0 when there are none, 1 otherwise."""
    for problem in problems:
        print(problem)
    print(f"{what}: {len(problems)} problem(s)" if problems else f"{what}: clean")
    sys.exit(1 if problems else 0)
