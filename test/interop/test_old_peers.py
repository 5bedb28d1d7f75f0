"""TLS 1.0 and 1.1 with mbedTLS and wolfSSL, and DHE_DSS with openssl: in both directions, with and without client
certificates."""

import os
import unittest

import harness
from harness import our_client, our_identity, our_server, page_request, pki, run
from test_old_versions import LABELS, REQUIRE_CERTIFICATE, only_weak
from test_others import Peers, needs
from test_tls12 import served_by_us

CBC = ["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
       "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"]
RSA = ["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
       "TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_RC4_128_MD5"]
TRIPLE_DES = ["TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"]
VERSIONS = ("1.0", "1.1")
NO_CERTIFICATE = "no certificate"


def server_credential(suite):
    return "p256" if "_ECDSA_" in suite else "dsa" if "_DSS_" in suite else "rsa"


def with_clients(cases):
    """Adds clients to cases that end with a suite: none, and for one suite of each authentication and version a
    client with an RSA and one with an ECDSA key."""
    chosen = {(*case[:-1], server_credential(case[-1])): case for case in cases}.values()
    return [(*case, NO_CERTIFICATE) for case in cases] + \
        [(*case, client) for case in chosen for client in ("client_rsa", "client_p256")]


def our_verification(client):
    """Options of tls_server that verify the client, if it has a certificate."""
    return [] if client == NO_CERTIFICATE else ["--verify", "required", "--ca", harness.ROOT]


def words_if_authenticates(client, words):
    return [] if client == NO_CERTIFICATE else words


class CompiledPeers(harness.TestCase):
    """Base class for peers/mbedtls_peer.cpp and peers/wolfssl_peer.cpp, which CMake builds if it finds the library.
    A case is a version, a suite and a client credential."""

    peer = None
    cases = []

    def words(self, version, suite):
        """The command-line words for a version and a suite."""
        raise NotImplementedError

    def name_of(self, name):
        """A certificate's name in the peer's form."""
        raise NotImplementedError

    def check_serves_us(self, version, suite, client):
        credential = server_credential(suite)
        command = [self.peer, "server", *self.words(version, suite), pki(f"{credential}.pem"), pki(f"{credential}.key"),
                   *words_if_authenticates(client, [harness.ROOT])]
        with harness.Server(command).wait_for_port(r"^listening on .*:(\d+)$") as server:
            result = our_client(server, "--get", "/", *only_weak(version, suite),
                                *words_if_authenticates(client, our_identity(client)))
            self.assert_succeeded(result)
            self.assertEqual(server.wait(), 0, server.text)
        self.assert_says(result, f"^version: {LABELS[version]}$", f"^cipher suite: {suite}$",
                         f"^server certificate: CN={credential}$", "^server verification: ok$",
                         f"verified: {'none' if client == NO_CERTIFICATE else self.name_of(client)}$")

    def check_connects_to_us(self, version, suite, client):
        credential = server_credential(suite)
        with our_server("--www", *only_weak(version, suite), *our_verification(client),
                        credentials=[credential]) as server:
            result = run([self.peer, "client", str(server.port), *self.words(version, suite), harness.ROOT,
                          *words_if_authenticates(client, [pki(f"{client}.pem"), pki(f"{client}.key")])])
        self.assert_succeeded(result)
        expected = "none" if client == NO_CERTIFICATE else f"CN={client}"
        self.assert_says(result, f"verified: {self.name_of(credential)}$", f"^version: {LABELS[version]}\r?$",
                         f"^cipher suite: {suite}\r?$", f"^client certificate: {expected}\r?$")


@unittest.skipUnless(os.environ.get("INTEROP_MBEDTLS"), "built without mbedTLS 2 (libmbedtls-dev)")
class Mbedtls(CompiledPeers):
    peer = os.environ.get("INTEROP_MBEDTLS")
    cases = [(version, suite) for version in VERSIONS for suite in CBC + RSA + TRIPLE_DES]

    def words(self, version, suite):
        return [version, suite.replace("_", "-")]

    def name_of(self, name):
        return f"CN={name}"

    def test_serves_our_client(self):
        self.for_each(with_clients(self.cases), self.check_serves_us)

    def test_connects_to_our_server(self):
        cases = [case for case in self.cases if served_by_us([case[1:]])]
        self.for_each(with_clients(cases), self.check_connects_to_us)


@unittest.skipUnless(os.environ.get("INTEROP_WOLFSSL"), "built without wolfSSL (libwolfssl-dev)")
class Wolfssl(CompiledPeers):
    """Debian's wolfSSL has neither TLS 1.0 nor suites with RSA key exchange."""

    peer = os.environ.get("INTEROP_WOLFSSL")
    cases = [("1.1", suite) for suite in CBC + TRIPLE_DES]

    def words(self, _, suite):
        name = suite.removeprefix("TLS_").replace("WITH_", "").replace("_CBC_SHA", "-SHA").replace("_", "-")
        name = name.replace("AES-", "AES").replace("3DES-EDE", "DES-CBC3")
        return [name.replace("DHE", "EDH") if name == "DHE-RSA-DES-CBC3-SHA" else name]

    def name_of(self, name):
        return f"/CN={name}"

    def test_serves_our_client(self):
        # The server asks only for certificates of the type of its own.
        cases = [case for case in with_clients(self.cases)
                 if case[2] in (NO_CERTIFICATE, f"client_{server_credential(case[1])}")]
        self.for_each(cases, self.check_serves_us)

    def test_connects_to_our_server(self):
        self.for_each(with_clients(self.cases), self.check_connects_to_us)


