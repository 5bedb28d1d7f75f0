"""Handshakes that must fail, with the right error on both sides."""

import socket
import unittest

import harness
from harness import (openssl_client, openssl_identity, openssl_server, our_client, our_identity, our_server,
                     page_request, pki)


class OurClientFails(harness.TestCase):
    """tls_client with s_server, which prints the number of a received alert."""

    def check(self, server_options, credential, client_options, client_says, server_says):
        with openssl_server(*server_options, credential=credential) as server:
            result = our_client(server, *client_options, "--get", "/")
            self.assertEqual(result.status, 1, str(result))
            self.assert_says(result, client_says)
            server.wait_for(f"(?i){server_says}")

    def test_with_the_right_error_on_both_sides(self):
        require = ["-Verify", "5", "-verify_return_error", "-CAfile", harness.ROOT]
        self.for_each([
            (["-www"], "other_name", [], "certificate verify failed.*(host|name)", "alert number 4[26]"),
            (["-www"], "expired", [], "certificate verify failed.*expired", "alert number 45"),
            (["-www"], "untrusted", [], "certificate verify failed.*(issuer|trust|unknown)", "alert number 48"),
            (["-www", *require], "rsa", [], "certificate required", "peer did not return a certificate"),
            (["-www", *require], "rsa", our_identity("client_untrusted"), "unknown ca", "certificate verify failed"),
            (["-www", *require], "rsa", our_identity("client_expired"),
             "certificate expired", "certificate verify failed"),
            (["-www", "-ciphersuites", "TLS_AES_128_GCM_SHA256"], "rsa", ["--ciphers", "TLS_AES_256_GCM_SHA384"],
             "handshake failure", "no shared cipher"),
            (["-www", "-groups", "P-256"], "rsa", ["--groups", "x25519"], "handshake failure", "no suitable key share"),
            (["-www"], "rsa", ["--sigalgs", "ed25519"], "handshake failure", "no suitable signature algorithm"),
            (["-www", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], "rsa", [], "protocol version",
             "unsupported protocol|version too low"),
            (["-www", "-alpn", "h2"], "rsa", ["--alpn", "http/1.1"], "no application protocol",
             "no application protocol"),
        ], self.check)

    def test_when_the_server_does_not_use_tls(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = f"127.0.0.1:{listener.getsockname()[1]}"
            with harness.Process([harness.TLS_CLIENT, address, "--insecure", "--get", "/"]) as client:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1)
                    connection.sendall(b"220 mail.example.org ESMTP\r\n")
                    client.wait_for("wrong version number")
                    self.assertEqual(client.wait(), 1)

    def test_when_nobody_listens(self):
        with socket.socket() as reservation:
            reservation.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{reservation.getsockname()[1]}"
            result = harness.run([harness.TLS_CLIENT, address, "--insecure", "--get", "/"])
        self.assertEqual(result.status, 1, str(result))
        self.assert_says(result, "connection refused")


class OurServerFails(harness.TestCase):
    """tls_server with s_client, which prints the number of a received alert. The server must go on serving."""

    def check(self, server_options, credential, client_options, server_says, client_says, trust=harness.ROOT):
        with our_server("--www", *server_options, credentials=[credential]) as server:
            result = openssl_client(server, *client_options, stdin=page_request(), trust=trust)
            self.assert_says(result, client_says)
            server.wait_for(f"(?i){server_says}")
            self.assertIsNone(server.child.poll(), server.text)

    def test_with_the_right_error_on_both_sides(self):
        require = ["--verify", "required", "--ca", harness.ROOT]
        self.for_each([
            ([], "other_name", [], "alert.*bad.certificate|bad certificate", "hostname mismatch"),
            ([], "expired", [], "certificate.expired", "certificate has expired"),
            ([], "untrusted", [], "unknown.ca", "unable to get local issuer"),
            (require, "rsa", [], "peer did not return a certificate", "alert number 116"),
            (require, "rsa", openssl_identity("client_untrusted"),
             "certificate verify failed.*(issuer|trust|unknown)", "alert number 48"),
            (require, "rsa", openssl_identity("client_expired"),
             "certificate verify failed.*expired", "alert number 45"),
            (["--ciphers", "TLS_AES_256_GCM_SHA384"], "rsa", ["-ciphersuites", "TLS_AES_128_GCM_SHA256"],
             "no shared cipher", "alert number 40"),
            (["--groups", "x25519"], "rsa", ["-groups", "P-256"], "no shared group", "alert number 40"),
            ([], "rsa", ["-sigalgs", "ed25519"], "no shared signature", "alert number 40"),
            ([], "rsa", ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], "unsupported protocol", "alert number 70"),
            (["--alpn", "h2"], "rsa", ["-alpn", "http/1.1"], "no application protocol", "alert number 120"),
        ], self.check)

    def test_and_serves_the_next_client_after_garbage(self):
        with our_server("--www") as server:
            for garbage in (b"", b"GET / HTTP/1.1\r\n\r\n", bytes(1000), b"\x16\x03\x01\x40\x00" + bytes(16384),
                            b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", b"\x15\x03\x03\x00\x02\x02\x28"):
                with socket.create_connection(("127.0.0.1", server.port)) as connection:
                    connection.sendall(garbage)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(4096):
                        pass
            self.assert_says(openssl_client(server, stdin=page_request()), "^version: TLSv1.3")


class CommandLines(harness.TestCase):
    """Mistakes give an error message and status 2."""

    def check(self, program, options, says):
        result = harness.run([program, *options])
        self.assertEqual(result.status, 2, str(result))
        self.assert_says(result, says)

    def test_with_mistakes(self):
        self.for_each([
            (harness.TLS_SERVER, [], "port"),
            (harness.TLS_SERVER, ["--port", "0", "--www"], "--cert"),
            (harness.TLS_SERVER, ["--port", "0", "--www", "--psk", "00" * 16, "--tickets", "9"], "--tickets"),
            (harness.TLS_SERVER, ["--port", "0", "--www", "--cert", pki("rsa.pem")], "same number"),
            (harness.TLS_CLIENT, [], "HOST:PORT"),
            (harness.TLS_CLIENT, ["localhost"], "HOST:PORT"),
            (harness.TLS_CLIENT, ["localhost:1", "--groups", "secp256k1"], "--groups.*secp256k1"),
            (harness.TLS_CLIENT, ["localhost:1", "--no-such-option"], "no-such-option"),
            (harness.TLS_CLIENT, ["localhost:1", "--max-version", "0.9"], "--max-version.*0.9"),
        ], self.check)

    def test_with_an_unusable_file(self):
        for options in (["--ca", pki("no_such_file.pem")], ["--ca", pki("rsa.key")],
                        our_identity("rsa")):
            self.assertEqual(harness.run([harness.TLS_CLIENT, "localhost:1", *options]).status, 1)

    def test_server_exits_with_0_on_sigterm(self):
        with our_server("--www", "--threads", "2") as server:
            self.assertEqual(server.stop(), 0, server.text)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
