"""Laws, on inputs that nobody chose: hostile bytes are refused, and what is serialized here is what Protocol
Buffers serializes.
"""

import json
import math
import os
import pathlib
import subprocess

import pytest
from hypothesis import given, settings, strategies

import readiness
from readiness import messages

LOG = pathlib.Path(os.environ["READINESS_SOURCE_DIR"], "examples/ecommerce_launch.cycle.json").read_bytes()


@given(strategies.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_log_or_an_error(data):
    for format in ("json", "protobuf", None):
        try:
            readiness.Cycle.load(data, format=format).close()
        except readiness.Error as error:
            assert error.message and error.code


@given(strategies.integers(0, len(LOG) - 1), strategies.binary(min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_a_log_with_bytes_written_over_is_a_log_or_an_error(at, noise):
    try:
        with readiness.Cycle.load(LOG[:at] + noise + LOG[at + len(noise):], format="json") as cycle:
            cycle.assess()
    except readiness.Error as error:
        assert error.message


json_values = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(max_size=20)
    | strategies.floats(allow_nan=False, allow_infinity=False),
    lambda inner: strategies.lists(inner, max_size=4) | strategies.dictionaries(strategies.text(max_size=10), inner, max_size=4),
    max_leaves=12)


@given(strategies.dictionaries(strategies.sampled_from(
    ["id", "recordedAt", "actor", "riskRaised", "cycleOpened", "seq", "launched", "x"]), json_values))
@settings(max_examples=60, deadline=None)
def test_any_dict_is_an_entry_or_an_error(entry):
    cycle = readiness.Cycle()
    try:
        cycle.append(entry)
    except (readiness.Error, UnicodeEncodeError) as error:
        assert str(error)
    else:
        assert cycle.entries()


# --- serialized as Protocol Buffers does, for any content of every message -----------------------------------

def values_of(field, depth):
    words = messages.Message._words.get(field.kind)
    if words is not None:
        one = strategies.sampled_from([word.value for word in words])
    elif field.kind == "text":
        one = strategies.text(strategies.characters(exclude_categories=["Cs"]), max_size=200)
    elif field.kind == "int":
        one = strategies.integers(-2**63, 2**63 - 1).map(str)
    elif field.kind == "float":
        one = strategies.floats(allow_nan=False).map(
            lambda value: value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity"))
    elif field.kind == "bool":
        one = strategies.booleans()
    elif field.kind == "time":
        one = strategies.datetimes().map(lambda moment: moment.isoformat() + "Z")
    elif field.kind == "counts":
        return strategies.dictionaries(strategies.text(strategies.characters(exclude_categories=["Cs"]), max_size=5),
                                       strategies.integers(-2**63, 2**63 - 1).map(str), max_size=3)
    else:
        one = contents(messages.Message._types[field.kind], depth - 1)
    return strategies.lists(one, max_size=3) if field.label == "repeated" else one


def contents(kind, depth):
    fields = {field.json: values_of(field, depth) for field in kind._fields.values()
              if depth > 0 or field.kind not in messages.Message._types}
    return strategies.fixed_dictionaries({}, optional=fields)


@pytest.fixture(scope="module")
def oracle(tmp_path_factory):
    """Google's own classes for our messages, made from the .proto files."""
    pytest.importorskip("google.protobuf")
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    proto = pathlib.Path(os.environ["READINESS_SOURCE_DIR"], "proto")
    target = tmp_path_factory.mktemp("schema") / "all.binpb"
    subprocess.run(["protoc", f"--proto_path={proto}", "--include_imports", f"--descriptor_set_out={target}",
                    *map(str, sorted(proto.glob("readiness/v1/*.proto")))], check=True)
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(target.read_bytes()).file:
        pool.AddSerializedFile(file.SerializeToString())

    def of(name):
        descriptor = pool.FindMessageTypeByName("readiness.v1." + name)
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        return message_factory.MessageFactory(pool).GetPrototype(descriptor)
    return of


@pytest.mark.parametrize("name", sorted({kind.__name__ for kind in messages.Message._types.values()}))
def test_serialized_as_protocol_buffers_does(oracle, name):
    from google.protobuf import json_format
    kind = messages.Message._types[name]

    @given(contents(kind, 2))
    @settings(max_examples=4, deadline=None, database=None)
    def law(content):
        expected = json_format.ParseDict(json.loads(json.dumps(content)), oracle(name)())
        assert kind(content).to_bytes() == expected.SerializeToString(deterministic=True)

    law()
