"""Runs the command `readiness` for acceptance tests. READINESS_CLI says where it is."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CONVERTER = os.path.join(HERE, "kubernetes_release.py")
EXIT_SKIPPED = 77


def command():
    """The path of the command; a test that needs it fails where it is absent."""
    path = os.environ.get("READINESS_CLI", "")
    if not path:
        raise AssertionError("READINESS_CLI is not set: it names the command readiness to test")
    if not os.access(path, os.X_OK):
        raise AssertionError(f"READINESS_CLI={path}: there is no such command; build readiness_cli")
    return path


def convert(data_dir, release):
    """Runs the converter as a user would: (exit code, output, what it said)."""
    done = subprocess.run([sys.executable, "-B", CONVERTER, data_dir, release],
                          capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


def assess(path, as_of):
    """The assessment of a cycle file at a moment."""
    done = subprocess.run([command(), "assess", path, "--as-of", as_of, "--format", "json"],
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"readiness assess exited with {done.returncode}: "
                             f"{done.stderr.decode(errors='replace')[:2000]}")
    return json.loads(done.stdout)


def assess_cycle(cycle, as_of):
    """The same of a cycle that is not in a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "made-up.cycle.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(cycle, file)
        return assess(path, as_of)


def run_tests():
    """unittest.main, with its own exit code where every test was skipped."""
    done = unittest.main(module="__main__", exit=False, verbosity=2).result
    if done.wasSuccessful() and done.skipped and len(done.skipped) >= done.testsRun:
        sys.exit(EXIT_SKIPPED)
    sys.exit(0 if done.wasSuccessful() else 1)
