#include "protocol/handshake/record_sizes.hpp"

#include "protocol/handshake/policy.hpp"

#include <tls/configuration.hpp>

namespace tls {

std::size_t accepted_plaintext(const configuration& config) noexcept
{
    const std::size_t limit = config.negotiation.record_size_limit;
    return limit != 0 ? limit : max_plaintext_size;
}

void offer_record_sizes(message::client_hello_extensions& offer, const configuration& config)
{
    if (config.negotiation.record_size_limit != 0) {
        // The server's version is not known yet. The limit for our best version is valid for all.
        const auto versions = allowed_versions(config);
        const auto overhead = versions.empty() ? 0 : counted_overhead(versions.front());
        offer.record_size_limit =
            extension::record_size_limit{static_cast<std::uint16_t>(config.negotiation.record_size_limit + overhead)};
    }
    using code = extension::max_fragment_length::code;
    for (auto value : {code::two_to_the_9th, code::two_to_the_10th, code::two_to_the_11th, code::two_to_the_12th}) {
        if (extension::max_fragment_length{value}.size() == config.negotiation.max_fragment_length)
            offer.max_fragment_length = extension::max_fragment_length{value};
    }
}

} // namespace tls
