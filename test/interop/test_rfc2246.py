"""All suites of draft-ietf-tls-protocol-03 and RFC 2246, in TLS 1.0 and 1.1 and both directions, with an implementation
in Python that shares no code with the library (peers/rfc2246). No packaged program has IDEA, RC2, export suites with
their temporary RSA keys, and fixed Diffie-Hellman keys in certificates of servers and clients."""

import os
import socket
import threading
import unittest

import harness
from harness import run

try:
    from peers.rfc2246 import ciphers, keys, records
    from peers.rfc2246.handshake import Client, Server
except ImportError as missing:
    harness.skip_everything(f"python3-cryptography is not installed: {missing}")

PEER = os.environ.get("INTEROP_PEER", "interop_peer")
OUR_SERVERS_DECRYPT = os.environ.get("INTEROP_RSA_DECRYPTION", "1") == "1"
VERSIONS = {records.TLS1_0: ("1.0", "TLSv1"), records.TLS1_1: ("1.1", "TLSv1.1")}
TYPES = {"client_rsa": keys.RSA_SIGN, "client_dsa": keys.DSS_SIGN, "client_dh_rsa": keys.RSA_FIXED_DH,
         "client_dh_dss": keys.DSS_FIXED_DH, "client_dh_rsa_export": keys.RSA_FIXED_DH,
         "client_dh_dss_export": keys.DSS_FIXED_DH}
# For an export suite too: a line longer than a record.
OUR_LINE, LINE = b"greetings from ours\n", b"greetings " * 2000 + b"from RFC 2246\n"


def all_cases():
    """Each suite in each version that has it (RFC 4346 appendix A.5 removes the export suites)."""
    return [(version, suite) for suite in ciphers.SUITES for version in VERSIONS
            if version == records.TLS1_0 or not suite.is_export]


def one_case_of_each_key_exchange():
    """The last suite of each key exchange in each version, and the export suites' key exchanges."""
    return list({(version, suite.key_exchange, suite.is_export): (version, suite)
                 for version, suite in all_cases()}.values())


def server_credential(suite):
    """The name of the server's credential for a suite; None for suites without one."""
    name = {"RSA": "rsa", "DHE_RSA": "rsa", "DHE_DSS": "dsa", "DH_anon": None, "DH_RSA": "dh_rsa",
            "DH_DSS": "dh_dss"}[suite.key_exchange]
    return f"{name}_export" if suite.is_export and suite.key_exchange in ("DH_RSA", "DH_DSS") else name


def client_credentials(suite):
    """The names of client credentials that can be used with a suite: a fixed key must be in the server's group."""
    if suite.key_exchange == "DH_anon":
        return []
    fixed = server_credential(suite)
    return ["client_rsa", "client_dsa"] + ([f"client_{fixed}"] if fixed.startswith("dh_") else [])


def with_client_credentials():
    return [(version, suite, name) for version, suite in one_case_of_each_key_exchange()
            for name in client_credentials(suite)]


def served_by_us(cases):
    """The cases that our servers support: decryption with RSA needs Nettle."""
    return [case for case in cases if OUR_SERVERS_DECRYPT or case[1].key_exchange != "RSA"]


class Pki:
    """Two authorities, with an RSA and a DSA key, and leaf certificates with keys of all types, made by openssl."""

    def __init__(self, folder):
        self.folder = folder
        self.openssl("dhparam", "-out", self.path("group512"), "512")
        self.openssl("dsaparam", "-out", self.path("dsa.param"), "1024")
        for name in ("root_rsa", "rsa", "client_rsa"):
            self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", self.key(name))
        for name in ("root_dsa", "dsa", "client_dsa"):
            self.openssl("gendsa", "-out", self.key(name), self.path("dsa.param"))
        for name in ("root_rsa", "root_dsa"):
            self.openssl("req", "-x509", "-new", "-key", self.key(name), "-sha256", "-subj", f"/CN={name}",
                         "-days", "2", "-out", self.pem(name))
        for role in ("", "client_"):
            # One form of Diffie-Hellman key for each authority: X9.42 with a subgroup, PKCS #3 with a safe prime.
            self.openssl("genpkey", "-algorithm", "DHX", "-pkeyopt", "dh_rfc5114:2", "-out", self.key(f"{role}dh_rsa"))
            self.openssl("genpkey", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048",
                         "-out", self.key(f"{role}dh_dss"))
            for name in ("dh_rsa_export", "dh_dss_export"):
                self.openssl("genpkey", "-paramfile", self.path("group512"), "-out", self.key(f"{role}{name}"))
            for name in ("rsa", "dsa", "dh_rsa", "dh_dss", "dh_rsa_export", "dh_dss_export"):
                self.issue(f"{role}{name}", "root_dsa" if "dss" in name else "root_rsa")
        with open(self.path("roots.pem"), "w", encoding="ascii") as roots:
            for name in ("root_rsa", "root_dsa"):
                with open(self.pem(name), encoding="ascii") as root:
                    roots.write(root.read())

    def issue(self, name, issuer):
        """Diffie-Hellman keys cannot sign requests, so the issuer's key signs the request."""
        self.openssl("pkey", "-in", self.key(name), "-pubout", "-out", self.path(f"{name}.pub"))
        self.openssl("req", "-new", "-key", self.key(issuer), "-subj", f"/CN={name}", "-out", self.path(f"{name}.csr"))
        self.openssl("x509", "-req", "-in", self.path(f"{name}.csr"), "-force_pubkey", self.path(f"{name}.pub"),
                     "-sha256", "-CA", self.pem(issuer), "-CAkey", self.key(issuer), "-CAcreateserial", "-days", "2",
                     "-out", self.pem(name))

    def openssl(self, *words):
        result = run(["openssl", *words])
        if result.status:
            raise AssertionError(str(result))

    def path(self, name):
        return os.path.join(self.folder, name)

    def key(self, name):
        return self.path(f"{name}.key")

    def pem(self, name):
        return self.path(f"{name}.pem")

    def credential(self, name):
        return name and keys.Credential(self.pem(name), self.key(name))

    def our_options(self, version, suite, name, verifies):
        """The options of our peer, which has the credential `name`."""
        options = [f"version={VERSIONS[version][0]}", f"ciphers={suite.name}", "old=yes", "close=wait",
                   "sigalgs=RSA+SHA256:DSA+SHA256"]
        if name:
            options += [f"cert={self.pem(name)}", f"key={self.key(name)}"]
        return options + ([f"ca={self.path('roots.pem')}"] if verifies else [])


