"""Metric states: rows by every way in give the same state, parts add up, and what is wrong is refused whole."""

import csv
import datetime
import gc
import io
import json
import os
import random
import subprocess

import pytest

import readiness
from conftest import EXAMPLES

TELEMETRY = EXAMPLES / "ecommerce_launch.telemetry.csv"
TICKETS = (b"time,kind,entity,event,cohort\n"
           b"10000000,ticket,1,opened,web\n20000000,ticket,2,opened,app\n30000000,ticket,1,resolved,web\n")
DAY = datetime.timedelta(days=1)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
AT = EPOCH + DAY


def rows():
    """The tickets, one dict each."""
    at = [EPOCH + datetime.timedelta(seconds=10 * i) for i in (1, 2, 3)]
    return [{"time": at[0], "kind": "ticket", "entity": "1", "event": "opened", "cohort": "web"},
            {"time": at[1], "kind": "ticket", "entity": "2", "event": "opened", "cohort": "app"},
            {"time": at[2], "kind": "ticket", "entity": "1", "event": "resolved", "cohort": "web"}]


def state_of(rows, *arguments, **options):
    state = readiness.MetricState(*arguments, **options)
    state.ingest(rows)
    return state


def test_a_first_evaluation():
    state = state_of(TELEMETRY)
    answer = state.evaluate("2026-10-08T00:00:00Z", metrics=["time_to_resolution"], within=[3600], by_cohort=True)
    (reading,) = answer.metrics
    assert reading.metric == "time_to_resolution" and reading.sample.total > 10
    assert {cohort.cohort for cohort in reading.cohorts} > {"web-desktop"}
    assert 3600 in [value.at for value in reading.values if value.measure == "within"]
    assert len(state.evaluate("2026-10-08T00:00:00Z").metrics) > 4


@pytest.mark.skipif("READINESS_CLI" not in os.environ, reason="the command of C++ was not built")
@pytest.mark.parametrize("moment", ["2026-08-01T00:00:00Z", "2026-10-08T00:00:00Z"])
def test_what_became_known_by_the_moment_is_what_the_command_prints(moment):
    printed = json.loads(subprocess.check_output([os.environ["READINESS_CLI"], "metrics", "--telemetry", TELEMETRY, "--as-of",
                                                  moment, "--format", "json"]))
    state = state_of(TELEMETRY, until=moment, known_at=moment)
    assert state.evaluate(moment).to_dict() == printed


