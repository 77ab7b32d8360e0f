#!/usr/bin/env python3
"""Prints the cycle of one Kubernetes release as protobuf JSON (readiness.v1.Cycle).

    kubernetes_release.py DATA_DIR RELEASE

DATA_DIR holds release_calendar.csv, proposals.csv, proposal_transitions.csv, proposal_links.csv,
production_readiness_approvals.csv, freeze_exceptions.csv and release_changes.csv. RELEASE is a
release of the calendar, such as 1.26. Exit codes: 0 the cycle is on standard output; 1 the data
cannot be read (a file or column is missing, the release is unknown); 2 wrong usage.

What becomes what
  release              the cycle; a calendar date stands for the end of its day (the next 00:00Z)
  *_freeze, released   gates, the launch
  proposal (KEP)       a decision "kep-N" of its SIG; a scope item and an artifact of the same id
  status               provisional opens, implementable approves, implemented verifies, and so on
  readiness approval   an approval of one version (the stage) of that artifact
  freeze exception     a scope change
  regression           a post-launch issue

A proposal is in scope at T while latest-milestone, ms_alpha, ms_beta or ms_stable is the release.
It enters the log when it first comes into scope, at cycle_begin at the earliest; what happened to
it before is recorded at that moment, with the time at which it occurred. That includes leaving:
what was in scope once and had left again before cycle_begin enters the log out of scope. From then
on each row is recorded at its own time, so that the state of the log at T uses nothing that the
source learned later.

What cannot be read as what it should be is never guessed: it becomes an import_issue_noted and
changes nothing.
The order of rows in the files does not matter.
"""

import argparse
import csv
import dataclasses
import datetime
import io
import json
import os
import re
import sys

UTC = datetime.timezone.utc
RELEASE_TEAM = "release-team"
RELEASE_FIELDS = ("latest-milestone", "ms_alpha", "ms_beta", "ms_stable")
STAGES = ("alpha", "beta", "stable")
STAGE_OF_FIELD = {"ms_alpha": "alpha", "ms_beta": "beta", "ms_stable": "stable"}
# The version of an artifact whose proposal names no stage any more. No approval is for it, so that
# one of an earlier stage does not pass for it.
NO_STAGE = "no-stage-stated"
STATUS_WORDS = ("provisional", "implementable", "implemented", "rejected", "deferred", "withdrawn",
                "replaced")
SUPERSEDING = ("replaces", "superseded-by")
INSTANT = (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
           r"(Z|[+-][0-9]{2}:[0-9]{2})")
# A review this long after its request is not believed.
LONGEST_REVIEW = datetime.timedelta(days=183)
IMPACT_UNRECORDED = (
    "The exception record holds no impact: neither what is given up nor what it does to a metric or"
    " a ritual.")

CALENDAR = "release_calendar.csv"
PROPOSALS = "proposals.csv"
TRANSITIONS = "proposal_transitions.csv"
LINKS = "proposal_links.csv"
APPROVALS = "production_readiness_approvals.csv"
EXCEPTIONS = "freeze_exceptions.csv"
CHANGES = "release_changes.csv"

COLUMNS = {
    CALENDAR: ("release", "milestone", "date"), PROPOSALS: ("kep", "slug", "creation_date"),
    TRANSITIONS: ("merged_at", "kep", "owning_sig", "field", "from", "to"), LINKS:
    ("kep", "relation", "target_kep", "target_raw"), APPROVALS: ("merged_at", "kep", "stage",
                                                                 "approver", "action"), EXCEPTIONS:
    ("release", "freeze", "issue", "name", "date_requested", "date_reviewed", "status"), CHANGES:
    ("release", "pr", "kinds", "sigs")
}
# The one column whose text may run over several lines.
MULTILINE = {EXCEPTIONS: "name"}


class DataError(Exception):
    """The data cannot be read at all."""


# --- Reading values. None: the text is not such a value. -----------------------------------------


def read_instant(text):
    """A moment with its zone, such as 2022-10-10T18:15:21Z, in UTC."""
    if not re.fullmatch(INSTANT, text):
        return None
    try:
        return datetime.datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_end_of_day(text):
    """The end of a calendar day: the next 00:00Z."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = datetime.date.fromisoformat(text) + datetime.timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return datetime.datetime(day.year, day.month, day.day, tzinfo=UTC)


def read_number(text):
    """A proposal or pull request number without leading zeros: "0006" and "6" are the same."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        return None
    return int(text)


def read_release(text):
    """A release without its leading v; 0.0 is no release."""
    match = re.fullmatch(r"[vV]?([0-9]{1,9}\.[0-9]{1,9})", text)
    return match.group(1) if match and match.group(1) != "0.0" else None


def sig_party(name):
    """The party of a SIG; change records leave the prefix out."""
    return name if name.startswith("sig-") else "sig-" + name


def show(text):
    """A value of the source in a message: quoted, and short."""
    return '"' + (text if len(text) <= 60 else text[:57] + "...") + '"'


def timestamp(moment):
    text = moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return text + (f".{moment.microsecond:06d}Z" if moment.microsecond else "Z")


# --- Reading files -------------------------------------------------------------------------------


