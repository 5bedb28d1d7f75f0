"""Sessions and pre-shared keys of TLS 1.3: our programs with openssl and gnutls, both directions."""

import os

import harness
from harness import (gnutls_client, gnutls_server, openssl_client, openssl_server, our_client, our_server, page_request,
                     temporary_directory)

KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
IDENTITY = "client-1"
OUR_KEY = ["--psk", KEY, "--psk-identity", IDENTITY]
OPENSSL_KEY = ["-psk", KEY, "-psk_identity", IDENTITY]
ONLY_TLS13 = "NORMAL:-VERS-ALL:+VERS-TLS1.3"
# Each suite has a hash of its own, and tickets are bound to it.
SUITES = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
RETRY = {"ours": ["--groups", "secp384r1:x25519"], "openssl": ["-groups", "X25519"]}


class OpensslServer(harness.TestCase):
    def resume(self, server, *options):
        """Connects twice with tls_client. Returns the results."""
        with temporary_directory() as directory:
            file = os.path.join(directory, "session")
            first = our_client(server, "--get", "/", "--session-out", file, *options)
            self.assert_succeeded(first)
            self.assert_says(first, "^session reused: no$")
            second = our_client(server, "--get", "/", "--session-in", file, *options)
            self.assert_succeeded(second)
            return first, second

    def test_resumes_with_every_suite(self):
        with openssl_server("-www", "-tls1_3") as server:
            def check(suite):
                _, second = self.resume(server, "--ciphers", suite)
                self.assert_says(second, "^session reused: yes$", f"^cipher suite: {suite}$", "^Reused, TLSv1.3",
                                 "^server verification: ok$")

            self.for_each([(suite,) for suite in SUITES], check)

    def test_resumes_after_hello_retry_request(self):
        with openssl_server("-www", "-tls1_3", *RETRY["openssl"]) as server:
            _, second = self.resume(server, *RETRY["ours"])
            self.assert_says(second, "^session reused: yes$", "^hello retry: yes$", "^Reused, TLSv1.3")

    def test_full_handshake_after_the_server_forgot_its_keys(self):
        with temporary_directory() as directory:
            file = os.path.join(directory, "session")
            with openssl_server("-www", "-tls1_3") as server:
                self.assert_succeeded(our_client(server, "--get", "/", "--session-out", file))
            with openssl_server("-www", "-tls1_3") as server:
                result = our_client(server, "--get", "/", "--session-in", file)
                self.assert_succeeded(result)
                self.assert_says(result, "^session reused: no$", "^New, TLSv1.3")

    def test_pre_shared_key(self):
        with openssl_server("-www", "-tls1_3", "-nocert", *OPENSSL_KEY) as server:
            result = our_client(server, "--get", "/", *OUR_KEY)
            self.assert_succeeded(result)
            self.assert_says(result, f"^pre-shared key: {IDENTITY}$", "^server certificate: none$")

    def test_pre_shared_key_after_hello_retry_request(self):
        with openssl_server("-www", "-tls1_3", "-nocert", *OPENSSL_KEY, *RETRY["openssl"]) as server:
            result = our_client(server, "--get", "/", *OUR_KEY, *RETRY["ours"])
            self.assert_succeeded(result)
            self.assert_says(result, f"^pre-shared key: {IDENTITY}$", "^hello retry: yes$")

    def test_pre_shared_key_alone(self):
        with openssl_server("-www", "-tls1_3", "-nocert", "-allow_no_dhe_kex", *OPENSSL_KEY,
                            "-groups", "P-521") as server:
            result = our_client(server, "--get", "/", *OUR_KEY, "--psk-ke", "--groups", "x25519")
            self.assert_succeeded(result)
            self.assert_says(result, f"^pre-shared key: {IDENTITY}$", "^group: none$")


