// Encrypted keys written by OpenSSL 3.0. All hold openssl_samples::ed25519_pkcs8; the traditional ones hold
// openssl_samples::ec_sec1. The keys are for tests only and protect nothing.

#ifndef TLS_TEST_X509_KEYS_ENCRYPTED_SAMPLES_HPP
#define TLS_TEST_X509_KEYS_ENCRYPTED_SAMPLES_HPP

#include <string_view>

namespace tls::test::encrypted_samples {

// An a with two dots and a symbol outside the basic multilingual plane, in UTF-8.
inline constexpr std::string_view password = "p\u00e4ss \U0001F511";

// `openssl pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1`.
inline constexpr std::string_view aes_128_sha1 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGNMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAhz9Iq7YxmVnAICCAAw
HQYJYIZIAWUDBAECBBAAKVV6AL3vzU9XFmcCNidxBEAV7gGdkrxV7d3M4b7TEbNv
VTTVecTVkwkS4CdJKLObveHkdoZMagSMCO+YUAdntW+QF8yTGlMYnZpexFwZ0g30
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 aes-192-cbc -v2prf hmacWithSHA224`.
inline constexpr std::string_view aes_192_sha224 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj+ClTKiWn8RwICCAAw
DAYIKoZIhvcNAggFADAdBglghkgBZQMEARYEELTTk98YV4sL0COl0wd165IEQAGF
4XzeB/1bmlF6LNHpSt1d8oVo/K0DghdSOVAiBpoV74kikjck6wpSw6du9GKMVqfc
55gNBa3uQ5ZEF2ZUiP4=
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 aes-256-cbc`.
inline constexpr std::string_view aes_256_sha256 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgsKBlXf3yqBwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEI1dD+PPHCFuTIn1bTB6cIoEQCKX
P4JOgfiulWDpcsZ/+D+UMo+IVwGeNug7QXJGmrT87t861+qY96ac5aN7YHib6KXt
2PnOmdosH2MoewInSA8=
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA384`.
inline constexpr std::string_view aes_256_sha384 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgH1r/oKcLZvgICCAAw
DAYIKoZIhvcNAgoFADAdBglghkgBZQMEASoEEHj/tXkwZlf4PWhFbDksbuQEQFeM
J41ATeiRDhRPSAzTKj9IrVCRjjFu8h3qVRVBoPpvn/hPnARdttcZmHRf1p9GN8Ho
vSq7g9VdtnxtfVdN5sk=
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512`.
inline constexpr std::string_view aes_256_sha512 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjz5siFlSxhIAICCAAw
DAYIKoZIhvcNAgsFADAdBglghkgBZQMEASoEEEHVcXSv3mBLxNnvHIsoXMAEQJy0
PwIOzbD8KHO/gB/Sd/WrjQlElb6wOwd53Cc3VRH6ZTlyvqOXjAj8sZ5yY3yR2T5e
KYdNdFnpXYY4OvgfAIg=
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 des3`.
inline constexpr std::string_view des_ede3 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGKME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAiXenKBJ0PVRgICCAAw
DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQITln1sLpytjUEOJ4jcMIrDeYWHaWQ
nUcqiAc6DReu3EXkn/OxQxp1PHoUpDQMbZHEToGQR/2eYTYhOL8kj7zJs5Ni
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -scrypt`.
inline constexpr std::string_view scrypt = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAi9mExX80wQHwICQAAC
AQgCAQEwHQYJYIZIAWUDBAEqBBDUN+Sersl4URZokYrFcrqoBEAqga3jvXNhnDcj
I4dpTbZExeaQuXnuEK5IMNMpf2yp+IvhONXS5dgEyI34AVPcq+2CXTLYvSYkC/yL
n01GRc0A
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES`.
inline constexpr std::string_view pkcs12_des_ede3 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MFgwHAYKKoZIhvcNAQwBAzAOBAgCmvVv0AeZdwICCAAEOIQ89uafQBUgNM/90ZMJ
NZvukEbdtUGASmQ2J3ow9MvzPtBIqhGH5tGgEf+gkkfXruv8yJm1O8ep
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v1 PBE-SHA1-RC2-40 -provider legacy -provider default`.
inline constexpr std::string_view pkcs12_rc2_40 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MFgwHAYKKoZIhvcNAQwBBjAOBAgFtVlNRkflZwICCAAEOPLE++kTSZqep5Ztou2Y
dVgcSbrlXYfijZUcB77Qv2aEosiq6BYsIGicfePVP4EqALRXToq0upjb
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v1 PBE-SHA1-2DES`.
inline constexpr std::string_view pkcs12_des_ede = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MFgwHAYKKoZIhvcNAQwBBDAOBAjrbAoqt2m09wICCAAEOPZxw2stU5rIjdP2Npsr
f1sZe9tW4QWw8LJNBnUi9nmjlNbwgEMuEAhcxMG/imaFJuerB9JzR7US
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 camellia-256-cbc -iter 2048`.
inline constexpr std::string_view camellia_256 = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGdMFkGCSqGSIb3DQEFDTBMMCkGCSqGSIb3DQEFDDAcBAglUKZXpdxslQICCAAw
DAYIKoZIhvcNAgkFADAfBgsqgwiMmks9AQEBBAQQ8fznizEpmdVuhW3Du6YDpgRA
jenO0bzrYFOGrKd2NAuCwqWT8tV9gjT0XnUMYaMWn42PreQlcmu7rkmWPJjMrou9
sy3uTM4pz7QqiUdMwETe7w==
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 aes-128-cbc -iter 2048 -passout pass:`.
inline constexpr std::string_view empty_password = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg85fmkZRWoIQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEHxo0/NNELjFR82EZcrrkSkEQLUR
bBSuSD9EqnhNJidrRXCEtLwb3fbdCPAJQWonQjGVo6Qb74T6lOUPgDz+DNBGdjrP
tV2ol3mUUC80TmgPSvE=
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 camellia-128-cbc`.
inline constexpr std::string_view camellia = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGdMFkGCSqGSIb3DQEFDTBMMCkGCSqGSIb3DQEFDDAcBAji0ifmmJAscQICCAAw
DAYIKoZIhvcNAgkFADAfBgsqgwiMmks9AQEBAgQQK2q9qNHypv1Rpi3rVpYhEgRA
8O9kY915IjI3wMuuk4dQk5S6DLexjVS2OThmoAJJZdX92CC2n6u6GjhihxLYd/Qj
woLSMPItqDsWXmt25Jibjw==
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default`.
inline constexpr std::string_view pbes1_md5_des = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MFcwGwYJKoZIhvcNAQUDMA4ECOOZCUeO1hl5AgIIAAQ4K9f+zXtkTCghL/NvgECL
P5oExo28WpDP/gtYVPaFbAfeLrKRzSVGMhmHURVRpw++KlbBJZTcjMU=
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 aes-256-ofb`.
inline constexpr std::string_view aes_256_ofb = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGLMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjydSIyMRHvhAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASsEENdzm4/N68eZNDT70FKGkbgEMI2Z
I41x5AnndTgv7JeEv98jg4Dycv4RB1AANzDrt2TmLlK9bmEa+poz3aAf05fFrw==
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithMD5`.
inline constexpr std::string_view md5_prf = R"pem(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgUvzRzNrrbKgICCAAw
DAYIKoZIhvcNAgYFADAdBglghkgBZQMEAQIEEJ/G7b/yLS5XWmrNQwuX42QEQNDs
yr4kG5SNJHKQPlNEEKVSNVnuty89eQg8k8BEDy2/FqL11EJP2GZBLmGQHGF/kytp
Llgbe6CPmw03zmp2DJg=
-----END ENCRYPTED PRIVATE KEY-----
)pem";

// `openssl ec -aes128`.
inline constexpr std::string_view traditional_aes128 = R"pem(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,78EFED3B7F112DBB80688C5D5AF372DA

v0yhBpJj0AFe13W3DSxGLxzI5rtB/RjbuAEVNIk6E54gFQcOjjnq4ECPx2dry39I
Py3yec3Tayi+8UhH4OqoIP8aQDRnwxvnuYv8ChFXYeiBHK77yaSUrzwcVPvR6Zly
/Va7hvDGxPhC1WtqGwPvao84dRJod9p6ZPHGaAhpQ5g=
-----END EC PRIVATE KEY-----
)pem";

// `openssl ec -aes192`.
inline constexpr std::string_view traditional_aes192 = R"pem(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-192-CBC,DF02D892809363A902E0CFF63DF17098

efZ1iNdEj3qm/1cSCaMfO+fdlxJQfiPzMKGP1zqnD11Lf/mSvHyASIwcdKUDTHUg
WRHTIv5mY4z4RKr4Slaf7G+DE0YEgKYVqNk3JDFihbshEBDaVZQq+LHYrwHiimnA
3/oVoDg5RLclKQXd7j1aJ4KmKWmdfLKWHI8IP/4RPNs=
-----END EC PRIVATE KEY-----
)pem";

// `openssl ec -aes256`.
inline constexpr std::string_view traditional_aes256 = R"pem(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,7C61847743FA3946C47B2AB6A31391F1

mzY8twpZ0u/8HjyD/WFZm/bRfnCem5d2yAGP2QsZbE2LxGXwtJw9DtUnwwcEJm/f
6gW6hDmWyVqt7Ao78v2FUfb9XZ0caQ0Pm5YxV1BB/vMn9qsstvS9f5yeZ7Tvqp+z
FsuQxxYMdX6LQcy/cAM0pFqZrADoQHcbxOgTY2igrnw=
-----END EC PRIVATE KEY-----
)pem";

// `openssl ec -des3`.
inline constexpr std::string_view traditional_des3 = R"pem(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: DES-EDE3-CBC,CEEF35E31CB9AB95

Z9c9dFIojH+PxfJ1g1BHES9Uw4t3wwNE6CNFpn1D2W0ldvSnqN3+ZpeKNwXX6n0+
sexsTVeMsKOhn7DYkBwHFZ+sCAB6MuKLINrwRPZ5OOrex5CGhddxXilNBrbAOJg9
0AtolpGZwDDlyGHJVVzVbY8UD+2t6LlMsLP5WWQPv+A=
-----END EC PRIVATE KEY-----
)pem";

// `openssl ec -camellia128`.
inline constexpr std::string_view traditional_camellia128 = R"pem(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: CAMELLIA-128-CBC,2619C6BD10ADEC84AD12FD236B4025D4

PjLEMsVCRkKzlQhA6d8IU6av6mZ8p+aGq6YLd39BytY+tpUx+Z37sl2r40Tybyh+
kvdY8KYXKMigZvoj93N70NYWD2AsgaXWjDZAWqIag+FJIRzfoEyUJyd60BRGs8pK
u1nf9+zPRbpt1uosoQZf0vvvC7dsfnnEAYWDt2W6AIM=
-----END EC PRIVATE KEY-----
)pem";

} // namespace tls::test::encrypted_samples

#endif
