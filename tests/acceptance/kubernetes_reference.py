"""Figures of a Kubernetes release straight from its CSV files, by SQL over intervals of validity.

The second code path of kubernetes_release_test.py. It shares nothing with kubernetes_release.py,
which folds rows one after another: here each value of a field holds from its own row to the next
row of the same field, and every question is a query over what holds at a moment. Well-formed files
only.
"""

import csv
import os
import sqlite3

SCHEMA = """
CREATE TABLE held AS
  SELECT CAST(kep AS INTEGER) AS kep, field, "to" AS value, merged_at AS since, number,
         LEAD(merged_at, 1, '9999-12-31T00:00:00Z') OVER (
           PARTITION BY CAST(kep AS INTEGER), field ORDER BY merged_at, number) AS until
  FROM proposal_transitions;
CREATE VIEW milestone_field AS SELECT column1 AS field, column2 AS stage
  FROM (VALUES ('ms_alpha', 'alpha'), ('ms_beta', 'beta'), ('ms_stable', 'stable'));
CREATE VIEW scoped AS
  SELECT kep, ltrim(value, 'v') AS release, since, until FROM held
  WHERE since < until
    AND (field = 'latest-milestone' OR field IN (SELECT field FROM milestone_field));
CREATE VIEW status_word AS SELECT column1 AS word, column2 AS state
  FROM (VALUES ('provisional', 'proposed'), ('implementable', 'approved'),
               ('implemented', 'implemented'), ('rejected', 'rejected'), ('deferred', 'deferred'),
               ('withdrawn', 'withdrawn'), ('replaced', 'superseded'));
CREATE VIEW approved AS
  SELECT CAST(kep AS INTEGER) AS kep, stage, merged_at FROM production_readiness_approvals
  WHERE action = 'approved';
-- Days that are dates; any other text is NULL.
CREATE VIEW exception_days AS
  SELECT "release", lower(status) AS status,
    CASE WHEN date_requested GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
         THEN date(date_requested) END AS requested,
    CASE WHEN date_reviewed GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
         THEN date(date_reviewed) END AS reviewed
  FROM freeze_exceptions;
CREATE VIEW exception_dates AS
  SELECT "release", status,
    CASE WHEN is_believed THEN requested END AS requested,
    CASE WHEN is_believed THEN reviewed END AS reviewed
  FROM (SELECT *, coalesce(julianday(reviewed) - julianday(requested) BETWEEN 0 AND 183, 1)
               AS is_believed FROM exception_days);
"""

IN_SCOPE = """
SELECT DISTINCT kep FROM scoped WHERE release = :release AND since <= :at AND :at < until
"""

# In scope at any moment up to :at, before the cycle began included.
EVER_IN_SCOPE = "SELECT DISTINCT kep FROM scoped WHERE release = :release AND since <= :at"

# The stage whose milestone is the release; of several the proposal's own stage, else the last.
NEEDS = f"""
WITH here AS ({IN_SCOPE}),
own AS (SELECT kep, value AS stage FROM held
        WHERE field = 'stage' AND since <= :at AND :at < until),
tied AS (
  SELECT s.kep, f.stage, row_number() OVER (
    PARTITION BY s.kep ORDER BY f.stage = own.stage DESC, f.stage DESC) AS place
  FROM held s JOIN milestone_field f ON f.field = s.field LEFT JOIN own ON own.kep = s.kep
  WHERE ltrim(s.value, 'v') = :release AND s.since <= :at AND :at < s.until)
SELECT here.kep, coalesce(tied.stage, own.stage) AS need
FROM here LEFT JOIN own ON own.kep = here.kep
LEFT JOIN tied ON tied.kep = here.kep AND tied.place = 1
"""

LACKS_APPROVAL = f"""
SELECT kep FROM ({NEEDS}) n WHERE NOT EXISTS (
  SELECT 1 FROM approved a WHERE a.kep = n.kep AND a.stage = n.need AND a.merged_at <= :at)
"""

# In scope with a decision that was taken and is not approved now, or was withdrawn or replaced.
OPPOSED = f"""
WITH said AS (
  SELECT h.kep, w.state, row_number() OVER (
    PARTITION BY h.kep ORDER BY h.since DESC, h.number DESC) AS age
  FROM held h JOIN status_word w ON w.word = h.value
  WHERE h.field = 'status' AND h.since <= :at)
SELECT here.kep FROM ({IN_SCOPE}) here
JOIN said newest ON newest.kep = here.kep AND newest.age = 1
WHERE newest.state IN ('rejected', 'deferred', 'withdrawn', 'superseded')
   OR newest.state = 'proposed' AND EXISTS (
     SELECT 1 FROM said WHERE said.kep = here.kep
     AND said.state IN ('approved', 'implemented', 'rejected', 'deferred'))
"""

