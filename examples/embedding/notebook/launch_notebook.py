#!/usr/bin/env python3
"""A notebook in cells (# %%, as Jupyter, VS Code and Spyder read them): a launch looked at with polars, DuckDB and pandas.

    pip install ./bindings/python pandas polars duckdb pyarrow
    python3 examples/embedding/notebook/launch_notebook.py [FOLDER OF THE EXAMPLES]

Runs as a script too. Exits 0 for GO, 10 for HOLD, 20 for NO_GO, 77 where one of the packages is not installed. expected.txt
is what it prints for the example launch.
"""

# %% What is needed, and where the data lies.
import importlib.util
import pathlib
import sys

absent = [name for name in ("pandas", "polars", "duckdb", "pyarrow") if importlib.util.find_spec(name) is None]
if absent:
    print(f"skipped: {', '.join(absent)} not installed", file=sys.stderr)
    sys.exit(77)

import duckdb
import pandas
import polars
import pyarrow

import readiness

EXAMPLES = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
TELEMETRY = EXAMPLES / "ecommerce_launch.telemetry.csv"
AS_OF = "2026-10-08T12:00:00Z"

# %% Polars reads the telemetry, and the launch is assessed with the metrics of it.
cycle = readiness.Cycle.load(EXAMPLES / "ecommerce_launch.cycle.json")
rows = polars.read_csv(TELEMETRY, infer_schema_length=None)
state = readiness.MetricState.for_cycle(cycle, AS_OF)
state.ingest(rows)
answer = cycle.assess(AS_OF, metrics=state)
answer  # In a notebook: a table of its stages, and what is to be done.
print(f"{answer.cycle}: {answer.verdict} as of {answer.as_of:%Y-%m-%d %H:%M} UTC, with {len(rows)} rows of telemetry")
for point in answer.resolution:
    print(f"  {point.path}: {point.next_step} [{point.owner}]")

# %% What comes out goes back into polars: the measures of the metrics, a row each.
measures = polars.DataFrame(state.table(AS_OF))
for row in measures.filter(polars.col("measure") == "median", polars.col("cohort").is_null()).sort("metric").iter_rows(named=True):
    print(f"median {row['metric']}: {row['estimate']:.4g} {row['unit']}, {row['low']:.4g} to {row['high']:.4g}")

# %% DuckDB asks for the tickets alone; a relation is read as it lies.
tickets = duckdb.sql(f"SELECT time, kind, entity, event, cohort FROM read_csv('{TELEMETRY}') WHERE kind = 'ticket'")
support = readiness.MetricState([{"metric": "time_to_resolution", "target": 0.9, "horizonSeconds": "604800"}])
support.ingest(tickets)
(resolution,) = support.evaluate(AS_OF, metrics=["time_to_resolution"], by_cohort=True).metrics
for cohort in resolution.cohorts:
    print(f"tickets of {cohort.cohort or 'no cohort'}: {cohort.sample.total}, {cohort.verdict}")

# %% The ranked risks as a table of DuckDB, asked in SQL.
risks = pyarrow.table(cycle.table("risks", AS_OF))
worst = duckdb.sql("SELECT owner, count(*), sum(expected_loss_delta) FROM risks GROUP BY owner ORDER BY 3 DESC NULLS LAST, owner LIMIT 3")
for owner, count, loss in worst.fetchall():
    print(f"{owner}: {count} open risks, {loss:.1f} an hour")

# %% pandas holds a graph of its own: what fails, and what fails with it.
def columns(frame):
    """A frame as columns; pandas before 2.2 does not hand them over by itself."""
    return frame if hasattr(frame, "__arrow_c_stream__") else pyarrow.Table.from_pandas(frame)


nodes = pandas.read_csv(EXAMPLES / "graph/nodes.tsv", sep="\t")
edges = pandas.read_csv(EXAMPLES / "graph/edges.tsv", sep="\t")
graph = readiness.RiskGraph.of_tables(columns(nodes), columns(edges))
ranked = pyarrow.table(graph.table("risks", top=3)).to_pandas().merge(nodes, on="id")
for row in ranked.itertuples():
    print(f"{row.rank}. {row.id}: fails with {row.probability:.0%}, costs {row.expected_loss_delta:.1f} an hour")

# %% The verdict, for a pipeline.
sys.exit({"GO": 0, "NO_GO": 20}.get(answer.verdict, 10))
