"""Tables that pyarrow makes, in every layout that is read, against the CSV that pyarrow writes.

    python3 arrow_pyarrow.py ARROW_DOOR

ARROW_DOOR is the library built from arrow_door.cc. Exits 77 (skipped) where pyarrow is not installed.
What pyarrow allocated must be free again after each reading: all was released.
"""

import ctypes
import gc
import io
import random
import sys
import unittest

try:
    import pyarrow as pa
    import pyarrow.compute
    import pyarrow.csv
except ImportError:
    print("skipped: pyarrow is not installed")
    sys.exit(77)

DOOR = ctypes.CDLL(sys.argv.pop(1))
ROOM = 8 << 20
TEXTS = ("cohort", "subject", "release", "kind", "event", "parent", "event_id")
TIMES = ("time", "recorded", "due")
DAY = 86_400_000_000

for function in (DOOR.readiness_test_read_stream, DOOR.readiness_test_read_csv):
    function.restype = ctypes.c_size_t
DOOR.readiness_test_read_stream.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
DOOR.readiness_test_read_csv.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
pointer_of.restype = ctypes.c_void_p
pointer_of.argtypes = [ctypes.py_object, ctypes.c_char_p]


def read(function, *arguments):
    out = ctypes.create_string_buffer(ROOM)
    size = function(*arguments, out, ROOM)
    assert size <= ROOM
    return out.raw[:size].decode()


def read_stream(table):
    capsule = table.__arrow_c_stream__()
    return read(DOOR.readiness_test_read_stream, pointer_of(capsule, b"arrow_array_stream"))


def read_csv(table):
    out = io.BytesIO()
    for name in TIMES:  # pyarrow itself writes a blank where RFC 3339 has a T.
        text = pa.compute.strftime(table.column(name), format="%Y-%m-%dT%H:%M:%SZ")
        table = table.set_column(table.column_names.index(name), name, text)
    pyarrow.csv.write_csv(table, out)
    return read(DOOR.readiness_test_read_csv, out.getvalue(), len(out.getvalue()))


def made_up(rows, seed=20261122):
    """A table of every kind of value, nulls among them."""
    draw = random.Random(seed)

    def maybe(value):
        return None if draw.random() < 0.2 else value

    def moment():
        return draw.randrange(-30_000, 60_000) * DAY + draw.randrange(86_400) * 1_000_000

    events = [draw.choice([("ticket", "opened"), ("ticket", "resolved"), ("account", "enrolled"),
                           ("change", "redone")]) for _ in range(rows)]
    instant = pa.timestamp("us", "UTC")
    return pa.table({
        # The effort of a change is a whole number.
        "value": pa.array([maybe(float(draw.randrange(64)) / (1 if kind == "change" else 8))
                           for kind, _ in events]),
        "time": pa.array([moment() for _ in range(rows)], instant),
        "kind": pa.array([kind for kind, _ in events]),
        "event": pa.array([event for _, event in events]),
        "entity": pa.array([draw.randrange(-1000, 10**12) for _ in range(rows)]),
        "cohort": pa.array([maybe(draw.choice(["web", "Größe, \"XL\"", "a\nb", "x" * 30])) for _ in range(rows)]),
        "subject": pa.array([maybe(draw.choice(["checkout", "日本語のアンケートです"])) for _ in range(rows)]),
        "release": pa.array([None] * rows, pa.string()),
        "parent": pa.array([maybe(f"parent-{draw.randrange(1000)}") for _ in range(rows)]),
        "event_id": pa.array([f"event-{number}" for number in range(rows)]),
        "tier": pa.array([maybe(draw.randrange(16)) for _ in range(rows)], pa.int8()),
        "due": pa.array([maybe(moment()) for _ in range(rows)], instant),
        "recorded": pa.array([maybe(moment()) for _ in range(rows)], instant),
        "total": pa.array([maybe(draw.random() * 1e6) for _ in range(rows)]),
    })


def cast(table, names, kind):
    for name in names:
        at = table.column_names.index(name)
        table = table.set_column(at, name, table.column(name).cast(kind))
    return table


