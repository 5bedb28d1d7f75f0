"""Our OCSP client with the responder of the openssl command."""

import os
import subprocess
import tempfile
import unittest

import harness

CLIENT = os.environ.get("INTEROP_OCSP", "interop_ocsp")

# Serial numbers by their status at the responder.
GOOD, REVOKED, UNKNOWN = "1001", "1002", "1003"
INDEX = f"""V\t491231235959Z\t\t{GOOD}\tunknown\t/CN=good
R\t491231235959Z\t260102030405Z,superseded\t{REVOKED}\tunknown\t/CN=revoked
"""
REVOCATION_TIME = 1767323045  # as in INDEX


class OcspClient(harness.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(self.path("index.txt"), "w", encoding="ascii") as file:
            file.write(INDEX)
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                     "-subj", "/CN=authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                     "-keyout", "ca.key", "-out", "ca.pem")

    def path(self, name):
        return os.path.join(self.folder, name)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True,
                       timeout=harness.TIMEOUT)

    def issue(self, name, serial, *extensions):
        """Issues a certificate: NAME.pem and NAME.key."""
        with open(self.path(f"{name}.ext"), "w", encoding="ascii") as file:
            file.write("\n".join(["keyUsage = digitalSignature", *extensions]))
        self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                     "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "1",
                     "-set_serial", f"0x{serial}", "-extfile", f"{name}.ext", "-out", f"{name}.pem")
        return self.path(f"{name}.pem")

    def responder(self, signer="ca", *options):
        return harness.Server(["openssl", "ocsp", "-port", "0", "-index", "index.txt", "-CA", "ca.pem", "-rsigner",
                               f"{signer}.pem", "-rkey", f"{signer}.key", "-ndays", "1", *options],
                              cwd=self.folder).wait_for_port(r"^ACCEPT \S*:(\d+)")

    def query(self, responder, serial, path="/"):
        url = f"http://127.0.0.1:{responder.port}{path}"
        leaf = self.issue("leaf", serial, f"authorityInfoAccess = OCSP;URI:{url}")
        return harness.run([CLIENT, leaf, self.path("ca.pem")])

    def check(self, responder):
        for serial, answer in ((GOOD, "^good$"), (REVOKED, f"^revoked {REVOCATION_TIME} superseded$"),
                               (UNKNOWN, "^unknown$")):
            result = self.query(responder, serial)
            self.assert_succeeded(result)
            self.assert_says(result, answer)

    def test_response_signed_by_the_issuer(self):
        with self.responder() as responder:
            self.check(responder)

    def test_response_signed_by_a_delegated_responder(self):
        self.issue("delegate", "2001", "extendedKeyUsage = OCSPSigning", "noCheck = ignored")
        with self.responder("delegate", "-resp_key_id") as responder:
            self.check(responder)

    def test_post_request_for_a_long_uri(self):
        with self.responder() as responder:
            result = self.query(responder, GOOD, "/" + 200 * "a")
            self.assert_succeeded(result)
            self.assert_says(result, "^good$")

    def test_refuses_a_response_signed_without_ocsp_signing_usage(self):
        self.issue("not_delegated", "2002", "extendedKeyUsage = serverAuth")
        with self.responder("not_delegated") as responder:
            result = self.query(responder, GOOD)
            self.assert_failed(result)
            self.assert_says(result, "may not be used to sign OCSP responses")


if __name__ == "__main__":
    harness.skip_without("openssl")
    unittest.main()
