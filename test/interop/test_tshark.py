"""tshark decrypts a captured session with our key log."""

import os
import re
import socket
import unittest

import harness
from harness import our_client, our_server


def capture_command(port, file):
    return ["tshark", "-i", "lo", "-f", f"tcp port {port}", "-w", file]


class Tshark(harness.TestCase):
    def capture(self, directory, logging_side, *client_options):
        """Captures one session, in which `logging_side` writes the key log. Returns the decrypted session."""
        capture, log = os.path.join(directory, "capture.pcapng"), os.path.join(directory, "keys")
        key_log = ["--keylog", log]
        with our_server("--www", *(key_log if logging_side == "server" else [])) as server:
            with harness.Process(capture_command(server.port, capture)) as tshark:
                tshark.wait_for("Capturing on")
                self.wait_for_capture(tshark, capture, server)
                self.assert_succeeded(our_client(server, "--get", "/the/secret/page", *client_options,
                                                 *(key_log if logging_side == "client" else [])))
                harness.wait_until(lambda: "/the/secret/page" in self.decrypt(capture, log, server.port),
                                   "the session cannot be decrypted")
                return self.decrypt(capture, log, server.port)

    def wait_for_capture(self, tshark, capture, server):
        """tshark prints that it captures a little too early: connects until a packet is in the file."""
        def knocked():
            if tshark.ended:
                raise AssertionError(tshark.text)
            with socket.create_connection(("127.0.0.1", server.port)):
                pass
            return os.path.exists(capture) and os.path.getsize(capture) > 500

        harness.wait_until(knocked, f"nothing is captured: {tshark.text}")

    def decrypt(self, capture, log, port):
        if not os.path.exists(log):
            return ""
        result = harness.run(["tshark", "-r", capture, "-o", f"tls.keylog_file:{log}", "-d", f"tcp.port=={port},tls",
                              "-Y", "http", "-O", "http,data-text-lines"])
        return result.output.decode(errors="replace")

    def test_with_the_log_of_either_side(self):
        for side in ("server", "client"):
            with self.subTest(side=side), harness.temporary_directory() as directory:
                decrypted = self.capture(directory, side)
                self.assertRegex(decrypted, "GET /the/secret/page HTTP/1.1")
                self.assertRegex(decrypted, "cipher suite: TLS_")

    def test_with_key_update_and_hello_retry_request(self):
        with harness.temporary_directory() as directory:
            decrypted = self.capture(directory, "client", "--groups", "secp521r1:x25519", "--key-update")
            self.assertRegex(decrypted, "GET /the/secret/page HTTP/1.1")


def may_capture():
    """Returns whether tshark has the permission to capture on the loopback interface."""
    result = harness.run(["tshark", "-i", "lo", "-a", "duration:0", "-c", "1"])
    return result.status == 0 and not re.search("permission|not permitted", result.text, re.IGNORECASE)


if __name__ == "__main__":
    harness.skip_without("tshark", "openssl")
    if not may_capture():
        harness.skip_everything("tshark has no permission to capture on the loopback interface")
    harness.main()
