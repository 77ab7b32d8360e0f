#!/usr/bin/env python3
"""Runs readiness, zen-engine and LuaJIT in turn on the same inputs and prints one table of ratios.

    compare.py READINESS_SIDE NPM_FOLDER [--rounds 5] [--milliseconds 200]

Every contestant is a process of its own in this process group that answers one command at a time
(readiness_side.cc lists them), so exactly one works while the others wait. Outputs are compared
before anything is timed; a difference ends the run with status 1. Times are CPU time of the
contestant's process, all threads, medians of at least five rounds that go through all contestants
in turn. Standard library only.
"""
import argparse
import os
import pathlib
import platform
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

# Question, records a pass, then contestants: label, side, case. The first is ours.
COMPARISONS = [
    ("Gate of 12 criteria, explained", 1000, [
        ("readiness, full explanation", "ours", "explain12"),
        ("zen-engine, trace as objects", "zen", "gate12:true"),
        ("zen-engine, trace as a string", "zen", "gate12:string"),
        ("zen-engine, no trace", "zen", "gate12"),
        ("readiness, no explanation", "ours", "judge12")]),
    ("Gate of 12 criteria of 4 parts (48 leaves), explained", 1000, [
        ("readiness, full explanation", "ours", "explain48"),
        ("zen-engine, trace as objects", "zen", "gate48:true"),
        ("zen-engine, no trace", "zen", "gate48"),
        ("readiness, no explanation", "ours", "judge48")]),
    ("Batch of 1,000,000 records of 12 numbers", 1000000, [
        ("readiness, columns", "ours", "batch12"),
        ("LuaJIT closure, FFI structs", "lua", "batch12"),
        ("LuaJIT closure, FFI columns", "lua", "batch12columns")]),
    ("Batch of 1,000 records of 12 numbers (in cache)", 1000, [
        ("readiness, columns", "ours", "batch12cached"),
        ("LuaJIT closure, FFI structs", "lua", "batch12cached")]),
    ("Batch of 50,000 records of 48 numbers", 50000, [
        ("readiness, columns", "ours", "batch48"),
        ("LuaJIT closure, FFI structs", "lua", "batch48")]),
    ("Decision table, 3,000 rows x 13 columns", 200, [
        ("readiness, near misses listed", "ours", "table"),
        ("zen-engine, no trace", "zen", "table"),
        ("zen-engine, trace as objects", "zen", "table:true")]),
]


class Side:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, bufsize=1)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"no answer to {line!r} from {self.process.args}")
        return [float(word) for word in answer.split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def text_of(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def ratio_of(value):
    return f"{value:,.0f}x" if value >= 100 else f"{value:.2g}x" if value < 10 else f"{value:.0f}x"


def median_of_ratios(theirs, ours):
    each = sorted(a / b for a, b in zip(theirs, ours))
    return f"{ratio_of(statistics.median(each))} ({ratio_of(each[0])} to {ratio_of(each[-1])})"


def measure(question, records, contestants, commands, rounds, milliseconds):
    cold = {label: [] for label, _, _ in contestants}
    for _ in range(rounds):  # A cold answer needs a fresh process.
        for label, side, case in contestants:
            process = Side(commands[side])
            cold[label].append(process.ask(f"cold {case}"))
            process.close()
    sides = {label: Side(commands[side]) for label, side, _ in contestants}
    answers, warm, times, engine = {}, {}, {}, {}
    for label, _, case in contestants:
        answers[label] = sides[label].ask(f"check {case}")
        if answers[label] != answers[contestants[0][0]]:
            sys.exit(f"{question}: {label} answers {answers[label]}, {contestants[0][0]} "
                     f"{answers[contestants[0][0]]}: hash of inputs, hash of outputs, counts")
    for label, _, case in contestants:
        once = max(sides[label].ask(f"time {case} 1")[0], 1.0)
        times[label] = max(1, round(milliseconds * 1e6 / once))
        warm[label] = []
    for _ in range(rounds):
        for label, _, case in contestants:
            taken = sides[label].ask(f"time {case} {times[label]}")[0]
            warm[label].append(taken / times[label] / records)
    for label, side, case in contestants:
        if side == "zen":
            engine[label] = sides[label].ask(f"engine {case}")[0]
    for side in sides.values():
        side.close()

    ours = contestants[0][0]
    counts = "/".join(f"{count:,.0f}" for count in answers[ours][2:])
    print(f"\n**{question}** (outputs 1/2/3: {counts}, equal on every record)\n")
    print("| contestant | warm, per record | ratio to ours (rounds) | cold: load the rule | ratio "
          "| cold: first record | ratio |\n|---|---|---|---|---|---|---|")
    for label, _, _ in contestants:
        load, first = ([pair[i] for pair in cold[label]] for i in (0, 1))
        our_load, our_first = ([pair[i] for pair in cold[ours]] for i in (0, 1))
        print(f"| {label} | {text_of(statistics.median(warm[label]))} "
              f"| {median_of_ratios(warm[label], warm[ours])} "
              f"| {text_of(statistics.median(load))} "
              f"| {ratio_of(statistics.median(load) / statistics.median(our_load))} "
              f"| {text_of(statistics.median(first))} "
              f"| {ratio_of(statistics.median(first) / statistics.median(our_first))} |")
    for label, value in engine.items():
        ratio = ratio_of(value / statistics.median(warm[ours]))
        print(f"\n{label}: the engine's own clock says {text_of(value)} a record (wall time, median, "
              f"without the Node binding), {ratio} ours.")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readiness_side")
    parser.add_argument("npm_folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--milliseconds", type=float, default=200)
    arguments = parser.parse_args()
    if arguments.rounds < 5:
        parser.error("--rounds must be at least 5")
    commands = {
        "ours": [arguments.readiness_side],
        "zen": ["node", str(HERE / "zen_side.mjs"), os.path.abspath(arguments.npm_folder)],
        "lua": ["luajit", str(HERE / "luajit_side.lua")],
    }
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), "unknown")
    said = [subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]
            for command in (["g++", "--version"], ["node", "--version"], ["luajit", "-v"])]
    print(f"{processor}, {os.cpu_count()} cores, {platform.machine()}; {'; node '.join(said[:2])}; "
          f"{said[2].split(' -- ')[0]}; seed 42; {arguments.rounds} rounds; load at the start "
          f"{os.getloadavg()[0]:.1f}")
    for question, records, contestants in COMPARISONS:
        measure(question, records, contestants, commands, arguments.rounds,
                arguments.milliseconds)
    print(f"\nLoad at the end {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
