"""Hybrid and ML-KEM groups with OpenSSL 3.5 and GnuTLS of Debian 13, in both directions.

Their packages are downloaded and unpacked, but not installed. The programs run with the libraries of that release.
"""

import os
import re

import harness
from harness import (gnutls_client, gnutls_identity, gnutls_server, openssl_client, openssl_identity, openssl_server,
                     our_client, our_identity, our_server, page_request)

# OpenSSL's names are the same.
HYBRIDS = ["X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"]
GROUPS = [*HYBRIDS, "MLKEM768", "MLKEM1024"]
CASES = [(group,) for group in GROUPS]
REQUIRE_CERTIFICATE = ["--verify", "required", "--ca", harness.ROOT]
ONLY_TLS13 = "NORMAL:-VERS-ALL:+VERS-TLS1.3"


def shares_for_others(group):
    """Groups to offer: a client of ours sends shares for the first two, a hybrid and a classical group."""
    other = next(hybrid for hybrid in HYBRIDS if hybrid != group)
    return f"{other}:x25519:{group}"


class Groups(harness.FolderTestCase):
    def assert_we_get_page(self, server, lines, *options):
        result = our_client(server, "--get", "/", *options)
        self.assert_succeeded(result)
        self.assert_says(result, *(f"^{line}$" for line in lines))

    def assert_page_says(self, result, *lines):
        self.assert_succeeded(result)
        self.assert_says(result, *(f"^{line}\r?$" for line in lines))


class OpensslServer(Groups):
    def test_negotiates_every_group(self):
        with openssl_server("-www", "-groups", ":".join(GROUPS)) as server:
            self.for_each(CASES, lambda group: self.assert_we_get_page(
                server, [f"group: {group}", "hello retry: no"], "--groups", group))

    def test_negotiates_x25519mlkem768_by_default(self):
        with openssl_server("-www") as server:
            self.assert_we_get_page(server, ["group: X25519MLKEM768", "hello retry: no"])

    def test_sends_hello_retry_request_for_every_group(self):
        def check(group):
            with openssl_server("-www", "-groups", group) as server:
                self.assert_we_get_page(server, [f"group: {group}", "hello retry: yes"],
                                        "--groups", shares_for_others(group))

        self.for_each(CASES, check)

    def test_sends_hello_retry_request_for_classical_group(self):
        with openssl_server("-www", "-groups", "P-384") as server:
            self.assert_we_get_page(server, ["group: secp384r1", "hello retry: yes"])

    def test_without_hybrid_groups_negotiates_x25519(self):
        with openssl_server("-www", "-groups", "X25519") as server:
            self.assert_we_get_page(server, ["group: x25519", "hello retry: no"])

    def test_authenticates_client(self):
        with openssl_server("-www", "-Verify", "5", "-verify_return_error", "-CAfile", harness.ROOT) as server:
            self.assert_we_get_page(server, ["group: X25519MLKEM768", "client certificate: CN=client_p256"],
                                    *our_identity("client_p256"))

    def test_resumes_with_every_group(self):
        with openssl_server("-www", "-groups", ":".join(GROUPS)) as server:
            def check(group):
                session = self.path(group)
                self.assert_we_get_page(server, ["session reused: no"], "--groups", group, "--session-out", session)
                self.assert_we_get_page(server, [f"group: {group}", "session reused: yes"],
                                        "--groups", group, "--session-in", session)

            self.for_each(CASES, check)


