"""The keys of RFC 2246: RSA and Diffie-Hellman as numbers, and DSA. Nothing here is constant in time."""

import base64
import re
import secrets

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dh, dsa, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_pem_private_key

RSA_SIGN, DSS_SIGN, RSA_FIXED_DH, DSS_FIXED_DH = 1, 2, 3, 4


class Refused(Exception):
    """The peer broke a rule."""


def to_bytes(number):
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


class RsaKey:
    """Signs MD5 and SHA-1 together (section 4.7) and encrypts, with PKCS #1 blocks of type 1 and 2."""

    certificate_type = RSA_SIGN

    def __init__(self, n, e, d=None):
        self.n, self.e, self.d = n, e, d
        self.length = (n.bit_length() + 7) // 8

    def sign(self, hashed):
        block = b"\x00\x01" + b"\xff" * (self.length - len(hashed) - 3) + b"\x00" + hashed
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.length, "big")

    def verify(self, signature, hashed):
        block = pow(int.from_bytes(signature, "big"), self.e, self.n).to_bytes(self.length, "big")
        if block != b"\x00\x01" + b"\xff" * (self.length - len(hashed) - 3) + b"\x00" + hashed:
            raise Refused("wrong RSA signature")

    def encrypt(self, message):
        padding = bytes(secrets.randbelow(255) + 1 for _ in range(self.length - len(message) - 3))
        block = b"\x00\x02" + padding + b"\x00" + message
        return pow(int.from_bytes(block, "big"), self.e, self.n).to_bytes(self.length, "big")

    def decrypt(self, encrypted):
        block = pow(int.from_bytes(encrypted, "big"), self.d, self.n).to_bytes(self.length, "big")
        padding, _, message = block[2:].partition(b"\x00")
        if block[:2] != b"\x00\x02" or len(padding) < 8:
            raise Refused("wrong RSA block")
        return message


def is_prime(number):
    """Miller and Rabin's test, of 20 rounds."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(20):
        power = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if power not in (1, number - 1) and all((power := power * power % number) != number - 1
                                                for _ in range(twos - 1)):
            return False
    return True


def make_rsa_key(bits):
    """Packaged tools refuse to make the 512-bit keys of export suites."""
    e = 65537

    def prime():
        while True:
            # The two highest bits are set, so that the product of two primes has all bits.
            candidate = secrets.randbits(bits // 2) | 3 << bits // 2 - 2 | 1
            if candidate % e != 1 and is_prime(candidate):
                return candidate

    p, q = prime(), prime()
    return RsaKey(p * q, e, pow(e, -1, (p - 1) * (q - 1)))


class DsaKey:
    """Signs SHA-1 alone."""

    certificate_type = DSS_SIGN

    def __init__(self, public, private=None):
        self.public, self.private = public, private

    def sign(self, hashed):
        return self.private.sign(hashed[16:], Prehashed(hashes.SHA1()))

    def verify(self, signature, hashed):
        try:
            self.public.verify(signature, hashed[16:], Prehashed(hashes.SHA1()))
        except InvalidSignature:
            raise Refused("wrong DSA signature") from None


class DhKey:
    """A value in a group, and its exponent if it is ours."""

    def __init__(self, p, g, y, x=None):
        self.p, self.g, self.y, self.x = p, g, y, x

    @classmethod
    def make(cls, p, g):
        x = secrets.randbits(256) | 1 << 255
        return cls(p, g, pow(g, x, p), x)

    def agree(self, other):
        """Section 8.1.2. As all implementations do, and RFC 5246 says, without leading zeros."""
        if not 1 < other < self.p - 1:
            raise Refused("a trivial Diffie-Hellman value")
        return to_bytes(pow(other, self.x, self.p))


def read_public_key(certificate):
    key = x509.load_der_x509_certificate(certificate).public_key()
    numbers = key.public_numbers()
    if isinstance(key, rsa.RSAPublicKey):
        return RsaKey(numbers.n, numbers.e)
    if isinstance(key, dh.DHPublicKey):
        return DhKey(numbers.parameter_numbers.p, numbers.parameter_numbers.g, numbers.y)
    assert isinstance(key, dsa.DSAPublicKey)
    return DsaKey(key)


class Credential:
    """A chain of certificates and the key of the first, from PEM files."""

    def __init__(self, chain_file, key_file):
        with open(chain_file, encoding="ascii") as file:
            blocks = re.findall("-+BEGIN CERTIFICATE-+(.*?)-+END CERTIFICATE-+", file.read(), re.DOTALL)
        self.chain = [base64.b64decode(block) for block in blocks]
        with open(key_file, "rb") as file:
            private = load_pem_private_key(file.read(), None)
        self.key = read_public_key(self.chain[0])
        if isinstance(self.key, RsaKey):
            self.key.d = private.private_numbers().d
        elif isinstance(self.key, DhKey):
            self.key.x = private.private_numbers().x
        else:
            self.key.private = private
