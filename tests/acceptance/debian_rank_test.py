#!/usr/bin/python3
"""`readiness rank` on the package graph of Debian 12, beside networkx and sets of ancestors.

A failure runs from a package to those that depend on it. By rule, package number i leaks with
(1 + 7 i mod 50) / 10,000; those on which nothing depends are touchpoints, worth 1 + their size in KiB modulo 100.
With every edge at probability 1 a package fails unless all it rests on, itself included, holds, so that the
expected loss and its falls have a closed form. With edges below 1, worlds are drawn here independently.

Data: READINESS_DATA_DIR, else ../shared/data beside the repository; skipped (77) where it or networkx is absent.
"""

import collections
import csv
import gzip
import json
import math
import os
import random
import subprocess
import tempfile
import unittest

import readiness_command

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.environ.get("READINESS_DATA_DIR") or os.path.join(HERE, "../../../shared/data"),
                    "debian_bookworm_graph")

try:
    import networkx
except ImportError:
    networkx = None


def rows(name):
    with gzip.open(os.path.join(DATA, name), "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


class Packages:
    """The graph, prerequisites to dependents, with leaks and values by the stated rule."""

    def __init__(self):
        self.names, sizes = [], []
        for row in rows("nodes.tsv.gz"):
            self.names.append(row["package"])
            sizes.append(int(row["installed_size_kb"] or 0))
        self.edges = sorted({(int(row["to_id"]), int(row["from_id"])) for row in rows("edges.tsv.gz")
                             if row["to_id"] != row["from_id"]})
        count = len(self.names)
        self.before = [[] for _ in range(count)]
        self.after = [[] for _ in range(count)]
        for a, b in self.edges:
            self.after[a].append(b)
            self.before[b].append(a)
        self.leak = [(1 + 7 * i % 50) / 10_000 for i in range(count)]
        self.value = [0 if self.after[i] else 1 + sizes[i] % 100 for i in range(count)]

    def write(self, folder, chance):
        nodes, edges = os.path.join(folder, "nodes.tsv"), os.path.join(folder, "edges.tsv")
        with open(nodes, "w", encoding="utf-8") as file:
            file.write("id\tprobability\timpact\n")
            for i, name in enumerate(self.names):
                file.write(f"{name}\t{self.leak[i]}\t{self.value[i]}\n")
        with open(edges, "w", encoding="utf-8") as file:
            file.write("from\tto\tprobability\n")
            for number, (a, b) in enumerate(self.edges):
                file.write(f"{self.names[a]}\t{self.names[b]}\t{chance(number)}\n")
        return nodes, edges


def rank(packages, chance):
    """What the command says, risks and blocked work by package."""
    with tempfile.TemporaryDirectory() as folder:
        nodes, edges = packages.write(folder, chance)
        done = subprocess.run([readiness_command.command(), "rank", "--nodes", nodes, "--edges", edges,
                               "--format", "json"], capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode()[:2000])
    answer = json.loads(done.stdout)
    return ({risk["id"]: risk for risk in answer["risks"]},
            {work["decision"]: work for work in answer["blockedWork"]})


@unittest.skipUnless(os.path.isdir(DATA) and networkx, "the Debian graph or networkx is absent")
class DebianRank(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.packages = Packages()
        cls.risks, cls.work = rank(cls.packages, lambda number: 1)
        cls.ancestors = []
        for node in range(len(cls.packages.names)):
            seen, queue = {node}, [node]
            for one in queue:
                fresh = [a for a in cls.packages.before[one] if a not in seen]
                seen.update(fresh)
                queue.extend(fresh)
            cls.ancestors.append(tuple(sorted(seen)))

    def test_hops_are_those_of_networkx(self):
        graph = networkx.DiGraph()
        graph.add_nodes_from(range(len(self.packages.names)))
        graph.add_edges_from((b, a) for a, b in self.packages.edges)
        touchpoints = {i for i, value in enumerate(self.packages.value) if value > 0}
        hops = networkx.multi_source_dijkstra_path_length(graph, touchpoints, weight=lambda a, b, data: 1)
        for i, name in enumerate(self.packages.names):
            found = self.risks[name].get("proximityHops")
            self.assertEqual(int(found) if found is not None else None, hops.get(i), name)

    def test_counts_and_blocked_work_are_those_of_the_sets_of_ancestors(self):
        reach, sole, share = collections.Counter(), collections.Counter(), collections.defaultdict(float)
        for ancestors in self.ancestors:
            for a in ancestors:
                reach[a] += 1
                share[a] += 1 / len(ancestors)
            if len(ancestors) == 1:
                sole[ancestors[0]] += 1
        for i, name in enumerate(self.packages.names):
            self.assertEqual(int(self.risks[name]["downstreamCount"]), reach[i] - 1, name)
            work = self.work[name]
            self.assertEqual(work["reach"], reach[i], name)
            self.assertEqual(work["sole"], sole[i], name)
            self.assertTrue(math.isclose(work["share"], share[i], rel_tol=1e-9), name)
        self.assertTrue(math.isclose(sum(work["share"] for work in self.work.values()), len(self.packages.names),
                                     rel_tol=1e-9))

    def test_falls_have_the_closed_form_where_every_edge_is_certain(self):
        birnbaum = collections.defaultdict(float)
        loss = 0.0
        for node, value in enumerate(self.packages.value):
            if value == 0:
                continue
            holds = math.prod(1 - self.packages.leak[a] for a in self.ancestors[node])
            loss += value * (1 - holds)
            for a in self.ancestors[node]:
                birnbaum[a] += value * holds / (1 - self.packages.leak[a])
        falls = []
        for i, name in enumerate(self.packages.names):
            risk, fall = self.risks[name], self.packages.leak[i] * birnbaum[i]
            self.assertEqual(risk["method"], "exact", name)
            self.assertTrue(math.isclose(risk["expectedLossDelta"], fall, rel_tol=1e-9, abs_tol=1e-9), name)
            self.assertTrue(math.isclose(risk["share"], fall / loss, rel_tol=1e-9, abs_tol=1e-12), name)
            falls.append(fall)
        ordered = sorted(self.risks.values(), key=lambda risk: int(risk["rank"]))
        self.assertEqual(ordered[0]["expectedLossDelta"], max(risk["expectedLossDelta"] for risk in ordered))
        deltas = [risk["expectedLossDelta"] for risk in ordered]
        self.assertEqual(deltas, sorted(deltas, reverse=True))

    def test_brackets_hold_what_drawn_worlds_say_where_edges_are_not_certain(self):
        chances = [(20 + 13 * number % 60) / 100 for number in range(len(self.packages.edges))]
        risks, _ = rank(self.packages, lambda number: chances[number])
        chance_of = dict(zip(self.packages.edges, chances))
        names = self.packages.names
        asked = [i for i, name in enumerate(names) if int(risks[name]["rank"]) <= 5]
        numbers, worlds = random.Random(12), 60

        def spread(start, on):
            seen, queue = set(start), list(start)
            for one in queue:
                for b in self.packages.after[one]:
                    if b in seen:
                        continue
                    if (one, b) not in on:
                        on[one, b] = numbers.random() < chance_of[one, b]
                    if on[one, b]:
                        seen.add(b)
                        queue.append(b)
            return sum(self.packages.value[b] for b in seen)

        gains = {i: [] for i in asked}
        for _ in range(worlds):
            on = {}
            leaking = [i for i, leak in enumerate(self.packages.leak) if numbers.random() < leak]
            for i in asked:
                without = [a for a in leaking if a != i]
                gains[i].append(spread(without + [i], on) - spread(without, on))
        for i in asked:
            risk, p = risks[names[i]], self.packages.leak[i]
            mean = sum(gains[i]) / worlds
            error = math.sqrt(sum((gain - mean) ** 2 for gain in gains[i]) / (worlds - 1) / worlds)
            low = risk.get("expectedLossDeltaLow", risk["expectedLossDelta"])
            high = risk.get("expectedLossDeltaHigh", risk["expectedLossDelta"])
            self.assertLessEqual(low, risk["expectedLossDelta"])
            self.assertGreaterEqual(high, risk["expectedLossDelta"])
            self.assertLessEqual(low, p * (mean + 4 * error), names[i])
            self.assertGreaterEqual(high, p * (mean - 4 * error), names[i])
        for risk in risks.values():
            self.assertLessEqual(int(risk["rankLow"]), int(risk["rank"]))
            self.assertGreaterEqual(int(risk["rankHigh"]), int(risk["rank"]))


if __name__ == "__main__":
    readiness_command.run_tests()
