#!/usr/bin/env python3
"""Runs the x509-limbo test cases with tls_verify --limbo and compares the verdicts with the expected ones.

usage: limbo_test.py TLS_VERIFY LIMBO.json.xz DISAGREEMENTS.txt

Fails if a case gives an unexpected verdict and is not listed, if a listed case gives the expected verdict, or if fewer
than 99% of the cases give the expected verdict. If LIMBO.json.xz is absent, prints so and exits with status 77.
"""

import collections
import json
import lzma
import os
import subprocess
import sys
import tempfile

SKIPPED = 77
LEAST_AGREEMENT = 0.99


def read_disagreements(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) != 2 or not all(row):
            sys.exit(f"{path}: not a line of id, tab and reason: {row}")
    return dict(rows)


def judge(tls_verify, suite):
    """Returns the verdict on each case, by id."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(suite, file)
        file.flush()
        answer = subprocess.run([tls_verify, "--limbo", file.name], stdout=subprocess.PIPE, text=True, check=True)
    return {verdict["id"]: verdict for verdict in map(json.loads, answer.stdout.splitlines())}


def main(tls_verify, archive, listed):
    if not os.path.exists(archive):
        print(f"skipped: x509-limbo test cases not found at {archive}")
        return SKIPPED
    with lzma.open(archive) as file:
        suite = json.load(file)
    reasons = read_disagreements(listed)
    verdicts = judge(tls_verify, suite)

    counts = collections.defaultdict(collections.Counter)
    failures = []
    for case in suite["testcases"]:
        name, expected = case["id"], case["expected_result"]
        verdict = verdicts.get(name, {"actual_result": "MISSING", "context": "no verdict"})
        agrees = verdict["actual_result"] == expected
        counts[name.split("::")[0]]["agreed" if agrees else "disagreed"] += 1
        if agrees and name in reasons:
            failures.append(f"{name}: listed as a disagreement, but the verdict is the expected {expected}")
        if not agrees and name not in reasons:
            failures.append(f"{name}: {verdict['actual_result']}, not {expected} ({verdict['context']})")
    unknown = reasons.keys() - {case["id"] for case in suite["testcases"]}
    failures += [f"{name}: listed as a disagreement, but there is no such case" for name in sorted(unknown)]

    for namespace, count in sorted(counts.items()):
        total = sum(count.values())
        print(f"{namespace}: {count['agreed']} of {total} as expected")
    total = sum(sum(count.values()) for count in counts.values())
    agreed = sum(count["agreed"] for count in counts.values())
    print(f"all: {agreed} of {total} as expected, {len(reasons)} disagreements listed")
    if agreed < LEAST_AGREEMENT * total:
        failures.append("fewer than 99% of the cases give the expected verdict")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
