#!/usr/bin/env python3
"""Prints telemetry (CSV, one row an event) made from one of the recorded logs.

    telemetry_from_logs.py DATA SET [--kind KIND]... [--cohort COLUMN] [--tiers] [--day 1|7]

DATA is the folder of the sets; SET is one of those below. --kind keeps the rows of a kind, --cohort
takes the cohort from a column of the log (its value in the first row of the case). Exit codes: 0 the
rows are on standard output; 1 the data cannot be read; 2 wrong usage.

What becomes what. The events of a case are sorted stably by time first; "first" is meant after that.
  helpdesk_italy
    ticket     first event: opened; 'Resolve ticket': resolved; 'Require upgrade': escalated; the
               first event after a 'Closed': reopened
    exception  'Wait': entered; the event after it: completed
  bpi2013_volvo_problems
    ticket     first event: opened; 'Completed': resolved; the first event after it that is no
               'Completed': reopened; a higher support line than at the event before: escalated.
               --tiers writes the line on every row (3rd is 3, 2nd is 2, else 1).
  bpi2020_travel_claims
    ticket     first SUBMITTED: opened; first FINAL_APPROVED: resolved (submit to first approval)
    review     first FINAL_APPROVED: approved; first 'Payment Handled' after it: implemented
    decision   first SUBMITTED: opened; FINAL_APPROVED: decided; SUBMITTED after that: reopened
    change     first SUBMITTED: planned; REJECTED: reopened (changes were asked for)
  swift_evolution
    ticket     first in_review: opened; first of accepted, rejected, returned and implemented after
               it: resolved (review to first outcome)
    review     first accepted: approved; first implemented after it: implemented
    decision   first in_review: opened; accepted, rejected: decided; withdrawn: withdrawn; in_review
               after one of these: reopened
  receipt_permit
    journey    first event: started; each event: step (Confirmation 1, T02 2, and so on; T07-1 is 7);
               last event: completed. The cohort is the group of the first event.
    exception  'T03 Adjust confirmation of receipt': entered; the event after it: completed
  cookie_cats_ab
    account    enrolled; activated --day (7 unless given) days later where the player came back on
               that day. The log has no moments: enrolment stands at 1970-01-01, time 0. The cohort is
               the version of the game.
"""

import argparse
import csv
import datetime
import gzip
import io
import os
import re
import sys

COLUMNS = ("time", "kind", "entity", "event", "cohort", "subject", "value", "total", "release", "parent",
           "tier", "due", "event_id", "recorded")
DAY_MICROSECONDS = 86_400_000_000


class DataError(Exception):
    """The data cannot be read as what it should be."""


def read_rows(data, name, needed):
    """The rows of DATA/name, plain or with .gz, as dictionaries."""
    path = os.path.join(data, name)
    try:
        if os.path.exists(path):
            with open(path, "rb") as file:
                content = file.read()
        else:
            with gzip.open(path + ".gz", "rb") as file:
                content = file.read()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        missing = [column for column in needed if column not in (reader.fieldnames or [])]
        if missing:
            raise DataError(f"{path}: column {missing[0]!r} is missing")
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise DataError(f"{path}: line {reader.line_num}: the row has not the fields of the header")
            rows.append(row)
        return rows
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: {error}") from error


def moment(text, where):
    try:
        time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise DataError(f"{where}: {text!r} is no time") from error
    if time.tzinfo is None:
        raise DataError(f"{where}: {text!r} has no zone")
    return time


def cases_of(rows, case_column, time_column):
    """(case, its rows sorted stably by time), in the order of first sight."""
    cases = {}
    for row in rows:
        cases.setdefault(row[case_column], []).append(row)
    for case, events in cases.items():
        yield case, sorted(events, key=lambda row: moment(row[time_column], f"case {case}"))


class Rows:
    """Telemetry rows of one case; every row has an identity of its own."""

    def __init__(self, entity, time_column="time", cohort=""):
        self.entity, self.time_column, self.cohort, self.rows = entity, time_column, cohort, []

    def add(self, kind, event, source, **values):
        self.rows.append({"time": source[self.time_column], "kind": kind, "entity": self.entity,
                          "event": event, "cohort": self.cohort,
                          "event_id": f"{self.entity}/{kind}/{len(self.rows) + 1}", **values})


