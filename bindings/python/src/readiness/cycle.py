"""A cycle: one rollout's log, and the questions that it answers."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import re
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, cast, runtime_checkable

from readiness import _core, messages
from readiness._handle import OneHandle
from readiness._message import encode, format_time, plain
from readiness.assessment import Assessment
from readiness.tables import Table, TableName, _WithMetrics

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from readiness.metrics import MetricState
else:
    Buffer = bytes  # Python has a name for what has a buffer from 3.12 on.

Format: TypeAlias = Literal["json", "protobuf"]
DocumentForm: TypeAlias = Literal["text", "markdown", "html"]
Moment: TypeAlias = datetime.date | str
"""A `datetime` with a zone, RFC 3339 text, or a date, also as text: its 00:00 UTC."""


@runtime_checkable
class SerializableMessage(Protocol):
    """A message of Protocol Buffers, of whatever runtime."""

    def SerializeToString(self) -> bytes: ...


MessageLike: TypeAlias = Mapping[str, Any] | SerializableMessage | Buffer
"""A message handed over: a dict, an object with `SerializeToString`, or bytes of JSON or of the wire format."""

_FORMATS = {"json": _core.JSON, "protobuf": _core.PROTOBUF}


def _format_number(name: str) -> int:
    if name not in _FORMATS:
        raise ValueError(f"format is {name!r}; there are 'json' and 'protobuf'")
    return _FORMATS[name]


_JSON_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\{")


def _looks_like_json(data: Buffer) -> bool:
    """JSON begins with a brace, after a mark of the byte order and blanks where there are some; in serialized bytes the
    mark would be no field, and a brace a group, which no message of ours has.
    """
    return _JSON_BEGINS.match(memoryview(data).cast("B")) is not None


def _bytes_of(message: MessageLike, format: Format | None) -> tuple[Buffer, int]:
    """A message as bytes, and in which format."""
    if isinstance(message, Mapping):
        return json.dumps(message, default=plain, allow_nan=False).encode(), _core.JSON
    if isinstance(message, SerializableMessage):
        return message.SerializeToString(), _core.PROTOBUF
    if isinstance(message, str):
        return message.encode(), _core.JSON
    if format is not None:
        return message, _format_number(format)
    return message, _core.JSON if _looks_like_json(message) else _core.PROTOBUF


def _request(**fields: object) -> bytes:
    """A request in JSON of the fields that are given."""
    given = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(given, default=plain, allow_nan=False).encode() if given else b""


def _time(moment: Moment | None) -> str | None:
    return None if moment is None else format_time(moment)


def _limits(limits: Mapping[str, Any] | None, format: int) -> bytes:
    """A ReadLimits in the format of what is read; nothing: the defaults."""
    if limits is None:
        return b""
    if format == _core.JSON:
        return json.dumps(limits, default=plain, allow_nan=False).encode()
    known = {field.json for field in messages.ReadLimits._fields.values()}
    for name in limits:
        if name not in known:
            raise ValueError(f"limits: there is no {name!r}; there are {', '.join(sorted(known))}")
    return encode(messages.ReadLimits, limits)


def _form(form: str) -> str:
    if form not in ("text", "markdown", "html"):
        raise ValueError(f"form is {form!r}; there are 'text', 'markdown' and 'html'")
    return form.upper()


def _states(metrics: MetricState | None,
            earlier: MetricState | None) -> tuple[_core.MetricState, _core.MetricState | None] | None:
    """What a question takes of the library with metrics of telemetry; nothing without."""
    if metrics is None:
        if earlier is not None:
            raise ValueError("metrics of the earlier moment are given without metrics")
        return None
    return metrics._handle, None if earlier is None else earlier._handle


class Cycle(OneHandle):
    """One run of a playbook for one rollout: its log, and the state that the log folds to.

        with readiness.Cycle.load("launch.cycle.json") as cycle:
            print(cycle.assess(as_of="2026-10-08T00:00:00Z"))

    `Cycle()` has no entries; the first to append is cycle_opened. Several threads may ask one cycle at the
    same time, and other threads run meanwhile; an `append` needs it for itself, and one that meets another call is a
    `FailedPreconditionError`. What a cycle holds is freed by `close`, by the end of `with`, or with the object.
    """

    __slots__ = ("_handle", "__weakref__")

    def __init__(self) -> None:
        self._handle = _core.new()

    @classmethod
    def load(cls, source: str | os.PathLike[str] | MessageLike, *, format: Format | None = None,
             limits: Mapping[str, Any] | None = None) -> Cycle:
        """Reads a log and replays it.

        `source` is the path of a file (`str` or `os.PathLike`), or the log itself, a readiness.v1.Cycle: bytes,
        a dict, or a message. Bytes and files are JSON or serialized, which is told from what they begin with
        unless `format` says it. `limits` are fields of readiness.v1.ReadLimits, such as {"maxEntryCount": 1000};
        what is not given is the library's default (256 MiB, a million entries).

        Raises `Error` with the entry, counted from 1, its id and the rule that it breaks; `OSError` where the file
        cannot be read. About 20 microseconds an entry of JSON, 8 of serialized bytes.
        """
        log: MessageLike
        if isinstance(source, (str, os.PathLike)):
            log = pathlib.Path(source).read_bytes()
        else:
            log = source
        data, number = _bytes_of(log, format)
        self = cls.__new__(cls)
        self._handle = _core.load(data, number, _limits(limits, number))
        return self

    def append(self, entry: str | MessageLike, *, format: Format | None = None) -> None:
        """Accepts one entry, a readiness.v1.Entry as dict, message, JSON text or bytes, or raises `Error` and
        changes nothing. An entry that stands already, with the same id and content, changes nothing either.
        """
        data, number = _bytes_of(cast("MessageLike", entry), format)
        self._handle.append(data, number)

    def assess(self, as_of: Moment | None = None, *, since: Moment | None = None, metrics: MetricState | None = None,
               metrics_since: MetricState | None = None, rank_draws: int = 0) -> Assessment:
        """Asks whether the cycle may take its next step.

        `as_of` is the moment, a `datetime` with a zone, RFC 3339 text or a date (its 00:00 UTC); not given, it is when the last entry was
        recorded. What was recorded later is unknown. `since` is the moment to compare with; not given, it is
        the last review that closed before. Some milliseconds for a thousand entries.

        `metrics` of telemetry are shown, and answer the criteria that refer to them: a state that `MetricState.for_cycle`
        made for the same moment; `metrics_since` is one for the moment to compare with.

        `rank_draws` is how often likelihoods that are not certain are drawn, so that each risk has its chance to be
        among the first ten with an interval (`top_probability`); 0: not, 256 take some 50 ms, at most 65,536.
        """
        request = _request(asOf=_time(as_of), since=_time(since), rankDrawCount=rank_draws or None)
        states = _states(metrics, metrics_since)
        if states is not None:
            return Assessment(self._handle.assess_with_metrics(*states, request, _core.JSON))
        return Assessment(self._handle.assess(request, _core.JSON))

    def query(self, request: str | MessageLike, *, format: Format | None = None, metrics: MetricState | None = None,
              metrics_since: MetricState | None = None) -> dict[str, Any] | bytes:
        """Asks a readiness.v1.QueryRequest. A dict or JSON gets the QueryAnswer as dict; a message or serialized
        bytes get it serialized. `report`, `explain`, `changes`, `policy` and `entries` ask the same in words of Python.
        """
        data, number = _bytes_of(cast("MessageLike", request), format)
        answer = self._answer(data, number, metrics, metrics_since)
        return self._read(answer) if number == _core.JSON else bytes(answer)

    def report(self, form: DocumentForm = "text", *, as_of: Moment | None = None, since: Moment | None = None,
               metrics: MetricState | None = None, metrics_since: MetricState | None = None) -> str:
        """The assessment for people: text of 100 columns, Markdown, or one HTML page that needs nothing beside
        itself. `metrics` and `metrics_since` as of `assess`.
        """
        asked = {"form": _form(form), "since": _time(since)}
        return cast("str", self._ask(as_of, "report", asked, metrics, metrics_since)["document"])

    def explain(self, id: str, form: DocumentForm = "text", *, as_of: Moment | None = None,
                metrics: MetricState | None = None) -> str:
        """Everything that is known about one id: a risk, decision, person, criterion, entry and so on."""
        return cast("str", self._ask(as_of, "explain", {"id": id, "form": _form(form)}, metrics)["document"])

    def subject(self, id: str, *, as_of: Moment | None = None, metrics: MetricState | None = None) -> messages.Subject:
        """The same for programs."""
        return messages.Subject(self._ask(as_of, "explain", {"id": id, "form": "MESSAGE"}, metrics)["subject"])

    def changes(self, from_: Moment, form: DocumentForm = "text", *, as_of: Moment | None = None,
                metrics: MetricState | None = None, metrics_from: MetricState | None = None) -> str:
        """What changed from a moment to `as_of`; with metrics of telemetry, `metrics_from` is what was known of them at
        `from_`.
        """
        asked = {"from": _time(from_), "form": _form(form)}
        return cast("str", self._ask(as_of, "change", asked, metrics, metrics_from)["document"])

    def compare(self, from_: Moment, *, as_of: Moment | None = None, metrics: MetricState | None = None,
                metrics_from: MetricState | None = None) -> messages.Change:
        """The same for programs."""
        asked = {"from": _time(from_), "form": "MESSAGE"}
        return messages.Change(self._ask(as_of, "change", asked, metrics, metrics_from)["change"])

    def policy(self, as_of: Moment | None = None) -> dict[str, Any]:
        """The policy in force, a readiness.v1.Policy."""
        return cast("dict[str, Any]", self._ask(as_of, "policy", {})["policy"])

    def entries(self, *, after_seq: int = 0, max_entry_count: int = 0,
                as_of: Moment | None = None) -> list[dict[str, Any]]:
        """Entries known at `as_of`, in the order of the log, after place `after_seq` (counted from 1); at most
        `max_entry_count`, zero: all.
        """
        asked = {"afterSeq": after_seq, "maxEntryCount": max_entry_count}
        answer = self._ask(as_of, "entries", asked)
        return cast("list[dict[str, Any]]", answer["entries"].get("entries", []))

    def table(self, name: TableName, as_of: Moment | None = None, *, since: Moment | None = None, rank_draws: int = 0,
              metrics: MetricState | None = None, metrics_since: MetricState | None = None) -> Table:
        """Rows for dataframes: "risks", "blocked_work" and "metrics" of the assessment, or "entries", the log, of which
        `since` and metrics of telemetry are no part.
        """
        request = _request(asOf=_time(as_of), since=_time(since), rankDrawCount=rank_draws or None)
        states = _states(metrics, metrics_since)
        return Table(self._handle if states is None else _WithMetrics(self._handle, *states), name, request)

    def save(self, path: str | os.PathLike[str] | None = None, *, format: Format | None = None) -> bytes:
        """The log as it was accepted, a readiness.v1.Cycle; written to `path` where one is given.

        Without `format` it is JSON, unless the path ends in .binpb.
        """
        if format is None:
            format = "protobuf" if path is not None and os.fspath(path).endswith(".binpb") else "json"
        data = bytes(self._handle.save(_format_number(format)))
        if path is not None:
            pathlib.Path(path).write_bytes(data)
        return data

    def to_dict(self) -> dict[str, Any]:
        """The log as dict."""
        return self._read(self._handle.save(_core.JSON))

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._handle.closed

    def close(self) -> None:
        """Frees the cycle. Calls of other threads that are under way end as they would have; later ones raise
        `ClosedError`. Closing twice does nothing.
        """
        self._handle.close()

    def __enter__(self) -> Cycle:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<readiness.Cycle, {'closed' if self.closed else 'open'}>"

    @staticmethod
    def _read(answer: Buffer) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(str(answer, "utf-8")))

    def _answer(self, request: Buffer, format: int, metrics: MetricState | None,
                metrics_since: MetricState | None) -> _core.Buffer:
        states = _states(metrics, metrics_since)
        if states is None:
            return self._handle.query(request, format)
        return self._handle.query_with_metrics(*states, request, format)

    def _ask(self, as_of: Moment | None, question: str, asked: Mapping[str, Any], metrics: MetricState | None = None,
             metrics_since: MetricState | None = None) -> dict[str, Any]:
        given = {name: value for name, value in asked.items() if value is not None}
        request = _request(asOf=_time(as_of), **{question: given})
        return self._read(self._answer(request, _core.JSON, metrics, metrics_since))


__all__ = ["Cycle", "DocumentForm", "Format", "MessageLike", "Moment", "SerializableMessage"]
