// The extension list at the end of many messages (RFC 8446, section 4.2).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_EXTENSION_BLOCK_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_EXTENSION_BLOCK_HPP

#include "protocol/extension/table.hpp"
#include "protocol/wire/reader.hpp"

#include <tls/bytes.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace tls::extension {

/// The extensions of one received message, not yet decoded. Borrows the received bytes.
class extension_block {
public:
    /// Reads "Extension extensions<0..2^16-1>". Duplicates throw fatal{illegal_parameter, duplicate_extension}. Only
    /// the message's size bounds their number: receivers must ignore unknown extensions (RFC 8446 section 4.1.2).
    static extension_block read(wire::reader&);

    /// Calls read(), then check_allowed_in().
    static extension_block read(wire::reader&, message_kind);

    /// Checks that the message may contain these extensions. A known extension in the wrong message throws
    /// fatal{illegal_parameter, extension_not_allowed}. An unknown one in a response throws
    /// fatal{unsupported_extension, unsolicited_extension}.
    void check_allowed_in(message_kind) const;

    bool contains(extension_type) const noexcept;

    /// Returns the types in the order of the message, unknown ones included.
    std::vector<std::uint16_t> order() const;

    /// Returns the extension decoded as E, or nothing if it is absent. An encoding error throws fatal{decode_error,
    /// bad_extension}; its detail names the extension.
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

/// Checks that a response contains only extensions that were offered (RFC 8446 section 4.2). Others throw
/// fatal{unsupported_extension, unsolicited_extension}. `answered` and `offered` are extension types. A cookie is
/// always allowed: section 4.1.4 exempts it in a HelloRetryRequest, and no other response may contain it.
void check_solicited(const std::vector<std::uint16_t>& answered, const std::vector<std::uint16_t>& offered);

} // namespace tls::extension

#endif
