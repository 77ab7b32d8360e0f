#!/usr/bin/env python3
"""How does reading telemetry from CSV compare with the readers that a user would pick instead?

    telemetry_peers.py TABLE_BENCH [ROUNDS]

TABLE_BENCH is the built benchmark of the room. A million rows (those of telemetry_bench.cc) are read by
`table_bench` as checked columns of events, by Python's csv into rows of text, by DuckDB and pyarrow
(each where it is installed, one thread, types given, times as timestamps) into columns. CPU-seconds,
interleaved round by round; medians. Nobody but readiness checks words, kinds and identities here.
"""

import csv
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROWS = 1_000_000
EVENTS = ("opened", "escalated", "resolved")


def write(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("time,kind,entity,event,cohort,event_id\n")
        for row in range(ROWS):
            micros = 1_700_000_000_000_000 + row * 1_237_000_000 % 7_000_000_000_000
            at = datetime.datetime.fromtimestamp(micros // 1_000_000, datetime.timezone.utc)
            file.write(f"{at:%Y-%m-%dT%H:%M:%S}Z,ticket,ticket-{row % 300_000},{EVENTS[row % 3]},"
                       f"region-{row % 8},event-{row}\n")


def of_readiness(bench):
    done = subprocess.run([bench, "--benchmark_filter=ReadCsvTelemetry/quoted_one_in:0", "--benchmark_format=json"],
                          capture_output=True, check=True)
    return json.loads(done.stdout)["benchmarks"][0]["cpu_time"] / 1e3


def timed(work):
    begin = time.process_time()
    work()
    return time.process_time() - begin


def of_python(path):
    def work():
        with open(path, newline="", encoding="utf-8") as file:
            assert sum(1 for _ in csv.reader(file)) == ROWS + 1
    return lambda: timed(work)


def of_duckdb(path):
    import duckdb
    base = duckdb.connect(config={"threads": 1})
    query = (f"select count(time), count(kind), count(entity), count(event), count(cohort), count(event_id), "
             f"sum(epoch_us(time)), sum(hash(entity)) from read_csv('{path}', header=true, delim=',', columns={{"
             "'time': 'TIMESTAMPTZ', 'kind': 'VARCHAR', 'entity': 'VARCHAR', 'event': 'VARCHAR', "
             "'cohort': 'VARCHAR', 'event_id': 'VARCHAR'})")
    return lambda: timed(lambda: base.execute(query).fetchall())


def of_pyarrow(path):
    import pyarrow as pa
    import pyarrow.csv
    pa.set_cpu_count(1)
    reading = pyarrow.csv.ReadOptions(use_threads=False)
    types = pyarrow.csv.ConvertOptions(column_types={
        "time": pa.timestamp("us", "UTC"), **dict.fromkeys(("kind", "entity", "event", "cohort", "event_id"), pa.string())})
    return lambda: timed(lambda: pyarrow.csv.read_csv(path, reading, convert_options=types))


def main(bench, rounds=5):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "telemetry.csv")
        write(path)
        size = os.path.getsize(path)
        contenders = {"readiness": lambda: of_readiness(bench)}
        for name, make in (("python csv", of_python), ("duckdb", of_duckdb), ("pyarrow", of_pyarrow)):
            try:
                contenders[name] = make(path)
            except ImportError as error:
                print(f"{name}: skipped, {error}")
        seconds = {name: [] for name in contenders}
        for _ in range(int(rounds)):
            for name, run in contenders.items():
                seconds[name].append(run())
        ours = statistics.median(seconds["readiness"])
        for name, found in seconds.items():
            middle = statistics.median(found)
            print(f"{name:11} {middle:7.3f} CPU-s  {size / middle / 1e6:7.1f} MB/s  {ROWS / middle / 1e6:6.2f} M rows/s  "
                  f"{middle / ours:6.2f} x readiness")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
