#!/usr/bin/python3
"""`readiness rank CYCLE` on the example cycles and on a Kubernetes release, beside worlds drawn here.

The oracle reads the log by itself and draws worlds: every leak, common cause and edge on or off, each on its own. What it
draws with a fixed seed lies within four standard errors of the brackets that the command gives. Where few things are
uncertain all worlds are enumerated in place of drawn, and the numbers are equal.

Data: READINESS_DATA_DIR, else ../shared/data beside the repository, for the release; that part is skipped where it is absent.
"""

import json
import math
import os
import random
import subprocess
import tempfile
import unittest

import readiness_command

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(HERE, "../../examples")
DATA = os.path.join(os.environ.get("READINESS_DATA_DIR") or os.path.join(HERE, "../../../shared/data"),
                    "kubernetes_releases")
TIERS = ["ACT", "ATTEND", "TRACK_CLOSELY", "TRACK"]


def rank(path, *more):
    done = subprocess.run([readiness_command.command(), "rank", path, "--format", "json", *more],
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode(errors="replace")[:2000])
    return json.loads(done.stdout)


def mean(likelihood):
    if "point" in likelihood:
        return likelihood["point"]
    if "beta" in likelihood:
        return likelihood["beta"]["a"] / (likelihood["beta"]["a"] + likelihood["beta"]["b"])
    pert = likelihood["pert"]
    return (pert.get("low", 0) + 4 * pert.get("mode", 0) + pert.get("high", 0)) / 6


