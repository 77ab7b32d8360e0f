#!/usr/bin/env python3
"""Runs our ranking of risks and igraph's cascade in turn on the same graphs and prints a table of ratios.

    compare_graphs.py GRAPH_SIDE IGRAPH_SIDE [--rounds 5] [--nodes 1000000]

Ours does all that a ranking needs: bounds, proximity, what each risk adds to the expected loss, and the order of all nodes.
igraph does one cascade: forward, how likely each node is degraded, and backward, what its failure costs. Their losses are
compared first: our upper bound on these graphs without circles is that product; a difference ends the run with status 1. A
figure is CPU time of the contestant's process, median of at least five rounds in turn; both keep memory that they freed, save
in the lines that say otherwise. Standard library only.
"""
import argparse
import math
import statistics
import sys

from compare import Side, median_of_ratios, text_of

SHAPES = (("layered, nodes in any order", 2, 1, ()), ("wide", 0, 0, ()), ("local", 1, 0, ()),
          ("wide, nodes in any order", 0, 1, ()), ("local, nodes in any order", 1, 1, ()),
          ("wide, nodes in any order, freed memory given back", 0, 1, ("cold",)))
# How often each side works before it is timed: until its heap has the room that a pass needs.
WARMING = {"alone": 6, "build": 1}
TIMED = (("graphs prebuilt", "alone", 4.0), ("with the build", "build", 2.5))


def measure(arguments, shape, number, is_shuffled, options):
    sides = {"readiness: bounds, proximity, loss of each, ranking": Side([arguments.graph_side, *options]),
             "igraph C: one cascade": Side([arguments.igraph_side, *options])}
    for side in sides.values():
        side.ask(f"load {number} {arguments.nodes} {is_shuffled}")
    losses = [side.ask("check")[0] for side in sides.values()]
    if not math.isclose(*losses, rel_tol=1e-9):
        sys.exit(f"{shape}: expected losses {losses}")
    for what, command, asked in TIMED:
        for side in sides.values():
            side.ask(f"time {command} {WARMING[command]}")
        taken = {label: [] for label in sides}
        for _ in range(arguments.rounds):
            for label, side in sides.items():
                taken[label].append(side.ask(f"time {command} 1")[0])
        ours, theirs = taken.values()
        print(f"| {shape}, {what} | {text_of(statistics.median(ours))} | {text_of(statistics.median(theirs))} | "
              f"{median_of_ratios(theirs, ours)} | {asked:g}x |", flush=True)
    for side in sides.values():
        side.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("graph_side")
    parser.add_argument("igraph_side")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--nodes", type=int, default=1_000_000)
    arguments = parser.parse_args()
    if arguments.rounds < 5:
        sys.exit("at least five rounds")
    print(f"{arguments.nodes:,} nodes, five edges each, one core\n")
    print("| graph | readiness: all of it | igraph C: one cascade | ratio (rounds) | asked |\n|---|---|---|---|---|")
    for shape in SHAPES:
        measure(arguments, *shape)


main()
