"""`readiness metrics` on recorded logs, against figures that were computed without it: those printed
with the data (README of the data folder) and, for the survival curves, by R.

What needs the data is skipped where the data is absent.
"""

import csv
import datetime
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import unittest

import readiness_command

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.environ.get("READINESS_DATA_DIR",
                      os.path.join(HERE, "..", "..", "..", "shared", "data"))
FOLDER = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
CACHE = {}

needs_data = unittest.skipUnless(os.path.isdir(DATA), f"there is no folder {DATA}")


def telemetry(*arguments):
    """The path of the telemetry of one set, made once."""
    if arguments not in CACHE:
        path = os.path.join(FOLDER.name, f"{len(CACHE)}.csv")
        with open(path, "wb") as target:
            subprocess.run([sys.executable, os.path.join(HERE, "telemetry_from_logs.py"), DATA,
                            *arguments], stdout=target, check=True)
        CACHE[arguments] = path
    return CACHE[arguments]


def microseconds(text):
    if text.isdecimal():
        return int(text)
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(
        microseconds=1)


def metrics(path, *arguments):
    """{metric: reading} as the command prints it."""
    run = subprocess.run([readiness_command.command(), "metrics", "--telemetry", path, "--format", "json",
                          *arguments], capture_output=True, check=False)
    if run.returncode != 0:
        raise AssertionError(f"exit {run.returncode}: {run.stderr.decode()}")
    return {reading["metric"]: reading for reading in json.loads(run.stdout)["metrics"]}


def value(reading, measure, at=None):
    for one in reading["values"]:
        if one["measure"] == measure and (at is None or one.get("at") == at):
            return one.get("estimate")
    raise AssertionError(f"no {measure} at {at}")


@needs_data
class Helpdesk(unittest.TestCase):
    def test_completed_tickets(self):
        reading = metrics(telemetry("helpdesk_italy", "--kind", "ticket"), "--as-of", "2015-01-01",
                          "--metric", "time_to_resolution")["time_to_resolution"]
        self.assertEqual(int(reading["sample"]["events"]), 4569)
        self.assertAlmostEqual(value(reading, "completed_median"), 516_936, places=3)
        self.assertAlmostEqual(value(reading, "completed_mean"), 960_985.3336, places=3)
        self.assertAlmostEqual(value(reading, "completed_p90"), 2_580_736.4, places=3)
        # R prints the middle of the flat part of the curve, 518,377.5; its left end is 518,246.
        self.assertEqual(value(reading, "median"), 518_246)

    def test_open_tickets_count(self):
        path = telemetry("helpdesk_italy", "--kind", "ticket")
        for release, as_of, resolved, open_, median, completed, within in (
                ("2012-01-01", "2012-03-01", 315, 33, 200_829, 103_269, 0.7082415),
                ("2012-06-01", "2012-07-01", 139, 34, 193_963, 109_066, 0.7325288),
                ("2013-01-01", "2013-02-01", 9, 77, None, 1_388_466, 0.0129870)):
            with self.subTest(release=release):
                reading = metrics(path, "--release", release, "--as-of", as_of, "--metric",
                                  "time_to_resolution")["time_to_resolution"]
                self.assertEqual(int(reading["sample"]["events"]), resolved)
                self.assertEqual(int(reading["sample"]["open"]), open_)
                self.assertEqual(value(reading, "median"), median)
                self.assertEqual(value(reading, "completed_median"), completed)
                self.assertAlmostEqual(value(reading, "within", 604800), within, places=7)

    def test_a_histogram_is_within_its_bins(self):
        path = telemetry("helpdesk_italy", "--kind", "ticket")
        arguments = ("--as-of", "2015-01-01", "--metric", "time_to_resolution")
        exact = metrics(path, *arguments)["time_to_resolution"]
        binned = metrics(path, *arguments, "--resolution", "histogram")["time_to_resolution"]
        for measure in ("median", "p90", "completed_median", "completed_p90"):
            self.assertLess(abs(value(binned, measure) / value(exact, measure) - 1), 0.004, measure)
        self.assertNotEqual(exact["values"], binned["values"])

    def test_escalations(self):
        reading = metrics(telemetry("helpdesk_italy"), "--as-of", "2015-01-01", "--metric",
                          "support_escalation_frequency")["support_escalation_frequency"]
        self.assertEqual(int(reading["sample"]["events"]), 102)
        self.assertEqual(int(reading["sample"]["total"]), 4580)
        self.assertAlmostEqual(value(reading, "share"), 102 / 4580, places=12)
        self.assertIsNone(value(reading, "rate"))
        self.assertIn("NO_EXPOSURE", reading["reasons"])


