#!/usr/bin/env python3
"""Makes metric_xxh64.tsv: texts of every length up to 100 bytes, and their XXH64.

    python3 tests/golden/metric_xxh64.py > tests/golden/metric_xxh64.tsv

Needs python3-xxhash, which binds the reference implementation; the test that reads the file does
not. Byte i of a text of n bytes is (i * 131 + n * 29 + 7) mod 256. Columns: n, seed, hash.
"""

import xxhash

for seed in (0, 2654435761):
    for length in range(101):
        text = bytes((i * 131 + length * 29 + 7) % 256 for i in range(length))
        print(f"{length}\t{seed}\tx{xxhash.xxh64_hexdigest(text, seed)}")
