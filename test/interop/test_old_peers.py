"""TLS 1.0 and 1.1 with mbedTLS, wolfSSL and NSS, and DHE_DSS up to TLS 1.2 with openssl, gnutls, NSS and Java: in both
directions, with and without client certificates."""

import os
import unittest

import harness
from harness import our_client, our_identity, our_server, page_request, pki, run
from test_old_versions import LABELS, REQUIRE_CERTIFICATE, only_weak
from test_others import PASSWORD, JavaPeers, NssPeers, Peers, needs
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


def assert_served(test, result, version, suite, client):
    """Checks the page of our server."""
    expected = "none" if client == NO_CERTIFICATE else f"CN={client}"
    test.assert_says(result, f"^version: {LABELS[version]}\r?$", f"^cipher suite: {suite}\r?$",
                     f"^client certificate: {expected}\r?$")


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
        self.assert_says(result, f"verified: {self.name_of(credential)}$")
        assert_served(self, result, version, suite, client)


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


NULL = ["TLS_RSA_WITH_NULL_SHA", "TLS_RSA_WITH_NULL_MD5"]
# RFC 5246 removed them.
DES = ["TLS_RSA_WITH_DES_CBC_SHA", "TLS_DHE_RSA_WITH_DES_CBC_SHA"]
NSS_NUMBERS = {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": "c013", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": "c014",
               "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": "c009", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA": "0033",
               "TLS_DHE_RSA_WITH_AES_256_CBC_SHA": "0039", "TLS_RSA_WITH_AES_128_CBC_SHA": "002f",
               "TLS_RSA_WITH_AES_256_CBC_SHA": "0035", "TLS_RSA_WITH_3DES_EDE_CBC_SHA": "000a",
               "TLS_RSA_WITH_RC4_128_SHA": "0005", "TLS_RSA_WITH_RC4_128_MD5": "0004",
               "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA": "c012", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA": "0016",
               "TLS_RSA_WITH_NULL_SHA": "0002", "TLS_RSA_WITH_NULL_MD5": "0001", "TLS_RSA_WITH_DES_CBC_SHA": "0009",
               "TLS_DHE_RSA_WITH_DES_CBC_SHA": "0015", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA": "0032",
               "TLS_DHE_DSS_WITH_AES_256_CBC_SHA": "0038", "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA": "0013",
               "TLS_DHE_DSS_WITH_DES_CBC_SHA": "0012"}


def only_nss(suite):
    return ["-c", f":{NSS_NUMBERS[suite]}"]


@needs("tstclnt", "selfserv", "certutil", "pk12util", "openssl")
class Nss(NssPeers):
    cases = [(version, suite) for version in VERSIONS for suite in CBC + RSA + TRIPLE_DES + NULL + DES] + \
        [("1.2", suite) for suite in RSA + TRIPLE_DES + NULL]

    def test_serves_our_client(self):
        database = self.database("rsa", "p256")

        def check(version, suite, client):
            credential = server_credential(suite)
            with self.start(database, version, "-n", credential, "-H", "1", *only_nss(suite),
                            *words_if_authenticates(client, ["-r", "-r"])) as server:
                result = our_client(server, "--get", "/", *only_weak(version, suite),
                                    *words_if_authenticates(client, our_identity(client)))
                self.assert_succeeded(result)
                self.assert_says(result, f"^version: {LABELS[version]}$", f"^cipher suite: {suite}$",
                                 f"^server certificate: CN={credential}$", "^server verification: ok$")
                if client != NO_CERTIFICATE:
                    self.assert_says(result, f"^client certificate: CN={client}$")

        self.for_each(with_clients(self.cases), check)

    def test_connects_to_our_server(self):
        database = self.database("client_rsa", "client_p256")

        def check(version, suite, client):
            with our_server("--www", *only_weak(version, suite), *our_verification(client),
                            credentials=[server_credential(suite)]) as server:
                result = self.get_page(server, database, version, *only_nss(suite),
                                       *words_if_authenticates(client, ["-n", client]))
                self.assert_succeeded(result)
                assert_served(self, result, version, suite, client)

        self.for_each(with_clients([case for case in self.cases if served_by_us([case[1:]])]), check)


