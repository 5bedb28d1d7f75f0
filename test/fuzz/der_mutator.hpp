// Mutation of DER that keeps it DER: one element changes, and the lengths of all around it are made to fit.

#ifndef TLS_TEST_FUZZ_DER_MUTATOR_HPP
#define TLS_TEST_FUZZ_DER_MUTATOR_HPP

#include <cstddef>
#include <cstdint>

namespace tls::fuzz {

/// As LLVMFuzzerCustomMutator, of data that is DER elements one after the other. Every so often, and if the data is no
/// DER, any bytes change, as without this.
std::size_t mutate_der(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed);

} // namespace tls::fuzz

#endif
