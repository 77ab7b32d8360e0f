#!/usr/bin/env python3
"""What each door costs, as ratios to the C++ library in one run. See README.md.

    benchmarks/doors/doors.py BUILD [--rounds 5] [--seconds 0.3]

BUILD is a build folder with the C++ library, libreadiness and the Python package in it. Needs g++, gcc, pkg-config and,
for their rows, Go and the package.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
LOG = ROOT / "examples/ecommerce_launch.cycle.json"
ABSEIL = ["absl_status", "absl_statusor", "absl_strings", "absl_time", "absl_cord", "absl_flat_hash_map", "absl_flat_hash_set",
          "absl_btree", "absl_int128", "libcrypto"]

LOADING = """
import ctypes, sys, time
start = time.process_time_ns()
ctypes.CDLL(sys.argv[1])
print((time.process_time_ns() - start) / 1e6)
"""


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def contestants(build):
    """{name: (command, environment)} of the doors that can be measured here."""
    target = build / "doors"
    target.mkdir(exist_ok=True)
    flags = run("pkg-config", "--cflags", "--libs", *ABSEIL).split()
    run("g++", "-std=c++20", "-O2", "-ffp-contract=off", f"-I{ROOT / 'include'}", HERE / "door.cc", "-o", target / "door_cpp",
        build / "libreadiness_cpp.a", *flags)
    run("gcc", "-std=c99", "-O2", f"-I{ROOT / 'include'}", HERE / "door.c", "-o", target / "door_c", f"-L{build}",
        "-lreadiness", f"-Wl,-rpath,{build}")
    run("gcc", "-O2", HERE / "loading.c", "-o", target / "loading")
    found = {"C++": ([target / "door_cpp"], {}), "C": ([target / "door_c"], {})}
    if (build / "bindings/python/readiness").exists():
        found["Python"] = (["python3", HERE / "door.py"], {"PYTHONPATH": str(build / "bindings/python")})
    if shutil.which("go"):
        environment = {"PKG_CONFIG_PATH": str(build / "bindings/go"), "LD_LIBRARY_PATH": str(build)}
        run("go", "build", "-o", target / "door_go", "./internal/door", cwd=ROOT / "bindings/go",
            env={**os.environ, **environment})
        found["Go"] = ([target / "door_go"], environment)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3)
    options = parser.parse_args()
    doors = contestants(options.build.resolve())
    figures = {}
    for _ in range(options.rounds):
        for name, (command, environment) in doors.items():
            for line in run(*command, LOG, options.seconds, env={**os.environ, **environment}).splitlines():
                what, nanoseconds = line.split()
                figures.setdefault((what, name), []).append(float(nanoseconds))
    for where, command in (("C", [options.build / "doors/loading"]), ("Python", ["python3", "-c", LOADING])):
        loads = [float(run(*command, options.build.resolve() / "libreadiness.so")) for _ in range(4 * options.rounds)]
        print(f"loading the library from {where}: {statistics.median(loads):.2f} ms, {min(loads):.2f} to {max(loads):.2f}")
    print(f"{'':15}{'door':8}{'median ns':>14}{'to C++':>9}   least to greatest round")
    for (what, name), rounds in sorted(figures.items()):
        base = figures.get((what.removesuffix("_object"), "C++"))
        ratios = [mine / theirs for mine, theirs in zip(rounds, base)] if base else []
        shown = f"{statistics.median(ratios):9.3f}   {min(ratios):.3f} to {max(ratios):.3f}" if ratios else ""
        print(f"{what:15}{name:8}{statistics.median(rounds):14.1f}{shown}")


if __name__ == "__main__":
    main()
