"""TLS 1.1 and 1.0 with openssl, gnutls and Java, in both directions: suites, keys, client certificates, sessions, data.
Also the suites of 1997, which TLS 1.2 may have inherited."""

import os
import subprocess

import harness
from harness import (gnutls_client, gnutls_identity, gnutls_server, openssl_client, openssl_identity, openssl_server,
                     our_client, our_identity, our_server, page_request, pattern_bytes, temporary_directory)
from test_others import PASSWORD, JavaPeers, needs
from test_tls12 import diffie_hellman_parameters, served_by_us

# Our option, the name in reports, the option of openssl, the word of gnutls.
VERSIONS = [("1.0", "TLSv1", "-tls1", "VERS-TLS1.0"), ("1.1", "TLSv1.1", "-tls1_1", "VERS-TLS1.1")]
ALL_SUITES = "ALL:!aNULL:!aDSS:!PSK:!SRP:@SECLEVEL=0"
LENIENT = ["-cipher", ALL_SUITES]
# By IANA and openssl names, and the part of a gnutls priority string that selects it.
SUITES = [("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA", "+ECDHE-RSA:+AES-128-CBC"),
          ("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA", "+ECDHE-RSA:+AES-256-CBC"),
          ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA", "+ECDHE-ECDSA:+AES-128-CBC"),
          ("TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "DHE-RSA-AES128-SHA", "+DHE-RSA:+AES-128-CBC"),
          ("TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "DHE-RSA-AES256-SHA", "+DHE-RSA:+AES-256-CBC"),
          ("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA", "+RSA:+AES-128-CBC"),
          ("TLS_RSA_WITH_AES_256_CBC_SHA", "AES256-SHA", "+RSA:+AES-256-CBC"),
          ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", None, "+RSA:+3DES-CBC"),
          ("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", None, "+ECDHE-RSA:+3DES-CBC")]
OUR_SUITES = ":".join(name for name, _, _ in SUITES)
# The same for suites that need --allow-weak: openssl of today has none of them.
WEAK_SUITES = [("TLS_RSA_WITH_RC4_128_SHA", None, "+RSA:+ARCFOUR-128"),
               ("TLS_RSA_WITH_RC4_128_MD5", None, "+RSA:+ARCFOUR-128:-SHA1:+MD5")]
# By IANA and Java names, and the versions in which both sides have it.
JAVA_SUITES = [("TLS_RSA_WITH_NULL_MD5", "SSL_RSA_WITH_NULL_MD5", "1.0 1.1 1.2"),
               ("TLS_RSA_WITH_NULL_SHA", "SSL_RSA_WITH_NULL_SHA", "1.0 1.1 1.2"),
               ("TLS_RSA_WITH_RC4_128_MD5", "SSL_RSA_WITH_RC4_128_MD5", "1.0 1.1 1.2"),
               ("TLS_RSA_WITH_RC4_128_SHA", "SSL_RSA_WITH_RC4_128_SHA", "1.0 1.1 1.2"),
               ("TLS_RSA_WITH_DES_CBC_SHA", "SSL_RSA_WITH_DES_CBC_SHA", "1.0 1.1"),
               ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", "SSL_RSA_WITH_3DES_EDE_CBC_SHA", "1.0 1.1 1.2"),
               ("TLS_DHE_RSA_WITH_DES_CBC_SHA", "SSL_DHE_RSA_WITH_DES_CBC_SHA", "1.0 1.1"),
               ("TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", "SSL_DHE_RSA_WITH_3DES_EDE_CBC_SHA", "1.0 1.1 1.2"),
               ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "1.0 1.1")]
LABELS = {"1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2"}
# RSA-PSS and Ed25519 keys cannot sign in these versions.
CREDENTIALS = ["rsa", "p256", "p384", "p521"]
REQUIRE_CERTIFICATE = ["-Verify", "5", "-verify_return_error", "-CAfile", harness.ROOT]
FORMS = [[], ["-no_ticket"]]


def only(version):
    """Options of tls_server and tls_client for one version."""
    return ["--min-version", version, "--max-version", version, "--ciphers", OUR_SUITES]


def only_weak(version, suites):
    """The same for suites that need --allow-weak."""
    return ["--min-version", version, "--max-version", version, "--ciphers", suites, "--allow-weak"]


def credential_for(suite):
    return "p256" if "_ECDSA_" in suite else "rsa"


def gnutls_priority(word, suite):
    return ["--priority", f"NONE:+{word}:+CTYPE-ALL:+SIGN-ALL:+GROUP-ALL:+SHA1:{suite}"]


def openssl_cases():
    """Returns the suites that the installed openssl has, with versions."""
    command = ["openssl", "ciphers", "-s", "-tls1", "-stdname", ALL_SUITES]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    known = {line.split()[0] for line in lines}
    return [(*version, name, cipher) for version in VERSIONS for name, cipher, _ in SUITES if cipher and name in known]


class OpensslServer(harness.TestCase):
    """tls_client with openssl s_server."""

    def assert_gets_page(self, server, version, says, *options):
        result = our_client(server, "--get", "/", *only(version), *options)
        self.assert_succeeded(result)
        self.assert_says(result, *(f"^{line}$" for line in says))

    def test_negotiates_every_suite(self):
        def check(version, name, option, _, suite, cipher):
            with diffie_hellman_parameters() as parameters, openssl_server(
                    "-www", option, "-cipher", f"{cipher}:@SECLEVEL=0", "-dhparam", parameters,
                    credential=credential_for(suite)) as server:
                self.assert_gets_page(server, version, [f"version: {name}", f"cipher suite: {suite}",
                                                        "server verification: ok"])

        self.for_each(openssl_cases(), check)

    def test_verifies_and_authenticates_with_every_key_type(self):
        def check(version, name, option, _, kind):
            with openssl_server("-www", option, *LENIENT, *REQUIRE_CERTIFICATE, credential=kind) as server:
                self.assert_gets_page(server, version, [f"version: {name}", f"server certificate: CN={kind}",
                                                        f"client certificate: CN=client_{kind}"],
                                      *our_identity(f"client_{kind}"))

        self.for_each([(*version, kind) for version in VERSIONS for kind in CREDENTIALS], check)

    def test_sends_no_certificate_that_cannot_sign(self):
        def check(version, _, option, __, kind):
            with openssl_server("-www", option, *LENIENT, "-verify", "5", "-CAfile", harness.ROOT) as server:
                self.assert_gets_page(server, version, ["server verification: ok"], *our_identity(f"client_{kind}"))

        self.for_each([(*version, kind) for version in VERSIONS for kind in ("rsa_pss", "ed25519")], check)

    def test_resumes_by_ticket_and_id(self):
        def check(version, name, option, _, form):
            with temporary_directory() as directory, openssl_server("-www", option, *LENIENT, *form) as server:
                file = os.path.join(directory, "session")
                first = our_client(server, "--get", "/", "--session-out", file, *only(version))
                self.assert_succeeded(first)
                second = our_client(server, "--get", "/", "--session-in", file, *only(version))
                self.assert_succeeded(second)
                self.assert_says(second, "^session reused: yes$", "^Reused, ", f"Protocol  : {name}$")

        self.for_each([(*version, form) for version in VERSIONS for form in FORMS], check)

    def test_refuses_the_versions_by_default(self):
        def check(_, __, option, ___):
            with openssl_server("-www", option, *LENIENT) as server:
                result = our_client(server, "--get", "/")
                self.assert_failed(result)
                self.assert_says(result, "protocol version")

        self.for_each(VERSIONS, check)

    def test_refuses_version_without_suite(self):
        with openssl_server("-www", "-tls1", *LENIENT) as server:
            result = our_client(server, "--get", "/", "--min-version", "1.0")
            self.assert_failed(result)
            self.assert_says(result, "no cipher suite is enabled for TLSv1")


class OpensslClient(harness.TestCase):
    """tls_server with openssl s_client."""

    def assert_gets_page(self, server, says, *options):
        result = openssl_client(server, *options, stdin=page_request())
        self.assert_says(result, *(f"^{line}\r?$" for line in says))

    def test_negotiates_every_suite(self):
        with our_server("--www", "--min-version", "1.0", "--ciphers", f"TLS_AES_128_GCM_SHA256:{OUR_SUITES}",
                        credentials=["rsa", "p256"]) as server:
            cases = [(name, option, suite, cipher) for _, name, option, _, suite, cipher in openssl_cases()]
            served = {suite for suite, *_ in served_by_us([(case[2],) for case in cases])}
            self.for_each([case for case in cases if case[2] in served], lambda name, option, suite, cipher:
                          self.assert_gets_page(server, [f"version: {name}", f"cipher suite: {suite}"], option,
                                                "-cipher", f"{cipher}:@SECLEVEL=0"))

    def test_verifies_and_authenticates_with_every_key_type(self):
        def check(version, name, option, _, kind):
            with our_server("--www", *only(version), "--verify", "required", "--ca", harness.ROOT,
                            credentials=[kind]) as server:
                self.assert_gets_page(server, [f"version: {name}", f"client certificate: CN=client_{kind}",
                                               "client verification: ok"],
                                      option, *LENIENT, *openssl_identity(f"client_{kind}"))

        self.for_each([(*version, kind) for version in VERSIONS for kind in CREDENTIALS], check)

    def test_resumes_by_ticket_and_id(self):
        def check(version, name, option, _, form):
            with temporary_directory() as directory, our_server("--www", *only(version)) as server:
                file = os.path.join(directory, "session")
                options = [option, *LENIENT, *form]
                self.assert_says(openssl_client(server, *options, "-sess_out", file, stdin=page_request()),
                                 "^session reused: no\r?$")
                self.assert_gets_page(server, [f"version: {name}", "session reused: yes"], *options, "-sess_in", file)

        self.for_each([(*version, form) for version in VERSIONS for form in FORMS], check)

    def test_transfers_data(self):
        def check(version, _, option, __):
            with our_server("--www", *only(version)) as server:
                result = openssl_client(server, option, *LENIENT, stdin=page_request("/bytes/300000"))
                self.assertTrue(result.output.endswith(pattern_bytes(300000)), str(result))

        self.for_each(VERSIONS, check)

    def test_detects_inappropriate_fallback(self):
        with our_server("--www", "--min-version", "1.0", "--ciphers",
                        f"TLS_AES_128_GCM_SHA256:{OUR_SUITES}") as server:
            self.for_each(VERSIONS, lambda _, __, option, ___: self.assert_says(
                openssl_client(server, option, *LENIENT, "-fallback_scsv", stdin=page_request()),
                "inappropriate fallback"))

    def test_refuses_the_versions_by_default(self):
        with our_server("--www") as server:
            self.for_each(VERSIONS, lambda _, __, option, ___: self.assert_says(
                openssl_client(server, option, *LENIENT, stdin=page_request()), "alert number 70"))


class Gnutls(harness.TestCase):
    """Both directions with gnutls-serv and gnutls-cli."""

    cases = [(*version, suite, words) for version in VERSIONS for suite, _, words in SUITES + WEAK_SUITES]

    def test_serves_every_suite(self):
        def check(version, name, _, word, suite, words):
            with gnutls_server("--http", *gnutls_priority(word, words), credential=credential_for(suite)) as server:
                result = our_client(server, "--get", "/", *only_weak(version, suite))
                self.assert_succeeded(result)
                self.assert_says(result, f"^version: {name}$", f"^cipher suite: {suite}$",
                                 f"^warning: {name} with {suite} is weak: TLS 1.0 or 1.1")

        self.for_each(self.cases, check)

    def test_connects_with_every_suite_and_client_certificate(self):
        def check(version, name, _, word, suite, words):
            with our_server("--www", *only_weak(version, suite), "--verify", "required", "--ca", harness.ROOT,
                            credentials=["rsa", "p256"]) as server:
                result = gnutls_client(server, *gnutls_priority(word, words), *gnutls_identity("client_rsa"),
                                       stdin=page_request())
                self.assert_says(result, f"^version: {name}\r?$", f"^cipher suite: {suite}\r?$",
                                 "^client certificate: CN=client_rsa\r?$")

        served = {suite for suite, *_ in served_by_us([(case[4],) for case in self.cases])}
        self.for_each([case for case in self.cases if case[4] in served], check)

    def test_resumes(self):
        def check(version, _, __, word):
            with our_server("--www", *only(version)) as server:
                result = gnutls_client(server, "--resume", *gnutls_priority(word, SUITES[0][2]), stdin=page_request())
                self.assert_says(result, "^session reused: yes\r?$")

        self.for_each(VERSIONS, check)


@needs("java", "javac", "openssl", "keytool")
class Java(JavaPeers):
    """Both directions with JSSE, whose lists of disabled algorithms are emptied."""

    cases = [(version, LABELS[version], suite, name)
             for suite, name, versions in JAVA_SUITES for version in versions.split()]

    def peer(self, suite, *options):
        return [self.command[0], f"-Dpeer.suite={suite}", "-Djdk.tls.ephemeralDHKeySize=2048", *options,
                *self.command[1:]]

    def test_connects_with_every_suite(self):
        roots, identity = self.roots(), self.pkcs12("client_rsa")

        def check(version, label, suite, name, verify):
            authenticates = verify == "required"
            options = [f"-Dpeer.identity={identity}"] if authenticates else []
            with our_server("--www", *only_weak(version, suite), "--verify", verify, "--ca", harness.ROOT,
                            credentials=["rsa"]) as server:
                result = harness.run([*self.peer(name, *options), "client", str(server.port), roots, PASSWORD, label])
                self.assert_succeeded(result)
                self.assert_says(result, f"^java: {label} {name}$", f"^version: {label}\r?$", f"^cipher suite: {suite}\r?$",
                                 f"^client certificate: {'CN=client_rsa' if authenticates else 'none'}\r?$")

        served = {suite for suite, *_ in served_by_us([(case[2],) for case in self.cases])}
        cases = [case for case in self.cases if case[2] in served]
        # One run of Java takes a second, so client certificates are tested with one suite of each version only.
        with_certificate = {case[0]: case for case in cases if "RC4_128_SHA" in case[2] or "DHE" in case[2]}
        self.for_each([(*case, "none") for case in cases] + [(*case, "required") for case in with_certificate.values()],
                      check, at_a_time=2)

    def test_serves_every_suite(self):
        identity = self.pkcs12("rsa")

        def check(version, label, suite, name):
            with harness.Server([*self.peer(name), "server", identity, PASSWORD, label]).wait_for_port(
                    r"^listening on .*:(\d+)$") as server:
                result = our_client(server, "--get", "/", *only_weak(version, suite))
                self.assert_succeeded(result)
                self.assert_says(result, f"^version: {label}$", f"^cipher suite: {suite}$", f"^java: {label} {name}$")

        self.for_each(self.cases, check, at_a_time=2)


class WeakSuites(harness.TestCase):
    """The refusals of tls_server and tls_client."""

    def test_need_allow_weak(self):
        for suite in ("RC4-SHA", "DES-CBC-SHA", "IDEA-CBC-SHA"):
            with self.subTest(suite=suite), openssl_server("-www", *LENIENT) as server:
                result = our_client(server, "--get", "/", "--min-version", "1.0", "--cipher-list", suite)
                self.assertEqual(result.status, 2, str(result))
                self.assert_says(result, "is weak: give --allow-weak")

    def test_are_not_served_by_default(self):
        with our_server("--www", "--cipher-list", "ALL") as server:
            result = gnutls_client(server, *gnutls_priority("VERS-TLS1.2", WEAK_SUITES[0][2]), stdin=page_request())
            self.assert_failed(result)


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
