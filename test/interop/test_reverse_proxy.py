"""The TLS reverse proxy of the examples: half-closed connections, limits, new certificates under load, its end."""

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
    """A TCP server in Python: `serve(connection)` in a thread for each connection."""

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
        self.acceptor.join(harness.PATIENCE)
        self.listener.close()
        self.threads.shutdown()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                connection.settimeout(harness.PATIENCE)
                self.threads.submit(self._converse, connection)

    def _converse(self, connection):
        with contextlib.suppress(OSError), connection:
            self.serve(connection)


def read_all(connection):
    return b"".join(iter(lambda: connection.recv(65536), b""))


def echo(connection):
    while said := connection.recv(65536):
        connection.sendall(said)


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
        """Has the files hold another certificate and key; the proxy knows when it is told."""
        for target, source in ((self.certificate, f"{name}.pem"), (self.key, f"{name}.key")):
            shutil.copy(harness.pki(source), target + ".new")
            os.replace(target + ".new", target)

    def signal(self, number, answer):
        """Sends a signal, and waits until the proxy has answered one time more."""
        said = self.process.text.count(answer)
        self.process.child.send_signal(number)
        harness.wait_until(lambda: self.process.text.count(answer) > said, f"no answer: {self.process.text}")

    def renew(self, name):
        self.install(name)
        self.signal(signal.SIGHUP, "reloaded certificate and key")

    def connect(self, patience=harness.PATIENCE):
        context = ssl.create_default_context(cafile=harness.ROOT)
        transport = socket.create_connection(("127.0.0.1", self.port), patience)
        return context.wrap_socket(transport, server_hostname="localhost")


@contextlib.contextmanager
def proxy_before(backend, *options):
    with harness.temporary_directory() as directory:
        proxy = Proxy(directory, backend, *options)
        with proxy.process:
            yield proxy


def subject(stream):
    return dict(field[0] for field in stream.getpeercert()["subject"])["commonName"]


def ask(stream, words=b"hello"):
    """Whether the echo behind the proxy still answers."""
    stream.sendall(words)
    heard = b""
    while len(heard) < len(words):
        piece = stream.recv(65536)
        if not piece:
            return False
        heard += piece
    return heard == words


class Relaying(harness.TestCase):
    def test_pages_come_through_from_a_plain_backend(self):
        with example_server("server_flex", "rsa") as backend, proxy_before(backend) as proxy:
            result = harness.curl(proxy, "/page", "--data", "a body", "--verbose")
            self.assert_succeeded(result)
            self.assertIn(b"You asked for /page over plain TCP", result.output)
            self.assert_says(result, "subject: CN=p256")

    def test_pages_come_through_from_a_backend_with_tls(self):
        options = ["--backend-ca", harness.ROOT, "--backend-name", "localhost"]
        with example_server("https_server", "rsa") as backend, proxy_before(backend, *options) as proxy:
            result = harness.curl(proxy, "/page")
            self.assert_succeeded(result)
            self.assertIn(b"You asked for /page over TLSv1.3", result.output)

    def test_a_backend_with_another_name_is_not_talked_to(self):
        options = ["--backend-ca", harness.ROOT, "--backend-name", "localhost"]
        with example_server("https_server", "other_name") as backend, proxy_before(backend, *options) as proxy:
            self.assert_failed(harness.curl(proxy, "/page"))
            proxy.process.wait_for("certificate verify failed")

    def test_a_client_that_has_said_all_still_hears_the_answer(self):
        def answer_at_the_end(connection):
            connection.sendall(harness.sha256(read_all(connection)).encode())

        said = harness.pattern_bytes(3_000_000)
        with Backend(answer_at_the_end) as backend, proxy_before(backend) as proxy:
            result = harness.our_client(proxy, stdin=said)
            self.assert_succeeded(result)
            self.assertEqual(result.output.decode(), harness.sha256(said))
            proxy.process.wait_for("^[^ ]+: 3000000 bytes to the backend, 64 to the client, .*, closed cleanly$")

    def test_a_backend_that_has_said_all_still_hears_the_client(self):
        heard = []

        def greet_and_listen(connection):
            connection.sendall(b"welcome")
            connection.shutdown(socket.SHUT_WR)
            heard.append(read_all(connection))

        with Backend(greet_and_listen) as backend, proxy_before(backend) as proxy:
            with proxy.connect() as stream:
                self.assertEqual(read_all(stream), b"welcome")
                stream.sendall(b"thank you")
                stream.unwrap()
            harness.wait_until(lambda: heard, "the backend never heard the end")
            self.assertEqual(heard, [b"thank you"])

    def test_a_connection_that_was_cut_is_not_taken_for_one_that_has_ended(self):
        ends = []

        def listen(connection):
            try:
                ends.append(read_all(connection))
            except ConnectionResetError:
                ends.append("reset")

        with Backend(listen) as backend, proxy_before(backend) as proxy:
            stream = proxy.connect()
            stream.sendall(b"half of what there was to s")
            stream.close()  # without close_notify
            harness.wait_until(lambda: ends, "the backend never heard the end")
            self.assertEqual(ends, ["reset"])
            proxy.process.wait_for("stream truncated")


