#!/usr/bin/env python3
"""A gate in front of a launch: who has to settle what before this rollout may go on.

    pip install ./bindings/python
    python3 examples/embedding/python/launch_gate.py examples/ecommerce_launch.cycle.json [AS_OF]

Exits 0 for GO, 10 for HOLD, 20 for NO_GO, and 1 where the log is refused. expected.txt is what it prints for the
example without AS_OF.
"""

import collections
import sys

import readiness


def work_by_owner(answer):
    """What each party does next, from the unknowns that hold the verdict up and the checks that failed."""
    work = collections.defaultdict(list)
    for point in answer.resolution:
        work[point.owner or "nobody"].append(f"{point.next_step} ({point.reason})")
    for stage in answer.stages:
        for check in stage.criteria:
            if check.result is readiness.Result.FAIL and check.level is readiness.Level.MUST:
                work[check.owner or "nobody"].append(f"{check.title}: {check.value}, asked {check.threshold}")
    return dict(sorted(work.items()))


def main(path, as_of=None):
    try:
        with readiness.Cycle.load(path) as cycle:
            answer = cycle.assess(as_of)
    except readiness.Error as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    print(f"{answer.cycle}: {answer.verdict} as of {answer.as_of:%Y-%m-%d %H:%M} UTC")
    for stage in answer.stages:
        passed = sum(check.result is readiness.Result.PASS for check in stage.criteria)
        print(f"  {stage.stage:15} {stage.verdict:6} {passed:4} of {len(stage.criteria)} pass")
    for owner, items in work_by_owner(answer).items():
        print(f"{owner}:")
        for item in items:
            print(f"  - {item}")
    print(f"{len(answer.risks)} open risks")
    return {"GO": 0, "NO_GO": 20}.get(answer.verdict, 10)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
