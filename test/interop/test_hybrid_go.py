"""X25519MLKEM768 with Go 1.24 of Debian 13, in both directions. The toolchain is downloaded and unpacked, but not
installed. Go has no other hybrid group, and its client always sends a share for this one."""

import os
import re

import harness
from harness import Server, our_client, our_identity, our_server, pki, run

X25519_MLKEM768, X25519, P384 = 4588, 29, 24
GO = "usr/lib/go-1.24"


class Go(harness.FolderTestCase):
    peer = None

    def command(self, *arguments, groups=(), options=()):
        groups = ["-groups", ",".join(str(group) for group in groups)] if groups else []
        return [self.peer, *groups, *options, *arguments]

    def get(self, server, count=1, **more):
        result = run(self.command("client", str(server.port), harness.ROOT, "1.3", str(count), **more))
        self.assert_succeeded(result)
        return result

    def serve(self, **more):
        command = self.command("server", pki("p256.pem"), pki("p256.key"), "1.3", **more)
        return Server(command).wait_for_port(r"^listening on .*:(\d+)$")

    def assert_we_get_page(self, server, lines, *options):
        result = our_client(server, "--get", "/", *options)
        self.assert_succeeded(result)
        self.assert_says(result, *(f"^{line}$" for line in lines))

    def test_client_negotiates_hybrid_group(self):
        with our_server("--www") as server:
            self.assert_says(self.get(server, groups=(X25519_MLKEM768, X25519)), "^group: X25519MLKEM768\r?$",
                             "^hello retry: no\r?$")

    def test_client_handles_hello_retry_request_for_classical_group(self):
        with our_server("--www", "--groups", "secp384r1") as server:
            self.assert_says(self.get(server, groups=(X25519_MLKEM768, P384)), "^group: secp384r1\r?$",
                             "^hello retry: yes\r?$")

    def test_client_without_hybrid_group_negotiates_x25519(self):
        with our_server("--www") as server:
            self.assert_says(self.get(server, groups=(X25519,)), "^group: x25519\r?$", "^hello retry: no\r?$")

    def test_client_negotiates_x25519_with_server_without_hybrid_groups(self):
        with our_server("--www", "--groups", "x25519") as server:
            self.assert_says(self.get(server, groups=(X25519_MLKEM768, X25519)), "^group: x25519\r?$",
                             "^hello retry: no\r?$")

    def test_client_authenticates_and_resumes(self):
        identity = ["-cert", pki("client_p256.pem"), "-key", pki("client_p256.key")]
        with our_server("--www", "--verify", "required", "--ca", harness.ROOT) as server:
            result = self.get(server, 3, groups=(X25519_MLKEM768, X25519), options=identity)
            for line, expected in (("group", ["X25519MLKEM768"] * 3), ("session reused", ["no", "yes", "yes"]),
                                   ("client certificate", ["CN=client_p256"] * 3)):
                self.assertEqual(re.findall(f"^{line}: (.*?)\r?$", result.text, re.MULTILINE), expected, str(result))

    def test_server_negotiates_hybrid_group(self):
        with self.serve(groups=(X25519_MLKEM768, X25519)) as server:
            self.assert_we_get_page(server, ["group: X25519MLKEM768", "hello retry: no"])

    def test_server_sends_hello_retry_request_for_hybrid_group(self):
        with self.serve(groups=(X25519_MLKEM768,)) as server:
            self.assert_we_get_page(server, ["group: X25519MLKEM768", "hello retry: yes"],
                                    "--groups", "SecP256r1MLKEM768:x25519:X25519MLKEM768")

    def test_server_sends_hello_retry_request_for_classical_group(self):
        with self.serve(groups=(P384,)) as server:
            self.assert_we_get_page(server, ["group: secp384r1", "hello retry: yes"])

    def test_server_without_hybrid_group_negotiates_x25519(self):
        with self.serve(groups=(X25519,)) as server:
            self.assert_we_get_page(server, ["group: x25519", "hello retry: no"])

    def test_server_authenticates_us_and_resumes(self):
        session = self.path("session")
        with self.serve(groups=(X25519_MLKEM768,), options=["-ca", harness.ROOT]) as server:
            self.assert_we_get_page(server, ["session reused: no", "go: .*, peer client_p256"],
                                    *our_identity("client_p256"), "--session-out", session)
            self.assert_we_get_page(server, ["group: X25519MLKEM768", "session reused: yes",
                                             "go: .*, resumed, peer client_p256"],
                                    *our_identity("client_p256"), "--session-in", session)


if __name__ == "__main__":
    go = harness.debian_packages("go-trixie", "trixie", "golang-1.24-go", "golang-1.24-src")
    os.environ["GODEBUG"] = "tlsmlkem=1"  # by default off in a program that is not in a module
    Go.peer = harness.build_go_peer(os.path.join(go, GO, "bin", "go"), go)
    harness.main()