DSS_SUITES = [("TLS_DHE_DSS_WITH_AES_128_CBC_SHA", "DHE-DSS-AES128-SHA"),
              ("TLS_DHE_DSS_WITH_AES_256_CBC_SHA", "DHE-DSS-AES256-SHA")]
DSS_CASES = [(version, *suite) for version in VERSIONS for suite in DSS_SUITES]
DSS_CLIENTS = (NO_CERTIFICATE, "client_dsa")


class DssPeers(Peers):
    """Base class with DSA certificates. SHA-1 signs, so the subgroup has 160 bits."""

    def setUp(self):
        super().setUp()
        self.succeed(["openssl", "dsaparam", "-out", self.path("dsa.param"), "1024"])
        for name, usage in (("dsa", "serverAuth"), ("client_dsa", "clientAuth")):
            self.succeed(["openssl", "gendsa", "-out", self.path(f"{name}.key"), self.path("dsa.param")])
            self.succeed(["openssl", "req", "-new", "-key", self.path(f"{name}.key"), "-subj", f"/CN={name}",
                          "-out", self.path("csr")])
            self.write("extensions", f"subjectAltName = DNS:localhost\nextendedKeyUsage = {usage}\n")
            self.succeed(["openssl", "x509", "-req", "-in", self.path("csr"), "-CA", pki("intermediate.crt"), "-CAkey",
                          pki("intermediate.key"), "-set_serial", str(1000 + len(name)), "-days", "2", "-extfile",
                          self.path("extensions"), "-out", self.path(f"{name}.crt")])
            with open(self.path(f"{name}.crt"), encoding="ascii") as leaf, \
                    open(pki("intermediate.crt"), encoding="ascii") as intermediate:
                self.write(f"{name}.pem", leaf.read() + intermediate.read())

    def identity(self, name, certificate_option, key_option):
        return [certificate_option, self.path(f"{name}.pem"), key_option, self.path(f"{name}.key")]

    def ours(self, version, suite):
        return [*only_weak(version, suite), "--sigalgs", "DSA+SHA256:RSA+SHA256"]

    def our_server(self, version, suite, client):
        return our_server("--www", *self.ours(version, suite), *self.identity("dsa", "--cert", "--key"),
                          *our_verification(client), credentials=[])

    def assert_served(self, result, version, suite, client):
        """Checks the page of our server."""
        expected = "none" if client == NO_CERTIFICATE else f"CN={client}"
        self.assert_says(result, f"^version: {LABELS[version]}\r?$", f"^cipher suite: {suite}\r?$",
                         f"^client certificate: {expected}\r?$")

    def assert_we_get_dss_page(self, server, version, suite, client):
        result = our_client(server, "--get", "/", *self.ours(version, suite),
                            *words_if_authenticates(client, self.identity("client_dsa", "--cert", "--key")))
        self.assert_succeeded(result)
        self.assert_says(result, f"^version: {LABELS[version]}$", f"^cipher suite: {suite}$",
                         "^server certificate: CN=dsa$", "^server verification: ok$")
        if client != NO_CERTIFICATE:
            self.assert_says(result, f"^client certificate: CN={client}$")
        return result


def openssl_version(version):
    return {"1.0": "-tls1", "1.1": "-tls1_1"}[version]


@needs("openssl")
class DssOpenssl(DssPeers):
    cases = [(*case, client) for case in DSS_CASES for client in DSS_CLIENTS]

    def test_serves_our_client(self):
        def check(version, suite, cipher, client):
            command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", openssl_version(version), "-cipher",
                       f"{cipher}:@SECLEVEL=0", *self.identity("dsa", "-cert", "-key"), "-cert_chain",
                       pki("intermediate.crt"), "-dhparam", self.parameters,
                       *words_if_authenticates(client, REQUIRE_CERTIFICATE)]
            with harness.Server(command).wait_for_port(r"^ACCEPT 127\.0\.0\.1:(\d+)$") as server:
                self.assert_we_get_dss_page(server, version, suite, client)

        # For a short DSA key openssl would choose a short group, which our client refuses.
        self.parameters = self.path("ffdhe2048")
        self.succeed(["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out",
                      self.parameters])
        self.for_each(self.cases, check)

    def test_connects_to_our_server(self):
        def check(version, suite, cipher, client):
            with self.our_server(version, suite, client) as server:
                self.assert_served(harness.openssl_client(
                    server, openssl_version(version), "-cipher", f"{cipher}:@SECLEVEL=0",
                    *words_if_authenticates(client, self.identity("client_dsa", "-cert", "-key") +
                                            ["-cert_chain", pki("intermediate.crt")]),
                    stdin=page_request()), version, suite, client)

        self.for_each(self.cases, check)


if __name__ == "__main__":
    harness.main()
