"""Raw public keys (RFC 7250) with gnutls, in both roles, on one side or on both, in TLS 1.3 and 1.2."""

import os
import subprocess
import tempfile

import harness

PROGRAM = os.environ.get("INTEROP_RAW_PUBLIC_KEYS", "interop_raw_public_keys")
VERSIONS = [("1.3",), ("1.2",)]
KINDS = [("EC", "-pkeyopt", "ec_paramgen_curve:P-256"), ("RSA", "-pkeyopt", "rsa_keygen_bits:2048")]


def priority(version):
    return ["--priority", f"NORMAL:-VERS-ALL:+VERS-TLS{version}:-CTYPE-ALL:+CTYPE-SRV-RAWPK:+CTYPE-CLI-RAWPK"]


class RawPublicKeys(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        for name in ("server", "client", "other"):
            for kind, *options in KINDS:
                key = cls.path(f"{name}_{kind}.key")
                subprocess.run(["openssl", "genpkey", "-algorithm", kind, *options, "-out", key], check=True,
                               capture_output=True)
                for form, ending in (("PEM", "pub"), ("DER", "der")):
                    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", form, "-out",
                                    cls.path(f"{name}_{kind}.{ending}")], check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    def gnutls_identity(self, name):
        return ["--rawpkkeyfile", self.path(f"{name}.key"), "--rawpkfile", self.path(f"{name}.pub")]

    def ours(self, role, port, name, accepted, version):
        return [PROGRAM, role, str(port), self.path(f"{name}.key"), self.path(f"{accepted}.der"), version]

    def our_server(self, *arguments):
        return harness.start_server(self.ours("server", 0, *arguments))

    def gnutls_server(self, kind, version):
        return harness.server_on_reserved_port(
            lambda port: ["gnutls-serv", "--echo", "--port", str(port), "--require-client-cert",
                          *self.gnutls_identity(f"server_{kind}"), *priority(version)])

    def test_gnutls_client(self):
        def check(version):
            for kind, *_ in KINDS:
                with self.our_server(f"server_{kind}", f"client_{kind}", version) as server:
                    # gnutls-cli cannot verify a raw public key other than by trust on first use.
                    command = ["gnutls-cli", "--port", str(server.port), "--insecure", "--logfile", os.devnull,
                               *self.gnutls_identity(f"client_{kind}"), *priority(version), "127.0.0.1"]
                    with harness.Process(command) as client:
                        client.send(b"over a raw public key\n")
                        client.wait_for("^over a raw public key")
                    server.wait_for("^peer key accepted")

        self.for_each(VERSIONS, check)

    def test_gnutls_server(self):
        def check(version):
            for kind, *_ in KINDS:
                with self.gnutls_server(kind, version) as server:
                    result = harness.run(
                        self.ours("client", server.port, f"client_{kind}", f"server_{kind}", version), b"hello\n")
                    self.assert_succeeded(result)
                    self.assert_says(result, "^peer key accepted", "^hello")

        self.for_each(VERSIONS, check)

    def test_refuses_another_key(self):
        def check(version):
            with self.gnutls_server("EC", version) as server:
                result = harness.run(self.ours("client", server.port, "client_EC", "other_EC", version), b"hello\n")
                self.assertNotEqual(result.status, 0)
                self.assert_says(result, "certificate verify failed")

        self.for_each(VERSIONS, check)


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
