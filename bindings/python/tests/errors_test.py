"""What is refused: the class, the code, the rule, the place, and words."""

import json
import pickle

import pytest

import readiness


def test_a_refusal_says_where_and_by_which_rule(shop_path):
    log = json.loads(shop_path.read_bytes())
    log["entries"][1]["recordedAt"] = "2000-01-01T00:00:00Z"
    with pytest.raises(readiness.Error) as caught:
        readiness.Cycle.load(log)
    error = caught.value
    assert error.location.startswith("entry 2 (")
    assert error.rule == "R76" and error.rule.encode() in error.details
    assert str(error) == error.message and error.message.startswith(error.location + ": R76: ")
    assert error.code is readiness.Code.FAILED_PRECONDITION and isinstance(error, readiness.FailedPreconditionError)


@pytest.mark.parametrize(("log", "kind", "words"), [
    (b"", readiness.InvalidArgumentError, "no entries"),
    (b"{", readiness.InvalidArgumentError, "JSON"),
    (b'{"schemaVersion": "1", "entries": [{"id": "x", "lunched": {}}]}', readiness.InvalidArgumentError, "lunched"),
    (b"\xff\xff\xff", readiness.InvalidArgumentError, "a tag is cut off"),
    (b'{"schemaVersion": "9", "entries": []}', readiness.Error, "schema"),
])
def test_logs_that_are_none(log, kind, words):
    with pytest.raises(kind, match=words) as caught:
        readiness.Cycle.load(log)
    assert caught.value.message


def test_classes_fit_what_python_programs_catch(shop):
    with pytest.raises(LookupError):
        shop.explain("nobody-has-this-id")
    with pytest.raises(ValueError):
        readiness.Cycle.load(b"{")
    for kind in (readiness.InvalidArgumentError, readiness.NotFoundError, readiness.AlreadyExistsError,
                 readiness.ResourceExhaustedError, readiness.FailedPreconditionError, readiness.UnimplementedError,
                 readiness.ClosedError):
        assert issubclass(kind, readiness.Error)


def test_the_same_id_with_other_content_exists_already(shop):
    entry = shop.entries(max_entry_count=1)[0]
    entry["actor"] = "somebody-else"
    with pytest.raises(readiness.AlreadyExistsError) as caught:
        shop.append(entry)
    assert caught.value.code == 6


def test_errors_can_be_sent_elsewhere():
    with pytest.raises(readiness.Error) as caught:
        readiness.Cycle.load(b"{")
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is type(caught.value)
    assert (again.code, again.message, again.rule, again.details) == (
        caught.value.code, caught.value.message, caught.value.rule, caught.value.details)
