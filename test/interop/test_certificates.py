#!/usr/bin/env python3
"""openssl verifies our certificates and requests; we verify openssl's."""

import os
import subprocess

import harness
from harness import pki

TOOL = harness.example("make_certificate")
KEYS = ["rsa", "rsa-pss", "p256", "p384", "p521", "ed25519"]


class Pki(harness.TestCase):
    def setUp(self):
        folder = harness.temporary_directory()
        self.folder = folder.__enter__()
        self.addCleanup(folder.__exit__, None, None, None)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_there(self, *command):
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=harness.TIMEOUT)
        self.assertEqual(result.returncode, 0, f"{command}\n{result.stdout}{result.stderr}")
        return result.stdout

    def openssl(self, *arguments):
        return self.run_there("openssl", *arguments)

    def make(self, *arguments):
        return self.run_there(os.path.abspath(TOOL), *arguments)

    def make_authority(self, *options):
        self.make("issue", "--authority", "--common-name", "Test Root", "--out", "root", *options)

    def verify(self, name, *options):
        return self.openssl("verify", "-x509_strict", "-CAfile", "root.crt", *options, f"{name}.crt")

    def test_openssl_verifies_chains_of_every_key_type(self):
        for kind in ["rsa", "rsa_pss", "p256", "p384", "p521", "ed25519"]:
            with self.subTest(kind):
                self.openssl("verify", "-x509_strict", "-CAfile", os.path.abspath(harness.ROOT), "-untrusted",
                             os.path.abspath(pki("intermediate.crt")), "-purpose", "sslserver", "-verify_hostname",
                             "localhost", os.path.abspath(pki(f"{kind}.crt")))

    def test_authorities_of_every_key_type_sign(self):
        for kind in KEYS:
            with self.subTest(kind):
                self.make_authority("--key", kind)
                self.make("issue", "--issuer", "root", "--name", "host.example", "--out", "leaf")
                self.verify("leaf")

    def test_keys_are_written_to_new_files_of_their_owner(self):
        for command, key in [(["issue", "--name", "a.example", "--out", "leaf"], "leaf.key"),
                             ([".", "a.example"], "key.pem")]:
            with open(self.path(key), "w", encoding="ascii"):
                os.chmod(self.path(key), 0o666)
            with open(self.path(key), encoding="ascii") as opened_before:
                self.make(*command)
                self.assertEqual(opened_before.read(), "")
            self.assertEqual(os.stat(self.path(key)).st_mode & 0o777, 0o600)
            with open(self.path(key), encoding="ascii") as file:
                self.assertIn("PRIVATE KEY", file.read())

    def test_openssl_reads_all_options_of_a_certificate(self):
        self.make_authority("--subject", "C=CH", "--subject", "O=Example, Inc.", "--depth", "0", "--permit",
                            "dns:example.org", "--permit", "ip:192.0.2.0/24", "--exclude", "email:bad.example")
        text = self.openssl("x509", "-in", "root.crt", "-noout", "-text", "-nameopt", "RFC2253")
        for words in ["Subject: CN=Test Root,O=Example\\, Inc.,C=CH", "CA:TRUE, pathlen:0", "DNS:example.org",
                      "IP:192.0.2.0/255.255.255.0", "email:bad.example", "X509v3 Name Constraints: critical"]:
            self.assertIn(words, text)
        self.make("issue", "--issuer", "root", "--name", "www.example.org", "--name", "192.0.2.1", "--usage", "server",
                  "--serial", "1f0a", "--policy", "2.23.140.1.2.1", "--ocsp", "http://ocsp.example/", "--ca-issuers",
                  "http://ca.example/", "--crl", "http://crl.example/", "--must-staple", "--out", "leaf")
        text = self.openssl("x509", "-in", "leaf.crt", "-noout", "-text")
        for words in ["DNS:www.example.org, IP Address:192.0.2.1", "TLS Web Server Authentication", "(0x1f0a)",
                      "Policy: 2.23.140.1.2.1", "OCSP - URI:http://ocsp.example/", "CA Issuers - URI:http://ca.example/",
                      "URI:http://crl.example/", "status_request"]:
            self.assertIn(words, text)
        self.verify("leaf", "-purpose", "sslserver", "-verify_hostname", "www.example.org")

    def test_openssl_enforces_our_name_constraints(self):
        self.make_authority("--permit", "dns:example.org")
        self.make("issue", "--issuer", "root", "--name", "www.example.com", "--out", "leaf")
        result = subprocess.run(["openssl", "verify", "-CAfile", "root.crt", "leaf.crt"], cwd=self.folder,
                                capture_output=True, text=True, timeout=harness.TIMEOUT)
        self.assertIn("permitted subtree violation", result.stdout + result.stderr)

    def test_openssl_verifies_our_requests(self):
        for kind in KEYS:
            with self.subTest(kind):
                self.make("request", "--name", "host.example", "--name", "::1", "--key", kind, "--out", "ours")
                text = self.openssl("req", "-in", "ours.csr", "-verify", "-noout", "-text")
                self.assertIn("DNS:host.example, IP Address:0:0:0:0:0:0:0:1", text)
                self.assertIn("CN = host.example", text)

    def test_openssl_signs_our_requests_and_we_sign_openssls(self):
        self.make_authority("--key", "rsa")
        self.make("request", "--name", "host.example", "--out", "ours")
        self.openssl("x509", "-req", "-in", "ours.csr", "-CA", "root.crt", "-CAkey", "root.key", "-days", "2",
                     "-copy_extensions", "copy", "-out", "ours.crt")
        self.verify("ours", "-verify_hostname", "host.example")
        self.assertIn("DNS host.example", self.make("show", "ours.crt"))

        self.openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     "theirs.key", "-subj", "/O=Example/CN=host.example", "-addext",
                     "subjectAltName=DNS:host.example,IP:192.0.2.1", "-addext", "basicConstraints=critical,CA:true",
                     "-out", "theirs.csr")
        self.assertRegex(self.make("show", "theirs.csr"), "Signed by its key: +yes")
        self.make("sign", "--request", "theirs.csr", "--issuer", "root", "--usage", "server", "--out", "theirs")
        self.verify("theirs", "-purpose", "sslserver", "-verify_ip", "192.0.2.1")
        text = self.openssl("x509", "-in", "theirs.crt", "-noout", "-text")
        self.assertNotIn("CA:TRUE", text)
        self.assertIn("O = Example, CN = host.example", text)

    def test_show_prints_the_same_fingerprints_as_openssl(self):
        shown = self.make("show", os.path.abspath(pki("p256.pem")))
        for digest in ["sha256", "sha1"]:
            theirs = self.openssl("x509", "-in", os.path.abspath(pki("p256.crt")), "-noout", "-fingerprint",
                                  f"-{digest}")
            self.assertIn(theirs.strip().split("=")[1], shown)

    def test_trusts_directories_made_by_openssl_rehash(self):
        os.mkdir(self.path("anchors"))
        for name in ["root", "stranger"]:
            with open(pki(f"{name}.crt"), encoding="ascii") as source:
                with open(self.path(f"anchors/{name}.pem"), "w", encoding="ascii") as target:
                    target.write(source.read())
        self.openssl("rehash", "anchors")
        with harness.example_server("https_server", "p256") as server:
            environment = {**os.environ, "SSL_CERT_DIR": self.path("anchors"), "SSL_CERT_FILE": self.path("none")}
            client = [harness.example("https_client_sync"), "localhost", str(server.port), "/"]
            found = subprocess.run(client, env=environment, capture_output=True, text=True, timeout=harness.TIMEOUT)
            self.assertEqual(found.returncode, 0, found.stderr)
            environment["SSL_CERT_DIR"] = self.folder
            found = subprocess.run(client, env=environment, capture_output=True, text=True, timeout=harness.TIMEOUT)
            self.assertEqual(found.returncode, 1, found.stderr)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
