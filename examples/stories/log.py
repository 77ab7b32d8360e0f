"""A log of a cycle under construction: facts are added in any order and written in order of time.

Everything here is whole numbers or sums, products and quotients of doubles, so that the bytes that
come out are the same on every Python and every machine: no `random`, no `math`.
"""

import datetime
import json

UTC = datetime.timezone.utc
MASK = (1 << 64) - 1


class Random:
    """splitmix64 (Steele, Lea and Flood, 2014), so that a seed means the same bytes everywhere."""

    def __init__(self, seed):
        self.state = seed & MASK

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, count):
        """A whole number in [0, count)."""
        return self.bits() % count

    def between(self, low, high):
        """A whole number in [low, high]."""
        return low + self.below(high - low + 1)

    def share(self):
        """A number in [0, 1)."""
        return (self.bits() >> 11) / 9007199254740992.0

    def chance(self, share):
        return self.share() < share

    def pick(self, items):
        return items[self.below(len(items))]

    def weighted(self, pairs):
        """One of the words of ((word, whole weight), ...)."""
        at = self.below(sum(weight for _, weight in pairs))
        for word, weight in pairs:
            if at < weight:
                return word
            at -= weight
        raise AssertionError("the weights sum to more than their parts")

    def quantile(self, points):
        """A whole number whose quantiles are the points, evenly spaced, with lines between."""
        at = self.share() * (len(points) - 1)
        left = int(at)
        return int(points[left] + (at - left) * (points[left + 1] - points[left]))


def stamp(when):
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def exact(text):
    """The moment that "26-03-04 10:30" names: in this century, in UTC."""
    return datetime.datetime.strptime("20" + text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def hours(count):
    return datetime.timedelta(hours=count)


def days(count):
    return datetime.timedelta(days=count)


def workday(when):
    """The same time of day, on the next Monday where the day is on a weekend."""
    return when + days({5: 2, 6: 1}.get(when.weekday(), 0))


def week(amount):
    return {"kind": "ELAPSED", "amount": str(amount), "unit": "WEEKS"}


def likelihood(text):
    """ "0.2" is a point, "beta 3 17" a Beta, "pert 0.05 0.1 0.3" a PERT distribution."""
    words = text.split()
    if words[0] == "beta":
        return {"beta": {"a": float(words[1]), "b": float(words[2])}}
    if words[0] == "pert":
        return {"pert": {"low": float(words[1]), "mode": float(words[2]), "high": float(words[3])}}
    return {"point": float(words[0])}


def count(amount):
    return {"value": float(amount)}


def share(passed, trials):
    return {"share": {"successCount": str(passed), "trialCount": str(trials)}}


def mean(value, error, observations, low=None, high=None):
    finding = {"mean": value, "standardError": error, "count": str(observations)}
    if low is not None:
        finding["lowerBound"] = low
    if high is not None:
        finding["upperBound"] = high
    return {"mean": finding}


def interval(estimate, low, high, observations):
    return {"interval": {"estimate": estimate, "low": low, "high": high, "confidence": 0.95,
                         "count": str(observations)}}


def word(text):
    return {"ordinal": text}


def without_empty(value):
    """The message without what is not given: protobuf JSON leaves defaults out, but never a number
    that was found."""
    if isinstance(value, dict):
        kept = {key: without_empty(part) for key, part in value.items()}
        return {key: part for key, part in kept.items()
                if part not in (None, "", [], "0") or (key, part) == ("successCount", "0")}
    if isinstance(value, list):
        return [without_empty(part) for part in value]
    return value


class Log:
    """Collects the facts of one cycle."""

    def __init__(self, playbook, seed, end):
        self.playbook = playbook
        self.random = Random(seed)
        self.end = self.at(end)  # What would be recorded later has not happened yet.
        self.facts = []
        self.evidence_counts = {}

    def at(self, text):
        """A moment: "26-03-04 10:30" as it stands, "26-03-04" at some minute of a working day."""
        if isinstance(text, datetime.datetime):
            return text
        if " " in text:
            return exact(text)
        return workday(exact(text + " 08:00") + datetime.timedelta(minutes=self.random.below(470)))

    def add(self, when, actor, fact, body, occurred=None, on_behalf_of=""):
        """Adds one fact; answers when it is recorded. What lies after the end is left out."""
        when = self.at(when)
        self.facts.append((when, len(self.facts), actor, on_behalf_of, occurred, fact, body))
        return when

    def evidence(self, when, actor, metric, unit, finding, source, sample_count=0, subject="",
                 method="", delay=3):
        """Records what was observed `delay` hours before."""
        number = self.evidence_counts.get(metric, 0) + 1
        self.evidence_counts[metric] = number
        when = self.at(when)
        body = {"id": f"{metric}-{number:02d}", "metric": metric, "unit": unit, **finding,
                "observedAt": stamp(when - hours(delay)), "source": source, "method": method,
                "subject": subject, "sampleCount": str(sample_count)}
        return self.add(when, actor, "evidenceRecorded", {"evidence": body},
                        occurred=when - hours(delay))

    def entries(self):
        """The entries, in order. "@metric" in a list of evidence is the newest evidence on it."""
        newest = {}
        for number, fact in enumerate(sorted(self.facts, key=lambda fact: fact[:2]), 1):
            when, _, actor, on_behalf_of, occurred, kind, body = fact
            if when > self.end:
                return
            if kind == "evidenceRecorded":
                newest[body["evidence"]["metric"]] = body["evidence"]["id"]
            elif isinstance(body.get("evidence"), list):
                body = {**body, "evidence": [newest[name[1:]] for name in body["evidence"]
                                             if name[1:] in newest]}
            words = "".join("-" + c.lower() if c.isupper() else c for c in kind)
            entry = {"seq": str(number), "id": f"{number:04d}-{words}", "recordedAt": stamp(when),
                     "occurredAt": stamp(occurred) if occurred else "", "actor": actor,
                     "onBehalfOf": on_behalf_of}
            yield {**without_empty(entry), kind: without_empty(body)}

    def json(self):
        """The cycle as protobuf JSON, one entry a line."""
        lines = [json.dumps(entry, ensure_ascii=False, separators=(", ", ": "))
                 for entry in self.entries()]
        return ('{"schemaVersion": "1", "playbook": ' + json.dumps(self.playbook) +
                ', "entries": [\n' + ",\n".join(lines) + "\n]}\n")
