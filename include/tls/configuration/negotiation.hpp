// Settings of the negotiation: our offer, and the choice from a peer's.

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

/// Our offer, and what we accept of a peer's. Empty lists mean the defaults of the registry, in its order.
struct negotiation_settings {
    protocol_version min_version = protocol_version::tls1_2;
    protocol_version max_version = protocol_version::tls1_3;
    std::vector<std::uint16_t> cipher_suites;     ///< in order of preference
    std::vector<std::uint16_t> groups;            ///< in order of preference
    std::vector<std::uint16_t> signature_schemes; ///< in order of preference
    /// A client's first ClientHello has key shares of this number of groups, the most preferred ones. Without a number:
    /// of the most preferred hybrid group and of the most preferred of the others.
    std::optional<std::size_t> key_shares;
    /// Ephemeral key pairs made ahead; null: each is made when it is needed. Copies of the configuration share it.
    std::shared_ptr<key_share_pool> prepared_key_shares;
    bool server_preference = true; ///< a server chooses suite, group and protocol by its own order

    std::vector<std::string> alpn_protocols; ///< offered or accepted, in order of preference
    /// A server refuses a client whose offer has no protocol in common (RFC 7301 section 3.2).
    bool alpn_required = true;

    /// A server's HelloRetryRequest carries a random cookie, which the client must return (RFC 8446 section 4.2.2).
    bool hello_retry_cookie = false;
    bool middlebox_compatibility = true; ///< RFC 8446 appendix D.4

    /// The most plaintext that the peer should put into a record, 64 to 16384 bytes (RFC 8449). 0: no wish.
    std::uint16_t record_size_limit = 0;
    /// A TLS 1.2 client's max_fragment_length, for servers that do not support the better record_size_limit: 512,
    /// 1024, 2048 or 4096 bytes (RFC 6066 section 4). 0: none.
    std::uint16_t max_fragment_length = 0;
};

} // namespace tls

#pragma GCC visibility pop

#endif
