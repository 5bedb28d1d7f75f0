"""TLS 1.2 and 1.3 with nginx, NSS, Botan, Java and Go, in both directions. Skips those that are not installed."""

import os
import re
import shutil
import unittest

import harness
from harness import Server, openssl_identity, our_client, our_server, page_request, pki, run

HERE = os.path.dirname(os.path.abspath(__file__))
PASSWORD = "interop"
CREDENTIALS = ("rsa", "p256", "p384")
VERSIONS = (("1.2", "TLSv1.2"), ("1.3", "TLSv1.3"))


def needs(*programs):
    missing = [program for program in programs if shutil.which(program) is None]
    return unittest.skipIf(missing, f"not installed: {', '.join(missing)}")


class Peers(harness.FolderTestCase):
    """Base class with the common checks."""

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(text)
        return self.path(name)

    def succeed(self, command, stdin=b""):
        result = run(command, stdin)
        self.assert_succeeded(result)
        return result

    def pkcs12(self, name):
        """Writes a credential of the test PKI as PKCS#12, encrypted with PASSWORD."""
        path = self.path(f"{name}.p12")
        identity = openssl_identity(name)
        self.succeed(["openssl", "pkcs12", "-export", "-in", identity[1], "-inkey", identity[3], "-out", path,
                      "-name", name, "-passout", f"pass:{PASSWORD}"])
        return path

    def assert_we_get_a_page(self, server, label, *options):
        result = our_client(server, "--get", "/", *options)
        self.assert_succeeded(result)
        self.assert_says(result, f"^version: {label}$", "^server verification: ok$")
        return result

    def assert_we_resume(self, server, label, *options):
        """Gets a page twice. Returns the second result."""
        with harness.temporary_directory() as directory:
            session = os.path.join(directory, "session")
            first = self.assert_we_get_a_page(server, label, "--session-out", session, *options)
            self.assert_says(first, "^session reused: no$")
            second = self.assert_we_get_a_page(server, label, "--session-in", session, *options)
            self.assert_says(second, "^session reused: yes$")
            return second

    def assert_were_resumed(self, result, connections):
        """Checks the pages of tls_server that a peer got: all connections but the first one resumed a session."""
        self.assert_succeeded(result)
        self.assertEqual(re.findall("^session reused: (.*?)\r?$", result.text, re.MULTILINE),
                         ["no"] + ["yes"] * (connections - 1), str(result))


@needs("nginx")
class Nginx(Peers):
    def start(self, credential, protocols, sessions=""):
        def command(port):
            return ["nginx", "-e", "stderr", "-p", self.folder, "-c", self.write("nginx.conf", f"""
                daemon off; master_process off; pid {self.folder}/pid; error_log stderr;
                events {{}}
                http {{
                    access_log off;
                    client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
                    fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
                    scgi_temp_path {self.folder}/scgi;
                    server {{
                        listen 127.0.0.1:{port} ssl;
                        ssl_certificate {os.path.abspath(pki(credential))}.pem;
                        ssl_certificate_key {os.path.abspath(pki(credential))}.key;
                        ssl_protocols {protocols};
                        {sessions}
                        location / {{ return 200 "nginx: $ssl_protocol $ssl_cipher $ssl_session_reused\\n"; }}
                    }}
                }}""")]

        return harness.server_on_reserved_port(command)

    def test_serves_our_client(self):
        for credential in CREDENTIALS:
            for _, label in VERSIONS:
                with self.subTest(credential=credential, version=label), self.start(credential, label) as server:
                    self.assert_says(self.assert_we_get_a_page(server, label), f"^nginx: {label} ")

    def test_negotiates_the_newest_common_version(self):
        with self.start("rsa", "TLSv1.2 TLSv1.3") as server:
            self.assert_we_get_a_page(server, "TLSv1.3")
            self.assert_we_get_a_page(server, "TLSv1.2", "--max-version", "1.2")

    def test_resumes_our_sessions(self):
        tickets, cache = "ssl_session_tickets on;", "ssl_session_cache shared:sessions:1m; ssl_session_tickets off;"
        for sessions in (tickets, cache):
            for _, label in VERSIONS:
                with self.subTest(sessions=sessions, version=label), self.start("rsa", label, sessions) as server:
                    self.assert_says(self.assert_we_resume(server, label), f"^nginx: {label} .* r$")


