"""Each house check must be able to fail: bad samples in a folder of their own."""

import os
import shutil
import tempfile
import unittest

import comments
import formatting
import layers
import mirrors
import words


class Sample(unittest.TestCase):
    """A folder that holds the files of one sample."""

    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, path, content, mode=0o644):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(full, mode)

    def assert_one(self, problems, part):
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(part, problems[0])


class Layers(Sample):
    def problems(self, path, content):
        self.write(path, content)
        return layers.check(self.root)

    def test_a_lower_room_and_the_room_itself_may_be_included(self):
        self.assertEqual(self.problems(
            "include/readiness/decision/gate.h",
            '#include "readiness/model/verdict.h"\n#include "readiness/base/status.h"\n'
            '#include "readiness/decision/internal/walk.h"\n#include <vector>\n'), [])

    def test_a_higher_room_may_not(self):
        self.assert_one(self.problems("include/readiness/model/x.h",
                                      '\n#include "readiness/engine/cycle.h"\n'),
                        "model/x.h:2: includes readiness/engine/cycle.h: engine is level 3")

    def test_a_sibling_may_not(self):
        self.assert_one(self.problems("include/readiness/risk/x.h",
                                      '#include "readiness/decision/gate.h"\n'), "sibling of risk")

    def test_a_source_obeys_the_same_order_by_either_spelling(self):
        self.assert_one(self.problems("src/wire/x.cc", '#include "report/text.h"\n'), "sibling of wire")

    def test_the_internals_of_another_room_are_private(self):
        self.assert_one(self.problems("include/readiness/engine/x.h",
                                      '#include "readiness/decision/internal/walk.h"\n'), "private")

    def test_a_test_may_look_sideways_but_not_up(self):
        self.assertEqual(self.problems("tests/report/x_test.cc",
                                       '#include "readiness/wire/json.h"\n'), [])
        self.assert_one(self.problems("tests/model/x_test.cc",
                                      '#include "readiness/engine/cycle.h"\n'), "above model")

    def test_an_unknown_room_is_named(self):
        self.assert_one(self.problems("include/readiness/util/x.h", "\n"), "'util' is no room")

    def test_protobuf_is_for_wire_alone(self):
        good = '#include "readiness/v1/cycle.pb.h"\n#include <google/protobuf/message.h>\n'
        self.assertEqual(self.problems("src/wire/x.cc", good), [])
        self.assertEqual(len(self.problems("src/report/x.cc", good)), 2)

    def test_extern_c_is_for_c_alone(self):
        self.assertEqual(self.problems("src/c/x.cc", 'extern "C" int f();\n'), [])
        self.assert_one(self.problems("src/wire/x.cc", 'extern "C" int f();\n'), 'extern "C"')

    def test_streams_are_for_the_rooms_that_open_files(self):
        self.assertEqual(self.problems("src/cli/x.cc", "#include <fstream>\n"), [])
        self.assert_one(self.problems("src/report/x.cc", "#include <fstream>\n"), "files and streams")

    def test_the_umbrella_holds_the_core_only(self):
        self.assertEqual(self.problems("include/readiness/readiness.h",
                                       '#include "readiness/engine/cycle.h"\n'), [])
        self.assert_one(self.problems("include/readiness/readiness.h",
                                      '#include "readiness/wire/json.h"\n'), "umbrella")

    def test_a_pure_room_knows_no_clock_chance_environment_locale_or_libm(self):
        for bad in ("#include <chrono>", "#include <random>", "#include <mutex>", "#include <sstream>",
                    "auto now = absl::Now();", 'auto e = std::getenv("X");', "double y = std::log(x);",
                    "double y = lgamma(x);", "double y = ::exp(x);", "std::mt19937_64 r;",
                    "auto d = std::stod(s);", "absl::LocalTimeZone();", "google::protobuf::Message* m;"):
            with self.subTest(bad):
                self.assertEqual(len(self.problems("include/readiness/risk/x.h", bad + "\n")), 1)
                os.remove(os.path.join(self.root, "include/readiness/risk/x.h"))

    def test_words_in_comments_and_text_are_no_code(self):
        self.assertEqual(self.problems(
            "include/readiness/risk/x.h",
            '// std::log(x) is not used\n/* #include <chrono>\n */\nconstexpr char kHelp[] = "getenv";\n'
            "constexpr int kMany = 1'000;\ndouble y = estimate::Log(x); double z = std::sqrt(y);\n"
            'constexpr char kRaw[] = R"(std::exp(1))";\n'), [])


