#!/usr/bin/env python3
"""Makes the certificates that the interoperability tests use, with the openssl command.

usage: make_pki.py DIRECTORY

A root and an intermediate authority; leaves for "localhost" and 127.0.0.1 with a key of every kind;
client certificates; and certificates that must be refused. NAME.pem holds the leaf with the
intermediate behind it, NAME.key its key. root.pem is what to trust.
"""

import os
import shutil
import subprocess
import sys

RSA = ["RSA", "rsa_keygen_bits:2048"]
RSA_PSS = ["RSA-PSS", "rsa_keygen_bits:2048"]
P256 = ["EC", "ec_paramgen_curve:P-256"]
P384 = ["EC", "ec_paramgen_curve:P-384"]
P521 = ["EC", "ec_paramgen_curve:P-521"]
ED25519 = ["ED25519"]

LOCALHOST = "DNS:localhost,IP:127.0.0.1"

# name, key, issuer, subjectAltName, extendedKeyUsage, notBefore and notAfter (none: from now on)
LEAVES = [
    ("rsa", RSA, "intermediate", LOCALHOST, "serverAuth", None),
    ("rsa_pss", RSA_PSS, "intermediate", LOCALHOST, "serverAuth", None),
    ("p256", P256, "intermediate", LOCALHOST, "serverAuth", None),
    ("p384", P384, "intermediate", LOCALHOST, "serverAuth", None),
    ("p521", P521, "intermediate", LOCALHOST, "serverAuth", None),
    ("ed25519", ED25519, "intermediate", LOCALHOST, "serverAuth", None),
    ("other_name", P256, "intermediate", "DNS:other.example", "serverAuth", None),
    ("expired", P256, "intermediate", LOCALHOST, "serverAuth", ("20200101000000Z", "20210101000000Z")),
    ("untrusted", P256, "stranger", LOCALHOST, "serverAuth", None),
    ("client_rsa", RSA, "intermediate", "email:client@example.org", "clientAuth", None),
    ("client_rsa_pss", RSA_PSS, "intermediate", "email:client@example.org", "clientAuth", None),
    ("client_p256", P256, "intermediate", "email:client@example.org", "clientAuth", None),
    ("client_p384", P384, "intermediate", "email:client@example.org", "clientAuth", None),
    ("client_p521", P521, "intermediate", "email:client@example.org", "clientAuth", None),
    ("client_ed25519", ED25519, "intermediate", "email:client@example.org", "clientAuth", None),
    ("client_untrusted", P256, "stranger", "email:client@example.org", "clientAuth", None),
    ("client_expired", P256, "intermediate", "email:client@example.org", "clientAuth",
     ("20200101000000Z", "20210101000000Z")),
]

CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = issued
default_md = sha256
policy = anything
rand_serial = yes
unique_subject = no
[anything]
commonName = supplied
[req]
distinguished_name = no_prompts
[no_prompts]
"""


def openssl(*arguments):
    result = subprocess.run(["openssl", *arguments], capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        sys.exit(f"openssl {' '.join(arguments)}\n{result.stderr}")


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def make_key(name, kind):
    algorithm, *parameters = kind
    options = [word for parameter in parameters for word in ("-pkeyopt", parameter)]
    openssl("genpkey", "-algorithm", algorithm, *options, "-out", f"{name}.key")
    openssl("req", "-new", "-config", "openssl.cnf", "-key", f"{name}.key", "-subj", f"/CN={name}",
            "-out", f"{name}.csr")


def issue(name, issuer, extensions, validity):
    write(f"{name}.ext", "\n".join(["subjectKeyIdentifier = hash", *extensions]))
    signer = ["-keyfile", f"{issuer or name}.key", *(["-cert", f"{issuer}.crt"] if issuer else ["-selfsign"])]
    dates = ["-days", "30"] if validity is None else ["-startdate", validity[0], "-enddate", validity[1]]
    openssl("ca", "-batch", "-config", "openssl.cnf", "-notext", *signer, *dates,
            "-in", f"{name}.csr", "-extfile", f"{name}.ext", "-out", f"{name}.crt")


def make_authority(name, kind, issuer):
    make_key(name, kind)
    issue(name, issuer, ["basicConstraints = critical, CA:true", "keyUsage = critical, keyCertSign, cRLSign"], None)


def make_leaf(name, kind, issuer, alt_names, extended_key_usage, validity):
    make_key(name, kind)
    issue(name, issuer, [
        "authorityKeyIdentifier = keyid",
        "basicConstraints = critical, CA:false",
        "keyUsage = critical, digitalSignature",
        f"extendedKeyUsage = {extended_key_usage}",
        f"subjectAltName = {alt_names}",
    ], validity)
    write(f"{name}.pem", read(f"{name}.crt") + (read("intermediate.crt") if issuer == "intermediate" else ""))


def main():
    directory = sys.argv[1]
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(os.path.join(directory, "issued"))
    os.chdir(directory)
    write("openssl.cnf", CONFIGURATION)
    write("index.txt", "")
    make_authority("root", P384, None)
    make_authority("intermediate", RSA, "root")
    make_authority("stranger", P256, None)
    for leaf in LEAVES:
        make_leaf(*leaf)
    os.rename("root.crt", "root.pem")
    os.rename("stranger.crt", "stranger.pem")


if __name__ == "__main__":
    main()
