"""A client and a server of TLS 1.0 (draft-ietf-tls-protocol-03, RFC 2246) and TLS 1.1 (RFC 4346). They offer and accept
one suite, check everything that the other side proves, and verify no certificate paths."""

import hashlib
import os
import struct

from .keys import DhKey, Refused, RsaKey, make_rsa_key, read_public_key, to_bytes
from .records import (ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, CLOSE_NOTIFY, HANDSHAKE, Records, make_protections,
                      prf)

CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST = 1, 2, 11, 12, 13
SERVER_HELLO_DONE, CERTIFICATE_VERIFY, CLIENT_KEY_EXCHANGE, FINISHED = 14, 15, 16, 20
SECURE_RENEGOTIATION = 0x00ff  # the suite number that means an empty renegotiation_info (RFC 5746)
RENEGOTIATION_INFO = struct.pack(">HHB", 0xff01, 1, 0)


def vector(length_bytes, content):
    return len(content).to_bytes(length_bytes, "big") + content


class Reader:
    """Takes a message apart."""

    def __init__(self, data):
        self.data = data

    def take(self, count):
        if count > len(self.data):
            raise Refused("a message is too short")
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def vector(self, length_bytes):
        return self.take(self.number(length_bytes))

    def end(self):
        if self.data:
            raise Refused("a message is too long")


class Peer:
    """The common parts of both sides. `version` and `suite` are the only ones negotiated."""

    def __init__(self, socket, version, suite, credential=None):
        self.records = Records(socket, version)
        self.version, self.suite, self.credential = version, suite, credential
        self.transcript = self.received = b""
        self.client_random = self.server_random = self.master = None
        self.peer_chain = []  # the peer's certificates
        self.peer_key = None  # of the first

    # Messages

    def send_message(self, kind, body=b""):
        message = bytes([kind]) + vector(3, body)
        self.transcript += message
        self.records.send(HANDSHAKE, message)

    def receive_bytes(self, count):
        while len(self.received) < count:
            content_type, content = self.records.receive()
            if content_type != HANDSHAKE:
                raise Refused(f"a record of type {content_type} instead of a handshake message")
            self.received += content
        taken, self.received = self.received[:count], self.received[count:]
        return taken

    def receive_message(self, *kinds):
        """Returns the type, which must be one of `kinds`, and a Reader of the body."""
        header = self.receive_bytes(4)
        if header[0] not in kinds:
            raise Refused(f"message {header[0]} instead of {kinds}")
        body = self.receive_bytes(int.from_bytes(header[1:], "big"))
        self.transcript += header + body
        return header[0], Reader(body)

    def transcript_hashes(self):
        return hashlib.md5(self.transcript).digest() + hashlib.sha1(self.transcript).digest()

    def send_certificates(self, chain):
        self.send_message(CERTIFICATE, vector(3, b"".join(vector(3, certificate) for certificate in chain)))

    def read_certificates(self, reader):
        """Section 7.4.2."""
        entries = Reader(reader.vector(3))
        reader.end()
        while entries.data:
            self.peer_chain.append(entries.vector(3))
        if self.peer_chain:
            self.peer_key = read_public_key(self.peer_chain[0])

    # Keys

    def derive(self, premaster):
        """Section 8.1."""
        self.master = prf(premaster, b"master secret", self.client_random + self.server_random, 48)

    def protections(self, client_encrypts):
        return make_protections(self.version, self.suite, self.master, self.client_random, self.server_random,
                                client_encrypts)

    def verify_data(self, label):
        return prf(self.master, label, self.transcript_hashes(), 12)

    def send_finished(self, label, protection):
        """Sections 7.1 and 7.4.9."""
        self.records.send(CHANGE_CIPHER_SPEC, b"\x01")
        self.records.sends = protection
        self.send_message(FINISHED, self.verify_data(label))

    def receive_finished(self, label, protection):
        if self.received or self.records.receive() != (CHANGE_CIPHER_SPEC, b"\x01"):
            raise Refused("no ChangeCipherSpec")
        self.records.receives = protection
        expected = self.verify_data(label)
        _, reader = self.receive_message(FINISHED)
        if reader.data != expected:
            raise Refused("wrong Finished")

    def parameters_hashes(self, parameters):
        """Section 7.4.3: the hashes that a ServerKeyExchange signs."""
        signed = self.client_random + self.server_random + parameters
        return hashlib.md5(signed).digest() + hashlib.sha1(signed).digest()

    # Data

    def send(self, data):
        self.records.send(APPLICATION_DATA, data)

    def receive_until(self, end):
        """Returns application data that ends with `end`."""
        data = b""
        while not data.endswith(end):
            content_type, content = self.records.receive()
            if content_type != APPLICATION_DATA:
                raise Refused(f"a record of type {content_type} instead of application data after {data!r}")
            data += content
        return data

    def close(self):
        """Section 7.2.1: sends close_notify, and waits for the other side's."""
        self.records.send(ALERT, CLOSE_NOTIFY)
        while not self.records.close_notify_received:
            content_type, content = self.records.receive()
            if content_type == APPLICATION_DATA and content:
                raise Refused("application data instead of close_notify")


