#!/usr/bin/python3
"""`readiness rank` on the package graph of Debian 12, beside networkx and sets of ancestors.

A failure runs from a package to those that depend on it. By rule, package number i leaks with
(1 + 7 i mod 50) / 10,000; those on which nothing depends are touchpoints, worth 1 + their size in KiB modulo 100.
With every edge at probability 1 a package fails unless all it rests on, itself included, holds, so that the
expected loss and its falls have a closed form. With edges below 1, worlds are drawn here independently.

Data: READINESS_DATA_DIR, else ../shared/data beside the repository; skipped (77) where it, networkx or numpy is absent.
"""

import collections
import csv
import gzip
import json
import math
import os
import subprocess
import tempfile
import unittest

import readiness_command

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.environ.get("READINESS_DATA_DIR") or os.path.join(HERE, "../../../shared/data"),
                    "debian_bookworm_graph")

try:
    import networkx
    import numpy
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


def ask(packages, chance, *words):
    with tempfile.TemporaryDirectory() as folder:
        nodes, edges = packages.write(folder, chance)
        done = subprocess.run([readiness_command.command(), *words, "--nodes", nodes, "--edges", edges,
                               "--format", "json"], capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode()[:2000])
    return json.loads(done.stdout)


def explain(packages, chance, name):
    return ask(packages, chance, "explain", name)


