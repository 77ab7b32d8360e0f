"""A cycle from Python: loaded from whatever holds a log, appended to, asked, saved, closed."""

import copy
import datetime
import json
import pickle

import pytest

import readiness

OPENED = {"id": "open", "recordedAt": "2026-01-05T09:00:00Z", "actor": "ana",
          "cycleOpened": {"id": "first", "title": "A first cycle", "opener": {"id": "ana", "name": "Ana", "kind": "PERSON"}}}
PARTY = {"id": "ben-joins", "recordedAt": "2026-01-05T09:01:00Z", "actor": "ana",
         "partyAdded": {"party": {"id": "ben", "name": "Ben", "kind": "PERSON"}}}


class Wire:
    """A message of another runtime, as far as we look into it."""

    def __init__(self, data):
        self.data = data

    def SerializeToString(self):
        return self.data


def test_the_same_log_from_path_bytes_dict_and_message(log_path):
    data = log_path.read_bytes()
    with readiness.Cycle.load(log_path) as cycle:
        expected = cycle.assess().to_json()
        serialized = cycle.save(format="protobuf")
    for source in (str(log_path), data, bytearray(data), memoryview(data), json.loads(data), serialized, Wire(serialized)):
        with readiness.Cycle.load(source) as cycle:
            assert cycle.assess().to_json() == expected


@pytest.mark.parametrize("begin", [b"\xef\xbb\xbf", b" " * 100, b"\xef\xbb\xbf" + b"\r\n\t " * 1000])
def test_json_may_begin_with_a_byte_order_mark_and_blanks(shop, tmp_path, begin):
    path = tmp_path / "log.txt"
    path.write_bytes(begin + shop.save())
    for source in (path, path.read_bytes(), memoryview(path.read_bytes())):
        assert readiness.Cycle.load(source).save() == shop.save()


def test_draws_tell_who_is_among_the_first_ten(shop_path):
    with readiness.Cycle.load(shop_path) as cycle:
        left_open = [risk.id for risk in cycle.assess().risks if risk.top_probability is None]
        assert left_open
        for risk in cycle.assess(rank_draws=64).risks:
            assert risk.top_probability_low <= risk.top_probability <= risk.top_probability_high
            if risk.id in left_open:
                assert risk.top_probability_low < risk.top_probability_high
        with pytest.raises(readiness.InvalidArgumentError, match="rank_draw_count"):
            cycle.assess(rank_draws=-1)


def test_what_is_saved_is_loaded_again(shop, tmp_path):
    assert readiness.Cycle.load(shop.save()).save() == shop.save()
    for name, begin in (("log.cycle.json", b"{"), ("log.cycle.binpb", b"\x08\x01")):
        shop.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begin)
        assert readiness.Cycle.load(tmp_path / name).save() == shop.save()
    assert shop.to_dict()["entries"] == shop.entries()


def test_a_date_is_its_first_moment(shop):
    expected = shop.assess("2026-05-01T00:00:00Z").to_json()
    assert shop.assess("2026-05-01").to_json() == shop.assess(datetime.date(2026, 5, 1)).to_json() == expected
    for wrong in (5, 1.5, b"2026-05-01", datetime.time(5)):
        with pytest.raises(TypeError, match="is no moment"):
            shop.assess(wrong)
    with pytest.raises(ValueError, match="no time zone"):
        shop.assess(datetime.datetime(2026, 5, 1))


@pytest.mark.parametrize("make", [readiness.Cycle, readiness.MetricState, lambda: readiness.RiskGraph({})])
def test_what_holds_a_handle_is_neither_copied_nor_pickled(make):
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            copied(make())


def test_a_cycle_from_nothing():
    cycle = readiness.Cycle()
    with pytest.raises(readiness.FailedPreconditionError, match="no entries"):
        cycle.assess()
    cycle.append(OPENED)
    cycle.append(json.dumps(PARTY))
    cycle.append(json.dumps(PARTY).encode())  # It stands already: nothing changes.
    assert [entry["id"] for entry in cycle.entries()] == ["open", "ben-joins"]
    assert cycle.assess().verdict == "HOLD"


def test_times_of_python_go_into_entries():
    zone = datetime.timezone(datetime.timedelta(hours=2))
    cycle = readiness.Cycle()
    cycle.append({**OPENED, "recordedAt": datetime.datetime(2026, 1, 5, 11, 0, tzinfo=zone)})
    assert cycle.entries()[0]["recordedAt"] == "2026-01-05T09:00:00Z"
    assert cycle.assess().as_of == datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.timezone.utc)


