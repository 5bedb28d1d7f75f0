"""tls_client with openssl s_server."""

import os
import re
import unittest

import harness
from harness import openssl_server, our_client, our_identity, page_request, pattern_bytes, pki, sha256
from tables import CREDENTIALS, GROUPS, SCHEMES, SUITES

WEAK_SUITES_TOO = ["-cipher", "ALL:@SECLEVEL=0"]
REQUIRE_CERTIFICATE = ["-Verify", "5", "-verify_return_error", "-CAfile", harness.ROOT]
TEN_MEGABYTES = 10 * 1024 * 1024
SENT_KEY_UPDATE = ">>> TLS 1.3, Handshake [length 0005], KeyUpdate"


class OpensslServer(harness.TestCase):
    def assert_gets_page(self, server, patterns, *options, **more):
        result = our_client(server, "--get", "/", *options, **more)
        self.assert_succeeded(result)
        self.assert_says(result, *patterns)

    def connect(self, server, *options):
        """Starts tls_client and waits for the connection."""
        client = harness.Process([harness.TLS_CLIENT, server.address, "--ca", harness.ROOT, *options])
        server.wait_for("CIPHER is ")
        return client

    def test_negotiates_every_suite(self):
        suites = ":".join(suite for suite, _ in SUITES)
        with openssl_server("-www", "-ciphersuites", suites, *WEAK_SUITES_TOO) as server:
            self.for_each([(suite,) for suite, _ in SUITES], lambda suite: self.assert_gets_page(
                server, [f"^cipher suite: {suite}$", f"Cipher is {suite}"], "--ciphers", suite))

    def test_negotiates_every_group(self):
        with openssl_server("-www", "-groups", ":".join(name for _, name, _ in GROUPS)) as server:
            self.for_each(GROUPS, lambda group, _, __: self.assert_gets_page(
                server, [f"^group: {group}$", "^hello retry: no$"], "--groups", group))

    def test_verifies_every_signature_scheme(self):
        def check(scheme, _, credential):
            with openssl_server("-www", credential=credential) as server:
                self.assert_gets_page(server, [f"^server signature scheme: {scheme}$", "^server verification: ok$",
                                               f"^server certificate: CN={credential}$"], "--sigalgs", scheme)

        self.for_each(SCHEMES, check)

    def test_handles_hello_retry_request_for_every_group(self):
        def check(group, name):
            with openssl_server("-www", "-groups", name) as server:
                first = "secp384r1" if group == "x25519" else "x25519"
                self.assert_gets_page(server, [f"^group: {group}$", "^hello retry: yes$"],
                                      "--groups", f"{first}:{group}")

        self.for_each([(group, name) for group, name, _ in GROUPS], check)

    def test_authenticates_with_every_key_type(self):
        with openssl_server("-www", *REQUIRE_CERTIFICATE) as server:
            def check(kind):
                self.assert_gets_page(server, [f"^client certificate: CN=client_{kind}$",
                                               f"Subject: CN ?= ?client_{kind}$"], *our_identity(f"client_{kind}"))

            self.for_each([(kind,) for kind in CREDENTIALS], check)

    def test_signs_with_the_scheme_that_the_server_requests(self):
        def check(scheme, _, kind):
            with openssl_server("-www", *REQUIRE_CERTIFICATE, "-client_sigalgs", scheme) as server:
                self.assert_gets_page(server, [f"^client signature scheme: {scheme}$"], *our_identity(f"client_{kind}"))

        self.for_each(SCHEMES, check)

    def test_chooses_the_certificate_by_the_servers_signature_schemes(self):
        identities = [word for kind in CREDENTIALS for word in our_identity(f"client_{kind}")]

        def check(scheme, _, kind):
            with openssl_server("-www", *REQUIRE_CERTIFICATE, "-client_sigalgs", scheme) as server:
                self.assert_gets_page(server, [f"^client certificate: CN=client_{kind}$"], *identities)

        self.for_each(SCHEMES, check)

    def test_needs_no_certificate_when_it_is_optional(self):
        with openssl_server("-www", "-verify", "5", "-CAfile", harness.ROOT) as server:
            self.assert_gets_page(server, ["^client certificate: none$", "no client certificate available"])
            self.assert_gets_page(server, ["^client certificate: CN=client_rsa$"], *our_identity("client_rsa"))

    def test_negotiates_alpn(self):
        with openssl_server("-www", "-alpn", "http/1.1,h2") as server:
            self.assert_gets_page(server, ["^application protocol: http/1.1$"], "--alpn", "http/1.0,http/1.1")
            self.assert_gets_page(server, ["^application protocol: none$"])

    def test_server_name_selects_the_certificate(self):
        with openssl_server("-www", "-servername", "other.example", "-cert2", pki("other_name.pem"),
                            "-key2", pki("other_name.key"), "-CAfile", pki("intermediate.crt")) as server:
            self.assert_gets_page(server, ["^server certificate: CN=rsa$"])
            self.assert_gets_page(server, ["^server certificate: CN=other_name$"], "--servername", "other.example")

    def test_verifies_an_ip_address(self):
        with openssl_server("-www") as server:
            self.assert_succeeded(harness.run([harness.TLS_CLIENT, server.address, "--ca", harness.ROOT, "--get", "/"]))

    def test_insecure_option_skips_verification(self):
        with openssl_server("-www", credential="untrusted") as server:
            self.assert_gets_page(server, ["^server certificate: CN=untrusted$"], trust=["--insecure"])

    def test_receives_ten_megabytes(self):
        with harness.temporary_directory() as directory:
            content = pattern_bytes(TEN_MEGABYTES)
            with open(os.path.join(directory, "page"), "wb") as file:
                file.write(content)
            with openssl_server("-WWW", "-http_server_binmode", cwd=directory) as server:
                result = our_client(server, "--get", "/page")
                self.assert_succeeded(result)
                self.assertEqual(sha256(result.output), sha256(content))

    def test_sends_ten_megabytes(self):
        content = pattern_bytes(TEN_MEGABYTES)
        with openssl_server("-naccept", "1") as server:
            result = our_client(server, stdin=content)
            self.assert_succeeded(result)
            server.wait()
            self.assertIn(content, bytes(server.output))

    def test_follows_the_servers_key_updates(self):
        with openssl_server("-msg") as server, self.connect(server) as client:
            for command in (b"k\n", b"K\n", b"K\n"):
                updates = server.text.count(SENT_KEY_UPDATE)
                server.send(command)
                harness.wait_until(lambda: server.text.count(SENT_KEY_UPDATE) > updates, "no KeyUpdate was sent")
                server.send(b"after " + command)
                client.wait_for(f"after {command.decode().strip()}")
                client.send(b"answer to " + command)
                server.wait_for(f"answer to {command.decode().strip()}")

    def test_updates_keys_and_requests_the_servers_update(self):
        with openssl_server("-msg") as server, self.connect(server, "--key-update") as client:
            client.send(b"under new keys\n")
            server.wait_for("under new keys")
            server.wait_for(re.escape("<<< TLS 1.3, Handshake [length 0005], KeyUpdate"))
            server.send(b"so am I\n")  # its KeyUpdate precedes its next application data
            client.wait_for("so am I")
            server.wait_for(re.escape(SENT_KEY_UPDATE))

    def test_sends_close_notify(self):
        with openssl_server("-msg", "-naccept", "1") as server:
            result = our_client(server, stdin=b"bye\n")
            self.assert_succeeded(result)
            server.wait()
            self.assertRegex(server.text, "<<< TLS 1.3, Alert .length 0002., warning close_notify")

    def test_ends_after_the_servers_close_notify(self):
        with openssl_server("-www") as server:
            with harness.Process([harness.TLS_CLIENT, server.address, "--ca", harness.ROOT]) as client:
                client.send(page_request())
                self.assertEqual(client.wait(), 0, client.text)
                self.assertIn("Cipher is ", client.text)

    def test_reports_truncation_without_close_notify(self):
        with openssl_server() as server, self.connect(server) as client:
            server.send(b"half a\n")
            client.wait_for("half a")
            server.stop()
            self.assertEqual(client.wait(), 1, client.text)
            self.assertIn("truncated", client.text)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
