#!/usr/bin/env python3
"""Prints csv_rows.txt: small files of CSV and TSV, and the rows that Python's csv module reads in them.

One line a file: separator (comma or tab), the file, then its rows; everything in hexadecimal, fields
separated by '.', rows by '/'. Empty fields are '-'. The header is a, b, c. The texts are drawn by a
generator of our own from the characters that matter, so that the file is the same everywhere.
"""

import csv
import io

PIECES = ["a", "b", "", " ", "0", ",", "\t", '"', '""', "\n", "\r\n", "é", "→", "𝒳", "x" * 70, "word"]


def numbers(state):
    """splitmix64, Steele, Lea and Flood (2014), doi:10.1145/2660193.2660195."""
    mask = (1 << 64) - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def hexed(text):
    return text.encode("utf-8").hex() or "-"


def main():
    draw = numbers(20261122)
    for number in range(400):
        separator = ",\t"[number % 2]
        line_end = ["\n", "\r\n"][number // 2 % 2]
        rows = [["".join(PIECES[next(draw) % len(PIECES)] for _ in range(next(draw) % 5))
                 for _ in range(3)] for _ in range(next(draw) % 6)]
        out = io.StringIO(newline="")
        quoting = csv.QUOTE_ALL if number % 5 == 0 else csv.QUOTE_MINIMAL
        csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting).writerows(
            [["a", "b", "c"]] + rows)
        text = out.getvalue()
        if number % 3 == 0:
            text = text[:-len(line_end)]
        if number % 7 == 0:
            text = "\ufeff" + text
        read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator,
                               strict=True))[1:]
        assert read == rows
        print("comma" if separator == "," else "tab", hexed(text),
              "/".join(".".join(map(hexed, row)) for row in read) or "-")


if __name__ == "__main__":
    main()
