"""Risk graphs: ranked, changed, refused whole."""

import random
import threading

import pytest

import readiness

SHOP = {"nodes": [{"id": "db", "probability": 0.1}, {"id": "api", "probability": 0.2},
                  {"id": "page", "probability": 0, "impact": 100}, {"id": "cache", "probability": 0.5}],
        "edges": [{"prerequisite": "db", "dependent": "api", "probability": 0.5},
                  {"prerequisite": "api", "dependent": "page", "probability": 1}]}


def test_ranks_by_what_would_be_lost_no_more():
    ranking = readiness.RiskGraph(SHOP).rank()
    assert [risk.id for risk in ranking.risks[:2]] == ["api", "db"]
    # 100 (1 - 0.8 * 0.95) = 24 with all; 5 without the service's own risk, 20 without the database's.
    assert [risk.expected_loss_delta for risk in ranking.risks[:2]] == pytest.approx([19, 4])
    assert ranking.risks[0].method == "exact" and ranking.risks[0].rank == 1
    assert ranking.blocked_work[0].order == 1 and ranking.notes == ()
    assert len(readiness.RiskGraph(SHOP).rank(top=2).risks) == 2


def test_a_graph_comes_from_a_file_as_a_cycle_does(tmp_path):
    expected = readiness.RiskGraph(SHOP)
    for name, format in (("graph.json", "json"), ("graph.binpb", "protobuf")):
        path = tmp_path / name
        path.write_bytes(expected.save(format=format))
        assert readiness.RiskGraph(path).save() == readiness.RiskGraph(str(path)).save() == expected.save()
    assert readiness.RiskGraph(" " + expected.save().decode()).save() == expected.save()
    with pytest.raises(FileNotFoundError):
        readiness.RiskGraph("no such file.json")


def test_the_order_of_what_is_handed_over_does_not_matter():
    expected = readiness.RiskGraph(SHOP).rank()
    for seed in range(10):
        draw = random.Random(seed)
        shuffled = {name: draw.sample(rows, len(rows)) for name, rows in SHOP.items()}
        assert readiness.RiskGraph(shuffled).rank() == expected


def test_changes_give_what_the_whole_gives():
    graph = readiness.RiskGraph({"nodes": [{"id": "page"}, {"id": "old"}],
                                 "edges": [{"prerequisite": "old", "dependent": "page"}]})
    graph.update({"nodes": [*SHOP["nodes"], {"id": "old", "isDropped": True}], "edges": SHOP["edges"]})
    assert graph.rank() == readiness.RiskGraph(SHOP).rank()
    assert readiness.RiskGraph(graph.save()).rank() == graph.rank()
    assert readiness.RiskGraph(graph.save(format="protobuf")).rank() == graph.rank()


def test_what_is_wrong_is_named_and_nothing_changes():
    graph = readiness.RiskGraph(SHOP)
    before = graph.save()
    with pytest.raises(readiness.NotFoundError) as caught:
        graph.update({"edges": [{"prerequisite": "db", "dependent": "nowhere"}]})
    assert (caught.value.rule, caught.value.location) == ("graph/unknown-node", "edges[0]")
    with pytest.raises(readiness.InvalidArgumentError, match="from 0 to 1"):
        graph.update({"nodes": [{"id": "db", "probability": 1.1}]})
    with pytest.raises(readiness.InvalidArgumentError, match="is not a field of RiskNode"):
        readiness.RiskGraph({"nodes": [{"name": "db"}]})
    with pytest.raises(readiness.ResourceExhaustedError):
        readiness.RiskGraph(SHOP, limits={"maxByteCount": 10})
    with pytest.raises(readiness.InvalidArgumentError, match="top_count"):
        graph.rank(top=-1)
    assert graph.save() == before


def test_explains_a_node():
    graph = readiness.RiskGraph(SHOP)
    text = graph.explain("api")
    assert text.startswith("node api\nNumber 1 of 4") and "about 19 an hour" in text
    assert graph.explain("api", "markdown").startswith("# node api")
    assert "<html" in graph.explain("api", "html")
    with pytest.raises(readiness.NotFoundError) as caught:
        graph.explain("cash")
    assert caught.value.rule == "graph/unknown-node"
    graph.close()
    with pytest.raises(readiness.ClosedError):
        graph.explain("api")


def test_threads_rank_one_graph():
    graph, answers = readiness.RiskGraph(SHOP), []
    threads = [threading.Thread(target=lambda: answers.append(graph.rank())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [graph.rank()] * 6


def test_closing():
    with readiness.RiskGraph(SHOP) as graph:
        assert repr(graph) == "<readiness.RiskGraph, open>"
    for use in (graph.rank, graph.save, lambda: graph.update({})):
        with pytest.raises(readiness.ClosedError, match="the risk graph is closed"):
            use()
