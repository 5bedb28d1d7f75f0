// A low limit lets the fuzzer try many files instead of a few slow ones. Replaces the library's derivation_rounds.cpp.

#include "x509/keys/password_encryption.hpp"

namespace tls::x509 {

const std::uint64_t derivation_budget::max_rounds = 10'000;

} // namespace tls::x509