def test_rows_by_every_way_in_are_the_same(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(TICKETS)
    expected = state_of(TICKETS).save()
    assert state_of(path).save() == state_of(str(path)).save() == expected
    assert state_of(rows()).save() == state_of(iter(rows())).save() == expected
    assert state_of(memoryview(TICKETS)).save() == expected


def as_columns():
    return {"time": [10_000_000, 20_000_000, 30_000_000], "kind": ["ticket"] * 3, "entity": [1, 2, 1],
            "event": ["opened", "opened", "resolved"], "cohort": ["web", "app", "web"]}


def frame_of_pyarrow(_):
    return pytest.importorskip("pyarrow").table(as_columns())


def frame_of_polars(_):
    polars = pytest.importorskip("polars")
    return polars.DataFrame(as_columns()).with_columns(polars.col("kind").cast(polars.Categorical))


def give_columns(frame):
    """A frame of pandas, or, of a pandas before 2.2, the table that its refusal asks for."""
    if hasattr(frame, "__arrow_c_stream__"):
        return frame
    for refuse in (readiness.MetricState().ingest, readiness.RiskGraph.of_tables):
        with pytest.raises(TypeError, match="older than 2.2.*pyarrow.Table.from_pandas"):
            refuse(frame)
    return pytest.importorskip("pyarrow").Table.from_pandas(frame)


def frame_of_pandas(_):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    return give_columns(pandas.DataFrame(as_columns()))


def frame_of_duckdb(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "rows.csv"
    path.write_bytes(TICKETS)
    relation = duckdb.sql(f"SELECT * FROM read_csv('{path}')")
    if not hasattr(relation, "__arrow_c_stream__"):
        pytest.skip("this DuckDB has no __arrow_c_stream__")
    return relation


@pytest.mark.parametrize("make", [frame_of_pyarrow, frame_of_polars, frame_of_pandas, frame_of_duckdb])
def test_frames_say_what_text_says(make, tmp_path):
    assert state_of(make(tmp_path)).save() == state_of(TICKETS).save()


def test_a_whole_file_as_frame_says_what_the_file_says():
    pyarrow = pytest.importorskip("pyarrow")
    with TELEMETRY.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    number = {"value": float, "total": float, "tier": int}
    table = pyarrow.table({name: [number.get(name, str)(line[name]) if line[name] else None for line in lines]
                           for name in lines[0]})
    assert state_of(table).save() == state_of(TELEMETRY).save()
    parts = pyarrow.Table.from_batches(table.to_batches(max_chunksize=7))
    assert state_of(parts).save() == state_of(TELEMETRY).save()


def test_what_pandas_reads_by_default_says_what_the_file_says():
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.read_csv(TELEMETRY)
    assert frame["tier"].dtype == float and frame["tier"].isna().any()
    assert state_of(give_columns(frame)).save() == state_of(TELEMETRY).save()
    frame.loc[6, "tier"] = 1.5
    with pytest.raises(readiness.InvalidArgumentError, match="^row 7: tier: ARROW: 1.5 is no whole number"):
        readiness.MetricState().ingest(give_columns(frame))


def test_numbers_with_gaps_are_floats_and_still_whole():
    pyarrow = pytest.importorskip("pyarrow")
    columns = as_columns()
    count = len(columns["time"])
    ids = [None] + [float(number) for number in range(1, count)]
    whole = pyarrow.table(columns | {"parent": pyarrow.array(ids, pyarrow.int64())})
    floats = pyarrow.table(columns | {"parent": ids, "tier": pyarrow.nulls(count, pyarrow.float64())})
    assert state_of(floats).save() == state_of(whole).save()


def test_a_frame_that_is_refused_is_refused_with_its_row_and_nothing_is_taken():
    pyarrow = pytest.importorskip("pyarrow")
    state = state_of(TICKETS)
    before = state.save()
    wrong = as_columns() | {"event": ["opened", "opened", "answered"]}
    with pytest.raises(readiness.InvalidArgumentError) as caught:
        state.ingest(pyarrow.table(wrong))
    assert caught.value.location == "row 3: event" and caught.value.rule == "EVENT_TYPE"
    with pytest.raises(readiness.InvalidArgumentError, match="ARROW"):
        state.ingest(pyarrow.table({"time": [1.5]}))
    with pytest.raises(readiness.Error, match="the pipe broke"):
        def broken():
            yield pyarrow.record_batch(as_columns())
            raise ValueError("the pipe broke")
        schema = pyarrow.record_batch(as_columns()).schema
        state.ingest(pyarrow.RecordBatchReader.from_batches(schema, broken()))
    assert state.save() == before


def test_wrong_rows_are_named():
    state = readiness.MetricState()
    with pytest.raises(readiness.InvalidArgumentError) as caught:
        state.ingest(TICKETS + b"soon,ticket,3,opened,web\n")
    assert (caught.value.location, caught.value.rule) == ("line 5", "EVENT_TIME")
    with pytest.raises(readiness.InvalidArgumentError, match="row 2: kind: EVENT_KIND"):
        state.ingest([rows()[0], rows()[1] | {"kind": "Ticket"}])
    with pytest.raises(readiness.ResourceExhaustedError, match="at most 2 rows"):
        state_of(TICKETS, max_row_count=2)
    with pytest.raises(TypeError, match="a list of them"):
        state.ingest(rows()[0])
    with pytest.raises(ValueError, match="resolution"):
        readiness.MetricState(resolution="fine")
    assert state.save() == b""


def test_parts_add_up_whatever_the_division():
    lines = TELEMETRY.read_bytes().splitlines(keepends=True)
    definitions = [{"metric": "early_journey_completion"}, {"metric": "exception_completion_quality"}]
    whole = state_of(TELEMETRY, definitions)
    for seed in range(5):
        draw = random.Random(seed)
        part_of, parts = {}, [[lines[0]] for _ in range(3)]
        for line in lines[1:]:
            entity = line.split(b",")[2]
            parts[part_of.setdefault(entity, draw.randrange(3))].append(line)
        states = []
        for part in parts:
            shuffled = part[1:]
            draw.shuffle(shuffled)
            states.append(state_of(part[0] + b"".join(shuffled), definitions))
        before = states[0].save()
        states[0].merge(states[1])
        states[0].merge(states[2])
        assert states[0].save() == whole.save()
        states[0].retract(states[2])
        states[0].retract(states[1])
        assert states[0].evaluate("2026-10-08T00:00:00Z") == state_of(
            b"".join(parts[0]), definitions).evaluate("2026-10-08T00:00:00Z")
        assert len(states[0].save()) == len(before)


def test_saved_and_loaded(tmp_path):
    state = state_of(TICKETS, [{"metric": "time_to_resolution", "target": 0.5}])
    for form in ("protobuf", "json"):
        path = tmp_path / f"state.{form}"
        data = state.save(path, format=form)
        assert path.read_bytes() == data
        for again in (readiness.MetricState.load(path), readiness.MetricState.load(data, format=form)):
            assert again.save() == state.save()
            assert again.evaluate(AT) == state.evaluate(AT)
    with pytest.raises(readiness.ResourceExhaustedError):
        readiness.MetricState.load(state.save(), limits={"maxByteCount": 5})
    with pytest.raises(readiness.FailedPreconditionError, match="STATE_IDENTITY"):
        state.merge(state_of(TICKETS, [{"metric": "time_to_resolution", "target": 0.25}]))


def test_what_happened_or_became_known_later_is_left_out():
    late = b"time,kind,entity,event,recorded\n40000000,ticket,3,opened,1970-01-09T00:00:00Z\n"
    assert state_of(late, known_at=AT).evaluate(AT).metrics == ()
    assert state_of(late, until=EPOCH).evaluate(AT).metrics == ()
    assert state_of(late, known_at=EPOCH + 9 * DAY).evaluate(AT).metrics[0].sample.total == 1


def test_closing():
    state, other = state_of(TICKETS), state_of(TICKETS)
    state.close()
    state.close()
    assert state.closed and repr(state) == "<readiness.MetricState, closed>"
    for use in (lambda: state.ingest(TICKETS), state.evaluate, state.save, lambda: other.merge(state),
                lambda: state.merge(other)):
        with pytest.raises(readiness.ClosedError, match="the metric state is closed"):
            use()
    with readiness.MetricState() as inside:
        pass
    assert inside.closed
    with pytest.raises(readiness.InvalidArgumentError, match="hand over two"):
        other.merge(other)


def test_frames_are_let_go():
    pyarrow = pytest.importorskip("pyarrow")
    gc.collect()
    before = pyarrow.total_allocated_bytes()
    state = readiness.MetricState()
    for i in range(50):
        table = pyarrow.table(as_columns() | ({"event": ["x"] * 3} if i % 2 else {}))
        try:
            state.ingest(table)
        except readiness.InvalidArgumentError:
            assert i % 2
        del table
    gc.collect()
    assert pyarrow.total_allocated_bytes() == before


def test_text_of_a_table_is_csv():
    text = io.StringIO()
    writer = csv.DictWriter(text, ["time", "kind", "entity", "event", "cohort"])
    writer.writeheader()
    for row in rows():
        writer.writerow(row | {"time": row["time"].isoformat()})
    assert state_of(text.getvalue().encode()).save() == state_of(TICKETS).save()


def test_a_part_may_say_that_its_accounts_are_whole():
    def merged(**options):
        tickets, accounts = (readiness.MetricState([{"metric": "support_escalation_frequency"}], **options) for _ in range(2))
        tickets.ingest(b"time,kind,entity,event,parent\n2026-01-01T00:00:00Z,account,1,enrolled,\n"
                       b"2026-01-02T00:00:00Z,ticket,t,opened,2\n2026-01-03T00:00:00Z,ticket,t,escalated,2\n")
        accounts.ingest(b"time,kind,entity,event,parent\n2026-01-01T00:00:00Z,account,2,enrolled,\n")
        tickets.merge(accounts)

    with pytest.raises(readiness.Error, match="STATE_LINKS"):
        merged()
    merged(whole_accounts=True)


def test_times_in_another_unit_are_noticed():
    for time, is_noticed in ((1_760_000_000_000, True), (1_760_000_000_000_000, False)):
        state = readiness.MetricState([{"metric": "time_to_resolution"}])
        state.ingest(f"time,kind,entity,event\n{time},ticket,1,opened\n".encode())
        assert ("EARLY_TIMES" in state.evaluate().metrics[0].reasons) == is_noticed


def test_wrong_columns_are_refused_where_there_is_no_row():
    pyarrow = pytest.importorskip("pyarrow")
    nothing = pyarrow.table({"time": pyarrow.array([], pyarrow.float64()), "colour": pyarrow.array([], pyarrow.string())})
    reader = pyarrow.RecordBatchReader.from_batches(nothing.schema, [])
    with pytest.raises(readiness.InvalidArgumentError, match="ARROW"):
        readiness.MetricState().ingest(reader)
