"""A minimal WebSocket (RFC 6455) in Python, over a socket or an SSLSocket, to test our examples."""

import base64
import hashlib
import os
import struct

TEXT, CLOSE = 1, 8
NORMAL = struct.pack("!H", 1000)
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def accept_value(key):
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


class WebSocket:
    """A WebSocket client or server. Clients mask their frames (section 5.3)."""

    def __init__(self, connection, is_client):
        self.file = connection.makefile("rwb")
        self.is_client = is_client

    def _header(self):
        lines = []
        while line := self.file.readline().strip().decode():
            lines.append(line)
        fields = dict(line.split(": ", 1) for line in lines[1:])
        return lines[0], {name.lower(): value for name, value in fields.items()}

    def open(self, host):
        """Performs the client's opening handshake."""
        key = base64.b64encode(os.urandom(16)).decode()
        self.file.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.file.flush()
        status, fields = self._header()
        assert status.startswith("HTTP/1.1 101 "), status
        assert fields["sec-websocket-accept"] == accept_value(key), fields
        return self

    def accept(self):
        """Performs the server's opening handshake."""
        _, fields = self._header()
        self.file.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Accept: {accept_value(fields['sec-websocket-key'])}\r\n\r\n".encode())
        self.file.flush()
        return self

    def send(self, data, kind=TEXT):
        length = len(data)
        if length < 126:
            size = bytes([length])
        elif length < 1 << 16:
            size = struct.pack("!BH", 126, length)
        else:
            size = struct.pack("!BQ", 127, length)
        mask = os.urandom(4) if self.is_client else b""
        if mask:
            size = bytes([size[0] | 0x80]) + size[1:]
            data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.file.write(bytes([0x80 | kind]) + size + mask + data)
        self.file.flush()

    def _frame(self):
        first, second = self.file.read(2)
        length = second & 0x7f
        if length == 126:
            length, = struct.unpack("!H", self.file.read(2))
        elif length == 127:
            length, = struct.unpack("!Q", self.file.read(8))
        mask = self.file.read(4) if second & 0x80 else bytes(4)
        assert bool(second & 0x80) != self.is_client, "a client's frame is not masked, or a server's frame is"
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.file.read(length)))
        return first & 0x80, first & 0x0f, data

    def receive(self):
        """Receives a message in one or more fragments. Returns its kind and content."""
        last, kind, data = self._frame()
        while not last:
            last, _, more = self._frame()
            data += more
        return kind, data

    def close(self):
        """Starts the closing handshake, and checks the reply."""
        self.send(NORMAL, CLOSE)
        assert self.receive() == (CLOSE, NORMAL)