@needs_data
class VolvoProblems(unittest.TestCase):
    def test_first_completion(self):
        reading = metrics(telemetry("bpi2013_volvo_problems"), "--as-of", "2014-01-01", "--metric",
                          "time_to_resolution")["time_to_resolution"]
        self.assertAlmostEqual(value(reading, "completed_median"), 6_906_205, places=3)
        self.assertAlmostEqual(value(reading, "completed_mean"), 15_201_166.8285, places=3)
        self.assertAlmostEqual(value(reading, "completed_p90"), 44_976_148.2, places=3)

    def test_escalations(self):
        reading = metrics(telemetry("bpi2013_volvo_problems"), "--as-of", "2014-01-01", "--metric",
                          "support_escalation_frequency")["support_escalation_frequency"]
        self.assertEqual(int(reading["sample"]["events"]), 131)


@needs_data
class TravelClaims(unittest.TestCase):
    def test_both_waits(self):
        path = telemetry("bpi2020_travel_claims")
        read = metrics(path, "--as-of", "2020-01-01")
        approval = read["time_to_resolution"]
        self.assertEqual(int(approval["sample"]["events"]), 9938)
        self.assertAlmostEqual(value(approval, "completed_median"), 125_940.5, places=3)
        self.assertAlmostEqual(value(approval, "completed_p90"), 747_493.7, places=3)
        payment = read["review_to_implementation_lag"]
        self.assertEqual(int(payment["sample"]["events"]), 9910)
        self.assertAlmostEqual(value(payment, "completed_median"), 458_484, places=3)
        self.assertAlmostEqual(value(payment, "completed_p90"), 978_803, places=3)

    def test_payments_of_one_window(self):
        # Approved in the window, paid by its end or open then.
        path = telemetry("bpi2020_travel_claims", "--kind", "review")
        for begin, end, events, open_, median, completed, within in (
                ("2018-03-01", "2018-03-15", 184, 144, 453_401, 440_862.5, 0.6859605),
                ("2018-06-01", "2018-07-01", 675, 117, 379_447, 360_689, 0.7961573)):
            with self.subTest(begin=begin):
                reading = metrics(path, "--release", begin, "--as-of", end, "--metric",
                                  "review_to_implementation_lag")["review_to_implementation_lag"]
                self.assertEqual(int(reading["sample"]["events"]), events)
                self.assertEqual(int(reading["sample"]["open"]), open_)
                self.assertEqual(value(reading, "median"), median)
                self.assertEqual(value(reading, "completed_median"), completed)
                self.assertAlmostEqual(value(reading, "within", 604800), within, places=7)


@needs_data
class SwiftEvolution(unittest.TestCase):
    def test_both_waits(self):
        read = metrics(telemetry("swift_evolution"), "--as-of", "2030-01-01")
        outcome = read["time_to_resolution"]
        self.assertEqual(int(outcome["sample"]["events"]), 515)
        self.assertAlmostEqual(value(outcome, "completed_median") / 86400, 17.982361, places=5)
        self.assertAlmostEqual(value(outcome, "completed_p90") / 86400, 61.835181, places=5)
        lag = read["review_to_implementation_lag"]
        self.assertEqual(int(lag["sample"]["events"]), 421)
        self.assertAlmostEqual(value(lag, "completed_median") / 86400, 55.339456, places=5)
        self.assertAlmostEqual(value(lag, "completed_mean") / 86400, 102.176002, places=5)
        self.assertAlmostEqual(value(lag, "completed_p90") / 86400, 216.150694, places=5)


