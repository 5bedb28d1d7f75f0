"""Runs our benchmarks and theirs alternately, and prints medians and ratios as Markdown tables.

compare.py [--rounds N] [--seconds S] [--json FILE] [--only MEASUREMENT]... [--peer NAME]... PROGRAMS

PROGRAMS is the folder of the benchmark programs. In each round all programs make each measurement one after the other,
so that other load and changes of the clock rate affect all of them. Memory and allocations are measured only in the
first round. The JSON file has every single figure: of "ours", of "theirs" (OpenSSL), and of other libraries by name, if
their programs exist.
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
    """Yields the lines that a program prints: name, value (None if unsupported), unit or reason, ceiling."""
    for line in output_of(*command).splitlines():
        name, value, unit, *ceiling = line.split("\t")
        yield name, None if value == "-" else float(value), unit, (ceiling or [""])[0]


def compare(jobs, rounds):
    """A job is a command per side, and whether to run it only once. Returns a dictionary per figure, in order."""
    rows = {}
    for number in range(rounds):
        for index, (job, once) in enumerate(jobs):
            if once and number > 0:
                continue
            print(f"round {number + 1} of {rounds}, {index + 1} of {len(jobs)} ", end="\r", file=sys.stderr, flush=True)
            for side, command in job.items():
                for name, value, unit, ceiling in figures(command):
                    row = rows.setdefault(name, {"name": name, "unit": "", "ceiling": "", **{s: [] for s in job}})
                    if value is None:
                        row.setdefault("missing", {})[side] = unit
                    else:
                        row.update(unit=unit, ceiling=ceiling)
                        row[side].append(value)
    print(" " * 40, end="\r", file=sys.stderr)
    return list(rows.values())


def median(values):
    return statistics.median(values) if values else None


def ratios(row):
    """Returns the ratio of each round. Their spread shows how quiet the machine was."""
    return [a / b for a, b in zip(row["ours"], row["theirs"]) if b]


def summarize(rows, sides):
    by_name = {row["name"]: row for row in rows}
    for row in rows:
        row["median"] = {side: median(row[side]) for side in sides}
        ours = row["median"]["ours"]
        row["ratios"] = {side: ours / value for side, value in row["median"].items()
                         if side != "ours" and value and ours is not None}
        if "theirs" in row["ratios"]:
            row["ratio"] = row["ratios"]["theirs"]
            row["ratio_min"], row["ratio_max"] = min(ratios(row)), max(ratios(row))
        ceiling = by_name.get(row["ceiling"])
        if ceiling:
            # The bare socket is the same for both sides, so the measurements of both programs count.
            bound = median(ceiling["ours"] + ceiling["theirs"])
            row["of_ceiling"] = {side: value / bound for side, value in row["median"].items() if value is not None}


def number(value, unit):
    """Formats a value with three digits."""
    if value is None:
        return "-"
    text = f"{value:.3g}" if abs(value) < 1000 else f"{float(f'{value:.3g}'):,.0f}"
    return f"{text} {unit}".strip()


def print_table(title, other, rows, more=()):
    """`more` are the sides with additional columns besides ours and theirs."""
    with_ceiling = any("of_ceiling" in row for row in rows)
    heads = ["", "tls", other, "ratio", "lowest..highest"] + (["of the bare socket"] if with_ceiling else [])
    heads += [head for side in more for head in (side, "ratio")]
    print(f"\n{title}\n")
    print("|" + "|".join(f" {head} " if head else " " for head in heads) + "|")
    print("|" + "---|" * len(heads))
    for row in rows:
        if not any(row[side] or side in row.get("missing", {}) for side in ("ours", "theirs")):
            continue  # neither ours nor theirs has this figure

        def figure(side):
            value = row["median"][side]
            return row.get("missing", {}).get(side, "-") if value is None else number(value, row["unit"])

        cells = [row["name"], figure("ours"), figure("theirs")]
        if "ratio" in row:
            cells += [f"{row['ratio']:.2f}", f"{row['ratio_min']:.2f}..{row['ratio_max']:.2f}"]
        else:
            cells += ["", ""]
        if with_ceiling:
            share = row.get("of_ceiling", {}).get("ours")
            cells.append("" if share is None else f"{share:.0%}")
        for side in more:
            cells += [figure(side), f"{row['ratios'][side]:.2f}" if side in row["ratios"] else ""]
        print("| " + " | ".join(cells) + " |")


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
    relevant = {"aes", "avx2", "avx512f", "avx512ifma", "vaes", "vpclmulqdq", "sha_ni"}
    return {
        "cpu": fields.get("model name", "unknown"),
        "features": sorted(relevant & set(fields.get("flags", "").split())),
        "processors": os.cpu_count(),
        "kernel": os.uname().release,
        "openssl": output_of("openssl", "version").split(" (")[0].strip(),
        "restricted_to": os.environ.get("BENCH_RESTRICTED_TO", ""),
    }


# Slow measurements whose results do not depend on the load of the machine.
ONCE = {"heap", "allocations", "idle-servers", "idle-clients"}



def stream_programs(folder, peers):
    """Returns the path of each side's program: ours, OpenSSL's, and those over asio::ssl with other libraries."""
    programs = {"ours": "bench_tls", "theirs": "bench_asio_ssl"}
    if os.path.exists(os.path.join(folder, "bench_boringssl")):
        programs["BoringSSL"] = "bench_boringssl"
    programs.update({peer: f"bench_peer_{peer}" for peer in peers})
    return {side: os.path.join(folder, name) for side, name in programs.items()}


def stream_jobs(programs, only, seconds):
    names = [name for name in output_of(programs["ours"], "--list").split() if not only or name in only]
    tls12_names = [name for name in names if name.startswith(("handshakes", "resumptions"))
                   and not name.endswith("hybrid")]
    selected = [("1.3", name) for name in names] + [("1.2", name) for name in tls12_names]

    def job(tls, name):
        rest = ("--tls", tls, "--only", name, "--seconds", str(seconds))
        return {side: (program, *rest) for side, program in programs.items()}

    return [(job(tls, name), name in ONCE) for tls, name in selected]


def load_job(programs, seconds):
    """A server of each side under the load of wrk. Takes longer than the others, because wrk takes whole seconds."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "load.py")
    return {side: (sys.executable, script, program, "--seconds", str(10 * seconds)) for side, program in programs.items()}


