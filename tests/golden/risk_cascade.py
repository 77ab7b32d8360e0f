#!/usr/bin/env python3
"""Makes risk_cascade.tsv: noisy-OR networks and what pyAgrum infers from them.

    build/python/bin/python tests/golden/risk_cascade.py > tests/golden/risk_cascade.tsv

Needs pyAgrum (tests/requirements.txt); the test that reads the file does not. A node is a noisy-OR of its
prerequisites with a leak, which on an acyclic graph is the cascade. The networks are drawn by splitmix64.
Lines:

    network      NAME
    node         ID  LEAK  VALUE  DEGRADED  BIRNBAUM
    edge         PREREQUISITE  DEPENDENT  PROBABILITY

DEGRADED: P(node = 1) by lazy propagation. BIRNBAUM: the derivative by the node's leak of the sum over nodes of
value * P(node = 1). The sum is linear in it, so that twice the difference between leaks of 3/4 and 1/4 is it:
two more inferences for each node.
"""

import sys

try:
    import pyagrum as gum
except ImportError:
    print("pyAgrum is not installed", file=sys.stderr)
    sys.exit(77)

MASK = (1 << 64) - 1


def splitmix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def draw(seed, nodes, edges, window, greatest):
    """Leaks, values and edges of a graph that runs forward within a window."""
    numbers = splitmix(seed)

    def unit(top):
        return (next(numbers) % 999 + 1) / 1000 * top

    names = [f"n{i:02d}" for i in range(nodes)]
    leaks = {name: unit(0.3) if next(numbers) % 2 == 0 else 0.0 for name in names}
    values = {name: float(next(numbers) % 9 + 1) if next(numbers) % 4 == 0 else 0.0 for name in names}
    arcs = {}
    while len(arcs) < edges:
        a = next(numbers) % (nodes - 1)
        b = a + 1 + next(numbers) % min(window, nodes - 1 - a)
        arcs[names[a], names[b]] = unit(greatest)
    return leaks, values, arcs


def marginals(leaks, arcs):
    net = gum.BayesNet()
    for name, leak in leaks.items():
        net.addNoisyORNet(gum.LabelizedVariable(name, name, 2), leak)
    for (a, b), weight in arcs.items():
        net.addWeightedArc(a, b, weight)
    inference = gum.LazyPropagation(net)
    inference.makeInference()
    return {name: inference.posterior(name)[1] for name in leaks}


def expected_loss(leaks, values, arcs):
    degraded = marginals(leaks, arcs)
    return sum(values[name] * degraded[name] for name in leaks)


def main():
    for name, settings in {
        "narrow": (1, 30, 45, 4, 1.0),
        "strong": (2, 24, 50, 8, 1.0),
        "weak": (3, 28, 60, 10, 0.3),
        "tree_like": (4, 40, 42, 12, 0.9),
    }.items():
        leaks, values, arcs = draw(*settings)
        degraded = marginals(leaks, arcs)
        print("network", name, sep="\t")
        for node in leaks:
            birnbaum = 2 * (expected_loss({**leaks, node: 0.75}, values, arcs) -
                            expected_loss({**leaks, node: 0.25}, values, arcs))
            if abs(birnbaum) < 1e-12:  # The order in which pyAgrum adds differs from run to run.
                birnbaum = 0.0
            print("node", node, leaks[node], values[node], f"{degraded[node]:.15g}", f"{birnbaum:.12g}", sep="\t")
        for (a, b), weight in sorted(arcs.items()):
            print("edge", a, b, weight, sep="\t")


if __name__ == "__main__":
    main()
