"""Starts, drives and stops the programs of the interoperability tests.

No fixed sleeps: a server is ready when it prints so or when its port is listening, and tests wait until the output
matches a pattern. Every wait has a timeout.
"""

import concurrent.futures
import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

TIMEOUT = float(os.environ.get("INTEROP_TIMEOUT", "60"))
SKIPPED = 77

HERE = os.path.dirname(os.path.abspath(__file__))
PKI = os.environ.get("INTEROP_PKI", "pki")
PACKAGES = os.environ.get("INTEROP_PACKAGES", "build/debian_packages")
EXAMPLES = os.environ.get("INTEROP_EXAMPLES", "build/examples")
LOAD = os.environ.get("INTEROP_LOAD", "interop_load")


def example(name):
    return os.path.join(EXAMPLES, name)


TLS_SERVER = example("tls_server")
TLS_CLIENT = example("tls_client")


def pki(name):
    return os.path.join(PKI, name)


ROOT = pki("root.pem")
STRANGER = pki("stranger.pem")


def skip_everything(reason):
    """Exits with the status that ctest reports as skipped."""
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def skip_without(*programs):
    for program in programs:
        if shutil.which(program) is None:
            skip_everything(f"{program} is not installed")


def debian_packages(name, suite, *packages, also=None):
    """Downloads and unpacks Debian packages, with the option --with-`also`. Returns their folder, or skips all tests."""
    option = [f"--with-{also}"] if also else []
    done = subprocess.run([os.path.join(HERE, "..", "debian_packages"), *option, PACKAGES, name, suite, *packages],
                          capture_output=True, text=True, check=False)
    if done.returncode == SKIPPED:
        skip_everything(done.stderr.strip().removeprefix("skipped: "))
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def build_go_peer(go, folder):
    """Builds peers/peer.go with a Go toolchain. Returns its path in the folder. Go compiles its own packages in the first
    build, and keeps them in the user's cache, if there is one."""
    peer = os.path.join(folder, "peer")
    home = any(os.environ.get(name) for name in ("GOCACHE", "XDG_CACHE_HOME", "HOME"))
    cache = [] if home else [f"GOCACHE={folder}/cache"]
    result = run(["env", *cache, "GO111MODULE=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0", go, "build",
                  "-o", peer, os.path.join(HERE, "peers", "peer.go")], timeout=600)
    if result.status != 0:
        raise AssertionError(str(result))
    return peer


class Result:
    """Command, exit status and output of a finished program."""

    def __init__(self, command, status, output, errors):
        self.command, self.status, self.output, self.errors = command, status, output, errors

    @property
    def text(self):
        return (self.output + b"\n" + self.errors).decode(errors="replace")

    def __str__(self):
        return f"$ {' '.join(self.command)}\nstatus {self.status}\n{self.text[-4000:]}"


def run(command, stdin=b"", timeout=TIMEOUT):
    """Runs a program to its end with the input `stdin`."""
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as expired:
        output = (expired.stdout or b"") + b"\n" + (expired.stderr or b"")
        raise AssertionError(f"timeout: {' '.join(command)}\n{output[-4000:].decode(errors='replace')}") from None
    return Result(command, done.returncode, done.stdout, done.stderr)


