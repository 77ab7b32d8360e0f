"""The order of the house: who may include whom, and what the pure rooms may know.

    python3 tests/house/layers.py ROOT

A room includes only lower levels and itself; another room's internal/ is private. Protocol Buffers
live in wire, extern "C" in c, files and streams in cli, table and store. Rooms of levels 0 to 3 are
pure: no clock, randomness, environment, locale, thread, and none of the libm functions whose last
bit depends on the processor. A test may look sideways, never up.
"""

import os
import re
import sys

import source_tree

LEVELS = {
    "base": 0,
    "model": 1, "estimate": 1, "calendar": 1,
    "playbook": 2, "decision": 2, "risk": 2, "metric": 2, "cadence": 2,
    "journey": 2, "review": 2, "attribution": 2, "ledger": 2,
    "engine": 3,
    "wire": 4, "report": 4, "table": 4, "store": 4,
    "c": 5, "cli": 5,
}
PURE = 3  # the highest level that is header-only and a function of its inputs alone
MAY_OPEN_FILES = {"cli", "table", "store"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
PROTOBUF = re.compile(r"^google/protobuf/|\.pb\.h$")
STREAMS = {"fstream", "iostream", "cstdio", "stdio.h", "filesystem", "syncstream"}
IMPURE_HEADERS = {
    "chrono": "a clock", "ctime": "a clock", "time.h": "a clock", "random": "randomness",
    "locale": "the locale", "clocale": "the locale", "regex": "the locale",
    "sstream": "the locale", "iomanip": "the locale", "thread": "threads", "mutex": "threads",
    "shared_mutex": "threads", "condition_variable": "threads", "future": "threads",
    "absl/random/random.h": "randomness", "absl/synchronization/mutex.h": "threads",
    "absl/time/clock.h": "a clock",
}
IMPURE_WORDS = [
    (re.compile(r"\b(?:system|steady|high_resolution)_clock\b|\babsl::Now\b|\bgettimeofday\b|"
                r"\bclock_gettime\b|\bstd::(?:time|clock)\s*\("), "a clock"),
    (re.compile(r"\bgetenv\b|\bsetenv\b"), "the environment"),
    (re.compile(r"\bsetlocale\b|\bstd::locale\b|\bstd::sto(?:d|f|ld)\b|\bstrto(?:d|f|ld)\b"),
     "the locale"),
    (re.compile(r"\b(?:absl::)?(?:LoadTimeZone|LocalTimeZone)\b"), "the zone files of the machine"),
    (re.compile(r"\bstd::(?:mt19937(?:_64)?|random_device|s?rand)\b|\bs?rand\s*\("), "randomness"),
    (re.compile(r"\b(?:std::)?thread_local\b|\bstd::j?thread\b"), "threads"),
    (re.compile(r"(?:\bstd\s*::|(?<![\w:])::)\s*(?:exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|"
                r"tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot|lgamma|tgamma|erf|erfc|beta)"
                r"\s*\(|(?<![\w:.>])(?:expm1|log1p|lgamma|tgamma|erfc?|cbrt|hypot)\s*\("),
     "a libm function whose last bit depends on the processor; use readiness/estimate"),
    (re.compile(r"\bgoogle::protobuf\b"), "Protocol Buffers"),
]


def room_of(path):
    """(kind, room) of a file: kind is include, src or tests; room is '' for a root header."""
    parts = path.split("/")
    if parts[:2] == ["include", "readiness"]:
        return ("include", parts[2] if len(parts) > 3 else "")
    if parts[0] in ("src", "tests") and len(parts) > 2:
        return (parts[0], parts[1])
    return ("", "")


def included_room(name):
    """The (room, rest) that an include names, or None where it names none of ours."""
    parts = name.split("/")
    if parts[0] == "readiness":
        parts = parts[1:]
    elif parts[0] not in LEVELS:
        return None
    if len(parts) < 2 or parts[0] == "v1":
        return None
    return parts[0], "/".join(parts[1:])


def check_include(kind, room, name):
    """What is wrong with one include of a file of `room`, or None."""
    if PROTOBUF.search(name) and room != "wire":
        return "Protocol Buffers belong to wire alone"
    if kind != "tests":
        if name in STREAMS and room not in MAY_OPEN_FILES:
            return "files and streams belong to cli, table and store"
        if LEVELS.get(room, PURE) <= PURE and name in IMPURE_HEADERS:
            return f"a pure room knows no header of {IMPURE_HEADERS[name]}"
    target = included_room(name)
    if target is None:
        return None
    other, rest = target
    if other not in LEVELS:
        return f"'{other}' is no room of the house"
    if other == room:
        return None
    if rest.startswith("internal/"):
        return f"internal/ of {other} is private to it"
    if room == "":
        return None if LEVELS[other] <= PURE else "the umbrella holds the core, levels 0 to 3"
    if LEVELS[other] > LEVELS[room]:
        return f"{other} is level {LEVELS[other]}, above {room}, level {LEVELS[room]}"
    if LEVELS[other] == LEVELS[room] and kind != "tests":
        return f"{other} is a sibling of {room}"
    return None


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check_file(path, content):
    """Every problem of one file, as 'path:line: what'."""
    kind, room = room_of(path)
    if not kind or (kind == "tests" and room not in LEVELS):
        return []
    if room and room not in LEVELS:
        return [f"{path}:1: '{room}' is no room of the house; its rooms are LEVELS in tests/house/layers.py"]
    problems = []
    bare = source_tree.without_comments(content)
    for match in INCLUDE.finditer(bare):
        wrong = check_include(kind, room, match.group(2))
        if wrong:
            problems.append(f"{path}:{line_of(bare, match.start())}: includes {match.group(2)}: {wrong}")
    if kind == "tests":
        return problems
    if room != "c" and (found := re.search(r'\bextern\s+"C"', bare)):
        problems.append(f'{path}:{line_of(bare, found.start())}: extern "C" belongs to c alone')
    code = source_tree.code_only(content)
    if LEVELS.get(room, PURE) <= PURE:
        for word, what in IMPURE_WORDS:
            for found in word.finditer(code):
                problems.append(f"{path}:{line_of(code, found.start())}: {found.group(0).strip()}: "
                                f"a pure room does not know {what}")
    return problems


def check(root):
    problems = []
    for path in source_tree.paths(root):
        if path.endswith(source_tree.CPP_ENDINGS):
            content = source_tree.text(root, path)
            if content is None:
                problems.append(f"{path}:1: is not UTF-8 text")
            else:
                problems += check_file(path, content)
    return problems


if __name__ == "__main__":
    source_tree.report(check(os.path.abspath(sys.argv[1])), "layers")
