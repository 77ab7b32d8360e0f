"""An assessment with metrics of telemetry says what the command says of the same files, byte for byte."""

import os
import subprocess

import pytest

import readiness
from conftest import EXAMPLES

AS_OF = "2026-10-08T00:00:00Z"
SINCE = "2026-08-01T00:00:00Z"


def command(*arguments):
    if "READINESS_CLI" not in os.environ:
        pytest.skip("the command is not there")
    return subprocess.run([os.environ["READINESS_CLI"], "assess", *map(str, arguments), "--as-of", AS_OF,
                           "--format", "json"], check=True, capture_output=True).stdout


def metrics_of(cycle, telemetry, as_of):
    state = readiness.MetricState.for_cycle(cycle, as_of)
    state.ingest(telemetry)
    return state


@pytest.mark.parametrize("name", ["ecommerce_launch", "legaltech_onboarding"])
def test_it_says_what_the_command_says(name):
    log, telemetry = EXAMPLES / f"{name}.cycle.json", EXAMPLES / f"{name}.telemetry.csv"
    with readiness.Cycle.load(log) as cycle:
        now, then = metrics_of(cycle, telemetry, AS_OF), metrics_of(cycle, telemetry, SINCE)
        answer = cycle.assess(AS_OF, since=SINCE, metrics=now, metrics_since=then)
        assert answer.to_json() == command(log, "--telemetry", telemetry, "--since", SINCE)
        assert len(answer.metrics) > len(cycle.assess(AS_OF).metrics)
        assert answer.inputs_digest != cycle.assess(AS_OF).inputs_digest


def with_policy(shop, *definitions):
    """The cycle under a policy of its own, from before the moment on."""
    policy = shop.policy() | {"id": "with-metrics", "metrics": list(definitions)}
    shop.append({"id": "policy-of-the-test", "recordedAt": "2026-12-01T00:00:00Z", "actor": shop.entries(max_entry_count=1)[0]["actor"],
                 "policySet": {"policy": policy}})
    return "2026-12-02T00:00:00Z"


def test_the_policy_says_what_the_metrics_mean(shop, tmp_path):
    as_of = with_policy(shop, {"metric": "time_to_resolution", "measure": "within", "at": 86400, "target": 0.5,
                               "horizonSeconds": "86400"})
    telemetry = EXAMPLES / "ecommerce_launch.telemetry.csv"
    answer = shop.assess(as_of, metrics=metrics_of(shop, telemetry, as_of))
    (reading,) = [metric for metric in answer.metrics if metric.metric == "time_to_resolution"]
    assert reading.target.value == 0.5
    # A state that means something else by the metric.
    other = readiness.MetricState([{"metric": "time_to_resolution", "target": 0.9}], until=as_of, known_at=as_of)
    other.ingest(telemetry)
    with pytest.raises(readiness.Error, match="STATE_IDENTITY"):
        shop.assess(as_of, metrics=other)


def test_what_does_not_belong_together_is_refused(shop):
    state = metrics_of(shop, EXAMPLES / "ecommerce_launch.telemetry.csv", AS_OF)
    with pytest.raises(readiness.Error, match="LOG_KIND|decision"):
        state.ingest(b"time,kind,entity,event\n2026-01-01T00:00:00Z,decision,d,opened\n")
    with pytest.raises(readiness.Error):  # It knows what came later.
        shop.assess(SINCE, metrics=state)
    with pytest.raises(readiness.Error, match="^since: "):
        shop.assess(AS_OF, since=SINCE, metrics=state, metrics_since=state)
    with pytest.raises(ValueError, match="without metrics"):
        shop.assess(AS_OF, metrics_since=state)
    with pytest.raises(AttributeError):
        shop.assess(AS_OF, metrics="state")
    with pytest.raises(TypeError):
        shop._handle.assess_with_metrics(shop._handle, None, b"", 1)
    with pytest.raises(readiness.FailedPreconditionError):
        readiness.MetricState.for_cycle(readiness.Cycle())
    log_rows = readiness.MetricState()
    log_rows.ingest(b"time,kind,entity,event\n2026-01-01T00:00:00Z,decision,d,opened\n")
    with pytest.raises(readiness.Error, match="computed from the log"):
        shop.assess(AS_OF, metrics=log_rows)
    state.close()
    with pytest.raises(readiness.ClosedError):
        shop.assess(AS_OF, metrics=state)
    assert not shop.closed and shop.assess(AS_OF).verdict == "HOLD"


def test_every_question_takes_the_metrics(shop):
    now = metrics_of(shop, EXAMPLES / "ecommerce_launch.telemetry.csv", AS_OF)
    then = metrics_of(shop, EXAMPLES / "ecommerce_launch.telemetry.csv", SINCE)
    assert "time_to_resolution" in shop.report(as_of=AS_OF, metrics=now)
    assert "time_to_resolution" not in shop.report(as_of=AS_OF)
    asked = {"asOf": AS_OF, "report": {"form": "MESSAGE", "since": SINCE}}
    answer = shop.assess(AS_OF, since=SINCE, metrics=now, metrics_since=then)
    assert shop.query(asked, metrics=now, metrics_since=then)["assessment"] == answer.to_dict()
    assert shop.subject("timeouts-recover", as_of=AS_OF, metrics=now).kind == "criterion"
    assert shop.explain("timeouts-recover", as_of=AS_OF, metrics=now) == shop.explain("timeouts-recover", as_of=AS_OF)
    change = shop.compare(SINCE, as_of=AS_OF, metrics=now, metrics_from=then)
    assert change.to_verdict == answer.verdict
    assert shop.changes(SINCE, as_of=AS_OF, metrics=now, metrics_from=then).startswith("HOLD  was NO_GO")
    with pytest.raises(readiness.Error, match="^since: METRIC_MOMENT"):
        shop.changes(SINCE, as_of=AS_OF, metrics=now, metrics_from=now)
    with pytest.raises(readiness.Error, match="takes no metrics"):
        shop.query({"asOf": AS_OF, "policy": {}}, metrics=now)
    with pytest.raises(ValueError, match="without metrics"):
        shop.report(as_of=AS_OF, metrics_since=then)


def test_the_table_of_metrics_shows_them(shop):
    pyarrow = pytest.importorskip("pyarrow")
    now = metrics_of(shop, EXAMPLES / "ecommerce_launch.telemetry.csv", AS_OF)
    shown = pyarrow.table(shop.table("metrics", AS_OF, metrics=now)).column("metric").to_pylist()
    assert "time_to_resolution" in shown
    assert "time_to_resolution" not in pyarrow.table(shop.table("metrics", AS_OF)).column("metric").to_pylist()
    with pytest.raises(readiness.Error, match="the table of entries"):
        pyarrow.table(shop.table("entries", AS_OF, metrics=now))
    now.close()
    with pytest.raises(readiness.ClosedError):
        pyarrow.table(shop.table("metrics", AS_OF, metrics=now))