def exception_state(rows, events, is_state, subject):
    """Each event that is the state enters it; the next event, whatever it is, completes that entry."""
    for number, event in enumerate(events):
        if is_state(event):
            rows.add("exception", "entered", event, subject=subject)
            if number + 1 < len(events):
                rows.add("exception", "completed", events[number + 1], subject=subject)


def first(events, words, column="to_class", after=-1):
    """The number of the first event after a number whose column is one of the words, or None."""
    return next((number for number in range(after + 1, len(events)) if events[number][column] in words), None)


def helpdesk_italy(data, options):
    needed = ("case", "time", "activity", *([options.cohort] if options.cohort else []))
    for case, events in cases_of(read_rows(data, "helpdesk_italy/events.csv", needed), "case", "time"):
        rows = Rows(case, cohort=events[0][options.cohort] if options.cohort else "")
        rows.add("ticket", "opened", events[0])
        is_closed = False
        for event in events:
            if is_closed and event["activity"] != "Closed":
                rows.add("ticket", "reopened", event)
                is_closed = False
            if event["activity"] == "Resolve ticket":
                rows.add("ticket", "resolved", event)
            elif event["activity"] == "Require upgrade":
                rows.add("ticket", "escalated", event)
            elif event["activity"] == "Closed":
                is_closed = True
        exception_state(rows, events, lambda event: event["activity"] == "Wait", "wait")
        yield from rows.rows


def support_line(event):
    return {"3rd": 3, "2nd": 2}.get(event["support_team"].split(" ")[-1], 1)


def bpi2013_volvo_problems(data, options):
    needed = ("case", "time", "activity", "support_team", *([options.cohort] if options.cohort else []))
    log = read_rows(data, "bpi2013_volvo_problems/closed_problems.csv", needed)
    for case, events in cases_of(log, "case", "time"):
        rows = Rows(case, cohort=events[0][options.cohort] if options.cohort else "")

        def add(word, event):
            rows.add("ticket", word, event, **({"tier": support_line(event)} if options.tiers else {}))

        add("opened", events[0])
        is_resolved = False
        for before, event in zip([events[0], *events], events):
            if event["activity"] == "Completed":
                add("resolved", event)
                is_resolved = True
            elif is_resolved:
                add("reopened", event)
                is_resolved = False
            if support_line(event) > support_line(before):
                add("escalated", event)
        yield from rows.rows


def bpi2020_travel_claims(data, options):
    needed = ("case", "time", "activity", *([options.cohort] if options.cohort else []))
    log = read_rows(data, "bpi2020_travel_claims/domestic_declarations.csv", needed)
    for case, events in cases_of(log, "case", "time"):
        rows = Rows(case, cohort=events[0][options.cohort] if options.cohort else "")
        is_open, is_decided, is_approved, is_paid = False, False, False, False
        for event in events:
            activity = event["activity"]
            if "SUBMITTED" in activity:
                if not is_open:
                    rows.add("ticket", "opened", event)
                    rows.add("decision", "opened", event)
                    rows.add("change", "planned", event)
                elif is_decided:
                    rows.add("decision", "reopened", event)
                is_open, is_decided = True, False
            elif "FINAL_APPROVED" in activity:
                if not is_approved:
                    rows.add("ticket", "resolved", event)
                    rows.add("review", "approved", event)
                rows.add("decision", "decided", event)
                is_approved, is_decided = True, True
            elif "REJECTED" in activity:
                rows.add("change", "reopened", event)
            elif activity == "Payment Handled" and is_approved and not is_paid:
                rows.add("review", "implemented", event)
                is_paid = True
        yield from rows.rows


