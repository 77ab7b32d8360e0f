"""Metrics of telemetry: rows in, in any order, also twice; metrics with intervals and verdicts out."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from readiness import _core, messages
from readiness._handle import OneHandle
from readiness._message import plain
from readiness.cycle import Cycle, Format, MessageLike, Moment, _bytes_of, _format_number, _limits, _request, _time
from readiness.tables import ArrowStream, Table, _is_frame, _stream_of

if TYPE_CHECKING:
    from typing_extensions import Buffer
else:
    Buffer = bytes  # Python has a name for what has a buffer from 3.12 on.


Rows: TypeAlias = ArrowStream | str | os.PathLike[str] | Buffer | Iterable[Mapping[str, Any]]
"""Rows of telemetry: a dataframe, the path of a CSV file, CSV in bytes, or one dict a row."""


class MetricState(OneHandle):
    """What metrics keep of telemetry.

        state = readiness.MetricState([{"metric": "time_to_resolution", "target": 0.9}])
        state.ingest(frame)                       # pyarrow, polars, DuckDB, pandas 2.2; or a path, bytes, dicts
        for metric in state.evaluate(as_of="2026-10-08T00:00:00Z").metrics:
            print(metric.metric, metric.verdict, metric.values[0].estimate)

    `definitions` are readiness.v1.MetricDefinition messages as dicts, one a metric; without them every metric of
    telemetry has its defaults, and `evaluate` gives those that something is known of. `release` keeps what began
    at or after it; rows that happened after `until` or became known after `known_at` are left out. With the
    resolution "histogram" times are within 0.4 %, for less memory. One call takes at most `max_row_count` rows
    (100 million). `whole_accounts` says of a part that an account which a ticket names has its rows in it, if it has any.

    States of the same definitions add up: parts that were made by threads, processes or machines `merge` to what
    one state of all rows would say, as long as no entity has rows in two of them. Several threads may evaluate one
    state at the same time; a call that changes it needs it for itself.
    """

    __slots__ = ("_handle", "__weakref__")

    def __init__(self, definitions: Iterable[Mapping[str, Any]] | None = None, *, release: Moment | None = None,
                 until: Moment | None = None, known_at: Moment | None = None,
                 resolution: Literal["exact", "histogram"] = "exact", max_row_count: int | None = None,
                 whole_accounts: bool = False) -> None:
        if resolution not in ("exact", "histogram"):
            raise ValueError(f"resolution is {resolution!r}; there are 'exact' and 'histogram'")
        options = _request(definitions=None if definitions is None else list(definitions), release=_time(release),
                           until=_time(until), knownAt=_time(known_at), resolution=resolution.upper(),
                           maxRowCount=max_row_count, hasWholeAccounts=whole_accounts or None)
        self._handle = _core.new_metric_state(options, _core.JSON)

    @classmethod
    def for_cycle(cls, cycle: Cycle, as_of: Moment | None = None) -> MetricState:
        """A state for `cycle.assess(as_of, metrics=...)`: the metrics are those of the policy in force at `as_of`. What
        happens or becomes known later does not count, and rows of decisions and reviews, which come from the log, are
        refused.
        """
        self = cls.__new__(cls)
        self._handle = _core.new_metric_state_for_cycle(cycle._handle, _request(asOf=_time(as_of)), _core.JSON)
        return self

    @classmethod
    def load(cls, source: str | os.PathLike[str] | MessageLike, *, format: Format | None = None,
             limits: Mapping[str, Any] | None = None) -> MetricState:
        """Reads what `save` or `readiness metrics --save-state` wrote: the path of a file, bytes, a dict or a
        message. It takes rows of other entities and other states from then on.
        """
        states: MessageLike
        if isinstance(source, (str, os.PathLike)):
            states = pathlib.Path(source).read_bytes()
        else:
            states = source
        data, number = _bytes_of(states, format)
        self = cls.__new__(cls)
        self._handle = _core.load_metric_state(data, number, _limits(limits, number))
        return self

    def ingest(self, rows: Rows) -> None:
        """Takes rows, all or none; the error names the first wrong one ("line 7" of CSV, else "row 7", from 1). Times
        that are whole numbers are microseconds; where the last lies before March 1973, what `evaluate` gives has the
        reason EARLY_TIMES, since they are more often seconds or milliseconds.

        What has `__arrow_c_stream__` is read without copying its columns: `time`, `kind`, `entity` and `event` are
        needed; `cohort`, `subject`, `value`, `total`, `release`, `parent`, `tier`, `due`, `event_id` and `recorded`
        may be there; whole numbers may be floats, as pandas (2.2 or later) has them where some are missing. A `str` or path is the path of a CSV file with these columns, bytes are CSV. A dict
        a row has them as keys, in camel case, with times as `datetime` or text.
        """
        if _is_frame(rows):
            self._handle.ingest_stream(_stream_of(rows))
        elif isinstance(rows, (str, os.PathLike)):
            self._handle.ingest_rows(pathlib.Path(rows).read_bytes(), _core.CSV)
        elif isinstance(rows, (bytes, bytearray, memoryview)):
            self._handle.ingest_rows(rows, _core.CSV)
        elif isinstance(rows, Mapping):
            raise TypeError("one dict is one row; hand over a list of them")
        else:
            message = json.dumps({"rows": list(cast("Iterable[Mapping[str, Any]]", rows))}, default=plain,
                                 allow_nan=False)
            self._handle.ingest_rows(message.encode(), _core.JSON)

    def merge(self, other: MetricState) -> None:
        """Adds what another state knows; `other` stays as it is."""
        self._handle.merge(other._handle)

    def retract(self, other: MetricState) -> None:
        """Takes away again what was merged. The watermark stays, the moment of the last row: the state is asked about
        that moment or a later one, as before.
        """
        self._handle.retract(other._handle)

    def evaluate(self, as_of: Moment | None = None, *, metrics: Iterable[str] = (), within: Iterable[int] = (),
                 by_cohort: bool = False) -> messages.MetricReadings:
        """Says what the metrics are at a moment; not given, it is `until`, else the moment of the last row.

        All rows that were taken count, also those that became known (`recorded`) after it: what `readiness metrics --as-of T`
        prints is what a state says that was made with `MetricState(until=T, known_at=T)`.

        Only `metrics`, where some are named; with the share that ended within so many seconds, and each cohort as
        well, where asked. What is open counts as open. The same rows, in whatever order and parts, give the same.
        """
        return messages.MetricReadings(json.loads(self.evaluate_json(as_of, metrics=metrics, within=within, by_cohort=by_cohort)))

    def evaluate_json(self, as_of: Moment | None = None, *, metrics: Iterable[str] = (), within: Iterable[int] = (),
                      by_cohort: bool = False) -> bytes:
        """The same as protobuf JSON in UTF-8, the bytes of the library."""
        return bytes(self._handle.evaluate(self._question(as_of, metrics, within, by_cohort), _core.JSON))

    def table(self, as_of: Moment | None = None, *, metrics: Iterable[str] = (), within: Iterable[int] = (),
              by_cohort: bool = False) -> Table:
        """The same for dataframes, a row a measure: of a metric as a whole, where `cohort` and `subject` are null,
        then of each cohort and exception state.
        """
        return Table(self._handle, "metrics", self._question(as_of, metrics, within, by_cohort))

    @staticmethod
    def _question(as_of: Moment | None, metrics: Iterable[str], within: Iterable[int], by_cohort: bool) -> bytes:
        return _request(asOf=_time(as_of), metrics=list(metrics), withinSeconds=list(within), byCohort=by_cohort)

    def save(self, path: str | os.PathLike[str] | None = None, *, format: Format = "protobuf") -> bytes:
        """The state, a readiness.v1.MetricStates: small, without rows and names of entities; written to `path` where
        one is given. `readiness metrics --state` reads it.
        """
        data = bytes(self._handle.save(_format_number(format)))
        if path is not None:
            pathlib.Path(path).write_bytes(data)
        return data

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._handle.closed

    def close(self) -> None:
        """Frees the state. Calls of other threads that are under way end as they would have; later ones raise
        `ClosedError`. Closing twice does nothing.
        """
        self._handle.close()

    def __enter__(self) -> MetricState:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<readiness.MetricState, {'closed' if self.closed else 'open'}>"


__all__ = ["ArrowStream", "MetricState", "Rows"]
