"""Runs two programs in turn and prints the medians of their figures, with ratios, as a Markdown table.

compare.py ROUNDS NAME_OF_THE_OTHER OUR_PROGRAM THEIR_PROGRAM
"""

import statistics
import subprocess
import sys


def figures(program):
    output = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        name, value, unit = line.split("\t")
        yield name, unit, float(value)


def main():
    rounds, other, *programs = int(sys.argv[1]), *sys.argv[2:]
    values = [{} for _ in programs]
    for _ in range(rounds):
        for program, seen in zip(programs, values):
            for name, unit, value in figures(program):
                seen.setdefault((name, unit), []).append(value)
    print(f"| | tls | {other} | ratio |\n|---|---|---|---|")
    for name, unit in values[0]:
        ours, theirs = (statistics.median(seen[name, unit]) for seen in values)
        print(f"| {name} | {ours:.4g} {unit} | {theirs:.4g} {unit} | {ours / theirs:.2f} |")


if __name__ == "__main__":
    main()
