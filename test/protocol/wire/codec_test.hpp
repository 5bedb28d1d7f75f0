// Helpers for the tests of decoders and encoders.

#ifndef TLS_TEST_PROTOCOL_WIRE_CODEC_TEST_HPP
#define TLS_TEST_PROTOCOL_WIRE_CODEC_TEST_HPP

#include "protocol/wire/fatal.hpp"

#include <tls/bytes.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace codec_test {

/// Decodes hexadecimal digits; skips spaces and newlines.
inline tls::bytes from_hex(std::string_view text)
{
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != ' ' && c != '\n'; });
    if (digits.size() % 2 != 0)
        throw std::invalid_argument("odd number of hexadecimal digits");
    tls::bytes result;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        result.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return result;
}

template <class T>
tls::bytes encode(const T& value)
{
    tls::bytes out;
    value.encode(out);
    return out;
}

/// Predicate for BOOST_CHECK_EXCEPTION: whether a fatal has this alert and reason.
inline auto with(tls::alert_description alert, tls::error::reason reason)
{
    return [=](const tls::fatal& failure) {
        BOOST_TEST(tls::to_string(failure.alert()) == tls::to_string(alert));
        BOOST_TEST(tls::error::name_of(failure.reason()) == tls::error::name_of(reason));
        return failure.alert() == alert && failure.reason() == reason;
    };
}

inline void check_refused(auto&& action, tls::alert_description alert, tls::error::reason reason)
{
    BOOST_CHECK_EXCEPTION(action(), tls::fatal, with(alert, reason));
}

/// Checks that decoding `bytes_in_hex` as T fails with this alert and reason.
template <class T>
void check_refused(std::string_view bytes_in_hex, tls::alert_description alert, tls::error::reason reason)
{
    BOOST_TEST_CONTEXT("decoding " << bytes_in_hex)
    {
        check_refused([&] { T::decode(from_hex(bytes_in_hex)); }, alert, reason);
    }
}

template <class T>
void check_decode_error(tls::byte_view data)
{
    auto is_decode_error = [](const tls::fatal& failure) {
        return failure.alert() == tls::alert_description::decode_error;
    };
    // Decodes a copy, so that a sanitizer detects a read past the end.
    BOOST_CHECK_EXCEPTION(T::decode(tls::to_bytes(data)), tls::fatal, is_decode_error);
}

/// Checks that every strict prefix is a decode_error, except for prefix sizes that are valid messages.
template <class T>
void check_truncations(tls::byte_view whole, const std::vector<std::size_t>& complete_sizes = {})
{
    for (std::size_t size = 0; size < whole.size(); ++size) {
        if (std::ranges::find(complete_sizes, size) != complete_sizes.end())
            continue;
        BOOST_TEST_CONTEXT("cut to " << size << " of " << whole.size() << " bytes")
        {
            check_decode_error<T>(whole.first(size));
        }
    }
}

template <class T>
void check_trailing_byte(tls::byte_view whole)
{
    auto longer = tls::to_bytes(whole);
    longer.push_back(0);
    check_decode_error<T>(longer);
}

/// Checks that after any change of one byte, the result decodes or fails with fatal, and that decoded values encode.
template <class T>
void check_mutations(tls::byte_view whole)
{
    auto mutated = tls::to_bytes(whole);
    for (auto& byte : mutated) {
        const auto original = byte;
        for (int value = 0; value < 256; ++value) {
            byte = static_cast<std::uint8_t>(value);
            try {
                encode(T::decode(tls::bytes(mutated)));
            } catch (const tls::fatal&) {
            }
        }
        byte = original;
    }
}

/// Checks that the value round-trips, and that its encoding is rejected in every damaged form.
template <class T>
void check_codec(const T& value, const std::vector<std::size_t>& complete_sizes = {})
{
    auto encoded = encode(value);
    BOOST_TEST((T::decode(encoded) == value));
    check_truncations<T>(encoded, complete_sizes);
    check_trailing_byte<T>(encoded);
    check_mutations<T>(encoded);
}

} // namespace codec_test

#endif