class Mirrors(Sample):
    HEADER = "// readiness/risk/rank.h: orders.\n#pragma once\n"

    def test_a_header_with_its_test_is_fine(self):
        self.write("include/readiness/risk/rank.h", self.HEADER)
        self.write("include/readiness/risk/internal/heap.h",
                   "// readiness/risk/internal/heap.h: keeps.\n#pragma once\n")
        self.write("tests/risk/rank_test.cc", "\n")
        self.assertEqual(mirrors.check(self.root), [])

    def test_a_header_without_its_test_is_named(self):
        self.write("include/readiness/risk/rank.h", self.HEADER)
        self.assert_one(mirrors.check(self.root), "write tests/risk/rank_test.cc")

    def test_a_header_that_the_umbrella_leaves_out_is_named(self):
        self.write("include/readiness/risk/rank.h", self.HEADER)
        self.write("include/readiness/wire/json.h", "// readiness/wire/json.h: reads.\n#pragma once\n")
        self.write("tests/risk/rank_test.cc", "\n")
        self.write("tests/wire/json_test.cc", "\n")
        umbrella = "// readiness/readiness.h: all.\n#pragma once\n"
        self.write("include/readiness/readiness.h", umbrella)
        self.assert_one(mirrors.check(self.root), 'add #include "readiness/risk/rank.h"')
        self.write("include/readiness/readiness.h",
                   umbrella + '#include "readiness/risk/rank.h"\n')
        self.assertEqual(mirrors.check(self.root), [])

    def test_a_header_says_what_it_is_and_is_guarded(self):
        self.write("include/readiness/risk/rank.h", "// ranks\n")
        self.write("tests/risk/rank_test.cc", "\n")
        self.assertEqual(len(mirrors.check(self.root)), 2)


class Words(Sample):
    def test_each_forbidden_word_is_found_with_its_line(self):
        for bad in ("TO" + "DO: later", "a place" + "holder", "a stu" + "b", "good for" + " now",
                    "/wo" + "rk/main", "x = /ro" + "ot/a", "from py" + "pi.org", "by clau" + "de"):
            with self.subTest(bad):
                self.write("src/wire/x.cc", "// fine\n// " + bad + "\n")
                self.assert_one(words.check(self.root), "x.cc:2:")

    def test_words_that_only_contain_them_are_fine(self):
        self.write("src/wire/x.cc", "// stubborn; homework/root cause; framework/a; for nowhere\n")
        self.assertEqual(words.check(self.root), [])

    def test_the_executable_bit_sits_on_scripts_and_on_nothing_else(self):
        self.write("cmake/a.sh", "#!/usr/bin/env bash\n", 0o755)
        self.assertEqual(words.check(self.root), [])
        self.write("cmake/a.sh", "#!/usr/bin/env bash\n", 0o644)
        self.assert_one(words.check(self.root), "chmod +x")
        self.write("cmake/a.sh", "data\n", 0o755)
        self.assert_one(words.check(self.root), "chmod -x")


class Comments(Sample):
    LONG = "// " + "word " * 18 + "end"

    def test_a_word_left_alone_is_found(self):
        self.write("src/wire/x.cc", f"{self.LONG}\n// alone\n//   of the sentence.\n")
        self.assert_one(comments.check(self.root), 'x.cc:2: leaves "alone" alone')

    def test_the_end_of_a_sentence_and_what_follows_a_short_line_are_fine(self):
        self.write("src/wire/x.cc", f"{self.LONG}\n// end.\n// Next.\n\n// short\n// one\n// more\n\n"
                   f"{self.LONG}\n// last\nint x;\n")
        self.assertEqual(comments.check(self.root), [])

    def test_a_label_inside_a_line_and_a_line_too_long_are_found(self):
        self.write("include/readiness/risk/x.h", "// Cost:    O(1). Errors: none.\n// Cost: 1.   Threads: any.\n")
        self.assert_one(comments.check(self.root), "x.h:1: has a label inside a line")
        self.write("include/readiness/risk/x.h", "// " + "x" * 98 + "\n")
        self.assert_one(comments.check(self.root), "x.h:1: is a comment of 101 columns")


class Formatting(Sample):
    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_unformatted_code_is_found(self):
        self.write(".clang-format", "BasedOnStyle: Google\n")
        self.write("src/wire/x.cc", "int  f( ) ;\n")
        self.assertNotEqual(formatting.check_cpp(self.root), [])
        self.write("src/wire/x.cc", "int f();\n")
        self.assertEqual(formatting.check_cpp(self.root), [])

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_a_careless_script_is_found(self):
        self.write("cmake/x.sh", "#!/usr/bin/env bash\nrm $1\n", 0o755)
        self.assertNotEqual(formatting.check_shell(self.root), [])


if __name__ == "__main__":
    unittest.main()
