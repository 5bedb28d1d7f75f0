"""The HTTP answers of tls_server --www to clients that are not browsers: line ends, long headers, bad requests."""

import contextlib
import re
import socket
import ssl
import unittest

import harness
from harness import our_server


@contextlib.contextmanager
def connect(server, version=ssl.TLSVersion.TLSv1_3):
    context = ssl.create_default_context(cafile=harness.ROOT)
    context.minimum_version = context.maximum_version = version
    transport = socket.create_connection(("127.0.0.1", server.port), harness.TIMEOUT)
    # An end of the connection without close_notify raises SSLEOFError.
    with context.wrap_socket(transport, server_hostname="localhost", suppress_ragged_eofs=False) as stream:
        yield stream


def read_to_close_notify(stream):
    return b"".join(iter(lambda: stream.recv(65536), b""))


def send_and_close_write(server, data):
    """Sends data and close_notify, and returns the answer up to the server's close_notify."""
    context = ssl.create_default_context(cafile=harness.ROOT)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", server.port), harness.TIMEOUT) as transport:

        def receive():
            transport.sendall(outgoing.read())
            received = transport.recv(65536)
            if received:
                incoming.write(received)
            else:
                incoming.write_eof()

        def run(operation, *arguments):
            while True:
                try:
                    return operation(*arguments)
                except ssl.SSLWantReadError:
                    receive()

        run(tls.do_handshake)
        if data:
            tls.write(data)
        with contextlib.suppress(ssl.SSLWantReadError):
            tls.unwrap()  # sends close_notify; nothing has arrived yet
        answer = b""
        with contextlib.suppress(ssl.SSLZeroReturnError):  # the server's close_notify
            while True:
                answer += run(tls.read, 65536)
        return answer


def statuses(answers):
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d+) ", answers)]


