#include "protocol/handshake/psk_offer.hpp"

#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/algorithm_name.hpp>
#include <tls/crypto/cipher_suite.hpp>

#include <algorithm>

namespace tls {
namespace {

/// The most bytes of identities in a ClientHello. All extensions together have at most 65535 bytes.
constexpr std::size_t max_identities_size = 24 * 1024;
constexpr std::size_t max_size_with_cookie = 48 * 1024;

/// RFC 8446 section 4.2.11.1: the age in milliseconds plus ticket_age_add, modulo 2^32. 0 for an external key.
std::uint32_t obfuscated_age(const handshake_psk& psk, const configuration& config)
{
    if (!psk.session)
        return 0;
    const auto age = std::max(session_now(config) - psk.session->issued_at, session_time::duration(0));
    return static_cast<std::uint32_t>(age.count()) + psk.session->ticket_age_add;
}

std::size_t identities_size(const extension::offered_psks& psks)
{
    std::size_t size = 0;
    for (const auto& entry : psks.identities)
        size += entry.identity.size();
    return size;
}

void add(client_offer& offer, handshake_psk psk, const bytes& identity, const configuration& config)
{
    auto& psks = offer.hello.extensions.pre_shared_key;
    if (!psks)
        psks.emplace();
    if (identities_size(*psks) + identity.size() > max_identities_size)
        return;
    psks->identities.push_back({identity, obfuscated_age(psk, config)});
    psks->binders.emplace_back(psk.hash->digest_size);
    offer.psks.push_back(std::move(psk));
}

bool fits_an_offered_suite(const handshake_psk& psk, const configuration& config)
{
    return any_enabled_suite(config, protocol_version::tls1_3, [&](const cipher_suite& suite) {
        return is_same_algorithm(suite.hash->name, psk.hash->name);
    });
}

} // namespace

void offer_psks(client_offer& offer, std::optional<handshake_psk> session, const configuration& config)
{
    if (!offer.hello.extensions.key_share)
        return;
    if (session) {
        const auto& ticket = session->session->ticket;
        add(offer, std::move(*session), ticket, config);
    }
    for (const auto& key : config.sessions.external_psks) {
        auto psk = psk_of(key, config);
        if (psk && fits_an_offered_suite(*psk, config))
            add(offer, std::move(*psk), key.identity, config);
    }
    if (offer.psks.empty())
        offer.hello.extensions.pre_shared_key.reset();
}

void update_psks(client_offer& offer, const cipher_suite& suite, const configuration& config)
{
    auto& extensions = offer.hello.extensions;
    if (!extensions.pre_shared_key)
        return;
    auto before = std::move(*extensions.pre_shared_key);
    auto psks = std::exchange(offer.psks, {});
    extensions.pre_shared_key.reset();
    // A large cookie may leave no room for the keys.
    const auto cookie_size = extensions.cookie ? extensions.cookie->value.size() : 0;
    if (cookie_size + identities_size(before) > max_size_with_cookie)
        return;
    for (std::size_t i = 0; i != psks.size(); ++i) {
        if (is_same_algorithm(psks[i].hash->name, suite.hash->name))
            add(offer, std::move(psks[i]), before.identities[i].identity, config);
    }
}

bytes encode_client_hello(client_offer& offer, const transcript& transcript)
{
    auto encoded = message::encode_message(offer.hello);
    auto& psks = offer.hello.extensions.pre_shared_key;
    if (!psks)
        return encoded;
    const auto truncated = truncated_client_hello(encoded, *psks);
    for (std::size_t i = 0; i != offer.psks.size(); ++i)
        psks->binders[i] = to_bytes(binder_for(offer.psks[i], transcript, truncated));
    encoded.resize(truncated.size());
    extension::encode_binders(encoded, *psks);
    return encoded;
}

std::optional<handshake_psk> accept_psk(const message::server_hello& hello, client_offer& offer,
                                        const cipher_suite& suite)
{
    if (!hello.extensions.pre_shared_key)
        return std::nullopt;
    const auto index = hello.extensions.pre_shared_key->selected_identity;
    if (index >= offer.psks.size())
        refuse(error::reason::illegal_parameter, "the server selected a pre-shared key that was not offered");
    auto psk = std::move(offer.psks[index]);
    offer.psks.clear();
    if (!is_same_algorithm(psk.hash->name, suite.hash->name))
        refuse(error::reason::illegal_parameter,
               "the server selected a pre-shared key that its cipher suite cannot use");
    return psk;
}

bool requires_psk(const configuration& config) noexcept
{
    return !config.sessions.external_psks.empty() && (config.verification.mode & verify_peer) == 0;
}

} // namespace tls
