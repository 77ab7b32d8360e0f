"""The same work as door.c through the Python package.

    python3 door.py LOG SECONDS
"""

import itertools
import pathlib
import sys
import time

import readiness
from readiness import _core

LOG, SECONDS = pathlib.Path(sys.argv[1]).read_bytes(), float(sys.argv[2])


def measure(what, call, batch):
    """Prints nanoseconds of CPU time a call, less those of an empty loop."""
    def spend(work):
        start, count = time.process_time_ns(), 0
        while (spent := time.process_time_ns() - start) < SECONDS * 1e9:
            for _ in itertools.repeat(None, batch):
                work()
            count += batch
        return spent / count

    call()
    print(what, spend(call) - (spend(bool) if batch > 1 else 0))


def main():
    cycle = readiness.Cycle.load(LOG)
    handle = cycle._handle
    buffer = handle.save(_core.PROTOBUF)
    measure("call", buffer.__len__, 1000)
    measure("load", lambda: readiness.Cycle.load(LOG, format="json"), 1)
    measure("assess", lambda: handle.assess(b"", _core.PROTOBUF), 1)
    measure("assess_object", lambda: cycle.assess().verdict, 1)


main()
