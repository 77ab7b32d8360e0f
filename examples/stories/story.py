"""The usual course of things, so that a story names what is special about each thing."""

import datetime

from stories.log import Log, days, hours, likelihood, stamp, week, workday


class Story(Log):
    """A cycle whose decisions, risks and blockers go through their states one after the other."""

    def __init__(self, playbook, seed, end, ritual, measure, builders, verifiers, approvers):
        super().__init__(playbook, seed, end)
        self.ritual = ritual        # the one that is not negotiable: each handoff names it
        self.measure = measure      # how it is measured after the launch
        self.builders = builders    # node id -> the team that builds there
        self.verifiers = verifiers  # those who look whether what was built does what was decided
        self.approvers = approvers

    # What a cycle needs before anything else.

    def open(self, when, cycle, title, opener, name):
        self.add(when, opener, "cycleOpened", {
            "id": cycle, "title": title, "opener": {"id": opener, "name": name, "kind": "PERSON"}})

    def parties(self, when, actor, lines):
        """One a line: "person maya-lund Maya Lund, product lead"."""
        for minute, line in enumerate(lines.strip().splitlines()):
            kind, party, name = line.strip().split(" ", 2)
            self.add(self.at(when) + datetime.timedelta(minutes=minute), actor, "partyAdded",
                     {"party": {"id": party, "name": name, "kind": kind.upper()}})

    def roles(self, when, actor, lines):
        for line in lines.strip().splitlines():
            role, *parties = line.split()
            for party in parties:
                self.add(when, actor, "roleAssigned", {"party": party, "role": role})

    def rituals(self, when, actor, rituals):
        for ritual, owner, weeks, template in rituals:
            self.add(when, actor, "ritualDeclared", {
                "ritual": ritual, "owner": owner, "cadence": week(weeks), "template": template})

    def calendar(self, when, actor, milestones, begin, end):
        self.add(when, actor, "calendarSet", {
            "milestones": [{"name": name, "kind": kind, "at": stamp(self.at(at))}
                           for name, kind, at in milestones],
            "reviewInterval": week(1), "windowStart": stamp(self.at(begin)),
            "windowEnd": stamp(self.at(end))})

    def nodes(self, when, actor, kind, lines):
        """One a line: "price-service Price service"."""
        for line in lines.strip().splitlines():
            node, title = line.strip().split(" ", 1)
            self.add(when, actor, "nodeDeclared", {
                "id": node, "kind": kind, "effort": float(self.random.between(1, 12) * 4),
                "title": title})

    def edges(self, when, actor, lines):
        """One a line: the dependent, "<", and what it depends on with P(degraded | failed)."""
        for line in lines.strip().splitlines():
            dependent, prerequisites = line.split("<")
            for part in prerequisites.split():
                prerequisite, _, probability = part.partition(":")
                self.add(when, actor, "edgeDeclared", {
                    "dependent": dependent.strip(), "prerequisite": prerequisite,
                    "probability": float(probability)})

    def touchpoints(self, when, actor, rows):
        for node, value, severity, stage in rows:
            self.add(when, actor, "touchpointDeclared", {
                "node": node, "value": value, "severity": severity, "stage": stage})

    def dependencies(self, when, actor, rows):
        for dependent, prerequisite, owner, checkpoint, metric in rows:
            self.add(when, actor, "dependencyDeclared", {
                "dependent": dependent, "prerequisite": prerequisite, "owner": owner,
                "checkpoint": checkpoint, "metric": metric})

    def criteria(self, when, actor, *criteria):
        for criterion in criteria:
            self.add(when, actor, "criterionSet", {"criterion": criterion})

    # Decisions.

    def decision(self, decision, title, question, options, owner, node, opened, decided, why, *,
                 criteria=(), bind="", edge_cases="", expected="", ritual="", item="",
                 outcome="APPROVED", due="", cohort="", high_impact=False, approver="",
                 conditions=(), unowned=False, submit=True, handoff=True, build=True):
        """From the question to what was built. Without `decided` it stays open."""
        options = options.split(" / ")
        opened = self.at(opened)
        decided = self.at(decided) if decided else None
        due = self.at(due + " 16:00") if due else decided and workday(decided + days(4))
        opener = self.random.pick(self.approvers + [owner]) if unowned else owner
        self.add(opened, opener, "decisionOpened", {
            "id": decision, "title": title, "question": question, "options": options,
            "owner": "" if unowned else owner, "dueAt": due and stamp(due), "cohort": cohort,
            "node": node, "isHighImpact": high_impact or None})
        if unowned:
            self.add(opened + hours(self.random.between(3, 30)), opener, "decisionOwnerAssigned",
                     {"decision": decision, "owner": owner})
        if not decided:
            if submit:
                self.add(opened + days(1) + hours(7), owner, "decisionSubmitted",
                         {"decision": decision, "version": "v1"})
            return
        submitted = max(opened + hours(31), decided - days(self.random.between(2, 5)))
        submitted = min(submitted, decided - hours(2))
        version = {"artifact": item or decision, "version": "v1"}
        self.add(submitted, owner, "artifactVersionPublished", version)
        self.add(submitted + hours(0.1), owner, "decisionSubmitted",
                 {"decision": decision, "version": "v1"})
        approver = approver or self.random.pick(self.approvers)
        if approver == owner:  # Who decides does not approve.
            approver = self.approvers[(self.approvers.index(owner) + 1) % len(self.approvers)]
        if outcome == "APPROVED" and item:
            self.add(decided - hours(1), approver, "approvalGranted", {
                "id": f"approval-{item}-v1", **version,
                "conditions": [{"id": key, "text": text} for key, text in conditions]})
        self.add(decided, owner, "decisionDecided", {
            "decision": decision, "outcome": outcome, "rationale": why,
            "option": options[0] if outcome == "APPROVED" else ""})
        if outcome != "APPROVED":
            return
        if handoff:
            self.handoff(decided + hours(0.5), owner, decision, bind, criteria, edge_cases,
                         expected)
        if item:
            self.scope_item(decided + hours(0.6), owner, item, title, decision,
                            criteria, ritual)
        if build:
            team = self.builders[node]
            started = self.add(workday(decided + days(self.random.between(1, 9))), team,
                               "implementationStarted", {"decision": decision})
            self.add(workday(started + days(self.random.between(12, 40))),
                     self.random.pick(self.verifiers), "implementationVerified",
                     {"decision": decision, "evidence": ["@" + name for name in criteria]})

    def handoff(self, when, owner, decision, bind, criteria, edge_cases, expected):
        self.add(when, owner, "handoffIssued", {
            "decision": decision, "constraint": bind, "criteria": list(criteria),
            "edgeCases": edge_cases.split(" / "), "expectedBehaviour": expected,
            "ritual": self.ritual,
            "ritualMeasure": self.measure})

    def scope_item(self, when, actor, item, title, decision, criteria, ritual):
        self.add(when, actor, "scopeItemRequested",
                 {"id": item, "title": title, "artifact": item, "decision": decision})
        self.add(when, actor, "scopeItemLinked",
                 {"item": item, "criteria": list(criteria), "ritual": ritual})

    def new_version(self, when, actor, artifact, version, approver="", approved="", conditions=()):
        """A newer version of an artifact, and its approval where there is one."""
        self.add(when, actor, "artifactVersionPublished", {"artifact": artifact,
            "version": version})
        if approved:
            self.add(approved, approver, "approvalGranted", {
                "id": f"approval-{artifact}-{version}", "artifact": artifact, "version": version,
                "conditions": [{"id": key, "text": text} for key, text in conditions]})

    def scope_change(self, change, title, subject, requester, requested, decider, decided, outcome,
                     why, *, given_up, impact, ritual_effect, source, expands=False, review=""):
        self.add(requested, requester, "scopeChangeRequested", {
            "id": change, "title": title, "subject": subject, "givenUp": given_up,
            "metricImpact": impact, "ritualEffect": ritual_effect, "requester": requester,
            "approver": decider, "source": source, "expandsScope": expands or None,
            "reviewAt": stamp(self.at(review)) if review else ""})
        if decided:
            self.add(decided, decider, "scopeChangeDecided",
                     {"change": change, "outcome": outcome, "rationale": why})

    # Risks and blockers.

    def risk(self, risk, title, node, chance, severity, detectability, reversibility, owner, raised,
             *, decision="", ritual="", appeared="", mitigation="", cost=0, fall=0.0,
             strategy="REDUCE", planned="", due="", mitigated="", estimates=(), verified="",
             evidence=(), practice="", kind="", gate="", metric="", criterion="", by=""):
        """From the first worry to the day it is shown to be in check; without a date, never.

        kind: how the mitigation keeps it in check, with the gate or milestone, the metric or the
        criterion that the kind asks for.
        """
        raised = self.at(raised)
        self.add(raised, by or owner, "riskRaised", {
            "id": risk, "title": title, "node": node, "likelihood": likelihood(chance),
            "severity": severity, "detectability": detectability, "reversibility": reversibility,
            "owner": owner, "decision": decision, "ritual": ritual})
        if appeared:
            self.add(appeared, owner, "riskAppeared", {"risk": risk, "decision": decision})
        if mitigation:
            self.add(planned or workday(raised + days(self.random.between(1, 8))), owner,
                     "mitigationPlanned", {
                         "id": "plan-" + risk, "risk": risk, "strategy": strategy,
                         "description": mitigation, "owner": owner,
                         "dueAt": stamp(self.at(due or mitigated)), "cost": float(cost),
                         "probabilityFall": fall, "practice": practice or ritual, "kind": kind,
                         "gate": gate, "metric": metric, "criterion": criterion})
        if mitigated:
            self.add(mitigated, owner, "riskMitigated", {"risk": risk,
                "mitigation": "plan-" + risk})
        for when, new_chance in estimates:
            self.add(when, owner, "riskEstimated",
                     {"risk": risk, "likelihood": likelihood(new_chance)})
        if verified:
            self.add(verified, self.random.pick(self.verifiers), "riskVerified",
                     {"risk": risk, "evidence": list(evidence)})

    def blocker(self, blocker, title, owner, opened, due, fallback, *, decision="", resolved="",
                how="", constraint=False):
        self.add(opened, owner, "blockerOpened", {
            "id": blocker, "title": title, "owner": owner, "dueAt": stamp(self.at(due)),
            "fallback": fallback, "decision": decision, "isCausedByConstraint": constraint or None})
        if resolved:
            self.add(resolved, owner, "blockerResolved", {"blocker": blocker, "resolution": how})

    def escalation(self, escalation, subject, actor, raised, to, why, answered, answer):
        self.add(raised, actor, "escalationRaised",
                 {"id": escalation, "subject": subject, "to": to, "reason": why})
        if answered:
            self.add(answered, to, "escalationAcknowledged",
                     {"escalation": escalation, "note": answer})

    # Rhythm.

    def weekly(self, first, count, actor, notes):
        """Reviews, always at the same hour. Notes by number replace the usual words."""
        first = self.at(first)
        for number in range(1, count + 1):
            self.add(first + days(7 * (number - 1)), actor, "reviewClosed",
                     {"id": f"review-{number:02d}", "note": notes.get(number, "")})

    def held(self, practice, actor, first, weeks, count, note=""):
        first = self.at(first)
        for number in range(count):
            when = first + days(7 * weeks * number) + hours(0.25 * self.random.below(5))
            self.add(when, actor, "practiceHeld", {"practice": practice, "note": note})

    def comment(self, comment, who, opened, section, objective, text, *, decision="", by="",
                closed="", answer="", led_to="", withdrawn=""):
        self.add(opened, who, "commentOpened", {
            "id": comment, "section": section, "objective": objective, "text": text,
            "decision": decision})
        if withdrawn:
            self.add(closed, who, "commentWithdrawn", {"comment": comment, "reason": withdrawn})
        elif closed:
            self.add(closed, by, "commentDecided",
                     {"comment": comment, "answer": answer, "decision": led_to})

    def signal(self, signal, actor, rows):
        for when, state, source in rows:
            self.add(when, actor, "signalObserved",
                     {"signal": signal, "state": state, "source": source})

    def gate(self, when, actor, gate, kind, verdict, why, *, lens="PASS", reachable=None, who="",
             ritual=""):
        self.add(when, actor, "gateDecided", {
            "gate": gate, "kind": kind, "verdict": verdict, "rationale": why, "lensResult": lens,
            "isSignalReachable": reachable, "followUpOwner": who, "followUpRitual": ritual})

    def report(self, when, actor, name, kind, title):
        self.add(when, actor, "reportPublished", {"id": name, "kind": kind, "title": title})
