"""A message that the library answered, as an object: attributes over protobuf JSON, and back to bytes.

messages.py is generated and declares which fields each message has; what they mean is here. A value is
converted when it is asked for, once. A field that the answer does not have reads as its type's zero ('',
0, False, ()), or as None where absence means something. Words and fields that a newer library adds do not
break an older package: words stay text, fields stay in `to_dict()`.
"""

from __future__ import annotations

import base64
import copy
import datetime
import enum
import re
import struct
import types
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, NoReturn, TypeVar, cast

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
MICROSECOND = datetime.timedelta(microseconds=1)


class Word(enum.StrEnum):
    """One word of an enum of readiness.v1: text."""

    @property
    def number(self) -> int:
        """Its number in serialized bytes."""
        return _NUMBERS[type(self)][self.value]


_NUMBERS: dict[type[Word], dict[str, int]] = {}
Words = TypeVar("Words", bound=type[Word])


def numbered(*numbers: int) -> Callable[[Words], Words]:
    """Says the numbers of the words of a class, in their order. Values of the members would be no text with them."""

    def add(cls: Words) -> Words:
        _NUMBERS[cls] = {word.value: number for word, number in zip(cls, numbers, strict=True)}
        return cls

    return add


class Field(NamedTuple):
    """One field of a message."""

    json: str
    """Its name in JSON."""
    number: int
    kind: str
    """text, int, float, bool, time, counts (a map from text to int), or the name of a Message or Word."""
    label: str = ""
    """'', optional or repeated."""


def parse_time(text: str) -> datetime.datetime:
    """A moment of protobuf JSON; whole microseconds."""
    return datetime.datetime.fromisoformat(text)


