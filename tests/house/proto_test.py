"""The schema checks must be able to fail: a good schema passes, each mutation of it does not.

    python3 tests/house/proto_test.py PROTOC
"""

import os
import subprocess
import sys
import tempfile
import unittest

import descriptors
import facts_table
import proto_compat
import proto_style

PROTOC = "protoc"
GOOD = """syntax = "proto3";
package readiness.v1;
// An answer.
message Verdict {
  // Its values.
  enum Value {
    // None.
    VERDICT_UNSPECIFIED = 0;
    // Yes.
    GO = 1;
  }
}
// A thing.
message Thing {
  reserved 9;
  reserved "old_name";
  // What it is called.
  string item_name = 1;
  // How many.
  optional int64 item_count = 2;
  // The answer.
  Verdict.Value verdict = 3;
  // By name.
  map<string, int64> counts = 4;
  // Parts.
  repeated Thing parts = 5;
}
"""


def compiled(text):
    with tempfile.TemporaryDirectory() as root:
        path = os.path.join(root, "readiness/v1/thing.proto")
        os.makedirs(os.path.dirname(path))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        out = os.path.join(root, "set.binpb")
        subprocess.run([PROTOC, f"--proto_path={root}", "--include_source_info",
                        f"--descriptor_set_out={out}", path], check=True)
        with open(out, "rb") as file:
            return descriptors.read(file.read())


def mutated(old, new):
    assert GOOD.count(old) == 1, old
    return compiled(GOOD.replace(old, new))


class Descriptors(unittest.TestCase):
    def test_reads_names_numbers_types_labels_and_what_is_reserved(self):
        (file,) = compiled(GOOD)
        thing = file.messages[1]
        self.assertEqual([(f.name, f.number, f.type, f.label) for f in thing.fields], [
            ("item_name", 1, "string", "singular"), ("item_count", 2, "int64", "optional"),
            ("verdict", 3, "enum readiness.v1.Verdict.Value", "singular"),
            ("counts", 4, "message readiness.v1.Thing.CountsEntry", "repeated"),
            ("parts", 5, "message readiness.v1.Thing", "repeated")])
        self.assertEqual(thing.reserved, ["old_name", "9"])
        self.assertEqual(thing.fields[0].comment, "What it is called.")
        self.assertEqual([v.name for v in file.enums[0].values], ["VERDICT_UNSPECIFIED", "GO"])


class Style(unittest.TestCase):
    def test_the_good_schema_is_clean(self):
        self.assertEqual(proto_style.check(compiled(GOOD)), [])

    def test_each_mutation_is_named(self):
        for old, new, part in [
                ("// A thing.\n", "", "Thing: has no comment"),
                ("  // How many.\n", "", "Thing.item_count: has no comment"),
                ("  // Its values.\n", "", "Verdict.Value: has no comment"),
                ("    // Yes.\n", "", "Value.GO: has no comment"),
                ("optional int64", "optional uint32", "integers are signed"),
                ("item_name", "itemName", "not lower_snake"),
                ("package readiness.v1", "package readiness.v2", "its folder says readiness.v1"),
                ("VERDICT_UNSPECIFIED", "UNKNOWN", "VERDICT_UNSPECIFIED = 0"),
                ("GO = 1", "VERDICT_GO = 1", "only the zero value"),
                ("GO = 1", "go = 1", "not UPPER_SNAKE"),
                ("GO = 1", "GO = -1", "is negative")]:
            with self.subTest(new):
                problems = proto_style.check(mutated(old, new))
                self.assertEqual(len(problems), 1, problems)
                self.assertIn(part, problems[0])

    def test_a_number_without_its_unit_is_named(self):
        for field, end in [("// How long it took, in seconds.\n double took", "_seconds"),
                           ("// What it costs, in\n // owner-hours.\n double cost", "_owner_hours"),
                           ("// What may go wrong, in percent.\n int64 may_go_wrong", "_percent"),
                           ("// How long it may take.\n double delay", "_seconds"),
                           ("// The greatest one.\n optional int64 max_age", "_seconds")]:
            with self.subTest(field):
                problems = proto_style.check(mutated("  // Parts.\n", f" {field} = 8;\n // Parts.\n"))
                self.assertEqual(len(problems), 1, problems)
                self.assertIn(f"units are in names; end it in {end}", problems[0])
        for field in ("// How long it took, in seconds.\n double took_seconds",
                      "// When, in days of the cycle.\n string delay", "// Its share.\n double share",
                      "// How old.\n int64 max_age_days"):
            with self.subTest(field):
                self.assertEqual(proto_style.check(
                    mutated("  // Parts.\n", f" {field} = 8;\n // Parts.\n")), [])

    def test_an_enum_outside_a_message_or_of_another_name_is_named(self):
        loose = compiled(GOOD + "// Loose.\nenum Loose {\n // None.\n LOOSE_UNSPECIFIED = 0;\n}\n")
        self.assertIn("not nested", proto_style.check(loose)[0])
        renamed = compiled(GOOD.replace("enum Value", "enum Kind").replace("Verdict.Value", "Verdict.Kind"))
        self.assertIn("must be named Value", proto_style.check(renamed)[0])


