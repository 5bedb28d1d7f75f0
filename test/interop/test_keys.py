"""We read encrypted keys and PKCS#12 files of openssl, Java's keytool and GnuTLS's certtool; openssl reads ours."""

import hashlib
import os
import re
import shutil
import unittest

import harness

KEYS = os.environ.get("INTEROP_KEYS", "interop_keys")
PASSWORD = "p\u00e4ss \U0001f511"
SIMPLE = "changeit"  # for programs that read passwords in the locale's encoding


def call(*command):
    result = harness.run(list(command))
    if result.status:
        raise AssertionError(str(result))
    return result.output


def read(form, path, password=PASSWORD):
    return harness.run([KEYS, form, path, password])


def refused_by_openssl(*command):
    """Returns whether the command fails: some algorithms need an OpenSSL provider that is not installed everywhere."""
    return harness.run(list(command)).status != 0


class Keys(harness.FolderTestCase):
    def make_key(self, kind):
        path = self.path(f"{kind}.key")
        options = {"rsa": ["-algorithm", "RSA"], "ec": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                   "ed25519": ["-algorithm", "ED25519"]}[kind]
        call("openssl", "genpkey", *options, "-out", path)
        return path

    def make_certificate(self, name, key, issuer=None):
        """Makes a certificate for CN=name: self-signed, or signed by `issuer`, a pair of certificate and key files."""
        path = self.path(f"{name}.pem")
        if issuer is None:
            call("openssl", "req", "-x509", "-new", "-key", key, "-subj", f"/CN={name}", "-days", "2", "-out", path)
            return path
        request, extensions = self.path(f"{name}.csr"), self.path("ca.ext")
        with open(extensions, "w", encoding="ascii") as file:
            file.write("basicConstraints=critical,CA:TRUE\n")
        call("openssl", "req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        call("openssl", "x509", "-req", "-in", request, "-CA", issuer[0], "-CAkey", issuer[1], "-CAcreateserial",
             "-days", "2", "-extfile", extensions, "-out", path)
        return path

    def fingerprint(self, certificate):
        return hashlib.sha256(call("openssl", "x509", "-in", certificate, "-outform", "DER")).hexdigest()

    def public(self, key):
        return call("openssl", "pkey", "-in", key, "-pubout", "-outform", "DER").hex()

    def assert_reads(self, form, path, key, password=PASSWORD):
        result = read(form, path, password)
        self.assert_succeeded(result)
        self.assert_says(result, f"^public {self.public(key)}$")
        return result

    def assert_refuses(self, reason, form, path, password=PASSWORD):
        result = read(form, path, password)
        self.assertEqual(result.status, 1, str(result))
        self.assertEqual(result.output.decode().strip(), reason, str(result))