def test_a_refused_entry_changes_nothing(shop):
    before = shop.save()
    with pytest.raises(readiness.Error) as caught:
        shop.append({**PARTY, "id": "late"})
    assert "recorded_at" in str(caught.value)
    assert shop.save() == before


@pytest.mark.parametrize("as_of", ["2026-05-01T00:00:00Z", "2026-05-01T02:00:00+02:00",
                                   datetime.datetime(2026, 5, 1, tzinfo=datetime.timezone.utc),
                                   datetime.datetime(2026, 5, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))])
def test_one_moment_in_four_ways(shop, as_of):
    assert shop.assess(as_of).to_json() == shop.assess("2026-05-01T00:00:00Z").to_json()
    assert shop.assess(as_of).as_of == datetime.datetime(2026, 5, 1, tzinfo=datetime.timezone.utc)


def test_a_time_without_zone_is_refused(shop):
    with pytest.raises(ValueError, match="no time zone"):
        shop.assess(datetime.datetime(2026, 5, 1))
    with pytest.raises(readiness.InvalidArgumentError, match="asOf"):
        shop.assess("last Tuesday")


def test_since_is_the_moment_to_compare_with(shop):
    since = shop.assess(since="2026-08-01T00:00:00Z").since
    assert since.as_of == datetime.datetime(2026, 8, 1, tzinfo=datetime.timezone.utc)


def test_questions(shop):
    assert shop.report().startswith("HOLD")
    assert shop.report("markdown").startswith("# ")
    assert "<html" in shop.report("html")
    assert "timeouts-recover" in shop.explain("timeouts-recover")
    assert shop.changes("2026-08-01T00:00:00Z", as_of="2026-09-10T00:00:00Z")
    assert shop.policy()["id"] == "default/1"
    part = shop.entries(after_seq=2, max_entry_count=3)
    assert [entry["seq"] for entry in part] == ["3", "4", "5"]
    assert shop.query({"policy": {}})["policy"] == shop.policy()
    assert shop.query('{"policy": {}}') == shop.query({"policy": {}})
    serialized = shop.query(b"\x2a\x00")  # {policy (5): {}}
    assert isinstance(serialized, bytes) and b"default/1" in serialized


def test_limits_are_read_in_either_format(shop):
    for source in (shop.save(), shop.save(format="protobuf")):
        with pytest.raises(readiness.ResourceExhaustedError, match="entries"):
            readiness.Cycle.load(source, limits={"maxEntryCount": 3})
        assert readiness.Cycle.load(source, limits={"maxEntryCount": 10_000}).assess().cycle == "mossgrove-checkout"
        with pytest.raises(ValueError, match="maxEntries"):
            readiness.Cycle.load(source, limits={"maxEntries": 3})


def test_format_says_what_bytes_are(shop):
    with pytest.raises(readiness.InvalidArgumentError):
        readiness.Cycle.load(shop.save(), format="protobuf")
    with pytest.raises(ValueError, match="'json' and 'protobuf'"):
        readiness.Cycle.load(shop.save(), format="yaml")
    with pytest.raises(ValueError, match="markdown"):
        shop.report("pdf")


def test_what_no_message_is_made_of(shop):
    with pytest.raises(TypeError, match="no form in protobuf JSON"):
        shop.append({"id": object()})
    with pytest.raises(ValueError, match="JSON"):
        shop.append({"id": float("nan")})
    with pytest.raises(TypeError):
        readiness.Cycle.load(7)
    with pytest.raises(FileNotFoundError):
        readiness.Cycle.load("there-is-no-such.cycle.json")


def test_use_after_close_is_an_error(shop_path):
    with readiness.Cycle.load(shop_path) as cycle:
        answer = cycle.assess()
    assert cycle.closed
    cycle.close()
    for call in (cycle.assess, cycle.save, cycle.policy, cycle.to_dict, lambda: cycle.append({"id": "x"}),
                 lambda: cycle.explain("x"), lambda: cycle.query({"policy": {}})):
        with pytest.raises(readiness.ClosedError, match="closed"):
            call()
    assert answer.verdict == "HOLD"  # What was answered is ours.
    assert repr(cycle) == "<readiness.Cycle, closed>"
