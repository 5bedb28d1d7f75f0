"""Anonymous and DSS key exchanges of TLS 1.0 to 1.2 with openssl, gnutls and Java, and version 2 ClientHellos, which no
packaged peer sends any more."""

import os
import shutil
import socket
import struct
import unittest

import harness
from harness import openssl_server, our_client, our_server, page_request, run, server_on_reserved_port

VERSIONS = [("1.0", "TLSv1", "-tls1", "VERS-TLS1.0"), ("1.1", "TLSv1.1", "-tls1_1", "VERS-TLS1.1"),
            ("1.2", "TLSv1.2", "-tls1_2", "VERS-TLS1.2")]
ANONYMOUS = [("TLS_DH_anon_WITH_AES_128_CBC_SHA", "ADH-AES128-SHA", "AES-128-CBC"),
             ("TLS_DH_anon_WITH_AES_256_CBC_SHA", "ADH-AES256-SHA", "AES-256-CBC"),
             ("TLS_DH_anon_WITH_3DES_EDE_CBC_SHA", None, "3DES-CBC")]
WITH_OPENSSL = [(*version, *suite) for version in VERSIONS for suite in ANONYMOUS if suite[1]]
# For suites with keys of 128 bits openssl takes a group of 1024 bits, which our client refuses.
LONG_GROUPS_WITH_OPENSSL = [case for case in WITH_OPENSSL if "AES_256" in case[4]]
WITH_GNUTLS = [(*version, *suite) for version in VERSIONS for suite in ANONYMOUS]
HERE = os.path.dirname(os.path.abspath(__file__))


def only(version, suite):
    return ["--min-version", version, "--max-version", version, "--cipher-list", suite, "--allow-weak", "--anonymous"]


def priority(word, cipher):
    return ["--priority", f"NONE:+{word}:+ANON-DH:+{cipher}:+SHA1:+GROUP-ALL:+SIGN-ALL"]


class Openssl(harness.TestCase):
    """Both directions with openssl s_server and s_client."""

    def test_serves_anonymously(self):
        def check(version, name, option, _, suite, cipher, __):
            with openssl_server("-www", option, "-nocert", "-cipher", f"{cipher}:@SECLEVEL=0") as server:
                result = our_client(server, "--get", "/", *only(version, suite))
                self.assert_succeeded(result)
                self.assert_says(result, f"^version: {name}$", f"^cipher suite: {suite}$")

        self.for_each(LONG_GROUPS_WITH_OPENSSL, check)

    def test_is_refused_with_short_group(self):
        with openssl_server("-www", "-tls1", "-nocert", "-cipher", "ADH-AES128-SHA:@SECLEVEL=0") as server:
            result = our_client(server, "--get", "/", *only("1.0", "ADH-AES128-SHA"))
            self.assert_failed(result)
            self.assert_says(result, "1024 bits")

    def test_connects_anonymously(self):
        def check(version, name, option, _, suite, cipher, __):
            with our_server("--www", *only(version, suite), credentials=[]) as server:
                result = run(["openssl", "s_client", "-quiet", "-connect", server.address, option, "-cipher",
                              f"{cipher}:@SECLEVEL=0"], page_request())
                self.assert_says(result, f"^version: {name}\r?$", f"^cipher suite: {suite}\r?$")

        self.for_each(WITH_OPENSSL, check)

    def test_refuses_anonymous_suites_without_the_option(self):
        with openssl_server("-www", "-tls1", "-nocert", "-cipher", "ADH-AES128-SHA:@SECLEVEL=0") as server:
            result = our_client(server, "--get", "/", "--min-version", "1.0", "--cipher-list", "ADH-AES128-SHA",
                                "--allow-weak")
            self.assert_failed(result)
            self.assert_says(result, "anonymous_peers")


