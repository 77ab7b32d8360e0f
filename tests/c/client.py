"""A client in C gets, byte for byte, what the command prints.

    python3 client.py C_CLIENT COMMAND EXAMPLES
"""

import pathlib
import subprocess
import sys
import tempfile

CLIENT, COMMAND, EXAMPLES = sys.argv[1:]


def run(*command):
    return subprocess.run(command, capture_output=True, check=False)


def main():
    logs = sorted(pathlib.Path(EXAMPLES).glob("*.cycle.json"))
    assert logs, f"no example in {EXAMPLES}"
    for log in logs:
        for as_of in (None, "2026-05-01T00:00:00Z"):
            client = run(CLIENT, log, *([as_of] if as_of else []))
            command = run(COMMAND, "assess", log, "--format", "json",
                          *(["--as-of", as_of] if as_of else []))
            assert client.returncode == 0, client.stderr
            assert command.returncode == 0, command.stderr
            assert client.stdout == command.stdout, f"{log.name} at {as_of}: not the same bytes"
    with tempfile.TemporaryDirectory() as folder:
        wrong = pathlib.Path(folder, "wrong.cycle.json")
        wrong.write_text('{"schemaVersion": "1", "entries": [{"id": "x", "lunched": {}}]}', encoding="utf-8")
        client = run(CLIENT, wrong)
        assert client.returncode == 1 and client.stdout == b""
        assert b"lunched" in client.stderr, client.stderr
    print(f"{len(logs)} logs at two moments: the same bytes")


main()
