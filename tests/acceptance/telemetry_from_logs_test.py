"""What telemetry_from_logs.py makes of the recorded logs, measured with the standard library alone.

    python3 telemetry_from_logs_test.py

The data is looked for in READINESS_DATA_DIR, else in ../shared/data beside the repository; where it
is absent the tests that need it are skipped by name. The figures are the published ones of the sets,
as literals; they are computed from the telemetry here, by code that the converter does not share:
nothing is sorted, firsts are minima. Bad input is tried in small files made up here.
"""

import collections
import csv
import datetime
import fractions
import io
import os
import subprocess
import sys
import tempfile
import unittest

import readiness_command
import telemetry_from_logs

REPOSITORY = os.path.dirname(os.path.dirname(readiness_command.HERE))
DATA = os.environ.get("READINESS_DATA_DIR") or os.path.join(REPOSITORY, "..", "shared", "data")
CONVERTER = os.path.join(readiness_command.HERE, "telemetry_from_logs.py")
DAY = 86_400_000_000


def convert(data, *arguments):
    """Runs the converter as a user would: (exit code, output, what it said)."""
    done = subprocess.run([sys.executable, "-B", CONVERTER, data, *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def microseconds(text):
    if text.isdecimal():
        return int(text)
    since = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) - datetime.datetime(
        1970, 1, 1, tzinfo=datetime.timezone.utc)
    return since // datetime.timedelta(microseconds=1)


def quantile(values, share):
    """R type 7; microseconds give seconds."""
    ordered = sorted(values)
    at = fractions.Fraction(share) * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (at - low) * (ordered[high] - ordered[low])) / 1e6


class Telemetry:
    """The rows of one conversion, and what can be counted in them."""

    def __init__(self, name, *arguments):
        code, output, said = convert(DATA, name, *arguments)
        if code != 0:
            raise AssertionError(f"{name}: exit {code}: {said}")
        self.rows = list(csv.DictReader(io.StringIO(output, newline=""), strict=True))
        self.header = output.split("\n", 1)[0].split(",")
        self.times = collections.defaultdict(list)
        for row in self.rows:
            self.times[row["kind"], row["event"], row["entity"]].append(microseconds(row["time"]))

    def count(self, kind, event):
        """(entities, events) with an event."""
        found = [times for (a, b, _), times in self.times.items() if (a, b) == (kind, event)]
        return len(found), sum(map(len, found))

    def spans(self, kind, begin, end, last=False):
        """Microseconds from the first `begin` to the first (or last) `end` of each entity that has both."""
        pick = max if last else min
        return [pick(self.times[kind, end, entity]) - min(times)
                for (a, b, entity), times in list(self.times.items())
                if (a, b) == (kind, begin) and (kind, end, entity) in self.times]

    def kaplan_meier(self, kind, begin, end, window):
        """n, ended, open, the median and 1 - S(7 d) of what began in [from, as-of), ended by as-of."""
        since, until = (microseconds(f"{day}T00:00:00Z") for day in window)
        lives = []
        for (a, b, entity), times in list(self.times.items()):
            if (a, b) == (kind, begin) and since <= min(times) < until:
                ends = [time for time in self.times.get((kind, end, entity), []) if time <= until]
                lives.append(((min(ends) if ends else until) - min(times), bool(ends)))
        survival, median, within = 1.0, None, 0.0
        # One at a time: events before censorings, each of those left at risk.
        for before, (at, is_end) in enumerate(sorted(lives, key=lambda life: (life[0], not life[1]))):
            if not is_end:
                continue
            survival *= 1 - 1 / (len(lives) - before)
            if median is None and survival <= 0.5:
                median = at / 1e6
            if at <= 7 * DAY:
                within = 1 - survival
        ended = sum(is_end for _, is_end in lives)
        return len(lives), ended, len(lives) - ended, median, within


