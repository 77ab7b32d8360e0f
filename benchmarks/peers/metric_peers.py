#!/usr/bin/env python3
"""The peers' side of the comparison of metrics: DuckDB, Polars, pandas and KLL on the columns that
metric_side.cc wrote.

    metric_peers.py        answers commands from standard input, one a line, with one line each

    load CASE SIZE FOLDER  CASE is `durations:duckdb_km` and so on; answers the rows of one pass
    check                  the numbers that all sides must agree on; nothing where they ask less
    time TIMES             nanoseconds of CPU time of this process for TIMES passes
    version                of what the case runs on

Every engine works on one thread, on tables in its own memory: reading files and converting is in
no figure.
"""
import os

for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import sys  # noqa: E402
import time  # noqa: E402

import numpy  # noqa: E402

BEGIN = 1_700_000_000_000_000
AS_OF = BEGIN + 90 * 86_400_000_000
NO_TIME = numpy.iinfo(numpy.int64).min
DAY = 86_400_000_000
# Tickets: EventType of event.h.
OPENED, RESOLVED, STARTED, STEP, COMPLETED = 3, 4, 27, 28, 29


def column(folder, name):
    kinds = {"i64": numpy.int64, "u64": numpy.uint64, "u32": numpy.uint32, "u16": numpy.uint16,
             "u8": numpy.uint8, "f64": numpy.float64}
    return numpy.fromfile(f"{folder}/{name}", dtype=kinds[name.rsplit(".", 1)[1]])


# From `items` (cohort, key, n, events; key rising with age): the Kaplan-Meier curve by window functions.
# {value} turns a key into seconds; {day} is the last key within a day.
KAPLAN_MEIER = """
risk AS (
  SELECT cohort, key, n, events, sum(n) OVER (PARTITION BY cohort ORDER BY key DESC) AS at_risk FROM items),
steps AS (
  SELECT cohort, key, n, events, at_risk,
         CASE WHEN events = at_risk THEN -1e9 ELSE ln(1 - events / at_risk) END AS log_factor,
         CASE WHEN events = at_risk THEN 0 ELSE events / (at_risk * (at_risk - events)) END AS term FROM risk),
curve AS (
  SELECT cohort, key, n, events, exp(sum(log_factor) OVER past) AS survival, sum(term) OVER past AS greenwood
  FROM steps WINDOW past AS (PARTITION BY cohort ORDER BY key))
SELECT cohort, sum(n)::DOUBLE, sum(events)::DOUBLE, min(key) FILTER (survival <= 0.5 + 1e-12) AS median,
       1 - min(survival) FILTER (key <= {day}) AS within_day,
       min(key) FILTER (survival <= exp(-exp(ln(-ln(0.5)) - 1.96 * sqrt(greenwood) / greatest(-ln(survival), 1e-9)))),
       arg_min(greenwood, survival) FILTER (key <= {day})
FROM curve GROUP BY cohort ORDER BY cohort
"""


class DuckDb:
    def __init__(self):
        import duckdb
        self.base = duckdb.connect(config={"threads": 1})
        self.version = f"DuckDB {duckdb.__version__}"

    def table(self, name, select, **columns):
        import pyarrow
        given = pyarrow.table(columns)
        self.base.register("given", given)
        self.base.execute(f"CREATE TABLE {name} AS {select}")
        self.base.unregister("given")

    def rows(self, query):
        return self.base.execute(query).fetchall()


class Durations:
    """W1, rows of start, end and cohort."""

    def load(self, folder):
        return column(folder, "start.i64"), column(folder, "end.i64"), column(folder, "cohort.u16")


class DurationsInDuckDb(Durations):
    def __init__(self, folder):
        start, end, cohort = self.load(folder)
        self.size = len(start)
        self.duck = DuckDb()
        self.version = self.duck.version
        self.duck.table("item", f"SELECT start_at, CASE WHEN end_at = {NO_TIME} THEN NULL ELSE end_at END AS end_at,"
                        " cohort FROM given", start_at=start, end_at=end, cohort=cohort)


