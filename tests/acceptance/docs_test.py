"""What the documents say is what the command does.

A fenced block that begins ```console is a command, after "$ ", and what it prints; a line "..." stands
for any lines left out. Links lead somewhere. Every question, veto, state and rule has its line.
"""

import json
import os
import re
import subprocess
import unittest

from readiness_command import command, run_tests

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHOWN_COMMAND = "build/release/readiness "


def documents():
    """The paths of all documents, from the root."""
    found = [name for name in os.listdir(ROOT) if name.endswith(".md")]
    for folder, _, names in os.walk(os.path.join(ROOT, "docs")):
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names
                  if name.endswith(".md")]
    return sorted(found)


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def first_missing(shown, printed):
    """The first shown line that does not come where it should, or None."""
    at = 0
    may_skip = False
    for line in shown:
        if line == "...":
            may_skip = True
            continue
        while may_skip and at < len(printed) and printed[at] != line:
            at += 1
        if at >= len(printed) or printed[at] != line:
            return line
        at += 1
        may_skip = False
    return None if may_skip or at == len(printed) else printed[at]


def run(arguments):
    done = subprocess.run([command(), *arguments], cwd=ROOT, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class TheComparison(unittest.TestCase):
    def test_a_wrong_a_missing_and_an_extra_line_are_found(self):
        printed = ["a", "b", "c", "d"]
        self.assertIsNone(first_missing(["a", "b", "c", "d"], printed))
        self.assertIsNone(first_missing(["a", "...", "d"], printed))
        self.assertIsNone(first_missing(["...", "b", "..."], printed))
        self.assertEqual(first_missing(["a", "x", "..."], printed), "x")
        self.assertEqual(first_missing(["...", "c", "b", "..."], printed), "b")
        self.assertEqual(first_missing(["a", "c", "d"], printed), "c")
        self.assertEqual(first_missing(["a", "b"], printed), "c")


class Documents(unittest.TestCase):
    def test_a_shown_command_prints_what_is_shown(self):
        count = 0
        for path in documents():
            for block in blocks(text_of(path), "console"):
                first, *shown = block.splitlines()
                self.assertTrue(first.startswith("$ " + SHOWN_COMMAND), f"{path}: {first}")
                code, printed, said = run(first[2 + len(SHOWN_COMMAND):].split())
                self.assertEqual(code, 0, f"{path}: {first}: {said}")
                self.assertIsNone(first_missing(shown, printed.splitlines()), f"{path}: {first}")
                count += 1
        self.assertGreater(count, 3)

    def test_a_link_inside_the_repository_leads_somewhere(self):
        for path in documents():
            folder = os.path.dirname(os.path.join(ROOT, path))
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(path)):
                self.assertTrue(os.path.exists(os.path.join(folder, link)), f"{path}: {link}")

    def test_the_least_log_is_one(self):
        for block in blocks(text_of("docs/formats.md"), "json"):
            done = subprocess.run([command(), "verify", "-"], input=block.encode(),
                                  capture_output=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr.decode())

    def test_the_first_log_is_go_and_each_entry_is_for_what_is_said(self):
        text = text_of("docs/first-log.md")
        (block,) = blocks(text, "json")
        log = json.loads(block)
        entries = log["entries"]

        def assess(kept):
            done = subprocess.run([command(), "assess", "-", "--format", "json"], check=False,
                                  input=json.dumps({**log, "entries": kept}).encode(), capture_output=True)
            return (json.loads(done.stdout) if done.returncode == 0 else None), done.stderr.decode()

        answer, said = assess(entries)
        self.assertEqual(answer["verdict"], "GO", said)
        rows = re.findall(r"^\| (e\d+) \|.*\| (.*) \|$", text, re.MULTILINE)
        self.assertEqual([row[0] for row in rows], [entry["id"] for entry in entries])
        for entry, without in rows:
            with self.subTest(entry):
                answer, said = assess([kept for kept in entries if kept["id"] != entry])
                if without.startswith("refused: "):
                    self.assertIsNone(answer)
                    self.assertIn(without.split("`")[1] + ":", said)
                    continue
                self.assertIsNotNone(answer, said)
                if without.startswith("GO, with a warning: "):
                    self.assertEqual(answer["verdict"], "GO")
                    self.assertTrue(any(issue["message"].startswith(without.split(": ")[1])
                                        for issue in answer["issues"]), answer["issues"])
                    continue
                self.assertEqual(answer["verdict"], "HOLD")
                unknown = {f"{stage['stage']}/{asked['id']}" for stage in answer["stages"]
                           for asked in stage["criteria"] if asked["result"] == "UNKNOWN"}
                named = set(re.findall(r"`([^`]+)`", without))
                self.assertTrue(named and named <= unknown, f"{named} of {unknown}")

    def test_every_question_and_veto_of_the_policy_is_described(self):
        code, printed, _ = run(["policy"])
        self.assertEqual(code, 0)
        policy = json.loads(printed)
        described = text_of("docs/policy.md")
        for name in ([asked["kind"] for asked in policy["criteria"]] +
                     [veto["rule"] for veto in policy["vetoes"]]):
            self.assertIn(f"`{name}`", described)

    def test_every_field_of_the_other_answers_is_described(self):
        section = text_of("docs/formats.md").split("## The other answers\n")[1].split("\n## ")[0]
        described, of = {}, ""
        for line in section.splitlines():
            cells = line.split(" | ")
            if line.startswith("| ") and len(cells) == 3:
                of = cells[0].strip("| ") or of
                described.setdefault(of, set()).update(re.findall(r"`(\w+)(?:\[\])?`", cells[1]))
        log = "examples/ecommerce_launch.cycle.json"
        with open(os.path.join(ROOT, log), encoding="utf-8") as file:
            entries = json.load(file)["entries"]
        ids = {}  # One id of each kind of fact, and two risks.
        for entry in entries:
            for name, fact in entry.items():
                if isinstance(fact, dict):
                    inner = list(fact.values())[0] if len(fact) == 1 else fact
                    if isinstance(inner, dict) and "id" in inner:
                        ids.setdefault(name, inner["id"])
        asked = [("diff", [log, "--from", "2026-05-01", "--to", "2026-09-01"]), ("verify", [log]),
                 ("rank", [log])] + [("explain", [log, name]) for name in ids.values()]

        def keys(value):
            if isinstance(value, dict):
                return set(value).union(*map(keys, value.values()))
            return set().union(*map(keys, value)) if isinstance(value, list) else set()

        printed = {}
        for name, arguments in asked:
            code, answer, said = run([name, *arguments, "--format", "json"])
            self.assertEqual(code, 0, f"{name} {arguments}: {said}")
            printed.setdefault(name, set()).update(keys(json.loads(answer)))
        self.assertGreater(len(ids), 10)
        # What is in `actions` and `blockedWork` of explain is described at rank.
        described["explain"] |= described["rank"]
        for name, found in printed.items():
            self.assertEqual(sorted(found - described[name]), [], name)
        for name in ("diff", "verify"):  # What is described there is always printed.
            self.assertEqual(sorted(described[name] - printed[name]), [], name)

    def test_every_command_and_no_other_is_described(self):
        _, printed, _ = run(["--help"])
        offered = re.findall(r"^  ([a-z]+)  ", printed.split("Subcommands:")[1], re.MULTILINE)
        shown = blocks(text_of("docs/command-line.md"), "")[0]
        self.assertEqual(sorted(offered),
                         sorted(re.findall(r"^readiness ([a-z]+)", shown, re.MULTILINE)))

    def test_every_room_is_on_the_map(self):
        headers = os.path.join(ROOT, "include/readiness")
        rooms = [name for name in os.listdir(headers) if os.path.isdir(os.path.join(headers, name))
                 and any(file.endswith(".h") for file in os.listdir(os.path.join(headers, name)))]
        rooms.append("cli")
        self.assertGreater(len(rooms), 8)
        on_the_map = re.findall(r"^\| \d \| `([a-z]+)` \|", text_of("docs/map.md"), re.MULTILINE)
        self.assertEqual(sorted(rooms), sorted(on_the_map))

    def test_every_record_of_a_decision_is_listed_and_short(self):
        listed = text_of("docs/decisions/README.md")
        for path in documents():
            if path.startswith("docs/decisions/0"):
                self.assertIn(f"({os.path.basename(path)})", listed)
                self.assertLess(len(text_of(path).splitlines()), 40, path)

    def test_every_word_of_a_state_is_in_the_glossary(self):
        with open(os.path.join(ROOT, "include/readiness/engine/phase.h"), encoding="utf-8") as file:
            words = re.findall(r'return "([a-z_]+)";', file.read())
        self.assertGreater(len(words), 20)
        glossary = text_of("docs/glossary.md")
        for word in words:
            self.assertIn(f"`{word}`", glossary)

    def test_every_rule_that_refuses_an_entry_has_its_line(self):
        folder = os.path.join(ROOT, "include/readiness/engine")
        rules = set()
        for path in [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]:
            with open(path, encoding="utf-8") as file:
                rules |= set(re.findall(
                    r'(?:(?:Invalid|Refused|Unknown|NeedText)\(|(?:RuleError|RefusePhase)\([\w:*]+,)'
                    r'\s*"([A-Za-z0-9]+)"', file.read()))
        self.assertGreater(len(rules), 20)
        table = [line.split("|")[1] for line in text_of("docs/formats.md").splitlines()
                 if line.startswith("| ")]
        described = {rule.strip() for cell in table for rule in cell.split(",")}
        self.assertEqual(sorted(rules - described), [])


if __name__ == "__main__":
    run_tests()
