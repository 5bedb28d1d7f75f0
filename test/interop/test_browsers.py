"""Chromium and Firefox as clients of tls_server, without a window. Their packages, and those libraries that this system
lacks, are downloaded and unpacked, but not installed."""

import base64
import glob
import hashlib
import json
import os
import subprocess

import harness
from harness import our_server, pki

HYBRID = "TLSv1.3 TLS_.* X25519MLKEM768 for localhost"


def environment(folder, home, *libraries):
    """Variables that let an unpacked program find its libraries."""
    folders = [path for pattern in libraries for path in glob.glob(os.path.join(folder, pattern))]
    return {**os.environ, "HOME": home, "LD_LIBRARY_PATH": ":".join(folders)}


def key_digest(name):
    """Returns the digest by which Chromium accepts a certificate: SHA-256 of its SubjectPublicKeyInfo."""
    pem = subprocess.run(["openssl", "x509", "-in", pki(f"{name}.crt"), "-noout", "-pubkey"], capture_output=True,
                         check=True).stdout.decode()
    der = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


class Browsers(harness.FolderTestCase):
    folder_of_browsers = None
    COMMON = ["usr/lib/*-linux-gnu", "usr/lib/*-linux-gnu/pulseaudio"]

    def in_browsers(self, path):
        return os.path.join(self.folder_of_browsers, path)

    def browse(self, command, libraries):
        """Runs a browser. Returns its standard output."""
        try:
            done = subprocess.run(command, env=environment(self.folder_of_browsers, self.folder, *libraries),
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * harness.TIMEOUT, check=False)
        except subprocess.TimeoutExpired as expired:
            self.fail(f"timeout: {' '.join(command)}\n{expired.stderr}")
        self.assertEqual(done.returncode, 0, f"{' '.join(command)}\n{done.stderr.decode(errors='replace')[-4000:]}")
        return done.stdout.decode(errors="replace")

    def test_chromium_negotiates_x25519mlkem768(self):
        chromium = self.in_browsers("usr/lib/chromium/chromium-headless-shell")
        for kind in ("p256", "rsa"):
            with self.subTest(certificate=kind), our_server("--www", credentials=[kind]) as server:
                page = self.browse([chromium, "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.path(kind)}",
                                    f"--ignore-certificate-errors-spki-list={key_digest(kind)}", "--dump-dom",
                                    f"https://localhost:{server.port}/"], self.COMMON)
                for line in ("group: X25519MLKEM768", "hello retry: no", f"server certificate: CN={kind}"):
                    self.assertIn(line, page)
                server.wait_for(HYBRID)

    def test_chromium_without_server_support_negotiates_x25519(self):
        chromium = self.in_browsers("usr/lib/chromium/chromium-headless-shell")
        with our_server("--www", "--groups", "x25519", credentials=["p256"]) as server:
            page = self.browse([chromium, "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.path('profile')}",
                                f"--ignore-certificate-errors-spki-list={key_digest('p256')}", "--dump-dom",
                                f"https://localhost:{server.port}/"], self.COMMON)
            self.assertIn("group: x25519", page)
            self.assertIn("hello retry: no", page)

    def test_firefox_negotiates_x25519mlkem768(self):
        # Firefox has no option for the page's text, so the server's report counts. It requests the page only if it
        # trusts the certificate: the policy installs the root.
        with open(self.in_browsers("usr/share/firefox-esr/distribution/policies.json"), "w", encoding="ascii") as file:
            json.dump({"policies": {"Certificates": {"Install": [os.path.abspath(harness.ROOT)]}}}, file)
        os.mkdir(self.path("profile"))
        for kind in ("p256", "rsa"):
            with self.subTest(certificate=kind), our_server("--www", credentials=[kind]) as server:
                picture = self.path(f"{kind}.png")
                self.browse([self.in_browsers("usr/lib/firefox-esr/firefox-esr"), "--headless", "--no-remote",
                             "--profile", self.path("profile"), "--screenshot", picture,
                             f"https://localhost:{server.port}/"], ["usr/lib/firefox-esr", *self.COMMON])
                self.assertTrue(os.path.exists(picture))
                server.wait_for(HYBRID)
                self.assertNotIn("alert", server.text)


if __name__ == "__main__":
    harness.skip_without("openssl")
    Browsers.folder_of_browsers = harness.debian_packages("browsers", "system", "chromium-headless-shell", "firefox-esr",
                                                          also="missing")
    harness.main()
