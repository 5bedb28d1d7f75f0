#!/usr/bin/env python3
"""Puts load on an HTTPS server with wrk, and prints connections and requests per CPU second of the server process.

load.py PROGRAM [--seconds S]

PROGRAM is a stream benchmark, whose option --https serves HTTPS in one thread. wrk (Debian package) uses OpenSSL. It makes
a connection per request, or keeps 32 connections open; it never resumes a session. Each figure is measured for S seconds
(default: 2), after a warm-up. Prints lines like the benchmarks do: name, value, unit, and an empty ceiling. Without wrk
it prints that these figures are not available.
"""

import argparse
import os
import re
import shutil
import subprocess

CONNECTIONS = 32
FIGURES = (("HTTPS server under load: connections with one request each", ["-H", "Connection: close"]),
           ("HTTPS server under load: requests on 32 connections", []))


def cpu_seconds(process):
    """Returns the CPU time of a process so far. The kernel counts in ticks of 10 ms."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def put_load(port, seconds, options):
    """Runs wrk. Returns the number of completed requests."""
    # wrk takes whole seconds.
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{max(1, round(seconds))}s", *options,
               f"https://127.0.0.1:{port}/"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 + 10 * seconds, check=False)
    match = re.search(r"(\d+) requests in", done.stdout)
    if done.returncode != 0 or not match:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    # A few requests are under way when the time is over. More than that are failures.
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+)", done.stdout)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    count = int(match.group(1))
    if failed or (errors and sum(map(int, errors.groups())) > CONNECTIONS + count // 100) or count == 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}")
    return count


def measure(server, port, seconds, options):
    put_load(port, seconds / 10, options)
    before = cpu_seconds(server)
    count = put_load(port, seconds, options)
    return count / (cpu_seconds(server) - before)


def main():
    parser = argparse.ArgumentParser(description="Puts load on an HTTPS server with wrk.")
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=2)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        for name, _ in FIGURES:
            print(f"{name}\t-\twrk is not installed\t")
        return
    with subprocess.Popen([arguments.program, "--https"], stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline().removeprefix("listening on "))
            for name, options in FIGURES:
                print(f"{name}\t{measure(server, port, arguments.seconds, options):.6g}\t/s\t")
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
