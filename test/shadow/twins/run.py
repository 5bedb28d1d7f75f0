#!/usr/bin/env python3
"""Runs a program built with this library and its twin built with OpenSSL: each talks to itself and to the other.

usage: run.py OURS THEIRS

OURS and THEIRS are two builds of a program in this folder. They are run as `server FOLDER` and `client FOLDER PORT`.
"""

import concurrent.futures
import subprocess
import sys
import tempfile

TIMEOUT = 60


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=TIMEOUT)


def make_pki(folder):
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    openssl(folder, "req", "-x509", *new_key, "-subj", "/CN=Root", "-keyout", "root.key", "-out", "root.pem",
            "-addext", "keyUsage=critical,keyCertSign")
    openssl(folder, "req", "-x509", *new_key, "-subj", "/CN=localhost", "-CA", "root.pem", "-CAkey", "root.key",
            "-keyout", "key.pem", "-out", "chain.pem", "-addext", "subjectAltName=DNS:localhost",
            "-addext", "basicConstraints=critical,CA:FALSE")


def talk(server_program, client_program, folder):
    """Returns a description of the failure, or an empty string."""
    server = subprocess.Popen([server_program, "server", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip()
        client = subprocess.run([client_program, "client", folder, port], capture_output=True, text=True, timeout=TIMEOUT)
        _, server_errors = server.communicate(timeout=TIMEOUT)
        if client.returncode == 0 and server.returncode == 0:
            return ""
        return f"client {client.returncode}: {client.stderr}server {server.returncode}: {server_errors}"
    except subprocess.TimeoutExpired as e:
        return str(e)
    finally:
        server.kill()
        server.wait()


def main():
    ours, theirs = sys.argv[1:]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        make_pki(folder)
        pairs = ((ours, ours), (ours, theirs), (theirs, ours), (theirs, theirs))
        with concurrent.futures.ThreadPoolExecutor(len(pairs)) as pool: # WebSocket++ waits for seconds
            problems = list(pool.map(lambda pair: talk(*pair, folder), pairs))
        for (server, client), problem in zip(pairs, problems):
            names = {ours: "ours", theirs: "OpenSSL's"}
            print(f"server {names[server]}, client {names[client]}: {problem or 'ok'}")
            failures += bool(problem)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
