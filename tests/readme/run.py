"""The programs of the documents do what the documents say.

    python3 run.py ROOT cpp|c EXECUTABLE      the block of README.md, built by CMake
    python3 run.py ROOT python                every block in Python, over the package on PYTHONPATH
    python3 run.py ROOT go                    every block in Go, over the environment of bindings/go/run_tests.sh
"""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import program

ROOT = pathlib.Path(sys.argv[1])
LOG = ROOT / "examples" / "ecommerce_launch.cycle.json"
DOCUMENTS = {"python": ["README.md", "bindings/python/README.md"], "go": ["README.md", "bindings/go/README.md"]}
# What the blocks take for granted: the import of the first block, and a frame.
PRELUDE = 'import readiness\nframe = "examples/ecommerce_launch.telemetry.csv"\n'
# What those about dataframes do: the libraries, frames of a graph, and what the blocks before them made.
FRAMES = """
import polars, pyarrow
nodes = pyarrow.table({"id": ["db", "page"], "probability": [0.1, None], "impact": [None, 100.0]})
edges = pyarrow.table({"from": ["db"], "to": ["page"], "probability": [0.5]})
cycle = readiness.Cycle.load("examples/ecommerce_launch.cycle.json")
graph = readiness.RiskGraph.of_tables(nodes, edges)
state = readiness.MetricState()
state.ingest(frame)
"""


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise SystemExit(f"exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def expect(printed, *wanted):
    for words in wanted:
        if words not in printed:
            raise SystemExit(f"{words!r} is not in what it printed:\n{printed[:2000]}")


def blocks_of(language):
    for document in DOCUMENTS[language]:
        text = (ROOT / document).read_text(encoding="utf-8")
        found = len(program.blocks(text, language))
        assert found, f"{document} has no block of {language}"
        for number in range(1, found + 1):
            yield document, program.program(text, language, number)


def check_python():
    for document, source in blocks_of("python"):
        prelude = PRELUDE
        if re.search(r"of_tables|polars\.", source):
            if any(importlib.util.find_spec(library) is None for library in ("polars", "pyarrow")):
                print(f"{document}: {len(source.splitlines())} lines of Python left out: polars and pyarrow are not installed")
                continue
            prelude += FRAMES
        printed = run([sys.executable, "-B", "-c", prelude + source], cwd=ROOT)
        if "Cycle.load" in source:
            expect(printed, "HOLD", "TEST_EVIDENCE/holds-at-peak STALE")
        elif "MetricState" in source:
            expect(printed, "time_to_resolution")
        elif "RiskGraph(" in source:
            expect(printed, "[(1, 'db', ")
        print(f"{document}: {len(source.splitlines())} lines of Python")


def check_go():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "examples").symlink_to(ROOT / "examples")
        (folder / "launch.cycle.json").symlink_to(LOG)
        for document, source in blocks_of("go"):
            main = folder / "main.go"
            main.write_text(source, encoding="utf-8")
            overlay = folder / "overlay.json"
            module = ROOT / "bindings" / "go"
            overlay.write_text(json.dumps({"Replace": {str(module / "readme" / "main.go"): str(main)}}))
            built = folder / "program"
            run([os.environ.get("GO", "go"), "build", "-overlay", overlay, "-o", built, "./readme"], cwd=module,
                env={**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"})
            done = subprocess.run([built], cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            expect(done.stdout + done.stderr, "STALE")
            print(f"{document}: {len(source.splitlines())} lines of Go")


def check_built(executable, *wanted):
    expect(run([executable, LOG]), *wanted)
    done = subprocess.run([executable, ROOT / "README.md"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr, "what is no log is not refused"


def main():
    language = sys.argv[2]
    if language == "python":
        check_python()
    elif language == "go":
        check_go()
    elif language == "cpp":
        check_built(sys.argv[3], "HOLD\n", "TEST_EVIDENCE/holds-at-peak: ")
    else:
        check_built(sys.argv[3], '"verdict": "HOLD"', '"path": "TEST_EVIDENCE/holds-at-peak"')


main()
