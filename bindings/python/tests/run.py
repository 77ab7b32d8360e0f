"""Runs pytest, mypy or its stubtest, or exits 77 with the name of what is not installed.

    python3 run.py pytest FILE...
    python3 run.py mypy FILE...
    python3 run.py mypy.stubtest PACKAGE       what types are said is what is there at run time
"""

import importlib.util
import pathlib
import subprocess
import sys

NEEDED = {"pytest": ("pytest", "hypothesis"), "mypy": ("mypy",), "mypy.stubtest": ("mypy",)}
ROOT = pathlib.Path(__file__).resolve().parent.parent


def main(tool, files):
    absent = [name for name in NEEDED[tool] if importlib.util.find_spec(name) is None]
    if absent:
        print(f"skipped: {', '.join(absent)} not installed; cmake/install_dependencies.sh python")
        return 77
    options = {"pytest": ["-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)],
               "mypy": ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", "/dev/null"],
               "mypy.stubtest": ["--concise", "--ignore-unused-allowlist", "--allowlist",
                                 str(ROOT / "tests" / "stubtest_allowed.txt")]}[tool]
    return subprocess.run([sys.executable, "-m", tool, *options, *files], check=False).returncode


sys.exit(main(sys.argv[1], sys.argv[2:]))
