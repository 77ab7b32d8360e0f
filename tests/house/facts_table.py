"""docs/facts.md: every fact of the log, what it says and what it holds, and the words of its enums.

    python3 tests/house/facts_table.py check|write DESCRIPTOR_SET DOCUMENT

The schema says it all in comments; the document is made of them, and `check` fails where it is not
what the schema says now.
"""

import sys

import descriptors
import source_tree

ENTRY = "readiness.v1.Entry"
FIRST_FACT = 20  # what comes before is the entry itself
HEAD = """# The facts of a log

Made from the comments of `proto/readiness/v1`; `cmake --build --preset dev --target facts_table` writes it again.
[formats.md](formats.md) says what an entry looks like and which rules it obeys, [first-log.md](first-log.md) is a
whole log explained step by step.

An entry holds one of these, by its name: `{"id": "e7", "recordedAt": ..., "actor": "ana", "launched": {"release": "1.0"}}`.
Names are as JSON has them. Where a fact wraps one value, its fields stand in braces behind the name of the wrapper:
`"partyAdded": {"party": {"id": "ben"}}`. `[]` marks a list; behind `=` stands the value (second table) or the enum
(third table) that a field takes. A Timestamp is text such as `"2026-03-02T09:00:00Z"`.

| fact | what it says | what it holds |
|---|---|---|
"""
VALUES = """
## Values
| value | what it is | what it holds |
|---|---|---|
"""
WORDS = """
## Words
| enum | words |
|---|---|
"""


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def enum_word(full_name):
    """'readiness.v1.Level.Value' is Level: an enum sits in a message of its own name."""
    return full_name.split(".")[-2]


def shown(field):
    kind, _, name = field.type.partition(" ")
    text = f"`{camel(field.name)}{'[]' if field.label == 'repeated' else ''}`"
    if kind == "enum":
        return f"{text} = {enum_word(name)}"
    if kind == "message":
        return f"{text} = {name.rpartition('.')[2]}"
    return text


def holds(message, messages):
    """The fields of a fact; those of the value where it wraps one."""
    fields = message.fields
    if len(fields) == 1 and fields[0].type.startswith("message readiness.") and \
            fields[0].label != "repeated":
        wrapped = messages[fields[0].type.partition(" ")[2]]
        return f"`{camel(fields[0].name)}` {{{', '.join(map(shown, wrapped.fields))}}}"
    return ", ".join(map(shown, fields)) or "nothing more"


def collect(name, messages, values, words):
    """Adds to `values` the messages below a message, to `words` the enums, by full names."""
    for field in messages[name].fields:
        kind, _, other = field.type.partition(" ")
        if kind == "enum":
            words.add(other)
        elif kind == "message" and other in messages and other not in values:
            values.add(other)
            collect(other, messages, values, words)


def one_line(comment):
    return " ".join(comment.split()).replace("|", "\\|")


def document(files):
    messages = {message.full_name: message for file in files for message in file.messages}
    enums = {enum.full_name: enum for file in files for enum in file.enums}
    facts = [(field, messages[field.type.partition(" ")[2]])
             for field in messages[ENTRY].fields if field.number >= FIRST_FACT]
    values, words = set(), set()
    text = HEAD
    for field, fact in facts:
        text += f"| `{camel(field.name)}` | {one_line(field.comment)} | {holds(fact, messages)} |\n"
        collect(fact.full_name, messages, values, words)
    text += VALUES
    for name in sorted(values):
        value = messages[name]
        text += (f"| {name.rpartition('.')[2]} | {one_line(value.comment)} "
                 f"| {', '.join(map(shown, value.fields))} |\n")
    text += WORDS
    for name in sorted(words, key=enum_word):
        listed = [f"`{value.name}`" for value in enums[name].values if value.number != 0]
        text += f"| {enum_word(name)} | {', '.join(listed)} |\n"
    return text


def check(files, written):
    return [] if written == document(files) else [
        "docs/facts.md:1: is not what the schema says; build the target facts_table"]


if __name__ == "__main__":
    with open(sys.argv[2], "rb") as source:
        schema = descriptors.read(source.read())
    if sys.argv[1] == "write":
        with open(sys.argv[3], "w", encoding="utf-8") as target:
            target.write(document(schema))
        sys.exit(0)
    with open(sys.argv[3], encoding="utf-8") as document_file:
        source_tree.report(check(schema, document_file.read()), "facts table")
