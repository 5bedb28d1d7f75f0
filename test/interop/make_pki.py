#!/usr/bin/env python3
"""Makes the certificates of the interoperability tests with make_certificate.

usage: make_pki.py MAKE_CERTIFICATE DIRECTORY

Makes a root and an intermediate authority; leaf certificates for "localhost" and 127.0.0.1 with keys of every type;
client certificates; and certificates that must be refused. NAME.crt holds the certificate, NAME.pem the certificate and
the intermediate, NAME.key the key. Clients trust root.pem.
"""

import os
import shutil
import subprocess
import sys

LOCALHOST = ["localhost", "127.0.0.1"]
CLIENT = ["client@example.org"]
KEYS = {"rsa": "rsa", "rsa_pss": "rsa-pss", "p256": "p256", "p384": "p384", "p521": "p521", "ed25519": "ed25519"}
PAST = ["--from", "2020-01-01", "--until", "2021-01-01"]

# name, key type, issuer, names, usage, more options
LEAVES = [
    *((name, key, "intermediate", LOCALHOST, "server", []) for name, key in KEYS.items()),
    ("other_name", "p256", "intermediate", ["other.example"], "server", []),
    ("expired", "p256", "intermediate", LOCALHOST, "server", PAST),
    ("untrusted", "p256", "stranger", LOCALHOST, "server", []),
    *((f"client_{name}", key, "intermediate", CLIENT, "client", []) for name, key in KEYS.items()),
    ("client_untrusted", "p256", "stranger", CLIENT, "client", []),
    ("client_expired", "p256", "intermediate", CLIENT, "client", PAST),
]


def issue(tool, name, key, *options):
    command = [tool, "issue", "--out", name, "--common-name", name, "--key", key, "--days", "30", *options]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{result.stderr}")


def main():
    tool, directory = os.path.abspath(sys.argv[1]), sys.argv[2]
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    os.chdir(directory)
    issue(tool, "root", "p384", "--authority")
    issue(tool, "intermediate", "rsa", "--authority", "--issuer", "root")
    issue(tool, "stranger", "p256", "--authority")
    for name, key, issuer, names, usage, options in LEAVES:
        issue(tool, name, key, "--issuer", issuer, "--usage", usage, *options,
              *(word for each in names for word in ("--name", each)))


if __name__ == "__main__":
    main()