class Layouts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.table = made_up(9000)
        cls.rows = read_csv(cls.table)
        assert cls.rows.count("\n") >= 9000, cls.rows[:300]

    def check(self, table, rows=None):
        gc.collect()
        before = pa.total_allocated_bytes()
        found = read_stream(table)
        self.assertEqual(found == (self.rows if rows is None else rows), True, found[:300])
        gc.collect()
        self.assertEqual(pa.total_allocated_bytes(), before)

    def test_plain(self):
        self.check(self.table)

    def test_large_text(self):
        self.check(cast(self.table, TEXTS, pa.large_string()))

    def test_views_of_text(self):
        self.check(cast(self.table, TEXTS, pa.string_view()))

    def test_dictionaries_of_every_index(self):
        for index in (pa.int8(), pa.uint8(), pa.int16(), pa.int32(), pa.int64()):
            self.check(cast(self.table, ("cohort", "subject", "kind", "event"), pa.dictionary(index, pa.string())))

    def test_timestamps_of_every_unit_and_zone(self):
        for unit in ("s", "ms", "us", "ns"):
            for zone in ("UTC", "Europe/Rome", "+05:30"):
                self.check(cast(self.table, TIMES, pa.timestamp(unit, zone)))

    def test_whole_microseconds_and_text_of_numbers(self):
        self.check(cast(self.table, TIMES, pa.int64()))
        self.check(cast(self.table, ("entity",), pa.string()))
        self.check(cast(self.table, ("tier",), pa.uint64()))

    def test_many_arrays(self):
        self.check(pa.Table.from_batches(self.table.to_batches(max_chunksize=137)))
        self.check(pa.concat_tables([self.table.slice(0, 1), self.table.slice(1, 0), self.table.slice(1)]))

    def test_slices(self):
        lines = read_csv(self.table.drop_columns(["cohort"])).splitlines(keepends=True)
        table = self.table.drop_columns(["cohort"])
        for kind in (pa.string(), pa.large_string(), pa.string_view()):
            for begin, count in ((1, 8999), (7, 100), (4095, 4099), (8999, 1), (9000, 0)):
                part = cast(table, ("subject", "kind", "event"), kind).slice(begin, count)
                self.check(part, "".join(lines[begin:begin + count]))

    def test_a_struct_array_with_an_offset(self):
        table = self.table.drop_columns(["cohort"])
        lines = read_csv(table).splitlines(keepends=True)
        batch = table.combine_chunks().to_batches()[0]
        array = pa.StructArray.from_arrays(batch.columns, names=batch.schema.names).slice(11, 500)
        self.check(pa.RecordBatchReader.from_batches(
            batch.schema, [pa.RecordBatch.from_struct_array(array)]), "".join(lines[11:511]))

    def test_no_rows(self):
        self.check(self.table.slice(0, 0), "")

    def test_a_column_of_nulls(self):
        at = self.table.column_names.index("release")
        self.check(self.table.set_column(at, "release", pa.nulls(9000)))

    def test_refusals(self):
        for table, words in [
                (cast(self.table, ("time",), pa.timestamp("us")), "column time: ARROW: timestamps without a zone"),
                (self.table.append_column("colour", pa.nulls(9000)), '"colour" is no column'),
                (self.table.drop_columns(["event"]), 'column "event" is missing'),
                (cast(self.table, ("kind",), pa.binary()), 'format "z" is none that is read'),
                (self.table.set_column(0, "value", pa.array([1.0, float("nan")] + [2.0] * 8998)),
                 "row 2: EVENT_VALUE: value: NaN")]:
            gc.collect()
            before = pa.total_allocated_bytes()
            self.assertIn(words, read_stream(table))
            gc.collect()
            self.assertEqual(pa.total_allocated_bytes(), before)

    def test_a_stream_that_fails(self):
        def batches():
            yield self.table.to_batches()[0]
            raise ValueError("the cable is loose")
        found = read_stream(pa.RecordBatchReader.from_batches(self.table.schema, batches()))
        self.assertIn("the stream gives no array", found)
        self.assertIn("the cable is loose", found)


if __name__ == "__main__":
    unittest.main(verbosity=2)
