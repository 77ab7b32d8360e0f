"""What `pip install ./bindings/python` builds carries the library, and works where nothing else of ours is found.

    python3 wheel.py FOLDER NAME=VALUE...

The variables are for CMake; without READINESS_INSTALLED the library is built from the clone.
"""

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER, VARIABLES = pathlib.Path(sys.argv[1]), sys.argv[2:]
ASKED = """
import readiness, sys
with readiness.Cycle.load(sys.argv[1]) as cycle:
    print(cycle.assess().verdict, readiness.__version__)
"""


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"{command[:4]} exited with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def main():
    for module in ("scikit_build_core", "pip"):
        if importlib.util.find_spec(module) is None:
            print(f"skipped: {module} is not installed; cmake/install_dependencies.sh python")
            return 77
    wheels, target = FOLDER / "wheels", FOLDER / "installed"
    shutil.rmtree(wheels, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run(sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", wheels,
        f"--config-settings=build-dir={FOLDER / 'build'}",
        *(f"--config-settings=cmake.define.{variable}" for variable in VARIABLES), ROOT / "bindings/python",
        env=environment)
    (wheel,) = wheels.glob("*.whl")
    assert re.fullmatch(r"readiness-[0-9.]+-cp311-abi3-linux_\w+\.whl", wheel.name), wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("_core.abi3.so", "libreadiness.so.1", "py.typed", "_core.pyi", "messages.py"):
        assert f"readiness/{name}" in names, (name, names)
    assert not [name for name in names if name.endswith((".c", ".a", ".h"))], names
    run(sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", target, wheel, env=environment)
    elsewhere = {**environment, "PYTHONPATH": str(target)}
    log = ROOT / "examples/ecommerce_launch.cycle.json"
    said = run(sys.executable, "-c", ASKED, log, env=elsewhere, cwd=FOLDER)
    assert said.startswith("HOLD "), said
    assert run(target / "bin/readiness", "assess", log, env=elsewhere).startswith("HOLD")
    print(f"{wheel.name}, {wheel.stat().st_size // 1024} KiB: {said.strip()}")
    return 0


sys.exit(main())
