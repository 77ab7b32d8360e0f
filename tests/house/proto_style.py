"""How the schema is written.

    python3 tests/house/proto_style.py DESCRIPTOR_SET

Every message, field, enum and enum value has a comment above it; integers are signed; the package
is the folder; a field is lower_snake; an enum is named Value and sits in a message of its own name,
so that only the zero value carries a prefix: Verdict { enum Value { VERDICT_UNSPECIFIED = 0; GO } }.
A number has its unit in its name: what its comment says is "in seconds" ends in _seconds, and a number
called delay, age or their like is told to say in what.
"""

import re
import sys

import descriptors
import source_tree

UNSIGNED = {"uint32", "uint64", "fixed32", "fixed64"}
LOWER_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
UPPER_SNAKE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
CAMEL = re.compile(r"(?:[A-Z][a-z0-9]+)+")

NUMBERS = {"double", "float", "int32", "int64", "sint32", "sint64", "sfixed32", "sfixed64"}
UNIT = re.compile(r"\bin ((?:owner-|micro|milli|nano)?(?:seconds|minutes|hours|days|weeks|months|years)|"
                  r"bytes|percent)\b")
LENGTH_OF_TIME = re.compile(r"(?:^|_)(?:age|delay|duration|horizon|interval|latency|timeout|window)$")
# Published without their unit before names were held to it; a published name never changes. `at` is the
# argument of a measure: seconds for some, a step for others.
PUBLISHED = {"readiness.v1.Action.cost", "readiness.v1.BlockedWork.reach", "readiness.v1.BlockedWork.slack",
             "readiness.v1.MitigationPlanned.cost", "readiness.v1.NodeDeclared.effort",
             "readiness.v1.MetricReference.at", "readiness.v1.PredictionLocked.at"}


def upper_snake(camel):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", camel).upper()


def missing_unit(message, field):
    """The end that the name of a number lacks, or None."""
    if field.type not in NUMBERS or f"{message.full_name}.{field.name}" in PUBLISHED:
        return None
    said = UNIT.search(" ".join(field.comment.split()))
    if said:
        end = "_" + said.group(1).replace("-", "_")
        return None if field.name.endswith(end) else end
    return "_seconds, or in what it counts" if LENGTH_OF_TIME.search(field.name) else None


def check_message(path, message):
    where = f"{path}: {message.full_name}"
    problems = []
    if not message.comment:
        problems.append(f"{where}: has no comment")
    if not CAMEL.fullmatch(message.full_name.rpartition(".")[2]):
        problems.append(f"{where}: is not CamelCase")
    for field in message.fields:
        if not field.comment:
            problems.append(f"{where}.{field.name}: has no comment")
        if field.type in UNSIGNED:
            problems.append(f"{where}.{field.name}: is {field.type}; integers are signed")
        if not LOWER_SNAKE.fullmatch(field.name):
            problems.append(f"{where}.{field.name}: is not lower_snake")
        if end := missing_unit(message, field):
            problems.append(f"{where}.{field.name}: units are in names; end it in {end}")
    return problems


def check_enum(path, enum, package):
    where = f"{path}: {enum.full_name}"
    problems = []
    if not enum.comment:
        problems.append(f"{where}: has no comment")
    if enum.outer == package:
        return problems + [f"{where}: is not nested in a message of its name"]
    if enum.full_name.rpartition(".")[2] != "Value":
        problems.append(f"{where}: must be named Value")
    prefix = upper_snake(enum.outer.rpartition(".")[2]) + "_"
    if not enum.values or (enum.values[0].name, enum.values[0].number) != (prefix + "UNSPECIFIED", 0):
        problems.append(f"{where}: its first value must be {prefix}UNSPECIFIED = 0")
    for value in enum.values:
        if not value.comment:
            problems.append(f"{where}.{value.name}: has no comment")
        if not UPPER_SNAKE.fullmatch(value.name):
            problems.append(f"{where}.{value.name}: is not UPPER_SNAKE")
        if value.number != 0 and value.name.startswith(prefix):
            problems.append(f"{where}.{value.name}: only the zero value carries the prefix")
        if value.number < 0:
            problems.append(f"{where}.{value.name}: is negative")
    return problems


def check(files):
    problems = []
    for file in files:
        folder = file.path.rpartition("/")[0].replace("/", ".")
        if file.package != folder:
            problems.append(f"{file.path}: package is {file.package}; its folder says {folder}")
        for message in file.messages:
            problems += check_message(file.path, message)
        for enum in file.enums:
            problems += check_enum(file.path, enum, file.package)
    if not any(file.messages for file in files):
        problems.append("the descriptor set holds no message")
    return problems


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as source:
        source_tree.report(check(descriptors.read(source.read())), "proto style")