class Client(Peer):
    """With `version2`, the hello has the format of appendix E.1."""

    def __init__(self, socket, version, suite, credential=None, version2=False):
        super().__init__(socket, version, suite, credential)
        self.version2 = version2
        self.requested = None    # certificate types, if the server asked for a certificate
        self.parameters = None   # the server's Diffie-Hellman value
        self.temporary = None    # the server's temporary RSA key

    def handshake(self):
        self.send_hello()
        self.receive_hello()
        kind = None
        if self.suite.key_exchange != "DH_anon":
            self.read_certificates(self.receive_message(CERTIFICATE)[1])
        while kind != SERVER_HELLO_DONE:
            kind, reader = self.receive_message(SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST, SERVER_HELLO_DONE)
            if kind == SERVER_KEY_EXCHANGE:
                self.read_key_exchange(reader)
            elif kind == CERTIFICATE_REQUEST:
                self.requested = reader.vector(1)
                reader.vector(2)
            reader.end()
        if self.requested is not None:
            self.send_certificates(self.credential.chain if self.credential else [])
        self.send_key_exchange()
        if self.requested is not None and self.credential and not isinstance(self.credential.key, DhKey):
            signature = self.credential.key.sign(self.transcript_hashes())
            self.send_message(CERTIFICATE_VERIFY, vector(2, signature))
        ours, theirs = self.protections(client_encrypts=True)
        self.send_finished(b"client finished", ours)
        self.receive_finished(b"server finished", theirs)

    def send_hello(self):
        self.client_random = os.urandom(32)
        suites = [self.suite.number, SECURE_RENEGOTIATION]
        if self.version2:
            specs = b"".join(struct.pack(">BH", 0, suite) for suite in suites)
            hello = struct.pack(">BHHHH", CLIENT_HELLO, self.version, len(specs), 0, 32) + specs + self.client_random
            self.transcript += hello
            self.records.socket.sendall(struct.pack(">H", 0x8000 | len(hello)) + hello)
            return
        suites = b"".join(struct.pack(">H", suite) for suite in suites)
        self.send_message(CLIENT_HELLO, struct.pack(">H", self.version) + self.client_random + vector(1, b"") +
                          vector(2, suites) + vector(1, b"\x00"))

    def receive_hello(self):
        _, reader = self.receive_message(SERVER_HELLO)
        version = reader.number(2)
        self.server_random = reader.take(32)
        reader.vector(1)
        if (version, reader.number(2), reader.number(1)) != (self.version, self.suite.number, 0):
            raise Refused("the server chose something that was not offered")
        if reader.data and reader.vector(2) != RENEGOTIATION_INFO:
            raise Refused("an extension that was not offered")
        reader.end()

    def read_key_exchange(self, reader):
        """Section 7.4.3."""
        content = reader.data
        if self.suite.key_exchange == "RSA":
            modulus, exponent = (int.from_bytes(reader.vector(2), "big") for _ in range(2))
            if not self.suite.is_export or modulus.bit_length() > 512:
                raise Refused("a temporary RSA key that is not allowed")
            self.temporary = RsaKey(modulus, exponent)
        elif self.suite.key_exchange in ("DHE_RSA", "DHE_DSS", "DH_anon"):
            self.parameters = DhKey(*(int.from_bytes(reader.vector(2), "big") for _ in range(3)))
            if self.suite.is_export and self.parameters.p.bit_length() > 512:
                raise Refused("a Diffie-Hellman group that is not allowed")
        else:
            raise Refused("ServerKeyExchange in a suite without it")
        parameters = content[:len(content) - len(reader.data)]
        if self.suite.key_exchange != "DH_anon":
            self.peer_key.verify(reader.vector(2), self.parameters_hashes(parameters))

    def send_key_exchange(self):
        """Section 7.4.7."""
        if self.suite.key_exchange == "RSA":
            premaster = struct.pack(">H", self.version) + os.urandom(46)
            self.send_message(CLIENT_KEY_EXCHANGE, vector(2, (self.temporary or self.peer_key).encrypt(premaster)))
            self.derive(premaster)
            return
        other = self.parameters or self.peer_key
        fixed = self.credential and isinstance(self.credential.key, DhKey) and self.requested is not None
        ours = self.credential.key if fixed else DhKey.make(other.p, other.g)
        self.send_message(CLIENT_KEY_EXCHANGE, b"" if fixed else vector(2, to_bytes(ours.y)))
        self.derive(ours.agree(other.y))