class Limits(harness.TestCase):
    def test_connections_above_the_limit_wait(self):
        with Backend(echo) as backend, proxy_before(backend, "--max-connections", "2") as proxy, \
                concurrent.futures.ThreadPoolExecutor() as pool:
            first, second = proxy.connect(), proxy.connect()
            third = pool.submit(proxy.connect)
            self.assertTrue(ask(first) and ask(second))
            with self.assertRaises(concurrent.futures.TimeoutError):
                third.result(timeout=0.3)
            first.close()
            with second, third.result(harness.PATIENCE) as stream:
                self.assertTrue(ask(stream))

    def test_idle_connections_end(self):
        with Backend(echo) as backend, proxy_before(backend, "--idle", "3") as proxy:
            with proxy.connect() as stream:
                self.assertTrue(ask(stream))
                with contextlib.suppress(OSError):
                    self.assertEqual(stream.recv(1), b"")
            proxy.process.wait_for("idle timeout")
            with socket.create_connection(("127.0.0.1", proxy.port), harness.PATIENCE) as silent:
                self.assertEqual(read_all(silent), b"")


class NewCertificates(harness.TestCase):
    def test_are_for_new_connections_and_old_ones_go_on(self):
        with Backend(echo) as backend, proxy_before(backend) as proxy, proxy.connect() as old:
            self.assertEqual(subject(old), "p256")
            proxy.renew("rsa")
            with proxy.connect() as new:
                self.assertEqual(subject(new), "rsa")
                self.assertTrue(ask(old) and ask(new))

    def test_that_do_not_load_change_nothing(self):
        with Backend(echo) as backend, proxy_before(backend) as proxy:
            shutil.copy(harness.pki("rsa.key"), proxy.key)
            proxy.signal(signal.SIGHUP, "cannot reload certificate and key")
            os.remove(proxy.certificate)
            proxy.signal(signal.SIGHUP, "cannot reload certificate and key")
            with proxy.connect() as stream:
                self.assertEqual(subject(stream), "p256")

    def test_come_under_load_without_one_request_lost(self):
        connections, requests = 300, 4
        with example_server("server_flex", "rsa") as backend, proxy_before(backend, "--threads", "2") as proxy:
            command = [harness.LOAD, "localhost", str(proxy.port), harness.ROOT, str(connections), str(requests)]
            with harness.Process(command) as load:
                rounds = 0
                while not load.ended or rounds < 5:
                    for name in ("rsa", "ed25519", "p384"):
                        proxy.renew(name)
                        self.assert_succeeded(harness.curl(proxy, "/"))
                    rounds += 1
                load.wait_for(f"^{connections} connections, {connections * requests} answers, 0 failures$",
                              5 * harness.PATIENCE)
                self.assertEqual(load.wait(), 0, load.text)
            with proxy.connect() as stream:
                self.assertEqual(subject(stream), "p384")


class TheEnd(harness.TestCase):
    def test_waits_for_connections_and_takes_no_new_ones(self):
        with Backend(echo) as backend, proxy_before(backend) as proxy:
            with proxy.connect() as stream:
                self.assertTrue(ask(stream))
                proxy.signal(signal.SIGTERM, "shutting down")
                harness.wait_until(lambda: not harness.is_listening(proxy.port), "it goes on listening")
                self.assertTrue(ask(stream))
                stream.unwrap()
            self.assertEqual(proxy.process.wait(), 0)
            self.assertNotIn("are cut", proxy.process.text)

    def test_comes_at_last_for_those_that_do_not_end(self):
        with Backend(echo) as backend, proxy_before(backend, "--drain", "1") as proxy, proxy.connect() as stream:
            self.assertTrue(ask(stream))
            proxy.signal(signal.SIGTERM, "shutting down")
            self.assertEqual(proxy.process.wait(), 0)
            self.assertIn("are cut", proxy.process.text)


if __name__ == "__main__":
    harness.skip_without("openssl", "curl")
    harness.main()