class EncryptedKeys(Keys):
    def check(self, key, form, *options):
        out = self.path("out")
        call("openssl", "pkcs8", "-topk8", "-in", key, "-passout", f"pass:{PASSWORD}", "-out", out, "-outform", form,
             *options)
        self.assert_reads(form.lower(), out, key)
        self.assert_refuses("bad_decrypt", form.lower(), out, "wrong")
        self.assert_refuses("bad_password_read", form.lower(), out, "")

    def test_pkcs8_with_every_key_type(self):
        for kind in ("rsa", "ec", "ed25519"):
            key = self.make_key(kind)
            self.check(key, "PEM")
            self.check(key, "DER")

    def test_pkcs8_with_every_encryption_scheme(self):
        key = self.make_key("ed25519")
        for cipher in ("aes128", "aes192", "aes256", "des3"):
            for prf in ("hmacWithSHA1", "hmacWithSHA224", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512"):
                with self.subTest(cipher=cipher, prf=prf):
                    self.check(key, "PEM", "-v2", cipher, "-v2prf", prf, "-iter", "1000")
        self.check(key, "PEM", "-scrypt")
        self.check(key, "DER", "-scrypt", "-scrypt_N", "32768", "-scrypt_r", "4", "-scrypt_p", "3", "-v2", "aes128")
        self.check(key, "PEM", "-v1", "PBE-SHA1-3DES")

    def test_traditional_pem(self):
        for kind, command in (("rsa", ["openssl", "rsa", "-traditional"]), ("ec", ["openssl", "ec"])):
            key = self.make_key(kind)
            for cipher in ("aes128", "aes192", "aes256", "des3"):
                with self.subTest(kind=kind, cipher=cipher):
                    out = self.path("out.pem")
                    call(*command, f"-{cipher}", "-in", key, "-passout", f"pass:{PASSWORD}", "-out", out)
                    self.assert_reads("pem", out, key)
                    self.assert_refuses("bad_decrypt", "pem", out, "wrong")
                    self.assert_refuses("bad_password_read", "pem", out, "")

    def test_unsupported_encryption_is_refused(self):
        key, out = self.make_key("ec"), self.path("out.pem")
        call("openssl", "pkcs8", "-topk8", "-in", key, "-passout", "pass:x", "-out", out, "-v2", "aria-128-cbc")
        self.assert_refuses("unsupported_encryption", "pem", out, "x")
        call("openssl", "ec", "-aria128", "-in", key, "-passout", "pass:x", "-out", out)
        self.assert_refuses("unsupported_encryption", "pem", out, "x")

    def test_openssl_reads_our_encrypted_keys(self):
        for kind in ("rsa", "ec", "ed25519"):
            key, ours = self.make_key(kind), self.path("ours.pem")
            with open(ours, "wb") as file:
                file.write(call(KEYS, "encrypt", key, PASSWORD))
            public = call("openssl", "pkey", "-in", ours, "-passin", f"pass:{PASSWORD}", "-pubout", "-outform", "DER")
            self.assertEqual(public.hex(), self.public(key))


class Containers(Keys):
    def setUp(self):
        super().setUp()
        self.root_key, self.key = self.make_key("ec"), self.make_key("rsa")
        self.root = self.make_certificate("root", self.root_key)
        self.leaf = self.make_certificate("leaf", self.key, (self.root, self.root_key))

    def export(self, *options, password=PASSWORD):
        out = self.path("out.p12")
        call("openssl", "pkcs12", "-export", "-inkey", self.key, "-in", self.leaf, "-certfile", self.root,
             "-name", "our name", "-passout", f"pass:{password}", "-out", out, *options)
        return out

    def check(self, path, password=PASSWORD, name="our name"):
        result = self.assert_reads("p12", path, self.key, password)
        self.assert_says(result, "^key RSA$", f"^name {name}$", f"^chain {self.fingerprint(self.leaf)}$",
                         f"^other {self.fingerprint(self.root)}$")
        self.assert_refuses("bad_decrypt", "p12", path, "wrong")

    def test_openssl_files_with_every_encryption_scheme(self):
        self.check(self.export())
        self.check(self.export(password=""), "")
        for options in (["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
                        ["-certpbe", "aes-128-cbc", "-keypbe", "des-ede3-cbc", "-macalg", "sha384"],
                        ["-nomac"], ["-certpbe", "NONE"], ["-keypbe", "NONE"], ["-noiter", "-nomaciter"]):
            with self.subTest(options=options):
                self.check(self.export(*options))

    def test_openssl_legacy_files(self):
        if refused_by_openssl("openssl", "list", "-provider", "legacy", "-cipher-algorithms"):
            self.skipTest("openssl has no legacy provider")
        self.check(self.export("-legacy"))
        self.check(self.export("-legacy", "-keypbe", "PBE-SHA1-RC2-40"))

    def test_unsupported_encryption_is_refused(self):
        self.assert_refuses("unsupported_encryption", "p12", self.export("-certpbe", "aria-128-cbc"))

    def test_other_files_are_refused(self):
        self.assert_refuses("bad_container_encoding", "p12", self.leaf)

    def test_keytool_files(self):
        if shutil.which("keytool") is None:
            self.skipTest("keytool is not installed")
        store, source = self.path("java.p12"), self.export(password=SIMPLE)
        call("keytool", "-importkeystore", "-noprompt", "-srckeystore", source, "-srcstoretype", "PKCS12",
             "-srcstorepass", SIMPLE, "-destkeystore", store, "-deststoretype", "PKCS12", "-deststorepass", SIMPLE)
        # Java keeps the key's whole chain in one entry.
        self.check(store, SIMPLE)

    def test_keytool_files_with_a_generated_key(self):
        if shutil.which("keytool") is None:
            self.skipTest("keytool is not installed")
        store = self.path("java.p12")
        call("keytool", "-genkeypair", "-alias", "mykey", "-keyalg", "EC", "-groupname", "secp384r1", "-dname",
             "CN=java", "-keystore", store, "-storetype", "PKCS12", "-storepass", SIMPLE)
        result = read("p12", store, SIMPLE)
        self.assert_succeeded(result)
        self.assert_says(result, "^key secp384r1$", "^name mykey$", "^chain [0-9a-f]{64}$")
        self.assertFalse(re.search(rb"^other", result.output, re.MULTILINE), str(result))

    def test_certtool_files(self):
        if shutil.which("certtool") is None:
            self.skipTest("certtool is not installed")
        out = self.path("gnutls.p12")
        for scheme in ([], ["--pkcs-cipher", "aes-256"], ["--pkcs-cipher", "3des"], ["--pkcs-cipher", "3des-pkcs12"]):
            with self.subTest(scheme=scheme):
                call("certtool", "--to-p12", "--load-privkey", self.key, "--load-certificate", self.leaf,
                     "--load-ca-certificate", self.root, "--p12-name", "our name", "--password", SIMPLE, "--outder",
                     "--outfile", out, *scheme)
                self.check(out, SIMPLE)


if __name__ == "__main__":
    harness.skip_without("openssl")
    harness.main()