class Worlds:
    """Worlds by numpy's generator: a bit of a whole number each, for every leak and every edge."""

    def __init__(self, packages, chances, count, seed, leaks=None):
        self.packages, self.chances, self.count = packages, chances, count
        self.leak = [(leaks or {}).get(i, leak) for i, leak in enumerate(packages.leak)]
        numbers = numpy.random.default_rng(seed)
        self.on = dict(zip(packages.edges, self.draw(numbers, chances)))
        self.leaking = self.draw(numbers, self.leak)
        self.all = (1 << count) - 1
        graph = networkx.DiGraph(packages.edges)
        graph.add_nodes_from(range(len(packages.names)))
        condensed = networkx.condensation(graph)
        self.order = [sorted(condensed.nodes[c]["members"]) for c in networkx.topological_sort(condensed)]
        self.degraded = self.spread({}, None)

    def draw(self, numbers, chances):
        words = []
        for first in range(0, len(chances), 4096):
            part = numpy.array(chances[first:first + 4096])
            bits = numbers.random((len(part), self.count)) < part[:, None]
            words += [int.from_bytes(row.tobytes(), "little")
                      for row in numpy.packbits(bits, axis=1, bitorder="little")]
        return words

    def spread(self, leaking, cut):
        """In which worlds each package fails, with other leaks for some, and without one edge."""
        degraded = [0] * len(self.leaking)
        before, on = self.packages.before, self.on
        for members in self.order:
            while True:
                grown = False
                for node in members:
                    lanes = leaking.get(node, self.leaking[node])
                    for a in before[node]:
                        if degraded[a] and (a, node) != cut:
                            lanes |= degraded[a] & on[a, node]
                    grown = grown or lanes != degraded[node]
                    degraded[node] = lanes
                if len(members) == 1 or not grown:
                    break
        return degraded

    def mean_of(self, lanes_by_node):
        """The mean loss of what fails, and its standard error."""
        lost = numpy.zeros(self.count)
        for node, lanes in enumerate(lanes_by_node):
            if lanes and self.packages.value[node]:
                row = numpy.frombuffer(lanes.to_bytes(self.count // 8, "little"), dtype=numpy.uint8)
                lost += self.packages.value[node] * numpy.unpackbits(row, bitorder="little")
        return float(lost.mean()), float(lost.std(ddof=1)) / math.sqrt(self.count)

    def loss(self):
        return self.mean_of(self.degraded)

    def fall_of(self, number):
        """By how much the expected loss falls without the package's own leak, and the error of it."""
        with_it, without = self.spread({number: self.all}, None), self.spread({number: 0}, None)
        mean, error = self.mean_of([a & ~b for a, b in zip(with_it, without)])
        return self.leak[number] * mean, self.leak[number] * error

    def lost_over(self, prerequisite, dependent):
        cut = self.packages.names.index(prerequisite), self.packages.names.index(dependent)
        without = self.spread({}, cut)
        return self.mean_of([a & ~b for a, b in zip(self.degraded, without)])


def rank(packages, chance):
    """What the command says, risks and blocked work by package."""
    answer = ask(packages, chance, "rank")
    return ({risk["id"]: risk for risk in answer["risks"]},
            {work["decision"]: work for work in answer["blockedWork"]})


@unittest.skipUnless(os.path.isdir(DATA) and networkx, "the Debian graph, networkx or numpy is absent")
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
        # What only rounding tells apart is a tie.
        for first, second in zip(deltas, deltas[1:]):
            self.assertLessEqual(second, first * (1 + 1e-11) + 1e-12)

    def test_brackets_hold_what_drawn_worlds_say_where_edges_are_not_certain(self):
        chances = [(20 + 13 * number % 60) / 100 for number in range(len(self.packages.edges))]
        worlds = Worlds(self.packages, chances, 512, 12)
        risks, _ = rank(self.packages, lambda number: chances[number])
        names = self.packages.names
        by_rank = sorted(range(len(names)), key=lambda i: int(risks[names[i]]["rank"]))
        drawn = 0
        for i in by_rank[:8] + by_rank[20:100:16] + by_rank[200:30_000:6_000]:
            risk, name = risks[names[i]], names[i]
            mean, error = worlds.fall_of(i)
            low = risk.get("expectedLossDeltaLow", risk["expectedLossDelta"])
            high = risk.get("expectedLossDeltaHigh", risk["expectedLossDelta"])
            self.assertLessEqual(low, risk["expectedLossDelta"])
            self.assertGreaterEqual(high, risk["expectedLossDelta"])
            self.assertLessEqual(low, mean + 4 * error, name)
            self.assertGreaterEqual(high, mean - 4 * error, name)
            if risk["method"] == "MC":
                drawn += 1
                both = math.hypot(error, risk["expectedLossDeltaError"])
                self.assertLessEqual(abs(risk["expectedLossDelta"] - mean), 4 * both, name)
        self.assertGreater(drawn, 15)
        self.assertEqual({risk["method"] for risk in risks.values()}, {"MC", "exact"})
        for risk in risks.values():
            self.assertLessEqual(int(risk["rankLow"]), int(risk["rank"]))
            self.assertGreaterEqual(int(risk["rankHigh"]), int(risk["rank"]))
        self.explain_the_first(names[by_rank[0]], risks, worlds, lambda number: chances[number])

    def explain_the_first(self, name, risks, worlds, chance):
        why = explain(self.packages, chance, name)
        # What only cycles have is empty there, and left out of a ranking.
        self.assertEqual({field: value for field, value in why["risk"].items() if field in risks[name]}, risks[name])
        mean, error = worlds.loss()
        self.assertLessEqual(why["expectedLossLow"], mean + 4 * error)
        self.assertGreaterEqual(why["expectedLossHigh"], mean - 4 * error)
        self.assertLessEqual(abs(why["expectedLoss"] - mean), 4 * math.hypot(error, why["expectedLossError"]))
        said = why["riskExplanation"]
        products = [path["probability"] for path in said["paths"]]
        self.assertEqual(len(products), 3)
        self.assertEqual(products, sorted(products, reverse=True))
        (after,) = said["neighbours"]
        self.assertEqual(int(after["rank"]), 2)
        self.assertLessEqual(after["swapProbability"], 0.5)
        # With its likelihood at that point the two are worth the same, by other worlds too.
        number = self.packages.names.index(name)
        other = self.packages.names.index(after["risk"])
        self.assertEqual(said["decline"]["risk"], after["risk"])
        at = Worlds(self.packages, worlds.chances, 512, 5, {number: said["decline"]["probability"]})
        one, one_error = at.fall_of(number)
        two, two_error = at.fall_of(other)
        # Its own error counts as well, and is about that of so many worlds.
        self.assertLessEqual(abs(one - two), 4 * math.sqrt(2) * math.hypot(one_error, two_error))
        links = [link["loss"] for link in said["links"]]
        self.assertEqual(links, sorted(links, reverse=True))
        for link in said["links"][:2]:
            saved, its_error = worlds.lost_over(link["prerequisite"], link["dependent"])
            both = math.hypot(its_error, link["standardError"])
            self.assertLessEqual(abs(link["loss"] - saved), 4 * both, link)


if __name__ == "__main__":
    readiness_command.run_tests()