class OpensslClient(harness.TestCase):
    def resume(self, server, *options):
        with temporary_directory() as directory:
            file = os.path.join(directory, "session")
            first = openssl_client(server, "-sess_out", file, *options, stdin=page_request())
            self.assert_succeeded(first)
            self.assert_says(first, "^session reused: no\r?$")
            second = openssl_client(server, "-sess_in", file, *options, stdin=page_request())
            self.assert_succeeded(second)
            return second

    def test_resumes_with_every_suite(self):
        with our_server("--www") as server:
            def check(suite):
                second = self.resume(server, "-tls1_3", "-ciphersuites", suite)
                self.assert_says(second, "^session reused: yes\r?$", f"^cipher suite: {suite}\r?$")

            self.for_each([(suite,) for suite in SUITES], check)

    def test_resumes_after_hello_retry_request(self):
        with our_server("--www", "--groups", "secp384r1") as server:
            second = self.resume(server, "-tls1_3", "-groups", "X25519:P-384")
            self.assert_says(second, "^session reused: yes\r?$", "^hello retry: yes\r?$")

    def test_resumes_client_certificate(self):
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            second = self.resume(server, "-tls1_3", *harness.openssl_identity("client_rsa"))
            self.assert_says(second, "^session reused: yes\r?$", "^client certificate: CN=client_rsa\r?$",
                             "^client verification: ok\r?$")

    def test_pre_shared_key(self):
        with our_server("--www", *OUR_KEY, credentials=()) as server:
            for options in ([], ["-groups", "X25519:P-384"]):
                result = openssl_client(server, "-tls1_3", *OPENSSL_KEY, *options, stdin=page_request())
                self.assert_succeeded(result)
                self.assert_says(result, f"^pre-shared key: {IDENTITY}\r?$")

    def test_pre_shared_key_alone(self):
        with our_server("--www", *OUR_KEY, "--psk-ke", "--groups", "x25519", credentials=()) as server:
            result = openssl_client(server, "-tls1_3", *OPENSSL_KEY, "-allow_no_dhe_kex", "-groups", "P-384",
                                    stdin=page_request())
            self.assert_succeeded(result)
            self.assert_says(result, f"^pre-shared key: {IDENTITY}\r?$", "^group: none\r?$")

    def test_refuses_wrong_and_unknown_keys(self):
        wrong_key = ["-psk", KEY.replace("0", "1"), "-psk_identity", IDENTITY]
        unknown = ["-psk", KEY, "-psk_identity", "client-2"]
        with our_server("--www", *OUR_KEY, credentials=()) as server:
            for key in (wrong_key, unknown):
                result = openssl_client(server, "-tls1_3", *key, stdin=page_request())
                self.assert_failed(result)
                self.assert_says(result, "alert decrypt error")


class Gnutls(harness.TestCase):
    def test_client_resumes(self):
        with our_server("--www") as server:
            result = gnutls_client(server, "--priority", ONLY_TLS13, "--resume", stdin=page_request())
            self.assert_succeeded(result)
            self.assert_says(result, r"^\*\*\* This is a resumed session", "^session reused: yes\r?$")

    def test_client_with_pre_shared_key(self):
        with our_server("--www", *OUR_KEY, "--psk-ke", credentials=()) as server:
            for exchange, group in (("ECDHE-PSK", "secp256r1|x25519"), ("PSK", "none")):
                result = gnutls_client(server, "--priority", f"{ONLY_TLS13}:-KX-ALL:+{exchange}",
                                       "--pskusername", IDENTITY, "--pskkey", KEY, stdin=page_request())
                self.assert_succeeded(result)
                self.assert_says(result, f"^pre-shared key: {IDENTITY}\r?$", f"^group: ({group})\r?$")

    def test_server_resumes(self):
        with gnutls_server("--http", "--priority", ONLY_TLS13) as server, temporary_directory() as directory:
            file = os.path.join(directory, "session")
            self.assert_says(our_client(server, "--get", "/", "--session-out", file), "^session reused: no$")
            result = our_client(server, "--get", "/", "--session-in", file)
            self.assert_succeeded(result)
            self.assert_says(result, "^session reused: yes$")

    def test_server_with_pre_shared_key(self):
        with temporary_directory() as directory:
            passwords = os.path.join(directory, "psk.txt")
            with open(passwords, "w", encoding="ascii") as file:
                file.write(f"{IDENTITY}:{KEY}\n")
            for exchange, options, group in (("ECDHE-PSK", [], "x25519|secp256r1"), ("PSK", ["--psk-ke"], "none")):
                with gnutls_server("--http", "--priority", f"{ONLY_TLS13}:-KX-ALL:+{exchange}",
                                   "--pskpasswd", passwords) as server:
                    result = our_client(server, "--get", "/", *OUR_KEY, *options)
                    self.assert_succeeded(result)
                    self.assert_says(result, f"^pre-shared key: {IDENTITY}$", f"^group: ({group})$")


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