LACKS_ANY_APPROVAL = f"""
SELECT kep FROM ({IN_SCOPE}) n WHERE NOT EXISTS (
  SELECT 1 FROM approved a WHERE a.kep = n.kep AND a.merged_at <= :at)
"""

# A proposal whose status never was a known word is proposed; one that went back to provisional is
# in review.
STATES = f"""
WITH said AS (
  SELECT h.kep, w.state, h.since, h.number FROM held h JOIN status_word w ON w.word = h.value
  WHERE h.field = 'status' AND h.since <= :at),
newest AS (
  SELECT kep, state, row_number() OVER (PARTITION BY kep ORDER BY since DESC, number DESC) AS age
  FROM said)
SELECT CASE WHEN newest.state IS NULL THEN 'proposed'
            WHEN newest.state = 'proposed' AND EXISTS (
              SELECT 1 FROM said WHERE said.kep = here.kep AND said.state <> 'proposed')
            THEN 'in_review' ELSE newest.state END AS state, count(*)
FROM ({IN_SCOPE}) here LEFT JOIN newest ON newest.kep = here.kep AND newest.age = 1
GROUP BY 1
"""

# What has no usable date is known when the release was out: by then its record was complete.
EXCEPTIONS = """
WITH out AS (SELECT date(date) AS day FROM release_calendar
             WHERE "release" = :release AND milestone = 'released'),
dated AS (
  SELECT status, coalesce(reviewed, max(coalesce(requested, out.day), out.day)) AS decided,
         coalesce(requested, min(coalesce(reviewed, out.day), out.day)) AS requested
  FROM exception_dates, out WHERE "release" = :release)
SELECT CASE WHEN date(decided, '+1 day') || 'T00:00:00Z' <= :at
                 AND status IN ('approved', 'denied', 'reverted')
            THEN status ELSE 'requested' END AS word, count(*)
FROM dated WHERE date(requested, '+1 day') || 'T00:00:00Z' <= :at GROUP BY 1
"""

MOMENTS = """
SELECT milestone, date(date, '+1 day') || 'T00:00:00Z' FROM release_calendar
WHERE "release" = :release AND milestone <> 'cycle_begin'
UNION ALL
SELECT 'a month after', date(date, '+1 day', '+1 month') || 'T00:00:00Z' FROM release_calendar
WHERE "release" = :release AND milestone = 'released'
ORDER BY 2
"""

REGRESSIONS = """
SELECT count(DISTINCT pr) FROM release_changes
WHERE "release" = :release AND '|' || kinds || '|' LIKE '%|regression|%'
"""

TABLES = ("proposal_transitions", "production_readiness_approvals", "freeze_exceptions",
          "release_calendar", "release_changes")


class Reference:
    """Answers for one data folder. Moments are texts such as 2022-10-08T00:00:00Z."""

    def __init__(self, folder):
        self._db = sqlite3.connect(":memory:")
        for table in TABLES:
            with open(os.path.join(folder, table + ".csv"), newline="", encoding="utf-8") as file:
                header, *rows = csv.reader(file)
            columns = ", ".join(f'"{name}" TEXT' for name in header)
            self._db.execute(f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, {columns})")
            marks = ", ".join("?" for _ in range(len(header) + 1))
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})",
                                 ((number, *row) for number, row in enumerate(rows, 2)))
        self._db.executescript(SCHEMA)

    def _rows(self, query, release, at=None):
        return self._db.execute(query, {"release": release, "at": at}).fetchall()

    def _proposals(self, query, release, at):
        return {f"kep-{row[0]}" for row in self._rows(query, release, at)}

    def moments(self, release):
        """The freezes, the release, and a month after it: (name, end of that day)."""
        return self._rows(MOMENTS, release)

    def in_scope(self, release, at):
        return self._proposals(IN_SCOPE, release, at)

    def ever_in_scope(self, release, at):
        return self._proposals(EVER_IN_SCOPE, release, at)

    def lacks_approval(self, release, at):
        """In scope, without the approval of the stage that is tied to the release."""
        return self._proposals(LACKS_APPROVAL, release, at)

    def opposed(self, release, at):
        """In scope, with a status that stands against it."""
        return self._proposals(OPPOSED, release, at)

    def lacks_any_approval(self, release, at):
        return self._proposals(LACKS_ANY_APPROVAL, release, at)

    def states(self, release, at):
        return dict(self._rows(STATES, release, at))

    def exceptions(self, release, at):
        return dict(self._rows(EXCEPTIONS, release, at))

    def regressions(self, release):
        return self._rows(REGRESSIONS, release)[0][0]
