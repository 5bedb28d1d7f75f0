"""DSA in TLS 1.2, and exported keying material, with openssl in both directions."""

import os
import re

import harness

PEER = os.environ.get("INTEROP_PEER", "interop_peer")
LABEL = "EXPORTER-interop"
EXPORT = ["-keymatexport", LABEL, "-keymatexportlen", "40"]
DSA = ["-sigalgs", "DSA+SHA256:ECDSA+SHA256"]
SUITES = ["DHE-DSS-AES128-GCM-SHA256", "DHE-DSS-AES256-GCM-SHA384", "DHE-DSS-AES128-SHA256", "DHE-DSS-AES256-SHA",
          "DHE-DSS-CAMELLIA128-SHA256", "DHE-DSS-CAMELLIA256-SHA", "DHE-DSS-ARIA128-GCM-SHA256"]


def call(*command):
    result = harness.run(list(command))
    if result.status:
        raise AssertionError(str(result))


class Peer(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = harness.temporary_directory()
        cls.directory = directory.__enter__()
        cls.addClassCleanup(directory.__exit__, None, None, None)
        call("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", cls.path("ca.key"))
        call("openssl", "req", "-x509", "-new", "-key", cls.path("ca.key"), "-subj", "/CN=ca", "-days", "2",
             "-out", cls.path("ca.pem"))
        call("openssl", "dsaparam", "-out", cls.path("dsa.param"), "2048")
        call("openssl", "gendsa", "-out", cls.path("dsa.key"), cls.path("dsa.param"))
        call("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", cls.path("ec.key"))
        for name in ("dsa", "ec"):
            call("openssl", "req", "-new", "-key", cls.path(f"{name}.key"), "-subj", f"/CN={name}",
                 "-out", cls.path(f"{name}.csr"))
            call("openssl", "x509", "-req", "-in", cls.path(f"{name}.csr"), "-CA", cls.path("ca.pem"),
                 "-CAkey", cls.path("ca.key"), "-CAcreateserial", "-days", "2", "-out", cls.path(f"{name}.pem"))

    @classmethod
    def path(cls, name):
        return os.path.join(cls.directory, name)

    def identity(self, name):
        return ["-cert", self.path(f"{name}.pem"), "-key", self.path(f"{name}.key")]

    def our_identity(self, name):
        return [f"cert={self.path(name + '.pem')}", f"key={self.path(name + '.key')}"]

    def openssl_server(self, name, *options):
        command = ["openssl", "s_server", "-accept", "127.0.0.1:0", *self.identity(name), *options]
        return harness.Server(command).wait_for_port(r"^ACCEPT 127\.0\.0\.1:(\d+)$")

    def with_openssl_server(self, name, openssl, ours):
        """Our client and s_server exchange a line. Returns the output of both."""
        with self.openssl_server(name, "-naccept", "1", *openssl) as server:
            client = harness.Process([PEER, "connect", str(server.port), f"ca={self.path('ca.pem')}", *ours])
            with client:
                server.wait_for("^greetings from ours$")
                server.send(b"greetings from openssl\n")
                client.wait_for("^received: greetings from openssl$")
                self.assertEqual(client.wait(), 0, client.text)
            return client.text, server.text

    def with_openssl_client(self, name, openssl, ours):
        """Our server and s_client exchange a line. Returns the output of both."""
        server = harness.start_server([PEER, "accept", *self.our_identity(name), *ours])
        with server:
            command = ["openssl", "s_client", "-connect", server.address, "-CAfile", self.path("ca.pem"),
                       "-verify_return_error", "-ign_eof", *openssl]
            result = harness.run(command, b"greetings from openssl\n")
            self.assert_says(result, "^greetings from ours$")
            server.wait_for("^received: greetings from openssl$")
            return server.text, result.text

    def assert_same_keying_material(self, ours, theirs):
        found = [re.search(pattern, text, re.MULTILINE | re.IGNORECASE) for pattern, text in
                 [(r"^keying material: ([0-9A-F]{80})$", ours), (r"^\s*keying material: ([0-9A-F]{80})$", theirs)]]
        self.assertTrue(all(found), f"{ours}\n{theirs}")
        self.assertEqual(found[0].group(1).upper(), found[1].group(1).upper())

    def test_client_exports_the_same_keying_material_as_openssl(self):
        for version, flag in (("1.2", "-tls1_2"), ("1.3", "-tls1_3")):
            with self.subTest(version=version):
                self.assert_same_keying_material(*self.with_openssl_server(
                    "ec", [flag, *EXPORT], [f"version={version}", f"export={LABEL}"]))

    def test_server_exports_the_same_keying_material_as_openssl(self):
        for version, flag in (("1.2", "-tls1_2"), ("1.3", "-tls1_3")):
            with self.subTest(version=version):
                self.assert_same_keying_material(*self.with_openssl_client(
                    "ec", [flag, *EXPORT], [f"version={version}", f"export={LABEL}"]))

    def test_client_verifies_dsa_servers(self):
        for suite in SUITES:
            with self.subTest(suite=suite):
                ours, _ = self.with_openssl_server("dsa", ["-cipher", f"{suite}:@SECLEVEL=0", *DSA],
                                                   [f"ciphers={suite}", "sigalgs=DSA+SHA256:ECDSA+SHA256"])
                self.assertRegex(ours, "(?m)^version: TLSv1.2$")
                self.assertRegex(ours, "(?m)^peer's signature: dsa_sha256$")
                self.assertRegex(ours, "(?m)^verification: accepted$")

    def test_server_signs_with_dsa(self):
        for suite in SUITES:
            with self.subTest(suite=suite):
                ours, _ = self.with_openssl_client("dsa", ["-cipher", f"{suite}:@SECLEVEL=0", *DSA],
                                                   [f"ciphers={suite}", "sigalgs=DSA+SHA256:ECDSA+SHA256"])
                self.assertRegex(ours, "(?m)^version: TLSv1.2$")
                self.assertRegex(ours, "(?m)^cipher suite: TLS_DHE_DSS_WITH_")

    def test_client_authenticates_with_dsa(self):
        ours, theirs = self.with_openssl_server(
            "ec", ["-tls1_2", "-cipher", "DEFAULT:@SECLEVEL=0", *DSA, "-Verify", "1", "-verify_return_error",
                   "-CAfile", self.path("ca.pem")],
            [*self.our_identity("dsa"), "sigalgs=DSA+SHA256:ECDSA+SHA256"])
        self.assertRegex(ours, "(?m)^version: TLSv1.2$")
        self.assertRegex(theirs, "(?m)^subject=CN = dsa$")

    def test_server_verifies_dsa_clients(self):
        ours, _ = self.with_openssl_client(
            "ec", ["-tls1_2", "-cipher", "DEFAULT:@SECLEVEL=0", *DSA, *self.identity("dsa")],
            [f"ca={self.path('ca.pem')}", "sigalgs=DSA+SHA256:ECDSA+SHA256"])
        self.assertRegex(ours, "(?m)^peer's signature: dsa_sha256$")
        self.assertRegex(ours, "(?m)^verification: accepted$")


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
