"""tls_client with gnutls-serv, and tls_server with gnutls-cli."""

import os
import unittest

import harness
from harness import (gnutls_client, gnutls_client_command, gnutls_identity, gnutls_server, our_client, our_identity,
                     our_server, page_request, pattern_bytes, sha256)
from tables import CREDENTIALS, GROUPS, SCHEMES, SUITES

TEN_MEGABYTES = 10 * 1024 * 1024
ONLY_TLS13 = "NORMAL:-VERS-ALL:+VERS-TLS1.3"


def priority(*changes):
    return ["--priority", ":".join([ONLY_TLS13, *changes])]


class GnutlsClient(harness.TestCase):
    def assert_page_says(self, server, lines, *options, **more):
        options = options or priority()
        result = gnutls_client(server, *options, stdin=page_request(), **more)
        self.assert_succeeded(result)
        self.assert_says(result, *(f"^{line}\r?$" for line in lines))

    def test_negotiates_every_suite(self):
        with our_server("--www", "--ciphers", ":".join(suite for suite, _ in SUITES)) as server:
            self.for_each(SUITES, lambda suite, name: self.assert_page_says(
                server, [f"cipher suite: {suite}"], *priority("-CIPHER-ALL", f"+{name}")))

    def test_negotiates_every_group(self):
        with our_server("--www", "--groups", ":".join(group for group, _, _ in GROUPS)) as server:
            self.for_each(GROUPS, lambda group, _, name: self.assert_page_says(
                server, [f"group: {group}"], *priority("-GROUP-ALL", f"+{name}")))

    def test_verifies_every_signature_scheme(self):
        with our_server("--www", credentials=CREDENTIALS) as server:
            self.for_each(SCHEMES, lambda scheme, name, credential: self.assert_page_says(
                server, [f"server signature scheme: {scheme}", f"server certificate: CN={credential}"],
                *priority("-SIGN-ALL", f"+{name}")))

    def test_handles_hello_retry_request_for_every_group(self):
        def check(group, name):
            first = "GROUP-SECP384R1" if group == "x25519" else "GROUP-X25519"
            with our_server("--www", "--groups", group) as server:
                self.assert_page_says(server, [f"group: {group}", "hello retry: yes"], "--single-key-share",
                                      *priority("-GROUP-ALL", f"+{first}", f"+{name}"))

        self.for_each([(group, name) for group, _, name in GROUPS], check)

    def test_authenticates_with_every_key_type(self):
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            def check(kind):
                self.assert_page_says(server, [f"client certificate: CN=client_{kind}", "client verification: ok"],
                                      *priority(), *gnutls_identity(f"client_{kind}"))

            self.for_each([(kind,) for kind in CREDENTIALS], check)

    def test_negotiates_alpn(self):
        with our_server("--www", "--alpn", "http/1.1") as server:
            self.assert_page_says(server, ["application protocol: http/1.1"],
                                  *priority(), "--alpn", "h2", "--alpn", "http/1.1")

    def test_receives_ten_megabytes(self):
        with our_server("--www", "--key-update-every", "3000000") as server:
            result = gnutls_client(server, *priority(), "--logfile", os.devnull,
                                   stdin=page_request(f"/bytes/{TEN_MEGABYTES}"))
            self.assert_succeeded(result)
            self.assertIn(pattern_bytes(TEN_MEGABYTES), result.output)

    def test_sends_ten_megabytes(self):
        body = pattern_bytes(TEN_MEGABYTES)
        header = f"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        with our_server("--www") as server:
            result = gnutls_client(server, *priority(), stdin=header.encode() + body)
            self.assert_succeeded(result)
            self.assert_says(result, f"request body: {len(body)} bytes, SHA-256 {sha256(body)}")

    def test_updates_keys_with_and_without_update_requested(self):
        with our_server("--echo") as server:
            command = gnutls_client_command(server, *priority(), "--inline-commands", "--logfile", os.devnull)
            with harness.Process(command) as client:
                client.send(b"one\n")
                client.wait_for("^one")
                for command in (b"^rekey^\n", b"^rekey1^\n"):
                    client.send(command)
                    client.send(b"under new keys\n")
                    count = client.text.count("under new keys")
                    harness.wait_until(lambda: client.ended or client.text.count("under new keys") > count,
                                       "no echo after a rekey")
                    self.assertFalse(client.ended, client.text)

    def test_closes_cleanly(self):
        with our_server("--echo", "--once") as server:
            self.assert_succeeded(gnutls_client(server, *priority(), stdin=b"bye\n"))
            self.assertEqual(server.wait(), 0, server.text)