@needs_data
class Permits(unittest.TestCase):
    def test_time_to_the_last_event(self):
        reading = metrics(telemetry("receipt_permit"), "--as-of", "2030-01-01", "--metric",
                          "early_journey_completion")["early_journey_completion"]
        self.assertEqual(int(reading["sample"]["total"]), 1434)
        first, last = {}, {}
        with open(telemetry("receipt_permit"), encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                if row["kind"] != "journey":
                    continue
                at = microseconds(row["time"])
                first[row["entity"]] = min(at, first.get(row["entity"], at))
                last[row["entity"]] = max(at, last.get(row["entity"], at))
        durations = sorted((last[case] - first[case]) / 1e6 for case in first)
        self.assertAlmostEqual(statistics.median(durations), 2_868.5835, places=3)
        # The curve falls to one half at the lower of the two middle durations.
        self.assertAlmostEqual(value(reading, "time_to_value_median"),
                               statistics.median_low(durations), places=5)


@needs_data
class CookieCats(unittest.TestCase):
    def test_adoption_by_cohort(self):
        for day, counts in (("1", (20_034, 20_119)), ("7", (8_502, 8_279))):
            reading = metrics(telemetry("cookie_cats_ab", "--day", day), "--as-of", "1970-03-01",
                              "--by", "cohort")["adoption_consistency"]
            cohorts = {one["cohort"]: one for one in reading["cohorts"]}
            self.assertEqual(int(cohorts["gate_30"]["sample"]["matured"]), 44_700)
            self.assertEqual(int(cohorts["gate_40"]["sample"]["matured"]), 45_489)
            self.assertEqual(int(cohorts["gate_30"]["sample"]["events"]), counts[0])
            self.assertEqual(int(cohorts["gate_40"]["sample"]["events"]), counts[1])

    def test_the_gates_differ_by_less_than_a_point(self):
        reading = metrics(telemetry("cookie_cats_ab", "--day", "7"), "--as-of", "1970-03-01")
        between = value(reading["adoption_consistency"], "between_sd")
        # Both ways of the phi of metrics.md: by hand from the four counts.
        n = (44_700, 45_489)
        s = (8_502, 8_279)
        p = sum(s) / sum(n)
        statistic = sum((a - b * p) ** 2 / (b * p * (1 - p)) for a, b in zip(s, n))
        phi = max(0.0, (statistic - 1) / sum(n)) ** 0.5
        self.assertAlmostEqual(between, 100 * phi * (p * (1 - p)) ** 0.5, places=9)


class Refusals(unittest.TestCase):
    def run_on(self, text, *arguments):
        path = os.path.join(FOLDER.name, "wrong.csv")
        with open(path, "w", encoding="utf-8") as target:
            target.write(text)
        run = subprocess.run([readiness_command.command(), "metrics", "--telemetry", path, "--as-of",
                              "2024-01-01", *arguments], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout, run.stderr

    def test_each_names_the_line_and_prints_nothing(self):
        head = "time,kind,entity,event,value,total\n"
        good = "2023-01-01T00:00:00Z,ticket,1,opened,,\n"
        for row, words in (
                ("2023-01-01T00:00:00,ticket,1,opened,,\n", "line 3"),
                ("2023-01-01T00:00:00Z,tickets,1,opened,,\n", "no kind"),
                ("2023-01-01T00:00:00Z,ticket,1,solved,,\n", "no event"),
                ("2023-01-01T00:00:00Z,response,1,answered,11,10\n", "value"),
                ("2023-01-01T00:00:00Z,ticket,1\n", "line 3")):
            with self.subTest(row=row):
                code, out, err = self.run_on(head + good + row)
                self.assertEqual(code, 1, err)
                self.assertEqual(out, "")
                self.assertIn("line 3", err)
                self.assertIn(words, err)

    def test_wrong_command_lines(self):
        for arguments in (("--metric", "mttr"), ("--metric", "prediction_match"),
                          ("--within", "3 days"), ("--release", "2025-01-01")):
            with self.subTest(arguments=arguments):
                code, _, err = self.run_on("time,kind,entity,event\n", *arguments)
                self.assertEqual(code, 2, err)

    def test_nothing_seen_is_never_met(self):
        definitions = os.path.join(FOLDER.name, "definitions.json")
        with open(definitions, "w", encoding="utf-8") as target:
            json.dump({"definitions": [{"metric": "time_to_resolution", "target": 0}]}, target)
        code, out, err = self.run_on("time,kind,entity,event\n", "--definitions", definitions,
                                     "--format", "json")
        self.assertEqual(code, 0, err)
        reading = json.loads(out)["metrics"][0]
        self.assertEqual(reading["verdict"], "INSUFFICIENT")


class EasyFirst(unittest.TestCase):
    """Easy tickets close at once, hard ones stay: what is closed tells nothing of what is open."""

    def test_the_two_medians_differ_as_the_mathematics_says(self):
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(("time", "kind", "entity", "event"))
        durations = []
        for i in range(400):
            opened = 1_700_000_000_000_000 + i * 60_000_000
            is_easy = i % 5 < 3
            seconds = 60 + i if is_easy else 86_400 * (5 + i % 7)
            rows.writerow((opened, "ticket", i, "opened"))
            if is_easy:
                durations.append(seconds)
                rows.writerow((opened + seconds * 1_000_000, "ticket", i, "resolved"))
        path = os.path.join(FOLDER.name, "easy.csv")
        with open(path, "w", encoding="utf-8") as target:
            target.write(text.getvalue())
        reading = metrics(path, "--as-of", "2023-11-16")["time_to_resolution"]
        naive = statistics.median(durations)
        self.assertAlmostEqual(value(reading, "completed_median"), naive, places=6)
        # Nothing is censored before the last easy close, so S falls by 1/400 a close: it is at most
        # one half after the 200th of the 240.
        self.assertEqual(value(reading, "median"), sorted(durations)[199])


if __name__ == "__main__":
    readiness_command.run_tests()