@dataclasses.dataclass
class Row:
    file: str
    number: int  # counted from 1, the header is row 1
    cells: dict

    def __getitem__(self, column):
        return self.cells[column]


@dataclasses.dataclass
class Issue:
    """Something that could not be read. Where `kep` or `release` is known, it matters to that
    proposal or release alone; where `moment` is, it became known then."""

    file: str
    row: int
    field: str
    message: str
    kep: int | None = None
    moment: datetime.datetime | None = None
    release: str | None = None


class Source:
    """The tables of one folder, and what was wrong with them."""

    def __init__(self, folder):
        self.issues = []
        if not os.path.isdir(folder):
            raise DataError(f"{folder}: not a folder")
        self.tables = {name: self._read(folder, name) for name in COLUMNS}

    def __getitem__(self, name):
        return self.tables[name]

    def _read(self, folder, name):
        path = os.path.join(folder, name)
        try:
            with open(path, "rb") as file:
                text = file.read().decode("utf-8-sig", errors="replace")
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
        csv.field_size_limit(2**31 - 1)
        reader = csv.reader(io.StringIO(text, newline=""))
        rows, header, number = [], None, 0
        while True:
            number += 1
            try:
                cells = [cell.strip() for cell in next(reader)]
            except StopIteration:
                break
            except csv.Error as error:
                self.issues.append(
                    Issue(name, number, "", f"not readable as CSV: {error}; the row is left out"))
                continue
            if header is None:
                header = cells
                missing = [column for column in COLUMNS[name] if column not in header]
                if missing:
                    raise DataError(f"{path}: no column {', '.join(missing)}; the header is"
                                    f" {','.join(header)[:200]}")
                continue
            if not any(cells):
                continue
            if self._is_usable(name, number, header, cells):
                values = {column: cells[header.index(column)] for column in COLUMNS[name]}
                rows.append(Row(name, number, values))
        if header is None:
            raise DataError(
                f"{path}: empty; the first row names the columns {', '.join(COLUMNS[name])}")
        return rows

    def _is_usable(self, name, number, header, cells):
        """Whether the cells stand under their headings."""
        if len(cells) != len(header):
            # What a row of another proposal or release lacks is nobody's business here.
            known = dict(zip(header, cells))
            self.issues.append(
                Issue(name, number, "",
                      f"{len(cells)} cells where the header has {len(header)}; the row is left out",
                      kep=read_number(known.get("kep", "")),
                      release=read_release(known.get("release", ""))))
            return False
        for column, cell in zip(header, cells):
            if ("\n" in cell or "\r" in cell) and column != MULTILINE.get(name):
                self.issues.append(
                    Issue(
                        name, number, column,
                        "a line break inside a cell: a quote may not be closed; the row is"
                        " left out"))
                return False
            if "\ufffd" in cell:
                self.issues.append(
                    Issue(name, number, column,
                          "not valid UTF-8; the unreadable bytes are shown as U+FFFD"))
        return True


# --- The log -------------------------------------------------------------------------------------


@dataclasses.dataclass
class Fact:
    """An entry before it has its place. Facts of one moment go by `order`."""

    recorded: datetime.datetime
    order: tuple
    id: str
    actor: str
    kind: str
    body: dict
    occurred: datetime.datetime | None = None
    parties: tuple = ()  # (id, kind) that must be introduced before, besides the actor


# What comes first inside one moment.
OPENING, CALENDAR_DATES, ENTERING, HAPPENING, CHANGING, LAUNCHING, REGRESSING, IMPORTING = range(8)


@dataclasses.dataclass
class Calendar:
    begin: datetime.datetime
    released: datetime.datetime | None
    milestones: list


def read_calendar(source, release):
    rows = [row for row in source[CALENDAR] if row["release"].removeprefix("v") == release]
    if not rows:
        known = sorted({row["release"] for row in source[CALENDAR]},
                       key=lambda text: [int(part) for part in re.findall(r"[0-9]+", text)])
        raise DataError(f"{CALENDAR}: no release {release}; there are {', '.join(known)}")

    def note(row, field, message):
        source.issues.append(Issue(CALENDAR, row.number, field, message))

    dates = {}
    for row in rows:
        name = row["milestone"]
        at = read_end_of_day(row["date"])
        if name not in ("cycle_begin", "released") and not name.endswith("_freeze"):
            note(
                row, "milestone",
                f"{show(name)} is no milestone that is known: cycle_begin, released or *_freeze;"
                " left out")
        elif at is None:
            note(
                row, "date",
                f"{show(row['date'])} is not a date such as 2022-10-07; {name} is left out of the"
                " calendar")
        else:
            dates.setdefault(name, []).append((at, row))
    milestones = []
    for name, found in dates.items():
        if len({at for at, _ in found}) > 1:
            for at, row in found:
                note(row, "date", f"{name} has several dates; none is used")
            continue
        kind = {"cycle_begin": "BEGIN", "released": "LAUNCH"}.get(name, "GATE")
        milestones.append((found[0][0], name, kind))
    # A date outside the cycle is wrong, or the end that it is outside of is; which, nobody recorded.
    ends = {kind: at for at, _, kind in milestones if kind != "GATE"}
    for milestone in list(milestones):
        at, name, kind = milestone
        problem = None
        if at < ends.get("BEGIN", at):
            problem = "lies before cycle_begin"
        elif kind == "GATE" and at > ends.get("LAUNCH", at) >= ends.get("BEGIN", at):
            problem = "lies after released"
        if problem:
            row = dates[name][0][1]
            note(row, "date", f"{row['date']} {problem}; {name} is left out of the calendar")
            milestones.remove(milestone)
    if not milestones:
        raise DataError(f"{CALENDAR}: release {release} has no usable date")
    milestones.sort()
    at = {name: moment for moment, name, _ in milestones}
    begin = at.get("cycle_begin")
    if begin is None:
        # The cycle had begun by its first date; nothing earlier is claimed.
        begin = milestones[0][0]
        source.issues.append(
            Issue(
                CALENDAR, 0, "date",
                f"release {release} has no usable cycle_begin; the cycle is opened at its first"
                f" usable date, {timestamp(begin)}"))
    return Calendar(begin, at.get("released"), milestones)