class Figures(unittest.TestCase):
    """The published figures of the sets."""

    def read(self, name, *arguments):
        if not os.path.isdir(os.path.join(DATA, name)):
            self.skipTest(f"{name}: no data at {DATA}")
        read = Telemetry(name, *arguments)
        self.assertEqual(read.header, list(telemetry_from_logs.COLUMNS))
        identities = [row["event_id"] for row in read.rows]
        self.assertEqual(len(set(identities)), len(identities))
        return read

    def assert_spans(self, spans, count, median, mean=None, p90=None, scale=1, places=4):
        self.assertEqual(len(spans), count)
        self.assertAlmostEqual(quantile(spans, "0.5") / scale, median, places)
        if mean is not None:
            self.assertAlmostEqual(sum(spans) / len(spans) / 1e6 / scale, mean, places)
        if p90 is not None:
            self.assertAlmostEqual(quantile(spans, "0.9") / scale, p90, places)

    def test_helpdesk_italy(self):
        read = self.read("helpdesk_italy")
        spans = read.spans("ticket", "opened", "resolved")
        self.assert_spans(spans, 4569, 516_936, 960_985.3336, 2_580_736.4)
        self.assertEqual(spans.count(0), 2)
        self.assertEqual(read.count("ticket", "opened"), (4580, 4580))
        self.assertEqual(read.count("ticket", "escalated"), (102, 119))
        self.assertEqual(read.count("exception", "entered")[1], 1463)

    def test_helpdesk_italy_with_open_tickets(self):
        read = self.read("helpdesk_italy", "--kind", "ticket")
        for window, expected in [
                (("2012-01-01", "2012-03-01"), (348, 315, 33, 200_829, 0.7082415)),
                (("2012-06-01", "2012-07-01"), (173, 139, 34, 193_963, 0.7325288)),
                (("2013-01-01", "2013-02-01"), (86, 9, 77, None, 0.0129870))]:
            *counts, within = read.kaplan_meier("ticket", "opened", "resolved", window)
            self.assertEqual(tuple(counts), expected[:4])
            self.assertAlmostEqual(within, expected[4], 7)

    def test_bpi2013_volvo_problems(self):
        read = self.read("bpi2013_volvo_problems")
        self.assert_spans(read.spans("ticket", "opened", "resolved"), 1487, 6_906_205,
                          15_201_166.8285, 44_976_148.2)
        self.assertEqual(quantile(read.spans("ticket", "opened", "resolved", last=True), "0.5"), 7_086_718)
        self.assertEqual(read.count("ticket", "reopened"), (61, 81))
        self.assertEqual(read.count("ticket", "escalated"), (131, 174))
        self.assertEqual({row["tier"] for row in read.rows}, {""})

    def test_bpi2013_volvo_problems_with_tiers(self):
        read = self.read("bpi2013_volvo_problems", "--tiers", "--cohort", "impact")
        self.assertEqual({row["tier"] for row in read.rows}, {"1", "2", "3"})
        self.assertEqual({row["tier"] for row in read.rows if row["event"] == "escalated"}, {"2", "3"})
        self.assertEqual({row["cohort"] for row in read.rows}, {"Low", "Medium", "High", "Major"})

    def test_bpi2020_travel_claims(self):
        read = self.read("bpi2020_travel_claims")
        self.assert_spans(read.spans("ticket", "opened", "resolved"), 9938, 125_940.5, p90=747_493.7)
        self.assert_spans(read.spans("review", "approved", "implemented"), 9910, 458_484, p90=978_803)
        self.assertEqual(read.count("ticket", "opened"), (10_222, 10_222))
        self.assertEqual(read.count("decision", "decided"), (9938, 9999))
        self.assertEqual(read.count("change", "reopened"), (1278, 2804))

    def test_bpi2020_travel_claims_with_unpaid_claims(self):
        read = self.read("bpi2020_travel_claims", "--kind", "review")
        for window, expected in [
                (("2018-03-01", "2018-03-15"), (328, 184, 144, 453_401, 0.6859605)),
                (("2018-06-01", "2018-07-01"), (792, 675, 117, 379_447, 0.7961573))]:
            *counts, within = read.kaplan_meier("review", "approved", "implemented", window)
            self.assertEqual(tuple(counts), expected[:4])
            self.assertAlmostEqual(within, expected[4], 7)

    def test_swift_evolution(self):
        read = self.read("swift_evolution")
        self.assert_spans(read.spans("review", "approved", "implemented"), 421, 55.339456, 102.176002,
                          216.150694, scale=86_400, places=6)
        self.assert_spans(read.spans("ticket", "opened", "resolved"), 515, 17.982361, p90=61.835181,
                          scale=86_400, places=6)

    def test_receipt_permit(self):
        read = self.read("receipt_permit")
        self.assertAlmostEqual(quantile(read.spans("journey", "started", "completed"), "0.5"), 2868.5835, 4)
        steps = collections.Counter(row["value"] for row in read.rows if row["event"] == "step")
        self.assertEqual([steps[step] for step in ("1", "6", "2", "4", "5", "10", "3")],
                         [1434, 1416, 1368, 1307, 1300, 1283, 55])
        self.assertEqual(read.count("exception", "entered")[1], 55)
        self.assertEqual({row["cohort"] for row in read.rows}, {"EMPTY", "Group 1"})

    def test_cookie_cats_ab(self):
        for day, returned in ((1, {"gate_30": 20_034, "gate_40": 20_119}),
                              (7, {"gate_30": 8_502, "gate_40": 8_279})):
            read = self.read("cookie_cats_ab", "--day", str(day))
            counts = collections.Counter((row["event"], row["cohort"], row["time"]) for row in read.rows)
            self.assertEqual(counts, {
                ("enrolled", "gate_30", "0"): 44_700, ("enrolled", "gate_40", "0"): 45_489,
                **{("activated", cohort, str(day * DAY)): count for cohort, count in returned.items()}})


