"""`python -m readiness` prints what the command of the C++ build prints, or says that it has not what is asked for."""

import json
import os
import stat
import subprocess
import sys

import pytest

import readiness
from conftest import EXAMPLES

CLI = os.environ.get("READINESS_CLI")


def python(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "readiness", *map(str, arguments)], capture_output=True, check=False,
                          **options)


@pytest.mark.skipif(not CLI, reason="the command of C++ was not built")
@pytest.mark.parametrize("arguments", [
    ("assess", "LOG"),
    ("assess", "LOG", "--format", "json"),
    ("assess", "LOG", "--format", "json", "--as-of", "2026-05-01T00:00:00Z"),
    ("assess", "LOG", "--format", "markdown", "--since", "2026-08-01T00:00:00Z"),
    ("assess", "LOG", "--format", "html", "--gate"),
    ("assess", "LOG", "--format", "binpb"),
    ("explain", "LOG", "timeouts-recover"),
    ("diff", "LOG", "--from", "2026-08-01T00:00:00Z", "--to", "2026-09-10T00:00:00Z"),
    ("diff", "LOG", "--from", "2026-08-01", "--to", "2026-09-10"),
    ("assess", "LOG", "--as-of", "2026-03-01", "--since", "2026-02-01"),
    ("explain", "LOG", "timeouts-recover", "--as-of", "2026-09-10"),
    ("assess", "LOG", "--telemetry", "ROWS"),
    ("assess", "LOG", "--telemetry", "ROWS", "--since", "2026-08-01", "--format", "json"),
    ("verify", "LOG"),
    ("log", "LOG", "--format", "json"),
    ("metrics", "--telemetry", "ROWS", "--as-of", "2026-10-08", "--format", "json"),
    ("metrics", "--telemetry", "ROWS", "--as-of", "2026-09-01", "--known-at", "2026-10-08", "--release", "2026-06-01", "--by", "cohort",
     "--within", "24h", "--within", "7d", "--metric", "time_to_resolution", "--resolution", "histogram", "--format", "json"),
    ("--version",),
])
def test_the_same_bytes_as_the_command(shop_path, arguments):
    files = {"LOG": shop_path, "ROWS": EXAMPLES / "ecommerce_launch.telemetry.csv"}
    arguments = [str(files.get(part, part)) for part in arguments]
    ours = python(*arguments)
    theirs = subprocess.run([CLI, *arguments], capture_output=True, check=False)
    assert ours.stdout == theirs.stdout and ours.stdout
    assert ours.returncode == theirs.returncode


@pytest.mark.skipif(not CLI, reason="the command of C++ was not built")
def test_a_node_is_explained_in_the_same_bytes():
    graph = ("--nodes", str(EXAMPLES / "graph/nodes.tsv"), "--edges", str(EXAMPLES / "graph/edges.tsv"))
    ours = python("explain", *graph, "payment-provider")
    assert ours.stdout == subprocess.run([CLI, "explain", *graph, "payment-provider"], capture_output=True, check=True).stdout
    for wrong in ((*graph, "a", "b"), (*graph[:2], "a"), (*graph, "a", "--as-of", "2026-01-01"), ("a",)):
        assert python("explain", *wrong).returncode == 2


@pytest.mark.skipif(not CLI, reason="the command of C++ was not built")
@pytest.mark.parametrize("arguments", [
    ("policy",),
    ("rank", "LOG", "--format", "json"),
    ("rank", "LOG", "--format", "json", "--top", "2", "--as-of", "2026-08-01"),
    ("rank", "--nodes", "NODES", "--edges", "EDGES", "--format", "json"),
    ("explain", "LOG", "timeouts-recover", "--format", "json"),
    ("explain", "--nodes", "NODES", "--edges", "EDGES", "payment-provider", "--format", "json"),
    ("diff", "LOG", "--from", "2026-08-01", "--to", "2026-09-01", "--format", "json"),
    ("verify", "LOG", "--format", "json"),
])
def test_the_same_json_as_the_command(shop_path, arguments):
    files = {"LOG": shop_path, "NODES": EXAMPLES / "graph/nodes.tsv", "EDGES": EXAMPLES / "graph/edges.tsv"}
    arguments = [str(files.get(part, part)) for part in arguments]
    ours, theirs = python(*arguments), subprocess.run([CLI, *arguments], capture_output=True, check=False)
    assert ours.returncode == 0, ours.stderr
    said = json.loads(theirs.stdout)
    said.pop("entriesInFile", None)  # What was read twice the library does not say.
    assert filled(json.loads(ours.stdout)) == filled(said)


