"""Columns in and out: a graph of two frames is the graph of the message, and tables say what the messages say."""

import gc
import json
import threading

import pytest

import readiness
from conftest import EXAMPLES

pyarrow = pytest.importorskip("pyarrow")

SHOP = {"nodes": [{"id": "db", "probability": 0.1}, {"id": "api"}, {"id": "page", "probability": 0.0, "impact": 100.0}],
        "edges": [{"prerequisite": "db", "dependent": "api", "probability": 0.5},
                  {"prerequisite": "api", "dependent": "page"}]}
NODES = {"id": ["db", "api", "page"], "probability": [0.1, None, 0.0], "impact": [None, None, 100.0]}
EDGES = {"from": ["db", "api"], "to": ["api", "page"], "probability": [0.5, None]}
AS_OF = "2026-10-08T00:00:00Z"


def of_pyarrow(columns):
    return pyarrow.table(columns)


def of_pyarrow_in_parts(columns):
    """Dictionaries of large text, string views, and arrays with an offset."""
    table = pyarrow.table(columns)
    first = table.column(0).cast(pyarrow.large_string()).dictionary_encode()
    table = table.set_column(0, table.column_names[0], first)
    if "to" in columns:
        table = table.set_column(1, "to", table.column("to").cast(pyarrow.string_view()))
    return pyarrow.concat_tables([table.slice(0, 1), table.slice(1)])


def of_polars(columns):
    return pytest.importorskip("polars").DataFrame(columns)


def of_duckdb(columns):
    duckdb = pytest.importorskip("duckdb")
    columns = pyarrow.table(columns)
    # A connection has one open result at a time, and a graph asks for two.
    relation = duckdb.connect().sql("SELECT * FROM columns")
    if not hasattr(relation, "__arrow_c_stream__"):
        pytest.skip("this DuckDB has no __arrow_c_stream__")
    return relation


@pytest.mark.parametrize("make", [of_pyarrow, of_pyarrow_in_parts, of_polars, of_duckdb])
def test_a_graph_of_frames_is_the_graph_of_the_message(make):
    graph = readiness.RiskGraph.of_tables(make(NODES), make(EDGES))
    expected = readiness.RiskGraph(SHOP)
    assert graph.save() == expected.save()
    assert graph.rank() == expected.rank()
    graph.update({"nodes": [{"id": "api", "isDropped": True}]})  # It is a graph like any other.
    assert [node["id"] for node in json.loads(graph.save())["nodes"]] == ["db", "page"]


def test_whole_numbers_are_ids_and_edges_may_be_left_out():
    graph = readiness.RiskGraph.of_tables(pyarrow.table({"id": [7, 8], "probability": [0, 1], "impact": [0, 5]}))
    assert {risk.id for risk in graph.rank().risks} == {"7", "8"}


def test_a_frame_that_is_refused_names_row_and_column_and_everything_is_released():
    gc.collect()
    before = pyarrow.total_allocated_bytes()

    def refused(nodes, edges, **options):
        with pytest.raises(readiness.Error) as caught:
            readiness.RiskGraph.of_tables(pyarrow.table(NODES | nodes), pyarrow.table(EDGES | edges), **options)
        return caught.value.with_traceback(None)  # Which would keep the frames.

    error = refused({"probability": [0.1, 0.2, 1.5]}, {})
    assert (error.location, error.rule) == ("nodes: row 3: probability", "graph/probability")
    error = refused({}, {"to": ["api", "nowhere"]})
    assert (error.location, error.rule) == ("edges: row 2: to", "graph/unknown-node")
    assert isinstance(error, readiness.NotFoundError)
    error = refused({"id": ["a", None, "c"]}, {})
    assert (error.location, error.rule) == ("nodes: row 2: id", "ARROW")
    assert "no column of edges" in str(refused({}, {"weight": [1, 2]}))
    assert isinstance(refused({}, {}, limits={"maxByteCount": 100}), readiness.ResourceExhaustedError)
    assert "limits" in str(refused({}, {}, limits={"many": 1}))

    def broken():
        yield pyarrow.record_batch(EDGES)
        raise ValueError("the pipe broke")

    with pytest.raises(readiness.Error, match="edges: ARROW: the stream gives no array.*the pipe broke"):
        schema = pyarrow.record_batch(EDGES).schema
        readiness.RiskGraph.of_tables(pyarrow.table(NODES), pyarrow.RecordBatchReader.from_batches(schema, broken()))
    with pytest.raises((TypeError, AttributeError)):
        readiness.RiskGraph.of_tables([1, 2, 3])
    gc.collect()
    assert pyarrow.total_allocated_bytes() == before


def plain(value):
    """A message as plain values, words and times as a frame has them."""
    return str(value) if isinstance(value, str) else value


def rows_of(messages, names):
    return [{name: plain(getattr(message, name)) for name in names} for message in messages]


def by_pyarrow(table):
    return pyarrow.table(table).to_pylist()


