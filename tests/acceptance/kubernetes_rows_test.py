"""What kubernetes_release.py makes of single rows, good and bad, in small files made up here.

    READINESS_CLI=.../readiness python3 kubernetes_rows_test.py

Every cycle that these tests make is also given to `readiness`: what the converter writes, the
engine accepts.
"""

import csv
import io
import json
import os
import random
import shutil
import tempfile
import unittest

import kubernetes_release
import readiness_command

BEGIN = "2024-01-09T00:00:00Z"  # The end of the day of cycle_begin.
RELEASED = "2024-04-18T00:00:00Z"
LATER = "2024-07-01T00:00:00Z"

HEADERS = {
    "release_calendar.csv": "release,milestone,date",
    "proposals.csv": "kep,slug,owning_sig,creation_date,n_authors,n_reviewers,n_approvers",
    "proposal_transitions.csv": "merged_at,kep,owning_sig,field,from,to",
    "proposal_links.csv": "kep,relation,target_kep,target_raw",
    "production_readiness_approvals.csv": "merged_at,kep,sig,stage,approver,action",
    "freeze_exceptions.csv":
        "release,freeze,issue,name,date_requested,date_reviewed,n_pull_requests,status",
    "release_changes.csv": "release,pr,kinds,sigs,feature,duplicate,do_not_publish",
}
CALENDAR = [
    ("1.30", "cycle_begin", "2024-01-08"), ("1.30", "prr_freeze", "2024-02-01"),
    ("1.30", "code_freeze", "2024-03-05"), ("1.30", "docs_freeze", "2024-04-09"),
    ("1.30", "released", "2024-04-17"), ("1.31", "cycle_begin", "2024-05-13"),
]


class Files:
    """The seven files, with rows to add and text to spoil."""

    def __init__(self):
        self.rows = {name: [] for name in HEADERS}
        self.rows["release_calendar.csv"] = list(CALENDAR)
        self.rows["freeze_exceptions.csv"] = [
            ("1.30", "code", "1", "Somebody else", "2024-03-05", "2024-03-06", "1", "approved")]
        self.texts = {}

    def change(self, at, kep, sig="sig-node", **values):
        """Transitions of one proposal at one moment; from-values follow from the rows before."""
        for field, to in values.items():
            field = {"latest": "latest-milestone", "owner": "owning-sig"}.get(field, field)
            before = [row[5] for row in self.rows["proposal_transitions.csv"]
                      if row[1] == str(kep) and row[3] == field]
            self.raw_change(at, kep, field, before[-1] if before else "", to, sig)

    def raw_change(self, at, kep, field, before, to, sig="sig-node"):
        self.rows["proposal_transitions.csv"].append((at, str(kep), sig, field, before, to))

    def propose(self, at, kep, status="implementable", **values):
        """A proposal of sig-node that is in scope of 1.30 from `at` on."""
        self.change(at, kep, **{"status": status, "owner": "sig-node", "stage": "alpha",
                                "latest": "v1.30", **values})

    def approve(self, at, kep, stage="alpha", approver="ada", action="approved"):
        self.rows["production_readiness_approvals.csv"].append(
            (at, str(kep), "sig-node", stage, approver, action))

    def link(self, kep, relation, target, raw=""):
        self.rows["proposal_links.csv"].append((str(kep), relation, str(target), raw))

    def request(self, issue, requested, reviewed, status, freeze="code", name="An exception"):
        self.rows["freeze_exceptions.csv"].append(
            ("1.30", freeze, str(issue), name, requested, reviewed, "1", status))

    def regress(self, pr, kinds="bug|regression", sigs="node", duplicate="0", hidden="0"):
        self.rows["release_changes.csv"].append(
            ("1.30", str(pr), kinds, sigs, "0", duplicate, hidden))

    def reach(self, at):
        """A row of another proposal: the data goes on until then."""
        self.change(at, 999999, status="provisional")

    def text(self, name):
        if name in self.texts:
            return self.texts[name]
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([HEADERS[name].split(",")] + self.rows[name])
        return out.getvalue()

    def write(self, folder):
        for name in HEADERS:
            text = self.text(name)
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text if isinstance(text, bytes) else text.encode("utf-8"))


class Case(unittest.TestCase):
    """Reads files that it writes; each cycle must satisfy the laws of a log and the engine."""

    def setUp(self):
        self.files = Files()
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def read(self):
        """The entries of 1.30."""
        self.files.write(self.folder)
        cycle = kubernetes_release.read_cycle(self.folder, "1.30")
        check_laws(self, cycle)
        self.assessment = readiness_command.assess_cycle(cycle, LATER)
        return cycle["entries"]

    def facts(self, kind):
        return [entry[kind] for entry in self.read() if kind in entry]

    def history(self, kep):
        """What happened to a decision, as (when, what)."""
        words = {"decisionOpened": "opened", "decisionDescoped": "descoped",
                 "decisionReopened": "reopened", "decisionWithdrawn": "withdrawn",
                 "decisionSuperseded": "superseded", "implementationVerified": "implemented"}
        found = []
        for entry in self.read():
            when = entry.get("occurredAt", entry["recordedAt"])
            for kind, word in words.items():
                body = entry.get(kind, {})
                if f"kep-{kep}" in (body.get("decision"), body.get("id")):
                    found.append((when, word))
            if entry.get("decisionDecided", {}).get("decision") == f"kep-{kep}":
                found.append((when, entry["decisionDecided"]["outcome"].lower()))
        return found

    def notes(self, file):
        return [(note["row"], note["field"], note["message"])
                for note in self.facts("importIssueNoted") if note["file"] == file]

    def assert_noted(self, file, row, field, *words):
        """The one note of a row says these words."""
        found = [note for note in self.notes(file) if note[0] == str(row)]
        self.assertEqual(len(found), 1, self.notes(file))
        self.assertEqual(found[0][1], field)
        for word in words:
            self.assertIn(word, found[0][2])

    def assert_refused(self, *words, release="1.30"):
        self.files.write(self.folder)
        code, output, said = readiness_command.convert(self.folder, release)
        self.assertEqual((code, output), (1, b""), said)
        self.assertNotIn("Traceback", said)
        for word in words:
            self.assertIn(word, said)


