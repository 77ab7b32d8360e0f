"""States of metrics as files: a state and the rest of the rows give what all rows give; what means
something else is refused by name; an assessment reads states, and its policy says what metrics mean.
"""

import json
import os
import subprocess
import tempfile
import unittest

import readiness_command

HOUR = 3600
DAY = 24 * HOUR
AS_OF = "1970-04-11"  # Day 100.

DEFINITIONS = {"definitions": [
    {"metric": "time_to_resolution", "measure": "within", "horizonSeconds": str(3 * DAY), "target": 0.5},
    {"metric": "adoption_consistency", "target": 20}]}


def rows(first, last):
    """Tickets and accounts with numbers in [first, last): of two cohorts, some open, some late."""
    lines = []
    for i in range(first, last):
        cohort = "web" if i % 3 else "shop"
        opened = i * 7 * HOUR
        lines.append((opened, "ticket", i, "opened", cohort))
        if i % 5:
            lines.append((opened + (1 + i % 11) * 9 * HOUR, "ticket", i, "resolved", cohort))
        lines.append((opened, "account", 5000 + i, "enrolled", cohort))
        if i % 4:
            lines.append((opened + (i % 20) * DAY, "account", 5000 + i, "activated", cohort))
    return lines


class Commands(unittest.TestCase):
    """A folder, and the command run in it."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.definitions = self.write("definitions.json", json.dumps(DEFINITIONS))

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def csv(self, name, lines):
        text = "time,kind,entity,event,cohort\n" + "".join(
            f"{time * 1_000_000},{kind},{entity},{event},{cohort}\n"
            for time, kind, entity, event, cohort in lines)
        return self.write(name, text)

    def run_command(self, *arguments):
        return subprocess.run([readiness_command.command(), *arguments], capture_output=True,
                              check=False)

    def metrics(self, *arguments):
        run = self.run_command("metrics", "--as-of", AS_OF, "--format", "json", "--by", "cohort",
                               *arguments)
        self.assertEqual(run.returncode, 0, run.stderr.decode())
        return json.loads(run.stdout)

    def refusal(self, *arguments):
        run = self.run_command("metrics", "--as-of", AS_OF, *arguments)
        self.assertEqual(run.returncode, 1, run.stdout.decode())
        self.assertEqual(run.stdout, b"")
        return run.stderr.decode()

    def save(self, name, csv, *arguments):
        self.metrics("--telemetry", csv, "--save-state", self.path(name), *arguments)
        return self.path(name)


class States(Commands):
    def test_a_state_and_the_rest_of_the_rows_are_all_rows(self):
        for extra in ((), ("--resolution", "histogram"), ("--definitions", self.definitions),
                      ("--release", "1970-01-20")):
            with self.subTest(extra=extra):
                first, second = self.csv("1.csv", rows(0, 170)), self.csv("2.csv", rows(170, 300))
                whole = self.metrics("--telemetry", first, second, *extra)
                state = self.save("1.binpb", first, *extra)
                other = self.save("2.binpb", second, *extra)
                self.assertEqual(self.metrics("--state", state, "--telemetry", second, *extra), whole)
                self.assertEqual(self.metrics("--state", state, "--state", other, *extra), whole)
                self.assertEqual(self.metrics("--state", other, "--state", state), whole,
                                 "a state brings its definition and release with it")

    def test_equal_data_are_equal_bytes(self):
        lines = rows(0, 200)
        whole = self.save("whole.binpb", self.csv("whole.csv", lines))
        turned = self.save("turned.binpb", self.csv("turned.csv", list(reversed(lines))))
        parts = [self.save(f"{i}.binpb", self.csv(f"{i}.csv", rows(i * 50, i * 50 + 50)))
                 for i in range(4)]
        merged = self.path("merged.binpb")
        self.metrics(*[word for part in parts for word in ("--state", part)], "--save-state", merged)
        for other in (turned, merged):
            with open(whole, "rb") as a, open(other, "rb") as b:
                self.assertEqual(a.read(), b.read(), other)

    def test_other_definitions_are_refused_by_name(self):
        csv = self.csv("a.csv", rows(0, 50))
        plain, defined = self.save("plain.binpb", csv), self.save("defined.binpb", csv, "--definitions",
                                                                  self.definitions)
        said = self.refusal("--state", plain, "--state", defined)
        for part in (defined, plain, "STATE_IDENTITY", "time_to_resolution", "target none there, 0.5 here"):
            self.assertIn(part, said)
        said = self.refusal("--state", plain, "--definitions", self.definitions)
        self.assertIn("STATE_IDENTITY", said)
        self.assertIn("definitions[", said)
        released = self.save("released.binpb", csv, "--release", "1970-01-03")
        self.assertIn("release", self.refusal("--state", plain, "--state", released))
        self.assertIn("release", self.refusal("--state", plain, "--release", "1970-01-03"))
        binned = self.save("binned.binpb", csv, "--resolution", "histogram")
        self.assertIn("histogram", self.refusal("--state", plain, "--state", binned))

    def test_a_state_counts_once(self):
        state = self.save("once.binpb", self.csv("once.csv", rows(0, 300)))
        again = self.path("again.binpb")
        with open(state, "rb") as source, open(again, "wb") as target:
            target.write(source.read())
        for twice in (state, again):
            said = self.refusal("--state", state, "--state", twice)
            self.assertIn("STATE_TWICE", said)
            self.assertIn("once.binpb", said)

    def test_what_is_no_state_is_refused(self):
        csv = self.csv("a.csv", rows(0, 50))
        state = self.save("a.binpb", csv)
        with open(state, "rb") as file:
            data = file.read()
        for name, wrong in (("cut", data[:-1]), ("twice", data + data), ("text", b"hello"),
                            ("flipped", data[:60] + bytes([data[60] ^ 1]) + data[61:])):
            path = self.path(name)
            with open(path, "wb") as file:
                file.write(wrong)
            said = self.refusal("--state", path)
            self.assertIn(path, said, name)
        self.assertIn("no such file", self.refusal("--state", self.path("none")))

    def test_a_state_is_not_read_before_its_last_row(self):
        state = self.save("a.binpb", self.csv("a.csv", rows(0, 300)))
        run = self.run_command("metrics", "--as-of", "1970-02-01", "--state", state)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"STATE_AS_OF", run.stderr)

    def test_nothing_to_read_is_a_wrong_command_line(self):
        run = self.run_command("metrics", "--as-of", AS_OF)
        self.assertEqual(run.returncode, 2, run.stderr)

    def test_a_file_that_cannot_be_written_is_an_error(self):
        csv = self.csv("a.csv", rows(0, 9))
        said = self.refusal("--telemetry", csv, "--save-state", self.path("no/such/folder"))
        self.assertIn("cannot be written", said)


def entry(number, **fact):
    return {"id": f"e{number}", "recordedAt": f"1970-03-{number:02d}T09:00:00Z", "actor": "ana", **fact}


class Assessments(Commands):
    """An assessment takes definitions from its policy."""

    def cycle(self, definitions):
        policy = json.loads(self.run_command("policy").stdout)
        policy["id"] = "with-metrics/1"
        policy["metrics"] = definitions
        entries = [
            entry(1, cycleOpened={"id": "c", "title": "C",
                                  "opener": {"id": "ana", "name": "Ana", "kind": "PERSON"}}),
            entry(2, policySet={"policy": policy}),
            entry(3, criterionSet={"criterion": {
                "id": "tickets", "title": "Tickets are resolved", "level": "MUST", "owner": "ana",
                "metricReference": {"metric": "time_to_resolution"}}})]
        for i in range(4, 16):
            entries.append(entry(i, decisionOpened={
                "id": f"d{i}", "title": "D", "owner": "ana", "dueAt": f"1970-03-{i + 2:02d}T00:00:00Z"}))
            entries.append({**entry(i, decisionDecided={
                "decision": f"d{i}", "outcome": "APPROVED", "rationale": "tested"}), "id": f"f{i}"})
        return self.write("c.cycle.json", json.dumps({"schemaVersion": "1", "entries": entries}))

    def assess(self, cycle, *arguments):
        run = self.run_command("assess", cycle, "--as-of", AS_OF, "--format", "json", *arguments)
        self.assertEqual(run.returncode, 0, run.stderr.decode())
        shown = json.loads(run.stdout)
        results = {criterion["id"]: criterion for stage in shown["stages"]
                   for criterion in stage["criteria"]}
        return shown, {one["metric"]: one for one in shown["metrics"]}, results

    def test_the_policy_says_what_metrics_mean(self):
        csv = self.csv("a.csv", rows(0, 300))
        loose = {"metric": "time_to_resolution", "horizonSeconds": str(14 * DAY), "target": 0.3}
        on_time = {"metric": "decision_closure_rate", "target": 0.5}
        _, metrics, results = self.assess(self.cycle([loose, on_time]), "--telemetry", csv)
        self.assertEqual(metrics["time_to_resolution"]["verdict"], "MET")
        self.assertEqual(results["tickets"]["result"], "PASS")
        self.assertEqual(metrics["decision_closure_rate"]["verdict"], "MET")
        _, metrics, results = self.assess(self.cycle([{**loose, "target": 0.99}, {**on_time, "alpha": 1e-9}]),
                                          "--telemetry", csv)
        self.assertEqual(metrics["time_to_resolution"]["verdict"], "NOT_MET")
        self.assertEqual(results["tickets"]["result"], "FAIL")
        self.assertEqual(metrics["decision_closure_rate"]["verdict"], "INSUFFICIENT")
        _, metrics, _ = self.assess(self.cycle([]), "--telemetry", csv)
        # The rows are of 1970, which is noticed.
        self.assertEqual(metrics["time_to_resolution"]["reasons"], ["NO_TARGET", "EARLY_TIMES"])

    def test_what_is_defined_and_has_no_rows_is_no_pass(self):
        loose = {"metric": "time_to_resolution", "target": 0.0}
        _, metrics, results = self.assess(self.cycle([loose]), "--telemetry", self.csv("a.csv", []))
        self.assertEqual(metrics["time_to_resolution"]["verdict"], "INSUFFICIENT")
        self.assertEqual(results["tickets"]["result"], "UNKNOWN")

    def test_states_stand_for_their_rows(self):
        csv = self.csv("a.csv", rows(0, 300))
        loose = {"metric": "time_to_resolution", "target": 0.3}
        definitions = self.write("d.json", json.dumps({"definitions": [loose]}))
        state = self.save("a.binpb", csv, "--definitions", definitions)
        cycle = self.cycle([loose])
        by_rows, metrics, _ = self.assess(cycle, "--telemetry", csv)
        by_state, _, results = self.assess(cycle, "--state", state)
        self.assertEqual(metrics["time_to_resolution"]["verdict"], "MET")
        self.assertEqual(results["tickets"]["result"], "PASS")
        self.assertEqual(by_state["metrics"], by_rows["metrics"])
        self.assertEqual(by_state["inputsDigest"], by_rows["inputsDigest"])
        run = self.run_command("assess", self.cycle([{**loose, "target": 0.4}]), "--as-of", AS_OF,
                               "--state", state)
        self.assertEqual(run.returncode, 1)
        for part in (b"STATE_IDENTITY", b"policy.metrics[0]", b"target 0.4 there, 0.3 here"):
            self.assertIn(part, run.stderr)

    def test_a_policy_with_a_definition_that_does_not_stand_is_refused(self):
        cycle = self.cycle([{"metric": "time_to_resolution", "target": 7}])
        run = self.run_command("assess", cycle, "--as-of", AS_OF)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"policy.metrics[0]: DEFINITION", run.stderr)


if __name__ == "__main__":
    readiness_command.run_tests()
