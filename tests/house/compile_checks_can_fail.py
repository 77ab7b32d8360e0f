"""The ways in which headers and forbidden mistakes are compiled find what they are there for.

    python3 tests/house/compile_checks_can_fail.py COMPILER
"""

import os
import subprocess
import sys
import tempfile
import unittest

import must_not_compile

COMPILER = "c++"


class Headers(unittest.TestCase):
    def builds(self, header):
        """Whether two units that include the header twice each compile and link."""
        with tempfile.TemporaryDirectory() as root:
            for name, content in [("sample.h", header),
                                  ("a.cc", '#include "sample.h"\n#include "sample.h"\n'),
                                  ("b.cc", '#include "sample.h"\nint main() { return 0; }\n')]:
                with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                    file.write(content)
            return subprocess.run([COMPILER, "-std=c++20", "a.cc", "b.cc", "-o", "program"], cwd=root,
                                  capture_output=True, check=False).returncode == 0

    def test_a_whole_header_passes(self):
        self.assertTrue(self.builds("#pragma once\n#include <string>\ninline std::string F() { return {}; }\n"))

    def test_a_header_that_leans_on_another_fails(self):
        self.assertFalse(self.builds("#pragma once\ninline std::string F() { return {}; }\n"))

    def test_a_header_without_a_guard_fails(self):
        self.assertFalse(self.builds("struct S {};\n"))

    def test_a_function_without_inline_fails(self):
        self.assertFalse(self.builds("#pragma once\nint F() { return 1; }\n"))


class MustNotCompile(unittest.TestCase):
    def problems(self, content):
        with tempfile.TemporaryDirectory() as root:
            path = os.path.join(root, "sample.cc")
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
            return "\n".join(must_not_compile.problems_of(path, [COMPILER, "-std=c++20"]))

    def test_a_stopped_mistake_passes(self):
        self.assertEqual(self.problems("// expect: conver|cannot initialize\n#ifdef MISTAKE\nint* p = 1.5;\n#endif\n"), "")

    def test_a_mistake_that_compiles_fails(self):
        self.assertIn("compiles with the mistake", self.problems("// expect: x\nint i = 1;\n"))

    def test_a_sample_that_never_compiled_fails(self):
        self.assertIn("even without", self.problems("// expect: x\nint* p = 1.5;\n"))

    def test_a_mistake_stopped_for_another_reason_fails(self):
        self.assertIn("but not with",
                      self.problems("// expect: nodiscard\n#ifdef MISTAKE\nint* p = 1.5;\n#endif\n"))

    def test_a_sample_must_say_what_it_expects(self):
        self.assertIn("expect", self.problems("int i = 1;\n"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        COMPILER = sys.argv.pop(1)
    unittest.main()