DSS_CLIENTS = (NO_CERTIFICATE, "client_dsa")


def dss_cases(ciphers, versions=("1.0", "1.1", "1.2")):
    """DHE_DSS with each cipher in each version, without and with a client certificate."""
    return [(version, f"TLS_DHE_DSS_WITH_{cipher}_CBC_SHA", client) for version in versions for cipher in ciphers
            for client in DSS_CLIENTS if cipher != "DES" or version != "1.2"]


class DssPeers(Peers):
    """Base class with DSA certificates. gnutls and Java sign with SHA-1 only if the subgroup has 160 bits."""

    def setUp(self):
        super().setUp()
        self.succeed(["openssl", "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024",
                      "-pkeyopt", "dsa_paramgen_q_bits:160", "-out", self.path("dsa.param")])
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

    def pkcs12(self, name):
        path = self.path(f"{name}.p12")
        self.succeed(["openssl", "pkcs12", "-export", *self.identity(name, "-in", "-inkey"), "-out", path,
                      "-name", name, "-passout", f"pass:{PASSWORD}"])
        return path

    def ours(self, version, suite):
        # In TLS 1.2, gnutls has no DSA with SHA-256, and Java needs the schemes of the whole chain.
        return [*only_weak(version, suite), "--sigalgs", "DSA+SHA256:DSA+SHA1:RSA+SHA256:ECDSA+SHA384"]

    def our_server(self, version, suite, client):
        return our_server("--www", *self.ours(version, suite), *self.identity("dsa", "--cert", "--key"),
                          *our_verification(client), credentials=[])

    def assert_we_get_dss_page(self, server, version, suite, client):
        result = our_client(server, "--get", "/", *self.ours(version, suite),
                            *words_if_authenticates(client, self.identity("client_dsa", "--cert", "--key")))
        self.assert_succeeded(result)
        self.assert_says(result, f"^version: {LABELS[version]}$", f"^cipher suite: {suite}$",
                         "^server certificate: CN=dsa$", "^server verification: ok$")
        if client != NO_CERTIFICATE:
            self.assert_says(result, f"^client certificate: CN={client}$")
        return result


@needs("openssl")
class DssOpenssl(DssPeers):
    cases = dss_cases(["AES_128", "AES_256"])

    def only(self, version, suite):
        name = suite.removeprefix("TLS_").replace("_WITH_AES_", "-AES").replace("_CBC_", "-").replace("_", "-")
        return [{"1.0": "-tls1", "1.1": "-tls1_1", "1.2": "-tls1_2"}[version], "-cipher", f"{name}:@SECLEVEL=0"]

    def test_serves_our_client(self):
        # For a short DSA key openssl would choose a short group, which our client refuses.
        parameters = self.path("ffdhe2048")
        self.succeed(["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out",
                      parameters])

        def check(version, suite, client):
            command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", *self.only(version, suite),
                       *self.identity("dsa", "-cert", "-key"), "-cert_chain", pki("intermediate.crt"), "-dhparam",
                       parameters, *words_if_authenticates(client, REQUIRE_CERTIFICATE)]
            with harness.Server(command).wait_for_port(r"^ACCEPT 127\.0\.0\.1:(\d+)$") as server:
                self.assert_we_get_dss_page(server, version, suite, client)

        self.for_each(self.cases, check)

    def test_connects_to_our_server(self):
        def check(version, suite, client):
            identity = [*self.identity("client_dsa", "-cert", "-key"), "-cert_chain", pki("intermediate.crt")]
            with self.our_server(version, suite, client) as server:
                result = harness.openssl_client(server, *self.only(version, suite),
                                                *words_if_authenticates(client, identity), stdin=page_request())
                assert_served(self, result, version, suite, client)

        self.for_each(self.cases, check)


