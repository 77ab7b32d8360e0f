"""The command `readiness` of the Python package: python -m readiness assess launch.cycle.json

It is the command of the C++ build as far as the C interface has what that prints, and refuses the rest by name (bindings/python/README.md):
assess, append, metrics and log print the same bytes, as do explain, diff and verify as text; rank, policy, explain and diff
the same JSON, written by Python.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import pathlib
import re
import sys
from collections.abc import Iterator

import readiness
from readiness._files import locked, replace, write_new
from readiness._message import format_time
from readiness.cycle import _looks_like_json

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
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


def _time(text: str) -> str:
    """A TIME of the command line."""
    try:
        datetime.date.fromisoformat(text[:10] if len(text) >= 10 else "")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: write 2026-03-01T09:30:00Z or 2026-03-01") from None
    return format_time(text)


def _moment(text: str) -> str:
    """A TIME of the command line, also `now`, which reads the clock."""
    if text != "now":
        return _time(text)
    moment = format_time(datetime.datetime.now(datetime.timezone.utc))
    print(f"as of {moment}, the clock's now", file=sys.stderr)
    return moment


def _assess(options: argparse.Namespace) -> int:
    with _load(options.cycle) as cycle:
        answer = cycle.assess(options.as_of, since=options.since)
        metrics = earlier = None
        if options.telemetry:
            metrics = _metrics_of(cycle, answer.as_of, options.telemetry)
            if answer.since is not None:
                earlier = _metrics_of(cycle, answer.since.as_of, options.telemetry)
            answer = cycle.assess(options.as_of, since=options.since, metrics=metrics, metrics_since=earlier)
        if options.format == "json":
            _write(answer.to_json())
        elif options.format == "binpb":
            _write(answer.to_bytes())
        else:
            _write(cycle.report(options.format, as_of=options.as_of, since=options.since, metrics=metrics,
                                metrics_since=earlier))
        _say_when(options, answer)
    return EXIT_OF.get(answer.verdict, 10) if options.gate else 0


def _metrics_of(cycle: readiness.Cycle, moment: datetime.datetime | None, paths: list[str]) -> readiness.MetricState:
    """What telemetry says to an assessment of the cycle at a moment."""
    state = readiness.MetricState.for_cycle(cycle, moment)
    for path in paths:
        state.ingest(_read(path))
    return state


def _say_when(options: argparse.Namespace, answer: readiness.Assessment) -> None:
    if options.as_of is None and answer.as_of is not None:
        print(f"as of {format_time(answer.as_of)}, when the last entry was recorded", file=sys.stderr)


def _json_only(options: argparse.Namespace) -> None:
    if options.format != "json":
        raise Usage(f"{options.command} as text is of the command of the C++ build; here write --format json")


def _explain(options: argparse.Namespace) -> int:
    if options.nodes is not None or options.edges is not None:
        return _explain_node(options)
    if options.id is None:
        raise Usage("explain needs a CYCLE and an ID, or --nodes, --edges and an ID")
    with _load(options.cycle) as cycle:
        if options.format == "json":
            _write_message(cycle, options.as_of, "explain", {"id": options.id}, "subject")
        else:
            _write(cycle.explain(options.id, options.format, as_of=options.as_of))
    return 0


def _explain_node(options: argparse.Namespace) -> int:
    if options.nodes is None or options.edges is None:
        raise Usage("explain needs --nodes and --edges together")
    if options.id is not None:
        raise Usage("explain takes a CYCLE or --nodes and --edges, not both")
    if options.as_of is not None:
        raise Usage("--as-of belongs to a CYCLE; a graph from files has no moments")
    name = options.cycle  # The one word that is given.
    with readiness.RiskGraph(_graph_of(options.nodes, options.edges)) as graph:
        if options.format == "json":
            _write(_shown(graph.node(name).to_dict(), 1))
        else:
            _write(graph.explain(name, options.format))
    return 0


def _diff(options: argparse.Namespace) -> int:
    with _load(options.cycle) as cycle:
        if options.format == "json":
            _write_message(cycle, options.to, "change", {"from": options.from_}, "change")
        else:
            _write(cycle.changes(options.from_, options.format, as_of=options.to))
    return 0


def _write_message(cycle: readiness.Cycle, as_of: str | None, question: str, asked: dict[str, str], answer: str) -> None:
    """Prints what a question is answered with as a message."""
    request: dict[str, object] = {question: asked | {"form": "MESSAGE"}}
    if as_of is not None:
        request["asOf"] = as_of
    answered = cycle.query(request)
    assert isinstance(answered, dict)
    _write(_shown(answered[answer], 1))


def _verify(options: argparse.Namespace) -> int:
    with _load(options.cycle) as cycle:
        answer = cycle.assess()
        entries = cycle.entries()
    first, last = entries[0], entries[-1]
    issues = [{"severity": str(issue.severity), "path": issue.path, "message": issue.message} for issue in answer.issues]
    if options.format == "json":
        _write(_shown({"cycle": answer.cycle, "entries": str(len(entries)), "firstId": first["id"],
                       "firstRecordedAt": first["recordedAt"], "lastId": last["id"], "lastRecordedAt": last["recordedAt"],
                       "inputsDigest": answer.inputs_digest, "issues": issues}, 2))
        return 0
    lines = [f"{'standard input' if options.cycle == '-' else options.cycle}: a log that stands, cycle {answer.cycle}",
             f"entries        {len(entries)}",
             f"first          {first['id']}, recorded {first['recordedAt']}",
             f"last           {last['id']}, recorded {last['recordedAt']}",
             f"inputs         sha256 {answer.inputs_digest}",
             f"issues         {len(issues)}"]
    lines += [f"  {issue['severity']}  {issue['path']}: {issue['message']}" for issue in issues]
    _write("\n".join(map(_safe, lines)) + "\n")
    return 0


def _safe(line: str) -> str:
    """A line that a terminal can show: a log may hold control characters, which it must not obey."""
    return "".join(one if one.isprintable() else "?" for one in line)


def _shown(value: object, indent: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent) + "\n"


def _policy(options: argparse.Namespace) -> int:
    opened = {"id": "begin", "recordedAt": "2026-01-01T00:00:00Z", "actor": "someone",
              "cycleOpened": {"id": "any", "title": "Any", "opener": {"id": "someone", "name": "Someone", "kind": "PERSON"}}}
    with readiness.Cycle() as cycle:
        cycle.append(opened)
        _write(_shown(cycle.policy(), 1))
    return 0


RANK_DRAWS = 256  # As the command of C++ draws.


def _rank(options: argparse.Namespace) -> int:
    _json_only(options)
    if (options.cycle is None) == (options.nodes is None and options.edges is None):
        raise Usage("rank takes a CYCLE, or --nodes and --edges")
    if options.cycle is None:
        if options.nodes is None or options.edges is None:
            raise Usage("rank needs --nodes and --edges together")
        if options.as_of is not None:
            raise Usage("--as-of belongs to a CYCLE; a graph from files has no moments")
        with readiness.RiskGraph(_graph_of(options.nodes, options.edges)) as graph:
            ranked = graph.rank(options.top or 0).to_dict()
        for risk in ranked.get("risks", []):
            for name in ("foundIn", "isFoundLate", "recoveryOptions"):
                risk.pop(name, None)  # Of a cycle's risks alone.
        lists = {name: ranked.get(name, []) for name in ("risks", "blockedWork", "circularDependencies")}
        _write(_shown(lists | {"actions": []}, 2))
        return 0
    with _load(options.cycle) as cycle:
        answer = cycle.assess(options.as_of, rank_draws=RANK_DRAWS)
        _say_when(options, answer)
        lists = answer.to_dict()
    lists["blockedWork"] = sorted(lists.get("blockedWork", []), key=lambda work: int(work.get("order", 0)))
    names = ("risks", "blockedWork", "actions", "circularDependencies")
    _write(_shown({name: lists.get(name, [])[:options.top] for name in names}, 2))
    return 0


def _graph_of(nodes: str, edges: str) -> dict[str, list[dict[str, object]]]:
    """A readiness.v1.RiskGraph of two TSV files."""
    return {"nodes": list(_rows_of(nodes, {"id": "id", "probability": "probability", "impact": "impact"})),
            "edges": list(_rows_of(edges, {"from": "prerequisite", "to": "dependent", "probability": "probability"}))}


def _rows_of(path: str, fields: dict[str, str]) -> Iterator[dict[str, object]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, dialect="excel-tab", strict=True)
        if sorted(rows.fieldnames or ()) != sorted(fields):
            raise ValueError(f"{path}: line 1: the columns are {', '.join(fields)}, in any order")
        for number, row in enumerate(rows, 2):
            if None in row or None in row.values():
                raise ValueError(f"{path}: line {number}: has not {len(fields)} fields")
            yield {fields[name]: text if name in ("id", "from", "to") else _number(text, f"{path}: line {number}: {name}")
                   for name, text in row.items() if text}


def _number(text: str, where: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{where}: {text!r} is no number")
    return float(text)


def _seconds(text: str) -> int:
    """A DURATION: 90s, 15m, 24h, 7d, 2w."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
    if re.fullmatch("[0-9]{1,9}[smhdw]", text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration; write 90s, 15m, 24h, 7d or 2w")
    return int(text[:-1]) * units[text[-1]]


def _metrics(options: argparse.Namespace) -> int:
    _json_only(options)
    definitions = None
    if options.definitions is not None:
        definitions = json.loads(_read(options.definitions).decode("utf-8-sig")).get("definitions", [])
    known_at = options.known_at or options.as_of
    with readiness.MetricState(definitions, release=options.release, until=options.as_of, known_at=known_at,
                               resolution=options.resolution) as state:
        for path in options.telemetry:
            state.ingest(_read(path))
        if options.save_state is not None:
            state.save(options.save_state)
        _write(state.evaluate_json(options.as_of, metrics=options.metric, within=options.within,
                                   by_cohort=options.by == "cohort"))
    return 0


def _log(options: argparse.Namespace) -> int:
    _json_only(options)
    with _load(options.cycle) as cycle:
        _write(cycle.save(format="json"))
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
    parser = argparse.ArgumentParser(
        prog="readiness", description="Is this rollout ready, and why?",
        epilog="TIME is RFC 3339 with a zone (2026-03-01T09:30:00Z) or a date (its 00:00Z); --as-of now reads the clock. This is the "
               "command of the Python package; that of the C++ build has more (docs/command-line.md).")
    version = readiness.__version__
    parser.add_argument("--version", action="version", version=f"readiness {version} (engine {version})")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    forms = ("text", "json", "markdown", "html")

    assess = commands.add_parser("assess", help="is the cycle ready for its next step, and why?")
    assess.add_argument("cycle", metavar="CYCLE", help="the log of the cycle; - is standard input")
    assess.add_argument("--as-of", metavar="TIME", type=_moment, help="without it, when the last entry was recorded")
    assess.add_argument("--telemetry", metavar="FILE", nargs="+", action="extend", default=[],
                        help="CSV with a header; metrics of it are shown and answer criteria")
    assess.add_argument("--since", metavar="TIME", type=_time, help="the moment to compare with")
    assess.add_argument("--format", choices=(*forms, "binpb"), default="text")
    assess.add_argument("--gate", action="store_true", help="exit 0 for GO, 10 for HOLD, 20 for NO_GO")
    assess.set_defaults(run=_assess)

    metrics = commands.add_parser("metrics", help="the metrics of telemetry at a moment, as JSON")
    metrics.add_argument("--telemetry", metavar="FILE", nargs="+", action="extend", required=True, help="CSV with a header")
    metrics.add_argument("--save-state", metavar="FILE", help="write the states of all that was read to this file")
    metrics.add_argument("--definitions", metavar="FILE", help="what metrics mean, a readiness.v1.MetricDefinitions in JSON")
    metrics.add_argument("--release", metavar="TIME", type=_time, help="only what began at or after it")
    metrics.add_argument("--as-of", metavar="TIME", type=_moment, required=True)
    metrics.add_argument("--known-at", metavar="TIME", type=_moment, help="what became known by then counts; default: --as-of")
    metrics.add_argument("--within", metavar="DURATION", type=_seconds, action="append", default=[])
    metrics.add_argument("--metric", metavar="NAME", action="append", default=[], help="only this metric")
    metrics.add_argument("--by", choices=("cohort",), help="each cohort as well")
    metrics.add_argument("--resolution", choices=("exact", "histogram"), default="exact")
    metrics.add_argument("--format", choices=("text", "json"), default="text", help="json; text is of the C++ build")
    metrics.set_defaults(run=_metrics)

    rank = commands.add_parser("rank", help="which risks hurt customers most, and what unblocks the most work, as JSON")
    rank.add_argument("cycle", metavar="CYCLE", nargs="?")
    rank.add_argument("--nodes", metavar="FILE", help="in place of a cycle, TSV: id, probability, impact")
    rank.add_argument("--edges", metavar="FILE", help="TSV: from, to, probability")
    rank.add_argument("--as-of", metavar="TIME", type=_moment)
    rank.add_argument("--top", metavar="N", type=_count, help="how many; default: all")
    rank.add_argument("--format", choices=("text", "json"), default="text", help="json; text is of the C++ build")
    rank.set_defaults(run=_rank)

    explain = commands.add_parser("explain", help="everything that is known about one id")
    explain.add_argument("cycle", metavar="CYCLE", help="with --nodes and --edges it is left out, and the ID comes first")
    explain.add_argument("id", metavar="ID", nargs="?")
    explain.add_argument("--nodes", metavar="FILE", help="in place of a cycle, TSV: id, probability, impact")
    explain.add_argument("--edges", metavar="FILE", help="TSV: from, to, probability")
    explain.add_argument("--as-of", metavar="TIME", type=_moment)
    explain.add_argument("--format", choices=forms, default="text")
    explain.set_defaults(run=_explain)

    diff = commands.add_parser("diff", help="what changed between two moments")
    diff.add_argument("cycle", metavar="CYCLE")
    diff.add_argument("--from", dest="from_", metavar="TIME", type=_time, required=True)
    diff.add_argument("--to", metavar="TIME", type=_time, required=True)
    diff.add_argument("--format", choices=forms, default="text")
    diff.set_defaults(run=_diff)

    append = commands.add_parser("append", help="accepts one entry into the log, or says which rule it breaks")
    append.add_argument("cycle", metavar="CYCLE", help="replaced whole; cycle_opened begins one that is not there")
    append.add_argument("--entry", metavar="FILE", required=True, help="the entry, JSON or serialized; - is standard input")
    append.set_defaults(run=_append)

    log = commands.add_parser("log", help="the entries of a log, as JSON")
    log.add_argument("cycle", metavar="CYCLE")
    log.add_argument("--format", choices=("text", "json"), default="text", help="json; text is of the C++ build")
    log.set_defaults(run=_log)

    policy = commands.add_parser("policy", help="the default policy as JSON")
    policy.set_defaults(run=_policy)

    verify = commands.add_parser("verify", help="is the log one that the engine accepts, whole?")
    verify.add_argument("cycle", metavar="CYCLE")
    verify.add_argument("--format", choices=("text", "json"), default="text")
    verify.set_defaults(run=_verify)
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no count from 1")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command: 0 done, with --gate the verdict, 1 the input is wrong, 2 the command line is."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except Usage as error:
        parser.error(str(error))
    except BrokenPipeError:  # Who read it has had enough; what is left to write goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (readiness.Error, OSError, ValueError) as error:
        print(f"readiness: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
