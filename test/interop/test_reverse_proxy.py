"""The example reverse proxy: half-closed connections, limits, certificate reload under load, shutdown."""

import concurrent.futures
import contextlib
import os
import shutil
import signal
import socket
import ssl
import threading
import unittest

import harness
from harness import example, example_server


class Backend:
    """A TCP server in Python. Calls `serve(connection)` in a thread per connection."""

    def __init__(self, serve):
        self.serve = serve
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = concurrent.futures.ThreadPoolExecutor(max_workers=64)
        self.acceptor = threading.Thread(target=self._accept)

    def __enter__(self):
        self.acceptor.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.acceptor.join(harness.TIMEOUT)
        self.listener.close()
        self.threads.shutdown()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.settimeout(harness.TIMEOUT)
                self.threads.submit(self._serve, connection)

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection:
            self.serve(connection)


def read_all(connection):
    return b"".join(iter(lambda: connection.recv(65536), b""))


def echo(connection):
    while data := connection.recv(65536):
        connection.sendall(data)


class Proxy:
    """The proxy, with a certificate that can be replaced."""

    def __init__(self, directory, backend, *options):
        self.certificate, self.key = os.path.join(directory, "cert.pem"), os.path.join(directory, "key.pem")
        self.install("p256")
        self.process = harness.start_server(
            [example("reverse_proxy"), "--listen", "127.0.0.1:0", "--cert", self.certificate, "--key", self.key,
             "--backend", f"127.0.0.1:{backend.port}", "--metrics", *options])
        self.port = self.process.port

    def install(self, name):
        """Replaces the certificate and key files. The proxy reloads them on SIGHUP."""
        for target, source in ((self.certificate, f"{name}.pem"), (self.key, f"{name}.key")):
            shutil.copy(harness.pki(source), target + ".new")
            os.replace(target + ".new", target)

    def signal(self, number, message):
        """Sends a signal, and waits until the proxy has printed the message once more than before."""
        before = self.process.text.count(message)
        self.process.child.send_signal(number)
        harness.wait_until(lambda: self.process.text.count(message) > before, f"no message: {self.process.text}")

    def renew(self, name):
        self.install(name)
        self.signal(signal.SIGHUP, "reloaded certificate and key")

    def connect(self, timeout=harness.TIMEOUT):
        context = ssl.create_default_context(cafile=harness.ROOT)
        transport = socket.create_connection(("127.0.0.1", self.port), timeout)
        return context.wrap_socket(transport, server_hostname="localhost")


@contextlib.contextmanager
def proxy_for(backend, *options):
    with harness.temporary_directory() as directory:
        proxy = Proxy(directory, backend, *options)
        with proxy.process:
            yield proxy


def subject(stream):
    return dict(field[0] for field in stream.getpeercert()["subject"])["commonName"]


def echoes(stream, data=b"hello"):
    """Returns whether the backend still echoes through the proxy."""
    stream.sendall(data)
    received = b""
    while len(received) < len(data):
        piece = stream.recv(65536)
        if not piece:
            return False
        received += piece
    return received == data


class Forwarding(harness.TestCase):
    def test_forwards_pages_of_a_plain_backend(self):
        with example_server("server_flex", "rsa") as backend, proxy_for(backend) as proxy:
            result = harness.curl(proxy, "/page", "--data", "a body", "--verbose")
            self.assert_succeeded(result)
            self.assertIn(b"You asked for /page over plain TCP", result.output)
            self.assert_says(result, "subject: CN=p256")

    def test_forwards_pages_of_a_tls_backend(self):
        options = ["--backend-ca", harness.ROOT, "--backend-name", "localhost"]
        with example_server("https_server", "rsa") as backend, proxy_for(backend, *options) as proxy:
            result = harness.curl(proxy, "/page")
            self.assert_succeeded(result)
            self.assertIn(b"You asked for /page over TLSv1.3", result.output)

    def test_refuses_a_backend_with_another_name(self):
        options = ["--backend-ca", harness.ROOT, "--backend-name", "localhost"]
        with example_server("https_server", "other_name") as backend, proxy_for(backend, *options) as proxy:
            self.assert_failed(harness.curl(proxy, "/page"))
            proxy.process.wait_for("certificate verify failed")

    def test_half_closed_client_receives_the_response(self):
        def answer_at_the_end(connection):
            connection.sendall(harness.sha256(read_all(connection)).encode())

        data = harness.pattern_bytes(3_000_000)
        with Backend(answer_at_the_end) as backend, proxy_for(backend) as proxy:
            result = harness.our_client(proxy, stdin=data)
            self.assert_succeeded(result)
            self.assertEqual(result.output.decode(), harness.sha256(data))
            proxy.process.wait_for("^[^ ]+: 3000000 bytes to the backend, 64 to the client, .*, closed cleanly$")

    def test_half_closed_backend_receives_the_request(self):
        received = []

        def greet_and_listen(connection):
            connection.sendall(b"welcome")
            connection.shutdown(socket.SHUT_WR)
            received.append(read_all(connection))

        with Backend(greet_and_listen) as backend, proxy_for(backend) as proxy:
            with proxy.connect() as stream:
                self.assertEqual(read_all(stream), b"welcome")
                stream.sendall(b"thank you")
                stream.unwrap()
            harness.wait_until(lambda: received, "the backend did not receive the end")
            self.assertEqual(received, [b"thank you"])

    def test_truncated_connection_resets_the_backend(self):
        ends = []

        def listen(connection):
            try:
                ends.append(read_all(connection))
            except ConnectionResetError:
                ends.append("reset")

        with Backend(listen) as backend, proxy_for(backend) as proxy:
            stream = proxy.connect()
            stream.sendall(b"half of what there was to s")
            stream.shutdown(socket.SHUT_WR)  # without close_notify; closing with unread tickets would reset instead
            harness.wait_until(lambda: ends, "the backend did not see the end")
            self.assertEqual(ends, ["reset"])
            proxy.process.wait_for("stream truncated")


