#!/usr/bin/env python3
"""Makes risk_graph.tsv: a made-up graph and what networkx says about it.

    python3 tests/golden/risk_graph.py > tests/golden/risk_graph.tsv

Needs networkx (python3-networkx, 2.8 or later); the test that reads the file does not. The graph is
drawn by splitmix64, so that it is the same everywhere. Lines:

    touchpoint  ID
    edge        PREREQUISITE  DEPENDENT  PROBABILITY
    node        ID  HOPS  BEST  DOWNSTREAM  FIRST  CIRCLE

HOPS: fewest edges to a touchpoint, - where none can be reached. BEST: the greatest product of
probabilities along a path to one. DOWNSTREAM: other nodes reachable. FIRST: the least id of the
node's strongly connected component. CIRCLE: the fewest edges of a circle in it, 0 where there is none.
"""

import math

import networkx

NODES = 80
EDGES = 170
TOUCHPOINTS = 6
MASK = (1 << 64) - 1


def splitmix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def draw():
    """A graph that runs mostly forward; one edge in twenty runs back and may close a circle."""
    numbers = splitmix(20260301)
    graph = networkx.DiGraph()
    names = [f"n{i:02d}" for i in range(NODES)]
    graph.add_nodes_from(names)
    while graph.number_of_edges() < EDGES:
        a = next(numbers) % NODES
        b = a + 1 + next(numbers) % 15
        if b >= NODES or a == b:
            continue
        if next(numbers) % 20 == 0:
            a, b = b, a
        graph.add_edge(names[a], names[b], probability=(1 + next(numbers) % 99) / 100)
    touchpoints = sorted({names[NODES - 1 - next(numbers) % 30] for _ in range(TOUCHPOINTS)})
    return graph, touchpoints


def shortest_circle(graph, members):
    if len(members) == 1:
        return 0
    part = graph.subgraph(members)
    return min(1 + networkx.shortest_path_length(part, b, a) for a, b in part.edges)


def main():
    graph, touchpoints = draw()
    for node in touchpoints:
        print("touchpoint", node, sep="\t")
    for a, b, data in sorted(graph.edges(data=True)):
        print("edge", a, b, data["probability"], sep="\t")

    for a, b, data in graph.edges(data=True):
        data["length"] = -math.log(data["probability"])
    backward = graph.reverse()
    hops = networkx.multi_source_dijkstra_path_length(backward, set(touchpoints), weight=lambda a, b, d: 1)
    paths = networkx.multi_source_dijkstra_path(backward, set(touchpoints), weight="length")
    first, circle = {}, {}
    for members in networkx.strongly_connected_components(graph):
        shortest = shortest_circle(graph, members)
        for node in members:
            first[node] = min(members)
            circle[node] = shortest
    for node in sorted(graph.nodes):
        best = 0.0
        if node in paths:
            path = paths[node][::-1]
            best = math.prod(graph[a][b]["probability"] for a, b in zip(path, path[1:]))
        print("node", node, hops.get(node, "-"), f"{best:.17g}", len(networkx.descendants(graph, node)),
              first[node], circle[node], sep="\t")


if __name__ == "__main__":
    main()
