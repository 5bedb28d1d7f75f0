// Mutates scripts (script.hpp) as sequences of operations, and handshake messages as nested vectors.

#ifndef TLS_TEST_FUZZ_SCRIPT_MUTATOR_HPP
#define TLS_TEST_FUZZ_SCRIPT_MUTATOR_HPP

#include <cstddef>
#include <cstdint>
#include <span>

namespace tls::fuzz {

/// A libFuzzer custom mutator: removes, repeats, moves and changes operations, and changes a message's vectors without
/// breaking the lengths around them. One in sixteen inputs is mutated as plain bytes.
std::size_t mutate_script(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed);

/// A libFuzzer custom crossover: operations of the second script replace some of the first.
std::size_t cross_scripts(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                          std::span<std::uint8_t> out, unsigned seed);

} // namespace tls::fuzz

#endif
