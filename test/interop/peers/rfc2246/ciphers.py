"""The cipher suites of draft-ietf-tls-protocol-03 and RFC 2246 (appendix C), with their ciphers."""

import collections

from cryptography.hazmat.primitives.ciphers import Cipher as Construction
from cryptography.hazmat.primitives.ciphers import modes

try:  # newer versions keep them apart
    from cryptography.hazmat.decrepit.ciphers import algorithms
except ImportError:
    from cryptography.hazmat.primitives.ciphers import algorithms

# In the order of their numbers, which begin at 1.
NAMES = """
    TLS_RSA_WITH_NULL_MD5 TLS_RSA_WITH_NULL_SHA TLS_RSA_EXPORT_WITH_RC4_40_MD5 TLS_RSA_WITH_RC4_128_MD5
    TLS_RSA_WITH_RC4_128_SHA TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5 TLS_RSA_WITH_IDEA_CBC_SHA
    TLS_RSA_EXPORT_WITH_DES40_CBC_SHA TLS_RSA_WITH_DES_CBC_SHA TLS_RSA_WITH_3DES_EDE_CBC_SHA
    TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA TLS_DH_DSS_WITH_DES_CBC_SHA TLS_DH_DSS_WITH_3DES_EDE_CBC_SHA
    TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA TLS_DH_RSA_WITH_DES_CBC_SHA TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA
    TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA TLS_DHE_DSS_WITH_DES_CBC_SHA TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA
    TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA TLS_DHE_RSA_WITH_DES_CBC_SHA TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA
    TLS_DH_anon_EXPORT_WITH_RC4_40_MD5 TLS_DH_anon_WITH_RC4_128_MD5 TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA
    TLS_DH_anon_WITH_DES_CBC_SHA TLS_DH_anon_WITH_3DES_EDE_CBC_SHA""".split()


class Cbc:
    """CBC mode for the block ciphers of this file."""

    def __init__(self, iv, encrypts):
        self.previous = iv
        self.update = self.encrypt if encrypts else self.decrypt

    def encrypt(self, data):
        result = bytearray()
        for i in range(0, len(data), 8):
            self.previous = self.encrypt_block(bytes(a ^ b for a, b in zip(data[i:i + 8], self.previous)))
            result += self.previous
        return bytes(result)

    def decrypt(self, data):
        result = bytearray()
        for i in range(0, len(data), 8):
            block = data[i:i + 8]
            result += bytes(a ^ b for a, b in zip(self.decrypt_block(block), self.previous))
            self.previous = block
        return bytes(result)


class Rc2Cbc(Cbc):
    """RC2 (RFC 2268) in CBC mode. The effective key length is all bits of the key."""

    ROTATIONS = (1, 2, 3, 5)
    # Section 2: random bytes made from the digits of pi.
    PI_TABLE = bytes.fromhex("""
        d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32
        bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626
        6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a
        961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731
        2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e
        c5f3db47e5a59c770aa62068fe7fc1ad""")

    def __init__(self, key, iv, encrypts):
        super().__init__(iv, encrypts)
        self.words = self.expand(key)

    @classmethod
    def expand(cls, key):
        """Section 2, with T1 = 8 T."""
        key = bytearray(key)
        length = len(key)
        for i in range(length, 128):
            key.append(cls.PI_TABLE[(key[i - 1] + key[i - length]) & 0xff])
        key[128 - length] = cls.PI_TABLE[key[128 - length]]
        for i in range(127 - length, -1, -1):
            key[i] = cls.PI_TABLE[key[i + 1] ^ key[i + length]]
        return [int.from_bytes(key[i:i + 2], "little") for i in range(0, 128, 2)]

    def encrypt_block(self, block):
        """Section 3."""
        r = [int.from_bytes(block[i:i + 2], "little") for i in range(0, 8, 2)]
        for number in range(16):
            for i, rotation in enumerate(self.ROTATIONS):
                mixed = r[i] + self.words[4 * number + i] + (r[i - 1] & r[i - 2]) + (~r[i - 1] & r[i - 3])
                mixed &= 0xffff
                r[i] = (mixed << rotation | mixed >> 16 - rotation) & 0xffff
            if number in (4, 10):
                for i in range(4):
                    r[i] = (r[i] + self.words[r[i - 1] & 63]) & 0xffff
        return b"".join(word.to_bytes(2, "little") for word in r)

    def decrypt_block(self, block):
        """Section 4."""
        r = [int.from_bytes(block[i:i + 2], "little") for i in range(0, 8, 2)]
        for number in reversed(range(16)):
            if number in (4, 10):
                for i in reversed(range(4)):
                    r[i] = (r[i] - self.words[r[i - 1] & 63]) & 0xffff
            for i, rotation in reversed(list(enumerate(self.ROTATIONS))):
                mixed = (r[i] >> rotation | r[i] << 16 - rotation) & 0xffff
                r[i] = (mixed - self.words[4 * number + i] - (r[i - 1] & r[i - 2]) - (~r[i - 1] & r[i - 3])) & 0xffff
        return b"".join(word.to_bytes(2, "little") for word in r)


