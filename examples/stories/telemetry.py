"""Made-up telemetry: accounts, journeys, tickets, exceptions, answers; one CSV row an event."""

import datetime

from stories.log import Random, exact, stamp

COLUMNS = ("time", "kind", "entity", "event", "cohort", "subject", "value", "total", "release",
           "parent", "tier", "due", "event_id", "recorded")
MINUTE, HOUR, DAY = 60, 3600, 86400


class Telemetry:
    """Rows of one product. Times are seconds after the beginning until they are written."""

    def __init__(self, seed, begin, end, cohorts, releases):
        self.random = Random(seed)
        self.begin = exact(begin)
        self.length = int((exact(end) - self.begin).total_seconds())
        self.cohorts = cohorts    # ((name, weight), ...)
        self.releases = releases  # ((name, second from which it is out), ...), oldest first
        self.rows = []
        self.event_counts = {}

    def add(self, second, kind, entity, event, cohort, **more):
        """Adds a row unless it lies after the end: then it has not happened yet."""
        if second >= self.length:
            return
        number = self.event_counts.get(entity, 0) + 1
        self.event_counts[entity] = number
        row = {"time": self.moment(second), "kind": kind, "entity": entity, "event": event,
               "cohort": cohort, "event_id": f"{entity}.{number}", **more}
        if self.random.chance(0.03):  # A few are known late.
            row["recorded"] = self.moment(second + self.random.between(2 * HOUR, 3 * DAY))
        self.rows.append((second, len(self.rows), row))

    def moment(self, second):
        return stamp(self.begin + datetime.timedelta(seconds=second))

    def release(self, second):
        return [name for name, since in self.releases if since <= second][-1]

    def when(self, last_part=0):
        """A second of the daytime, up to `last_part` seconds before the end."""
        day = self.random.below((self.length - last_part) // DAY)
        return day * DAY + self.random.quantile((7 * HOUR, 10 * HOUR, 14 * HOUR, 19 * HOUR,
            23 * HOUR))

    def cohort(self):
        """Now and then nobody knows the cohort."""
        return "" if self.random.chance(0.01) else self.random.weighted(self.cohorts)

    def accounts(self, number, prefix, activated, churned):
        """Enrolled, often activated within days, seldom lost. Returns accounts and cohorts."""
        made = []
        for index in range(1, number + 1):
            entity, cohort, begin = f"{prefix}-{index:04d}", self.cohort(), self.when()
            made.append((entity, cohort, begin))
            release = self.release(begin)
            self.add(begin, "account", entity, "enrolled", cohort, release=release)
            if self.random.chance(activated.get(cohort, 0.5)):
                wait = self.random.quantile((5 * MINUTE, 6 * HOUR, 2 * DAY, 5 * DAY, 9 * DAY,
                    24 * DAY))
                self.add(begin + wait, "account", entity, "activated", cohort, release=release)
            if self.random.chance(churned):
                self.add(begin + self.random.between(20 * DAY, 120 * DAY), "account", entity,
                    "churned",
                         cohort, release=release)
        return made

    def journeys(self, number, prefix, subject, stay, gaps):
        """Steps one after the other; `stay` is the share that goes on after each step."""
        for index in range(1, number + 1):
            entity, cohort, second = f"{prefix}-{index:04d}", self.cohort(), self.when()
            more = {"subject": subject, "release": self.release(second)}
            self.add(second, "journey", entity, "started", cohort, **more)
            for step, share in enumerate(stay, 1):
                self.add(second, "journey", entity, "step", cohort, value=step, **more)
                if not self.random.chance(share):
                    if self.random.chance(0.6):
                        self.add(second + self.random.quantile(gaps), "journey", entity,
                            "abandoned",
                                 cohort, **more)
                    break
                second += self.random.quantile(gaps)
            else:
                self.add(second, "journey", entity, "completed", cohort, **more)

    def tickets(self, number, accounts, answer):
        """`answer` holds quantiles of the time to the first resolution, early and late."""
        for index in range(1, number + 1):
            account, cohort, _ = self.random.pick(accounts)
            entity, second = f"ticket-{index:04d}", self.when()
            more = {"release": self.release(second), "parent": account}
            due = self.moment(second + DAY)
            self.add(second, "ticket", entity, "opened", cohort, tier=1, due=due, **more)
            took = self.random.quantile(answer[0] if second < self.length // 2 else answer[1])
            if self.random.chance(0.03):
                self.add(second + took // 2, "ticket", entity, "cancelled", cohort, tier=1, **more)
                continue
            tier = 1
            if self.random.chance(0.11):
                tier = 3 if self.random.chance(0.2) else 2
                self.add(second + took // 3, "ticket", entity, "escalated", cohort, tier=tier,
                    **more)
                took *= 2
            self.add(second + took, "ticket", entity, "resolved", cohort, tier=tier, **more)
            if self.random.chance(0.06):
                back = second + took + self.random.between(2 * HOUR, 4 * DAY)
                self.add(back, "ticket", entity, "reopened", cohort, tier=tier, **more)
                self.add(back + self.random.quantile(answer[1]), "ticket", entity, "resolved",
                    cohort,
                         tier=tier, **more)

    def exceptions(self, number, states):
        """`states`: (state, weight, required criteria, share that is handled in full)."""
        weights = tuple((state, weight) for state, weight, _, _ in states)
        known = {state: (total, share) for state, _, total, share in states}
        for index in range(1, number + 1):
            entity, cohort, second = f"case-{index:04d}", self.cohort(), self.when()
            state = self.random.weighted(weights)
            total, share = known[state]
            more = {"subject": state, "total": total, "release": self.release(second)}
            self.add(second, "exception", entity, "entered", cohort, **more)
            took = self.random.quantile((2 * MINUTE, 9 * MINUTE, 40 * MINUTE, 5 * HOUR, 3 * DAY))
            if self.random.chance(0.07):
                self.add(second + took, "exception", entity, "abandoned", cohort, **more)
            else:
                met = total if self.random.chance(share) else self.random.below(total)
                self.add(second + took, "exception", entity, "completed", cohort, value=met, **more)

    def answers(self, number, accounts, questions, answered):
        """`questions`: (question, top of its scale, quantiles of the answers)."""
        for index in range(1, number + 1):
            account, cohort, _ = self.random.pick(accounts)
            entity, second = f"answer-{index:04d}", self.when()
            question, top, points = self.random.pick(questions)
            more = {"subject": question, "release": self.release(second), "parent": account}
            self.add(second, "response", entity, "invited", cohort, **more)
            if self.random.chance(answered):
                self.add(second + self.random.quantile((10 * MINUTE, 4 * HOUR, DAY, 6 * DAY)),
                    "response",
                         entity, "answered", cohort, value=self.random.quantile(points), total=top,
                         **more)

    def csv(self):
        """All rows by time. A few stand there twice, as such exports have it; event_id tells."""
        lines = [",".join(COLUMNS)]
        for _, _, row in sorted(self.rows, key=lambda row: row[:2]):
            line = ",".join(str(row.get(column, "")) for column in COLUMNS)
            lines.extend([line, line] if self.random.chance(0.002) else [line])
        return "\n".join(lines) + "\n"