# --- Proposals -----------------------------------------------------------------------------------


@dataclasses.dataclass
class Change:
    moment: datetime.datetime
    field: str
    before: str
    after: str
    row: Row


def read_changes(source, release):
    """The transitions of each proposal, in time."""
    changes = {}
    seen = {}
    unknown_fields = {}
    for row in source[TRANSITIONS]:
        kep = read_number(row["kep"])
        moment = read_instant(row["merged_at"])
        # A row that concerns another release's proposals only is nobody's business here.
        is_ours = kep is None or (row["field"] in RELEASE_FIELDS
                                  and read_release(row["to"]) == release)
        issue_kep = None if is_ours else kep

        def note(field, message):
            source.issues.append(Issue(TRANSITIONS, row.number, field, message, issue_kep, moment))

        if kep is None:
            note("kep", f"{show(row['kep'])} is not the number of a proposal; the row is left out")
        elif moment is None:
            note(
                "merged_at",
                f"{show(row['merged_at'])} is not a moment such as 2022-10-07T09:30:00Z; the row is"
                " left out")
        elif row["field"] not in RELEASE_FIELDS + ("status", "stage", "owning-sig"):
            unknown_fields.setdefault((row["field"], kep), []).append((moment, row))
        elif (first := seen.setdefault((kep, moment, row["field"], row["from"], row["to"]),
                                       row)) is not row:
            note("", f"says what row {first.number} says; it counts once")
        else:
            changes.setdefault(kep, []).append(
                Change(moment, row["field"], row["from"], row["to"], row))
    for (field, kep), rows in unknown_fields.items():
        moment, row = min(rows, key=lambda item: (item[0], item[1].number))
        source.issues.append(
            Issue(
                TRANSITIONS, row.number, "field",
                f"{show(field)} is no field that is known ({len(rows)} rows of this proposal); it"
                " changes nothing", kep, moment))
    return {kep: put_in_order(found) for kep, found in changes.items()}


def put_in_order(changes):
    """By time; changes of one field at one moment by what each says was there before."""
    ordered, values = [], {}
    groups = {}
    for change in changes:
        groups.setdefault((change.moment, change.field), []).append(change)
    for moment, field in sorted(groups):
        waiting = sorted(groups[moment, field], key=lambda change: change.row.number)
        while waiting:
            # The one that starts where the field stands; else one that no other leads to; else the
            # first in the file.
            fits = [change for change in waiting if change.before == values.get(field, "")]
            starts = [
                change for change in waiting
                if all(other.after != change.before for other in waiting)
            ]
            following = (fits or starts or waiting)[0]
            waiting.remove(following)
            values[field] = following.after
            ordered.append(following)
    return ordered


@dataclasses.dataclass
class Approval:
    moment: datetime.datetime
    stage: str
    approver: str


def read_approvals(source):
    approvals = {}
    seen = {}
    for row in source[APPROVALS]:
        kep = read_number(row["kep"])
        moment = read_instant(row["merged_at"])

        def note(field, message):
            about = "" if kep is None else f"KEP-{kep}: "
            source.issues.append(Issue(APPROVALS, row.number, field, about + message, kep, moment))

        if kep is None:
            note("kep", f"{show(row['kep'])} is not the number of a proposal; the row is left out")
        elif moment is None:
            note(
                "merged_at",
                f"{show(row['merged_at'])} is not a moment such as 2022-10-07T09:30:00Z; the row is"
                " left out")
        elif row["action"] == "approver_changed":
            approvals.setdefault(kep, [])  # Another person was named; nobody said yes.
        elif row["action"] != "approved":
            note(
                "action",
                f"{show(row['action'])} is neither approved nor approver_changed; the row is"
                " left out")
        elif not row["approver"] or not row["stage"]:
            note("stage" if row["approver"] else "approver",
                 "empty; an approval without it is left out")
        elif (first := seen.setdefault((kep, moment, row["stage"], row["approver"]),
                                       row)) is not row:
            note("", f"says what row {first.number} says; it counts once")
        else:
            if row["stage"] not in STAGES:
                note(
                    "stage",
                    f"{show(row['stage'])} is not alpha, beta or stable; the approval counts for"
                    " that word alone")
            approvals.setdefault(kep, []).append(Approval(moment, row["stage"], row["approver"]))
    for found in approvals.values():
        found.sort(key=lambda approval: (approval.moment, approval.stage, approval.approver))
    return approvals


