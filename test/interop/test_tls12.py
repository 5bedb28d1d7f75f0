"""TLS 1.2 with openssl and gnutls, in both directions: every suite and key exchange, with TLS 1.3 on or off."""

import contextlib
import os
import subprocess

import harness
from harness import (gnutls_client, gnutls_server, openssl_client, openssl_server, our_client, our_identity, our_server,
                     page_request)
from tables import CREDENTIALS

ALL_SUITES = "ALL:COMPLEMENTOFALL:!aNULL:!aDSS:!SRP:!MD5:@SECLEVEL=0"
IDENTITY = "Client_identity"
PSK = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
OUR_PSK = ["--psk", PSK, "--psk-identity", IDENTITY]
OPENSSL_PSK = ["-psk", PSK, "-psk_identity", IDENTITY]
ONLY_1_2 = ["--max-version", "1.2"]
# Without Nettle, our servers do not support RSA key exchange.
OUR_SERVERS_DECRYPT = os.environ.get("INTEROP_RSA_DECRYPTION", "1") == "1"
REQUIRE_CERTIFICATE = ["-Verify", "5", "-verify_return_error", "-CAfile", harness.ROOT]


def openssl_suites():
    """Returns openssl's suites for TLS 1.2 and earlier, as pairs of IANA and openssl names."""
    command = ["openssl", "ciphers", "-s", "-psk", "-tls1_2", "-stdname", ALL_SUITES]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [(words[0], words[2]) for words in map(str.split, lines)]


@contextlib.contextmanager
def diffie_hellman_parameters():
    """A parameter file for ffdhe2048."""
    with harness.temporary_directory() as directory:
        path = os.path.join(directory, "dh.pem")
        made = harness.run(["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048",
                            "-out", path])
        if made.status != 0:
            raise AssertionError(str(made))
        yield path


def credential_for(suite):
    return "p256" if "_ECDSA_" in suite else "rsa"


def served_by_us(suites):
    """Returns the suites that our servers support. Each suite is a tuple that begins with the IANA name."""
    return [names for names in suites if OUR_SERVERS_DECRYPT or not names[0].startswith("TLS_RSA_")]


def gnutls_suites():
    """Returns some suites of each family: the IANA name, and the part of a priority string that selects it."""
    aead = [("AES_128_GCM_SHA256", "AES-128-GCM:+AEAD"), ("AES_256_GCM_SHA384", "AES-256-GCM:+AEAD"),
            ("CAMELLIA_128_GCM_SHA256", "CAMELLIA-128-GCM:+AEAD"), ("CAMELLIA_256_GCM_SHA384", "CAMELLIA-256-GCM:+AEAD")]
    cbc = [("AES_128_CBC_SHA", "AES-128-CBC:+SHA1"), ("AES_256_CBC_SHA", "AES-256-CBC:+SHA1"),
           ("AES_128_CBC_SHA256", "AES-128-CBC:+SHA256"), ("3DES_EDE_CBC_SHA", "3DES-CBC:+SHA1"),
           ("CAMELLIA_128_CBC_SHA256", "CAMELLIA-128-CBC:+SHA256")]
    chacha = [("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305:+AEAD")]
    ccm = [("AES_128_CCM", "AES-128-CCM:+AEAD"), ("AES_256_CCM_8", "AES-256-CCM-8:+AEAD")]
    exchanges = [("ECDHE_ECDSA", "ECDHE-ECDSA", aead + cbc + chacha + ccm), ("ECDHE_RSA", "ECDHE-RSA", aead + cbc + chacha),
                 ("DHE_RSA", "DHE-RSA", aead + cbc + chacha + ccm), ("RSA", "RSA", aead + cbc + ccm),
                 ("PSK", "PSK", aead[:2] + chacha + cbc[:3]), ("DHE_PSK", "DHE-PSK", aead[:2] + chacha + cbc[:3]),
                 ("RSA_PSK", "RSA-PSK", aead[:2] + cbc[:3]), ("ECDHE_PSK", "ECDHE-PSK", cbc[:3] + chacha)]
    return [(f"TLS_{name}_WITH_{protection}", f"+{exchange}:+{words}")
            for name, exchange, protections in exchanges for protection, words in protections]


def gnutls_priority(words):
    return ["--priority", f"NONE:+VERS-TLS1.2:+CTYPE-ALL:+SIGN-ALL:+GROUP-ALL:{words}"]


