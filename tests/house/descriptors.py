"""The schema as Python values, read from a serialized google.protobuf.FileDescriptorSet.

Only the standard library: the wire format is small, and so is the part of descriptor.proto that the
checks need. Make the bytes with
`protoc --proto_path=proto --include_source_info --descriptor_set_out=FILE proto/readiness/v1/*.proto`.
"""

from dataclasses import dataclass, field

TYPES = {1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 6: "fixed64", 7: "fixed32",
         8: "bool", 9: "string", 10: "group", 11: "message", 12: "bytes", 13: "uint32", 14: "enum",
         15: "sfixed32", 16: "sfixed64", 17: "sint32", 18: "sint64"}
LABELS = {1: "singular", 2: "required", 3: "repeated"}


@dataclass
class Value:
    """One value of an enum."""
    name: str
    number: int
    comment: str


@dataclass
class Enum:
    """An enum; `outer` is the full name of the message that holds it, '' at file level."""
    full_name: str
    outer: str
    comment: str
    values: list[Value]


@dataclass
class Field:
    """One field; `type` is a scalar's name, or 'message X' or 'enum X' with X's full name."""
    name: str
    number: int
    type: str
    label: str
    comment: str


@dataclass
class Message:
    """A message with the ranges and names that it retired."""
    full_name: str
    comment: str
    fields: list[Field]
    reserved: list[str]


@dataclass
class File:
    """One .proto file, nested types flattened into two lists in the order of the file."""
    path: str
    package: str
    messages: list[Message] = field(default_factory=list)
    enums: list[Enum] = field(default_factory=list)


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _fields(data):
    """{field number: [values]} of one message; length-delimited values stay bytes."""
    found, at = {}, 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
        elif wire == 2:
            size, at = _varint(data, at)
            value, at = data[at:at + size], at + size
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            value, at = data[at:at + size], at + size
        else:
            raise ValueError(f"wire type {wire} at byte {at}")
        found.setdefault(number, []).append(value)
    return found


def _text(message, number):
    return message.get(number, [b""])[0].decode()


def _signed(value):
    return value - (1 << 64) if value >= 1 << 63 else value


def _comments(file):
    """{path in the descriptor: leading comment} from SourceCodeInfo."""
    comments = {}
    for info in file.get(9, []):
        for location in map(_fields, _fields(info).get(1, [])):
            path, at, packed = [], 0, b"".join(location.get(1, []))
            while at < len(packed):
                part, at = _varint(packed, at)
                path.append(part)
            comments[tuple(path)] = _text(location, 3).strip()
    return comments


def _enum(data, outer, path, comments):
    raw = _fields(data)
    values = []
    for index, value in enumerate(map(_fields, raw.get(2, []))):
        values.append(Value(_text(value, 1), _signed(value.get(2, [0])[0]),
                            comments.get(path + (2, index), "")))
    return Enum(f"{outer}.{_text(raw, 1)}", outer, comments.get(path, ""), values)


def _field(data, path, comments):
    raw = _fields(data)
    kind = TYPES[raw[5][0]]
    if kind in ("message", "enum"):
        kind += " " + _text(raw, 6).lstrip(".")
    label = "optional" if raw.get(17) else LABELS[raw.get(4, [1])[0]]
    return Field(_text(raw, 1), raw[3][0], kind, label, comments.get(path, ""))


def _message(data, outer, path, comments, file):
    raw = _fields(data)
    name = f"{outer}.{_text(raw, 1)}"
    reserved = [value.decode() for value in raw.get(10, [])]
    for bounds in map(_fields, raw.get(9, [])):
        reserved += [str(number) for number in range(bounds[1][0], bounds[2][0])]
    fields = [_field(value, path + (2, index), comments) for index, value in enumerate(raw.get(2, []))]
    file.messages.append(Message(name, comments.get(path, ""), fields, reserved))
    for index, value in enumerate(raw.get(3, [])):
        if not _fields(_fields(value).get(7, [b""])[0]).get(7):  # a map entry is no message of ours
            _message(value, name, path + (3, index), comments, file)
    for index, value in enumerate(raw.get(4, [])):
        file.enums.append(_enum(value, name, path + (4, index), comments))


def read(data):
    """The files of a serialized FileDescriptorSet."""
    files = []
    for raw in map(_fields, _fields(data).get(1, [])):
        comments = _comments(raw)
        file = File(_text(raw, 1), _text(raw, 2))
        for index, value in enumerate(raw.get(4, [])):
            _message(value, file.package, (4, index), comments, file)
        for index, value in enumerate(raw.get(5, [])):
            file.enums.append(_enum(value, file.package, (5, index), comments))
        files.append(file)
    return files
