#!/usr/bin/env python3
"""Runs readiness, DuckDB, Polars, pandas, KLL and R in turn on the same rows and prints tables of ratios.

    compare_metrics.py METRIC_SIDE PYTHON FOLDER [--rounds 5] [--scale 1.0] [--only NAME]

Every contestant is a process in this process group that answers one command at a time
(metric_side.cc and metric_peers.py list them), so exactly one works while the others wait. Outputs are
compared before anything is timed; a difference ends the run with status 1. A figure is CPU time of the
contestant's process, all threads, median of at least five rounds that go through all contestants in
turn; each peer works on one thread. `--scale` makes all inputs smaller or larger. PYTHON has the peers
installed; FOLDER takes the columns. Standard library only.
"""
import argparse
import math
import os
import pathlib
import statistics
import subprocess
import sys

from compare import Side, median_of_ratios, text_of

HERE = pathlib.Path(__file__).resolve().parent

# Question; unit of a pass; our case, its size; the peers: label, case, asked ratio, what is compared: relative
# and absolute tolerance of what is no count.
QUESTIONS = [
    ("W1: 64 cohorts from rows of start, end and cohort; n, events, Kaplan-Meier median and share within a day, "
     "intervals", "row", "durations", 50_000_000, [
         ("DuckDB, Kaplan-Meier on bins", "durations:duckdb_km", 10),
         ("Polars, exact median, no open items", "durations:polars", 5),
         ("DuckDB, approx_quantile, no open items", "durations:duckdb_quantile", None),
         ("DuckDB, count, avg and stddev, no open items", "durations:duckdb_moments", None),
         ("KLL k=200, rows grouped before, no open items", "durations:kll", None)]),
    ("W2: shuffled rows of tickets into 64 cohorts", "row", "events", 10_000_000, [
        ("DuckDB, two GROUP BY, avg", "events:duckdb", 5),
        ("DuckDB, two GROUP BY, approx_quantile", "events:duckdb_quantile", None)]),
    ("B1: tickets and journeys with sparse ids, 200 cohorts, exact: Kaplan-Meier of both, and the funnel of steps", "row",
     "subjects", 2_000_000, [
         ("DuckDB", "subjects:duckdb", 5),
         ("pandas and numpy", "subjects:pandas", 5),
         ("DuckDB, of the funnel the tenth step only", "subjects:duckdb_tenth", None),
         ("pandas and numpy, of the funnel the tenth step only", "subjects:pandas_tenth", None)]),
    ("W5: merging 64 partial states of 100,000 items", "merge", "merge", 100_000, [
        ("KLL k=200", "merge:kll", 4),
        ("an empty call through the binding of KLL", "merge:empty", None)]),
    ("W5: reading the bytes of 64 partial states of 1,000 items and merging them", "merge", "bytes", 1_000, [
        ("KLL k=200", "bytes:kll", None)]),
    ("W4: rows into 131,072 live tickets, one in twenty a duplicate, histogram (asked: 50 ns)", "row", "stream",
     131_072, [("one KLL k=200, update alone, no entities", "stream:kll", None)]),
    ("W4: the same, exact", "row", "stream_exact", 131_072, []),
    ("W4: rows into 1,048,576 live tickets, histogram", "row", "stream", 1_048_576, []),
]
SCALED = {"durations", "events", "subjects"}
R_ROWS = 780_757


def differ(ours, theirs):
    """Where the answers differ: of each cohort two counts (equal), the median (0.8 %), the share (0.01)."""
    if len(ours) != len(theirs):
        return f"{len(theirs)} answers, not {len(ours)}"
    for i, (a, b) in enumerate(zip(ours, theirs)):
        is_count = a.is_integer() and b.is_integer() and a > 1
        if not math.isnan(b) and not (a == b if is_count else math.isclose(a, b, rel_tol=8e-3, abs_tol=1e-2)):
            return f"answer {i}: {b}, not {a}"
    return ""