class Worlds:
    """What a log says of failure at its end, and worlds of it."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)["entries"]
        self.edges, self.values, self.risks, self.causes = {}, {}, {}, []
        verified = set()
        for entry in entries:
            if "edgeDeclared" in entry:
                fact = entry["edgeDeclared"]
                self.edges[fact["prerequisite"], fact["dependent"]] = fact["probability"]
            elif "touchpointDeclared" in entry:
                fact = entry["touchpointDeclared"]
                self.values[fact["node"]] = fact["value"] * fact["severity"]
            elif "riskRaised" in entry:
                self.risks[entry["riskRaised"]["id"]] = dict(entry["riskRaised"])
            elif "riskEstimated" in entry:
                self.risks[entry["riskEstimated"]["risk"]].update(entry["riskEstimated"])
            elif "riskVerified" in entry:
                verified.add(entry["riskVerified"]["risk"])
            elif "riskAppeared" in entry:
                verified.discard(entry["riskAppeared"]["risk"])
            elif "commonCauseDeclared" in entry:
                self.causes.append(entry["commonCauseDeclared"])
        self.risks = {name: risk for name, risk in self.risks.items() if name not in verified}
        self.after = {}
        for (first, second), chance in self.edges.items():
            self.after.setdefault(first, []).append((second, chance))

    def leak(self, name):
        risk = self.risks[name]
        return mean(risk["likelihood"]) * (1 - risk.get("detectability", 0))

    def downstream(self, nodes):
        met, queue = set(nodes), list(nodes)
        while queue:
            for other, _ in self.after.get(queue.pop(), []):
                if other not in met:
                    met.add(other)
                    queue.append(other)
        return met

    def uncertain(self):
        """Everything that may be on or off and matters: ("risk", id), ("cause", i), ("edge", a, b) with its chance."""
        things = [(("risk", name), self.leak(name)) for name in sorted(self.risks)]
        things += [(("cause", i), cause["probability"]) for i, cause in enumerate(self.causes)]
        starts = [risk["node"] for risk in self.risks.values()] + [node for cause in self.causes for node in cause["nodes"]]
        met = self.downstream(starts)
        things += [(("edge",) + ends, chance) for ends, chance in sorted(self.edges.items()) if ends[0] in met]
        return things

    def loss(self, on, without=None):
        """What is lost in the world where the things of `on` are on."""
        starts = {self.risks[thing[1]]["node"] for thing in on if thing[0] == "risk" and thing[1] != without}
        for thing in on:
            if thing[0] == "cause":
                starts.update(self.causes[thing[1]]["nodes"])
        met, queue = set(starts), list(starts)
        while queue:
            node = queue.pop()
            for other, _ in self.after.get(node, []):
                if other not in met and ("edge", node, other) in on:
                    met.add(other)
                    queue.append(other)
        return sum(self.values.get(node, 0) for node in met)


class RankCycleTest(unittest.TestCase):
    def check_order(self, answer):
        keys = [(TIERS.index(risk["tier"]), -risk["expectedLossDelta"], -int(risk["downstreamCount"]), risk["id"])
                for risk in answer["risks"]]
        self.assertEqual(keys, sorted(keys))
        self.assertEqual([int(risk["rank"]) for risk in answer["risks"]], list(range(1, len(keys) + 1)))
        for risk in answer["risks"]:
            self.assertLessEqual(int(risk["rankLow"]), int(risk["rank"]))
            self.assertGreaterEqual(int(risk["rankHigh"]), int(risk["rank"]))

    def test_the_shops_brackets_hold_what_is_drawn(self):
        path = os.path.join(EXAMPLES, "ecommerce_launch.cycle.json")
        answer = rank(path)
        worlds = Worlds(path)
        self.assertEqual({risk["id"] for risk in answer["risks"]}, set(worlds.risks))
        self.check_order(answer)
        assessment = readiness_command.assess(path, "2026-10-08T09:15:00Z")
        said = {risk["id"]: (risk.get("expectedLossDeltaLow", risk["expectedLossDelta"]),
                             risk.get("expectedLossDeltaHigh", risk["expectedLossDelta"])) for risk in answer["risks"]}
        said["all"] = (assessment["expectedLossLow"], assessment["expectedLossHigh"])
        draw, things, count = random.Random(2026), worlds.uncertain(), 20_000
        sums = {name: [0.0, 0.0] for name in said}
        for _ in range(count):
            on = {thing for thing, chance in things if draw.random() < chance}
            loss = worlds.loss(on)
            sums["all"][0] += loss
            sums["all"][1] += loss * loss
            for thing in sorted(thing for thing in on if thing[0] == "risk"):
                fall = loss - worlds.loss(on, thing[1])
                sums[thing[1]][0] += fall
                sums[thing[1]][1] += fall * fall
        for name, (first, second) in sums.items():
            drawn = first / count
            error = math.sqrt(max(second / count - drawn * drawn, 0) / count)
            low, high = said[name]
            self.assertGreater(drawn, low - 4 * error - 1e-9, name)
            self.assertLess(drawn, high + 4 * error + 1e-9, name)

    def test_the_law_firm_equals_all_worlds(self):
        path = os.path.join(EXAMPLES, "legaltech_onboarding.cycle.json")
        answer = rank(path)
        worlds = Worlds(path)
        self.assertEqual({risk["id"] for risk in answer["risks"]}, set(worlds.risks))
        self.check_order(answer)
        # One risk alone and no cause: few enough edges to enumerate every world.
        for risk in answer["risks"]:
            behind = worlds.downstream([worlds.risks[risk["id"]]["node"]])
            self.assertEqual(int(risk["downstreamCount"]), len(behind) - 1)
            edges = [(ends, chance) for ends, chance in sorted(worlds.edges.items()) if ends[0] in behind]
            self.assertLess(len(edges), 18)
            alone = 0.0
            for world in range(1 << len(edges)):
                chance, on = worlds.leak(risk["id"]), {("risk", risk["id"])}
                for i, (ends, probability) in enumerate(edges):
                    if world >> i & 1:
                        on.add(("edge",) + ends)
                    chance *= probability if world >> i & 1 else 1 - probability
                alone += chance * worlds.loss(on)
            self.assertAlmostEqual(risk["standalone"], alone, delta=1e-9 * max(1, alone))

    def test_assess_says_the_same(self):
        for name in ("ecommerce_launch", "legaltech_onboarding"):
            path = os.path.join(EXAMPLES, f"{name}.cycle.json")
            answer = rank(path, "--as-of", "2026-10-01")
            assessment = readiness_command.assess(path, "2026-10-01")
            self.assertTrue(all("topProbabilityHigh" in risk for risk in answer["risks"]))
            for ranked, assessed in zip(answer["risks"], assessment["risks"], strict=True):
                if "topProbability" not in assessed:  # Only draws tell, and rank alone draws.
                    for field in ("topProbability", "topProbabilityLow", "topProbabilityHigh"):
                        del ranked[field]
                self.assertEqual(ranked, assessed)
            self.assertEqual(answer["circularDependencies"], assessment["circularDependencies"])
            self.assertEqual(answer["actions"], assessment["actions"])
            self.assertEqual(answer["blockedWork"], sorted(assessment["blockedWork"], key=lambda work: int(work["order"])))

    def test_mitigations_save_what_the_risk_costs_by_what_they_take_away(self):
        path = os.path.join(EXAMPLES, "ecommerce_launch.cycle.json")
        answer = rank(path, "--as-of", "2026-02-01")
        self.assertTrue(answer["actions"])
        falls = {risk["id"]: risk.get("expectedLossDelta") for risk in answer["risks"]}
        for action in answer["actions"]:
            self.assertGreaterEqual(action["lossFall"], 0)
            self.assertLessEqual(action["lossFall"], falls[action["risk"]] * (1 + 1e-12))
        first = answer["actions"][0]
        self.assertEqual(first["lossFall"], first["lossFallInOrder"])
        worth = first["lossFall"] / first["cost"]
        for action in answer["actions"]:
            self.assertLessEqual(action["lossFall"] / action["cost"], worth * (1 + 1e-12))

    def test_each_risk_was_found_in_the_phase_that_an_assessment_of_that_moment_names(self):
        for name in ("ecommerce_launch", "legaltech_onboarding"):
            path = os.path.join(EXAMPLES, name + ".cycle.json")
            with open(path, encoding="utf-8") as file:
                raised = {entry["riskRaised"]["id"]: entry["recordedAt"]
                          for entry in json.load(file)["entries"] if "riskRaised" in entry}
            found = {risk["id"]: risk["foundIn"] for moment in ("2026-03-01", "2026-08-15")
                     for risk in rank(path, "--as-of", moment)["risks"]}
            self.assertGreater(len(set(found.values())), 1)
            for risk, phase in found.items():
                self.assertEqual(readiness_command.assess(path, raised[risk])["phase"], phase, f"{name}: {risk}")

    def test_a_kubernetes_release(self):
        if not os.path.isdir(DATA):
            self.skipTest("no kubernetes_releases in the data folder")
        code, cycle, said = readiness_command.convert(DATA, "1.26")
        self.assertEqual(code, 0, said)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "release.cycle.json")
            with open(path, "wb") as file:
                file.write(cycle)
            answer = rank(path)
        self.assertEqual(answer["risks"], [])
        self.assertEqual(answer["actions"], [])
        works = answer["blockedWork"]
        self.assertEqual([int(work["order"]) for work in works], list(range(1, len(works) + 1)))
        for work in works:
            self.assertLessEqual(work["sole"], work["reach"])
            self.assertLessEqual(work["sole"], work["share"] * (1 + 1e-12))


if __name__ == "__main__":
    readiness_command.run_tests()
