// What the fuzz targets share: checks that abort, and exceptions that are no finding.

#ifndef TLS_TEST_FUZZ_TARGET_HPP
#define TLS_TEST_FUZZ_TARGET_HPP

#include "fuzz/der_mutator.hpp"

#include <tls/bytes.hpp>

#include <boost/system/system_error.hpp>

#include <cstdio>
#include <cstdlib>

namespace tls::fuzz {

/// A property that holds for every input.
inline void require(bool holds, const char* property)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

/// Runs `action`; an input may be refused by system_error, and by nothing else. Returns whether it was not.
template <class Action>
bool accepted(Action&& action)
{
    try {
        action();
        return true;
    } catch (const boost::system::system_error&) {
        return false;
    }
}

} // namespace tls::fuzz

/// The mutator of targets whose input is DER.
#define TLS_FUZZ_DER_MUTATOR()                                                                                         \
    extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,         \
                                                   unsigned seed)                                                      \
    {                                                                                                                  \
        return tls::fuzz::mutate_der(data, size, max_size, seed);                                                      \
    }                                                                                                                  \
    static_assert(true)

#endif
