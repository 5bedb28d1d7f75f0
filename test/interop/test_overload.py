"""The servers in examples/ when descriptors run out, and after garbage: they go on serving, without busy waiting."""

import contextlib
import http.client
import os
import random
import resource
import socket
import struct
import time
import unittest

import harness
import websocket
from harness import connect, connect_tls, example, our_identity

DESCRIPTORS = 24
CLIENTS = 40
SECONDS = 0.5  # of the CPU time measurement
ALLOWED_LOAD = 0.1  # CPU time per wall clock time
GARBAGE = [
    b"", b"\n", b"GET / HTTP/1.1\r\n\r\n", bytes(1000), b"\x16\x03\x01\x40\x00" + bytes(16384),
    b"\x16\x03\x01\x02\x00\x01\x00", b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", b"\x15\x03\x03\x00\x02\x02\x28",
    b"\x80\x2e\x01\x03\x00" + bytes(range(43)), random.Random(21).randbytes(3000),
]


class HttpClient:
    def __init__(self, stream):
        self.connection = http.client.HTTPConnection("localhost")
        self.connection.sock = stream

    def request(self):
        self.connection.request("GET", "/page")
        response = self.connection.getresponse()
        assert response.status == 200 and response.read(), response.status


class EchoClient:
    def __init__(self, stream):
        self.stream = stream

    def request(self):
        self.stream.sendall(b"hello\n")
        assert self.stream.recv(6) == b"hello\n"


class WebSocketClient:
    def __init__(self, stream):
        self.messages = websocket.WebSocket(stream, is_client=True).open("localhost")

    def request(self):
        self.messages.send(b"hello")
        assert self.messages.receive() == (websocket.TEXT, b"hello")


def short_example(name):
    return [example(name), "0", harness.pki("p256.pem"), harness.pki("p256.key")]


def tls_server(mode):
    return [harness.TLS_SERVER, "--port", "0", mode, *our_identity("p256")]


SERVERS = [
    (short_example("echo_server"), EchoClient),
    (short_example("https_server"), HttpClient),
    (short_example("https_server_sync"), HttpClient),
    (short_example("https_server_async"), HttpClient),
    (short_example("server_flex"), HttpClient),
    (short_example("server_flex"), WebSocketClient),
    (short_example("websocket_server_sync"), WebSocketClient),
    (short_example("websocket_server_async"), WebSocketClient),
    (short_example("websocket_server_coro"), WebSocketClient),
    (tls_server("--www"), HttpClient),
    (tls_server("--echo"), EchoClient),
]


def open_descriptors(server):
    return len(os.listdir(f"/proc/{server.child.pid}/fd"))


def cpu_seconds(server):
    with open(f"/proc/{server.child.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime and stime


class Overload(harness.TestCase):
    def for_each_server(self, check):
        def check_server(command, client):
            with harness.start_server(command) as server:
                check(server, client)
                self.assertIsNone(server.child.poll(), server.text)

        def check_proxy():
            with harness.start_server(short_example("server_flex")) as backend:
                check_server([example("reverse_proxy"), "--listen", "127.0.0.1:0", *our_identity("p256"), "--backend",
                              backend.address], HttpClient)

        self.for_each([*((check_server, *server) for server in SERVERS), (check_proxy,)],
                      lambda function, *arguments: function(*arguments))

    def check_descriptors(self, server, client):
        resource.prlimit(server.child.pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
        with connect_tls(server) as stream, contextlib.ExitStack() as connections:
            open_client = client(stream)
            open_client.request()
            for _ in range(CLIENTS):
                connections.enter_context(connect(server))
            server.wait_for("(?i)accept.*: too many open files")
            before = cpu_seconds(server)
            time.sleep(SECONDS)
            self.assertLess(cpu_seconds(server) - before, ALLOWED_LOAD * SECONDS, server.text)
            self.assertIsNone(server.child.poll(), server.text)
            open_client.request()
        with connect_tls(server) as stream:
            client(stream).request()

    def test_servers_wait_when_descriptors_run_out(self):
        self.for_each_server(self.check_descriptors)

    def check_garbage(self, server, client):
        with connect_tls(server) as stream:
            client(stream).request()
            descriptors = open_descriptors(server)
        for i in range(200):
            with contextlib.suppress(OSError), connect(server) as connection:
                if i % 3 == 0:  # close with a reset
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.sendall(GARBAGE[i % len(GARBAGE)])
        with connect_tls(server) as stream:
            client(stream).request()
        harness.wait_until(lambda: open_descriptors(server) <= descriptors, f"connections stay open: {server.text}")

    def test_servers_survive_garbage(self):
        self.for_each_server(self.check_garbage)


if __name__ == "__main__":
    harness.main()
