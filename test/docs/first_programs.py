#!/usr/bin/env python3
"""Runs the README's first server and first client against each other, over loopback.

usage: first_programs.py CLIENT SERVER MAKE_CERTIFICATE
"""

import os
import socket
import subprocess
import sys
import tempfile
import time

TIMEOUT = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_listening(port, server):
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"the server does not listen on port {port}")


def main():
    client, server_program, make_certificate = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        chain, key = (os.path.join(folder, name) for name in ("cert.pem", "key.pem"))
        subprocess.run([make_certificate, folder, "localhost"], check=True, timeout=TIMEOUT, stdout=subprocess.DEVNULL)
        port = free_port()

        def get(**environment):
            return subprocess.run(
                [client, "localhost", str(port)], capture_output=True, text=True, check=False, timeout=TIMEOUT,
                env={**os.environ, **environment},
            )

        server = subprocess.Popen([server_program, str(port), chain, key], stderr=subprocess.DEVNULL)
        try:
            wait_until_listening(port, server)
            trusting = get(SSL_CERT_FILE=chain)
            suspicious = get(SSL_CERT_FILE=os.devnull)
        finally:
            server.kill()
            server.wait()
    print(trusting, suspicious, sep="\n")
    assert trusting.returncode == 0 and trusting.stdout.endswith("Hello over TLSv1.3"), "the client did not get the page"
    assert suspicious.returncode == 1 and "certificate verify failed" in suspicious.stderr, "the client accepted an untrusted certificate"


if __name__ == "__main__":
    main()
