// EncryptedExtensions (RFC 8446, section 4.3.1).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_ENCRYPTED_EXTENSIONS_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_ENCRYPTED_EXTENSIONS_HPP

#include "protocol/extension/application_layer_protocol_negotiation.hpp"
#include "protocol/extension/client_certificate_type.hpp"
#include "protocol/extension/early_data.hpp"
#include "protocol/extension/max_fragment_length.hpp"
#include "protocol/extension/members.hpp"
#include "protocol/extension/record_size_limit.hpp"
#include "protocol/extension/server_certificate_type.hpp"
#include "protocol/extension/server_name.hpp"
#include "protocol/extension/supported_groups.hpp"
#include "protocol/extension/ticket_request.hpp"

namespace tls::message {

struct encrypted_extensions_extensions {
    std::optional<extension::server_name_acknowledgement> server_name;
    std::optional<extension::max_fragment_length> max_fragment_length;
    std::optional<extension::record_size_limit> record_size_limit;
    std::optional<extension::supported_groups> supported_groups;
    std::optional<extension::selected_application_protocol> application_layer_protocol_negotiation;
    std::optional<extension::selected_client_certificate_type> client_certificate_type;
    std::optional<extension::selected_server_certificate_type> server_certificate_type;
    std::optional<extension::ticket_request_hint> ticket_request;
    std::optional<extension::early_data> early_data;

    /// Received: the types of all extensions in order. To be sent: the order of those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.server_name, self.max_fragment_length, self.record_size_limit, self.supported_groups,
                        self.application_layer_protocol_negotiation, self.client_certificate_type,
                        self.server_certificate_type, self.ticket_request, self.early_data);
    }
    bool operator==(const encrypted_extensions_extensions&) const = default;
};

struct encrypted_extensions {
    static constexpr handshake_type type = handshake_type::encrypted_extensions;

    encrypted_extensions_extensions extensions;

    static encrypted_extensions decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const encrypted_extensions&) const = default;
};

} // namespace tls::message

#endif