class DuckDbBinnedKm(DurationsInDuckDb):
    # Bins of the logarithm, as wide as ours: 128 to the octave.
    WIDTH = "184.66496523378731"  # 128 / ln 2
    QUERY = f"""WITH items AS (
      SELECT cohort, CAST(ln(greatest(coalesce(end_at, {AS_OF}) - start_at, 1000000)) * {WIDTH} AS INTEGER) AS key,
             count(*) AS n, count(end_at) AS events FROM item GROUP BY ALL), """ + KAPLAN_MEIER.format(
                 day="CAST(ln(86400000000) * 184.66496523378731 AS INTEGER)")

    def once(self):
        return self.duck.rows(self.QUERY)

    def check(self):
        answers = []
        for _, n, events, median, within, _, _ in self.once():
            answers += [n, events, float(numpy.exp(median / float(self.WIDTH))) / 1e6, within]
        return answers


class DuckDbApproximate(DurationsInDuckDb):
    """No open items: what a dashboard does. Agrees with nobody on medians, so only counts are compared."""

    def once(self):
        return self.duck.rows("SELECT cohort, count(*), approx_quantile(end_at - start_at, 0.5) FROM item "
                              "WHERE end_at IS NOT NULL GROUP BY cohort ORDER BY cohort")

    def check(self):
        return [None if i % 4 != 1 else row[1] for row in self.once() for i in range(4)]


class DuckDbMoments(DurationsInDuckDb):
    def once(self):
        return self.duck.rows("SELECT cohort, count(end_at), avg(end_at - start_at), stddev(end_at - start_at) "
                              "FROM item GROUP BY cohort ORDER BY cohort")

    def check(self):
        return [None if i % 4 != 1 else row[1] for row in self.once() for i in range(4)]


class PolarsMedian(Durations):
    """Open rows are removed and durations computed before the clock starts."""

    def __init__(self, folder):
        import polars
        start, end, cohort = self.load(folder)
        self.size = len(start)
        self.polars = polars
        self.version = f"Polars {polars.__version__}"
        closed = end != NO_TIME
        self.frame = polars.DataFrame({"cohort": cohort[closed], "duration": (end - start)[closed]})

    def once(self):
        c = self.polars.col("duration")
        return self.frame.group_by("cohort").agg(c.len().alias("n"), c.median().alias("median")).sort("cohort")

    def check(self):
        return [None if i % 4 != 1 else n for n in self.once()["n"] for i in range(4)]


class Kll:
    """One sketch of k = 200 a cohort, all closed durations; no open items."""

    def __init__(self, folder):
        import datasketches
        from importlib.metadata import version
        self.sketches = datasketches
        self.version = f"datasketches {version('datasketches')}"
        start, end, cohort = Durations().load(folder)
        self.size = len(start)
        closed = end != NO_TIME
        seconds = ((end - start)[closed] / 1e6).astype(numpy.float32)
        order = numpy.argsort(cohort[closed], kind="stable")
        self.parts = numpy.split(seconds[order], numpy.cumsum(numpy.bincount(cohort[closed]))[:-1])

    def once(self):
        answers = []
        for part in self.parts:  # Grouped by cohort before the clock starts.
            sketch = self.sketches.kll_floats_sketch(200)
            sketch.update(part)
            answers.append((sketch.n, sketch.get_quantile(0.5)))
        return answers

    def check(self):
        return [None if i % 4 != 1 else n for n, _ in self.once() for i in range(4)]


class DuckDbEvents:
    """W2: rows into tickets into cohorts. The first end counts."""
    SELECT = "avg(resolved - opened)"

    def __init__(self, folder):
        self.duck = DuckDb()
        self.version = self.duck.version
        time_, entity = column(folder, "time.i64"), column(folder, "entity.u64")
        self.size = len(time_)
        self.duck.table("row", "SELECT * FROM given", time=time_, entity=entity,
                        event=column(folder, "event.u8"), cohort=column(folder, "cohort.u32").astype(numpy.uint16))

    def once(self):
        return self.duck.rows(f"""
          SELECT cohort, count(opened), count(resolved), {self.SELECT} FROM (
            SELECT entity, any_value(cohort) AS cohort, min(time) FILTER (event = {OPENED}) AS opened,
                   min(time) FILTER (event = {RESOLVED}) AS resolved FROM row GROUP BY entity)
          GROUP BY cohort ORDER BY cohort""")

    def check(self):
        return [value for _, n, resolved, _ in self.once() for value in (n, resolved, None, None)]


class DuckDbEventsApproximate(DuckDbEvents):
    SELECT = "approx_quantile(resolved - opened, 0.5)"


