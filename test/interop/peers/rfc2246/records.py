"""Records, keys and the PRF of RFC 2246 and, with a sent IV in each record, RFC 4346."""

import hashlib
import hmac
import os
import struct

TLS1_0, TLS1_1 = 0x0301, 0x0302
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
CLOSE_NOTIFY = b"\x01\x00"
MAX_FRAGMENT = 1 << 14


def p_hash(name, secret, seed, length):
    """Section 5."""
    result, a = b"", seed
    while len(result) < length:
        a = hmac.digest(secret, a, name)
        result += hmac.digest(secret, a + seed, name)
    return result[:length]


def prf(secret, label, seed, length):
    """Section 5. The halves of a secret of odd length share a byte."""
    half = (len(secret) + 1) // 2
    md5 = p_hash("md5", secret[:half], label + seed, length)
    sha = p_hash("sha1", secret[len(secret) - half:], label + seed, length)
    return bytes(a ^ b for a, b in zip(md5, sha))


class Protection:
    """One direction's connection state (section 6.1)."""

    def __init__(self, version, suite, mac_key, key, iv, encrypts):
        self.hash, self.mac_key, self.block = suite.hash, mac_key, suite.cipher.block
        self.sent_iv = self.block if version >= TLS1_1 else 0
        self.context = suite.cipher.make(key, iv, encrypts)
        self.sequence = 0

    def mac(self, content_type, version, content):
        """Section 6.2.3.1."""
        header = struct.pack(">QBHH", self.sequence, content_type, version, len(content))
        self.sequence += 1
        return hmac.digest(self.mac_key, header + content, self.hash)

    def seal(self, content_type, version, content):
        content += self.mac(content_type, version, content)
        if self.block:
            # RFC 4346 section 6.2.3.2 (2)(b): a random block before the content becomes, encrypted, the sent IV.
            content = os.urandom(self.sent_iv) + content
            padding = self.block - 1 - len(content) % self.block
            content += bytes([padding]) * (padding + 1)
        return self.context.update(content)

    def open(self, content_type, version, sealed):
        if self.block and len(sealed) % self.block:
            raise ValueError("not a whole number of blocks")
        content = self.context.update(sealed)[self.sent_iv:]
        if self.block:
            padding = content[-1]
            if content[-padding - 1:] != bytes([padding]) * (padding + 1):
                raise ValueError("wrong padding")
            content = content[:-padding - 1]
        length = len(content) - hashlib.new(self.hash).digest_size
        content, mac = content[:length], content[length:]
        if mac != self.mac(content_type, version, content):
            raise ValueError("wrong MAC")
        return content


def make_protections(version, suite, master, client_random, server_random, client_encrypts):
    """Sections 6.3 and 6.3.1. Returns the states of the client's and the server's records."""
    cipher, mac_length = suite.cipher, hashlib.new(suite.hash).digest_size
    # From TLS 1.1 on the key block has no IVs, and there are no export suites (RFC 4346 section 6.3).
    parts = [mac_length, mac_length, cipher.key_material, cipher.key_material, cipher.block, cipher.block]
    block = prf(master, b"key expansion", server_random + client_random, sum(parts))
    pieces = []
    for length in parts:
        pieces.append(block[:length])
        block = block[length:]
    client_mac, server_mac, client_key, server_key, client_iv, server_iv = pieces
    randoms = client_random + server_random
    if suite.is_export:
        client_key = prf(client_key, b"client write key", randoms, cipher.expanded_key)
        server_key = prf(server_key, b"server write key", randoms, cipher.expanded_key)
        ivs = prf(b"", b"IV block", randoms, 2 * cipher.block)
        client_iv, server_iv = ivs[:cipher.block], ivs[cipher.block:]
    return (Protection(version, suite, client_mac, client_key, client_iv, client_encrypts),
            Protection(version, suite, server_mac, server_key, server_iv, not client_encrypts))


class AlertReceived(Exception):
    def __init__(self, alert):
        super().__init__(f"alert {alert[1]} of level {alert[0]}")


class Records:
    """The record layer over a socket."""

    def __init__(self, socket, version):
        self.socket, self.version = socket, version
        self.sends = self.receives = None
        self.close_notify_received = False

    def receive_exactly(self, length):
        result = b""
        while len(result) < length:
            piece = self.socket.recv(length - len(result))
            if not piece:
                raise EOFError("the connection ended without close_notify")
            result += piece
        return result

    def send(self, content_type, content):
        for i in range(0, len(content), MAX_FRAGMENT):
            fragment = content[i:i + MAX_FRAGMENT]
            if self.sends:
                fragment = self.sends.seal(content_type, self.version, fragment)
            self.socket.sendall(struct.pack(">BHH", content_type, self.version, len(fragment)) + fragment)

    def receive(self):
        """Returns the type and the content of the next record. After a close_notify both are None."""
        content_type, version, length = struct.unpack(">BHH", self.receive_exactly(5))
        content = self.receive_exactly(length)
        if self.receives:
            content = self.receives.open(content_type, version, content)
        if content_type != ALERT:
            return content_type, content
        if content != CLOSE_NOTIFY:
            raise AlertReceived(content)
        self.close_notify_received = True
        return None, None
