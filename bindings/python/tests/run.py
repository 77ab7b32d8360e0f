"""Runs pytest or mypy on files, or exits 77 with the name of what is not installed.

    python3 run.py pytest FILE...
    python3 run.py mypy FILE...
"""

import importlib.util
import pathlib
import subprocess
import sys

NEEDED = {"pytest": ("pytest", "hypothesis"), "mypy": ("mypy",)}
ROOT = pathlib.Path(__file__).resolve().parent.parent


def main(tool, files):
    absent = [name for name in NEEDED[tool] if importlib.util.find_spec(name) is None]
    if absent:
        print(f"skipped: {', '.join(absent)} not installed; cmake/install_dependencies.sh python")
        return 77
    options = {"pytest": ["-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)],
               "mypy": ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", "/dev/null"]}[tool]
    return subprocess.run([sys.executable, "-m", tool, *options, *files], check=False).returncode


sys.exit(main(sys.argv[1], sys.argv[2:]))
