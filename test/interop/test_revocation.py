"""Revocation with CRLs and OCSP responses made by openssl. tls_client checks them, tls_server staples responses."""

import datetime
import os
import subprocess
import tempfile
import unittest

import harness
from harness import openssl_client_command, openssl_server, our_client, our_server, pki, run

CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = index.txt
crlnumber = crlnumber
default_md = sha256
crl_extensions = crl
[crl]
authorityKeyIdentifier = keyid
"""


def openssl(*arguments, cwd=None):
    return subprocess.run(["openssl", *arguments], cwd=cwd, check=True, capture_output=True, text=True,
                          timeout=harness.TIMEOUT).stdout


def certificate_of(name):
    """Returns the file of a certificate, alone or followed by its issuers."""
    return next(path for path in (pki(f"{name}.crt"), pki(f"{name}.pem")) if os.path.exists(path))


class Authority:
    """The openssl command as an authority with a database of issued and revoked certificates."""

    def __init__(self, folder, name, certificates, revoked=()):
        self.folder = os.path.join(folder, name)
        self.certificate, self.key = certificate_of(name), pki(f"{name}.key")
        os.mkdir(self.folder)
        with open(self.path("openssl.cnf"), "w", encoding="ascii") as file:
            file.write(CONFIGURATION)
        with open(self.path("crlnumber"), "w", encoding="ascii") as file:
            file.write("01\n")
        revocation_date = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=2)
        with open(self.path("index.txt"), "w", encoding="ascii") as file:
            for certificate in certificates:
                serial = openssl("x509", "-in", certificate_of(certificate), "-noout", "-serial").split("=")[1].strip()
                date = f"{revocation_date:%y%m%d%H%M%SZ},keyCompromise" if certificate in revoked else ""
                state = "R" if certificate in revoked else "V"
                file.write(f"{state}\t491231235959Z\t{date}\t{serial}\tunknown\t/CN={certificate}\n")

    def path(self, name):
        return os.path.join(self.folder, name)

    def crl(self):
        openssl("ca", "-config", "openssl.cnf", "-gencrl", "-crldays", "7", "-keyfile", os.path.abspath(self.key),
                "-cert", os.path.abspath(self.certificate), "-out", "list.pem", cwd=self.folder)
        return self.path("list.pem")

    def ocsp_response(self, certificate):
        request, response = self.path("request.der"), self.path(f"{certificate}.der")
        openssl("ocsp", "-issuer", self.certificate, "-cert", certificate_of(certificate), "-reqout", request)
        openssl("ocsp", "-index", self.path("index.txt"), "-CA", self.certificate, "-rsigner", self.certificate,
                "-rkey", self.key, "-reqin", request, "-respout", response, "-ndays", "1")
        return response


class Revocation(harness.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Authority(folder.name, "root", ["intermediate"])
        self.good = Authority(folder.name, "intermediate", ["rsa", "p256", "client_rsa"])
        os.rename(self.good.folder, self.good.folder + "_good")
        self.good.folder += "_good"
        self.bad = Authority(folder.name, "intermediate", ["rsa", "p256"], revoked=["rsa"])

    def get_page(self, server, *options):
        return our_client(server, "--get", "/", "--crl", self.root.crl(), *options)

    def test_crl_decides(self):
        with openssl_server("-www") as server:
            self.assert_succeeded(self.get_page(server, "--revocation", "required", "--crl", self.good.crl()))
            refused = self.get_page(server, "--revocation", "required", "--crl", self.bad.crl())
            self.assertNotEqual(refused.status, 0)
            self.assert_says(refused, "revoked", "keyCompromise")
            server.wait_for("certificate revoked")

    def test_unknown_status_is_refused_when_required(self):
        with openssl_server("-www") as server:
            self.assertNotEqual(self.get_page(server, "--revocation", "required").status, 0)
            self.assert_succeeded(self.get_page(server, "--revocation", "if-available"))

    def test_stapled_response_decides(self):
        with openssl_server("-www", "-status_file", self.good.ocsp_response("rsa")) as server:
            self.assert_succeeded(self.get_page(server, "--revocation", "required"))
        with openssl_server("-www", "-status_file", self.bad.ocsp_response("rsa")) as server:
            refused = self.get_page(server, "--revocation", "if-available")
            self.assertNotEqual(refused.status, 0)
            self.assert_says(refused, "revoked")
            server.wait_for("certificate revoked")

    def test_stapled_response_for_another_certificate_is_refused(self):
        with openssl_server("-www", "-status_file", self.good.ocsp_response("p256")) as server:
            self.assertNotEqual(self.get_page(server, "--revocation", "if-available").status, 0)
            server.wait_for("bad certificate status response")

    def test_our_server_staples_the_given_response(self):
        with our_server("--www", "--ocsp-response", self.good.ocsp_response("rsa")) as server:
            result = run(openssl_client_command(server, "-status"))
            self.assert_says(result, "OCSP Response Status: successful", "Cert Status: good")
        with our_server("--www") as server:
            self.assert_says(run(openssl_client_command(server, "-status")), "OCSP response: no response sent")

    def test_our_server_refuses_to_start_with_a_response_for_another_certificate(self):
        result = run([harness.TLS_SERVER, "--port", "0", "--www", *harness.our_identity("rsa"), "--ocsp-response",
                      self.good.ocsp_response("p256")])
        self.assertNotEqual(result.status, 0)

    def test_our_server_checks_client_certificates(self):
        options = ["--www", "--ca", harness.ROOT, "--verify", "required", "--revocation", "required", "--crl", self.root.crl()]
        with our_server(*options, "--crl", self.good.crl()) as server:
            self.assert_succeeded(our_client(server, "--get", "/", *harness.our_identity("client_rsa")))


if __name__ == "__main__":
    harness.skip_without("openssl")
    unittest.main()
