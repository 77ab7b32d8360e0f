"""The cases of cases.tsv through the Python package.

    python3 conformance.py FOLDER OUT
"""

import ctypes
import json
import os
import pathlib
import sys

import readiness
import readiness.tables

FOLDER, OUT = map(pathlib.Path, sys.argv[1:])


ARROW = ctypes.CDLL(os.environ["READINESS_ARROW_TEXT"])  # arrow_text.c
CAPSULE = b"arrow_array_stream"
ctypes.pythonapi.PyCapsule_New.restype = ctypes.py_object
ctypes.pythonapi.PyCapsule_New.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
ctypes.pythonapi.PyCapsule_GetPointer.restype = ctypes.c_void_p
ctypes.pythonapi.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Table:
    """A table of a text file, to be handed over as Arrow."""

    def __init__(self, name):
        self.stream = ctypes.create_string_buffer(5 * ctypes.sizeof(ctypes.c_void_p))
        if not ARROW.arrow_text_read(os.fsencode(FOLDER / name), self.stream):
            raise OSError(name)

    def __arrow_c_stream__(self, requested_schema=None):
        return ctypes.pythonapi.PyCapsule_New(ctypes.addressof(self.stream), CAPSULE, None)


def write_table(name, table):
    capsule = table.__arrow_c_stream__()
    pointer = ctypes.c_void_p(ctypes.pythonapi.PyCapsule_GetPointer(capsule, CAPSULE))
    if not ARROW.arrow_text_write(pointer, os.fsencode(OUT / f"{name}.tsv")):
        raise OSError(name)


def run_arrow_rank(name, nodes, limits, edges, call, request):
    node_table, edge_table = Table(nodes), None if edges == "-" else Table(edges)
    graph = readiness.RiskGraph.of_tables(node_table, edge_table, limits=None if limits == "-" else json.loads(limits))
    asked = b"" if request == "-" else request.encode()
    (OUT / f"{name}.json").write_bytes(bytes(graph._handle.rank(asked, 1)))
    write_table(name, readiness.tables.Table(graph._handle, "risks", asked))


def run_arrow_metrics(name, files, options, append, call, request):
    state = readiness.MetricState()
    tables = [Table(path) for path in files.split(",")]
    for table in tables:
        state.ingest(table)
    asked = b"" if request == "-" else request.encode()
    (OUT / f"{name}.json").write_bytes(bytes(state._handle.evaluate(asked, 1)))
    write_table(name, readiness.tables.Table(state._handle, "metrics", asked))


def load(log, limits, append):
    if log == "-":
        cycle = readiness.Cycle()
    else:
        asked = None if limits == "-" else json.loads(limits)
        cycle = readiness.Cycle.load((FOLDER / log).read_bytes(), format="json", limits=asked)
    for path in () if append == "-" else append.split(","):
        cycle.append((FOLDER / path).read_bytes(), format="json")
    return cycle


def load_metrics(files, options):
    asked = {} if options == "-" else json.loads(options)
    known = {"definitions", "release", "until", "knownAt", "resolution"}
    if set(asked) <= known:
        state = readiness.MetricState(
            asked.get("definitions"), release=asked.get("release"), until=asked.get("until"),
            known_at=asked.get("knownAt"), resolution=asked.get("resolution", "EXACT").lower())
    else:
        state = readiness.MetricState.__new__(readiness.MetricState)
        state._handle = readiness._core.new_metric_state(options.encode(), 1)
    for path in files.split(","):
        state.ingest(FOLDER / path)
    return state


def run_metrics(name, files, options, append, call, request):
    state = load_metrics(files, options)
    if call == "metrics_save":
        return state.save(format="json"), state.save()
    asked = b"" if request == "-" else request.encode()
    serialized = bytes(state._handle.evaluate(b"", 0)) if request == "-" else None
    return bytes(state._handle.evaluate(asked, 1)), serialized


def run_graph(name, file, limits, append, call, request):
    graph = readiness.RiskGraph((FOLDER / file).read_bytes(), format="json",
                                limits=None if limits == "-" else json.loads(limits))
    for path in () if append == "-" else append.split(","):
        graph.update((FOLDER / path).read_bytes(), format="json")
    if call == "rank_save":
        return graph.save(), graph.save(format="protobuf")
    asked = b"" if request == "-" else request.encode()
    ask = graph._handle.explain if call == "rank_explain" else graph._handle.rank
    serialized = bytes(ask(b"", 0)) if request == "-" else None
    return bytes(ask(asked, 1)), serialized


def run_assess_metrics(name, log, limits, append, call, request):
    cycle = load(log, limits, "-")
    asked = {} if request == "-" else json.loads(request)
    state = readiness.MetricState.for_cycle(cycle, asked.get("asOf"))
    for path in append.split(","):
        state.ingest(FOLDER / path)
    answer = cycle.assess(asked.get("asOf"), metrics=state)
    return answer.to_json(), answer.to_bytes() if request == "-" else None


def run_query_metrics(name, log, limits, append, call, request):
    cycle = load(log, limits, "-")
    state = readiness.MetricState.for_cycle(cycle)  # A query is about the last entry.
    for path in append.split(","):
        state.ingest(FOLDER / path)
    return bytes(cycle._handle.query_with_metrics(state._handle, None, request.encode(), 1)), None


def run_cycle(name, log, limits, append, call, request):
    cycle = load(log, limits, append)
    serialized = None
    if call == "save":
        document, serialized = cycle.save(format="json"), cycle.save(format="protobuf")
    elif call == "assess" and request == "-":
        answer = cycle.assess()
        document, serialized = answer.to_json(), answer.to_bytes()
    elif call == "assess" and set(json.loads(request)) <= {"asOf", "since", "rankDrawCount"}:
        asked = json.loads(request)
        document = cycle.assess(asked.get("asOf"), since=asked.get("since"),
                                rank_draws=int(asked.get("rankDrawCount", 0))).to_json()
    else:  # Words that the package has no argument for go to the library as they are.
        ask = cycle._handle.query if call == "query" else cycle._handle.assess
        document = bytes(ask(request.encode(), 1))
    return document, serialized


def run(name, log, limits, append, call, request):
    if call in ("assess_metrics", "query_metrics"):
        by = run_assess_metrics if call == "assess_metrics" else run_query_metrics
        document, serialized = by(name, log, limits, append, call, request)
        return write(name, document, serialized)
    if call.startswith("arrow"):
        return (run_arrow_rank if call == "arrow_rank" else run_arrow_metrics)(name, log, limits, append, call, request)
    by = run_metrics if call.startswith("metrics") else run_graph if call.startswith("rank") else run_cycle
    document, serialized = by(name, log, limits, append, call, request)
    return write(name, document, serialized)


def write(name, document, serialized):
    (OUT / f"{name}.json").write_bytes(document)
    if serialized is not None:
        (OUT / f"{name}.binpb").write_bytes(serialized)


def main():
    for line in (FOLDER / "cases.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        try:
            run(*columns)
        except readiness.Error as error:
            text = f"{int(error.code)}\n{error.rule}\n{error.location}\n{error.message}\n"
            (OUT / f"{columns[0]}.error").write_text(text, encoding="utf-8")


main()
