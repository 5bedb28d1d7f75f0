// A DSA key, because generating one takes long.

#ifndef TLS_TEST_SUPPORT_DSA_KEY_HPP
#define TLS_TEST_SUPPORT_DSA_KEY_HPP

#include <tls/x509/pem.hpp>

#include <string_view>

namespace tls::test {

/// Returns a DSA key of 2048 and 224 bits, made by OpenSSL 3.0. For tests only: it protects nothing.
inline private_key dsa_key()
{
    constexpr std::string_view pem = R"pem(-----BEGIN PRIVATE KEY-----
MIICXQIBADCCAjUGByqGSM44BAEwggIoAoIBAQDhkuRxAZ/T2s56J8botN9tnka1
+qx62JlRsfycNt//2RGX+MxXXy6E08QKpCo98E+Yd8qOV3FfGPo2tBq2C5VuC0lo
yNpOSRImfN4nBBwLiPZgugU59zb4kzk3aZxZT20Ra3x1aRsS5Di8KVhV+jFgYLBF
os6+kjzzNljJ1LkZJNOEXPzUZ8cvM+Y8QNgXyTXVDaVYEwxB9wwQNaqLJW7a0XUC
SHnc0Sr8NWmtKeaq2Bg2jDLGs50RSjw6T9H1trehO/x3zHT8qiy+nmLh9Se9w0Jm
KiK5x6SuT5nSkWDqs4npSM0UkXkZTVQT0Q3Ru120jYJ2QqPl3QWSpMdCTduLAh0A
nReoPgONPS4WryZzmTHGlBEGlDF6Uo/hyBh2CwKCAQAhRA7fhtpfJPn8HA7pntx0
mIMpsEYD3IqX3rFtpN0UZXMaACc1a45EopO+WTg/8FSQh4naQyLDcqR8Cat6TIwI
92zsTNJ+msQ/xCmVnBrR1IlhgnxrO7DFN/s4qhnvsG17HSAZGVKMAEAkf6gBMWI0
JWbnYsdSXb2iO3lMHrPn5wvsFjt0so6CE0RYzWUru/nmgbpjhjLjedHlQS1Rbx79
KJMieppkhlzxrh5zHM7PZz/FQRFBSsP0oou4Jk2BArjzw9udnFiG/GcFOwC5VzyV
KhQnYxCHrdSWWEiPN1eNkkkKNXxWd/ezWOV8SQjRtQsbHC0T1W0xZbkAtX0/LTU0
BB8CHQCYGqpKIpQIwJtAyZocMUWJlXoJuqj6DftpnzlM
-----END PRIVATE KEY-----
)pem";
    return x509::read_private_key_pem(pem);
}

} // namespace tls::test

#endif
