// Mutates DER and keeps it valid: changes one element and updates the lengths of all enclosing elements.

#ifndef TLS_TEST_FUZZ_DER_MUTATOR_HPP
#define TLS_TEST_FUZZ_DER_MUTATOR_HPP

#include <cstddef>
#include <cstdint>

namespace tls::fuzz {

/// Implements LLVMFuzzerCustomMutator for concatenated DER elements. Occasionally, and if the data is not DER, changes
/// arbitrary bytes like the default mutator.
std::size_t mutate_der(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed);

} // namespace tls::fuzz

#endif
