#!/usr/bin/env python3
"""Configures every preset into a folder of its own: one that cannot be configured is found here, not by
whoever first needs its sanitizer. A preset whose compiler is not installed, or whose bundle of libraries was not built,
is named and passed over.

Usage: presets.py REPOSITORY FOLDER
"""
import json
import pathlib
import shutil
import subprocess
import sys


def main() -> int:
    repository, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    presets = json.loads((repository / "CMakePresets.json").read_text())["configurePresets"]
    failed = []
    for preset in presets:
        if preset.get("hidden"):
            continue
        name = preset["name"]
        compiler = preset.get("cacheVariables", {}).get("CMAKE_CXX_COMPILER")
        if compiler and not shutil.which(compiler):
            print(f"{name}: passed over, {compiler} is not installed")
            continue
        if "READINESS_DEPS" in preset.get("cacheVariables", {}) and not (repository / "build/bundled/made-from").exists():
            print(f"{name}: passed over, cmake/bundle_dependencies.sh was not run")
            continue
        done = subprocess.run(["cmake", "--preset", name, "-B", str(folder / name)], cwd=repository,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        print(f"{name}: {'configured' if done.returncode == 0 else 'FAILED'}")
        if done.returncode:
            failed.append(name)
            print(done.stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