class NssPeers(Peers):
    """Base class with tstclnt and selfserv."""

    def setUp(self):
        super().setUp()
        self.request = self.write("request", page_request().decode())

    def database(self, *credentials):
        """Makes a certificate database with our authorities and these credentials. It has an empty password."""
        database = f"sql:{self.folder}"
        self.succeed(["certutil", "-N", "-d", database, "--empty-password"])
        for name, trust in (("root", "CT,,"), ("intermediate", ",,")):
            source = harness.ROOT if name == "root" else pki("intermediate.crt")
            self.succeed(["certutil", "-A", "-d", database, "-n", name, "-t", trust, "-i", source])
        for name in credentials:
            self.succeed(["pk12util", "-d", database, "-i", self.pkcs12(name), "-W", PASSWORD])
        return database

    def client_command(self, server, database, version, *options):
        return ["tstclnt", "-h", "localhost", "-a", "localhost", "-4", "-p", str(server.port), "-d", database, "-V",
                f"tls{version}:tls{version}", *options]

    def get_page(self, server, database, version, *options):
        return run(self.client_command(server, database, version, "-A", self.request, *options))

    def start(self, database, version, *options):
        return harness.server_on_reserved_port(
            lambda port: ["selfserv", "-d", database, "-p", str(port), "-V", f"tls{version}:tls{version}", *options])


@needs("tstclnt", "selfserv", "certutil", "pk12util", "openssl")
class Nss(NssPeers):
    def test_connects_to_our_server(self):
        database = self.database()

        def check(credential, version, label):
            with our_server("--www", credentials=[credential]) as server, \
                    harness.Process(self.client_command(server, database, version)) as client:
                client.send(page_request())
                client.wait_for("^HTTP/1.1 200")
                client.wait_for(f"^version: {label}")

        self.for_each([(name, *version) for name in CREDENTIALS for version in VERSIONS], check, at_a_time=2)

    def test_serves_our_client(self):
        database = self.database(*CREDENTIALS)
        for credential in CREDENTIALS:
            for version, label in VERSIONS:
                with self.subTest(credential=credential, version=label), \
                        self.start(database, version, "-n", credential, "-H", "1") as server:
                    self.assert_we_get_a_page(server, label)

    def test_sessions_with_our_server(self):
        database = self.database()

        def check(tickets, version):
            with our_server("--www") as server:
                self.assert_were_resumed(self.get_page(server, database, version, "-G", "-L", "3", *tickets), 3)

        self.for_each([(tickets, version) for tickets in ([], ["-u"]) for version, _ in VERSIONS], check, at_a_time=2)

    def test_sessions_with_our_client(self):
        database = self.database("rsa")
        for tickets in ([], ["-u"]):
            for version, label in VERSIONS:
                with self.subTest(tickets=tickets, version=label), \
                        self.start(database, version, "-n", "rsa", "-G", *tickets) as server:
                    if version == "1.3" and not tickets:
                        self.assert_we_get_a_page(server, label)
                    else:
                        self.assert_we_resume(server, label)

    def test_connects_with_pre_shared_key(self):
        # NSS fails if it gets a second ticket without a certificate. selfserv ignores its key, also with tstclnt.
        key, identity = "00112233445566778899aabbccddeeff" * 2, "client-1"
        with our_server("--www", "--tickets", "1", "--psk", key, "--psk-identity", identity, credentials=()) as server:
            result = self.get_page(server, self.database(), "1.3", "-z", f"0x{key}:{identity}")
            self.assert_succeeded(result)
            self.assert_says(result, f"^pre-shared key: {identity}\r?$")


@needs("botan")
class Botan(Peers):
    """Botan 2, which does not support TLS 1.3."""

    def test_connects_to_our_server(self):
        def check(credential):
            with our_server("--www", credentials=[credential]) as server:
                # The client does not wait for a response after the end of its input, and buffers its output until then.
                result = run(["botan", "tls_client", "localhost", f"--port={server.port}", "--tls1.2",
                              f"--trusted-cas={harness.ROOT}", "--skip-system-cert-store"], page_request())
                self.assert_succeeded(result)
                self.assert_says(result, "^Certificate validation status: Verified$", "^Handshake complete, TLS v1.2")

        self.for_each([(name,) for name in CREDENTIALS], check, at_a_time=2)

    def test_serves_our_client(self):
        for credential in CREDENTIALS:
            def command(port):
                return ["botan", "tls_server", pki(f"{credential}.pem"), pki(f"{credential}.key"), f"--port={port}"]

            with self.subTest(credential=credential), \
                    harness.server_on_reserved_port(command, reuses_address=False) as server:
                with harness.Process([harness.TLS_CLIENT, f"localhost:{server.port}", "--ca", harness.ROOT]) as client:
                    client.send(b"comes back\n")
                    client.wait_for("^comes back$")
                server.wait_for(r"TLS v1\.2")