def read_links(source):
    """For each proposal the proposals that replace it, with the first row that says so."""
    replaced_by = {}
    for row in source[LINKS]:
        if row["relation"] not in SUPERSEDING:
            continue
        kep, target = read_number(row["kep"]), read_number(row["target_kep"])
        if kep is None or target is None:
            field = "kep" if kep is None else "target_kep"
            link = f"KEP-{row['kep']} {row['relation']} {show(row['target_raw'])}"
            source.issues.append(
                Issue(
                    LINKS, row.number, field,
                    f"{link}: {show(row[field])} is not the number of a proposal; the link is"
                    " left out", kep))
            continue
        old, new = (target, kep) if row["relation"] == "replaces" else (kep, target)
        if old == new:
            source.issues.append(
                Issue(LINKS, row.number, "target_kep",
                      "a proposal cannot replace itself; the link is left out", kep))
        else:
            replaced_by.setdefault(old, {}).setdefault(new, row)
    return replaced_by


def required_stage(values, release):
    """The stage that needs its approval: the one tied to the release, else the proposal's own."""
    tied = [
        stage for field, stage in STAGE_OF_FIELD.items()
        if read_release(values.get(field, "")) == release
    ]
    own = values.get("stage", "")
    if not tied:
        return own
    # Several stages at one release: the one the proposal says it is in, else the last.
    return own if own in tied else tied[-1]


def is_in_scope(values, release):
    return any(read_release(values.get(field, "")) == release for field in RELEASE_FIELDS)


def find_scope_start(changes, release):
    """The moment at which the proposal first comes into scope; None: never."""
    values = {}
    for index, change in enumerate(changes):
        values[change.field] = change.after
        is_last_of_moment = index + 1 == len(changes) or changes[index + 1].moment != change.moment
        if is_last_of_moment and is_in_scope(values, release):
            return change.moment
    return None


