"""Runs the benchmarks, ours and theirs in turn, and prints the medians and their ratios as Markdown tables.

compare.py [--rounds N] [--json FILE] [--only MEASUREMENT]... PROGRAMS

PROGRAMS is the folder of the programs. In every round each measurement is made by both programs, one after the other,
so that what else the machine does, and what its clock does, befalls both. The JSON file has every single figure.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time


def output_of(*command):
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return result.stdout


def figures(command):
    """What a program prints, line by line: name, value (None if it is not supported), unit or reason, ceiling."""
    for line in output_of(*command).splitlines():
        name, value, unit, *ceiling = line.split("\t")
        yield name, None if value == "-" else float(value), unit, (ceiling or [""])[0]


def compare(jobs, rounds):
    """Each job is a pair of commands, ours and theirs. Returns a dictionary per figure, in order."""
    rows = {}
    for number in range(rounds):
        for index, job in enumerate(jobs):
            print(f"round {number + 1} of {rounds}, {index + 1} of {len(jobs)} ", end="\r", file=sys.stderr, flush=True)
            for side, command in zip(("ours", "theirs"), job):
                for name, value, unit, ceiling in figures(command):
                    row = rows.setdefault(name, {"name": name, "unit": "", "ceiling": "", "ours": [], "theirs": []})
                    if value is None:
                        row["missing"] = unit
                    else:
                        row.update(unit=unit, ceiling=ceiling)
                        row[side].append(value)
    print(" " * 40, end="\r", file=sys.stderr)
    return list(rows.values())


def median(values):
    return statistics.median(values) if values else None


def ratios(row):
    """Of each round, so that their spread shows how quiet the machine was."""
    return [a / b for a, b in zip(row["ours"], row["theirs"]) if b]


def summarize(rows):
    by_name = {row["name"]: row for row in rows}
    for row in rows:
        ours, theirs = median(row["ours"]), median(row["theirs"])
        row["median"] = {"ours": ours, "theirs": theirs}
        if ours is not None and theirs:
            row["ratio"] = ours / theirs
            row["ratio_min"], row["ratio_max"] = min(ratios(row)), max(ratios(row))
        ceiling = by_name.get(row["ceiling"])
        if ceiling:
            # The bare socket is the same for both: what either program measured of it counts.
            bound = median(ceiling["ours"] + ceiling["theirs"])
            row["of_ceiling"] = {side: value / bound for side, value in row["median"].items() if value is not None}


def number(value, unit):
    """To three digits."""
    if value is None:
        return "-"
    text = f"{value:.3g}" if abs(value) < 1000 else f"{float(f'{value:.3g}'):,.0f}"
    return f"{text} {unit}".strip()


def print_table(title, other, rows):
    with_ceiling = any("of_ceiling" in row for row in rows)
    print(f"\n{title}\n")
    print(f"| | tls | {other} | ratio | lowest..highest |" + (" of the bare socket |" if with_ceiling else ""))
    print("|---|---|---|---|---|" + ("---|" if with_ceiling else ""))
    for row in rows:
        ours, theirs = (number(row["median"][side], row["unit"]) for side in ("ours", "theirs"))
        if ours == "-" or theirs == "-":
            missing = row.get("missing", "-")
            ours, theirs = (missing if text == "-" else text for text in (ours, theirs))
        line = f"| {row['name']} | {ours} | {theirs} |"
        line += f" {row['ratio']:.2f} | {row['ratio_min']:.2f}..{row['ratio_max']:.2f} |" if "ratio" in row else " | |"
        if with_ceiling:
            share = row.get("of_ceiling", {}).get("ours")
            line += " |" if share is None else f" {share:.0%} |"
        print(line)


def print_primitives(rows):
    print("\nEach algorithm of the registry, by each implementation\n\n| | by | |\n|---|---|---|")
    for row in rows:
        print(f"| {row['name']} | {row['by']} | {number(row['value'], row['unit'])} |")


def primitives(program):
    for line in output_of(program).splitlines():
        name, by, value, unit = line.split("\t")
        yield {"name": name, "by": by, "value": float(value), "unit": unit}


def machine():
    with open("/proc/cpuinfo") as file:
        fields = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    telling = {"aes", "avx2", "avx512f", "avx512ifma", "vaes", "vpclmulqdq", "sha_ni"}
    return {
        "cpu": fields.get("model name", "unknown"),
        "features": sorted(telling & set(fields.get("flags", "").split())),
        "processors": os.cpu_count(),
        "kernel": os.uname().release,
        "openssl": output_of("openssl", "version").split(" (")[0].strip(),
        "restricted_to": os.environ.get("BENCH_RESTRICTED_TO", ""),
    }


def stream_jobs(programs, only):
    ours, theirs = (os.path.join(programs, name) for name in ("bench_tls", "bench_asio_ssl"))
    names = [name for name in output_of(ours, "--list").split() if not only or name in only]
    of_old_versions = [name for name in names if name.startswith(("handshakes", "resumptions"))]
    wanted = [("1.3", name) for name in names] + [("1.2", name) for name in of_old_versions]
    return [[(program, "--tls", tls, "--only", name) for program in (ours, theirs)] for tls, name in wanted]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json")
    parser.add_argument("--only", action="append", default=[], help="also certificates, primitives")
    arguments = parser.parse_args()

    def wants(name):
        return not arguments.only or name in arguments.only

    result = {"machine": machine(), "rounds": arguments.rounds, "begun": time.strftime("%FT%TZ", time.gmtime()),
              "load_before": os.getloadavg()[0]}
    result["streams"] = compare(stream_jobs(arguments.programs, arguments.only), arguments.rounds)
    pair = [[os.path.join(arguments.programs, n)] for n in ("bench_certificates", "bench_certificates_openssl")]
    result["certificates"] = compare([pair] if wants("certificates") else [], arguments.rounds)
    program = os.path.join(arguments.programs, "bench_primitives")
    result["primitives"] = list(primitives(program)) if wants("primitives") else []
    result["load_after"] = os.getloadavg()[0]
    for part in ("streams", "certificates"):
        summarize(result[part])
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(result, file, indent=1)

    about = result["machine"]
    print(f"{about['cpu']}, {about['processors']} processors, {' '.join(about['features'])}"
          + (f"; restricted to {about['restricted_to']}" if about["restricted_to"] else ""))
    print(f"{about['openssl']}; medians of {arguments.rounds}; load {result['load_before']:.1f} before, "
          f"{result['load_after']:.1f} after")
    if result["streams"]:
        print_table("Streams", "asio::ssl", result["streams"])
    if result["certificates"]:
        print_table("Certificates", "OpenSSL", result["certificates"])
    if result["primitives"]:
        print_primitives(result["primitives"])


if __name__ == "__main__":
    main()
