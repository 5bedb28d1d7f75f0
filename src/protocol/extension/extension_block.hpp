// The vector of extensions at the end of many messages (RFC 8446, section 4.2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_EXTENSION_BLOCK_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_EXTENSION_BLOCK_HPP

#include "protocol/extension/table.hpp"
#include "protocol/wire/reader.hpp"

#include <tls/bytes.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace tls::extension {

/// The extensions of one received message, not yet decoded. Borrows the bytes it was read from.
class extension_block {
public:
    /// Reads "Extension extensions<0..2^16-1>" and refuses duplicates: fatal{illegal_parameter, duplicate_extension}.
    /// Their number is bounded by the message's size alone: receivers ignore unknown ones (RFC 8446 section 4.1.2).
    static extension_block read(wire::reader&);

    /// read(), then check_allowed_in().
    static extension_block read(wire::reader&, place);

    /// Refuses known extensions that may not stand in the message, fatal{illegal_parameter,
    /// extension_not_allowed}, and unknown ones where only answers to an offer may stand,
    /// fatal{unsupported_extension, unsolicited_extension}.
    void check_allowed_in(place) const;

    bool contains(extension_type) const noexcept;

    /// The types in the order in which they stand, unknown ones included.
    std::vector<std::uint16_t> order() const;

    /// The extension decoded as E; nothing if it is not there. An encoding error is
    /// fatal{decode_error, bad_extension} whose detail names the extension.
    template <class E>
    std::optional<E> get() const
    {
        const auto* data = find(E::type);
        if (!data)
            return std::nullopt;
        try {
            return E::decode(*data);
        } catch (const fatal& failure) {
            rethrow_named(E::type, failure);
        }
    }

private:
    struct item {
        std::uint16_t type;
        byte_view extension_data;
    };

    const byte_view* find(extension_type) const noexcept;
    [[noreturn]] static void rethrow_named(extension_type, const fatal&);

    std::vector<item> items_;
};

/// RFC 8446 section 4.2: an answer has only extensions that the other side asked for; others are
/// fatal{unsupported_extension, unsolicited_extension}. `answered` and `offered` are extension types. A
/// cookie is always welcome (section 4.1.4 exempts it in a HelloRetryRequest, and it stands in no other answer).
void check_solicited(const std::vector<std::uint16_t>& answered, const std::vector<std::uint16_t>& offered);

} // namespace tls::extension

#endif