class DuckDbSubjects:
    """B1: tickets and journeys, exact Kaplan-Meier of both by window functions, and of journeys how many had
    reached each step within a week of their start."""

    def __init__(self, folder):
        self.duck = DuckDb()
        self.version = self.duck.version
        time_ = column(folder, "time.i64")
        self.size = len(time_)
        self.duck.table("row", "SELECT time, entity, event, cohort, CAST(if(isnan(value), 0, value) AS UTINYINT) AS step "
                        "FROM given", time=time_, entity=column(folder, "entity.u64"),
                        event=column(folder, "event.u8"), cohort=column(folder, "cohort.u32").astype(numpy.uint16),
                        value=column(folder, "value.f64"))

    def curves(self, table, first, end):
        self.duck.base.execute(f"""CREATE OR REPLACE TEMP TABLE {table} AS
            SELECT entity, any_value(cohort) AS cohort, min(time) FILTER (event = {first}) AS began,
                   min(time) FILTER (event = {end}) AS ended
            FROM row WHERE event IN ({first}, {end}) GROUP BY entity""")
        return self.duck.rows(f"""WITH items AS (SELECT cohort, coalesce(ended, {AS_OF}) - began AS key,
            count(*) AS n, count(ended) AS events FROM {table} GROUP BY ALL), """ + KAPLAN_MEIER.format(day=DAY))

    def steps(self):
        return self.duck.rows(f"""
            SELECT journey.cohort, step, count(*) FROM (
              SELECT entity, step, min(time) AS reached FROM row WHERE event = {STEP} GROUP BY ALL)
            JOIN journey USING (entity) WHERE reached - began <= {7 * DAY} GROUP BY ALL ORDER BY ALL""")

    def once(self):
        return self.curves("ticket", OPENED, RESOLVED), self.curves("journey", STARTED, COMPLETED), self.steps()

    def check(self):
        tickets, journeys, steps = self.once()
        answers = []
        for rows in (tickets, journeys):
            for _, n, events, median, within, _, _ in rows:
                answers += [n, events, -1 if median is None else median / 1e6, within]
        return answers + self.funnel(steps)

    def funnel(self, steps):
        return [count for _, _, count in steps]


class DuckDbSubjectsTenth(DuckDbSubjects):
    def steps(self):
        return self.duck.rows(f"""
            SELECT cohort, count(*) FROM (SELECT entity, any_value(cohort) AS cohort FROM row
              WHERE event = {STEP} AND step = 10 GROUP BY entity) GROUP BY cohort ORDER BY cohort""")

    def funnel(self, steps):
        return [count if step == 10 else None for _, count in steps for step in range(1, 26)]


def kaplan_meier(duration, event):
    """Median and share within a day; exact, events before censorings of the same time."""
    order = numpy.argsort(duration, kind="stable")
    duration, event = duration[order], event[order]
    times, first = numpy.unique(duration, return_index=True)
    deaths = numpy.add.reduceat(event.astype(numpy.int64), first)
    at_risk = len(duration) - first
    survival = numpy.cumprod(1 - deaths / at_risk)
    reached = numpy.nonzero(survival <= 0.5 + 1e-12)[0]
    day = numpy.searchsorted(times, DAY, side="right")
    return (times[reached[0]] / 1e6 if len(reached) else -1.0), 1 - (survival[day - 1] if day else 1.0)


class PandasSubjects:
    """B1 in pandas: kinds apart, first times by subject, Kaplan-Meier by cohort in numpy."""

    def __init__(self, folder):
        import pandas
        self.pandas = pandas
        self.version = f"pandas {pandas.__version__}"
        value = column(folder, "value.f64")
        self.frame = pandas.DataFrame({
            "time": column(folder, "time.i64"), "entity": column(folder, "entity.u64"),
            "event": column(folder, "event.u8"), "cohort": column(folder, "cohort.u32").astype(numpy.uint16),
            "step": numpy.where(numpy.isnan(value), 0, value).astype(numpy.uint8)})
        self.size = len(self.frame)

    def curves(self, first, end):
        frame = self.frame
        began = frame[frame.event == first].groupby("entity", sort=False).agg(
            time=("time", "min"), cohort=("cohort", "first"))
        ended = frame[frame.event == end].groupby("entity", sort=False).time.min()
        ended = ended.reindex(began.index)
        is_event = ended.notna().to_numpy()
        duration = numpy.where(is_event, ended.fillna(AS_OF).astype(numpy.int64).to_numpy(), AS_OF) - began.time.to_numpy()
        answers = []
        for _, rows in began.groupby("cohort").indices.items():
            events = is_event[rows]
            median, within = kaplan_meier(duration[rows], events)
            answers += [len(rows), int(events.sum()), median, within]
        return answers

    def check(self):
        return self.once()

    def once(self):
        return self.curves(OPENED, RESOLVED) + self.curves(STARTED, COMPLETED) + self.steps()

    def steps(self):
        frame = self.frame
        began = frame[frame.event == STARTED].groupby("entity", sort=False).time.min()
        steps = frame[frame.event == STEP].drop_duplicates(["entity", "step"])  # Sorted by time: the first.
        in_time = steps.time.to_numpy() - began.reindex(steps.entity).to_numpy() <= 7 * DAY
        return list(steps[in_time].groupby(["cohort", "step"]).size())


