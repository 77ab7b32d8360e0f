"""The counts that the test command prints: a test that could not run is a failure, not a skip.

    python3 tests/house/summary_test.py cmake/test_summary.py
"""

import os
import subprocess
import sys
import tempfile
import unittest

SUMMARY = "cmake/test_summary.py"
PASSED = '<testcase name="good" status="run"/>'
FAILED = '<testcase name="bad" status="fail"><failure message=""/></testcase>'
SKIPPED = '<testcase name="absent" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>'
SKIPPED_BY_WORDS = ('<testcase name="quiet" status="notrun">'
                    '<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>')
DISABLED = '<testcase name="asleep" status="disabled"/>'
NOT_BUILT = ('<testcase name="lost" status="notrun">'
             '<skipped message="Unable to find executable"/></testcase>')


class Summary(unittest.TestCase):
    def summarize(self, *cases):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "results.xml")
            with open(path, "w", encoding="utf-8") as file:
                file.write("<testsuite>" + "".join(cases) + "</testsuite>")
            done = subprocess.run([sys.executable, SUMMARY, path], capture_output=True, text=True,
                                  check=False)
        return done.stdout.splitlines(), done.returncode

    def test_all_passed(self):
        self.assertEqual(self.summarize(PASSED, PASSED), (["2 passed, 0 failed"], 0))

    def test_a_failure_is_named_counted_and_returned(self):
        self.assertEqual(self.summarize(PASSED, FAILED), (["failed: bad", "1 passed, 1 failed"], 1))

    def test_what_skips_itself_is_named_and_no_failure(self):
        self.assertEqual(self.summarize(PASSED, SKIPPED, SKIPPED_BY_WORDS, DISABLED),
                         (["skipped: absent", "skipped: quiet", "skipped: asleep",
                           "1 passed, 0 failed, 3 skipped"], 0))

    def test_what_could_not_run_is_a_failure(self):
        self.assertEqual(self.summarize(PASSED, NOT_BUILT), (["failed: lost", "1 passed, 1 failed"], 1))

    def test_no_results_at_all_are_a_failure(self):
        self.assertEqual(self.summarize(), (["0 passed, 0 failed"], 1))
        done = subprocess.run([sys.executable, SUMMARY, "/nonexistent/results.xml"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout.splitlines()[-1], "0 passed, 1 failed")
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    SUMMARY = sys.argv.pop(1)
    unittest.main()
