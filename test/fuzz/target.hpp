// Helpers of the fuzz targets: checks that abort, and a filter for expected exceptions.

#ifndef TLS_TEST_FUZZ_TARGET_HPP
#define TLS_TEST_FUZZ_TARGET_HPP

#include "fuzz/der_mutator.hpp"

#include <tls/bytes.hpp>

#include <boost/system/system_error.hpp>

#include <cstdio>
#include <cstdlib>

namespace tls::fuzz {

/// Aborts unless `holds`. `property` describes the rule.
inline void require(bool holds, const char* property)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n", property);
    std::abort();
}

/// Runs `action`. Input may be rejected only by system_error. Returns whether it was accepted.
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

/// Installs the custom mutator for targets whose input is DER.
#define TLS_FUZZ_DER_MUTATOR()                                                                                         \
    extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,         \
                                                   unsigned seed)                                                      \
    {                                                                                                                  \
        return tls::fuzz::mutate_der(data, size, max_size, seed);                                                      \
    }                                                                                                                  \
    static_assert(true)

#endif