def survfit(folder, rows):
    """CPU-seconds of R's survfit, with its median, on the first rows: it needs minutes for all of them."""
    script = f"""
      suppressMessages(library(survival))
      read <- function(name, what, size) readBin(file.path("{folder}", name), what, {rows}, size)
      whole <- function(name) {{
        halves <- matrix(readBin(file.path("{folder}", name), "integer", 2 * {rows}, 4), nrow = 2)
        low <- ifelse(halves[1, ] < 0, halves[1, ] + 2^32, halves[1, ]); low[is.na(low)] <- 2^31
        ifelse(is.na(halves[2, ]), NA, halves[2, ] * 2^32 + low) }}
      start <- whole("start.i64"); end <- whole("end.i64")
      cohort <- readBin(file.path("{folder}", "cohort.u16"), "integer", {rows}, 2, signed = FALSE)
      open <- is.na(end); end[open] <- {1_700_000_000_000_000 + 90 * 86_400_000_000}
      duration <- (end - start) / 1e6
      begin <- proc.time()
      fit <- survfit(Surv(duration, !open) ~ cohort); median <- summary(fit)$table[, "median"]
      taken <- sum((proc.time() - begin)[1:2])
      cat(taken, median)"""
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    numbers = [float(word) for word in done.stdout.split()]
    return numbers[0], numbers[1:]


def measure(question, arguments):
    text, unit, case, size, peers = question
    if case in SCALED:
        size = max(1000, round(size * arguments.scale))
    folder = pathlib.Path(arguments.folder) / case
    folder.mkdir(parents=True, exist_ok=True)
    ours = Side([arguments.metric_side])
    count = ours.ask(f"write {case} {size} {folder}" if case in SCALED else f"load {case} {size}")[0]
    sides = {"readiness": ours}
    if case in ("durations", "events", "subjects"):
        cold = Side([arguments.metric_side, "cold"])
        cold.ask(f"load {case} {size}")
        sides["readiness, freed memory given back"] = cold
    answers = ours.ask("check")
    versions = []
    for label, peer, _ in peers:
        side = Side([arguments.python, str(HERE / "metric_peers.py")])
        side.ask(f"load {peer} {size} {folder}")
        side.process.stdin.write("version\n")
        side.process.stdin.flush()
        versions.append(side.process.stdout.readline().strip())
        difference = differ(answers, side.ask("check")) if not peer.endswith(":empty") and case != "stream" else ""
        if difference:
            sys.exit(f"{text}: {label}: {difference}")
        sides[label] = side
    times = {label: max(1, round(arguments.milliseconds * 1e6 / max(1, side.ask("time 1")[0])))
             for label, side in sides.items()}
    taken = {label: [] for label in sides}
    for _ in range(arguments.rounds):
        for label, side in sides.items():
            taken[label].append(side.ask(f"time {times[label]}")[0] / times[label] / count)
    for side in sides.values():
        side.close()

    asked = {label: ratio for label, _, ratio in peers}
    print(f"\n**{text}** ({count:,.0f} {unit}s a pass; {', '.join(sorted(set(versions))) or 'no peer'})\n")
    print(f"| contestant | CPU time a {unit} | ratio to ours (rounds) | asked |\n|---|---|---|---|")
    for label, rounds in taken.items():
        ratio = "1" if label == "readiness" else median_of_ratios(rounds, taken["readiness"])
        wanted = f"{asked[label]}x" if asked.get(label) else ""
        missed = bool(wanted) and statistics.median(rounds) < asked[label] * statistics.median(taken["readiness"])
        print(f"| {label} | {text_of(statistics.median(rounds))} | {f'**{ratio}**' if missed else ratio} | {wanted} |")
    if case == "durations":
        rows = min(R_ROWS, int(count))
        seconds, medians = survfit(folder, rows)
        print(f"\nR survfit on the first {rows:,} rows: {seconds:.2f} CPU-s, {seconds / rows * 1e9:,.0f} ns a row, "
              f"{seconds / rows * 1e9 / statistics.median(taken['readiness']):,.0f}x ours (asked 1,000x); median of its "
              f"{len(medians)} medians {statistics.median(medians):,.0f} s, of ours {statistics.median(answers[2::4]):,.0f} s.")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("metric_side")
    parser.add_argument("python")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--milliseconds", type=float, default=200)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default="", help="questions whose text begins so")
    arguments = parser.parse_args()
    if arguments.rounds < 5:
        parser.error("--rounds must be at least 5")
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), "unknown")
    print(f"\n# Metrics\n\n{processor}, {os.cpu_count()} cores; {arguments.rounds} rounds; scale {arguments.scale:g}; load at "
          f"the start {os.getloadavg()[0]:.1f}")
    for question in QUESTIONS:
        if question[0].startswith(arguments.only):
            measure(question, arguments)
    print(f"\nLoad at the end {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
