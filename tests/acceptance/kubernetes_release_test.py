"""Real Kubernetes releases, assessed by `readiness` and counted again from the CSV files.

    READINESS_CLI=.../readiness python3 kubernetes_release_test.py

The data is looked for in READINESS_DATA_DIR, else in ../shared/data beside the repository; where it
is absent the tests are skipped by name. The figures come from kubernetes_reference.py, a code path
of its own. The published figures of the data set are here too, as literals.
"""

import csv
import functools
import json
import os
import random
import shutil
import tempfile
import unittest

import kubernetes_release
import readiness_command
from kubernetes_reference import Reference

REPOSITORY = os.path.dirname(os.path.dirname(readiness_command.HERE))
DATA = os.path.join(
    os.environ.get("READINESS_DATA_DIR") or os.path.join(REPOSITORY, "..", "shared", "data"),
    "kubernetes_releases")
RELEASES = ("1.23", "1.24", "1.25", "1.26", "1.27")
ENHANCEMENTS_FREEZE_1_26 = "2022-10-08T00:00:00Z"


def setUpModule():
    if not os.path.isdir(DATA):
        raise unittest.SkipTest(f"kubernetes_releases: no data at {DATA}")


@functools.cache
def reference():
    return Reference(DATA)


@functools.cache
def cycle(release):
    return kubernetes_release.read_cycle(DATA, release)


def facts(release, kind, at="9999"):
    """The facts of a kind that are recorded at or before a moment."""
    return [entry[kind] for entry in cycle(release)["entries"]
            if kind in entry and entry["recordedAt"] <= at]


def result_of(assessment, stage, criterion):
    (found,) = [each["result"] for part in assessment["stages"] if part["stage"] == stage
                for each in part["criteria"] if each["id"] == criterion]
    return found


def at_each_moment(test):
    """Runs a test for each release at each freeze, at release and a month after."""

    @functools.wraps(test)
    def run(self):
        self.assertGreaterEqual(len(self.assessments), 30)
        for (release, name, at), assessment in self.assessments.items():
            with self.subTest(release=release, moment=name, at=at):
                test(self, release, at, assessment)

    return run


