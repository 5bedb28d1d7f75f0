"""sslscan and testssl.sh find no weakness in a server with default settings."""

import json
import os
import shutil
import unittest

import harness
from harness import our_server, run

# Ignored findings: deficits of the scanner itself, and of the test certificate, which has no revocation URIs and is
# valid for one month.
IGNORED = ("engine_problem", "cert", "OCSP_stapling", "DNS_CAArecord", "HSTS", "security_headers")
SUITES = {
    "TLSv1.3": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
    "TLSv1.2": [f"ECDHE-{key}-{cipher}" for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
                for key in ("ECDSA", "RSA")],
}


class Scanners(harness.TestCase):
    @unittest.skipUnless(shutil.which("sslscan"), "sslscan is not installed")
    def test_sslscan(self):
        with our_server("--www", credentials=["rsa", "p256"]) as server:
            result = run(["sslscan", "--no-colour", server.address])
        self.assert_succeeded(result)
        self.assert_says(result, "^TLSv1.3 +enabled$", "^TLSv1.2 +enabled$", "^Server supports TLS Fallback SCSV$",
                         "^Session renegotiation not supported$", "^TLSv1.2 not vulnerable to heartbleed$",
                         "^TLSv1.3 not vulnerable to heartbleed$",
                         *(f"^{version} +disabled$" for version in ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1")))
        for version, expected in SUITES.items():
            lines = [line.split() for line in result.text.splitlines()]
            found = [words[4] for words in lines if words[:1] in (["Preferred"], ["Accepted"]) and words[1] == version]
            self.assertEqual(found, expected, str(result))

    @unittest.skipUnless(shutil.which("testssl"), "testssl.sh is not installed")
    def test_testssl(self):
        with harness.temporary_directory() as folder, our_server("--www", credentials=["rsa", "p256"]) as server:
            findings_file = os.path.join(folder, "findings.json")
            # Protocols, cipher categories, forward secrecy, and all vulnerabilities.
            result = run(["testssl", "--color", "0", "--quiet", "--ip", "one", "--warnings", "batch", "-p", "-s", "-f", "-U",
                          "--jsonfile", findings_file, server.address], timeout=900)
            with open(findings_file, encoding="utf-8") as file:
                findings = {finding["id"]: finding for finding in json.load(file)}
        weak = [finding for name, finding in findings.items()
                if finding["severity"] not in ("OK", "INFO", "LOW") and not name.startswith(IGNORED)]
        self.assertEqual(weak, [], str(result))
        for name in ("TLS1_2", "TLS1_3", "heartbleed", "CCS", "ROBOT", "secure_renego", "secure_client_renego", "CRIME_TLS",
                     "POODLE_SSL", "SWEET32", "FREAK", "LOGJAM", "BEAST", "LUCKY13"):
            self.assertIn(name, findings, str(result))


if __name__ == "__main__":
    harness.main()