class Gnutls(harness.TestCase):
    """Both directions with gnutls-serv and gnutls-cli."""

    def test_serves_anonymously(self):
        def check(version, name, _, word, suite, __, cipher):
            with server_on_reserved_port(lambda port: ["gnutls-serv", "--http", "--port", str(port),
                                                       *priority(word, cipher)]) as server:
                result = our_client(server, "--get", "/", *only(version, suite))
                self.assert_succeeded(result)
                self.assert_says(result, f"^version: {name}$", f"^cipher suite: {suite}$")

        self.for_each(WITH_GNUTLS, check)

    def test_connects_anonymously(self):
        def check(version, name, _, word, suite, __, cipher):
            with our_server("--www", *only(version, suite), credentials=[]) as server:
                result = run(["gnutls-cli", "--port", str(server.port), "127.0.0.1", *priority(word, cipher)],
                             page_request())
                self.assert_says(result, f"^version: {name}\r?$", f"^cipher suite: {suite}\r?$")

        self.for_each(WITH_GNUTLS, check)


@unittest.skipIf(shutil.which("java") is None, "not installed: java")
class Java(harness.TestCase):
    """A client of JSSE, with its list of disabled algorithms emptied."""

    def test_connects_anonymously(self):
        def check(version, name, suite, java_name):
            with our_server("--www", *only(version, suite), credentials=[]) as server:
                result = run(["java", os.path.join(HERE, "peers", "OldPeer.java"), str(server.port), name, java_name])
                self.assert_succeeded(result)
                self.assert_says(result, f"^version: {name}\r?$", f"^cipher suite: {suite}\r?$")

        self.for_each([(version, name, "TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLS_DH_anon_WITH_AES_128_CBC_SHA")
                       for version, name, *_ in VERSIONS], check)


def version2_hello(version, suite, challenge):
    """Returns a ClientHello in the format of SSL 2.0, with its length."""
    specs = b"\x01\x00\x80" + b"\x00" + struct.pack(">H", suite)
    message = struct.pack(">BHHHH", 1, version, len(specs), 0, len(challenge)) + specs + challenge
    return struct.pack(">H", 0x8000 | len(message)) + message


class Version2Hello(harness.TestCase):
    """Hellos made here. The scripted peers of the C++ tests complete such handshakes."""

    RSA_AES = 0x002f

    def answer(self, server, hello):
        with harness.connect(server) as connection:
            connection.settimeout(harness.TIMEOUT)
            connection.sendall(hello)
            connection.shutdown(socket.SHUT_WR)
            received = b""
            while piece := connection.recv(65536):
                received += piece
            return received

    def test_is_answered_with_a_server_hello(self):
        for number, version in ((0x0301, "1.0"), (0x0302, "1.1"), (0x0303, "1.2")):
            options = ["--echo", "--min-version", version, "--cipher-list", "AES128-SHA", "--version2-hello"]
            with our_server(*options) as server:
                answer = self.answer(server, version2_hello(number, self.RSA_AES, bytes(range(1, 33))))
                self.assertEqual(answer[:3], b"\x16" + struct.pack(">H", number))
                self.assertEqual(answer[5], 2)  # ServerHello
                self.assertEqual(answer[9:11], struct.pack(">H", number))

    def test_of_ssl_gets_protocol_version(self):
        with our_server("--echo", "--min-version", "1.0", "--cipher-list", "AES128-SHA", "--version2-hello") as server:
            for number in (0x0002, 0x0300):
                answer = self.answer(server, version2_hello(number, self.RSA_AES, bytes(32)))
                self.assertEqual(answer[0], 21)
                self.assertEqual(answer[5:7], b"\x02\x46")

    def test_is_refused_by_default(self):
        with our_server("--echo", "--min-version", "1.0", "--cipher-list", "AES128-SHA") as server:
            answer = self.answer(server, version2_hello(0x0301, self.RSA_AES, bytes(32)))
            self.assertEqual(answer[0], 21)


if __name__ == "__main__":
    harness.skip_without("openssl", "gnutls-cli", "gnutls-serv")
    harness.main()