class OpensslServer(harness.TestCase):
    """tls_client with openssl s_server."""

    def assert_gets_page(self, server, patterns, *options):
        result = our_client(server, "--get", "/", *options)
        self.assert_succeeded(result)
        self.assert_says(result, "^version: TLSv1.2$", *patterns)

    def test_negotiates_every_suite(self):
        for credential in ("rsa", "p256"):
            suites = [names for names in openssl_suites() if credential_for(names[0]) == credential]
            with diffie_hellman_parameters() as parameters, openssl_server(
                    "-www", "-cipher", ALL_SUITES, "-dhparam", parameters, *OPENSSL_PSK[:2],
                    credential=credential) as server:
                self.for_each(suites, lambda name, _: self.assert_gets_page(
                    server, [f"^cipher suite: {name}$"], *ONLY_1_2, "--ciphers", name, *OUR_PSK))

    def test_accepts_a_tls12_only_server_by_default(self):
        with openssl_server("-www", "-tls1_2") as server:
            self.assert_gets_page(server, ["^cipher suite: TLS_ECDHE_RSA_WITH_AES", "^server verification: ok$"])

    def test_verifies_every_key_type(self):
        def check(credential):
            with openssl_server("-www", "-tls1_2", credential=credential) as server:
                self.assert_gets_page(server, ["^server verification: ok$", f"^server certificate: CN={credential}$"])

        self.for_each([(credential,) for credential in CREDENTIALS], check)

    def test_authenticates_with_every_key_type(self):
        with openssl_server("-www", "-tls1_2", *REQUIRE_CERTIFICATE) as server:
            self.for_each([(kind,) for kind in CREDENTIALS], lambda kind: self.assert_gets_page(
                server, [f"^client certificate: CN=client_{kind}$"], *our_identity(f"client_{kind}")))

    def test_negotiates_every_curve(self):
        def check(group, name):
            with openssl_server("-www", "-tls1_2", "-groups", name) as server:
                self.assert_gets_page(server, [f"^group: {group}$"])

        self.for_each([("x25519", "X25519"), ("secp256r1", "P-256"), ("secp384r1", "P-384"), ("secp521r1", "P-521")],
                      check)

    def test_refuses_short_diffie_hellman(self):
        # For 128-bit suites without a certificate, s_server uses short parameters by default.
        with openssl_server("-www", "-tls1_2", "-cipher", ALL_SUITES, *OPENSSL_PSK[:2]) as server:
            result = our_client(server, "--get", "/", "--ciphers", "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256", *OUR_PSK)
            self.assert_failed(result)
            self.assert_says(result, "dh key too small")


class OpensslClient(harness.TestCase):
    """tls_server with openssl s_client."""

    def assert_gets_page(self, server, patterns, *options):
        result = openssl_client(server, "-tls1_2", *options, stdin=page_request())
        self.assert_says(result, "^version: TLSv1.2", *patterns)

    def test_negotiates_every_suite(self):
        cases = served_by_us(openssl_suites())
        suites = ":".join(name for name, _ in cases)
        with our_server("--www", "--ciphers", suites, *OUR_PSK, credentials=["rsa", "p256"]) as server:
            self.for_each(cases, lambda name, cipher: self.assert_gets_page(
                server, [f"^cipher suite: {name}"], "-cipher", f"{cipher}:@SECLEVEL=0", *OPENSSL_PSK))

    def test_connects_by_default(self):
        with our_server("--www") as server:
            self.assert_gets_page(server, ["^cipher suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"])
            self.assert_says(openssl_client(server, stdin=page_request()), "^version: TLSv1.3")

    def test_authenticates_with_every_key_type(self):
        def check(credential):
            with our_server("--www", credentials=[credential]) as server:
                self.assert_gets_page(server, [f"^server certificate: CN={credential}"])

        self.for_each([(credential,) for credential in CREDENTIALS], check)

    def test_verifies_every_key_type(self):
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            self.for_each([(kind,) for kind in CREDENTIALS], lambda kind: self.assert_gets_page(
                server, [f"^client certificate: CN=client_{kind}", "^client verification: ok"],
                *harness.openssl_identity(f"client_{kind}")))

    def test_detects_inappropriate_fallback(self):
        with our_server("--www") as server:
            result = openssl_client(server, "-tls1_2", "-fallback_scsv", stdin=page_request())
            self.assert_says(result, "inappropriate fallback")

    def test_refuses_renegotiation_by_default(self):
        with our_server("--www") as server:
            result = harness.run(harness.openssl_client_command(server, "-tls1_2"), b"R\n")
            self.assert_says(result, "no renegotiation")


class Gnutls(harness.TestCase):
    """Both directions with gnutls-serv and gnutls-cli."""

    def test_serves_every_suite(self):
        def check(name, words):
            with harness.temporary_directory() as directory:
                keys = os.path.join(directory, "psk.txt")
                with open(keys, "w", encoding="ascii") as file:
                    file.write(f"{IDENTITY}:{PSK}\n")
                server = gnutls_server("--http", "--pskpasswd", keys, *gnutls_priority(words),
                                       credential=credential_for(name))
                with server:
                    result = our_client(server, "--get", "/", *ONLY_1_2, "--ciphers", name, *OUR_PSK)
                    self.assert_succeeded(result)
                    self.assert_says(result, f"^cipher suite: {name}$")

        self.for_each(gnutls_suites(), check)

    def test_connects_with_every_suite(self):
        # gnutls-cli 3.7 crashes with DHE_PSK and ECDHE_PSK, even with gnutls-serv.
        cases = [(name, words) for name, words in served_by_us(gnutls_suites()) if "DHE_PSK" not in name]
        suites = ":".join(name for name, _ in cases)
        with our_server("--www", "--ciphers", suites, *OUR_PSK, credentials=["rsa", "p256"]) as server:
            self.for_each(cases, lambda name, words: self.assert_says(
                gnutls_client(server, "--pskusername", IDENTITY, "--pskkey", PSK, *gnutls_priority(words),
                              stdin=page_request()),
                "^version: TLSv1.2", f"^cipher suite: {name}"))


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
