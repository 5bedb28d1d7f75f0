#!/usr/bin/env python3
"""A program built over this library and its twin over OpenSSL talk to each other and to themselves.

usage: run.py OURS THEIRS

Both are programs of this folder, called as `server FOLDER` and `client FOLDER PORT`.
"""

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
    """What went wrong; empty if nothing did."""
    server = subprocess.Popen([server_program, "server", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip()
        client = subprocess.run([client_program, "client", folder, port], capture_output=True, text=True, timeout=TIMEOUT)
        _, complaints = server.communicate(timeout=TIMEOUT)
        if client.returncode == 0 and server.returncode == 0:
            return ""
        return f"client {client.returncode}: {client.stderr}server {server.returncode}: {complaints}"
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
        for server, client in ((ours, ours), (ours, theirs), (theirs, ours), (theirs, theirs)):
            problem = talk(server, client, folder)
            names = {ours: "ours", theirs: "OpenSSL's"}
            print(f"server {names[server]}, client {names[client]}: {problem or 'well'}")
            failures += bool(problem)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