class PandasSubjectsTenth(PandasSubjects):
    def steps(self):
        frame = self.frame
        tenth = frame[(frame.event == STEP) & (frame.step == 10)]
        return [count if step == 10 else None for count in tenth.drop_duplicates("entity").groupby("cohort").size()
                for step in range(1, 26)]


class KllMerge:
    """W5: 64 sketches of `size` items each into one."""

    def __init__(self, _, items):
        import datasketches
        from importlib.metadata import version
        self.version = f"datasketches {version('datasketches')}"
        self.kll = datasketches.kll_floats_sketch
        random = numpy.random.default_rng(4)
        self.size = 64
        self.parts = []
        for _ in range(self.size):
            sketch = self.kll(200)
            sketch.update(numpy.exp(10 + 2 * random.standard_normal(items)).astype(numpy.float32))
            self.parts.append(sketch)

    def once(self):
        total = self.kll(200)
        for part in self.parts:
            total.merge(part)
        return total

    def check(self):
        return [self.once().n]


class KllBytes(KllMerge):
    def __init__(self, folder, items):
        super().__init__(folder, items)
        self.parts = [part.serialize() for part in self.parts]

    def once(self):
        total = self.kll(200)
        for part in self.parts:
            total.merge(self.kll.deserialize(part))
        return total


class KllEmptyCall(KllMerge):
    """What a call through the Python binding costs by itself."""

    def once(self):
        for part in self.parts:
            part.is_empty()

    def check(self):
        return [None]


class KllUpdate:
    """The reference of W4: two million updates of one sketch, no entities, no duplicates."""

    def __init__(self, _, _items):
        import datasketches
        from importlib.metadata import version
        self.version = f"datasketches {version('datasketches')}"
        self.kll = datasketches.kll_floats_sketch
        self.size = 2_000_000
        self.values = numpy.exp(10 + 2 * numpy.random.default_rng(4).standard_normal(self.size)).astype(numpy.float32)

    def once(self):
        sketch = self.kll(200)
        sketch.update(self.values)
        return sketch

    def check(self):
        return [None]


CASES = {
    "durations:duckdb_km": DuckDbBinnedKm, "durations:duckdb_quantile": DuckDbApproximate,
    "durations:duckdb_moments": DuckDbMoments, "durations:polars": PolarsMedian, "durations:kll": Kll,
    "events:duckdb": DuckDbEvents, "events:duckdb_quantile": DuckDbEventsApproximate,
    "subjects:duckdb": DuckDbSubjects, "subjects:pandas": PandasSubjects,
    "subjects:duckdb_tenth": DuckDbSubjectsTenth, "subjects:pandas_tenth": PandasSubjectsTenth,
    "merge:kll": KllMerge, "merge:empty": KllEmptyCall, "bytes:kll": KllBytes, "stream:kll": KllUpdate,
}


def main():
    case = None
    for line in sys.stdin:
        words = line.split()
        if words[0] == "load":
            made = CASES[words[1]]
            case = made(words[3], int(words[2])) if "merge" in words[1] or "bytes" in words[1] or "stream" in words[1] \
                else made(words[3])
            answer = case.size
        elif words[0] == "check":
            answer = " ".join("nan" if value is None else repr(float(value)) for value in case.check())
        elif words[0] == "time":
            taken = 0
            for _ in range(int(words[1])):
                begin = time.process_time_ns()
                case.once()
                taken += time.process_time_ns() - begin
            answer = taken
        elif words[0] == "version":
            answer = case.version
        print(answer, flush=True)


if __name__ == "__main__":
    main()