def check_laws(test, cycle):
    """Laws of every log: time goes on, ids are unique, nobody acts before they are introduced."""
    ids, parties, last = set(), set(), ""
    for number, entry in enumerate(cycle["entries"], 1):
        test.assertEqual(entry["seq"], str(number))
        test.assertNotIn(entry["id"], ids)
        ids.add(entry["id"])
        test.assertGreaterEqual(entry["recordedAt"], last)
        last = entry["recordedAt"]
        test.assertLess(entry.get("occurredAt", "0"), entry["recordedAt"])
        test.assertEqual(number == 1, "cycleOpened" in entry)
        if "cycleOpened" in entry:
            parties.add(entry["cycleOpened"]["opener"]["id"])
        if "partyAdded" in entry:
            test.assertNotIn(entry["partyAdded"]["party"]["id"], parties)
            parties.add(entry["partyAdded"]["party"]["id"])
        test.assertIn(entry["actor"], parties)


class TheCycle(Case):

    def test_opens_at_the_end_of_the_day_of_cycle_begin(self):
        first, second = self.read()[:2]
        self.assertEqual(first["recordedAt"], BEGIN)
        self.assertEqual(first["actor"], "release-team")
        self.assertEqual(first["cycleOpened"]["id"], "kubernetes-1.30")
        self.assertIn("calendarSet", second)

    def test_has_every_freeze_as_a_gate_also_one_never_seen(self):
        (calendar,) = self.facts("calendarSet")
        self.assertEqual(
            [(milestone["name"], milestone["kind"], milestone["at"])
             for milestone in calendar["milestones"]],
            [("cycle_begin", "BEGIN", BEGIN), ("prr_freeze", "GATE", "2024-02-02T00:00:00Z"),
             ("code_freeze", "GATE", "2024-03-06T00:00:00Z"),
             ("docs_freeze", "GATE", "2024-04-10T00:00:00Z"),
             ("released", "LAUNCH", RELEASED)])

    def launches(self):
        return [entry["recordedAt"] for entry in self.read() if "launched" in entry]

    def test_is_launched_once_the_data_reaches_the_release(self):
        self.files.reach("2024-04-17T23:59:59Z")
        self.assertEqual(self.launches(), [])
        self.files.reach(RELEASED)
        self.assertEqual(self.launches(), [RELEASED])

    def test_is_launched_where_there_are_notes_of_what_it_changed(self):
        self.files.reach("2024-04-17T23:59:59Z")
        self.files.regress(7)
        self.assertEqual(self.launches(), [RELEASED])
        self.assertEqual([issue["id"] for issue in self.facts("postLaunchIssueOpened")], ["pr-7"])

    def test_changes_without_a_date_of_release_are_noted_and_left_out(self):
        self.files.reach(LATER)
        self.files.regress(7)
        self.files.rows["release_calendar.csv"] = [
            row for row in self.files.rows["release_calendar.csv"] if row[1] != "released"]
        self.assert_noted("release_changes.csv", 0, "release", "1 changes", "left out")
        self.assertEqual(self.launches(), [])

    def test_a_date_outside_the_cycle_is_noted_and_left_out(self):
        calendar = self.files.rows["release_calendar.csv"]
        for number, (release, name, date) in enumerate(calendar, 2):
            if name == "cycle_begin":
                continue
            wrong = [f"{int(date[:4]) - 1}{date[4:]}"]
            wrong += [f"{int(date[:4]) + 1}{date[4:]}"] if name != "released" else []
            for moved in wrong:
                with self.subTest(name=name, date=moved):
                    calendar[number - 2] = (release, name, moved)
                    self.assert_noted("release_calendar.csv", number, "date", moved, name)
                    (facts,) = self.facts("calendarSet")
                    self.assertNotIn(name, [milestone["name"] for milestone in facts["milestones"]])
            calendar[number - 2] = (release, name, date)

    def test_every_regression_counts_and_one_sig_alone_answers_for_it(self):
        self.files.reach(LATER)
        self.files.regress(1, sigs="node")
        self.files.regress(2, sigs="node|apps", duplicate="1")
        self.files.regress(3, sigs="", hidden="1")
        self.files.regress(4, kinds="bug")
        self.files.regress(5, kinds="regressions")
        self.files.regress(6, kinds="bug | regression", sigs="apps")
        issues = self.facts("postLaunchIssueOpened")
        self.assertEqual([(issue["id"], issue["owner"]) for issue in issues],
                         [("pr-1", "sig-node"), ("pr-2", ""), ("pr-3", ""), ("pr-6", "sig-apps")])

    def test_a_bad_calendar_date_is_noted_and_left_out(self):
        self.files.rows["release_calendar.csv"][3] = ("1.30", "docs_freeze", "2024-02-30")
        self.assert_noted("release_calendar.csv", 5, "date", "2024-02-30", "docs_freeze")
        (calendar,) = self.facts("calendarSet")
        self.assertNotIn("docs_freeze", json.dumps(calendar))

    def test_a_cycle_without_a_usable_begin_opens_at_its_first_date(self):
        self.files.rows["release_calendar.csv"][0] = ("1.30", "cycle_begin", "")
        self.assertEqual(self.read()[0]["recordedAt"], "2024-02-02T00:00:00Z")

    def test_two_dates_for_one_freeze_are_noted_and_neither_is_used(self):
        self.files.rows["release_calendar.csv"].append(("1.30", "code_freeze", "2024-03-06"))
        self.assertEqual(len(self.notes("release_calendar.csv")), 2)
        (calendar,) = self.facts("calendarSet")
        self.assertNotIn("code_freeze", json.dumps(calendar))

    def test_an_unknown_milestone_is_noted(self):
        self.files.rows["release_calendar.csv"].append(("1.30", "party", "2024-03-06"))
        self.assert_noted("release_calendar.csv", 8, "milestone", "party")


