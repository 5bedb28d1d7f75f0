#include "protocol/handshake/key_shares.hpp"

#include <tls/configuration.hpp>
#include <tls/key_share_pool.hpp>

namespace tls {
namespace {

std::unique_ptr<key_exchange> take_prepared(const key_exchange_group& group, const configuration& config)
{
    return config.negotiation.prepared_key_shares ? config.negotiation.prepared_key_shares->take(group) : nullptr;
}

} // namespace

std::unique_ptr<key_exchange> fresh_key_pair(const key_exchange_group& group, const configuration& config)
{
    auto prepared = take_prepared(group, config);
    return prepared ? std::move(prepared) : group.generate(*config.random);
}

std::optional<encapsulation> answer_share(const key_exchange_group& group, byte_view peer_share,
                                          const configuration& config)
{
    auto ours = group.diffie_hellman ? take_prepared(group, config) : nullptr;
    if (!ours)
        return group.encapsulate(peer_share, *config.random);
    auto secret = ours->decapsulate(peer_share);
    if (!secret)
        return std::nullopt;
    return encapsulation{to_bytes(ours->share()), std::move(*secret)};
}

} // namespace tls