class GnutlsServer(harness.TestCase):
    def assert_gets_page(self, server, patterns, *options):
        result = our_client(server, "--get", "/", *options)
        self.assert_succeeded(result)
        self.assert_says(result, *patterns)

    def test_negotiates_every_suite(self):
        with gnutls_server("--http", *priority("-CIPHER-ALL", *(f"+{name}" for _, name in SUITES))) as server:
            self.for_each(SUITES, lambda suite, name: self.assert_gets_page(
                server, [f"^cipher suite: {suite}$", f"Description.*{name}"], "--ciphers", suite))

    def test_negotiates_every_group(self):
        with gnutls_server("--http", *priority("-GROUP-ALL", *(f"+{name}" for _, _, name in GROUPS))) as server:
            self.for_each(GROUPS, lambda group, _, __: self.assert_gets_page(
                server, [f"^group: {group}$", "^hello retry: no$"], "--groups", group))

    def test_signs_with_every_scheme(self):
        def check(scheme, _, credential):
            with gnutls_server("--http", *priority(), credential=credential) as server:
                expected = [f"^server signature scheme: {scheme}$", f"^server certificate: CN={credential}$"]
                self.assert_gets_page(server, expected, "--sigalgs", scheme)

        self.for_each(SCHEMES, check)

    def test_sends_hello_retry_request_for_every_group(self):
        def check(group, name):
            first = "secp384r1" if group == "x25519" else "x25519"
            with gnutls_server("--http", *priority("-GROUP-ALL", f"+{name}")) as server:
                self.assert_gets_page(server, [f"^group: {group}$", "^hello retry: yes$"],
                                      "--groups", f"{first}:{group}")

        self.for_each([(group, name) for group, _, name in GROUPS], check)

    def test_accepts_client_certificates_of_every_key_type(self):
        require = ["--require-client-cert", "--verify-client-cert", "--x509cafile", harness.ROOT]
        with gnutls_server("--http", *require, *priority()) as server:
            def check(kind):
                self.assert_gets_page(server, [f"^client certificate: CN=client_{kind}$"],
                                      *our_identity(f"client_{kind}"))

            self.for_each([(kind,) for kind in CREDENTIALS], check)

    def test_negotiates_alpn(self):
        with gnutls_server("--http", "--alpn", "http/1.1", *priority()) as server:
            self.assert_gets_page(server, ["^application protocol: http/1.1$"], "--alpn", "h2,http/1.1")

    def test_sends_ten_megabytes(self):
        content = pattern_bytes(TEN_MEGABYTES)
        with harness.temporary_directory() as directory:
            page = os.path.join(directory, "page")
            with open(page, "wb") as file:
                file.write(content)
            with gnutls_server("--http", "--httpdata", page, *priority()) as server:
                result = our_client(server, "--get", "/")
                self.assert_succeeded(result)
                self.assertEqual(sha256(result.output), sha256(content))

    def test_echoes_after_a_key_update(self):
        with gnutls_server("--echo", *priority()) as server:
            with harness.Process([harness.TLS_CLIENT, server.address, "--ca", harness.ROOT, "--key-update"]) as client:
                client.send(b"under new keys\n")
                client.wait_for("under new keys")


if __name__ == "__main__":
    harness.skip_without("gnutls-cli", "gnutls-serv", "openssl")
    harness.main()
