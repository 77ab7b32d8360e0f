"""Runs the cases through one language and checks what came out: what expected.json says, and, where a folder to
compare with is given, the same bytes.

    python3 check.py OUT REFERENCE|- COMMAND...       the command gets two more arguments, this folder and OUT

Exits 77 where the command does.
"""

import json
import pathlib
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent


def measured(answer):
    return {one["metric"]: f"{one['verdict']} of {one['sample']['total']}" for one in answer["metrics"]}


def said(path):
    """What an answer of one case says, in the words of expected.json."""
    if path.suffix == ".error":
        code, rule, location, message = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        return {"code": int(code), "rule": rule, "location": location, "says": message}
    answer = json.loads(path.read_text(encoding="utf-8"))
    if "verdict" in answer:
        return {"verdict": answer["verdict"], "asOf": answer["asOf"],
                "stages": {stage["stage"]: stage["verdict"] for stage in answer["stages"]},
                "resolution": [point["path"] for point in answer["resolution"]],
                "since": answer.get("since", {}).get("asOf"), "metrics": measured(answer)}
    if "metrics" in answer:
        return {"metrics": measured(answer)}
    if "states" in answer:
        return {"states": [state["definition"]["metric"] for state in answer["states"]]}
    if "blockedWork" in answer:
        return {"risks": [risk["id"] for risk in answer["risks"]], "notes": answer["notes"],
                "decisions": [work["decision"] for work in answer["blockedWork"]]}
    if "nodes" in answer:
        return {"nodes": [node["id"] for node in answer["nodes"]], "edges": len(answer["edges"])}
    if "document" in answer:
        return {"document": answer["document"].splitlines()[0]}
    for kind, named in (("subject", "kind"), ("change", "toVerdict")):
        if kind in answer:
            return {kind: answer[kind][named], "verdict": answer[kind].get("verdict")}
    if "node" in answer:
        return {"node": answer["node"]["risk"]["id"], "ways": len(answer["node"]["riskExplanation"]["paths"])}
    if "assessment" in answer:
        return {"assessment": answer["assessment"]["verdict"], "metrics": measured(answer["assessment"])}
    if "policy" in answer:
        return {"policy": answer["policy"]["id"]}
    log = answer["entries"]["entries"] if isinstance(answer["entries"], dict) else answer["entries"]
    return {"entries": [entry["id"] for entry in log]}


def check_case(name, expected, out):
    found = [path for path in (out / f"{name}.json", out / f"{name}.error") if path.exists()]
    if len(found) != 1:
        return [f"{name}: {len(found)} answers"]
    have = said(found[0])
    return [f"{name}: {key} is {have.get(key)!r}, expected {value!r}" for key, value in expected.items()
            if have.get(key) != value]


def compare(out, reference):
    names = {path.name for path in out.iterdir()} | {path.name for path in reference.iterdir()}
    return [f"{name}: not the bytes of {reference.name}" for name in sorted(names)
            if not (out / name).exists() or not (reference / name).exists()
            or (out / name).read_bytes() != (reference / name).read_bytes()]


def main(out, reference, command):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    done = subprocess.run([*command, str(FOLDER), str(out)], check=False)
    if done.returncode != 0:
        return done.returncode
    cases = [line.split("\t")[0] for line in (FOLDER / "cases.tsv").read_text(encoding="utf-8").splitlines()
             if not line.startswith("#")]
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    problems = [f"{name}: in only one of cases.tsv and expected.json" for name in sorted(set(cases) ^ set(expected))]
    for name in cases:
        problems += check_case(name, expected.get(name, {}), out)
    if reference:
        problems += compare(out, reference)
    print("\n".join(problems) or f"{len(cases)} cases as expected{', the same bytes' if reference else ''}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), None if sys.argv[2] == "-" else pathlib.Path(sys.argv[2]), sys.argv[3:]))
