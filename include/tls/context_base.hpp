// Constants of tls::context, with asio::ssl's names and values.

#ifndef TLS_CONTEXT_BASE_HPP
#define TLS_CONTEXT_BASE_HPP

#include <tls/config.hpp>

#include <cstdint>

#pragma GCC visibility push(default)

namespace tls {

/// Constants of a context, with the names and values of boost::asio::ssl::context_base.
class context_base {
public:
    /// Selects the protocol versions of a context. `sslv23` and `tls` select every version that the library considers
    /// safe. The suffixes `_client` and `_server` document the intended role and restrict nothing.
    enum method {
        sslv2,
        sslv2_client,
        sslv2_server,
        sslv3,
        sslv3_client,
        sslv3_server,
        tlsv1,
        tlsv1_client,
        tlsv1_server,
        sslv23,
        sslv23_client,
        sslv23_server,
        tlsv11,
        tlsv11_client,
        tlsv11_server,
        tlsv12,
        tlsv12_client,
        tlsv12_server,
        tlsv13,
        tlsv13_client,
        tlsv13_server,
        tls,
        tls_client,
        tls_server,
    };

    /// Bits for context::set_options. The bits for versions, renegotiation and tickets take effect. The others are
    /// accepted and have no effect: they describe the library's fixed behaviour.
    using options = std::uint64_t;

    static constexpr options default_workarounds = 0x80000850;
    static constexpr options single_dh_use = 0;
    static constexpr options no_sslv2 = 0;
    static constexpr options no_sslv3 = 0x02000000;
    static constexpr options no_tlsv1 = 0x04000000;
    static constexpr options no_tlsv1_1 = 0x10000000;
    static constexpr options no_tlsv1_2 = 0x08000000;
    static constexpr options no_tlsv1_3 = 0x20000000;
    static constexpr options no_compression = 0x00020000;
    /// @name TLS 1.2 renegotiation. Refused by default, because no_renegotiation is set. If it is cleared, servers may
    /// start a renegotiation (renegotiation::by_server); with allow_client_renegotiation, clients may, too.
    /// @{
    static constexpr options no_renegotiation = 0x40000000;
    static constexpr options allow_client_renegotiation = 0x00000100;
    /// @}

    /// A server issues no tickets and accepts none, except those for single use (session_settings::store). Clearing it
    /// restores the keys. The value of SSL_OP_NO_TICKET; asio::ssl has no name for it.
    static constexpr options no_ticket = 0x00004000;

    enum file_format : int {
        asn1, ///< DER
        pem,
    };

    enum password_purpose { for_reading, for_writing };

    /// @name The values of tls::verify_mode again, because asio::ssl::context_base defines them, too.
    /// @{
    using verify_mode = int;
    static constexpr int verify_none = 0;
    static constexpr int verify_peer = 1;
    static constexpr int verify_fail_if_no_peer_cert = 2;
    static constexpr int verify_client_once = 4;
    /// @}

protected:
    ~context_base() = default;
};

} // namespace tls

#pragma GCC visibility pop

#endif