class JavaPeers(Peers):
    """Base class with a compiled peer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directory = harness.temporary_directory()
        folder = directory.__enter__()
        cls.addClassCleanup(directory.__exit__, None, None, None)
        result = harness.run(["javac", "-d", folder, os.path.join(HERE, "peers", "Peer.java")], timeout=600)
        if result.status != 0:
            raise AssertionError(str(result))
        # Short runs: the optimizing compiler would cost more time than it saves.
        cls.command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", folder, "Peer"]

    def roots(self):
        path = self.path("roots.p12")
        self.succeed(["keytool", "-importcert", "-noprompt", "-alias", "root", "-file", harness.ROOT, "-keystore", path,
                      "-storetype", "PKCS12", "-storepass", PASSWORD])
        return path


@needs("java", "javac", "openssl", "keytool")
class Java(JavaPeers):
    def test_connects_to_our_server(self):
        roots = self.roots()

        def check(credential, label):
            with our_server("--www", credentials=[credential]) as server:
                result = run([*self.command, "client", str(server.port), roots, PASSWORD, label])
                self.assert_succeeded(result)
                self.assert_says(result, f"^java: {label} ", f"^version: {label}")

        self.for_each([(name, label) for name in CREDENTIALS for _, label in VERSIONS], check, at_a_time=2)

    def test_serves_our_client(self):
        for credential in CREDENTIALS:
            identity = self.pkcs12(credential)
            for _, label in VERSIONS:
                with self.subTest(credential=credential, version=label), \
                        Server([*self.command, "server", identity, PASSWORD, label]).wait_for_port(
                            r"^listening on .*:(\d+)$") as server:
                    self.assert_says(self.assert_we_get_a_page(server, label), f"^java: {label} ")

    def test_sessions_with_our_server(self):
        roots = self.roots()

        def check(_, label):
            with our_server("--www") as server:
                result = run([*self.command, "client", str(server.port), roots, PASSWORD, label, "3"])
                self.assert_were_resumed(result, 3)

        self.for_each(VERSIONS, check, at_a_time=2)

    def test_sessions_with_our_client(self):
        identity = self.pkcs12("rsa")
        for _, label in VERSIONS:
            with self.subTest(version=label), Server(
                    [*self.command, "server", identity, PASSWORD, label]).wait_for_port(
                        r"^listening on .*:(\d+)$") as server:
                self.assert_we_resume(server, label)


@needs("go")
class Go(Peers):
    NUMBERS = {"1.2": "303", "1.3": "304"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directory = harness.temporary_directory()
        folder = directory.__enter__()
        cls.addClassCleanup(directory.__exit__, None, None, None)
        cls.peer = harness.build_go_peer("go", folder)

    def test_connects_to_our_server(self):
        def check(credential, version, label):
            with our_server("--www", credentials=[credential]) as server:
                result = run([self.peer, "client", str(server.port), harness.ROOT, version])
                self.assert_succeeded(result)
                self.assert_says(result, f"^go: {self.NUMBERS[version]} ", f"^version: {label}")

        self.for_each([(name, *version) for name in CREDENTIALS for version in VERSIONS], check)

    def test_serves_our_client(self):
        def check(credential, version, label):
            command = [self.peer, "server", pki(f"{credential}.pem"), pki(f"{credential}.key"), version]
            with Server(command).wait_for_port(r"^listening on .*:(\d+)$") as server:
                self.assert_says(self.assert_we_get_a_page(server, label), f"^go: {self.NUMBERS[version]} ")

        self.for_each([(name, *version) for name in CREDENTIALS for version in VERSIONS], check)

    def supports_extended_master_secret(self):
        minor = re.search(r"go1\.(\d+)", self.succeed(["go", "version"]).text).group(1)
        return int(minor) >= 21

    def test_sessions_with_our_server(self):
        for version, label in VERSIONS:
            with self.subTest(version=label), our_server("--www") as server:
                result = run([self.peer, "client", str(server.port), harness.ROOT, version, "3"])
                if version == "1.3" or self.supports_extended_master_secret():
                    self.assert_were_resumed(result, 3)
                    self.assertEqual(result.text.count(", resumed"), 2, str(result))
                else:
                    self.assertEqual(result.text.count("session reused: no"), 3, str(result))

    def test_sessions_with_our_client(self):
        for version, label in VERSIONS:
            command = [self.peer, "server", pki("rsa.pem"), pki("rsa.key"), version]
            with self.subTest(version=label), Server(command).wait_for_port(r"^listening on .*:(\d+)$") as server:
                if version == "1.3" or self.supports_extended_master_secret():
                    self.assert_says(self.assert_we_resume(server, label), "^go: .*, resumed$")
                else:
                    result = self.assert_we_get_a_page(server, label, "--session-out", self.path("session"))
                    self.assert_says(result, "the server has sent no session")


if __name__ == "__main__":
    harness.main()
