"""The verdicts that examples/README.md tells are those that the command gives.

    READINESS_CLI=path/to/readiness python3 examples/verdicts_test.py

Python 3.11, standard library only.
"""

import json
import os
import pathlib
import re
import subprocess
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
CLI = os.environ.get("READINESS_CLI", "readiness")


def told():
    """(file, moment, verdict) of each table row, each under the file that its section names."""
    rows, file = [], ""
    for line in (FOLDER / "README.md").read_text().splitlines():
        named = re.search(r"examples/(\w+\.cycle\.json)", line)
        row = re.match(r"\| (\d{4}-\d\d-\d\d) \| (\w+) \|", line)
        if named:
            file = named.group(1)
        elif row:
            rows.append((file, *row.groups()))
    return rows


class Verdicts(unittest.TestCase):
    def test_the_readme_tells_of_both_cycles(self):
        self.assertEqual({file for file, _, _ in told()},
                         {path.name for path in FOLDER.glob("*.cycle.json")})

    def test_each_row_is_what_the_command_answers(self):
        for file, moment, verdict in told():
            with self.subTest(file=file, as_of=moment):
                done = subprocess.run(
                    [CLI, "assess", FOLDER / file, "--as-of", moment, "--format", "json"],
                    check=True, capture_output=True)
                self.assertEqual(json.loads(done.stdout)["verdict"], verdict)

    def test_the_shop_keeps_a_risk_in_check_by_each_kind_of_mitigation(self):
        log = FOLDER / "ecommerce_launch.cycle.json"

        def results(moment):
            done = subprocess.run([CLI, "assess", log, "--as-of", moment, "--format", "json"],
                                  check=True, capture_output=True)
            checks = [one for stage in json.loads(done.stdout)["stages"]
                      for one in stage["criteria"]]
            return {one["id"]: one["result"] for one in checks if one["id"].startswith("mitigation-")}

        kinds = {"gate", "isolate", "fallback", "practice", "escalation", "review"}
        at_the_end = results("2026-10-08")
        self.assertEqual({re.match(r"mitigation-(\w+):", one).group(1) for one in at_the_end}, kinds)
        self.assertEqual(set(at_the_end.values()), {"PASS"})
        # The plan was due after its owner's window.
        self.assertEqual(results("2026-09-22")["mitigation-isolate:plan-gateway-change"], "UNKNOWN")

    def test_no_entry_of_the_logs_is_refused(self):
        for path in sorted(FOLDER.glob("*.cycle.json")):
            with self.subTest(file=path.name):
                done = subprocess.run([CLI, "verify", path], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