class Assessments(unittest.TestCase):
    """What the engine says of each release at each freeze, at release and a month after."""

    @classmethod
    def setUpClass(cls):
        readiness_command.command()
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.assessments = {}
        for release in RELEASES:
            code, output, said = readiness_command.convert(DATA, release)
            assert code == 0, said
            path = os.path.join(cls.folder.name, f"kubernetes-{release}.cycle.json")
            with open(path, "wb") as file:
                file.write(output)
            for name, at in reference().moments(release):
                cls.assessments[release, name, at] = readiness_command.assess(path, at)

    @at_each_moment
    def test_items_in_and_out_are_the_proposals_in_scope(self, release, at, assessment):
        scope = assessment["scope"]
        items = scope["in"] + [gap["item"] for gap in scope["out"]]
        self.assertEqual(len(items), len(set(items)))
        self.assertEqual(set(items), reference().in_scope(release, at))

    @at_each_moment
    def test_decisions_are_counted_by_state(self, release, at, assessment):
        counted = {state: int(count)
                   for state, count in assessment["summary"]["decisions"].items()
                   if int(count) != 0}
        self.assertEqual(counted, reference().states(release, at))

    @at_each_moment
    def test_items_lack_the_approval_of_their_stage(self, release, at, assessment):
        lacking = {gap["item"] for gap in assessment["scope"]["out"]
                   if "approval" in gap["missing"]}
        self.assertEqual(lacking, reference().lacks_approval(release, at))

    @at_each_moment
    def test_a_decision_that_stands_against_an_item_is_named(self, release, at, assessment):
        opposed = reference().opposed(release, at)
        self.assertEqual({gap["item"] for gap in assessment["scope"]["out"]
                          if "decision" in gap["missing"]}, opposed)
        reasons = {step["path"]: step["reason"] for step in assessment["resolution"]}
        for item in opposed:
            self.assertEqual(reasons.get(f"HAND_OFF/standing-decision:{item}"), "CONFLICTING", item)

    @at_each_moment
    def test_the_approval_criteria_pass_or_are_missing(self, release, at, assessment):
        (stage,) = [stage for stage in assessment["stages"] if stage["stage"] == "HAND_OFF"]
        criteria = {criterion["id"]: criterion for criterion in stage["criteria"]
                    if criterion["id"].startswith("approval:")}
        lacking = {f"approval:{item}" for item in reference().lacks_approval(release, at)}
        in_scope = {f"approval:{item}" for item in reference().in_scope(release, at)}
        self.assertEqual(set(criteria), in_scope)
        for id, criterion in criteria.items():
            if id in lacking:
                self.assertEqual((criterion["result"], criterion["reason"]),
                                 ("UNKNOWN", "MISSING"), id)
            else:
                self.assertEqual(criterion["result"], "PASS", id)

    @at_each_moment
    def test_an_item_is_in_implementation_only_with_nothing_missing(self, release, at, assessment):
        # The source holds no acceptance criteria and no ritual: nothing can be in implementation.
        self.assertEqual(assessment["scope"]["in"], [])
        for gap in assessment["scope"]["out"]:
            self.assertLessEqual({"criteria", "link"}, set(gap["missing"]), gap["item"])

    @at_each_moment
    def test_exceptions_are_scope_changes_by_state(self, release, at, assessment):
        counted = {state: int(count)
                   for state, count in assessment["summary"]["scopeChanges"].items()
                   if int(count) != 0}
        self.assertEqual(counted, reference().exceptions(release, at))

    @at_each_moment
    def test_the_verdict_holds_and_names_every_missing_approval(self, release, at, assessment):
        self.assertEqual(assessment["verdict"], "HOLD")
        reasons = {step["path"]: step["reason"] for step in assessment["resolution"]}
        for item in reference().lacks_approval(release, at):
            self.assertEqual(reasons.get(f"HAND_OFF/approval:{item}"), "MISSING", item)

    def test_the_figures_published_with_the_data_come_out(self):
        freeze = self.assessments["1.26", "enhancements_freeze", ENHANCEMENTS_FREEZE_1_26]
        lacking = [gap for gap in freeze["scope"]["out"] if "approval" in gap["missing"]]
        self.assertEqual(len(freeze["scope"]["out"]), 70)
        self.assertEqual(len(lacking), 18)
        # Exceptions approved and denied, per release.
        published = {"1.23": (11, 0), "1.24": (0, 0), "1.25": (8, 5), "1.26": (11, 1),
                     "1.27": (6, 0)}
        for (release, name, _), assessment in self.assessments.items():
            if name == "released":
                changes = assessment["summary"]["scopeChanges"]
                self.assertEqual(
                    (int(changes.get("approved", 0)), int(changes.get("denied", 0))),
                    published[release], release)

    def test_a_month_after_release_tells_another_story_than_the_freeze(self):
        by_moment = {name: assessment
                     for (release, name, _), assessment in self.assessments.items()
                     if release == "1.26"}
        freeze, after = by_moment["enhancements_freeze"], by_moment["a month after"]
        self.assertNotEqual(freeze["inputsDigest"], after["inputsDigest"])
        self.assertNotEqual(freeze["scope"]["out"], after["scope"]["out"])
        # What is due after a launch is no question before it.
        self.assertEqual(result_of(freeze, "LEARN", "retrospective"), "NOT_APPLICABLE")
        self.assertEqual(result_of(after, "LEARN", "retrospective"), "UNKNOWN")
        # Two exceptions were asked for by the freeze; a month after release all are decided.
        self.assertEqual(int(freeze["summary"]["scopeChanges"]["requested"]), 2)
        self.assertEqual(int(after["summary"]["scopeChanges"].get("requested", 0)), 0)
        # More was built by then.
        self.assertEqual(int(freeze["summary"]["decisions"].get("implemented", 0)), 0)
        self.assertEqual(int(after["summary"]["decisions"]["implemented"]), 5)