def main():
    parser = argparse.ArgumentParser(description="Runs our benchmarks and theirs alternately and compares them.")
    parser.add_argument("programs", help="folder of the benchmark programs")
    parser.add_argument("--rounds", type=int, default=5, help="number of rounds (default: 5)")
    parser.add_argument("--seconds", type=float, default=0.3, help="seconds to measure each stream figure")
    parser.add_argument("--json", metavar="FILE", help="write all figures to this file")
    parser.add_argument("--only", action="append", default=[], metavar="MEASUREMENT",
                        help="run only this one; may be repeated; also: load, certificates, primitives")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME",
                        help="also run bench_peer_NAME; may be repeated")
    arguments = parser.parse_args()

    def wants(name):
        return not arguments.only or name in arguments.only

    result = {"machine": machine(), "rounds": arguments.rounds, "begun": time.strftime("%FT%TZ", time.gmtime()),
              "load_before": os.getloadavg()[0]}
    programs = stream_programs(arguments.programs, arguments.peer)
    jobs = stream_jobs(programs, arguments.only, arguments.seconds)
    if wants("load"):
        jobs.append((load_job(programs, arguments.seconds), False))
    result["streams"] = compare(jobs, arguments.rounds)
    pair = {side: [os.path.join(arguments.programs, name)]
            for side, name in (("ours", "bench_certificates"), ("theirs", "bench_certificates_openssl"))}
    result["certificates"] = compare([(pair, False)] if wants("certificates") else [], arguments.rounds)
    program = os.path.join(arguments.programs, "bench_primitives")
    result["primitives"] = list(primitives(program)) if wants("primitives") else []
    result["load_after"] = os.getloadavg()[0]
    summarize(result["streams"], list(programs))
    summarize(result["certificates"], list(pair))
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(result, file, indent=1)

    about = result["machine"]
    print(f"{about['cpu']}, {about['processors']} processors, {' '.join(about['features'])}"
          + (f"; restricted to {about['restricted_to']}" if about["restricted_to"] else ""))
    print(f"{about['openssl']}; medians of {arguments.rounds}, memory and allocations once; "
          f"load {result['load_before']:.1f} before, {result['load_after']:.1f} after")
    if result["streams"]:
        print_table("Streams", "asio::ssl", result["streams"], [side for side in programs if side not in ("ours", "theirs")])
    if result["certificates"]:
        print_table("Certificates", "OpenSSL", result["certificates"])
    if result["primitives"]:
        print_primitives(result["primitives"])


if __name__ == "__main__":
    main()