def by_polars(table):
    return pytest.importorskip("polars").DataFrame(table).to_dicts()


def by_duckdb(table):
    duckdb = pytest.importorskip("duckdb")
    rows = pyarrow.RecordBatchReader.from_stream(table)
    found = duckdb.sql("SELECT * FROM rows")
    return [dict(zip(found.columns, row)) for row in found.fetchall()]


READERS = [by_pyarrow, by_polars, by_duckdb]


@pytest.mark.parametrize("read", READERS)
def test_risks_and_blocked_work_of_a_graph_are_those_of_the_ranking(read):
    graph = readiness.RiskGraph(SHOP)
    for top in (0, 2):
        ranking = graph.rank(top)
        risks = read(graph.table(top=top))
        assert len(risks) == len(ranking.risks) == (top or 3)
        assert risks == rows_of(ranking.risks, risks[0])
        works = read(graph.table("blocked_work", top=top))
        assert works == rows_of(ranking.blocked_work, works[0])


@pytest.mark.parametrize("read", READERS)
def test_tables_of_a_cycle_are_those_of_the_assessment(read, shop):
    answer = shop.assess(AS_OF)
    risks = read(shop.table("risks", AS_OF))
    assert len(risks) > 3 and risks == rows_of(answer.risks, risks[0])
    works = read(shop.table("blocked_work", AS_OF))
    assert len(works) > 1 and works == rows_of(answer.blocked_work, works[0])


def measures_of(readings):
    """What a table of measures has, a row each, of the messages."""
    rows = []
    for reading in readings:
        parts = [(reading, None, None), *((one, one.cohort, None) for one in reading.cohorts),
                 *((one, None, one.subject) for one in reading.subjects)]
        for part, cohort, subject in parts:
            for value in part.values or [None]:
                rows.append({"metric": reading.metric, "cohort": cohort, "subject": subject,
                             "measure": value and value.measure, "at": value and value.at,
                             "estimate": value and value.estimate, "low": value and value.low,
                             "high": value and value.high, "anytime_low": value and value.anytime_low,
                             "verdict": str(part.verdict), "reasons": list(part.reasons),
                             "needed_count": part.needed_count, "total": part.sample.total,
                             "events": part.sample.events, "exposure": part.sample.exposure,
                             "complete_through": reading.complete_through})
    return rows


@pytest.mark.parametrize("read", READERS)
def test_measures_are_those_of_the_readings(read, shop):
    state = readiness.MetricState()
    state.ingest(EXAMPLES / "ecommerce_launch.telemetry.csv")
    for readings, table in ((state.evaluate(AS_OF, by_cohort=True, within=[3600]),
                             state.table(AS_OF, by_cohort=True, within=[3600])),
                            (shop.assess(AS_OF), shop.table("metrics", AS_OF))):
        expected = measures_of(readings.metrics)
        found = [{name: row[name] for name in expected[0]} for row in read(table)]
        assert len(found) > 2 and found == expected


@pytest.mark.parametrize("read", READERS)
def test_entries_are_those_of_the_log(read, shop):
    entries = shop.entries(as_of=AS_OF)
    found = read(shop.table("entries", AS_OF))
    assert [row["seq"] for row in found] == list(range(1, len(entries) + 1))
    assert [row["id"] for row in found] == [entry["id"] for entry in entries]
    assert [row["actor"] for row in found] == [entry["actor"] for entry in entries]
    assert found[0]["fact"] == "cycle_opened" and found[0]["recorded_at"].tzinfo is not None
    assert all(row["id"] in row["mentions"] for row in found)
    assert len(read(shop.table("entries"))) > len(found)


def test_a_table_outlives_what_it_came_of_and_is_read_by_any_thread():
    graph = readiness.RiskGraph(SHOP)
    reader = pyarrow.RecordBatchReader.from_stream(graph.table())
    table = graph.table()
    graph.close()
    found = []
    thread = threading.Thread(target=lambda: found.extend(reader.read_all().column("id").to_pylist()))
    thread.start()
    thread.join()
    assert set(found) == {"db", "api", "page"}
    with pytest.raises(readiness.ClosedError):
        pyarrow.table(table)


def test_a_table_that_is_not_there_is_an_error(shop):
    with pytest.raises(ValueError, match="'risks', 'blocked_work', 'metrics', 'entries'"):
        shop.table("people")
    with pytest.raises(readiness.InvalidArgumentError, match="a risk graph has RISKS and BLOCKED_WORK"):
        pyarrow.table(readiness.RiskGraph(SHOP).table("entries"))
    with pytest.raises(readiness.InvalidArgumentError, match="since"):
        pyarrow.table(shop.table("entries", AS_OF, since="2026-05-01T00:00:00Z"))
    with pytest.raises(readiness.FailedPreconditionError):
        pyarrow.table(readiness.Cycle().table("risks"))
    assert repr(shop.table("risks")) == "<readiness.Table of risks>"
    shop.table("risks").__arrow_c_stream__()  # Nobody takes it.