class ServerThread:
    """A Server for one connection. `with` waits for its end, and raises its error."""

    def __init__(self, *arguments, **settings):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(harness.TIMEOUT)
        self.port = self.listener.getsockname()[1]
        self.arguments, self.settings = arguments, settings
        self.error = self.peer = None
        self.thread = threading.Thread(target=self.serve)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, failure, *_):
        self.thread.join()
        self.listener.close()
        if self.error and failure is None:
            raise self.error

    def serve(self):
        try:
            connection, _ = self.listener.accept()
            with connection:
                connection.settimeout(harness.TIMEOUT)
                self.peer = Server(connection, *self.arguments, **self.settings)
                exchange_lines(self.peer)
        except Exception as error:  # for the test's thread
            self.error = error


def exchange_lines(peer):
    peer.handshake()
    if peer.receive_until(b"\n") != OUR_LINE:
        raise AssertionError("another line than ours")
    peer.send(LINE)
    peer.close()


class Suites(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = harness.temporary_directory()
        cls.pki = Pki(directory.__enter__())
        cls.addClassCleanup(directory.__exit__, None, None, None)
        export, strong = cls.pki.credential("dh_rsa_export").key, cls.pki.credential("dh_dss").key
        cls.groups = {True: (export.p, export.g), False: (strong.p, strong.g)}

    def assert_reports(self, text, version, suite, certificate):
        """Checks the report of our peer. It verified the certificate of this name."""
        for line in (f"version: {VERSIONS[version][1]}", f"cipher suite: {suite.name}",
                     f"peer's certificate: {f'CN={certificate}' if certificate else 'none'}",
                     f"verification: {'accepted' if certificate else 'not accepted'}",
                     f"received: {LINE.decode().rstrip()}", "end: End of file"):
            self.assertIn(line, text.splitlines())

    def check_our_client(self, version, suite, name=None):
        """Our client, with or without a credential, and a Server."""
        server_name = server_credential(suite)
        with ServerThread(version, suite, self.pki.credential(server_name), group=self.groups[suite.is_export],
                          request=bytes([TYPES[name]]) if name else b"") as server:
            result = run([PEER, "connect", str(server.port), *self.pki.our_options(version, suite, name, server_name)])
            self.assert_succeeded(result)
        self.assert_reports(result.text, version, suite, server_name)
        self.assertEqual(server.peer.peer_chain, self.pki.credential(name).chain if name else [])

    def check_our_server(self, version, suite, name=None, version2=False):
        """Our server and a Client, with or without a credential."""
        server_name = server_credential(suite)
        ours = harness.start_server([PEER, "accept", *self.pki.our_options(version, suite, server_name, name)])
        with ours:
            with harness.connect(ours) as connection:
                client = Client(connection, version, suite, self.pki.credential(name), version2)
                exchange_lines(client)
            self.assertEqual(ours.wait(), 0, ours.text)
        self.assert_reports(ours.text, version, suite, name)
        self.assertEqual(client.peer_chain, self.pki.credential(server_name).chain if server_name else [])
        if name:
            self.assertIn(TYPES[name], client.requested)

    def test_our_client_negotiates_every_suite(self):
        self.for_each(all_cases(), self.check_our_client)

    def test_our_server_negotiates_every_suite(self):
        self.for_each(served_by_us(all_cases()), self.check_our_server)

    def test_our_client_authenticates(self):
        self.for_each(with_client_credentials(), self.check_our_client)

    def test_our_server_verifies_clients(self):
        self.for_each(served_by_us(with_client_credentials()), self.check_our_server)

    def test_our_server_understands_version2_hello(self):
        self.for_each([(*case, None, True) for case in served_by_us(one_case_of_each_key_exchange())],
                      self.check_our_server)


class Rc2(unittest.TestCase):
    """The peer's own cipher: RFC 2268 section 5, examples whose keys are as effective as they are long."""

    VECTORS = [("ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"),
               ("3000000000000000", "1000000000000001", "30649edf9be7d2c2"),
               ("88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6")]

    def test_vectors(self):
        for words in self.VECTORS:
            key, plaintext, ciphertext = map(bytes.fromhex, words)
            with self.subTest(key=words[0]):
                cipher = ciphers.Rc2Cbc(key, bytes(8), True)
                self.assertEqual(cipher.encrypt_block(plaintext), ciphertext)
                self.assertEqual(cipher.decrypt_block(ciphertext), plaintext)


class Idea(unittest.TestCase):
    def test_published_vector(self):
        cipher = ciphers.IdeaCbc(bytes.fromhex("00010002000300040005000600070008"), bytes(8), True)
        plaintext, ciphertext = bytes.fromhex("0000000100020003"), bytes.fromhex("11fbed2b01986de5")
        self.assertEqual(cipher.encrypt_block(plaintext), ciphertext)
        self.assertEqual(cipher.decrypt_block(ciphertext), plaintext)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