class Compatibility(unittest.TestCase):
    def compare(self, files):
        baseline = proto_compat.parse(proto_compat.render(proto_compat.facts(compiled(GOOD))))
        return proto_compat.compare(baseline, proto_compat.facts(files))

    def test_nothing_changed_is_fine(self):
        self.assertEqual(self.compare(compiled(GOOD)), ([], []))

    def test_an_addition_is_fine_and_told(self):
        problems, additions = self.compare(
            mutated("  // Parts.\n", "  // New.\n  string fresh = 6;\n  // Parts.\n"))
        self.assertEqual(problems, [])
        self.assertEqual(additions, [("field", "readiness.v1.Thing", 6)])

    def test_removing_renaming_renumbering_and_retyping_fail(self):
        for old, new in [("  // What it is called.\n  string item_name = 1;\n", ""),
                         ("item_name", "item_title"), ("item_count = 2", "item_count = 7"),
                         ("string item_name", "bytes item_name"), ("optional int64", "int64"),
                         ("repeated Thing parts", "Thing parts"), ("GO = 1", "GO = 2"),
                         ("GO = 1", "YES = 1")]:
            with self.subTest(new):
                self.assertNotEqual(self.compare(mutated(old, new))[0], [])

    def test_a_moved_message_is_a_removal(self):
        moved = compiled(GOOD.replace("Thing", "Item"))
        self.assertEqual(len(self.compare(moved)[0]), 5)


class Facts(unittest.TestCase):
    LOG = GOOD + """// An entry.
message Entry {
  // Its name.
  string id = 1;
  // Exactly one.
  oneof fact {
    // A thing was made.
    Made made = 20;
    // A thing | went.
    Gone thing_gone = 21;
  }
}
// Fact.
message Made {
  // It.
  Thing thing = 1;
}
// Fact.
message Gone {
  // Which.
  string thing_id = 1;
  // Why.
  repeated Verdict.Value verdicts = 2;
}
"""

    def test_facts_wrapped_values_lists_and_words_have_their_rows(self):
        text = facts_table.document(compiled(self.LOG.replace("  map<string, int64> counts = 4;\n", "")))
        for row in ("| `made` | A thing was made. | `thing` {`itemName`, `itemCount`, `verdict` = Verdict, "
                    "`parts[]` = Thing} |", "| `thingGone` | A thing \\| went. | `thingId`, `verdicts[]` = Verdict |",
                    "| Thing | A thing. |", "| Verdict | `GO` |"):
            self.assertIn(row, text)
        self.assertNotIn("`id`", text)

    def test_a_document_that_is_not_what_the_schema_says_is_named(self):
        schema = compiled(self.LOG)
        self.assertEqual(facts_table.check(schema, facts_table.document(schema)), [])
        grown = compiled(self.LOG.replace("  // Which.\n", "  // What more.\n  string more = 7;\n  // Which.\n"))
        self.assertEqual(len(facts_table.check(grown, facts_table.document(schema))), 1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PROTOC = sys.argv.pop(1)
    unittest.main()
