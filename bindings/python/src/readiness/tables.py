"""Rows of answers as columns: what pyarrow, polars, pandas and DuckDB take."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias, runtime_checkable

from readiness import _core

TableName: TypeAlias = Literal["risks", "blocked_work", "metrics", "entries"]

_TABLES = {"risks": _core.RISKS, "blocked_work": _core.BLOCKED_WORK, "metrics": _core.METRICS,
           "entries": _core.ENTRIES}


@runtime_checkable
class ArrowStream(Protocol):
    """What has columns to give: a table of pyarrow, polars, DuckDB or pandas (2.2 or later)."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


def _stream_of(rows: object) -> object:
    """The rows' Arrow C stream, in a capsule."""
    if isinstance(rows, ArrowStream):
        return rows.__arrow_c_stream__()
    kind = type(rows)
    what = f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}"
    if what == "pandas.DataFrame":
        raise TypeError("this pandas is older than 2.2 and hands over no columns (__arrow_c_stream__): upgrade it, or give "
                        "pyarrow.Table.from_pandas(frame)")
    raise TypeError(f"{what} has no __arrow_c_stream__; a table of pyarrow, polars, DuckDB or pandas 2.2 has")


def _is_frame(rows: object) -> bool:
    """Whether rows are a table of columns, also where they cannot be had of it."""
    return isinstance(rows, ArrowStream) or (type(rows).__module__.partition(".")[0], type(rows).__qualname__) == (
        "pandas", "DataFrame")


class _Exporter(Protocol):
    def export(self, table: int, request: bytes, format: int, /) -> object: ...


class _WithMetrics:
    """A cycle and the states of metrics that its tables show."""

    def __init__(self, cycle: _core.Handle, metrics: _core.MetricState, since: _core.MetricState | None) -> None:
        self._cycle, self._metrics, self._since = cycle, metrics, since

    def export(self, table: int, request: bytes, format: int, /) -> object:
        return self._cycle.export_with_metrics(self._metrics, self._since, table, request, format)


class Table:
    """Rows that are asked for whenever they are taken.

        polars.DataFrame(cycle.table("risks"))
        pyarrow.table(cycle.table("entries"))

    Columns have the names of the messages' fields, and are null where a field is not given; later versions add
    columns behind those that are there. What is taken stands by itself: neither the table nor what it came of
    need live on. Taking the rows raises `Error` where the question is wrong, and `ClosedError` after `close`.
    """

    __slots__ = ("_handle", "_name", "_request")

    def __init__(self, handle: _Exporter, name: TableName, request: bytes) -> None:
        if name not in _TABLES:
            raise ValueError(f"the table is {name!r}; there are {', '.join(map(repr, _TABLES))}")
        self._handle, self._name, self._request = handle, name, request

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as an Arrow C stream, in a capsule; a schema that is asked for is not looked at."""
        return self._handle.export(_TABLES[self._name], self._request, _core.JSON)

    def __repr__(self) -> str:
        return f"<readiness.Table of {self._name}>"


__all__ = ["ArrowStream", "Table", "TableName"]
