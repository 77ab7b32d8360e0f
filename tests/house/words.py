"""What no file of the repository says.

    python3 tests/house/words.py ROOT

No marks of unfinished work in code, no paths of one machine, no registry hosts, no names of the
tools that typed it; and the executable bit sits on scripts and on nothing else.
"""

import os
import re
import sys

import source_tree

CODE_ENDINGS = source_tree.CPP_ENDINGS + (".proto", ".cmake", ".py", ".sh", ".go", ".txt")
# Spelled in pieces, so that this file does not break its own rule.
UNFINISHED = re.compile(
    r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|place" r"holders?|stu" r"bs?|stu" r"bbed|for" r" now|"
    r"not (?:yet )?imple" r"mented|simplified" r" version)\b", re.IGNORECASE)
# A path counts where it starts a word; as the middle of a longer path or an address it does not.
MACHINE = re.compile(r"(?<![\w.}/])/(?:wo" r"rk|ro" r"ot|fa" r"rm|ho" r"me|Us" r"ers)/[\w.]")
HOSTS = re.compile(
    r"\b(?:deb\.deb" r"ian\.org|py" r"pi\.org|files\.python" r"hosted|proxy\.go" r"lang\.org|"
    r"registry\.np" r"mjs|crates\.i" r"o/|mav" r"en\.org|artifac" r"tory|jfr" r"og)", re.IGNORECASE)
TOOLS = re.compile(r"\b(?:clau" r"de|anthro" r"pic|open" r"ai|chat" r"gpt|copi" r"lot)\b", re.IGNORECASE)


def check_text(path, content):
    rules = [(MACHINE, "is a path of one machine"), (HOSTS, "is a registry host"),
             (TOOLS, "is no word of this project")]
    if path.endswith(CODE_ENDINGS) or os.path.basename(path) == "run":
        rules.append((UNFINISHED, "marks unfinished work: finish it or refuse by name"))
    problems = []
    for number, line in enumerate(content.splitlines(), 1):
        for rule, what in rules:
            if found := rule.search(line):
                problems.append(f"{path}:{number}: '{found.group(0)}' {what}")
    return problems


def check_mode(root, path):
    full = os.path.join(root, path)
    executable = os.access(full, os.X_OK)
    with open(full, "rb") as file:
        script = file.read(2) == b"#!"
    if executable and not script:
        return [f"{path}:1: is executable but no script; chmod -x"]
    if script and not executable:
        return [f"{path}:1: is a script but not executable; chmod +x"]
    return []


def check(root):
    problems = []
    for path in source_tree.paths(root):
        problems += check_mode(root, path)
        content = source_tree.text(root, path)
        if content is not None:
            problems += check_text(path, content)
    return problems


if __name__ == "__main__":
    source_tree.report(check(os.path.abspath(sys.argv[1])), "words")