class Proposal:
    """Folds the rows of one proposal into facts."""

    def __init__(self, log, kep, changes, approvals, started):
        self.log, self.kep, self.changes, self.approvals = log, kep, changes, approvals
        self.id = f"kep-{kep}"
        self.started = started
        self.entered = max(started, log.calendar.begin)
        self.state = ""  # as the engine will see it
        self.word = ""  # the last status that is known
        self.values = {}
        self.owner = ""
        self.owners = []  # (from when, SIG)
        self.version = ""
        self.is_in_scope = False
        self.was_in_scope = False
        self.is_descoped = False  # as the engine will see it
        self.left = []  # when it was descoped
        self.step = 0

    def add(self, moment, suffix, kind, body, actor=None, parties=(), order=HAPPENING):
        recorded = max(moment, self.entered)
        self.step += 1
        self.log.facts.append(
            Fact(recorded, (order, self.kep, self.step), f"{self.id}/{suffix}", actor or self.owner
                 or RELEASE_TEAM, kind, body, moment if moment < recorded else None, parties))

    def fold(self):
        opened = min([self.started] +
                     [change.moment for change in self.changes if change.field == "status"])
        moments = {}
        for change in self.changes:
            moments.setdefault(change.moment, ([], []))[0].append(change)
        for approval in self.approvals:
            moments.setdefault(approval.moment, ([], []))[1].append(approval)
        for moment in sorted(moments):
            changes, approvals = moments[moment]
            self.values.update((change.field, change.after) for change in changes)
            had_owner = self.owner != ""
            self.set_owner(moment, changes)
            if moment == opened:
                self.open(moment)
            self.judge(moment, [change for change in changes if change.field == "status"],
                       self.owner != "" and not had_owner)
            for approval in approvals:
                name = f"{timestamp(moment)}/{approval.stage}/{approval.approver}"
                body = {
                    "id": f"{self.id}/{approval.stage}/{approval.approver}/{timestamp(moment)}",
                    "artifact": self.id,
                    "version": approval.stage,
                    "gate": "production_readiness",
                }
                self.add(moment, f"approval/{name}", "approvalGranted", body,
                         actor=approval.approver)

    def set_owner(self, moment, changes):
        named = [
            change.after for change in changes if change.field == "owning-sig" and change.after
        ]
        if not named and not self.owner:
            # Every row says whose the proposal is, also where no owning-sig row came with it.
            named = sorted({change.row["owning_sig"] for change in changes} - {""})[:1]
        if not named or named[-1] == self.owner:
            return
        self.owner = named[-1]
        self.owners.append((moment, self.owner))
        if self.state:
            self.add(moment, f"owner/{timestamp(moment)}/{self.owner}", "decisionOwnerAssigned",
                     {"decision": self.id, "owner": self.owner}, actor=RELEASE_TEAM,
                     parties=((self.owner, "TEAM"),))

    def owner_at(self, moment):
        return ([""] + [owner for since, owner in self.owners if since <= moment])[-1]

    def is_descoped_after(self, moment):
        return self.is_descoped or any(left > moment for left in self.left)

    def cohort(self):
        """The SIG at entry."""
        named = [
            change.after for change in self.changes
            if change.field == "owning-sig" and change.after and change.moment <= self.entered
        ]
        return named[-1] if named else self.owner

    def open(self, moment):
        title = self.log.titles.get(self.kep, f"KEP-{self.kep}")
        self.state = "proposed"
        decision = {
            "id": self.id,
            "title": title,
            "question": f"Shall KEP-{self.kep} be built for {self.log.release}?",
            "owner": self.owner,
            "cohort": self.cohort(),
        }
        item = {"id": self.id, "title": title, "artifact": self.id, "decision": self.id}
        self.add(moment, "opened", "decisionOpened", decision, order=ENTERING)
        self.add(self.started, "item", "scopeItemRequested", item, order=ENTERING)

    def judge(self, moment, status_changes, gets_owner):
        """What a moment does to scope, status and required stage."""
        was_in_scope, self.is_in_scope = self.is_in_scope, is_in_scope(
            self.values, self.log.release)
        at = timestamp(moment)
        comes_back = self.is_in_scope and not was_in_scope and self.was_in_scope
        if comes_back:
            self.reopen(moment, f"scope/{at}/in", f"In scope of {self.log.release} again.")
        known = [change.after for change in status_changes if change.after in STATUS_WORDS]
        for word in known:
            self.word = word
            self.set_status(moment, word, f"status/{at}",
                            f"The status of the proposal became {word}.")
        if (comes_back or gets_owner) and not known and self.word:
            # The reopening put the decision in review, or nobody could decide it before; its status
            # has not changed.
            self.set_status(moment, self.word, f"standing/{at}",
                            f"The status of the proposal is {self.word}.")
        if self.was_in_scope and not self.is_in_scope and not self.is_descoped:
            # Also after a reopening by status: it brings the decision back into scope where the
            # proposal is not.
            self.is_descoped = True
            self.left.append(moment)
            reason = f"No milestone of the proposal is {self.log.release}."
            self.add(moment, f"scope/{at}/out", "decisionDescoped",
                     {"decision": self.id, "reason": reason})
        if self.is_in_scope:
            self.was_in_scope = True
            version = required_stage(self.values, self.log.release)
            if not version and self.version:
                version = NO_STAGE
            if version and version != self.version:
                self.version = version
                self.add(moment, f"stage/{at}/{version}", "artifactVersionPublished",
                         {"artifact": self.id, "version": version})

    def reopen(self, moment, suffix, reason):
        # One that was only out of scope is still proposed.
        self.state = "proposed" if self.state == "proposed" else "in_review"
        self.is_descoped = False
        self.add(moment, suffix, "decisionReopened", {"decision": self.id, "reason": reason})

    def decide(self, moment, suffix, outcome, rationale):
        self.state = outcome.lower()
        self.add(moment, suffix, "decisionDecided",
                 {"decision": self.id, "outcome": outcome, "rationale": rationale})

    def set_status(self, moment, word, suffix, said):
        """One status word as facts, from where the decision stands."""

        def reopen_from(*states):
            if self.state in states:
                self.reopen(moment, f"{suffix}/reopened-for-{word}", f"{said} It was {self.state}.")

        closed = ("approved", "implemented", "rejected", "withdrawn", "superseded")
        if not self.owner and word in ("implementable", "implemented", "rejected", "deferred"):
            # It is the owner who decides; the status is recorded once there is one.
            self.log.note(
                TRANSITIONS, 0, "owning-sig",
                f"KEP-{self.kep} became {word} while no SIG owned it; nobody can have decided that",
                self.kep, moment)
        elif word == "provisional":
            reopen_from("deferred", *closed)
        elif word == "implementable":
            if self.state != "approved":
                reopen_from("deferred", *closed)
                self.decide(moment, f"{suffix}/implementable", "APPROVED", said)
        elif word == "implemented":
            if self.state not in ("approved", "implemented"):
                reopen_from(*closed)
                self.decide(moment, f"{suffix}/approval-implied", "APPROVED",
                            f"{said} No approval stood, so one is implied.")
            if self.state != "implemented":
                self.state = "implemented"
                self.add(moment, f"{suffix}/implemented", "implementationVerified",
                         {"decision": self.id})
        elif word in ("rejected", "deferred"):
            if self.state != word:
                reopen_from(*closed)
                self.decide(moment, f"{suffix}/{word}", word.upper(), said)
        elif word == "withdrawn":
            if self.state != word:
                reopen_from("superseded")
                self.state = word
                self.add(moment, f"{suffix}/withdrawn", "decisionWithdrawn",
                         {"decision": self.id, "reason": said})
        elif word == "replaced":
            if self.state != "superseded":
                self.state = "superseded"
                self.add(
                    moment, f"{suffix}/replaced", "decisionSuperseded", {
                        "decision": self.id, "by": self.log.find_replacement(
                            self.kep, max(moment, self.entered)), "reason": said
                    })


# --- One release ---------------------------------------------------------------------------------