class MadeUp(unittest.TestCase):
    """Small logs, good and bad."""

    def convert(self, name, file, text, *arguments):
        with tempfile.TemporaryDirectory() as data:
            os.mkdir(os.path.join(data, name))
            with open(os.path.join(data, name, file), "w", encoding="utf-8", newline="") as out:
                out.write(text)
            return convert(data, name, *arguments)

    def test_events_of_a_case_are_sorted_stably_by_time(self):
        code, output, said = self.convert(
            "helpdesk_italy", "events.csv",
            "case,time,activity\n"
            "b,2012-01-02T00:00:00Z,Resolve ticket\n"
            "a,2012-01-01T00:00:00Z,Assign seriousness\n"
            "b,2012-01-01T23:00:00-02:00,Wait\n"
            "b,2012-01-02T01:00:00+01:00,Closed\n"
            "b,2012-01-03T00:00:00Z,Wait\n")
        self.assertEqual(code, 0, said)
        rows = [(row["time"], row["kind"], row["entity"], row["event"])
                for row in csv.DictReader(io.StringIO(output, newline=""))]
        self.assertEqual(rows, [
            ("2012-01-02T00:00:00Z", "ticket", "b", "opened"),
            ("2012-01-02T00:00:00Z", "ticket", "b", "resolved"),
            ("2012-01-01T23:00:00-02:00", "ticket", "b", "reopened"),
            ("2012-01-01T23:00:00-02:00", "exception", "b", "entered"),
            ("2012-01-03T00:00:00Z", "exception", "b", "completed"),
            ("2012-01-03T00:00:00Z", "exception", "b", "entered"),
            ("2012-01-01T00:00:00Z", "ticket", "a", "opened")])

    def test_a_review_counts_what_comes_after_its_opening(self):
        code, output, said = self.convert(
            "swift_evolution", "transitions.csv",
            "merged_at,proposal,to_class\n"
            "2020-01-01T00:00:00Z,SE-1,implemented\n"
            "2020-01-02T00:00:00Z,SE-1,in_review\n"
            "2020-01-03T00:00:00Z,SE-1,returned\n"
            "2020-01-04T00:00:00Z,SE-1,in_review\n"
            "2020-01-05T00:00:00Z,SE-1,accepted\n"
            "2020-01-06T00:00:00Z,SE-1,implemented\n", "--kind", "ticket", "--kind", "review")
        self.assertEqual(code, 0, said)
        rows = [(row["time"][8:10], row["kind"], row["event"])
                for row in csv.DictReader(io.StringIO(output, newline=""))]
        self.assertEqual(rows, [("02", "ticket", "opened"), ("03", "ticket", "resolved"),
                                ("05", "review", "approved"), ("06", "review", "implemented")])

    def test_what_cannot_be_read_is_refused_with_the_place(self):
        for text, words in [
                ("case,time\n", "column 'activity' is missing"),
                ("case,time,activity\na,2012-01-01T00:00:00,Wait\n", "has no zone"),
                ("case,time,activity\na,yesterday,Wait\n", "'yesterday' is no time"),
                ("case,time,activity\na,2012-01-01T00:00:00Z\n", "line 2"),
                ("case,time,activity\na,2012-01-01T00:00:00Z,\"Wait\n", "end of data")]:
            code, output, said = self.convert("helpdesk_italy", "events.csv", text)
            self.assertEqual((code, output), (1, ""), text)
            self.assertIn(words, said)
            self.assertNotIn("Traceback", said)

    def test_a_set_that_is_not_there_is_refused(self):
        with tempfile.TemporaryDirectory() as data:
            code, output, said = convert(data, "receipt_permit")
        self.assertEqual((code, output), (1, ""))
        self.assertIn("events.csv", said)

    def test_wrong_usage(self):
        self.assertEqual(convert("x", "no_such_set")[0], 2)
        self.assertEqual(convert("x")[0], 2)


if __name__ == "__main__":
    readiness_command.run_tests()
