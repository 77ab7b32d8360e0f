#!/usr/bin/env python3
"""Writes the example cycles and their telemetry. Both stories are made up.

    python3 examples/generate.py           writes the files beside this one
    python3 examples/generate.py --check   writes nothing; exits 1 where a file differs

Python 3.11, standard library only. The same bytes come out on every machine.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

from stories import ecommerce_launch, legaltech_onboarding  # noqa: E402

FILES = {
    "ecommerce_launch.cycle.json": lambda: ecommerce_launch.build().json(),
    "ecommerce_launch.telemetry.csv": ecommerce_launch.telemetry,
    "legaltech_onboarding.cycle.json": lambda: legaltech_onboarding.build().json(),
    "legaltech_onboarding.telemetry.csv": legaltech_onboarding.telemetry,
}


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(__file__).resolve().parent
    differs = False
    for name, make in FILES.items():
        path, data = folder / name, make().encode()
        if not arguments:
            path.write_bytes(data)
        elif not path.is_file() or path.read_bytes() != data:
            print(f"{path}: differs from what examples/generate.py writes; run it", file=sys.stderr)
            differs = True
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
