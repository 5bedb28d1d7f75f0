// The state of a tls::context: the current configuration, and incomplete credentials.

#ifndef TLS_SRC_CONTEXT_CONTEXT_STATE_HPP
#define TLS_SRC_CONTEXT_CONTEXT_STATE_HPP

#include "x509/der/file.hpp"

#include <tls/context.hpp>
#include <tls/impl/native_handles.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/pem.hpp>

#include <boost/system/system_error.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace tls {

struct context::state : native_context {
    /// A certificate chain or a key whose counterpart has not been set yet.
    struct incomplete_credential {
        std::vector<x509::certificate> chain;
        std::optional<private_key> key;
    };

    /// A single certificate and its key, from which a credential with another chain can be made.
    struct single_certificate {
        x509::certificate leaf;
        private_key key;
        std::shared_ptr<const credential> made;
    };

    mutable std::mutex mutex;
    std::shared_ptr<const configuration> current = std::make_shared<configuration>();
    std::map<key_type, incomplete_credential> incomplete;
    std::map<key_type, single_certificate> single_certificates; ///< of the credentials that use_certificate has set
    std::vector<x509::certificate> extra_chain;                 ///< the rest of their chains
    password_callback password;

    protocol_version min_version = protocol_version::tls1_2; ///< before the options narrow the range
    protocol_version max_version = protocol_version::tls1_3;
    context_base::options option_bits = no_compression | no_renegotiation;
    adapter adapt;

    bool for_clients = true; ///< by the method
    bool for_servers = true;
    std::shared_ptr<tls::ticket_keys> withheld_ticket_keys; ///< while no_ticket is set

    /// Replaces the configuration by a modified copy. The mutex must be held.
    template <class Change>
    void change(Change&& apply)
    {
        auto next = std::make_shared<configuration>(*current);
        apply(*next);
        current = std::move(next);
    }

    void use_chain(std::vector<x509::certificate> chain);
    void use_key(private_key key);
    x509::password_callback password_for_reading() const;
    void use_pkcs12(byte_view data, std::string_view password);
    void complete_credential(key_type);
    void replace_credential(std::shared_ptr<const credential>);
    void apply_versions();
    void apply_renegotiation(context_base::options changed);
    void apply_tickets(context_base::options changed);
    /// Gives a context for servers keys for tickets.
    void make_ticket_keys();

    std::shared_ptr<const configuration> snapshot() const override;
    std::shared_ptr<const configuration> configuration_for(native_stream&) const override;
    void adapt_configurations(adapter) override;
    std::uint64_t options() const override;
    void add_chain_certificate(x509::certificate) override;
    void check_private_key() const override;
};

namespace detail {

/// Runs `action` and stores the code of a system_error that it throws in `error`.
template <class Action>
void reporting(boost::system::error_code& error, Action&& action)
{
    try {
        error = {};
        action();
    } catch (const boost::system::system_error& e) {
        error = e.code();
    }
}

using x509::read_file;

/// Adds CRLs to those that the configuration has.
void add_crls(configuration&, std::vector<x509::crl>);

inline byte_view view_of(const boost::asio::const_buffer& buffer) noexcept
{
    return {static_cast<const std::uint8_t*>(buffer.data()), buffer.size()};
}

} // namespace detail

} // namespace tls

#endif
