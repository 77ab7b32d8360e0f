"""What a program with types writes; mypy --strict reads it and nobody runs it."""

import datetime
import pathlib
from collections.abc import Mapping

import readiness


def next_steps(path: pathlib.Path) -> list[tuple[str, str, datetime.datetime | None]]:
    with readiness.Cycle.load(path, limits={"maxEntryCount": 1000}) as cycle:
        answer: readiness.Assessment = cycle.assess(as_of=datetime.datetime.now(datetime.timezone.utc))
        cycle.append({"id": "x"})
        data: bytes = answer.to_bytes() + cycle.save()
        assert data
        return [(point.next_step, point.owner, answer.valid_until) for point in answer.resolution]


def worst(answer: readiness.Assessment) -> float | None:
    if answer.verdict is readiness.Verdict.NO_GO or answer.verdict == "HOLD":
        return None
    counts: Mapping[str, int] = answer.summary.blockers if answer.summary else {}
    return max((risk.expected_loss_delta or 0.0 for risk in answer.risks), default=float(sum(counts.values())))


def rule_of(error: readiness.Error) -> tuple[readiness.Code, str, str, bytes]:
    return error.code, error.rule, error.location, error.details


def metrics_of(rows: list[dict[str, object]], path: pathlib.Path) -> dict[str, float | None]:
    with readiness.MetricState([{"metric": "time_to_resolution"}], known_at="2026-01-01T00:00:00Z") as state:
        state.ingest(rows)
        state.ingest(path)
        state.merge(readiness.MetricState.load(state.save()))
        readings = state.evaluate(datetime.datetime.now(datetime.timezone.utc), within=[3600], by_cohort=True)
        return {reading.metric: reading.values[0].estimate for reading in readings.metrics}


def moments(cycle: readiness.Cycle) -> list[readiness.Assessment]:
    return [cycle.assess(datetime.date(2026, 3, 1)), cycle.assess("2026-03-01"), cycle.assess()]


def graph_in(path: pathlib.Path) -> readiness.RiskGraph:
    return readiness.RiskGraph(path)


def first_risk(graph: readiness.RiskGraph) -> tuple[str, float | None]:
    graph.update({"nodes": [{"id": "a", "probability": 0.5}]})
    risk = graph.rank(top=1).risks[0]
    return risk.id, risk.expected_loss_delta


def tables_of(cycle: readiness.Cycle, nodes: readiness.Table) -> list[readiness.Table]:
    state = readiness.MetricState.for_cycle(cycle, "2026-01-01T00:00:00Z")
    answer = cycle.assess("2026-01-01T00:00:00Z", metrics=state, metrics_since=None)
    graph = readiness.RiskGraph.of_tables(nodes, None, limits={"maxByteCount": len(answer.risks)})
    return [cycle.table("entries"), graph.table("risks", top=1), state.table(by_cohort=True)]
