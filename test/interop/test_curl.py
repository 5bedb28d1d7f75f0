"""tls_server with curl."""

import re

import harness
from harness import curl, our_identity, our_server, pattern_bytes, sha256
from tables import CREDENTIALS

TEN_MEGABYTES = 10 * 1024 * 1024


class Curl(harness.TestCase):
    def test_gets_a_page_from_servers_with_every_key_type(self):
        def check(credential):
            with our_server("--www", "--alpn", "http/1.1", credentials=[credential]) as server:
                result = curl(server, "/", "--tlsv1.3")
                self.assert_succeeded(result)
                self.assert_says(result, f"^server certificate: CN={credential}$", "^application protocol: http/1.1$",
                                 "^server name: localhost$")

        self.for_each([(credential,) for credential in CREDENTIALS], check)

    def test_keeps_the_connection_alive(self):
        with our_server("--www") as server:
            address = f"https://localhost:{server.port}"
            result = curl(server, "/1", f"{address}/2", f"{address}/bytes/10",
                          "--write-out", "connections %{num_connects}\n")
            self.assert_succeeded(result)
            self.assertEqual([result.text.count(f"connections {count}\n") for count in (1, 0)], [1, 2], str(result))

    def test_resumes_its_sessions(self):
        def check(version, label):
            with our_server("--www") as server:
                others = [f"https://localhost:{server.port}/{number}" for number in (2, 3)]
                result = curl(server, "/1", *others, "--header", "Connection: close", *version)
                self.assert_succeeded(result)
                for pattern, count in ((f"^version: {label}$", 3), ("^session reused: no$", 1),
                                       ("^session reused: yes$", 2)):
                    self.assertEqual(len(re.findall(pattern, result.text, re.MULTILINE)), count, str(result))

        self.for_each([(["--tlsv1.3"], "TLSv1.3"), (["--tls-max", "1.2"], "TLSv1.2")], check)

    def test_gets_a_header_only(self):
        with our_server("--www") as server:
            result = curl(server, "/bytes/1000", "--head")
            self.assert_succeeded(result)
            self.assert_says(result, "^content-length: 1000\r?$")

    def test_receives_ten_megabytes(self):
        with our_server("--www") as server:
            result = curl(server, f"/bytes/{TEN_MEGABYTES}")
            self.assert_succeeded(result)
            self.assertEqual(sha256(result.output), sha256(pattern_bytes(TEN_MEGABYTES)))

    def test_sends_ten_megabytes(self):
        content = pattern_bytes(TEN_MEGABYTES)
        with our_server("--www") as server:
            for encoding in ([], ["--header", "Transfer-Encoding: chunked"]):
                result = curl(server, "/", "--data-binary", "@-", *encoding, stdin=content)
                self.assert_succeeded(result)
                self.assert_says(result, f"request body: {len(content)} bytes, SHA-256 {sha256(content)}")

    def test_sends_a_client_certificate(self):
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            result = curl(server, "/", *our_identity("client_p256"))
            self.assert_succeeded(result)
            self.assert_says(result, "^client certificate: CN=client_p256$")

    def test_refuses_an_untrusted_server(self):
        with our_server("--www", credentials=["untrusted"]) as server:
            self.assertEqual(curl(server, "/").status, 60)
            server.wait_for("unknown.ca")
            self.assert_succeeded(curl(server, "/", trust=harness.STRANGER))

    def test_gets_a_page_from_https_server(self):
        with harness.example_server("https_server", "rsa") as server:
            result = curl(server, "/some/page")
            self.assert_succeeded(result)
            self.assert_says(result, "You asked for /some/page over TLSv1.3")


if __name__ == "__main__":
    harness.skip_without("curl", "openssl")
    harness.main()
