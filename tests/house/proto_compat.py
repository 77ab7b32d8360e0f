"""What was once published stays readable: nothing is removed, renamed, renumbered or retyped.

    python3 tests/house/proto_compat.py check  DESCRIPTOR_SET tests/golden/readiness_v1.fields.txt
    python3 tests/house/proto_compat.py update DESCRIPTOR_SET tests/golden/readiness_v1.fields.txt

The baseline has one line a field or enum value. What is new passes, with a hint to run `update`;
`update` refuses to drop or change a line: that needs a new package (readiness.v2). While nothing was
released yet, the baseline may be started over: delete it, then `update`.
"""

import sys

import descriptors
import source_tree

HEADING = ("# Every field and enum value of readiness.v1; kept by tests/house/proto_compat.py.\n"
           "# field MESSAGE NUMBER NAME TYPE LABEL | value ENUM NUMBER NAME\n")


def facts(files):
    """{(kind, holder, number): the rest of the line} for each field and enum value."""
    found = {}
    for file in files:
        for message in file.messages:
            for field in message.fields:
                found["field", message.full_name, field.number] = (
                    f"{field.name} {field.type.replace(' ', ':')} {field.label}")
        for enum in file.enums:
            for value in enum.values:
                found["value", enum.full_name, value.number] = value.name
    return found


def parse(text):
    """The facts of a baseline file."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, holder, number, rest = line.split(" ", 3)
            found[kind, holder, int(number)] = rest
    return found


def render(found):
    return HEADING + "".join(f"{kind} {holder} {number} {rest}\n"
                             for (kind, holder, number), rest in sorted(found.items()))


def compare(baseline, now):
    """(problems, additions): what broke, and what is new."""
    problems = []
    for (kind, holder, number), was in sorted(baseline.items()):
        key = (kind, holder, number)
        if key not in now:
            problems.append(f"{holder}: {kind} {number} ({was}) is gone; keep it, deprecated")
        elif now[key] != was:
            problems.append(f"{holder}: {kind} {number} was '{was}' and is '{now[key]}'")
    return problems, sorted(set(now) - set(baseline))


def main(command, descriptor_set, baseline_path):
    with open(descriptor_set, "rb") as source:
        now = facts(descriptors.read(source.read()))
    try:
        with open(baseline_path, encoding="utf-8") as source:
            baseline = parse(source.read())
    except FileNotFoundError:
        if command == "check":
            sys.exit(f"{baseline_path} is missing")
        baseline = {}
    problems, additions = compare(baseline, now)
    if command == "update" and not problems:
        with open(baseline_path, "w", encoding="utf-8") as target:
            target.write(render(now))
        print(f"{baseline_path}: {len(now)} lines, {len(additions)} new")
        return
    for kind, holder, number in additions:
        print(f"new: {holder} {kind} {number} {now[kind, holder, number]}")
    if additions:
        print(f"{len(additions)} new; to guard them too: cmake --build BUILD --target proto_baseline")
    source_tree.report(problems, "proto compatibility")


if __name__ == "__main__":
    main(*sys.argv[1:])
