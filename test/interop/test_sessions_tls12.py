"""Sessions of TLS 1.2, by ticket and by session ID: our programs with openssl and gnutls, both directions."""

import os

import harness
from harness import (gnutls_client, gnutls_server, openssl_client, openssl_server, our_client, our_server, page_request,
                     temporary_directory)

ONLY_1_2 = ["--max-version", "1.2"]
GNUTLS_1_2 = "NORMAL:-VERS-ALL:+VERS-TLS1.2"
REUSED = "^session reused: yes\r?$"
NEW = "^session reused: no\r?$"
# By IANA and openssl names: AEAD with both hashes, CBC with encrypt-then-MAC, and DHE.
SUITES = [("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
          ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"),
          ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"),
          ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE-RSA-AES128-SHA256"),
          ("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "DHE-RSA-AES256-GCM-SHA384")]
OUR_SUITES = ":".join(ours for ours, _ in SUITES)
# The options that turn the tickets of openssl off: its sessions then have IDs.
FORMS = [("ticket", []), ("ID", ["-no_ticket"])]
KEY = "00112233445566778899aabbccddeeff"
IDENTITY = "client-1"
OUR_KEY = ["--psk", KEY, "--psk-identity", IDENTITY]
OPENSSL_KEY = ["-psk", KEY, "-psk_identity", IDENTITY]
KEY_SUITES = ["ECDHE-PSK-AES128-CBC-SHA256", "PSK-AES256-GCM-SHA384"]


class OpensslServer(harness.TestCase):
    def resume(self, server, *options):
        """Connects twice with tls_client. Returns the second result."""
        with temporary_directory() as directory:
            file = os.path.join(directory, "session")
            first = our_client(server, "--get", "/", "--session-out", file, *options)
            self.assert_succeeded(first)
            self.assert_says(first, NEW)
            second = our_client(server, "--get", "/", "--session-in", file, *options)
            self.assert_succeeded(second)
            return second

    def test_resumes_with_every_kind_of_suite(self):
        def check(form, options):
            with openssl_server("-www", "-tls1_2", *options) as server:
                for ours, theirs in SUITES:
                    second = self.resume(server, *ONLY_1_2, "--ciphers", ours)
                    self.assert_says(second, REUSED, f"^cipher suite: {ours}$", f"^Reused, TLSv1.2, Cipher is {theirs}",
                                     "^server verification: ok$")

        self.for_each(FORMS, check)

    def test_resumes_for_client_with_tls13(self):
        def check(form, options):
            with openssl_server("-www", "-tls1_2", *options) as server:
                self.assert_says(self.resume(server), REUSED, "^Reused, TLSv1.2")

        self.for_each(FORMS, check)

    def test_full_handshake_after_the_server_forgot(self):
        def check(form, options):
            with temporary_directory() as directory:
                file = os.path.join(directory, "session")
                with openssl_server("-www", "-tls1_2", *options) as server:
                    self.assert_succeeded(our_client(server, "--get", "/", "--session-out", file))
                with openssl_server("-www", "-tls1_2", *options) as server:
                    result = our_client(server, "--get", "/", "--session-in", file)
                    self.assert_succeeded(result)
                    self.assert_says(result, NEW, "^New, TLSv1.2")

        self.for_each(FORMS, check)

    def test_resumes_with_pre_shared_key(self):
        def check(form, options, suite):
            with openssl_server("-www", "-tls1_2", "-nocert", "-cipher", suite, *OPENSSL_KEY, *options) as server:
                second = self.resume(server, *ONLY_1_2, "--cipher-list", suite, *OUR_KEY)
                self.assert_says(second, REUSED, f"^pre-shared key: {IDENTITY}$", f"^Reused, .*, Cipher is {suite}$")

        self.for_each([(*form, suite) for form in FORMS for suite in KEY_SUITES], check)


class OpensslClient(harness.TestCase):
    def resume(self, server, first_options, second_options):
        with temporary_directory() as directory:
            file = os.path.join(directory, "session")
            first = openssl_client(server, "-tls1_2", "-sess_out", file, *first_options, stdin=page_request())
            self.assert_succeeded(first)
            self.assert_says(first, NEW)
            second = openssl_client(server, "-tls1_2", "-sess_in", file, *second_options, stdin=page_request())
            self.assert_succeeded(second)
            return second

    def test_resumes_with_every_kind_of_suite(self):
        with our_server("--www", "--ciphers", OUR_SUITES) as server:
            def check(form, options, ours, theirs):
                options = [*options, "-cipher", theirs]
                self.assert_says(self.resume(server, options, options), REUSED, f"^cipher suite: {ours}\r?$")

            self.for_each([form + suite for form in FORMS for suite in SUITES if "_DHE_" not in suite[0]], check)

    def test_resumes_client_certificate(self):
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            def check(form, options):
                options = [*options, *harness.openssl_identity("client_rsa")]
                self.assert_says(self.resume(server, options, options), REUSED,
                                 "^client certificate: CN=client_rsa\r?$", "^client verification: ok\r?$")

            self.for_each(FORMS, check)

    def test_resumes_with_pre_shared_key(self):
        with our_server("--www", "--cipher-list", ":".join(KEY_SUITES), *OUR_KEY, credentials=()) as server:
            def check(form, options, suite):
                options = [*options, "-cipher", suite, *OPENSSL_KEY]
                self.assert_says(self.resume(server, options, options), REUSED, f"^pre-shared key: {IDENTITY}\r?$")

            self.for_each([(*form, suite) for form in FORMS for suite in KEY_SUITES], check)

    def test_reconnects_five_times(self):
        with our_server("--www") as server:
            def check(form, options):
                result = harness.run(harness.openssl_client_command(server, "-tls1_2", "-reconnect", *options))
                self.assertEqual(result.text.count("\nReused, TLSv1.2"), 5, str(result))

            self.for_each(FORMS, check)

    def test_full_handshake_with_another_suite_or_protocol(self):
        with our_server("--www", "--alpn", "h2,http/1.1") as server:
            changes = [("suite", ["-cipher", SUITES[0][1]], ["-cipher", SUITES[1][1]]),
                       ("ALPN", ["-alpn", "h2"], ["-alpn", "http/1.1"])]

            def check(form, options, _, first, second):
                self.assert_says(self.resume(server, options + first, options + second), NEW)

            self.for_each([form + change for form in FORMS for change in changes], check)

    def test_full_handshake_after_the_server_forgot(self):
        with temporary_directory() as directory:
            def check(form, options):
                options = ["-tls1_2", *options]
                file = os.path.join(directory, form)
                with our_server("--www") as server:
                    self.assert_succeeded(openssl_client(server, "-sess_out", file, *options, stdin=page_request()))
                with our_server("--www") as server:
                    result = openssl_client(server, "-sess_in", file, *options, stdin=page_request())
                    self.assert_succeeded(result)
                    self.assert_says(result, NEW)

            self.for_each(FORMS, check)


class Gnutls(harness.TestCase):
    FORMS = [("ticket", GNUTLS_1_2), ("ID", f"{GNUTLS_1_2}:%NO_TICKETS")]
    CIPHERS = ["AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305", "AES-128-CBC:+SHA256"]
    PSK = "-KX-ALL:+PSK"  # gnutls-cli 3.7 crashes with ECDHE-PSK, even with gnutls-serv
    WITHOUT_EXTENDED_MASTER_SECRET = "%NO_SESSION_HASH"

    def test_client_resumes(self):
        with our_server("--www", "--ciphers", OUR_SUITES) as server:
            def check(form, priority, cipher):
                priority = f"{priority}:-CIPHER-ALL:+{cipher}"
                result = gnutls_client(server, "--priority", priority, "--resume", stdin=page_request())
                self.assert_succeeded(result)
                self.assert_says(result, r"^\*\*\* This is a resumed session", REUSED)

            self.for_each([(*form, cipher) for form in self.FORMS for cipher in self.CIPHERS], check)

    def test_client_resumes_with_pre_shared_key(self):
        with our_server("--www", "--cipher-list", "PSK", *OUR_KEY, credentials=()) as server:
            def check(form, priority):
                result = gnutls_client(server, "--priority", f"{priority}:{self.PSK}", "--resume", "--pskusername",
                                       IDENTITY, "--pskkey", KEY, stdin=page_request())
                self.assert_succeeded(result)
                self.assert_says(result, r"^\*\*\* This is a resumed session", REUSED,
                                 f"^pre-shared key: {IDENTITY}\r?$")

            self.for_each(self.FORMS, check)

    def test_client_without_extended_master_secret_gets_no_session(self):
        with our_server("--www") as server:
            def check(form, priority):
                result = gnutls_client(server, "--priority", f"{priority}:{self.WITHOUT_EXTENDED_MASTER_SECRET}",
                                       "--resume", stdin=page_request())
                self.assert_succeeded(result)
                self.assert_says(result, NEW)

            self.for_each(self.FORMS, check)

    def test_server_resumes(self):
        def check(form, priority, options):
            with gnutls_server("--http", "--priority", priority, *options) as server:
                with temporary_directory() as directory:
                    file = os.path.join(directory, "session")
                    self.assert_says(our_client(server, "--get", "/", "--session-out", file), NEW)
                    result = our_client(server, "--get", "/", "--session-in", file)
                    self.assert_succeeded(result)
                    self.assert_says(result, REUSED)

        self.for_each([(*self.FORMS[0], []), (*self.FORMS[1], ["--noticket"])], check)

    def test_server_resumes_with_pre_shared_key(self):
        with temporary_directory() as directory:
            passwords = os.path.join(directory, "psk.txt")
            with open(passwords, "w", encoding="ascii") as file:
                file.write(f"{IDENTITY}:{KEY}\n")
            with gnutls_server("--http", "--priority", f"{GNUTLS_1_2}:{self.PSK}", "--pskpasswd", passwords) as server:
                file, options = os.path.join(directory, "session"), ["--cipher-list", "PSK", *OUR_KEY]
                self.assert_says(our_client(server, "--get", "/", "--session-out", file, *options), NEW)
                result = our_client(server, "--get", "/", "--session-in", file, *options)
                self.assert_succeeded(result)
                self.assert_says(result, REUSED, f"^pre-shared key: {IDENTITY}$")

    def test_client_keeps_no_session_without_extended_master_secret(self):
        priority = f"{GNUTLS_1_2}:{self.WITHOUT_EXTENDED_MASTER_SECRET}"
        with gnutls_server("--http", "--priority", priority) as server, temporary_directory() as directory:
            file = os.path.join(directory, "session")
            result = our_client(server, "--get", "/", "--session-out", file)
            self.assert_succeeded(result)
            self.assert_says(result, "the server has sent no session")
            self.assertFalse(os.path.exists(file))


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
