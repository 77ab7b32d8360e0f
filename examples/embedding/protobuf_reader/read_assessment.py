#!/usr/bin/env python3
"""Reads an exported assessment with Protocol Buffers alone: no library of ours, only the .proto files.

    readiness assess LOG.cycle.json --format binpb > ASSESSMENT.binpb
    python3 examples/embedding/protobuf_reader/read_assessment.py ASSESSMENT.binpb

The classes are made from the .proto files by protoc, here into a temporary folder; a program would make them when it
is built. Exits 0 for GO, 10 for HOLD, 20 for NO_GO, 77 where Protocol Buffers are not installed.
"""

import collections
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROTO = pathlib.Path(__file__).resolve().parents[3] / "proto"


def assessment_class(folder):
    """readiness.v1.Assessment, as protoc makes it."""
    subprocess.run(["protoc", f"--proto_path={PROTO}", f"--python_out={folder}",
                    *map(str, sorted(PROTO.glob("readiness/v1/*.proto")))], check=True)
    sys.path.insert(0, folder)
    from readiness.v1 import assessment_pb2, verdict_pb2
    return assessment_pb2.Assessment, verdict_pb2


def main(path):
    try:
        import google.protobuf  # noqa: F401
    except ImportError:
        print("skipped: Python has no Protocol Buffers here", file=sys.stderr)
        return 77
    if not shutil.which("protoc"):
        print("skipped: protoc is not installed", file=sys.stderr)
        return 77
    with tempfile.TemporaryDirectory() as folder:
        kind, words = assessment_class(folder)
        answer = kind.FromString(pathlib.Path(path).read_bytes())
        print(f"{answer.cycle} {words.Verdict.Value.Name(answer.verdict)} {answer.as_of.ToJsonString()}")
        for stage in answer.stages:
            found = collections.Counter(words.Result.Value.Name(check.result) for check in stage.criteria)
            print(f"  {words.Stage.Value.Name(stage.stage)}: {found['PASS']} pass, {found['UNKNOWN']} unknown")
        for point in answer.resolution:
            print(f"{point.owner}: {point.next_step}")
        return {words.Verdict.GO: 0, words.Verdict.NO_GO: 20}.get(answer.verdict, 10)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
