#!/usr/bin/env python3
"""Tests the output and the exit status of tls_verify.

usage: tls_verify_test.py TLS_VERIFY MAKE_CERTIFICATE
"""

import datetime
import os
import subprocess
import sys
import tempfile
import unittest

TLS_VERIFY, MAKE_CERTIFICATE = sys.argv[1:3]
GOOD, REFUSED, WRONG = 0, 1, 2


def run(*arguments):
    done = subprocess.run([TLS_VERIFY, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stdout + done.stderr


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.pki = cls.directory.name
        for name in ("one.example", "other.example"):
            subprocess.run([MAKE_CERTIFICATE, os.path.join(cls.pki, name), name, "127.0.0.1"], check=True)
        cls.one, cls.other = (os.path.join(cls.pki, name, "cert.pem") for name in ("one.example", "other.example"))

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def test_accepts_valid_chain_and_prints_its_path(self):
        status, text = run("--roots", self.one, "--host", "one.example", self.one)
        self.assertEqual(status, GOOD, text)
        self.assertIn("accepted\n0: CN=one.example", text)

    def test_rejects_untrusted_certificate_and_prints_the_rule(self):
        status, text = run("--roots", self.other, self.one)
        self.assertEqual(status, REFUSED, text)
        self.assertIn("refused: certificate of CN=one.example is self-signed and not trusted", text)
        self.assertIn("at depth 0", text)

    def test_checks_host_name_and_ip_address(self):
        self.assertEqual(run("--roots", self.one, "--host", "other.example", self.one)[0], REFUSED)
        self.assertEqual(run("--roots", self.one, "--host", "127.0.0.1", self.one)[0], GOOD)
        self.assertEqual(run("--roots", self.one, "--host", "127.0.0.2", self.one)[0], REFUSED)

    def test_verifies_at_given_time(self):
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
        for time in (tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"), tomorrow.strftime("%Y-%m-%d %H:%M:%S.5+00:00")):
            self.assertEqual(run("--roots", self.one, "--time", time, self.one)[0], GOOD, time)
        status, text = run("--roots", self.one, "--time", "2001-01-01", self.one)
        self.assertEqual(status, REFUSED)
        self.assertIn("is not valid before", text)

    def test_web_profile_rejects_self_signed_certificate(self):
        status, text = run("--roots", self.one, "--profile", "web", self.one)
        self.assertEqual(status, REFUSED)
        self.assertIn("rule: ", text)

    def test_required_revocation_accepts_path_of_only_the_anchor(self):
        # The path is the anchor alone, which is not checked for revocation.
        self.assertEqual(run("--roots", self.one, "--revocation", "required", self.one)[0], GOOD)

    def test_reports_wrong_command_line(self):
        for arguments in (
            [],
            [self.one],
            ["--roots", self.one],
            ["--roots", self.one, "--profile", "none", self.one],
            ["--roots", self.one, "--time", "yesterday", self.one],
            ["--roots", self.one, "--time", "2026-13-01", self.one],
            ["--roots", self.one, "--no-such-option", self.one],
            ["--roots", os.path.join(self.pki, "absent.pem"), self.one],
            ["--limbo", os.path.join(self.pki, "absent.json")],
            ["--limbo", self.one],
        ):
            status, text = run(*arguments)
            self.assertEqual(status, WRONG, (arguments, text))
            self.assertTrue(text.startswith("tls_verify: "), text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