class Message:
    """A message of readiness.v1. Immutable; equal where the JSON is."""

    _fields: ClassVar[dict[str, Field]] = {}
    _types: ClassVar[dict[str, type[Message]]] = {}
    _words: ClassVar[dict[str, type[Word]]] = {}

    def __init_subclass__(cls) -> None:
        Message._types[cls.__name__] = cls

    def __init__(self, json: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_json", json)

    def to_dict(self) -> dict[str, Any]:
        """The message as protobuf JSON has it; yours to change."""
        return copy.deepcopy(cast("dict[str, Any]", self._data))

    def to_bytes(self) -> bytes:
        """The message serialized, as the library serializes it."""
        return encode(type(self), self._data)

    @property
    def _data(self) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", self.__dict__["_json"])

    def __getattr__(self, name: str) -> Any:
        field = type(self)._fields.get(name)
        if field is None:
            raise AttributeError(f"{type(self).__name__} has no field '{name}'", name=name, obj=self)
        value = _read(field, self._data.get(field.json))
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is an answer and does not change", name=name, obj=self)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._fields]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and type(self) is type(other) and self._data == other._data

    def __hash__(self) -> int:
        known = self.__dict__.get("_hash")
        if known is None:
            known = self.__dict__["_hash"] = hash((type(self).__name__, _hashed(self._data)))
        return int(known)

    def __reduce__(self) -> tuple[type[Message], tuple[dict[str, Any]]]:
        return type(self), (dict(self._data),)

    def __repr__(self) -> str:
        shown = []
        for name in self._fields:
            value = getattr(self, name)
            if isinstance(value, (tuple, Mapping)) and value:
                shown.append(f"{name}=<{len(value)}>")
            elif isinstance(value, Message):
                shown.append(f"{name}=...")
            elif value not in (None, "", 0, False, ()) and not isinstance(value, Mapping):
                shown.append(f"{name}={str(value) if isinstance(value, datetime.datetime) else value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


def _hashed(value: object) -> int:
    """A hash of JSON that is equal where the JSON is."""
    if isinstance(value, Mapping):
        return hash(frozenset((name, _hashed(inner)) for name, inner in value.items()))
    if isinstance(value, (list, tuple)):
        return hash(tuple(map(_hashed, value)))
    return hash(value)


# --- reading ----------------------------------------------------------------------------------------

_ZERO: dict[str, Any] = {"text": "", "int": 0, "float": 0.0, "bool": False, "counts": types.MappingProxyType({})}


def _read_one(kind: str, value: Any) -> Any:
    if kind == "text":
        return str(value)
    if kind == "int":
        return int(value)
    if kind == "float":
        return float(value)
    if kind == "bool":
        return bool(value)
    if kind == "time":
        return parse_time(value)
    if kind == "counts":
        return types.MappingProxyType({key: int(count) for key, count in value.items()})
    words = Message._words.get(kind)
    if words is None:
        return Message._types[kind](value)
    return words[value] if value in words.__members__ else str(value)


def _read(field: Field, value: Any) -> Any:
    if field.label == "repeated":
        return tuple(_read_one(field.kind, item) for item in value or ())
    if value is not None:
        return _read_one(field.kind, value)
    if field.label == "optional" or field.kind not in _ZERO:
        words = Message._words.get(field.kind)
        return None if words is None else next(iter(words))
    return _ZERO[field.kind]


# --- serializing ------------------------------------------------------------------------------------

def _varint(value: int) -> bytes:
    value &= 0xFFFF_FFFF_FFFF_FFFF  # A negative number is written as its two's complement.
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def _sized(data: bytes) -> bytes:
    return _varint(len(data)) + data


def _key(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _word_number(kind: str, word: Any) -> int:
    return int(word) if isinstance(word, int) else Message._words[kind][word].number


def _time(text: str) -> bytes:
    micros = (parse_time(text) - EPOCH) // MICROSECOND
    seconds, rest = divmod(micros, 1_000_000)
    return ((_key(1, 0) + _varint(seconds) if seconds else b"")
            + (_key(2, 0) + _varint(rest * 1000) if rest else b""))


def _scalar(kind: str, value: Any) -> tuple[int, bytes]:
    """The wire type and the bytes of one value."""
    if kind == "text":
        return 2, _sized(str(value).encode())
    if kind == "int":
        return 0, _varint(int(value))
    if kind == "bool":
        return 0, _varint(bool(value))
    if kind == "float":
        return 1, struct.pack("<d", float(value))
    if kind == "time":
        return 2, _sized(_time(value))
    if kind in Message._words:
        return 0, _varint(_word_number(kind, value))
    return 2, _sized(encode(Message._types[kind], value))


def _encode_field(field: Field, value: Any) -> bytes:
    if field.kind == "counts":
        return b"".join(_key(field.number, 2) + _sized(_key(1, 2) + _sized(key.encode())
                                                      + _key(2, 0) + _varint(int(value[key])))
                        for key in sorted(value, key=str.encode))
    if field.label == "repeated":
        items = [_scalar(field.kind, item) for item in value]
        if items and items[0][0] != 2:
            return _key(field.number, 2) + _sized(b"".join(data for _, data in items))
        return b"".join(_key(field.number, 2) + data for _, data in items)
    wire, data = _scalar(field.kind, value)
    if not field.label and wire != 2 and not any(data):
        return b""  # Zero, and presence means nothing.
    if not field.label and field.kind == "text" and data == b"\0":
        return b""
    return _key(field.number, wire) + data


def encode(message: type[Message], json: Mapping[str, Any]) -> bytes:
    """A message in JSON as serialized bytes, fields by number and maps by key."""
    fields = sorted(message._fields.values(), key=lambda field: field.number)
    return b"".join(_encode_field(field, json[field.json]) for field in fields
                    if json.get(field.json) is not None)


def plain(value: object) -> object:
    """What `json.dumps` does not know by itself, as protobuf JSON has it."""
    if isinstance(value, datetime.date):
        return format_time(value)
    if isinstance(value, datetime.timedelta):
        return f"{value // MICROSECOND / 1_000_000:.6f}s"
    if isinstance(value, Message):
        return value._data
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in protobuf JSON")


def format_time(moment: datetime.date | str) -> str:
    """A moment as protobuf JSON has it. A `datetime` must say its zone; a date, also as text, is its 00:00 UTC."""
    if isinstance(moment, str):
        return f"{moment}T00:00:00Z" if _DATE.fullmatch(moment) else moment
    if not isinstance(moment, datetime.date):
        raise TypeError(f"{moment!r} is no moment: give a datetime with a zone, a date, or text such as 2026-03-01T09:30:00Z")
    if not isinstance(moment, datetime.datetime):
        return f"{moment.isoformat()}T00:00:00Z"
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give one, such as datetime.timezone.utc")
    return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat() + "Z"