class Proposals(Case):

    def test_provisional_opens_and_implementable_approves(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="provisional")
        self.files.change("2024-01-12T10:00:00Z", 100, status="implementable")
        self.assertEqual(self.history(100), [("2024-01-10T10:00:00Z", "opened"),
                                             ("2024-01-12T10:00:00Z", "approved")])
        (decided,) = [entry for entry in self.read() if "decisionDecided" in entry]
        self.assertEqual(decided["actor"], "sig-node")
        self.assertTrue(decided["decisionDecided"]["rationale"])

    def test_a_first_status_that_is_not_provisional_implies_the_opening(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="implemented")
        self.assertEqual(self.history(100), [("2024-01-10T10:00:00Z", "opened"),
                                             ("2024-01-10T10:00:00Z", "approved"),
                                             ("2024-01-10T10:00:00Z", "implemented")])

    def test_a_proposal_without_a_status_is_open(self):
        self.files.change("2024-01-10T10:00:00Z", 100, owner="sig-node", latest="v1.30")
        self.assertEqual(self.history(100), [("2024-01-10T10:00:00Z", "opened")])

    def test_history_is_recorded_at_entry_with_the_time_at_which_it_occurred(self):
        self.files.change("2022-05-01T08:00:00Z", 100, status="provisional", owner="sig-node",
                          latest="v1.25", stage="alpha")
        self.files.approve("2022-05-02T08:00:00Z", 100)
        self.files.change("2022-06-01T08:00:00Z", 100, status="implementable")
        self.files.change("2024-01-20T08:00:00Z", 100, latest="v1.30")
        recorded = [(entry["id"], entry["recordedAt"], entry.get("occurredAt"))
                    for entry in self.read() if entry["id"].startswith("kep-100/")]
        at = "2024-01-20T08:00:00Z"
        self.assertEqual(recorded, [
            ("kep-100/opened", at, "2022-05-01T08:00:00Z"),
            ("kep-100/item", at, None),
            ("kep-100/approval/2022-05-02T08:00:00Z/alpha/ada", at, "2022-05-02T08:00:00Z"),
            ("kep-100/status/2022-06-01T08:00:00Z/implementable", at, "2022-06-01T08:00:00Z"),
            (f"kep-100/stage/{at}/alpha", at, None)])

    def test_what_is_in_scope_before_the_cycle_enters_when_it_begins(self):
        self.files.propose("2023-11-10T10:00:00Z", 100)
        opened = [entry["recordedAt"] for entry in self.read() if "decisionOpened" in entry]
        self.assertEqual(opened, [BEGIN])

    def test_what_left_before_the_cycle_began_enters_out_of_scope(self):
        self.files.propose("2023-10-10T10:00:00Z", 100)
        self.files.change("2023-11-10T10:00:00Z", 100, latest="v1.29")
        self.assertEqual(self.history(100)[-1], ("2023-11-10T10:00:00Z", "descoped"))
        self.assertEqual(self.assessment["scope"].get("out", []), [])

    def test_any_of_the_four_fields_brings_a_proposal_into_scope(self):
        for kep, field in enumerate(("latest", "ms_alpha", "ms_beta", "ms_stable"), 100):
            self.files.change("2024-01-10T10:00:00Z", kep, status="provisional", owner="sig-node",
                              **{field: "v1.30"})
        self.files.change("2024-01-10T10:00:00Z", 200, status="provisional", latest="v1.31")
        self.assertEqual([fact["id"] for fact in self.facts("decisionOpened")],
                         ["kep-100", "kep-101", "kep-102", "kep-103"])

    def test_leaving_descopes_and_coming_back_reopens_and_restores_the_approval(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.change("2024-02-10T10:00:00Z", 100, latest="v1.31")
        self.files.change("2024-03-10T10:00:00Z", 100, latest="1.30")
        self.assertEqual(self.history(100)[2:], [("2024-02-10T10:00:00Z", "descoped"),
                                                 ("2024-03-10T10:00:00Z", "reopened"),
                                                 ("2024-03-10T10:00:00Z", "approved")])
        self.assertEqual(self.states(), {"approved": 1})

    def test_coming_back_restores_the_implementation_too(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="implemented")
        self.files.change("2024-02-10T10:00:00Z", 100, latest="v1.31")
        self.files.change("2024-03-10T10:00:00Z", 100, latest="v1.30")
        self.assertEqual([what for _, what in self.history(100)[-3:]],
                         ["reopened", "approved", "implemented"])
        self.assertEqual(self.states(), {"implemented": 1})

    def test_coming_back_with_a_new_status_takes_the_new_one(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.change("2024-02-10T10:00:00Z", 100, latest="v1.31")
        self.files.change("2024-03-10T10:00:00Z", 100, latest="v1.30", status="rejected")
        self.assertEqual([what for _, what in self.history(100)[-2:]], ["reopened", "rejected"])

    def test_one_that_was_only_proposed_is_still_proposed_when_it_comes_back(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="provisional")
        self.files.change("2024-02-10T10:00:00Z", 100, latest="v1.31")
        self.files.change("2024-03-10T10:00:00Z", 100, latest="v1.30")
        self.assertEqual(self.history(100)[-1][1], "reopened")
        self.assertEqual(self.states(), {"proposed": 1})

    def test_a_status_that_reopens_does_not_bring_back_what_is_out_of_scope(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="implemented")
        self.files.change("2024-02-10T10:00:00Z", 100, latest="v1.31")
        self.files.change("2024-02-11T10:00:00Z", 100, status="implementable")
        self.assertEqual([what for _, what in self.history(100)[-4:]],
                         ["descoped", "reopened", "approved", "descoped"])
        self.assertEqual(self.states(), {})

    def test_implementable_after_implemented_is_reopened_first(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="implemented")
        self.files.change("2024-02-10T10:00:00Z", 100, status="implementable")
        self.assertEqual([what for _, what in self.history(100)[-2:]], ["reopened", "approved"])

    def test_provisional_after_implementable_is_in_review_again(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.change("2024-02-10T10:00:00Z", 100, status="provisional")
        self.assertEqual(self.history(100)[-1][1], "reopened")
        self.assertEqual(self.states(), {"in_review": 1})

    def test_each_status_word_has_its_state(self):
        words = {"provisional": "proposed", "implementable": "approved",
                 "implemented": "implemented", "rejected": "rejected", "deferred": "deferred",
                 "withdrawn": "withdrawn", "replaced": "superseded"}
        for kep, word in enumerate(words, 100):
            self.files.propose("2024-01-10T10:00:00Z", kep, status=word)
        self.read()
        self.assertEqual(self.states(), {state: 1 for state in words.values()})

    def test_every_status_may_follow_every_other(self):
        words = kubernetes_release.STATUS_WORDS
        states = {"provisional": "in_review", "implementable": "approved",
                  "implemented": "implemented", "rejected": "rejected", "deferred": "deferred",
                  "withdrawn": "withdrawn", "replaced": "superseded"}
        expected = {}
        pairs = [(first, then) for first in words for then in words if first != then]
        for kep, (first, then) in enumerate(pairs, 100):
            self.files.propose("2024-01-10T10:00:00Z", kep, status=first)
            self.files.change("2024-02-10T10:00:00Z", kep, status=then)
            expected[states[then]] = expected.get(states[then], 0) + 1
        self.read()
        self.assertEqual(self.states(), expected)

    def test_deferred_has_no_new_date_and_says_so(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="deferred")
        (decided,) = self.facts("decisionDecided")
        self.assertEqual(decided["outcome"], "DEFERRED")
        self.assertNotIn("dueAt", decided)
        self.assert_noted("proposal_transitions.csv", 2, "to", "date")

    def test_a_status_word_never_seen_is_noted_and_changes_nothing(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.change("2024-01-11T10:00:00Z", 100, status="half-baked")
        self.assertEqual([what for _, what in self.history(100)], ["opened", "approved"])
        self.assert_noted("proposal_transitions.csv", 6, "to", "half-baked")

    def test_values_that_are_no_release_are_noted(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, ms_alpha="v1.30", ms_beta="TBD",
                           ms_stable="x.y")
        self.files.change("2024-01-11T10:00:00Z", 100, latest="0.0", ms_beta="")
        self.assertEqual([(row, field) for row, field, _ in self.notes("proposal_transitions.csv")],
                         [("7", "to"), ("8", "to"), ("9", "to"), ("10", "to")])

    def test_notes_about_a_proposal_are_not_recorded_before_it_enters(self):
        self.files.change("2023-01-10T10:00:00Z", 100, status="half-baked", owner="sig-node")
        self.files.change("2024-02-10T10:00:00Z", 100, latest="v1.30")
        noted = [entry["recordedAt"] for entry in self.read() if "importIssueNoted" in entry
                 and "half-baked" in entry["importIssueNoted"]["message"]]
        self.assertEqual(noted, ["2024-02-10T10:00:00Z"])

    def test_proposals_of_other_releases_are_not_noted(self):
        self.files.change("2024-01-10T10:00:00Z", 200, status="half-baked", latest="TBD")
        self.assertEqual(self.facts("importIssueNoted"), [])

    def test_leading_zeros_name_the_same_proposal(self):
        self.files.raw_change("2024-01-10T10:00:00Z", "0052", "owning-sig", "", "sig-node")
        self.files.raw_change("2024-01-10T10:00:00Z", "52", "latest-milestone", "", "v1.30")
        self.files.raw_change("2024-01-10T10:00:00Z", "052", "status", "", "implementable")
        self.assertEqual([what for _, what in self.history(52)], ["opened", "approved"])

    def states(self):
        return {state: int(count)
                for state, count in self.assessment["summary"]["decisions"].items()
                if int(count) != 0}


class Owners(Case):

    def test_the_owner_is_the_sig_and_a_team_that_is_introduced_once(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.propose("2024-01-11T10:00:00Z", 101)
        self.assertEqual([(fact["owner"], fact["cohort"]) for fact in self.facts("decisionOpened")],
                         [("sig-node", "sig-node")] * 2)
        self.assertEqual([fact["party"] for fact in self.facts("partyAdded")],
                         [{"id": "sig-node", "name": "sig-node", "kind": "TEAM"}])

    def test_a_change_of_owning_sig_reassigns_and_the_new_owner_decides(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="provisional")
        self.files.change("2024-01-11T10:00:00Z", 100, owner="sig-apps", status="implementable")
        self.assertEqual(self.facts("decisionOwnerAssigned"),
                         [{"decision": "kep-100", "owner": "sig-apps"}])
        (decided,) = [entry for entry in self.read() if "decisionDecided" in entry]
        self.assertEqual(decided["actor"], "sig-apps")

    def test_an_empty_owning_sig_is_noted_and_the_owner_stays(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="provisional")
        self.files.change("2024-01-11T10:00:00Z", 100, owner="")
        self.assertEqual(self.facts("decisionOwnerAssigned"), [])
        self.assert_noted("proposal_transitions.csv", 6, "to", "owning-sig", "owner stays")

    def test_the_sig_of_the_row_owns_where_no_owning_sig_row_came(self):
        self.files.change("2024-01-10T10:00:00Z", 100, sig="sig-cli", status="implementable",
                          latest="v1.30")
        self.assertEqual([fact["owner"] for fact in self.facts("decisionOpened")], ["sig-cli"])

    def test_nobody_decides_before_there_is_an_owner(self):
        self.files.change("2024-01-10T10:00:00Z", 100, sig="", status="implementable",
                          latest="v1.30")
        self.assertEqual([what for _, what in self.history(100)], ["opened"])
        self.assertIn("no SIG owned it", json.dumps(self.facts("importIssueNoted")))
        self.files.change("2024-01-12T10:00:00Z", 100, owner="sig-node")
        self.assertEqual(self.history(100)[-1], ("2024-01-12T10:00:00Z", "approved"))


class Approvals(Case):

    def missing(self, as_of=LATER):
        """The proposals that lack the approval of their stage."""
        self.files.write(self.folder)
        cycle = kubernetes_release.read_cycle(self.folder, "1.30")
        scope = readiness_command.assess_cycle(cycle, as_of)["scope"]
        return [gap["item"] for gap in scope["out"] if "approval" in gap["missing"]]

    def test_an_approver_is_a_person_with_the_role_from_the_first_approval_on(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100)
        self.files.approve("2024-01-12T10:00:00Z", 100, stage="beta")
        people = [entry for entry in self.read()
                  if entry.get("partyAdded", {}).get("party", {}).get("kind") == "PERSON"]
        self.assertEqual([(entry["recordedAt"], entry["partyAdded"]["party"]["id"])
                          for entry in people], [("2024-01-11T10:00:00Z", "ada")])
        self.assertEqual(self.facts("roleAssigned"), [{"party": "ada", "role": "APPROVER"}])
        self.assertEqual(
            [(entry["actor"], entry["approvalGranted"]["artifact"],
              entry["approvalGranted"]["version"], entry["approvalGranted"]["gate"])
             for entry in self.read() if "approvalGranted" in entry],
            [("ada", "kep-100", "alpha", "production_readiness"),
             ("ada", "kep-100", "beta", "production_readiness")])

    def test_a_change_of_approver_is_no_approval(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100, action="approver_changed")
        self.assertEqual(self.facts("approvalGranted"), [])
        self.assertEqual(self.facts("roleAssigned"), [])
        self.assertEqual(self.missing(), ["kep-100"])

    def test_the_stage_whose_milestone_is_the_release_needs_the_approval(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, ms_alpha="v1.28", ms_beta="v1.30")
        self.files.approve("2024-01-11T10:00:00Z", 100, stage="alpha")
        self.assertEqual(self.missing(), ["kep-100"])
        self.files.approve("2024-01-12T10:00:00Z", 100, stage="beta")
        self.assertEqual(self.missing(), [])

    def test_else_the_stage_of_the_proposal_does(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, stage="beta", ms_beta="v1.31")
        self.files.approve("2024-01-11T10:00:00Z", 100, stage="beta")
        self.assertEqual(self.missing(), [])

    def test_a_change_of_stage_needs_another_approval(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100, stage="alpha")
        self.files.change("2024-02-11T10:00:00Z", 100, stage="beta")
        self.assertEqual(self.missing("2024-02-11T09:59:59Z"), [])
        self.assertEqual(self.missing("2024-02-11T10:00:00Z"), ["kep-100"])

    def test_an_approval_of_a_later_stage_serves_when_the_stage_comes(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100, stage="beta")
        self.files.change("2024-02-11T10:00:00Z", 100, stage="beta")
        self.assertEqual(self.missing("2024-02-11T09:59:59Z"), ["kep-100"])
        self.assertEqual(self.missing("2024-02-11T10:00:00Z"), [])

    def test_without_a_stage_no_approval_counts_also_not_an_earlier_one(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100)
        self.files.change("2024-02-11T10:00:00Z", 100, stage="")
        self.assertEqual(self.missing(), ["kep-100"])
        self.assert_noted("proposal_transitions.csv", 6, "to", "stage")

    def test_of_several_stages_at_one_release_the_proposals_own_counts(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, stage="beta", ms_alpha="v1.30",
                           ms_beta="v1.30", ms_stable="v1.30")
        self.assertEqual([fact["version"] for fact in self.facts("artifactVersionPublished")],
                         ["beta"])

    def test_approvals_that_cannot_be_read_are_noted(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100, action="waved through")
        self.files.approve("2024-01-11T10:00:00Z", 100, stage="")
        self.files.approve("2024-01-11T10:00:00Z", 100, approver="")
        self.files.approve("11 January", 100)
        self.files.approve("2024-01-11T10:00:00Z", "KEP-100")
        self.assertEqual(
            [(row, field) for row, field, _ in self.notes("production_readiness_approvals.csv")],
            [("5", "merged_at"), ("2", "action"), ("3", "stage"), ("4", "approver"), ("6", "kep")])
        self.assertEqual(self.facts("approvalGranted"), [])

    def test_an_approval_that_stands_in_two_rows_counts_once(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100)
        self.assertEqual(len(self.facts("approvalGranted")), 1)
        self.assert_noted("production_readiness_approvals.csv", 3, "", "row 2")


class Links(Case):

    def two(self, status="implementable"):
        self.files.propose("2024-01-10T10:00:00Z", 100, status=status)
        self.files.propose("2024-01-20T10:00:00Z", 101)

    def test_the_status_says_when_and_the_link_says_by_which(self):
        self.two()
        self.files.link(101, "replaces", "0100")
        self.files.change("2024-02-10T10:00:00Z", 100, status="replaced")
        self.assertEqual([fact["by"] for fact in self.facts("decisionSuperseded")], ["kep-101"])
        self.assertEqual(self.history(100)[-1], ("2024-02-10T10:00:00Z", "superseded"))

    def test_what_enters_at_the_same_moment_can_replace(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="replaced")
        self.files.propose("2024-01-10T10:00:00Z", 101)
        self.files.link(100, "superseded-by", 101)
        self.assertEqual([fact["by"] for fact in self.facts("decisionSuperseded")], ["kep-101"])

    def test_one_that_is_not_in_the_log_yet_is_not_named(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="replaced")
        self.files.propose("2024-01-20T10:00:00Z", 101)
        self.files.link(101, "replaces", 100)
        self.assertEqual([fact["by"] for fact in self.facts("decisionSuperseded")], [""])

    def test_a_link_alone_supersedes_once_both_are_in_the_log(self):
        self.two()
        self.files.link(101, "replaces", 100)
        self.assertEqual(self.history(100)[-1], ("2024-01-20T10:00:00Z", "superseded"))

    def test_a_link_that_a_later_status_contradicts_is_noted(self):
        self.two()
        self.files.change("2024-02-20T10:00:00Z", 100, status="implemented")
        self.files.link(101, "replaces", 100)
        self.assertEqual(self.facts("decisionSuperseded"), [])
        self.assert_noted("proposal_links.csv", 2, "relation", "KEP-101", "KEP-100")

    def test_see_also_never_blocks(self):
        self.two()
        self.files.link(100, "see-also", 101)
        self.files.link(100, "see-also", "", "TBD")
        self.assertEqual(self.facts("dependencyDeclared") + self.facts("decisionSuperseded"), [])
        self.assertEqual(self.notes("proposal_links.csv"), [])

    def test_a_target_that_is_no_number_is_noted_where_it_would_supersede(self):
        self.two()
        self.files.link(100, "replaces", "", "n/a")
        self.assert_noted("proposal_links.csv", 2, "target_kep", "n/a")

    def test_a_proposal_does_not_replace_itself(self):
        self.two()
        self.files.link(100, "replaces", 100)
        self.assert_noted("proposal_links.csv", 2, "target_kep", "itself")


class Exceptions(Case):

    def setUp(self):
        super().setUp()
        self.files.rows["freeze_exceptions.csv"] = []
        self.files.propose("2024-01-10T10:00:00Z", 100)

    def steps(self):
        """(when, what) of all scope changes, and the moment recorded for each."""
        found = []
        for entry in self.read():
            if "scopeChangeRequested" in entry:
                found.append((entry["recordedAt"], "requested"))
            if "scopeChangeDecided" in entry:
                found.append((entry["recordedAt"], entry["scopeChangeDecided"]["outcome"].lower()))
        return found

    def test_an_exception_is_requested_and_decided_at_the_ends_of_its_days(self):
        self.files.request(100, "2024-03-06", "2024-03-08", "Approved", name="More, later")
        self.assertEqual(self.steps(), [("2024-03-07T00:00:00Z", "requested"),
                                        ("2024-03-09T00:00:00Z", "approved")])
        (change,) = self.facts("scopeChangeRequested")
        self.assertEqual((change["subject"], change["gate"], change["requester"], change["title"],
                          change["reviewAt"]),
                         ("kep-100", "code_freeze", "sig-node", "More, later",
                          "2024-03-09T00:00:00Z"))
        self.assertTrue(change["impactUnrecordedReason"])

    def test_an_issue_that_is_no_proposal_of_the_log_is_no_subject(self):
        self.files.request(4711, "2024-03-06", "2024-03-06", "denied")
        (change,) = self.facts("scopeChangeRequested")
        self.assertEqual((change["subject"], change["requester"]), ("", "release-team"))

    def test_a_proposal_that_enters_later_is_no_subject_yet(self):
        self.files.propose("2024-03-20T10:00:00Z", 101)
        self.files.request(101, "2024-03-06", "2024-03-06", "approved")
        (change,) = self.facts("scopeChangeRequested")
        self.assertEqual(change["subject"], "")

    def test_missing_dates_are_noted_and_recorded_when_the_record_was_complete(self):
        self.files.request(100, "", "", "denied")
        self.assertEqual(self.steps(), [(RELEASED, "requested"), (RELEASED, "denied")])
        self.assertEqual([field for _, field, _ in self.notes("freeze_exceptions.csv")],
                         ["date_requested", "date_reviewed"])
        (change,) = self.facts("scopeChangeRequested")
        self.assertNotIn("reviewAt", change)

    def test_a_missing_review_alone_leaves_the_request_where_it_is(self):
        self.files.request(100, "2024-03-06", "", "approved")
        self.assertEqual(self.steps(), [("2024-03-07T00:00:00Z", "requested"),
                                        (RELEASED, "approved")])

    def test_a_request_is_never_after_its_decision(self):
        self.files.request(100, "", "2024-03-06", "approved")
        self.assertEqual(self.steps(), [("2024-03-07T00:00:00Z", "requested"),
                                        ("2024-03-07T00:00:00Z", "approved")])

    def test_a_date_that_is_not_iso_is_noted(self):
        self.files.request(100, "2024-3-6", "2024-03-06", "approved")
        self.assert_noted("freeze_exceptions.csv", 2, "date_requested", "2024-3-6")

    def test_a_review_before_its_request_is_noted_and_neither_date_is_used(self):
        self.files.request(100, "2024-03-06", "2023-03-07", "denied")
        self.assertEqual(self.steps(), [(RELEASED, "requested"), (RELEASED, "denied")])
        self.assert_noted("freeze_exceptions.csv", 2, "date_reviewed", "2024-03-06", "2023-03-07")

    def test_a_review_more_than_half_a_year_later_is_noted(self):
        self.files.request(100, "2024-03-06", "2025-03-06", "approved")
        self.assertEqual(self.steps(), [(RELEASED, "requested"), (RELEASED, "approved")])

    def test_a_reverted_exception_was_approved_first(self):
        self.files.request(100, "2024-03-06", "2024-03-07", "reverted")
        self.assertEqual([what for _, what in self.steps()], ["requested", "approved", "reverted"])

    def test_an_outcome_never_seen_is_noted_and_leaves_it_requested(self):
        self.files.request(100, "2024-03-06", "2024-03-07", "perhaps")
        self.assertEqual([what for _, what in self.steps()], ["requested"])
        self.assert_noted("freeze_exceptions.csv", 2, "status", "perhaps")

    def test_a_freeze_that_the_calendar_does_not_have_is_noted(self):
        self.files.request(100, "2024-03-06", "2024-03-07", "approved", freeze="moon")
        self.assert_noted("freeze_exceptions.csv", 2, "freeze", "moon")
        (change,) = self.facts("scopeChangeRequested")
        self.assertEqual(change["gate"], "")

    def test_no_row_is_none_recorded(self):
        self.assert_noted("freeze_exceptions.csv", 0, "release", "not the same as none")
        self.assertEqual(self.facts("scopeChangeRequested"), [])

    def test_a_row_that_stands_twice_is_one_exception(self):
        self.files.request(100, "2024-03-05", "2024-03-06", "Approved")
        self.files.request(100, "2024-03-05", "2024-03-06", "Approved")
        self.assertEqual(len(self.facts("scopeChangeRequested")), 1)
        self.assert_noted("freeze_exceptions.csv", 3, "", "says what row 2 says; it counts once")

    def test_two_exceptions_of_one_issue_keep_their_names(self):
        self.files.request(100, "2024-03-06", "2024-03-07", "denied")
        self.files.request(100, "2024-03-08", "2024-03-09", "approved")
        ids = [change["id"] for change in self.facts("scopeChangeRequested")]
        self.assertEqual(ids, ["exception-code-100", "exception-code-100-2"])


class BadFiles(Case):

    def test_a_bad_date_is_noted_and_its_row_left_out(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        for number, at in enumerate(("2024-13-01T00:00:00Z", "2024-01-11", "", "soon",
                                     "2024-01-11T10:00:00", "9999-12-31T23:59:59-12:00"), 6):
            self.files.raw_change(at, 100, "status", "implementable", "withdrawn")
            with self.subTest(at=at):
                self.assert_noted("proposal_transitions.csv", number, "merged_at", at)
        self.assertEqual([what for _, what in self.history(100)], ["opened", "approved"])

    def test_a_zone_is_read_as_what_it_is(self):
        self.files.propose("2024-01-10T10:00:00+02:00", 100)
        self.assertEqual(self.history(100)[0], ("2024-01-10T08:00:00Z", "opened"))

    def test_an_empty_kep_is_noted(self):
        self.files.raw_change("2024-01-10T10:00:00Z", "", "status", "", "implementable")
        self.assert_noted("proposal_transitions.csv", 2, "kep", "number")

    def test_a_shifted_row_is_noted(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.texts["proposal_transitions.csv"] = (
            self.files.text("proposal_transitions.csv")
            + "2024-01-12T10:00:00Z,100,sig-node,status,implementable\n"
            + "2024-01-12T10:00:00Z,100,sig-node,status,implementable,implemented,now\n")
        self.assertEqual([row for row, _, _ in self.notes("proposal_transitions.csv")], ["6", "7"])
        self.assertEqual([what for _, what in self.history(100)], ["opened", "approved"])

    def test_a_quote_that_is_never_closed_is_noted(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.texts["proposal_transitions.csv"] = (
            self.files.text("proposal_transitions.csv")
            + '2024-01-12T10:00:00Z,100,sig-node,status,implementable,"implemented\n'
            + "2024-01-13T10:00:00Z,100,sig-node,status,implementable,withdrawn\n")
        self.assert_noted("proposal_transitions.csv", 6, "to", "quote")

    def test_line_ends_byte_order_marks_and_quotes_change_nothing(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.approve("2024-01-11T10:00:00Z", 100)
        self.files.request(100, "2024-03-06", "2024-03-07", "approved", name='Commas, "quotes"')
        plain = self.read()
        for name in HEADERS:
            quoted = io.StringIO(newline="")
            csv.writer(quoted, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
                csv.reader(io.StringIO(self.files.text(name))))
            self.files.texts[name] = "\ufeff" + quoted.getvalue() + "\r\n\r\n"
        self.assertEqual(self.read(), plain)

    def test_columns_may_stand_in_another_order_beside_new_ones(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        plain = self.read()
        for name in HEADERS:
            rows = list(csv.reader(io.StringIO(self.files.text(name))))
            out = io.StringIO(newline="")
            csv.writer(out).writerows(
                [["new" if number == 0 else "?"] + row[::-1] for number, row in enumerate(rows)])
            self.files.texts[name] = out.getvalue()
        self.assertEqual(self.read(), plain)

    def test_bytes_that_are_not_utf_8_are_noted(self):
        self.files.propose("2024-01-10T10:00:00Z", 100)
        self.files.texts["proposals.csv"] = (
            HEADERS["proposals.csv"].encode() + b"\n100,100-na\xefve,sig-node,2024-01-01,1,1,1\n")
        self.assert_noted("proposals.csv", 2, "slug", "UTF-8")

    def test_a_row_given_twice_counts_once(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="provisional")
        for before, to in (("provisional", "implementable"), ("implementable", "implemented"),
                           ("provisional", "implementable")):
            self.files.raw_change("2024-01-12T10:00:00Z", 100, "status", before, to)
        self.assertEqual([what for _, what in self.history(100)],
                         ["opened", "approved", "implemented"])
        self.assert_noted("proposal_transitions.csv", 8, "", "row 6")

    def test_changes_of_one_moment_follow_from_each_other_in_any_order(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, status="provisional")
        for before, to in (("implementable", "implemented"), ("provisional", "implementable")):
            self.files.raw_change("2024-01-12T10:00:00Z", 100, "status", before, to)
        self.assertEqual([what for _, what in self.history(100)],
                         ["opened", "approved", "implemented"])

    def test_an_unknown_field_is_noted_once(self):
        self.files.propose("2024-01-10T10:00:00Z", 100, mood="good")
        self.files.change("2024-01-11T10:00:00Z", 100, mood="better")
        self.assert_noted("proposal_transitions.csv", 6, "field", "mood", "2 rows")

    def test_a_missing_file_is_an_error(self):
        for name in HEADERS:
            with self.subTest(name=name):
                self.files.write(self.folder)
                os.remove(os.path.join(self.folder, name))
                code, output, said = readiness_command.convert(self.folder, "1.30")
                self.assertEqual((code, output), (1, b""))
                self.assertIn(name, said)
                self.assertNotIn("Traceback", said)

    def test_a_missing_column_is_an_error(self):
        self.files.texts["proposal_transitions.csv"] = "merged_at,kep,field,from,to\n"
        self.assert_refused("proposal_transitions.csv", "owning_sig")

    def test_an_empty_file_is_an_error(self):
        self.files.texts["proposal_links.csv"] = ""
        self.assert_refused("proposal_links.csv", "empty")

    def test_an_unknown_release_is_an_error_that_names_the_known_ones(self):
        self.assert_refused("1.99", "1.30, 1.31", release="1.99")

    def test_a_release_without_any_usable_date_is_an_error(self):
        self.files.rows["release_calendar.csv"] = [("1.30", "cycle_begin", "soon")]
        self.assert_refused("1.30", "no usable date")

    def test_a_folder_that_is_not_there_is_an_error(self):
        code, _, said = readiness_command.convert(os.path.join(self.folder, "no"), "1.30")
        self.assertEqual(code, 1)
        self.assertIn("not a folder", said)

    def test_wrong_usage_is_exit_2(self):
        self.assertEqual(readiness_command.convert("--release", "1.30")[0], 2)

    def test_spoiled_cells_never_break_the_log(self):
        dice = random.Random(20240108)
        spoils = ["", "0", "-1", "v1.30", "1.30", "0.0", "2024-01-10T10:00:00Z", "2024-02-30",
                  "2024-02-28", "implementable", "replaced", "sig-node", "ada", "release-team",
                  "approved", "reverted", "100", "0101", "\u00e9\u4e2d\U0001f600", "\x00", "a,b",
                  'say "so"', "x" * 5000, "line\nbreak", "regression", "alpha", "deferred"]
        read_count = 0
        for round_number in range(150):
            self.files = Files()
            for kep in (100, 101, 102):
                self.files.propose("2023-12-10T10:00:00Z", kep, status="provisional")
                self.files.change(f"2024-01-1{kep - 100}T10:00:00Z", kep, status="implementable",
                                  ms_alpha="v1.30")
                self.files.change("2024-02-10T10:00:00Z", kep, status="implemented",
                                  owner="sig-cli")
                self.files.change("2024-02-12T10:00:00Z", kep, latest="v1.31", ms_alpha="v1.31")
                self.files.change("2024-03-12T10:00:00Z", kep, latest="v1.30", status="replaced")
                self.files.approve("2024-01-20T10:00:00Z", kep)
                self.files.request(kep, "2024-03-06", "2024-03-07", "approved")
                self.files.regress(kep)
                self.files.link(kep, "replaces", 100)
            self.files.reach(LATER)
            for _ in range(dice.randint(1, 6)):
                rows = self.files.rows[dice.choice(sorted(HEADERS))]
                if rows:
                    number = dice.randrange(len(rows))
                    row = list(rows[number])
                    row[dice.randrange(len(row))] = dice.choice(spoils)
                    rows[number] = tuple(row)
            self.files.write(self.folder)
            with self.subTest(round=round_number):
                try:
                    cycle = kubernetes_release.read_cycle(self.folder, "1.30")
                except kubernetes_release.DataError:
                    continue  # A clear refusal.
                check_laws(self, cycle)
                readiness_command.assess_cycle(cycle, LATER)
                read_count += 1
        self.assertGreater(read_count, 130)  # Few single cells make files unreadable.


if __name__ == "__main__":
    readiness_command.run_tests()
