"""The Beast examples: HTTP and WebSocket over TLS, all clients with all servers, and with curl and Python."""

import contextlib
import socket
import ssl
import threading
import unittest

import harness
import websocket
from harness import connect, example, example_server

HTTPS_SERVERS = ["https_server", "https_server_sync", "https_server_async", "server_flex"]
HTTPS_CLIENTS = ["https_client_sync", "https_client_async", "https_client_coro"]
WEBSOCKET_SERVERS = ["websocket_server_sync", "websocket_server_async", "websocket_server_coro", "server_flex"]
WEBSOCKET_CLIENTS = ["websocket_client_sync", "websocket_client_async", "websocket_client_coro"]
OVER_TLS = rb"over TLSv1\.[23] with TLS_\w+"


@contextlib.contextmanager
def connect_tls(server):
    with harness.connect_tls(server) as stream:
        yield stream
        stream.unwrap()  # close_notify in both directions


def run_client(name, server, argument):
    return harness.run([example(name), "localhost", str(server.port), argument, harness.ROOT])


def echo_through(connection):
    """Opens a WebSocket, checks that the server echoes messages, and closes it."""
    messages = websocket.WebSocket(connection, is_client=True).open("localhost")
    for size in (0, 5, 200, 100_000):
        messages.send(b"x" * size)
        assert messages.receive() == (websocket.TEXT, b"x" * size)
    messages.close()


class PythonWebSocketServer:
    """Serves one client: replies "you said " and the client's message."""

    def __init__(self, credential):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(harness.pki(f"{credential}.pem"), harness.pki(f"{credential}.key"))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(harness.TIMEOUT)
        self.port = self.listener.getsockname()[1]
        self.end = None
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join(harness.TIMEOUT)
        self.listener.close()

    def _serve(self):
        accepted, _ = self.listener.accept()
        accepted.settimeout(harness.TIMEOUT)
        with self.context.wrap_socket(accepted, server_side=True) as stream:
            messages = websocket.WebSocket(stream, is_client=False).accept()
            _, message = messages.receive()
            messages.send(b"you said " + message)
            self.end = messages.receive()
            messages.send(websocket.NORMAL, websocket.CLOSE)
            stream.unwrap()


class Https(harness.TestCase):
    def test_every_client_gets_a_page_from_every_server(self):
        def check(name):
            with example_server(name, "p256") as server:
                for client in HTTPS_CLIENTS:
                    result = run_client(client, server, "/page")
                    self.assert_succeeded(result)
                    self.assertRegex(result.output, rb"^You asked for /page " + OVER_TLS)

        self.for_each([(name,) for name in HTTPS_SERVERS], check)

    def test_curl_gets_several_pages_over_one_connection(self):
        for name in HTTPS_SERVERS:
            with self.subTest(name), example_server(name, "rsa") as server:
                address = f"https://localhost:{server.port}"
                result = harness.curl(server, "/1", "--data", "a body", f"{address}/2", "--write-out",
                                      "connections: %{num_connects}\n")
                self.assert_succeeded(result)
                self.assertEqual(result.output.count(b"a body"), 2, str(result))
                self.assert_says(result, "^You asked for /1", "^You asked for /2", "connections: 0$")

    def test_every_client_gets_a_page_from_openssl(self):
        for client in HTTPS_CLIENTS:
            with self.subTest(client), harness.openssl_server("-tls1_3", "-www") as server:
                result = run_client(client, server, "/")
                self.assert_succeeded(result)
                self.assertIn(b"s_server", result.output)

    def test_client_refuses_an_untrusted_server(self):
        with example_server("https_server_async", "untrusted") as server:
            result = run_client("https_client_async", server, "/")
            self.assertEqual(result.status, 1, str(result))
            self.assert_says(result, "certificate verify failed")

    def test_a_silent_client_does_not_block_other_clients(self):
        for name in HTTPS_SERVERS:
            with self.subTest(name), example_server(name, "p256") as server, connect(server):
                self.assert_succeeded(harness.curl(server, "/"))


class WebSockets(harness.TestCase):
    def test_every_server_echoes_to_every_client(self):
        def check(name):
            with example_server(name, "p256") as server:
                for client in WEBSOCKET_CLIENTS:
                    result = run_client(client, server, "a few words")
                    self.assert_succeeded(result)
                    self.assertEqual(result.output, b"a few words\n")
                self.assertNotIn("connection ended", server.text)

        self.for_each([(name,) for name in WEBSOCKET_SERVERS], check)

    def test_every_server_echoes_to_python_over_openssl(self):
        for name in WEBSOCKET_SERVERS:
            with self.subTest(name), example_server(name, "rsa") as server, connect_tls(server) as stream:
                echo_through(stream)

    def test_every_client_uses_a_python_server_over_openssl(self):
        for client in WEBSOCKET_CLIENTS:
            with self.subTest(client):
                with PythonWebSocketServer("p256") as server:
                    result = run_client(client, server, "hello")
                self.assertEqual(result.output, b"you said hello\n", str(result))
                self.assertEqual(server.end, (websocket.CLOSE, websocket.NORMAL))

    def test_clients_refuse_an_untrusted_server(self):
        with example_server("websocket_server_coro", "untrusted") as server:
            for client in WEBSOCKET_CLIENTS:
                result = run_client(client, server, "hello")
                self.assertEqual(result.status, 1, str(result))
                self.assert_says(result, "certificate verify failed")


class OnePortForAll(harness.TestCase):
    def test_server_flex_detects_tls_and_plain_text(self):
        with example_server("server_flex", "p256") as server:
            plain = harness.run(["curl", "--silent", "--show-error", f"http://localhost:{server.port}/page"])
            self.assert_succeeded(plain)
            self.assertIn(b"You asked for /page over plain TCP", plain.output)
            encrypted = harness.curl(server, "/page")
            self.assert_succeeded(encrypted)
            self.assertRegex(encrypted.output, rb"^You asked for /page " + OVER_TLS)
            with connect(server) as stream:
                echo_through(stream)
            with connect_tls(server) as stream:
                echo_through(stream)


if __name__ == "__main__":
    harness.skip_without("openssl", "curl")
    harness.main()
