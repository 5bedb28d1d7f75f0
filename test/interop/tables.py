"""Suites, groups and signature schemes to test with every peer, with each program's names for them."""

SUITES = [
    # IANA and openssl, gnutls
    ("TLS_AES_128_GCM_SHA256", "AES-128-GCM"),
    ("TLS_AES_256_GCM_SHA384", "AES-256-GCM"),
    ("TLS_CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"),
    ("TLS_AES_128_CCM_SHA256", "AES-128-CCM"),
    ("TLS_AES_128_CCM_8_SHA256", "AES-128-CCM-8"),
]

GROUPS = [
    # IANA, openssl, gnutls
    ("x25519", "X25519", "GROUP-X25519"),
    ("secp256r1", "P-256", "GROUP-SECP256R1"),
    ("secp384r1", "P-384", "GROUP-SECP384R1"),
    ("secp521r1", "P-521", "GROUP-SECP521R1"),
    ("ffdhe2048", "ffdhe2048", "GROUP-FFDHE2048"),
    ("ffdhe3072", "ffdhe3072", "GROUP-FFDHE3072"),
    ("ffdhe4096", "ffdhe4096", "GROUP-FFDHE4096"),
    ("ffdhe6144", "ffdhe6144", "GROUP-FFDHE6144"),
    ("ffdhe8192", "ffdhe8192", "GROUP-FFDHE8192"),
]

SCHEMES = [
    # IANA and openssl, gnutls, credential with a suitable key
    ("rsa_pss_rsae_sha256", "SIGN-RSA-PSS-RSAE-SHA256", "rsa"),
    ("rsa_pss_rsae_sha384", "SIGN-RSA-PSS-RSAE-SHA384", "rsa"),
    ("rsa_pss_rsae_sha512", "SIGN-RSA-PSS-RSAE-SHA512", "rsa"),
    ("rsa_pss_pss_sha256", "SIGN-RSA-PSS-SHA256", "rsa_pss"),
    ("rsa_pss_pss_sha384", "SIGN-RSA-PSS-SHA384", "rsa_pss"),
    ("rsa_pss_pss_sha512", "SIGN-RSA-PSS-SHA512", "rsa_pss"),
    ("ecdsa_secp256r1_sha256", "SIGN-ECDSA-SECP256R1-SHA256", "p256"),
    ("ecdsa_secp384r1_sha384", "SIGN-ECDSA-SECP384R1-SHA384", "p384"),
    ("ecdsa_secp521r1_sha512", "SIGN-ECDSA-SECP521R1-SHA512", "p521"),
    ("ed25519", "SIGN-EDDSA-ED25519", "ed25519"),
]

CREDENTIALS = ["rsa", "rsa_pss", "p256", "p384", "p521", "ed25519"]