class Process:
    """A program that runs concurrently with the test. Collects its output. `with` stops it."""

    def __init__(self, command, cwd=None, errors=subprocess.STDOUT):
        self.command = command
        self.output = bytearray()
        self.changed = threading.Condition()
        self.ended = False
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=errors, cwd=cwd)
        self.reader = threading.Thread(target=self._read_output, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _read_output(self):
        while piece := os.read(self.child.stdout.fileno(), 65536):
            with self.changed:
                self.output += piece
                self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    @property
    def text(self):
        with self.changed:
            return self.output.decode(errors="replace")

    def send(self, data):
        self.child.stdin.write(data)
        self.child.stdin.flush()

    def close_stdin(self):
        self.child.stdin.close()

    def wait_for(self, pattern, timeout=TIMEOUT):
        """Waits until the output matches, and returns the match."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                match = re.search(pattern, self.output.decode(errors="replace"), re.MULTILINE)
                if match:
                    return match
                left = deadline - time.monotonic()
                if self.ended or left <= 0:
                    problem = "ended without output of" if self.ended else "timeout waiting for output of"
                    raise AssertionError(f"{problem} {pattern!r}: {self._report()}")
                self.changed.wait(left)

    def wait(self):
        """Waits for the end and returns the exit status."""
        try:
            status = self.child.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"timeout waiting for the end: {self._report()}") from None
        self.reader.join(TIMEOUT)
        return status

    def stop(self):
        """Terminates the program; kills it after a timeout. Returns the exit status."""
        with contextlib.suppress(OSError):
            self.child.stdin.close()
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(TIMEOUT / 4)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.reader.join(TIMEOUT)
        self.child.stdout.close()
        return self.child.returncode

    def _report(self):
        return f"$ {' '.join(self.command)}\n{self.output[-4000:].decode(errors='replace')}"


class Server(Process):
    """A process that listens on a port."""

    def __init__(self, command, port=None, cwd=None):
        super().__init__(command, cwd)
        self.port = port

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def wait_for_port(self, pattern):
        try:
            self.port = int(self.wait_for(pattern).group(1))
        except AssertionError:
            self.stop()
            raise
        return self


class OurServer(Server):
    """A server of ours. Fails the test unless it exits with 0 or SIGTERM: peers must not crash it, and sanitizers must
    not report errors."""

    def __exit__(self, failure, *_):
        status = self.stop()
        if failure is None and status not in (0, -signal.SIGTERM):
            raise AssertionError(f"exited with status {status}: {self._report()}")


def our_identity(name):
    """Options of tls_server and tls_client for a certificate of the test PKI and its key."""
    return ["--cert", pki(f"{name}.pem"), "--key", pki(f"{name}.key")]


def openssl_identity(name):
    """The same for openssl s_client and s_server."""
    chain = [] if "untrusted" in name else ["-cert_chain", pki("intermediate.crt")]
    return ["-cert", pki(f"{name}.pem"), "-key", pki(f"{name}.key"), *chain]


def gnutls_identity(name):
    """The same for gnutls-cli and gnutls-serv."""
    return ["--x509certfile", pki(f"{name}.pem"), "--x509keyfile", pki(f"{name}.key")]


def our_server(*options, credentials=("rsa",)):
    """Starts tls_server with credentials of the test PKI."""
    identities = [word for name in credentials for word in our_identity(name)]
    return start_server([TLS_SERVER, "--port", "0", *identities, *options])


def start_server(command):
    """Starts a server that prints "listening on HOST:PORT"."""
    return OurServer(command).wait_for_port(r"^listening on .*:(\d+)$")


def example_server(name, credential, *options):
    """Starts an example server with one credential of the test PKI."""
    return start_server([example(name), "0", pki(f"{credential}.pem"), pki(f"{credential}.key"), *options])


def our_client(server, *options, stdin=b"", trust=("--ca", ROOT)):
    """Runs tls_client with a server to its end."""
    return run([TLS_CLIENT, f"localhost:{server.port}", *trust, *options], stdin)


def openssl_server(*options, credential="rsa", cwd=None):
    """Starts openssl s_server with one credential of the test PKI."""
    command = ["openssl", "s_server", "-accept", "127.0.0.1:0", *openssl_identity(credential), *options]
    return Server(command, cwd=cwd).wait_for_port(r"^ACCEPT 127\.0\.0\.1:(\d+)$")


def openssl_client_command(server, *options, trust=ROOT):
    return ["openssl", "s_client", "-connect", server.address, "-CAfile", trust, "-verify_return_error",
            "-verify_hostname", "localhost", "-servername", "localhost", *options]


def openssl_client(server, *options, stdin=b"", trust=ROOT):
    """Runs openssl s_client -quiet with a server to its end."""
    return run(openssl_client_command(server, "-quiet", *options, trust=trust), stdin)


def connect(server):
    """Returns a TCP connection to a server."""
    return socket.create_connection(("127.0.0.1", server.port), TIMEOUT)


@contextlib.contextmanager
def connect_tls(server):
    """Returns a TLS connection to a server whose certificate is for localhost."""
    context = ssl.create_default_context(cafile=ROOT)
    with context.wrap_socket(connect(server), server_hostname="localhost") as stream:
        yield stream


def is_listening(port):
    """Returns whether a socket of this machine listens on the port, without connecting to it."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError), open(table, encoding="ascii") as rows:
            if any(re.match(rf"\s*\d+: [0-9A-F]+:{port:04X} \S+ 0A ", row) for row in rows):
                return True
    return False


def server_on_reserved_port(command_for, cwd=None, reuses_address=True):
    """Starts a server that cannot print its port. A bound socket that does not listen reserves a port for it. A server
    without SO_REUSEADDR gets a port that was free a moment ago. `command_for` returns the command for a port."""
    with socket.socket() as reservation:
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reservation.bind(("127.0.0.1", 0))
        port = reservation.getsockname()[1]
        if not reuses_address:
            reservation.close()
        server = Server(command_for(port), port, cwd)
        try:
            wait_until(lambda: is_listening(port) or server.ended, f"{server.command[0]} does not listen on {port}")
        except AssertionError:
            server.stop()
            raise
    if server.ended:
        raise AssertionError(f"{server.command[0]} ended: {server.text}")
    return server


def gnutls_server(*options, credential="rsa", cwd=None):
    """Starts gnutls-serv with one credential of the test PKI."""
    return server_on_reserved_port(
        lambda port: ["gnutls-serv", "--port", str(port), *gnutls_identity(credential), *options], cwd)


def gnutls_client_command(server, *options, trust=ROOT):
    return ["gnutls-cli", "--x509cafile", trust, "--verify-hostname", "localhost", "--sni-hostname", "localhost",
            "--port", str(server.port), "127.0.0.1", *options]


def gnutls_client(server, *options, stdin=b"", trust=ROOT):
    return run(gnutls_client_command(server, *options, trust=trust), stdin)


def curl(server, path, *options, trust=ROOT, stdin=b""):
    return run(["curl", "--silent", "--show-error", "--cacert", trust, "--max-time", str(int(TIMEOUT)),
                *options, f"https://localhost:{server.port}{path}"], stdin)


def wait_until(condition, message):
    """Polls a condition until it holds."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(message)
        time.sleep(0.01)


def page_request(path="/", close=True):
    connection = "close" if close else "keep-alive"
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n".encode()


def pattern_bytes(count):
    """The response of tls_server to /bytes/COUNT."""
    block = bytes(range(251))
    return (block * (count // 251 + 1))[:count]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def temporary_directory():
    with tempfile.TemporaryDirectory(prefix="interop-") as directory:
        yield directory


class TestCase(unittest.TestCase):
    """Assertions about finished programs, and test tables that run in parallel."""

    longMessage = True

    def assert_succeeded(self, result):
        self.assertEqual(result.status, 0, str(result))

    def assert_failed(self, result):
        self.assertNotEqual(result.status, 0, str(result))
        self.assertGreater(result.status, 0, f"killed by a signal: {result}")

    def assert_says(self, result, *patterns):
        for pattern in patterns:
            self.assertRegex(result.text, re.compile(pattern, re.MULTILINE | re.IGNORECASE), str(result))

    def for_each(self, cases, check, at_a_time=4):
        """Calls check(*case) for all cases, `at_a_time` in parallel. Reports every failure with its case."""
        with concurrent.futures.ThreadPoolExecutor(max_workers=at_a_time) as pool:
            running = [(case, pool.submit(check, *case)) for case in cases]
        for case, outcome in running:
            with self.subTest(case=case):
                outcome.result()


class FolderTestCase(TestCase):
    """Each test has a temporary folder."""

    def setUp(self):
        directory = temporary_directory()
        self.folder = directory.__enter__()
        self.addCleanup(directory.__exit__, None, None, None)

    def path(self, name):
        return os.path.join(self.folder, name)


class CountingResult(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def main():
    """Runs the tests of the program, and says again at the end what was skipped. Exits with the status that ctest
    reports as skipped if no test was left."""
    runner = unittest.TextTestRunner(verbosity=2, resultclass=CountingResult)
    result = unittest.main(module="__main__", testRunner=runner, exit=False).result
    reasons = sorted({reason for _, reason in result.skipped})
    if reasons and result.wasSuccessful() and not result.passed:
        skip_everything("; ".join(reasons))
    for reason in reasons:
        print(f"skipped: {reason}")
    sys.exit(not result.wasSuccessful())