def filled(value):
    """Without texts that are empty, which protobuf JSON leaves out."""
    if isinstance(value, dict):
        return {name: filled(inner) for name, inner in value.items() if inner != ""}
    return [filled(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("arguments", [
    ("rank", "LOG"), ("log", "LOG"),
    ("metrics", "--telemetry", "ROWS", "--as-of", "2026-09-01"),
])
def test_what_only_the_command_of_cpp_has_is_said(shop_path, arguments):
    done = python(*(str(shop_path) if part == "LOG" else part for part in arguments))
    assert done.returncode == 2 and not done.stdout and b"of the command of the C++ build" in done.stderr


def test_a_reader_that_goes_away_is_no_error(shop_path):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "readiness", "log", shop_path, "--format", "json"], stdout=writer,
                          stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == 0 and not done.stderr


def test_now_reads_the_clock(shop_path):
    done = python("assess", shop_path, "--as-of", "now", "--format", "json")
    assert done.returncode == 0 and b"the clock's now" in done.stderr


def test_a_graph_that_cannot_be_is_named(tmp_path):
    nodes, edges = tmp_path / "nodes.tsv", tmp_path / "edges.tsv"
    edges.write_text("from\tto\tprobability\n")
    for text, words in (("id\tprobability\n", b"nodes.tsv: line 1"), ("id\tprobability\timpact\na\tnan\t1\n", b"line 2: probability"),
                        ("id\tprobability\timpact\na\t0.5\n", b"line 2: has not 3")):
        nodes.write_text(text)
        done = python("rank", "--nodes", nodes, "--edges", edges, "--format", "json")
        assert done.returncode == 1 and words in done.stderr, done.stderr


def test_standard_input_and_gate(shop_path):
    done = python("assess", "-", "--gate", input=shop_path.read_bytes())
    assert done.returncode == 10 and done.stdout.startswith(b"HOLD")
    assert b"2026-10-08" in done.stderr


def test_what_is_wrong_is_said_on_standard_error(tmp_path):
    wrong = tmp_path / "wrong.cycle.json"
    wrong.write_text("{")
    for done in (python("assess", wrong), python("assess", tmp_path / "absent.json")):
        assert done.returncode == 1 and not done.stdout and done.stderr.startswith(b"readiness: ")
    assert python("assess").returncode == 2
    for time in ("yesterday", "2026-02-30", ""):
        done = python("assess", wrong, "--as-of", time)
        assert done.returncode == 2 and b"is no time" in done.stderr
    assert readiness.__version__ in python("--version").stdout.decode()


def test_append_keeps_the_permissions_and_the_links_of_a_log(shop_path, tmp_path):
    log, link, entry = tmp_path / "log.cycle.json", tmp_path / "link", tmp_path / "entry.json"
    log.write_bytes(shop_path.read_bytes())
    log.chmod(0o640)
    link.symlink_to(log.name)
    entry.write_text(json.dumps({"id": "ben-joins", "recordedAt": "2026-10-09T09:00:00Z", "actor": "henrik-dahl",
                                 "partyAdded": {"party": {"id": "ben", "name": "Ben", "kind": "PERSON"}}}))
    done = python("append", link, "--entry", "-", input=entry.read_bytes())
    assert done.stdout == b"entry 1564 (ben-joins) appended\n", done.stderr
    assert link.is_symlink() and stat.S_IMODE(log.stat().st_mode) == 0o640
    assert readiness.Cycle.load(log).entries()[-1]["id"] == "ben-joins"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["entry.json", "link", "log.cycle.json"]
    serialized = readiness.Cycle.load(log).save(format="protobuf")
    log.write_bytes(serialized)
    assert python("append", link, "--entry", entry).stdout == b"entry 1564 (ben-joins) stands already; nothing changed\n"
    assert log.read_bytes() == serialized
    entry.write_bytes(serialized[-serialized[::-1].index(b"\x08\x9c\x0c"[::-1]) - 3:])  # The last: seq 1564, then its id.
    assert python("append", link, "--entry", entry).stdout == b"entry 1564 (ben-joins) stands already; nothing changed\n"
    if os.getuid() != 0:
        log.chmod(0o440)
        assert python("append", link, "--entry", entry).returncode == 1
    for wrong in (tmp_path, tmp_path / "nowhere/log.json"):
        assert python("append", wrong, "--entry", entry).returncode == 1
    assert python("append", "-", "--entry", entry).returncode == 2


@pytest.mark.parametrize("name", ["new.cycle.json", "new.cycle.binpb"])
def test_append_begins_and_goes_on_with_a_log(tmp_path, name):
    log, entry = tmp_path / name, tmp_path / "entry.json"
    for number in (1, 2):
        fact = {
            "cycleOpened": {"id": "c", "title": "C", "opener": {"id": "ana", "name": "Ana", "kind": "PERSON"}}} if number == 1 else {
            "partyAdded": {"party": {"id": "ben", "name": "Ben", "kind": "PERSON"}}}
        entry.write_text(json.dumps({"id": f"e{number}", "recordedAt": "2026-01-05T09:00:00Z", "actor": "ana", **fact}))
        done = python("append", log, "--entry", entry)
        assert done.returncode == 0, done.stderr
        assert done.stdout.decode() == (f"entry 1 (e1) begins {log}\n" if number == 1 else "entry 2 (e2) appended\n")
    assert [item["id"] for item in readiness.Cycle.load(log).entries()] == ["e1", "e2"]
    assert python("append", log, "--entry", entry).stdout == b"entry 2 (e2) stands already; nothing changed\n"
    entry.write_text('{"id": "e3"}')
    before = log.read_bytes()
    assert python("append", log, "--entry", entry).returncode == 1
    assert log.read_bytes() == before
