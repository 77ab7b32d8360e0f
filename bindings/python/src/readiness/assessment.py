"""The assessment: the answer to "may the cycle take its next step?", with its reasons."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any, cast

from readiness import messages
from readiness._core import Buffer
from readiness._message import Message


class Assessment(messages.Assessment):
    """Whether one rollout is ready at one moment, why, and what would change it.

        answer = cycle.assess()
        answer.verdict                             # Verdict.HOLD, which is also the text 'HOLD'
        for open_point in answer.resolution:
            print(open_point.path, open_point.next_step, open_point.owner)

    Its attributes are the fields of readiness.v1.Assessment, in snake_case; times are `datetime`, words are
    `Word`s (text), lists are tuples. In a notebook it shows itself as a table of its stages.
    """

    def __init__(self, answer: Mapping[str, Any] | Buffer | bytes) -> None:
        if isinstance(answer, Mapping):
            super().__init__(answer)
        else:
            self.__dict__["_answer"] = answer

    @property
    def _data(self) -> Mapping[str, Any]:
        read = self.__dict__.get("_json")
        if read is None:
            read = self.__dict__["_json"] = json.loads(str(self.__dict__["_answer"], "utf-8"))
        return cast("Mapping[str, Any]", read)

    def to_json(self) -> bytes:
        """Protobuf JSON in UTF-8: what `readiness assess --format json` prints, byte for byte, where the
        library made it.
        """
        answer = self.__dict__.get("_answer")
        if answer is not None:
            return bytes(answer)
        return json.dumps(self._data, ensure_ascii=False, separators=(",", ":")).encode()

    def __str__(self) -> str:
        lines = [f"{self.verdict}  {self.cycle}, as of {self.as_of}"]
        lines += [f"  {veto.rule} {veto.path}: at best {veto.cap}" for veto in self.vetoes[:5]]
        for point in self.resolution[:5]:
            lines.append(f"  {point.path} ({point.reason}): {point.next_step} [{point.owner or 'nobody'}]")
        more = len(self.resolution[5:]) + len(self.vetoes[5:])
        return "\n".join(lines + ([f"  and {more} more"] if more else []))

    def _repr_html_(self) -> str:
        return show_html(self)


_COLOURS = {"GO": "#1a7f37", "HOLD": "#9a6700", "NO_GO": "#cf222e"}
_RESULTS = ("PASS", "FAIL", "UNKNOWN", "WAIVED", "NOT_APPLICABLE")


def _row(cells: list[object], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"


def _verdict(verdict: str) -> str:
    colour = _COLOURS.get(verdict, "#57606a")
    return f'<strong style="color:{colour}">{html.escape(str(verdict))}</strong>'


def show_html(answer: messages.Assessment) -> str:
    """The verdict, the stages and what is to be done, as HTML; every text in it is escaped."""
    parts = [f"<div><p>{_verdict(answer.verdict)} {html.escape(answer.cycle)}, as of {answer.as_of}</p><table>",
             _row(["Stage", "Verdict", *_RESULTS], "th")]
    for stage in answer.stages:
        found = [criterion.result for criterion in stage.criteria]
        parts.append(_row([stage.stage, stage.verdict, *(found.count(messages.Result[word]) for word in _RESULTS)]))
    parts.append("</table>")
    if answer.resolution:
        parts += ["<table>", _row(["To settle", "Why", "Next", "Owner"], "th")]
        parts += [_row([point.path, point.reason, point.next_step, point.owner or "nobody"])
                  for point in answer.resolution[:10]]
        parts.append("</table>")
    if answer.vetoes:
        parts += ["<table>", _row(["Veto", "About", "At best"], "th")]
        parts += [_row([veto.rule, veto.path, veto.cap]) for veto in answer.vetoes[:10]]
        parts.append("</table>")
    return "".join(parts) + "</div>"


Message._types["Assessment"] = messages.Assessment
