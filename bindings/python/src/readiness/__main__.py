"""The command `readiness`, through the library: python -m readiness assess launch.cycle.json

What it prints on standard output is what the command of the C++ build prints, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import sys

import readiness
from readiness._files import locked, replace, write_new
from readiness.cycle import _looks_like_json

EXIT_OF = {"GO": 0, "HOLD": 10, "NO_GO": 20}


class Usage(Exception):
    """The command line is wrong, which is seen only when it is looked at as a whole."""


def _read(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else pathlib.Path(path).read_bytes()


def _load(path: str) -> readiness.Cycle:
    return readiness.Cycle.load(_read(path))


def _write(data: bytes | str) -> None:
    sys.stdout.buffer.write(data.encode() if isinstance(data, str) else data)
    sys.stdout.buffer.flush()


def _assess(options: argparse.Namespace) -> int:
    with _load(options.cycle) as cycle:
        answer = cycle.assess(options.as_of, since=options.since)
        if options.format == "json":
            _write(answer.to_json())
        elif options.format == "binpb":
            _write(answer.to_bytes())
        else:
            _write(cycle.report(options.format, as_of=options.as_of, since=options.since))
        if options.as_of is None:
            print(f"as of {answer.as_of}, the last entry", file=sys.stderr)
    return EXIT_OF.get(answer.verdict, 10) if options.gate else 0


def _explain(options: argparse.Namespace) -> int:
    with _load(options.cycle) as cycle:
        _write(cycle.explain(options.id, options.format, as_of=options.as_of))
    return 0


def _diff(options: argparse.Namespace) -> int:
    with _load(options.cycle) as cycle:
        _write(cycle.changes(options.from_, options.format, as_of=options.to))
    return 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of serialized bytes, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def _id_of(entry: bytes) -> str:
    """The id of an entry that was accepted: of JSON, or field 2 of serialized bytes."""
    if _looks_like_json(entry):
        return str(json.loads(entry.decode("utf-8-sig"))["id"])
    name, at = b"", 0
    while at < len(entry):
        key, at = _varint(entry, at)
        if key & 7 == 0:
            _, at = _varint(entry, at)
            continue
        size, at = _varint(entry, at) if key & 7 == 2 else ({1: 8, 5: 4}[key & 7], at)
        name, at = entry[at:at + size] if key == 2 << 3 | 2 else name, at + size
    return name.decode()


def _append(options: argparse.Namespace) -> int:
    path = options.cycle
    if path == "-":
        raise Usage("append changes a file; standard input is none")
    entry = _read(options.entry)
    try:
        with locked(path) as held:
            return _append_to(path, held, entry)
    except FileNotFoundError:
        if os.path.lexists(path):
            raise  # A link to nothing.
    with readiness.Cycle() as cycle:
        cycle.append(entry)
        write_new(path, cycle.save(format="protobuf" if path.endswith(".binpb") else "json"))
    _write(f"entry 1 ({_id_of(entry)}) begins {path}\n")
    return 0


def _append_to(path: str, held: int, entry: bytes) -> int:
    log = pathlib.Path(path).read_bytes()
    with readiness.Cycle.load(log) as cycle:
        count = len(cycle.entries())
        cycle.append(entry)
        added = cycle.entries(after_seq=count)
        if not added:
            name = _id_of(entry)
            seq = next(known["seq"] for known in cycle.entries() if known["id"] == name)
            _write(f"entry {seq} ({name}) stands already; nothing changed\n")
            return 0
        replace(path, held, cycle.save(format="json" if _looks_like_json(log) else "protobuf"))
    _write(f"entry {added[0]['seq']} ({added[0]['id']}) appended\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="readiness", description="Is this rollout ready, and why?")
    parser.add_argument("--version", action="version", version=readiness.__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    documents = ("text", "markdown", "html")

    assess = commands.add_parser("assess", help="is the cycle ready for its next step, and why?")
    assess.add_argument("cycle", metavar="CYCLE", help="the log of the cycle; - is standard input")
    assess.add_argument("--as-of", metavar="TIME", help="RFC 3339; without it, when the last entry was recorded")
    assess.add_argument("--since", metavar="TIME", help="the moment to compare with")
    assess.add_argument("--format", choices=("text", "json", "markdown", "html", "binpb"), default="text")
    assess.add_argument("--gate", action="store_true", help="exit 0 for GO, 10 for HOLD, 20 for NO_GO")
    assess.set_defaults(run=_assess)

    explain = commands.add_parser("explain", help="everything that is known about one id")
    explain.add_argument("cycle", metavar="CYCLE")
    explain.add_argument("id", metavar="ID")
    explain.add_argument("--as-of", metavar="TIME")
    explain.add_argument("--format", choices=documents, default="text")
    explain.set_defaults(run=_explain)

    diff = commands.add_parser("diff", help="what changed between two moments")
    diff.add_argument("cycle", metavar="CYCLE")
    diff.add_argument("--from", dest="from_", metavar="TIME", required=True)
    diff.add_argument("--to", metavar="TIME", required=True)
    diff.add_argument("--format", choices=documents, default="text")
    diff.set_defaults(run=_diff)

    append = commands.add_parser("append", help="accepts one entry into the log, or says which rule it breaks")
    append.add_argument("cycle", metavar="CYCLE", help="replaced whole; made where there is none")
    append.add_argument("--entry", metavar="FILE", required=True, help="the entry, JSON or serialized")
    append.set_defaults(run=_append)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs the command: 0 done, with --gate the verdict, 1 the input is wrong, 2 the command line is."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except Usage as error:
        parser.error(str(error))
    except (readiness.Error, OSError, ValueError) as error:
        print(f"readiness: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
