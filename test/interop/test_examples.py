"""The short example clients with the example servers."""

import os
import unittest

import harness
from harness import example, example_server


class Examples(harness.TestCase):
    def test_clients_get_a_page_from_https_server(self):
        with example_server("https_server", "p256") as server:
            for client in ("https_client_sync", "https_client_coro"):
                result = harness.run([example(client), "localhost", str(server.port), "/page", harness.ROOT])
                self.assert_succeeded(result)
                self.assertIn(b"You asked for /page over TLSv1.3", result.output)

    def test_https_client_coro_prints_negotiated_parameters(self):
        with example_server("https_server", "p256") as server:
            result = harness.run([example("https_client_coro"), "localhost", str(server.port), "/", harness.ROOT])
            self.assert_says(result, "^version: TLSv1.3$", "^cipher suite: TLS_", "^group: X25519MLKEM768$", "^peer: CN=p256$",
                             "^signature scheme: ecdsa_secp256r1_sha256$", "^handshake: [0-9.e+]+ ms$")

    def test_clients_refuse_an_untrusted_server(self):
        with example_server("https_server", "untrusted") as server:
            for client in ("https_client_sync", "https_client_coro"):
                result = harness.run([example(client), "localhost", str(server.port), "/", harness.ROOT])
                self.assertEqual(result.status, 1, str(result))
                self.assert_says(result, "certificate verify failed")

    def test_echo_lines(self):
        with example_server("echo_server", "rsa") as server:
            lines = b"one\ntwo\n" + b"a long line " * 10000 + b"\n"
            result = harness.run([example("echo_client"), "localhost", str(server.port), harness.ROOT], lines)
            self.assert_succeeded(result)
            self.assertEqual(result.output, lines)

    def test_make_certificate_makes_a_self_signed_certificate(self):
        with harness.temporary_directory() as directory:
            self.assert_succeeded(harness.run([example("make_certificate"), directory, "localhost", "127.0.0.1"]))
            certificate, key = os.path.join(directory, "cert.pem"), os.path.join(directory, "key.pem")
            self.assertEqual(os.stat(key).st_mode & 0o777, 0o600)
            self.assert_succeeded(harness.run(["openssl", "verify", "-CAfile", certificate, certificate]))
            with harness.start_server([example("https_server"), "0", certificate, key]) as server:
                for host in ("localhost", "127.0.0.1"):
                    command = [example("https_client_sync"), host, str(server.port), "/", certificate]
                    self.assert_succeeded(harness.run(command))

    def test_custom_suite(self):
        result = harness.run([example("custom_suite")])
        self.assert_succeeded(result)
        self.assert_says(result, "^negotiated OWN_AES_128_GCM_SHA512$", "^received hello$", "^[1-9][0-9]* records were")


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
