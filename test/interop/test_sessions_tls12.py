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
# The options that turn the tickets of openssl off: its sessions then have IDs.
FORMS = [("ticket", []), ("ID", ["-no_ticket"])]


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

    def test_resumes_client_certificate(self):
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            def check(form, options):
                options = [*options, *harness.openssl_identity("client_rsa")]
                self.assert_says(self.resume(server, options, options), REUSED,
                                 "^client certificate: CN=client_rsa\r?$", "^client verification: ok\r?$")

            self.for_each(FORMS, check)


class Gnutls(harness.TestCase):
    FORMS = [("ticket", GNUTLS_1_2), ("ID", f"{GNUTLS_1_2}:%NO_TICKETS")]

    def test_client_resumes(self):
        with our_server("--www") as server:
            def check(form, priority):
                result = gnutls_client(server, "--priority", priority, "--resume", stdin=page_request())
                self.assert_succeeded(result)
                self.assert_says(result, r"^\*\*\* This is a resumed session", REUSED)

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


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
