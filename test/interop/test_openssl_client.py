"""tls_server with openssl s_client."""

import subprocess
import threading
import unittest

import harness
from harness import (openssl_client, openssl_client_command, openssl_identity, our_server, page_request, pattern_bytes,
                     sha256)
from tables import CREDENTIALS, GROUPS, SCHEMES, SUITES

WEAK_SUITES_TOO = ["-cipher", "ALL:@SECLEVEL=0"]
TEN_MEGABYTES = 10 * 1024 * 1024


class OpensslClient(harness.TestCase):
    def assert_page_says(self, server, lines, *options, **more):
        result = openssl_client(server, *options, stdin=page_request(), **more)
        self.assert_succeeded(result)
        self.assert_says(result, *(f"^{line}\r?$" for line in lines))

    def cause_another(self, client, data, effect):
        """Sends data to s_client and waits until its output contains `effect` once more than before."""
        before = client.text.count(effect)
        client.send(data)
        harness.wait_until(lambda: client.ended or client.text.count(effect) > before, f"no {effect!r} after {data}")
        self.assertFalse(client.ended, client.text)

    def test_negotiates_every_suite(self):
        with our_server("--www", "--ciphers", ":".join(suite for suite, _ in SUITES)) as server:
            self.for_each([(suite,) for suite, _ in SUITES], lambda suite: self.assert_page_says(
                server, [f"cipher suite: {suite}", "version: TLSv1.3"], "-ciphersuites", suite, *WEAK_SUITES_TOO))

    def test_negotiates_every_group(self):
        with our_server("--www", "--groups", ":".join(group for group, _, _ in GROUPS)) as server:
            self.for_each(GROUPS, lambda group, name, _: self.assert_page_says(
                server, [f"group: {group}", "hello retry: no"], "-groups", name))

    def test_verifies_every_signature_scheme(self):
        with our_server("--www", credentials=CREDENTIALS) as server:
            self.for_each(SCHEMES, lambda scheme, _, credential: self.assert_page_says(
                server, [f"server signature scheme: {scheme}", f"server certificate: CN={credential}"],
                "-sigalgs", scheme))

    def test_verifies_servers_with_every_key_type(self):
        def check(credential):
            with our_server("--www", credentials=[credential]) as server:
                self.assert_page_says(server, [f"server certificate: CN={credential}"])

        self.for_each([(credential,) for credential in CREDENTIALS], check)

    def test_handles_hello_retry_request_for_every_group(self):
        def check(group, name):
            with our_server("--www", "--groups", group) as server:
                first = "P-384" if name == "X25519" else "X25519"
                self.assert_page_says(server, [f"group: {group}", "hello retry: yes"], "-groups", f"{first}:{name}")

        self.for_each([(group, name) for group, name, _ in GROUPS], check)

    def test_authenticates_with_every_key_type(self):
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            def check(kind):
                self.assert_page_says(
                    server, [f"client certificate: CN=client_{kind}", "client verification: ok"],
                    *openssl_identity(f"client_{kind}"))

            self.for_each([(kind,) for kind in CREDENTIALS], check)

    def test_authenticates_with_every_signature_scheme(self):
        def check(scheme, _, kind):
            with our_server("--www", "--verify", "required", "--ca", harness.ROOT, "--sigalgs",
                            f"{scheme}:rsa_pss_rsae_sha256:rsa_pkcs1_sha256:ecdsa_secp384r1_sha384") as server:
                self.assert_page_says(server, [f"client signature scheme: {scheme}"], "-client_sigalgs", scheme,
                                      *openssl_identity(f"client_{kind}"))

        self.for_each(SCHEMES, check)

    def test_needs_no_certificate_when_it_is_optional(self):
        with our_server("--www", "--verify", "optional", "--ca", harness.ROOT) as server:
            self.assert_page_says(server, ["client certificate: none"])
            self.assert_page_says(server, ["client certificate: CN=client_rsa", "client verification: ok"],
                                  *openssl_identity("client_rsa"))

    def test_sends_no_certificate_without_a_request(self):
        with our_server("--www") as server:
            self.assert_page_says(server, ["client certificate: none"], *openssl_identity("client_rsa"))

    def test_negotiates_alpn(self):
        with our_server("--www", "--alpn", "http/1.1,http/1.0") as server:
            self.assert_page_says(server, ["application protocol: http/1.1"], "-alpn", "h2,http/1.0,http/1.1")
            self.assert_page_says(server, ["application protocol: http/1.0"], "-alpn", "http/1.0")
            self.assert_page_says(server, ["application protocol: none"])

    def test_server_name_selects_the_certificate(self):
        with our_server("--www", credentials=["rsa", "other_name"]) as server:
            def check(name, credential):
                self.assert_page_says(server, [f"server certificate: CN={credential}", f"server name: {name}"],
                                      "-servername", name, "-verify_hostname", name)

            self.for_each([("localhost", "rsa"), ("other.example", "other_name")], check)

    def test_receives_ten_megabytes(self):
        with our_server("--www", "--key-update-every", "3000000") as server:
            result = openssl_client(server, stdin=page_request(f"/bytes/{TEN_MEGABYTES}"))
            self.assert_succeeded(result)
            body = result.output.split(b"\r\n\r\n", 1)[1]
            self.assertEqual(sha256(body), sha256(pattern_bytes(TEN_MEGABYTES)))

    def test_sends_ten_megabytes(self):
        body = pattern_bytes(TEN_MEGABYTES)
        header = f"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        with our_server("--www") as server:
            result = openssl_client(server, stdin=header.encode() + body)
            self.assert_succeeded(result)
            self.assert_says(result, f"request body: {len(body)} bytes, SHA-256 {sha256(body)}")

    def test_echoes_ten_megabytes_with_key_updates(self):
        payload = pattern_bytes(TEN_MEGABYTES)
        with our_server("--echo", "--once", "--key-update-every", "1000000") as server:
            command = openssl_client_command(server, "-quiet", "-no_ign_eof", "-nocommands")
            with harness.Process(command, errors=subprocess.DEVNULL) as client:
                writer = threading.Thread(target=client.send, args=(payload,))
                writer.start()
                harness.wait_until(lambda: client.ended or len(client.output) >= len(payload), "the echo is incomplete")
                writer.join()
                client.close_stdin()
                client.wait()
                self.assertEqual(sha256(client.output), sha256(payload))
            self.assertEqual(server.wait(), 0, server.text)

    def test_updates_keys_with_and_without_update_requested(self):
        sent = ">>> TLS 1.3, Handshake [length 0005], KeyUpdate"
        received = "<<< TLS 1.3, Handshake [length 0005], KeyUpdate"
        with our_server("--www") as server, harness.Process(openssl_client_command(server, "-msg")) as client:
            client.wait_for("Verify return code: 0")
            for command in (b"k\n", b"K\n", b"K\n"):
                self.cause_another(client, command, sent)
                self.cause_another(client, page_request(close=False), "cipher suite: ")
            self.assertEqual(client.text.count(received), 2, client.text)

    def test_receives_close_notify(self):
        with our_server("--www") as server:
            result = harness.run(openssl_client_command(server, "-ign_eof", "-msg"), page_request())
            self.assert_succeeded(result)
            self.assert_says(result, "<<< TLS 1.3, Alert .length 0002., warning close_notify")

    def test_closes_cleanly(self):
        with our_server("--echo", "--once") as server:
            self.assert_succeeded(harness.run(openssl_client_command(server, "-no_ign_eof"), b""))
            self.assertEqual(server.wait(), 0, server.text)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