class Limits(harness.TestCase):
    def test_connections_above_the_limit_wait(self):
        with Backend(echo) as backend, proxy_for(backend, "--max-connections", "2") as proxy, \
                concurrent.futures.ThreadPoolExecutor() as pool:
            first, second = proxy.connect(), proxy.connect()
            third = pool.submit(proxy.connect)
            self.assertTrue(echoes(first) and echoes(second))
            with self.assertRaises(concurrent.futures.TimeoutError):
                third.result(timeout=0.3)
            first.close()
            with second, third.result(harness.TIMEOUT) as stream:
                self.assertTrue(echoes(stream))

    def test_idle_connections_end(self):
        with Backend(echo) as backend, proxy_for(backend, "--idle", "3") as proxy:
            with proxy.connect() as stream:
                self.assertTrue(echoes(stream))
                with contextlib.suppress(OSError):
                    self.assertEqual(stream.recv(1), b"")
            proxy.process.wait_for("idle timeout")
            with socket.create_connection(("127.0.0.1", proxy.port), harness.TIMEOUT) as silent:
                self.assertEqual(read_all(silent), b"")


class CertificateReload(harness.TestCase):
    def test_applies_to_new_connections_only(self):
        with Backend(echo) as backend, proxy_for(backend) as proxy, proxy.connect() as old:
            self.assertEqual(subject(old), "p256")
            proxy.renew("rsa")
            with proxy.connect() as new:
                self.assertEqual(subject(new), "rsa")
                self.assertTrue(echoes(old) and echoes(new))

    def test_keeps_the_old_certificate_on_failure(self):
        with Backend(echo) as backend, proxy_for(backend) as proxy:
            shutil.copy(harness.pki("rsa.key"), proxy.key)
            proxy.signal(signal.SIGHUP, "cannot reload certificate and key")
            os.remove(proxy.certificate)
            proxy.signal(signal.SIGHUP, "cannot reload certificate and key")
            with proxy.connect() as stream:
                self.assertEqual(subject(stream), "p256")

    def test_loses_no_request_under_load(self):
        connections, requests = 300, 4
        with example_server("server_flex", "rsa") as backend, proxy_for(backend, "--threads", "2") as proxy:
            command = [harness.LOAD, "localhost", str(proxy.port), harness.ROOT, str(connections), str(requests)]
            with harness.Process(command) as load:
                rounds = 0
                while not load.ended or rounds < 5:
                    for name in ("rsa", "ed25519", "p384"):
                        proxy.renew(name)
                        self.assert_succeeded(harness.curl(proxy, "/"))
                    rounds += 1
                load.wait_for(f"^{connections} connections, {connections * requests} answers, 0 failures$",
                              5 * harness.TIMEOUT)
                self.assertEqual(load.wait(), 0, load.text)
            with proxy.connect() as stream:
                self.assertEqual(subject(stream), "p384")


class Shutdown(harness.TestCase):
    def test_waits_for_connections_and_accepts_no_new_ones(self):
        with Backend(echo) as backend, proxy_for(backend) as proxy:
            with proxy.connect() as stream:
                self.assertTrue(echoes(stream))
                proxy.signal(signal.SIGTERM, "shutting down")
                harness.wait_until(lambda: not harness.is_listening(proxy.port), "the proxy still listens")
                self.assertTrue(echoes(stream))
                stream.unwrap()
            self.assertEqual(proxy.process.wait(), 0)
            self.assertNotIn("closing the remaining connections", proxy.process.text)

    def test_closes_remaining_connections_after_the_drain_time(self):
        with Backend(echo) as backend, proxy_for(backend, "--drain", "1") as proxy, proxy.connect() as stream:
            self.assertTrue(echoes(stream))
            proxy.signal(signal.SIGTERM, "shutting down")
            self.assertEqual(proxy.process.wait(), 0)
            self.assertIn("closing the remaining connections", proxy.process.text)


if __name__ == "__main__":
    harness.skip_without("openssl", "curl")
    harness.main()
