"""The way in which headers are checked finds the two mistakes that it is there for.

    python3 tests/house/headers_can_fail.py COMPILER
"""

import os
import subprocess
import sys
import tempfile
import unittest

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


if __name__ == "__main__":
    if len(sys.argv) > 1:
        COMPILER = sys.argv.pop(1)
    unittest.main()
