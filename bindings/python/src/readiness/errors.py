"""What the library refuses, as exceptions.

    try:
        cycle.append(entry)
    except readiness.FailedPreconditionError as error:
        print(error.rule, error.location, error)      # 'R24', 'entry 3 (risk/checkout)', the whole line

Every refusal is an `Error`, with a subclass for the codes that programs tell apart. The message says what
is wrong, where, by which rule and what to do; it is for people. `code` and `rule` are for programs.
"""

from __future__ import annotations

import enum


class Code(enum.IntEnum):
    """Why something was refused; the numbers are those of google.rpc.Code."""

    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class Error(Exception):
    """A call that the library refused; it has changed nothing."""

    code: Code
    """Why, for programs."""
    message: str
    """What is wrong, where, by which rule and what to do, in one line."""
    location: str
    """The place that is wrong, such as 'entry 3 (risk/checkout)'; '' where the message alone says it."""
    rule: str
    """The rule that was broken, such as 'R24'; '' where it is none of the rules."""
    details: bytes
    """A serialized readiness.v1.ErrorDetail; b'' where there is none."""

    def __init__(self, code: Code, message: str, location: str = "", rule: str = "", details: bytes = b"") -> None:
        super().__init__(code, message, location, rule, details)
        self.code = code
        self.message = message
        self.location = location
        self.rule = rule
        self.details = details

    def __str__(self) -> str:
        return self.message


class InvalidArgumentError(Error, ValueError):
    """What was handed over is wrong, whatever the state."""


class NotFoundError(Error, LookupError):
    """It names what the log has not introduced."""


class AlreadyExistsError(Error):
    """The same id stands with other content."""


class ResourceExhaustedError(Error):
    """A limit, or memory."""


class FailedPreconditionError(Error):
    """Well formed, but the state does not allow it."""


class UnimplementedError(Error, NotImplementedError):
    """Known, and not offered by this version."""


class ClosedError(FailedPreconditionError, ValueError):
    """The cycle, metric state or risk graph was closed before."""


_CLASSES: dict[int, type[Error]] = {
    Code.INVALID_ARGUMENT: InvalidArgumentError,
    Code.NOT_FOUND: NotFoundError,
    Code.ALREADY_EXISTS: AlreadyExistsError,
    Code.RESOURCE_EXHAUSTED: ResourceExhaustedError,
    Code.FAILED_PRECONDITION: FailedPreconditionError,
    Code.UNIMPLEMENTED: UnimplementedError,
}


def _rule_of(detail: bytes) -> str:
    """Field 1 of an ErrorDetail, which the library writes first; shorter than 128 bytes or nothing."""
    if len(detail) < 2 or detail[0] != 0x0A or detail[1] > 0x7F:
        return ""
    return detail[2:2 + detail[1]].decode("utf-8", "replace")


def _make_error(code: int, message: str, location: str, detail: bytes) -> Error:
    """What the extension raises."""
    known = Code(code) if code in Code.__members__.values() else Code.UNKNOWN
    return _CLASSES.get(code, Error)(known, message, location, _rule_of(detail), detail)


def _closed(noun: str) -> ClosedError:
    return ClosedError(Code.FAILED_PRECONDITION, f"the {noun} is closed; load it again, or close it later")
