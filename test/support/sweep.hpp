// How densely the tests sweep over the bytes, steps and values of a connection.

#ifndef TLS_TEST_SUPPORT_SWEEP_HPP
#define TLS_TEST_SUPPORT_SWEEP_HPP

#include <cstdlib>
#include <iostream>
#include <random>
#include <type_traits>

namespace tls::test {

#if defined(__SANITIZE_ADDRESS__)
#define TLS_TEST_HAS_ADDRESS_SANITIZER true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TLS_TEST_HAS_ADDRESS_SANITIZER true
#endif
#endif
#ifndef TLS_TEST_HAS_ADDRESS_SANITIZER
#define TLS_TEST_HAS_ADDRESS_SANITIZER false
#endif

/// Returns whether sweeps visit every place. With AddressSanitizer they visit one of eight, chosen at random, because
/// there all of them would take a third of the time of all tests. The build without sanitizers visits every place, so
/// that its result does not depend on chance. AddressSanitizer looks for memory errors in the same code, which a place
/// shares with its neighbours, and every run visits other places. The environment variable TLS_TEST_WHOLE_SWEEPS makes
/// all sweeps whole.
inline bool sweeps_are_whole()
{
    static const bool whole = !TLS_TEST_HAS_ADDRESS_SANITIZER || std::getenv("TLS_TEST_WHOLE_SWEEPS") != nullptr;
    return whole;
}

/// Returns a number from 1 to 15, on average 8. The environment variable TLS_TEST_SEED repeats the numbers of an
/// earlier run of the same tests, which printed it.
inline unsigned random_distance()
{
    static std::mt19937 random = [] {
        const char* chosen = std::getenv("TLS_TEST_SEED");
        const auto seed = chosen != nullptr ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10))
                                            : static_cast<unsigned>(std::random_device()());
        std::cout << "TLS_TEST_SEED=" << seed << std::endl;
        return std::mt19937(seed);
    }();
    return static_cast<unsigned>(1 + random() % 15);
}

/// Returns the place after this one that a sweep visits.
template <class Integer>
Integer next_place(Integer place, std::type_identity_t<Integer> stride = 1)
{
    return place + stride * (sweeps_are_whole() ? 1 : random_distance());
}

/// Returns the handshake type after this one that a sweep visits: every type that has a name, and a sample of the
/// others.
inline unsigned next_handshake_type(unsigned type)
{
    constexpr unsigned end_of_low_names = 32, message_hash = 254;
    if (type < end_of_low_names)
        return type + 1;
    const auto next = next_place(type);
    return type < message_hash && next > message_hash ? message_hash : next;
}

} // namespace tls::test

#endif
