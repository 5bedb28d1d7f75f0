// For processors of other architectures.

#include "algorithms/sha256/hash.hpp"

namespace tls::sha256 {

const hash_algorithm* hash()
{
    return nullptr;
}

} // namespace tls::sha256
