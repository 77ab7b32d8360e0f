"""An assessment from Python: its fields, its words, its bytes, and how it shows itself."""

import copy
import datetime
import json
import pickle
from collections.abc import Mapping

import pytest

import readiness
from readiness import _core, messages


def moments(cycle):
    """Some moments of a cycle's life, the last among them."""
    times = [entry["recordedAt"] for entry in cycle.entries()]
    return [*times[::max(1, len(times) // 6)], times[-1]]


def test_every_field_reads_as_its_type(log_path):
    """Walks the whole answer: attributes convert, and what has a value in JSON has it in Python."""
    def walk(message):
        for name, field in type(message)._fields.items():
            value = getattr(message, name)
            raw = message.to_dict().get(field.json)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, messages.Message):
                    walk(item)
                elif isinstance(item, datetime.datetime):
                    assert item.tzinfo is not None and field.kind == "time"
                elif item is not None:
                    assert isinstance(item, {"text": str, "int": int, "float": float, "bool": bool,
                                             "counts": Mapping}.get(field.kind, messages.Word)), (name, item)
            assert raw is None or value is not None, name
            if isinstance(raw, list):
                assert len(raw) == len(value)

    with readiness.Cycle.load(log_path) as cycle:
        for moment in moments(cycle):
            walk(cycle.assess(moment))


def test_bytes_are_those_of_the_library(log_path):
    with readiness.Cycle.load(log_path) as cycle:
        for moment in moments(cycle):
            request = json.dumps({"asOf": moment}).encode()
            seconds = int(datetime.datetime.fromisoformat(moment).timestamp())
            answer = cycle.assess(moment)
            assert answer.to_json() == bytes(cycle._handle.assess(request, _core.JSON))
            assert answer.to_bytes() == bytes(cycle._handle.assess(_as_of(seconds), _core.PROTOBUF))


def _as_of(seconds):
    """A serialized AssessRequest of whole seconds."""
    written = bytearray()
    while seconds > 0x7F:
        written.append(seconds & 0x7F | 0x80)
        seconds >>= 7
    written.append(seconds)
    return bytes([0x0A, len(written) + 1, 0x08]) + bytes(written)


def test_words_are_text_and_members(shop):
    answer = shop.assess()
    assert answer.verdict is readiness.Verdict.HOLD
    assert answer.verdict == "HOLD" and str(answer.verdict) == "HOLD" and f"{answer.verdict}" == "HOLD"
    assert readiness.Verdict.GO.number == 3
    assert answer.stages[0].stage is readiness.Stage.DEFINE_OUTCOME


def test_a_word_of_a_newer_library_stays_text():
    answer = readiness.Assessment({"verdict": "PERHAPS", "aFieldOfTomorrow": 1})
    assert answer.verdict == "PERHAPS"
    assert answer.to_dict() == {"verdict": "PERHAPS", "aFieldOfTomorrow": 1}


def test_what_is_absent_is_none_or_the_zero_of_its_type():
    answer = readiness.Assessment({})
    assert (answer.cycle, answer.stages, answer.as_of, answer.resolution_gives_go) == ("", (), None, False)
    assert answer.verdict is readiness.Verdict.VERDICT_UNSPECIFIED
    assert messages.RankedRisk({}).rank is None
    assert messages.MetricValue({"estimate": "Infinity"}).estimate == float("inf")
    assert answer.to_bytes() == b""


def test_names_that_python_keeps_for_itself(shop):
    answer = shop.assess()
    assert answer.scope.in_ and answer.flip[0].from_ != answer.flip[0].to
    assert answer.summary.decisions["approved"] > 0


def test_an_answer_does_not_change(shop):
    answer = shop.assess()
    with pytest.raises(AttributeError, match="does not change"):
        answer.verdict = "GO"
    with pytest.raises(AttributeError, match="no field 'verdikt'"):
        answer.verdikt
    with pytest.raises(TypeError):
        answer.summary.decisions["approved"] = 0
    with pytest.raises(TypeError):
        readiness.messages.Summary({}).decisions["approved"] = 1
    assert readiness.messages.Summary({}).decisions == {}
    answer.to_dict()["verdict"] = "GO"
    assert answer.verdict == "HOLD"
    assert "resolution" in dir(answer)


def test_equal_copied_and_pickled(shop):
    answer = shop.assess()
    assert answer == shop.assess() and answer != shop.assess("2026-05-01T00:00:00Z")
    assert len({answer, shop.assess()}) == 1
    for again in (pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer), readiness.Assessment(answer.to_dict()),
                  readiness.Assessment(answer.to_json())):
        assert again == answer and again.to_bytes() == answer.to_bytes()


def test_hashes_are_of_the_values():
    risks = [readiness.messages.RankedRisk({"id": f"r{number}", "rank": str(number)}) for number in range(1000)]
    assert len({hash(risk) for risk in risks}) > 990 and len(set(risks)) == 1000
    one, other = {"id": "a", "recoveryOptions": ["x", "y"]}, {"recoveryOptions": ["x", "y"], "id": "a"}
    assert hash(readiness.messages.RankedRisk(one)) == hash(readiness.messages.RankedRisk(other))


def test_it_shows_itself(shop):
    answer = shop.assess()
    assert str(answer).startswith("HOLD  mossgrove-checkout")
    assert "verdict=<Verdict.HOLD" in repr(answer)
    html = answer._repr_html_()
    assert html.count("<tr>") >= 7 and "HAND_OFF" in html and "adaeze-obi" in html


def test_what_people_wrote_is_only_text_in_html():
    hostile = "<script>alert(1)</script>"
    answer = readiness.Assessment({
        "cycle": hostile, "verdict": hostile, "vetoes": [{"rule": hostile, "path": hostile}],
        "resolution": [{"path": hostile, "owner": hostile, "nextStep": hostile, "reason": hostile}],
        "stages": [{"stage": hostile, "verdict": hostile, "criteria": []}]})
    html = answer._repr_html_()
    assert "<script" not in html and html.count("&lt;script&gt;") == 10