class OpensslClient(Groups):
    def get_page(self, server, *options):
        return openssl_client(server, *options, stdin=page_request())

    def test_negotiates_every_group(self):
        with our_server("--www", "--groups", ":".join(GROUPS)) as server:
            self.for_each(CASES, lambda group: self.assert_page_says(
                self.get_page(server, "-groups", group), f"group: {group}", "hello retry: no"))

    def test_negotiates_x25519mlkem768_by_default(self):
        with our_server("--www") as server:
            self.assert_page_says(self.get_page(server), "group: X25519MLKEM768", "hello retry: no")

    def test_handles_hello_retry_request_for_every_group(self):
        def check(group):
            with our_server("--www", "--groups", group) as server:
                self.assert_page_says(self.get_page(server, "-groups", f"*X25519:{group}"), f"group: {group}",
                                      "hello retry: yes")

        self.for_each(CASES, check)

    def test_gets_hybrid_group_by_hello_retry_request_by_default(self):
        with our_server("--www") as server:
            self.assert_page_says(self.get_page(server, "-groups", "*X25519:X25519MLKEM768"), "group: X25519MLKEM768",
                                  "hello retry: yes")

    def test_handles_hello_retry_request_for_classical_group(self):
        with our_server("--www", "--groups", "secp384r1") as server:
            self.assert_page_says(self.get_page(server, "-groups", "*X25519MLKEM768:P-384"), "group: secp384r1",
                                  "hello retry: yes")

    def test_without_hybrid_groups_negotiates_x25519(self):
        with our_server("--www") as server:
            self.assert_page_says(self.get_page(server, "-groups", "X25519"), "group: x25519", "hello retry: no")
        with our_server("--www", "--groups", "x25519") as server:
            self.assert_page_says(self.get_page(server), "group: x25519", "hello retry: no")

    def test_authenticates(self):
        with our_server("--www", *REQUIRE_CERTIFICATE) as server:
            self.assert_page_says(self.get_page(server, *openssl_identity("client_p256")), "group: X25519MLKEM768",
                                  "client certificate: CN=client_p256", "client verification: ok")

    def test_resumes_with_every_group(self):
        with our_server("--www", "--groups", ":".join(GROUPS)) as server:
            def check(group):
                session = self.path(group)
                self.assert_page_says(self.get_page(server, "-groups", group, "-sess_out", session),
                                      "session reused: no")
                self.assert_page_says(self.get_page(server, "-groups", group, "-sess_in", session), f"group: {group}",
                                      "session reused: yes")

            self.for_each(CASES, check)


def priority(*groups):
    return ["--priority", ":".join([ONLY_TLS13, *(["-GROUP-ALL"] if groups else []), *(f"+{name}" for name in groups)])]


class Gnutls(Groups):
    """GnuTLS 3.8.9 as Debian 13 builds it has no hybrid groups. Other builds of GnuTLS have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        listed = harness.run(["gnutls-cli", "--list"]).text
        cls.groups = [(name, name.removeprefix("GROUP-").replace("-", ""))
                      for name in re.findall(r"GROUP-\w+-MLKEM\w+", listed)]

    def need_hybrid_groups(self):
        if not self.groups:
            self.skipTest("this GnuTLS has no hybrid groups")

    def test_serves_every_group(self):
        self.need_hybrid_groups()
        with gnutls_server("--http", *priority(*(name for name, _ in self.groups))) as server:
            self.for_each(self.groups, lambda _, group: self.assert_we_get_page(
                server, [f"group: {group}", "hello retry: no"], "--groups", group))

    def test_connects_with_every_group(self):
        self.need_hybrid_groups()
        with our_server("--www") as server:
            self.for_each(self.groups, lambda name, group: self.assert_page_says(
                gnutls_client(server, *priority(name), stdin=page_request()), f"group: {group}"))

    def test_server_without_hybrid_groups_negotiates_x25519(self):
        with gnutls_server("--http", *priority("GROUP-X25519")) as server:
            self.assert_we_get_page(server, ["group: x25519", "hello retry: no"])

    def test_server_sends_hello_retry_request_for_classical_group(self):
        with gnutls_server("--http", *priority("GROUP-SECP384R1")) as server:
            self.assert_we_get_page(server, ["group: secp384r1", "hello retry: yes"])

    def test_client_without_hybrid_groups_negotiates_x25519(self):
        with our_server("--www") as server:
            result = gnutls_client(server, *priority("GROUP-X25519", "GROUP-SECP256R1"), stdin=page_request())
            self.assert_page_says(result, "group: x25519", "hello retry: no")

    def test_client_handles_hello_retry_request_of_server_with_hybrid_groups(self):
        with our_server("--www", "--groups", "X25519MLKEM768:secp384r1") as server:
            result = gnutls_client(server, "--single-key-share", *priority("GROUP-X25519", "GROUP-SECP384R1"),
                                   stdin=page_request())
            self.assert_page_says(result, "group: secp384r1", "hello retry: yes")

    def test_authenticates_and_resumes(self):
        with our_server("--www", *REQUIRE_CERTIFICATE) as server:
            result = gnutls_client(server, *priority(), *gnutls_identity("client_p256"), "--resume",
                                   stdin=page_request())
            self.assert_page_says(result, "client certificate: CN=client_p256", "session reused: yes")


if __name__ == "__main__":
    debian13 = harness.debian_packages("openssl-trixie", "trixie", "openssl", "gnutls-bin", also="libraries")
    os.environ["PATH"] = os.path.join(debian13, "bin") + os.pathsep + os.environ["PATH"]
    os.environ["OPENSSL_CONF"] = os.devnull  # the system's is for another version
    harness.main()
