// In a separate file: a program that defines the number itself then links nothing of this file from the archive.

#include "x509/keys/password_encryption.hpp"

namespace tls::x509 {

const std::uint64_t derivation_budget::max_rounds = 10'000'000;

} // namespace tls::x509
