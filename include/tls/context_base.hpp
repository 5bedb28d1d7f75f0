// Names that asio::ssl::context has, with its values.

#ifndef TLS_CONTEXT_BASE_HPP
#define TLS_CONTEXT_BASE_HPP

#include <tls/config.hpp>

#include <cstdint>

#pragma GCC visibility push(default)

namespace tls {

/// The constants of a context, with boost::asio::ssl::context_base's names and values.
class context_base {
public:
    /// Which protocol versions a context speaks. `sslv23` and `tls` stand for every version that the
    /// library holds to be safe; a suffix `_client` or `_server` says what the context is meant for and
    /// restricts nothing.
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

    /// Bits for context::set_options. Those for versions and renegotiation take effect; the others are accepted
    /// and describe what the library does anyway.
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
    /// @name Renegotiation in TLS 1.2, which is refused unless one of these says otherwise: without no_renegotiation,
    /// which is set, servers may begin it (renegotiation::by_server); with allow_client_renegotiation clients too.
    /// @{
    static constexpr options no_renegotiation = 0x40000000;
    static constexpr options allow_client_renegotiation = 0x00000100;
    /// @}

    enum file_format : int {
        asn1, ///< DER
        pem,
    };

    enum password_purpose { for_reading, for_writing };

    /// @name The values of tls::verify_mode once more, as asio::ssl has them here too.
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