class ReleaseLog:

    def __init__(self, source, release):
        self.source, self.release = source, release
        self.calendar = read_calendar(source, release)
        self.facts = []
        self.titles = self.read_titles()
        self.replaced_by = read_links(source)
        changes = read_changes(source, release)
        approvals = read_approvals(source)
        self.last_moment = max(
            [change.moment for found in changes.values() for change in found] +
            [approval.moment for found in approvals.values() for approval in found],
            default=None)
        self.proposals = {}
        for kep in sorted(changes):
            started = find_scope_start(changes[kep], release)
            if started is not None:
                self.proposals[kep] = Proposal(self, kep, changes[kep], approvals.get(kep, []),
                                               started)
        self.open_cycle()
        for proposal in self.proposals.values():
            proposal.fold()
            self.note_values(proposal)
        self.supersede_by_links()
        self.add_exceptions()
        self.launch()
        self.add_issues()

    def note(self, file, row, field, message, kep=None, moment=None):
        self.source.issues.append(Issue(file, row, field, message, kep, moment))

    def add(self, recorded, order, id, kind, body, occurred=None, parties=()):
        self.facts.append(Fact(recorded, order, id, RELEASE_TEAM, kind, body, occurred, parties))

    def read_titles(self):
        titles = {}
        for row in self.source[PROPOSALS]:
            kep = read_number(row["kep"])
            if kep is None:
                self.note(
                    PROPOSALS, row.number, "kep",
                    f"{show(row['kep'])} is not the number of a proposal; the row is left out")
                continue
            if row["creation_date"] and read_end_of_day(row["creation_date"]) is None:
                self.note(
                    PROPOSALS, row.number, "creation_date",
                    f"{show(row['creation_date'])} is not a date such as 2022-10-07; not used", kep)
            words = re.sub(r"^[0-9]+-", "", row["slug"]).replace("-", " ").strip()
            titles.setdefault(kep, set()).add(f"KEP-{kep}: {words}" if words else f"KEP-{kep}")
        # A number that stands for several proposals (0000 does) names none of them.
        return {kep: found.pop() for kep, found in titles.items() if len(found) == 1}

    def is_in_log(self, kep, moment):
        return kep in self.proposals and self.proposals[kep].entered <= moment

    def find_replacement(self, kep, moment):
        """The decision that took the proposal's place, where one alone is in the log by then."""
        found = [
            new for new in sorted(self.replaced_by.get(kep, {})) if self.is_in_log(new, moment)
        ]
        return f"kep-{found[0]}" if len(found) == 1 else ""

    def open_cycle(self):
        begin = self.calendar.begin
        opener = {
            "id": RELEASE_TEAM,
            "name": f"Release team of Kubernetes {self.release}",
            "kind": "TEAM",
        }
        milestones = [{"name": name, "kind": kind, "at": timestamp(at)}
                      for at, name, kind in self.calendar.milestones]
        self.add(begin, (OPENING,), "cycle/opened", "cycleOpened", {
            "id": f"kubernetes-{self.release}",
            "title": f"Kubernetes {self.release}",
            "opener": opener,
        })
        self.add(begin, (CALENDAR_DATES,), "cycle/calendar", "calendarSet",
                 {"milestones": milestones})

    def note_values(self, proposal):
        """What the rows of a proposal of this log say that is no release, status, stage or SIG."""
        for change in proposal.changes:
            text = change.after
            if change.field in RELEASE_FIELDS:
                message = (None if read_release(text) else
                           f"{show(text)} is no release; {change.field} ties the proposal to none")
            elif change.field == "status":
                message = (None if text in STATUS_WORDS else
                           f"{show(text)} is no status that is known; it changes nothing")
                if text == "deferred":
                    message = "deferred without a new date; when it is due is not known"
            elif change.field == "stage":
                message = (None if text in STAGES else (
                    f"{show(text)} is not alpha, beta or stable; only an approval of that very"
                    " word would count for it"))
            else:
                message = None if text else "empty; the owner stays"
            if message:
                self.note(TRANSITIONS, change.row.number, "to",
                          f"KEP-{proposal.kep} {change.field}: {message}", proposal.kep,
                          change.moment)

    def supersede_by_links(self):
        """Links without the status `replaced`.

        A link has no date: it is what the proposals said when the source was read. It supersedes
        from the moment at which both proposals are in the log, unless that contradicts what their
        status says then or later; then the status stands and the link is an import issue."""
        for old, links in sorted(self.replaced_by.items()):
            links = {new: row for new, row in sorted(links.items()) if new in self.proposals}
            if old not in self.proposals or not links:
                continue
            proposal = self.proposals[old]
            words = [change for change in proposal.changes if change.field == "status"]
            if any(change.after == "replaced" for change in words):
                continue  # The status says when.
            new = min(links, key=lambda kep: (self.proposals[kep].entered, kep))
            moment = max(proposal.entered, self.proposals[new].entered)
            is_contradicted = (
                proposal.word in ("implemented", "withdrawn", "rejected")
                or any(change.after in STATUS_WORDS and change.moment > moment for change in words)
                or proposal.is_descoped_after(moment))
            if is_contradicted:
                self.note(
                    LINKS, links[new].number, "relation",
                    f"KEP-{new} is said to replace KEP-{old}, without a date; the status of"
                    f" KEP-{old} is {proposal.word or 'not known'} and never replaced. The status"
                    " stands", old, moment)
                continue
            self.facts.append(
                Fact(
                    moment, (HAPPENING, old, len(self.facts)), f"kep-{old}/replaced-by/kep-{new}",
                    proposal.owner_at(moment) or RELEASE_TEAM, "decisionSuperseded", {
                        "decision": f"kep-{old}", "by": f"kep-{new}",
                        "reason": f"A link says that KEP-{new} replaces it; when is not recorded."
                    }))

    # Freeze exceptions.
    def add_exceptions(self):
        rows = [
            row for row in self.source[EXCEPTIONS]
            if row["release"].removeprefix("v") == self.release
        ]
        if not rows:
            self.note(EXCEPTIONS, 0, "release",
                      f"no exception is recorded for {self.release}; that is not the same as none")
        columns = ("freeze", "issue", "date_requested", "date_reviewed", "name", "status")
        rows.sort(key=lambda row: (*(row[column] for column in columns), row.number))
        used = set()
        seen = {}
        for row in rows:
            # A row that stands twice is one exception.
            content = tuple(sorted(row.cells.items()))
            if content in seen:
                self.note(EXCEPTIONS, row.number, "",
                          f"says what row {seen[content]} says; it counts once")
                continue
            seen[content] = row.number
            name = re.sub(r"[^a-z0-9]+", "-",
                          f"exception-{row['freeze']}-{row['issue']}".lower()).strip("-")
            id, repetition = name, 1
            while id in used:
                repetition += 1
                id = f"{name}-{repetition}"
            used.add(id)
            self.add_exception(row, id)

    def add_exception(self, row, id):
        notes = []

        def note(field, message):
            notes.append((field, message))

        requested = read_end_of_day(row["date_requested"])
        reviewed = read_end_of_day(row["date_reviewed"])
        complete = self.calendar.released or self.calendar.milestones[-1][0]
        fallback = f"recorded at {timestamp(complete)}, when the record was complete"
        for field, value in (("date_requested", requested), ("date_reviewed", reviewed)):
            if value is None:
                note(
                    field,
                    f"{show(row[field]) if row[field] else 'empty'}: not a date such as 2022-10-07;"
                    f" {fallback}")
        if (requested and reviewed
                and not datetime.timedelta(0) <= reviewed - requested <= LONGEST_REVIEW):
            note(
                "date_reviewed",
                f"reviewed on {row['date_reviewed']}, requested on {row['date_requested']}: at"
                f" least one of the two is wrong and which is not recorded; {fallback}")
            requested = reviewed = None
        status = row["status"].casefold()
        outcome = status.upper() if status in ("approved", "denied", "reverted") else None
        if outcome is None:
            note(
                "status",
                f"{show(row['status'])} is not approved, denied or reverted; the exception stays"
                " requested")
        decided_at = reviewed or max(complete, requested or complete)
        # Who was reviewed had asked by then.
        requested_at = requested or min(complete, decided_at)
        begin = self.calendar.begin

        issue = read_number(row["issue"])
        if issue is None:
            note(
                "issue",
                f"{show(row['issue'])} is not a number; the exception is about no proposal of"
                " the log")
        recorded = max(requested_at, begin)
        is_ours = issue is not None and self.is_in_log(issue, recorded)
        gate = re.sub(r"[^a-z0-9]+", "_", row["freeze"].casefold()).strip("_")
        gate = gate if gate.endswith("_freeze") else gate + "_freeze"
        if not any(name == gate for _, name, _ in self.calendar.milestones):
            note(
                "freeze",
                f"{show(row['freeze'])}: the calendar has no {gate}; the exception is from no gate"
                " of the log")
            gate = ""
        requester = (self.proposals[issue].owner_at(recorded) if is_ours else "") or RELEASE_TEAM
        body = {
            "id": id,
            "title": " ".join(row["name"].split()) or id,
            "subject": f"kep-{issue}" if is_ours else "",
            "requester": requester,
            "approver": RELEASE_TEAM,
            "source": "freeze exception",
            "gate": gate,
            "impactUnrecordedReason": IMPACT_UNRECORDED,
        }
        if reviewed:
            body["reviewAt"] = timestamp(reviewed)
        # What is wrong with a request is known with the request; with a review, with the review.
        for field, message in notes:
            known = decided_at if field in ("date_reviewed", "status") else requested_at
            self.note(EXCEPTIONS, row.number, field, message, None, max(known, begin))
        self.facts.append(
            Fact(recorded, (CHANGING, id, 0), f"{id}/requested", requester, "scopeChangeRequested",
                 body, requested_at if requested_at < recorded else None))
        if outcome:
            steps = ["APPROVED", "REVERTED"] if outcome == "REVERTED" else [outcome]
            recorded = max(decided_at, begin)
            rationale = f"The exception record says {status}."
            for step, word in enumerate(steps):
                self.add(recorded, (CHANGING, id, step + 1), f"{id}/{word.lower()}",
                         "scopeChangeDecided",
                         {"change": id, "outcome": word, "rationale": rationale},
                         decided_at if decided_at < recorded else None)

    # Launch and what customers met after it.
    def launch(self):
        launched = self.calendar.released
        rows = [row for row in self.source[CHANGES] if row["release"].removeprefix("v") == self.release]
        # A date of the calendar is a plan. It came about where something later is recorded, or where
        # there are notes of what the release changed.
        is_past = self.last_moment is not None and launched is not None and launched <= self.last_moment
        if launched is None or not (is_past or rows):
            if rows:
                self.note(
                    CHANGES, 0, "release",
                    f"release {self.release} has {len(rows)} changes and no usable date released;"
                    " the launch and the regressions are left out", None, self.calendar.begin)
            return
        self.add(launched, (LAUNCHING,), "cycle/launched", "launched", {"release": self.release})
        # Every regression counts. `duplicate` says that the notes list a change under several SIGs,
        # not that its row is a repetition; `do_not_publish` says that the notes leave it out, not
        # that nobody met it.
        found = {}
        for row in rows:
            if "regression" not in {kind.strip() for kind in row["kinds"].split("|")}:
                continue
            number = read_number(row["pr"])
            if number is None:
                self.note(
                    CHANGES, row.number, "pr",
                    f"{show(row['pr'])} is not the number of a pull request; the regression is"
                    " left out", None, launched)
                continue
            found.setdefault(number, []).append(row)
        for number, rows in sorted(found.items()):
            for row in rows[1:]:
                self.note(CHANGES, row.number, "pr",
                          f"{number} is named in row {rows[0].number} too; it is one issue", None,
                          launched)
            sigs = sorted({
                sig_party(name.strip())
                for row in rows
                for name in row["sigs"].split("|") if name.strip()
            })
            # One SIG answers for it; of several none does more than the others.
            owner = sigs[0] if len(sigs) == 1 else ""
            body = {
                "id": f"pr-{number}",
                "title": f"Regression named in pull request {number}",
                "owner": owner,
                "cohort": owner,
            }
            self.add(launched, (REGRESSING, number), f"regression/pr-{number}",
                     "postLaunchIssueOpened", body, parties=((owner, "TEAM"),) if owner else ())

    def add_issues(self):
        begin = self.calendar.begin
        for issue in self.source.issues:
            if issue.release not in (None, self.release):
                continue
            recorded = max(begin, issue.moment or begin)
            if issue.kep is not None:
                if issue.kep not in self.proposals:
                    continue
                recorded = max(recorded, self.proposals[issue.kep].entered)
            body = {
                "file": issue.file,
                "row": str(issue.row),
                "field": issue.field,
                "message": issue.message,
            }
            self.add(recorded, (IMPORTING, issue.file, issue.row, issue.field, issue.message),
                     f"import/{issue.file}/row-{issue.row}/{issue.field or 'row'}",
                     "importIssueNoted", body)

    # Putting it in order.
    def entries(self):
        parties, approvers = {RELEASE_TEAM}, set()
        entries, used_ids = [], set()

        def append(recorded, id, actor, kind, body, occurred=None):
            name, repetition = id, 1
            while id in used_ids:
                repetition += 1
                id = f"{name}/{repetition}"
            used_ids.add(id)
            entry = {"seq": str(len(entries) + 1), "id": id, "recordedAt": timestamp(recorded)}
            if occurred is not None:
                entry["occurredAt"] = timestamp(occurred)
            entry["actor"] = actor
            entry[kind] = body
            entries.append(entry)

        def introduce(party, kind, recorded):
            if party not in parties:
                parties.add(party)
                append(recorded, f"party/{party}", RELEASE_TEAM, "partyAdded",
                       {"party": {"id": party, "name": party, "kind": kind}})
            if kind == "PERSON" and party not in approvers:
                approvers.add(party)
                append(recorded, f"role/{party}/approver", RELEASE_TEAM, "roleAssigned",
                       {"party": party, "role": "APPROVER"})

        for fact in sorted(self.facts, key=lambda fact: (fact.recorded, fact.order)):
            if fact.kind != "cycleOpened":
                introduce(fact.actor, "PERSON" if fact.kind == "approvalGranted" else "TEAM",
                          fact.recorded)
            for party, kind in fact.parties:
                introduce(party, kind, fact.recorded)
            append(fact.recorded, fact.id, fact.actor, fact.kind, fact.body, fact.occurred)
        return entries


def read_cycle(data_dir, release):
    """The cycle as the JSON object of readiness.v1.Cycle; DataError where there is none."""
    log = ReleaseLog(Source(data_dir), release.removeprefix("v"))
    return {"schemaVersion": "1", "playbook": "", "entries": log.entries()}


def main(arguments):
    parser = argparse.ArgumentParser(
        description="Prints one Kubernetes release as protobuf JSON of readiness.v1.Cycle.")
    parser.add_argument("data_dir", metavar="DATA_DIR", help="the folder that holds the CSV files")
    parser.add_argument("release", metavar="RELEASE",
                        help="a release of release_calendar.csv, such as 1.26")
    options = parser.parse_args(arguments)
    try:
        cycle = read_cycle(options.data_dir, options.release)
    except DataError as error:
        print(f"kubernetes_release.py: {error}", file=sys.stderr)
        return 1
    text = json.dumps(cycle, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