def swift_evolution(data, options):
    needed = ("merged_at", "proposal", "to_class", *([options.cohort] if options.cohort else []))
    log = read_rows(data, "swift_evolution/transitions.csv", needed)
    for proposal, events in cases_of(log, "proposal", "merged_at"):
        rows = Rows(proposal, "merged_at", events[0][options.cohort] if options.cohort else "")
        if (opened := first(events, ("in_review",))) is not None:
            rows.add("ticket", "opened", events[opened])
            outcome = first(events, ("accepted", "rejected", "returned", "implemented"), after=opened)
            if outcome is not None:
                rows.add("ticket", "resolved", events[outcome])
        if (accepted := first(events, ("accepted",))) is not None:
            rows.add("review", "approved", events[accepted])
            if (implemented := first(events, ("implemented",), after=accepted)) is not None:
                rows.add("review", "implemented", events[implemented])
        state = ""
        for event in events:
            word = {"in_review": "opened" if state == "" else "reopened", "accepted": "decided",
                    "rejected": "decided", "withdrawn": "withdrawn"}.get(event["to_class"], "")
            if not word or word == state or (word == "reopened" and state == "opened"):
                continue
            rows.add("decision", word, event)
            state = word
        yield from rows.rows


def receipt_permit(data, options):
    cohort = options.cohort or "group"
    log = read_rows(data, "receipt_permit/events.csv", ("case", "time", "activity", cohort))
    for case, events in cases_of(log, "case", "time"):
        rows = Rows(case, cohort=events[0][cohort])
        rows.add("journey", "started", events[0], subject="receipt")
        for event in events:
            match = re.match(r"T([0-9]{2})\b", event["activity"])
            if not match and not event["activity"].startswith("Confirmation"):
                raise DataError(f"case {case}: activity {event['activity']!r} is no step that is known")
            rows.add("journey", "step", event, subject="receipt", value=int(match.group(1)) if match else 1)
        rows.add("journey", "completed", events[-1], subject="receipt")
        exception_state(rows, events, lambda event: event["activity"].startswith("T03 "), "adjust")
        yield from rows.rows


def cookie_cats_ab(data, options):
    retention = f"retention_{options.day}"
    cohort = options.cohort or "test_version"
    for row in read_rows(data, "cookie_cats_ab/cookie_cats.csv", ("userid", retention, cohort)):
        if row[retention] not in ("True", "False"):
            raise DataError(f"player {row['userid']}: {retention} is {row[retention]!r}, not True or False")
        rows = Rows(row["userid"], cohort=row[cohort])
        rows.add("account", "enrolled", {"time": 0})
        if row[retention] == "True":
            rows.add("account", "activated", {"time": options.day * DAY_MICROSECONDS})
        yield from rows.rows


SETS = {function.__name__: function for function in (
    helpdesk_italy, bpi2013_volvo_problems, bpi2020_travel_claims, swift_evolution, receipt_permit,
    cookie_cats_ab)}


def telemetry(data, name, kinds=(), cohort=None, tiers=False, day=7):
    """The rows of one set, as dictionaries of COLUMNS."""
    options = argparse.Namespace(cohort=cohort, tiers=tiers, day=day)
    for row in SETS[name](data, options):
        if not kinds or row["kind"] in kinds:
            yield row


def main(arguments):
    parser = argparse.ArgumentParser(description="Prints telemetry made from a recorded log.")
    parser.add_argument("data", help="the folder of the sets")
    parser.add_argument("set", choices=sorted(SETS))
    parser.add_argument("--kind", action="append", default=[], dest="kinds", metavar="KIND",
                        help="keep the rows of this kind; may be given again")
    parser.add_argument("--cohort", metavar="COLUMN", help="the column of the log that is the cohort")
    parser.add_argument("--tiers", action="store_true", help="bpi2013_volvo_problems: write the support line")
    parser.add_argument("--day", type=int, choices=(1, 7), default=7, help="cookie_cats_ab: the return that counts")
    given = parser.parse_args(arguments)
    try:
        rows = list(telemetry(given.data, given.set, given.kinds, given.cohort, given.tiers, given.day))
    except DataError as error:
        print(f"telemetry_from_logs: {error}", file=sys.stderr)
        return 1
    writer = csv.DictWriter(sys.stdout, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.exit(main(sys.argv[1:]))