class Logs(unittest.TestCase):
    """What the converter makes of the releases, without the engine."""

    def test_the_log_holds_every_proposal_that_was_ever_in_scope(self):
        for release in RELEASES:
            for name, at in reference().moments(release):
                with self.subTest(release=release, moment=name):
                    opened = {fact["id"] for fact in facts(release, "decisionOpened", at)}
                    self.assertEqual(opened, reference().ever_in_scope(release, at))

    def test_1_26_has_77_proposals_at_its_enhancements_freeze_and_one_without_any_approval(self):
        opened = facts("1.26", "decisionOpened", ENHANCEMENTS_FREEZE_1_26)
        self.assertEqual(len(opened), 77)
        granted = {fact["artifact"]
                   for fact in facts("1.26", "approvalGranted", ENHANCEMENTS_FREEZE_1_26)}
        without = reference().in_scope("1.26", ENHANCEMENTS_FREEZE_1_26) - granted
        self.assertEqual(
            without, reference().lacks_any_approval("1.26", ENHANCEMENTS_FREEZE_1_26))
        self.assertEqual(len(without), 1)

    def test_every_regression_is_a_post_launch_issue(self):
        for release in RELEASES:
            with self.subTest(release=release):
                self.assertEqual(len(facts(release, "postLaunchIssueOpened")),
                                 reference().regressions(release))

    def test_a_release_without_exceptions_says_that_none_is_recorded(self):
        for release in RELEASES:
            notes = [fact for fact in facts(release, "importIssueNoted")
                     if fact["file"] == "freeze_exceptions.csv" and fact["row"] == "0"]
            self.assertEqual(len(notes), 1 if release == "1.24" else 0, release)

    def test_the_exception_that_is_a_year_off_is_noted_and_not_guessed(self):
        (note,) = [fact for fact in facts("1.25", "importIssueNoted")
                   if fact["file"] == "freeze_exceptions.csv"]
        self.assertEqual(note["field"], "date_reviewed")
        self.assertIn("2021-08-03", note["message"])

    def test_three_dates_of_1_20_are_not_iso_dates(self):
        # 2020-11-2 twice and 2020-11-6, each with the date of its review.
        notes = [fact["message"] for fact in facts("1.20", "importIssueNoted")
                 if fact["file"] == "freeze_exceptions.csv"]
        self.assertEqual(sum("2020-11-2" in note for note in notes), 2)
        self.assertEqual(sum("2020-11-3" in note for note in notes), 2)
        self.assertEqual(sum("2020-11-6" in note for note in notes), 2)
        self.assertEqual(len(notes), 6)

    def test_no_two_proposals_of_one_release_are_linked_without_the_status_that_says_so(self):
        # 1.22: 2433 replaces 536; 1.25 and 1.26: 3299 replaces 3130. Both became `replaced`.
        superseded = {(release, fact["decision"], fact["by"])
                      for release in ("1.20", "1.21", "1.22") + RELEASES
                      for fact in facts(release, "decisionSuperseded") if fact["by"]}
        self.assertEqual(superseded, {("1.22", "kep-536", "kep-2433"),
                                      ("1.25", "kep-3130", "kep-3299"),
                                      ("1.26", "kep-3130", "kep-3299")})
        self.assertFalse([entry["id"] for release in RELEASES
                          for entry in cycle(release)["entries"] if "/replaced-by/" in entry["id"]])


class ChangedFiles(unittest.TestCase):
    """Laws that hold when a stranger changes the files."""

    def copy(self, change):
        """A data folder with `change(file name, rows)` in place of the rows of each file."""
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        for name in kubernetes_release.COLUMNS:
            with open(os.path.join(DATA, name), newline="", encoding="utf-8") as file:
                header, *rows = csv.reader(file)
            with open(os.path.join(folder, name), "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([header] + change(name, rows))
        return folder

    def test_the_order_of_rows_changes_nothing_but_row_numbers(self):
        random_order = random.Random(20221008)

        def shuffle(name, rows):
            random_order.shuffle(rows)
            return rows

        folder = self.copy(shuffle)
        for release in RELEASES:
            with self.subTest(release=release):
                self.assertEqual(without_rows(kubernetes_release.read_cycle(folder, release)),
                                 without_rows(cycle(release)))

    def test_what_the_source_learned_later_changes_nothing_recorded_before(self):
        for release in RELEASES:
            for name, at in reference().moments(release):
                with self.subTest(release=release, moment=name):
                    folder = self.copy(functools.partial(cut, at))
                    known = [json.dumps(entry) for entry in without_rows(cycle(release))
                             if entry["recordedAt"] <= at]
                    then = [json.dumps(entry) for entry in
                            without_rows(kubernetes_release.read_cycle(folder, release))
                            if entry["recordedAt"] <= at]
                    self.assertEqual(known, then)

    def test_a_freeze_never_seen_is_a_gate(self):
        folder = self.copy(lambda file, rows: rows + (
            [["1.26", "docs_freeze", "2022-11-15"]] if file == "release_calendar.csv" else []))
        (calendar,) = [entry["calendarSet"]
                       for entry in kubernetes_release.read_cycle(folder, "1.26")["entries"]
                       if "calendarSet" in entry]
        self.assertIn({"name": "docs_freeze", "kind": "GATE", "at": "2022-11-16T00:00:00Z"},
                      calendar["milestones"])


def cut(at, file, rows):
    """The rows up to a moment, and one of another proposal that says that the data reaches it."""
    if file == "proposal_transitions.csv":
        return [row for row in rows if row[0] <= at] + [
            [at, "999999", "sig-made-up", "status", "", "provisional"]]
    if file == "production_readiness_approvals.csv":
        return [row for row in rows if row[0] <= at]
    return rows


def without_rows(cycle):
    """The entries without what depends on where a row stands in its file."""
    entries, notes = [], []
    for entry in cycle["entries"]:
        entry = {key: value for key, value in entry.items() if key != "seq"}
        if "importIssueNoted" in entry:
            note = dict(entry["importIssueNoted"], row="")
            notes.append(dict(entry, id="", importIssueNoted=note))
        else:
            entries.append(entry)
    notes.sort(key=lambda entry: json.dumps(entry, sort_keys=True))
    return entries + notes


if __name__ == "__main__":
    readiness_command.run_tests()
