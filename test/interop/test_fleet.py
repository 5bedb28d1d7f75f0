"""Servers in several processes that share a file of ticket keys, or Redis."""

import os
import shutil
import socket
import threading
import time
import unittest

import harness
from harness import our_client, our_server

EARLY_DATA = os.environ.get("INTEROP_EARLY_DATA", "interop_early_data")
WITH_REDIS = os.environ.get("INTEROP_REDIS", "OFF") == "ON" and shutil.which("redis-server") is not None
VERSIONS = ("1.2", "1.3")
NEW, REUSED = "^session reused: no\r?$", "^session reused: yes\r?$"
READ_AGAIN = ": read again$"


class Folder(harness.FolderTestCase):
    def write_keys(self, *keys, name="keys"):
        """Replaces the file as a whole, so that no server reads a part. Returns its path."""
        with open(self.path("new"), "wb") as file:
            file.write(b"".join(keys))
        os.rename(self.path("new"), self.path(name))
        return self.path(name)


class TicketKeys(Folder):
    def connect(self, server, version, offered=None):
        """Gets a page, and saves the new session. Returns the result."""
        sessions = ["--session-out", self.path(version)]
        if offered:
            sessions += ["--session-in", self.path(offered)]
        result = our_client(server, "--get", "/", "--max-version", version, *sessions)
        self.assert_succeeded(result)
        return result

    def test_servers_with_one_file_resume_sessions_of_each_other(self):
        keys = self.write_keys(os.urandom(80))
        with our_server("--www", "--ticket-keys", keys) as a, our_server("--www", "--ticket-keys", keys) as b:
            for version in VERSIONS:
                self.assert_says(self.connect(a, version), NEW)
                for server in (b, a, b):
                    self.assert_says(self.connect(server, version, version), REUSED)

    def test_servers_with_other_keys_do_not(self):
        a_keys, b_keys = (self.write_keys(os.urandom(48), name=name) for name in "ab")
        with our_server("--www", "--ticket-keys", a_keys) as a, our_server("--www", "--ticket-keys", b_keys) as b:
            for version in VERSIONS:
                self.assert_says(self.connect(a, version), NEW)
                self.assert_says(self.connect(b, version, version), NEW)

    def test_new_keys_need_no_restart(self):
        first, second = os.urandom(80), os.urandom(80)
        keys = self.write_keys(first)
        with our_server("--www", "--ticket-keys", keys) as a, our_server("--www", "--ticket-keys", keys) as b:
            servers = (a, b)
            for version in VERSIONS:
                self.connect(a, version)
                os.rename(self.path(version), self.path(f"{version}-first"))
            for step, ring in enumerate(((first, second), (second, first)), 1):
                self.write_keys(*ring)
                for server, other in (servers, servers[::-1]):
                    server.child.send_signal(harness.signal.SIGHUP)
                    server.wait_for(f"(?s)({READ_AGAIN}.*){{{step}}}")
                    for version in VERSIONS:
                        self.assert_says(self.connect(server, version, f"{version}-first"), REUSED)
                        self.assert_says(self.connect(other, version, version), REUSED)
            self.write_keys(second)
            b.child.send_signal(harness.signal.SIGHUP)
            b.wait_for(f"(?s)({READ_AGAIN}.*){{3}}")
            for version in VERSIONS:
                self.assert_says(self.connect(b, version, version), REUSED)
                self.assert_says(self.connect(b, version, f"{version}-first"), NEW)

    def test_keys_stay_in_use_if_the_file_is_unusable(self):
        keys = self.write_keys(os.urandom(80))
        with our_server("--www", "--ticket-keys", keys) as server:
            self.connect(server, "1.3")
            self.write_keys(b"short")
            server.child.send_signal(harness.signal.SIGHUP)
            server.wait_for("keys: .*[Ii]nvalid argument")
            self.assert_says(self.connect(server, "1.3", "1.3"), REUSED)


class Recorder:
    """Passes one connection on to a server, and keeps the bytes that the client sends."""

    def __init__(self, server):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.sent = bytearray()
        self.server = harness.connect(server)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        client, _ = self.listener.accept()
        back = threading.Thread(target=self._copy, args=(self.server, client, bytearray()), daemon=True)
        back.start()
        self._copy(client, self.server, self.sent)
        back.join()

    @staticmethod
    def _copy(source, target, record):
        try:
            while piece := source.recv(65536):
                record += piece
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thread.join(harness.TIMEOUT)
        self.listener.close()
        self.server.close()


@unittest.skipUnless(WITH_REDIS, "needs hiredis and redis-server")
class Redis(Folder):
    WINDOW = 3  # seconds in which the record of interop_early_data remembers early data

    def setUp(self):
        super().setUp()
        self.keys = self.write_keys(os.urandom(80))
        redis = harness.Process(["redis-server", "--port", "0", "--unixsocket", self.path("redis"), "--save", "",
                                 "--dir", self.folder])
        self.addCleanup(redis.stop)
        redis.wait_for("[Rr]eady to accept connections")

    def start(self, how):
        return harness.start_server([EARLY_DATA, "server", harness.pki("rsa.pem"), harness.pki("rsa.key"), how,
                                     self.path("redis"), self.keys])

    def send(self, server, *options):
        """Sends a line as early data, if a session of earlier allows it, and another line."""
        with open(self.path("early"), "w", encoding="ascii") as file:
            file.write("early line\n")
        result = our_client(server, "--early-data", self.path("early"), "--session-out", self.path("session"), *options,
                            stdin=b"last line\n")
        self.assert_succeeded(result)
        self.assert_says(result, "^last line$")
        return result

    def check_replays(self, how):
        """Returns whether all took less time than the window of a record."""
        with self.start(how) as a, self.start(how) as b:
            self.send(a)
            for server in (b, a):
                self.assert_says(self.send(server, "--session-in", self.path("session")), "resumed")
            begun = time.monotonic()
            with Recorder(a) as recorder:
                result = self.send(recorder, "--session-in", self.path("session"))
            for server in (b, a, b):
                with harness.connect(server) as replay:
                    replay.sendall(recorder.sent)
                    replay.shutdown(socket.SHUT_WR)
                    while replay.recv(65536):
                        pass
            was_in_time = time.monotonic() - begun < self.WINDOW and "early data accepted" in result.text
            # A server ends one connection before it accepts the next.
            for server, replays in ((a, 1), (b, 2)):
                server.wait_for(f"(?s)(failed: .*){{{replays}}}")
            accepted = sum(server.text.count("early: early line") for server in (a, b))
            if how == "store" or was_in_time:
                self.assertEqual(accepted, completed(a, b), f"{a.text}\n{b.text}")
            return how == "store" or was_in_time

    def test_servers_with_one_store_refuse_replays(self):
        self.check_replays("store")

    def test_servers_with_one_record_refuse_replays(self):
        harness.wait_until(lambda: self.check_replays("record"), "no round was short enough")


def completed(*servers):
    """Returns the number of handshakes with accepted early data. Those of replays cannot complete."""
    return sum(server.text.count("early data accepted") for server in servers)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
