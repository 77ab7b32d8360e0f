"""readiness: is this rollout ready, what threatens customers most, who owns it, what happens next?

    import readiness

    cycle = readiness.Cycle.load("launch.cycle.json")
    answer = cycle.assess(as_of="2026-10-08T00:00:00Z")
    print(answer.verdict, [point.next_step for point in answer.resolution])

`Cycle` is a rollout's log; `Assessment` is the answer, with the messages of `readiness.messages` in it.
`MetricState` computes metrics of telemetry from dataframes, files or rows; `RiskGraph` ranks a graph of its own;
`Table` gives the rows of any of them to dataframes; whatever is refused is an `Error` that says where, by which rule, and what to do.
"""

from pkgutil import extend_path

# Classes that protoc makes of the .proto files, `readiness.v1.*_pb2` in a folder of their own, are modules of this package too.
__path__ = extend_path(__path__, __name__)

from readiness import messages  # noqa: E402
from readiness._core import build_info
from readiness._core import version as __version__
from readiness.assessment import Assessment
from readiness.cycle import Cycle
from readiness.errors import (AlreadyExistsError, ClosedError, Code, Error, FailedPreconditionError,
                              InvalidArgumentError, NotFoundError, ResourceExhaustedError, UnimplementedError)
from readiness.messages import Level, Result, Stage, UnknownReason, Verdict
from readiness.metrics import MetricState
from readiness.risk_graph import RiskGraph
from readiness.tables import Table

__all__ = [
    "AlreadyExistsError", "Assessment", "ClosedError", "Code", "Cycle", "Error", "FailedPreconditionError",
    "InvalidArgumentError", "Level", "MetricState", "NotFoundError", "ResourceExhaustedError", "Result", "RiskGraph", "Stage", "Table",
    "UnimplementedError", "UnknownReason", "Verdict", "__version__", "build_info", "messages",
]