@needs("gnutls-cli", "gnutls-serv", "openssl")
class DssGnutls(DssPeers):
    cases = dss_cases(["AES_128", "AES_256", "3DES_EDE"])

    def only(self, version, suite):
        cipher = suite.removeprefix("TLS_DHE_DSS_WITH_").removesuffix("_SHA").replace("_EDE", "").replace("_", "-")
        return ["--priority", f"NONE:+VERS-TLS{version}:+DHE-DSS:+{cipher}:+SHA1:+CTYPE-ALL:+GROUP-ALL:+SIGN-ALL:"
                              "+SIGN-DSA-SHA1:%VERIFY_ALLOW_SIGN_WITH_SHA1:%PROFILE_VERY_WEAK"]

    def test_serves_our_client(self):
        def check(version, suite, client):
            def command(port):
                return ["gnutls-serv", "--http", "--port", str(port), *self.only(version, suite),
                        *self.identity("dsa", "--x509certfile", "--x509keyfile"),
                        *words_if_authenticates(client, ["--require-client-cert", "--verify-client-cert",
                                                         "--x509cafile", harness.ROOT])]

            with harness.server_on_reserved_port(command) as server:
                self.assert_we_get_dss_page(server, version, suite, client)

        self.for_each(self.cases, check)

    def test_connects_to_our_server(self):
        def check(version, suite, client):
            identity = self.identity("client_dsa", "--x509certfile", "--x509keyfile")
            with self.our_server(version, suite, client) as server:
                result = harness.gnutls_client(server, *self.only(version, suite),
                                               *words_if_authenticates(client, identity), stdin=page_request())
                assert_served(self, result, version, suite, client)

        self.for_each(self.cases, check)


@needs("tstclnt", "selfserv", "certutil", "pk12util", "openssl")
class DssNss(NssPeers, DssPeers):
    cases = dss_cases(["AES_128", "AES_256", "3DES_EDE", "DES"])

    def test_serves_our_client(self):
        database = self.database("dsa")

        def check(version, suite, client):
            with self.start(database, version, "-S", "dsa", "-H", "1", *only_nss(suite),
                            *words_if_authenticates(client, ["-r", "-r"])) as server:
                self.assert_we_get_dss_page(server, version, suite, client)

        self.for_each(self.cases, check)

    def test_connects_to_our_server(self):
        database = self.database("client_dsa")

        def check(version, suite, client):
            with self.our_server(version, suite, client) as server:
                result = self.get_page(server, database, version, *only_nss(suite),
                                       *words_if_authenticates(client, ["-n", client]))
                self.assert_succeeded(result)
                assert_served(self, result, version, suite, client)

        self.for_each(self.cases, check)


@needs("java", "javac", "openssl", "keytool")
class DssJava(JavaPeers, DssPeers):
    """JSSE, whose lists of disabled algorithms are emptied. One run of Java takes a second of processor time, so not
    every suite is tested in every version."""

    cases = [("1.0", "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA", "client_dsa"),
             ("1.1", "TLS_DHE_DSS_WITH_DES_CBC_SHA", NO_CERTIFICATE),
             ("1.2", "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", "client_dsa")]

    def java_name(self, suite):
        return suite.replace("TLS_", "SSL_") if "DES" in suite else suite

    def peer(self, suite, *options):
        return [self.command[0], f"-Dpeer.suite={self.java_name(suite)}", "-Djdk.tls.ephemeralDHKeySize=2048", *options,
                *self.command[1:]]

    def test_serves_our_client(self):
        identity = self.pkcs12("dsa")

        def check(version, suite, _):
            command = [*self.peer(suite), "server", identity, PASSWORD, LABELS[version]]
            with harness.Server(command).wait_for_port(r"^listening on .*:(\d+)$") as server:
                result = self.assert_we_get_dss_page(server, version, suite, NO_CERTIFICATE)
                self.assert_says(result, f"^java: {LABELS[version]} {self.java_name(suite)}$")

        self.for_each(self.cases, check, at_a_time=2)

    def test_connects_to_our_server(self):
        roots, identity = self.roots(), self.pkcs12("client_dsa")

        def check(version, suite, client):
            options = words_if_authenticates(client, [f"-Dpeer.identity={identity}"])
            with self.our_server(version, suite, client) as server:
                result = run([*self.peer(suite, *options), "client", str(server.port), roots, PASSWORD,
                              LABELS[version]])
                self.assert_succeeded(result)
                self.assert_says(result, f"^java: {LABELS[version]} {self.java_name(suite)}$")
                assert_served(self, result, version, suite, client)

        self.for_each(self.cases, check, at_a_time=2)


if __name__ == "__main__":
    harness.main()
