#!/usr/bin/env python3
"""Counts the results of one ctest run from its JUnit file.

    cmake/test_summary.py RESULTS.xml

Prints the names of failed and skipped tests, then `N passed, N failed[, N skipped]`. A test that
could not run is a failure, not a skip: only a test that says so itself, or is disabled by its name,
is skipped. Exits 1 when a test failed or none ran.
"""

import sys
import xml.etree.ElementTree as ElementTree

SAID_SO_ITSELF = ("SKIP_RETURN_CODE", "SKIP_REGULAR_EXPRESSION")


def outcome(case):
    """passed, failed or skipped."""
    if case.get("status") == "run":
        return "passed"
    if case.get("status") == "disabled":
        return "skipped"
    skipped = case.find("skipped")
    if skipped is not None and (skipped.get("message") or "").startswith(SAID_SO_ITSELF):
        return "skipped"
    return "failed"


def main(path):
    names = {"passed": [], "failed": [], "skipped": []}
    try:
        cases = ElementTree.parse(path).getroot().iter("testcase")
        for case in cases:
            names[outcome(case)].append(case.get("name"))
    except (OSError, ElementTree.ParseError) as error:
        print(f"no results to read: {error}")
        names["failed"].append(path)
    for kind in ("skipped", "failed"):
        for name in names[kind]:
            print(f"{kind}: {name}")
    line = f"{len(names['passed'])} passed, {len(names['failed'])} failed"
    if names["skipped"]:
        line += f", {len(names['skipped'])} skipped"
    print(line)
    return 0 if names["passed"] and not names["failed"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
