#!/usr/bin/env python3
"""At what rate do dataframes of Python come in, beside the same rows through the C++ library? See README.md.

    benchmarks/doors/ingest.py BUILD [--rows 10000000] [--rounds 5]

BUILD is a Release build folder with the C++ library and the Python package in it. Needs g++, pkg-config, and of PyPI
pyarrow, and polars and duckdb for their rows.
"""

import argparse
import ctypes
import importlib.util
import pathlib
import statistics
import sys
import time

from doors import ABSEIL, HERE, ROOT, run

EVENTS = ("opened", "escalated", "resolved")


def build_cpp(build):
    """The C++ library with one function on top, to be called from this process: the rows are the same objects."""
    target = build / "doors"
    target.mkdir(exist_ok=True)
    run("g++", "-std=c++20", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-fvisibility=hidden", f"-I{ROOT / 'include'}",
        HERE / "ingest.cc", "-o", target / "libingest.so", build / "libreadiness_cpp.a",
        *run("pkg-config", "--cflags", "--libs", *ABSEIL).split())
    function = ctypes.CDLL(target / "libingest.so").ingest_stream
    pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
    pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    function.argtypes = [ctypes.c_void_p]

    def ingest(frame):
        capsule = frame.__arrow_c_stream__()
        assert function(pointer_of(capsule, b"arrow_array_stream")) == 0
    return ingest


def frames(rows):
    """The same tickets as each would hold them: {name: (frame, how to look at it anew)}."""
    import pyarrow
    number = pyarrow.array(range(rows), pyarrow.int64())
    compute = __import__("pyarrow.compute").compute
    of = lambda count: compute.subtract(number, compute.multiply(compute.divide(number, count), count))  # noqa: E731
    entity = of(300_000)
    table = pyarrow.table({
        "time": compute.cast(compute.add(compute.multiply(number, 700_000), 1_700_000_000_000_000),
                             pyarrow.timestamp("us", "UTC")),
        "kind": pyarrow.array(["ticket"]).take(of(1)),
        "entity": entity,
        "event": pyarrow.array(EVENTS).take(of(3)),
        "cohort": pyarrow.array([f"region-{i}" for i in range(8)]).take(of(8)),
    }).combine_chunks()
    found = {"pyarrow": lambda: table}
    if importlib.util.find_spec("polars"):
        import polars
        frame = polars.from_arrow(table)
        found["polars"] = lambda: frame
    if importlib.util.find_spec("duckdb"):
        import duckdb
        connection = duckdb.connect(config={"threads": 1})
        connection.register("rows", table)
        connection.sql("CREATE TABLE telemetry AS SELECT * FROM rows")
        found["DuckDB"] = lambda: connection.sql("SELECT * FROM telemetry")
    return found


def spent(work, frame):
    start = time.process_time_ns()
    work(frame)
    return (time.process_time_ns() - start) / 1e9


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    build = options.build.resolve()
    sys.path.insert(0, str(build / "bindings/python"))
    import readiness
    doors = {"C++": build_cpp(build), "Python": lambda frame: readiness.MetricState().ingest(frame)}
    given = frames(options.rows)
    figures = {}
    for _ in range(options.rounds):
        for name, frame in given.items():
            for door, work in doors.items():
                figures.setdefault((name, door), []).append(spent(work, frame()))
    print(f"{options.rows:,} rows, {options.rounds} rounds, CPU time")
    base = statistics.median(figures["pyarrow", "C++"])
    for name in given:
        cpp, python = figures[name, "C++"], figures[name, "Python"]
        rates = [theirs / mine for mine, theirs in zip(python, cpp)]
        print(f"{name:8} C++ {statistics.median(cpp) / options.rows * 1e9:6.0f} ns a row, Python "
              f"{statistics.median(python) / options.rows * 1e9:6.0f} ns; rate of Python to C++ {statistics.median(rates):.2f} "
              f"({min(rates):.2f} to {max(rates):.2f}), to C++ with pyarrow {base / statistics.median(python):.2f}")


if __name__ == "__main__":
    main()
