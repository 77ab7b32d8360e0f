"""A graph of its own: what may fail, what fails when it does, and which failure hurts customers most."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Mapping
from types import TracebackType
from typing import Any, cast

from readiness import _core, messages
from readiness._handle import OneHandle
from readiness.cycle import (DocumentForm, Format, MessageLike, _bytes_of, _form, _format_number, _limits,
                             _looks_like_json, _request)
from readiness.tables import ArrowStream, Table, TableName, _stream_of


class RiskGraph(OneHandle):
    """A graph outside any cycle.

        graph = readiness.RiskGraph({
            "nodes": [{"id": "db", "probability": 0.1}, {"id": "page", "probability": 0, "impact": 100}],
            "edges": [{"prerequisite": "db", "dependent": "page", "probability": 0.5}]})
        for risk in graph.rank(top=10).risks:
            print(risk.rank, risk.id, risk.expected_loss_delta)

    The graph is a readiness.v1.RiskGraph: the path of a file, a dict, a message, or bytes of JSON or of the wire format; a
    `str` that begins as JSON does is JSON itself. Each node is
    one risk; an impact above zero marks a place where a customer feels it; a probability that is not given is
    unknown. Several threads may ask one graph at the same time; `update` needs it for itself.
    """

    __slots__ = ("_handle", "__weakref__")

    def __init__(self, graph: MessageLike | str | os.PathLike[str], *, format: Format | None = None,
                 limits: Mapping[str, Any] | None = None) -> None:
        if isinstance(graph, os.PathLike) or (isinstance(graph, str) and not _looks_like_json(graph.encode())):
            graph = pathlib.Path(graph).read_bytes()
        data, number = _bytes_of(cast("MessageLike", graph), format)
        self._handle = _core.new_risk_graph(data, number, _limits(limits, number))

    @classmethod
    def of_tables(cls, nodes: ArrowStream, edges: ArrowStream | None = None, *,
                  limits: Mapping[str, Any] | None = None) -> RiskGraph:
        """A graph of two dataframes, of pyarrow, polars, pandas (2.2 or later) or DuckDB.

        Nodes have the columns `id`, `probability` that it fails by itself (null: unknown) and `impact` an hour (null:
        none), edges `from`, `to` and `probability` (null: unknown): a failure of `from` reaches `to`. No others. Ids
        are text or whole numbers. Both are open at the same time, which two relations of one DuckDB connection cannot
        be: take one by `to_arrow_table()`. The error names the row and the column, "nodes: row 7: probability".
        """
        self = cls.__new__(cls)
        self._handle = _core.new_risk_graph_of_streams(
            _stream_of(nodes), None if edges is None else _stream_of(edges),
            _limits(limits, _core.JSON), _core.JSON)
        return self

    def update(self, change: MessageLike | str, *, format: Format | None = None) -> None:
        """Changes the graph, or raises `Error` and changes nothing. A node whose id stands and the edges between two
        nodes that have some take the place of what was there, others are added, what has "isDropped" goes.
        """
        self._handle.update(*_bytes_of(cast("MessageLike", change), format))

    def rank(self, top: int = 0) -> messages.Ranking:
        """What matters most: risks by what would be lost no more without them, decisions by the work that they
        unblock; at most `top` of each, zero: all.
        """
        answer = self._handle.rank(_request(topCount=top), _core.JSON)
        return messages.Ranking(json.loads(str(answer, "utf-8")))

    def table(self, name: TableName = "risks", *, top: int = 0) -> Table:
        """The same for dataframes: "risks" or "blocked_work"."""
        return Table(self._handle, name, _request(topCount=top))

    def explain(self, id: str, form: DocumentForm = "text") -> str:
        """Why one node stands where it does: its place, where customers feel it, by which ways, and what would
        change it; text of 100 columns, Markdown, or one HTML page.
        """
        answer = self._handle.explain(_request(id=id, form=_form(form)), _core.JSON)
        return cast("str", json.loads(str(answer, "utf-8"))["document"])

    def node(self, id: str) -> messages.NodeExplanation:
        """The same for programs."""
        answer = self._handle.explain(_request(id=id, form="MESSAGE"), _core.JSON)
        return messages.NodeExplanation(json.loads(str(answer, "utf-8"))["node"])

    def save(self, *, format: Format = "json") -> bytes:
        """The graph as it stands, a readiness.v1.RiskGraph."""
        return bytes(self._handle.save(_format_number(format)))

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._handle.closed

    def close(self) -> None:
        """Frees the graph; later calls raise `ClosedError`. Closing twice does nothing."""
        self._handle.close()

    def __enter__(self) -> RiskGraph:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<readiness.RiskGraph, {'closed' if self.closed else 'open'}>"


__all__ = ["RiskGraph"]