class Www(harness.TestCase):
    def get(self, server, *pieces, version=ssl.TLSVersion.TLSv1_3):
        """Sends each of the pieces in a record, and returns the answers up to close_notify."""
        with connect(server, version) as stream:
            for piece in pieces:
                stream.sendall(piece)
            return read_to_close_notify(stream)

    def check_request(self, server, *pieces, count=1, says=b"request body: 0 bytes"):
        answers = self.get(server, *pieces)
        self.assertEqual(statuses(answers), [200] * count, answers)
        self.assertIn(says, answers)

    def check_bad_request(self, server, *pieces, statuses_before=()):
        answers = self.get(server, *pieces)
        self.assertEqual(statuses(answers), [*statuses_before, 400], answers)
        self.assertRegex(answers, rb"(?i)\r\nconnection: close\r\n(.*\r\n)*\r\nbad request: .+\n$")

    def test_lines_may_end_in_lf_alone(self):
        with our_server("--www") as server:
            for request in (b"GET / HTTP/1.0\n\n",
                            b"GET / HTTP/1.0\n\r\n",
                            b"GET / HTTP/1.0\r\n\n",
                            b"\r\n\nGET / HTTP/1.0\n\n",
                            b"GET / HTTP/1.0\nHost: localhost\nAccept: */*\n\n",
                            b"GET / HTTP/1.1\nHost: localhost\r\nConnection: close\n\n"):
                with self.subTest(request):
                    self.check_request(server, request)
                    self.check_request(server, *(bytes([byte]) for byte in request))

    def test_lf_in_tls12(self):
        with our_server("--www") as server:
            answer = self.get(server, b"GET / HTTP/1.0\n\n", version=ssl.TLSVersion.TLSv1_2)
            self.assertIn(b"version: TLSv1.2\n", answer)

    def test_lf_from_openssl(self):
        with our_server("--www") as server:
            for version in ("-tls1_2", "-tls1_3"):
                result = harness.openssl_client(server, version, stdin=b"GET / HTTP/1.0\n\n")
                self.assert_succeeded(result)
                self.assert_says(result, "^HTTP/1.0 200 OK")

    def test_body_after_lf(self):
        with our_server("--www") as server:
            body = b"a\nb\r\n\n\nc"  # is not changed
            post = b"POST / HTTP/1.0\nContent-Length: 8\n\n"
            says = f"request body: 8 bytes, SHA-256 {harness.sha256(body)}\n".encode()
            self.check_request(server, post + body, says=says)
            self.check_request(server, post, body, says=says)
            self.check_request(server, b"POST / HTTP/1.1\nConnection: close\nTransfer-Encoding: chunked\n\n"
                                       b"8\r\n" + body + b"\r\n0\r\n\r\n", says=says)

    def test_several_requests_in_one_record(self):
        with our_server("--www") as server:
            post = b"POST / HTTP/1.1\nContent-Length: 2\n\n\n\n"
            self.check_request(server, b"GET / HTTP/1.1\n\n" + post + post + b"\nGET / HTTP/1.0\n\n", count=4,
                               says=b"request body: 2 bytes")

    def test_header_lines_of_16_kib(self):
        with our_server("--www") as server:
            for end in (b"\n", b"\r\n"):
                line = b"X: " + b"x" * (16384 - 3 - len(end)) + end
                for lines in (line, 3 * line, line + b"Y: y" + end):
                    self.check_request(server, b"GET / HTTP/1.0" + end + lines + end)
                target = b"/" + b"x" * (16384 - len(b"GET / HTTP/1.0") - len(end))
                self.check_request(server, b"GET " + target + b" HTTP/1.0" + end + end)

    def test_bad_requests(self):
        requests = [
            b"hello\n", b"hello\n\n", b"\0\1\2\3", b"\x80" * 100, b"GET /\n\n", b"GET / HTTP/1.0 \n\n",
            b"GET / HTTP/3.0\n\n", b"GET / FTP/1.0\n\n", b"GET  / HTTP/1.0\n\n", b" GET / HTTP/1.0\n\n",
            b"GET / HTTP/1.0\r\r\n\n",
            b"GET / HTTP/1.0\nno colon\n\n", b"GET / HTTP/1.0\n: no name\n\n", b"GET / HTTP/1.0\nA\0: b\n\n",
            b"GET / HTTP/1.0\nA: b\0\n\n", b"GET / HTTP/1.0\nA: b\rC: d\n\n",
            b"POST / HTTP/1.1\nContent-Length: x\n\n", b"POST / HTTP/1.1\nContent-Length: -1\n\n",
            b"POST / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n",
            b"POST / HTTP/1.1\nContent-Length: 99999999999999999999\n\n",
            b"POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nx\r\n",
            b"POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\r\nabc\r\n",
        ]
        with our_server("--www") as server:
            for request in requests:
                with self.subTest(request):
                    self.check_bad_request(server, request)
            self.check_bad_request(server, b"GET / HTTP/1.1\n\nhello\n\n", statuses_before=[200])
            server.wait_for("bad request: bad method")
            self.check_request(server, b"GET / HTTP/1.0\n\n")

    def test_headers_without_end(self):
        with our_server("--www") as server:
            for request in (b"x" * 1_000_000, b"GET /" + b"x" * 1_000_000, b"GET / HTTP/1.0\nA: " + b"x" * 1_000_000,
                            b"GET / HTTP/1.0\n" + b"A: b\n" * 200_000):
                with self.subTest(request[:30]):
                    self.check_bad_request(server, request)

    def test_requests_cut_short_by_close_notify(self):
        with our_server("--www") as server:
            for request in (b"GET / HTTP/1.0", b"GET / HTTP/1.0\nA: b\n", b"POST / HTTP/1.0\nContent-Length: 5\n\nabc"):
                with self.subTest(request):
                    answer = send_and_close_write(server, request)
                    self.assertEqual(statuses(answer), [400], answer)
            self.assertEqual(send_and_close_write(server, b""), b"")
            self.assertEqual(statuses(send_and_close_write(server, b"GET / HTTP/1.1\n\n")), [200])

    def test_exit_status_with_once(self):
        for request, status in ((b"GET / HTTP/1.0\n\n", 0), (b"hello\n\n", 1)):
            with harness.Process([harness.TLS_SERVER, "--port", "0", "--www", "--once", *harness.our_identity("rsa")]) \
                    as server:
                server.port = int(server.wait_for(r"^listening on .*:(\d+)$").group(1))
                self.get(server, request)
                self.assertEqual(server.wait(), status, server.text)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