class IdeaCbc(Cbc):
    """IDEA (Lai's and Massey's block cipher of 1991) in CBC mode. Debian builds OpenSSL without it."""

    def __init__(self, key, iv, encrypts):
        super().__init__(iv, encrypts)
        self.encryption = self.expand(key)
        self.decryption = self.invert(self.encryption)

    @staticmethod
    def multiply(a, b):
        """In the group of 2^16 + 1, where 0 stands for 2^16."""
        return (a or 1 << 16) * (b or 1 << 16) % 65537 & 0xffff

    @staticmethod
    def expand(key):
        bits, words = int.from_bytes(key, "big"), []
        while len(words) < 52:
            words += [bits >> shift & 0xffff for shift in range(112, -1, -16)]
            bits = (bits << 25 | bits >> 103) & (1 << 128) - 1
        return words[:52]

    @staticmethod
    def invert(words):
        def inverse(word):
            return pow(word or 1 << 16, -1, 65537) & 0xffff

        result = []
        for i in range(9):
            a, b, c, d = words[48 - 6 * i:52 - 6 * i]
            # The two words in the middle change places in all rounds but the first and the last.
            middle = (-b & 0xffff, -c & 0xffff) if i in (0, 8) else (-c & 0xffff, -b & 0xffff)
            result += [inverse(a), *middle, inverse(d)]
            if i < 8:
                result += words[46 - 6 * i:48 - 6 * i]
        return result

    def apply(self, words, block):
        multiply = self.multiply
        a, b, c, d = (int.from_bytes(block[i:i + 2], "big") for i in range(0, 8, 2))
        for i in range(0, 48, 6):
            a, b = multiply(a, words[i]), b + words[i + 1] & 0xffff
            c, d = c + words[i + 2] & 0xffff, multiply(d, words[i + 3])
            e = multiply(a ^ c, words[i + 4])
            f = multiply((b ^ d) + e & 0xffff, words[i + 5])
            e = e + f & 0xffff
            a, b, c, d = a ^ f, c ^ f, b ^ e, d ^ e
        result = (multiply(a, words[48]), c + words[49] & 0xffff, b + words[50] & 0xffff, multiply(d, words[51]))
        return b"".join(word.to_bytes(2, "big") for word in result)

    def encrypt_block(self, block):
        return self.apply(self.encryption, block)

    def decrypt_block(self, block):
        return self.apply(self.decryption, block)


class Unencrypted:
    def update(self, data):
        return data


def null(_, __, ___):
    return Unencrypted()


def packaged(algorithm, mode, key, iv, encrypts):
    """A cipher of the package: its contexts chain calls of update()."""
    construction = Construction(algorithm(key), mode and mode(iv))
    return construction.encryptor() if encrypts else construction.decryptor()


def rc4(key, _, encrypts):
    return packaged(algorithms.ARC4, None, key, None, encrypts)


def triple_des(key, iv, encrypts):
    return packaged(algorithms.TripleDES, modes.CBC, key, iv, encrypts)


def des(key, iv, encrypts):
    return triple_des(key * 3, iv, encrypts)  # encryption, decryption and encryption with the same key


# Appendix C: bytes from the key block, of the final key and of a block; make(key, iv, encrypts).
Cipher = collections.namedtuple("Cipher", "key_material expanded_key block make")
CIPHERS = {"NULL": Cipher(0, 0, 0, null),
           "RC4_40": Cipher(5, 16, 0, rc4),
           "RC4_128": Cipher(16, 16, 0, rc4),
           "RC2_CBC_40": Cipher(5, 16, 8, Rc2Cbc),
           "IDEA_CBC": Cipher(16, 16, 8, IdeaCbc),
           "DES40_CBC": Cipher(5, 8, 8, des),
           "DES_CBC": Cipher(8, 8, 8, des),
           "3DES_EDE_CBC": Cipher(24, 24, 8, triple_des)}


class Suite:
    """A cipher suite by its name: the key exchange ("DHE_DSS"), `is_export`, the cipher and the hash of the MAC."""

    def __init__(self, name):
        self.name = name
        self.number = NAMES.index(name) + 1
        exchange, protection = name.removeprefix("TLS_").split("_WITH_")
        self.is_export = exchange.endswith("_EXPORT")
        self.key_exchange = exchange.removesuffix("_EXPORT")
        cipher, _, mac = protection.rpartition("_")
        self.cipher = CIPHERS[cipher]
        self.hash = {"MD5": "md5", "SHA": "sha1"}[mac]


SUITES = [Suite(name) for name in NAMES]
