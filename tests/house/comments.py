"""Comments are whole: no word left alone on a line, no label inside a line, none too long.

    python3 tests/house/comments.py ROOT

An editor that breaks a long comment leaves its last word on a line of its own, above a line that goes
on with the sentence; and it runs the next label of a header ("Threads:") into the line before. Both are
the first lines that a stranger reads. clang-format lays out no comments here (ReflowComments).
"""

import os
import re
import sys

import source_tree

LONGEST = 100
LONG = 85  # a line this long was broken because it was full
COMMENT = re.compile(r"^( *)// *(.*)$")
ENDS = (".", ":", ")", "!", "?")
LABELS = "Accuracy|Cost|Errors|Exact|Memory|Method|Range|Source|Sources|Threads|Units"
# "Cost: O(1).   Threads: values only." with three blanks is on purpose.
GLUED = re.compile(rf"^// .*[.;] (?:{LABELS}): ")


def check_file(path, content):
    """Every problem of the comments of one file, as 'path:line: what'."""
    problems = []
    lines = content.split("\n")
    found = [COMMENT.match(line) for line in lines]
    for i, match in enumerate(found):
        if not match:
            continue
        if len(lines[i]) > LONGEST:
            problems.append(f"{path}:{i + 1}: is a comment of {len(lines[i])} columns; break it by {LONGEST}")
        if path.startswith("include/") and GLUED.match(lines[i]):
            problems.append(f"{path}:{i + 1}: has a label inside a line; begin a line with it")
        word = match.group(2)
        if 0 < i < len(lines) - 1 and found[i - 1] and found[i + 1] and \
                found[i - 1].group(1) == match.group(1) == found[i + 1].group(1) and \
                len(lines[i - 1]) >= LONG and re.fullmatch(r"\S*\w\S*", word) and \
                not word.endswith(ENDS) and found[i + 1].group(2):
            problems.append(f'{path}:{i + 1}: leaves "{word}" alone on its line; wrap the sentence again')
    return problems


def check(root):
    problems = []
    for path in source_tree.paths(root):
        if path.endswith(source_tree.CPP_ENDINGS):
            problems += check_file(path, source_tree.text(root, path) or "")
    return problems


if __name__ == "__main__":
    source_tree.report(check(os.path.abspath(sys.argv[1])), "comments")