class Server(Peer):
    """`request` are the certificate types that it asks the client for, which must then authenticate. `group` (p, g) is
    for suites with temporary Diffie-Hellman keys."""

    def __init__(self, socket, version, suite, credential=None, request=b"", group=None):
        super().__init__(socket, version, suite, credential)
        self.request, self.group = request, group
        self.temporary = None
        self.secure_renegotiation = False

    def handshake(self):
        self.receive_hello()
        self.send_hello()
        if self.credential:
            self.send_certificates(self.credential.chain)
        self.send_key_exchange()
        if self.request:
            self.send_message(CERTIFICATE_REQUEST, vector(1, self.request) + vector(2, b""))
        self.send_message(SERVER_HELLO_DONE)
        if self.request:
            self.read_certificates(self.receive_message(CERTIFICATE)[1])
            if not self.peer_chain:
                raise Refused("the client has no certificate")
        self.receive_key_exchange()
        if self.request and not isinstance(self.peer_key, DhKey):
            hashes = self.transcript_hashes()
            _, reader = self.receive_message(CERTIFICATE_VERIFY)
            if self.peer_key.certificate_type not in self.request:
                raise Refused("a certificate of a type that was not requested")
            self.peer_key.verify(reader.vector(2), hashes)
            reader.end()
        theirs, ours = self.protections(client_encrypts=False)
        self.receive_finished(b"client finished", theirs)
        self.send_finished(b"server finished", ours)

    def receive_hello(self):
        _, reader = self.receive_message(CLIENT_HELLO)
        self.client_version = reader.number(2)
        self.client_random = reader.take(32)
        reader.vector(1)
        suites = reader.vector(2)
        suites = [suites[i:i + 2] for i in range(0, len(suites), 2)]
        if self.client_version < self.version or struct.pack(">H", self.suite.number) not in suites:
            raise Refused("the client does not offer the version and the suite")
        if 0 not in reader.vector(1):
            raise Refused("the client does not offer the null compression")
        self.secure_renegotiation = (struct.pack(">H", SECURE_RENEGOTIATION) in suites or
                                     RENEGOTIATION_INFO in reader.data)

    def send_hello(self):
        self.server_random = os.urandom(32)
        extensions = vector(2, RENEGOTIATION_INFO) if self.secure_renegotiation else b""
        self.send_message(SERVER_HELLO, struct.pack(">H", self.version) + self.server_random + vector(1, b"") +
                          struct.pack(">HB", self.suite.number, 0) + extensions)

    def send_key_exchange(self):
        """Section 7.4.3."""
        if self.suite.key_exchange == "RSA" and self.suite.is_export:
            self.temporary = make_rsa_key(512)
            parameters = (self.temporary.n, self.temporary.e)
        elif self.suite.key_exchange in ("DHE_RSA", "DHE_DSS", "DH_anon"):
            self.temporary = DhKey.make(*self.group)
            parameters = (*self.group, self.temporary.y)
        else:
            return
        content = b"".join(vector(2, to_bytes(number)) for number in parameters)
        if self.suite.key_exchange != "DH_anon":
            content += vector(2, self.credential.key.sign(self.parameters_hashes(content)))
        self.send_message(SERVER_KEY_EXCHANGE, content)

    def receive_key_exchange(self):
        """Section 7.4.7."""
        _, reader = self.receive_message(CLIENT_KEY_EXCHANGE)
        ours = self.temporary or self.credential.key
        if self.suite.key_exchange == "RSA":
            premaster = ours.decrypt(reader.vector(2))
            if len(premaster) != 48 or premaster[:2] != struct.pack(">H", self.client_version):
                raise Refused("wrong premaster secret")
        elif isinstance(self.peer_key, DhKey):
            premaster = ours.agree(self.peer_key.y)  # the implicit value of a fixed key
        else:
            premaster = ours.agree(int.from_bytes(reader.vector(2), "big"))
        reader.end()
        self.derive(premaster)

