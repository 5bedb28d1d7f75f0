// Negotiation settings: our offer, and our choice from the peer's offer.

#ifndef TLS_CONFIGURATION_NEGOTIATION_HPP
#define TLS_CONFIGURATION_NEGOTIATION_HPP

#include <tls/version.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

class key_share_pool;

/// Our offer, and the values that we accept from a peer's offer. Empty lists select the registry's defaults, in its
/// order.
struct negotiation_settings {
    protocol_version min_version = protocol_version::tls1_2; ///< before 1.2, only with cipher suites for that version
    protocol_version max_version = protocol_version::tls1_3;
    std::vector<std::uint16_t> cipher_suites;     ///< in order of preference
    std::vector<std::uint16_t> groups;            ///< in order of preference
    std::vector<std::uint16_t> signature_schemes; ///< in order of preference
    /// The number of most preferred groups for which a client's first ClientHello has key shares. Empty: one share for
    /// the most preferred post-quantum group and one for the most preferred other group.
    std::optional<std::size_t> key_shares;
    /// Ephemeral key pairs generated in advance. Null: each is generated when needed. Copies of the configuration share
    /// it.
    std::shared_ptr<key_share_pool> prepared_key_shares;
    bool server_preference = true; ///< a server chooses suite, group and ALPN protocol in its own order

    std::vector<std::string> alpn_protocols; ///< offered or accepted, in order of preference
    /// A server refuses clients that offer only other ALPN protocols (RFC 7301 section 3.2).
    bool alpn_required = true;

    /// A server's HelloRetryRequest carries a random cookie that the client must return (RFC 8446 section 4.2.2).
    bool hello_retry_cookie = false;
    bool middlebox_compatibility = true; ///< RFC 8446 appendix D.4

    /// The maximum plaintext that the peer should put into a record, 64 to 16384 bytes (RFC 8449). 0: not sent.
    std::uint16_t record_size_limit = 0;
    /// A TLS 1.2 client's max_fragment_length, for servers that do not support the better record_size_limit: 512, 1024,
    /// 2048 or 4096 bytes (RFC 6066 section 4). 0: not sent.
    std::uint16_t max_fragment_length = 0;
};

} // namespace tls

#pragma GCC visibility pop

#endif
