// A context's settings for sessions.

#include "context/files.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/configuration.hpp>
#include <tls/replay_record.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>

#include <chrono>
#include <functional>

using namespace tls;
using namespace tls::test;
using namespace std::chrono_literals;

namespace {

const session_settings& settings_of(const std::shared_ptr<const configuration>& config)
{
    return config->sessions;
}

std::shared_ptr<ticket_keys> keys_of(const context& c)
{
    return settings_of(c.snapshot()).ticket_keys;
}

external_psk psk_of(std::size_t identity_size, std::size_t key_size)
{
    external_psk psk;
    psk.identity.assign(identity_size, 'i');
    psk.key.assign(key_size, 'k');
    return psk;
}

/// Returns whether update() refuses the change, and leaves the settings as they were.
bool refuses(context& c, const std::function<void(session_settings&)>& change)
{
    const auto before = c.snapshot();
    const auto error = thrown([&] { c.update([&](configuration& config) { change(config.sessions); }); });
    return error == boost::asio::error::invalid_argument && c.snapshot() == before;
}

} // namespace

BOOST_AUTO_TEST_SUITE(context_sessions)

BOOST_AUTO_TEST_CASE(servers_have_ticket_keys_of_their_own_and_clients_have_none)
{
    for (auto method : {context::tls, context::tls_server, context::sslv23, context::sslv23_server, context::tlsv12,
                        context::tlsv13_server})
        BOOST_TEST((keys_of(context(method)) != nullptr));
    for (auto method : {context::tls_client, context::sslv23_client, context::tlsv12_client, context::tlsv13_client})
        BOOST_TEST((keys_of(context(method)) == nullptr));
    BOOST_TEST((keys_of(context(context::tls)) != keys_of(context(context::tls))));
    BOOST_TEST((configuration().sessions.ticket_keys == nullptr));
}

BOOST_AUTO_TEST_CASE(snapshots_share_the_ticket_keys)
{
    context ctx(context::tls_server);
    const auto keys = keys_of(ctx);
    ctx.set_handshake_timeout(5s);
    BOOST_TEST((keys_of(ctx) == keys));
    const auto ticket = keys->seal(bytes(10));
    BOOST_TEST(keys_of(ctx)->open(ticket).has_value());
}

BOOST_AUTO_TEST_CASE(no_ticket_withholds_the_keys_and_clearing_it_restores_them)
{
    context ctx(context::tls_server);
    const auto first = keys_of(ctx);
    ctx.set_options(context::no_ticket);
    BOOST_TEST((keys_of(ctx) == nullptr));
    ctx.set_options(context::no_ticket | context::no_tlsv1_2);
    BOOST_TEST((keys_of(ctx) == nullptr));
    ctx.clear_options(context::no_tlsv1_2);
    BOOST_TEST((keys_of(ctx) == nullptr));
    ctx.clear_options(context::no_ticket);
    BOOST_TEST((keys_of(ctx) == first));
    // Keys that are set meanwhile are the ones to restore.
    ctx.set_options(context::no_ticket);
    const auto second = ticket_keys::rotating();
    ctx.set_ticket_keys(second);
    BOOST_TEST((keys_of(ctx) == nullptr));
    ctx.clear_options(context::no_ticket);
    BOOST_TEST((keys_of(ctx) == second));
    ctx.set_ticket_keys(nullptr);
    BOOST_TEST((keys_of(ctx) == nullptr));
    ctx.set_options(context::no_ticket);
    ctx.clear_options(context::no_ticket);
    BOOST_TEST((keys_of(ctx) == nullptr));
}

BOOST_AUTO_TEST_CASE(resume_sessions_makes_what_the_method_needs_once)
{
    context client(context::tls_client), server(context::tls_server), both(context::tls);
    for (auto* ctx : {&client, &server, &both}) {
        BOOST_TEST((settings_of(ctx->snapshot()).cache == nullptr));
        BOOST_TEST((settings_of(ctx->snapshot()).store == nullptr));
        ctx->resume_sessions();
    }
    BOOST_TEST((settings_of(client.snapshot()).cache != nullptr));
    BOOST_TEST((settings_of(client.snapshot()).store == nullptr));
    BOOST_TEST((settings_of(server.snapshot()).cache == nullptr));
    BOOST_TEST((settings_of(server.snapshot()).store != nullptr));
    BOOST_TEST((settings_of(both.snapshot()).cache != nullptr));
    BOOST_TEST((settings_of(both.snapshot()).store != nullptr));

    const auto before = both.snapshot();
    both.resume_sessions();
    BOOST_TEST((settings_of(both.snapshot()).cache == before->sessions.cache));
    BOOST_TEST((settings_of(both.snapshot()).store == before->sessions.store));
    BOOST_TEST((settings_of(both.snapshot()).ticket_keys == before->sessions.ticket_keys));
}

BOOST_AUTO_TEST_CASE(functions_set_their_settings)
{
    context ctx(context::tls);
    const auto cache = std::make_shared<client_session_cache>();
    const auto store = std::make_shared<memory_session_store>();
    const auto record = std::make_shared<memory_replay_record>();
    ctx.set_session_cache(cache);
    ctx.set_session_store(store);
    ctx.set_replay_record(record);
    ctx.set_session_id_context("shop");
    ctx.set_max_early_data(16384);
    ctx.set_external_psks({psk_of(3, 16)});
    ctx.set_find_psk([](byte_view) { return std::optional<external_psk>(); });
    ctx.set_new_session_callback([](const session&) {});
    const auto config = ctx.snapshot();
    const auto& set = config->sessions;
    BOOST_TEST((set.cache == cache));
    BOOST_TEST((set.store == store));
    BOOST_TEST((set.replays == record));
    BOOST_TEST(as_text(set.id_context) == "shop");
    BOOST_TEST(set.max_early_data == 16384u);
    BOOST_TEST(set.external_psks.size() == 1u);
    BOOST_TEST((set.find_psk && set.on_new_session));
    ctx.set_session_cache(nullptr);
    ctx.set_session_store(nullptr);
    ctx.set_replay_record(nullptr);
    BOOST_TEST(
        (!ctx.snapshot()->sessions.cache && !ctx.snapshot()->sessions.store && !ctx.snapshot()->sessions.replays));
}

BOOST_AUTO_TEST_CASE(refuses_values_that_can_never_be_applied)
{
    struct row {
        const char* rule;
        std::function<void(session_settings&)> accepted, refused;
    };
    const row rows[] = {
        {"at most 8 tickets", [](auto& s) { s.tickets = 8; }, [](auto& s) { s.tickets = 9; }},
        {"a lifetime of at most 7 days", [](auto& s) { s.lifetime = 24h * 7; },
         [](auto& s) { s.lifetime = 24h * 7 + 1s; }},
        {"no negative lifetime", [](auto& s) { s.lifetime = 0s; }, [](auto& s) { s.lifetime = -1s; }},
        {"no negative window", [](auto& s) { s.early_data_window = 0ms; }, [](auto& s) { s.early_data_window = -1ms; }},
        {"an ID context of at most 255 bytes", [](auto& s) { s.id_context.resize(255); },
         [](auto& s) { s.id_context.resize(256); }},
        {"a key of at least 16 bytes", [](auto& s) { s.external_psks = {psk_of(1, 16)}; },
         [](auto& s) { s.external_psks = {psk_of(1, 15)}; }},
        {"a key of at most 256 bytes", [](auto& s) { s.external_psks = {psk_of(1, 256)}; },
         [](auto& s) { s.external_psks = {psk_of(1, 257)}; }},
        {"an identity", [](auto& s) { s.external_psks = {psk_of(1, 16)}; },
         [](auto& s) { s.external_psks = {psk_of(0, 16)}; }},
        {"identities that fit into a ClientHello",
         [](auto& s) {
             s.external_psks = {psk_of(8192, 16), psk_of(8192, 16)};
         },
         [](auto& s) {
             s.external_psks = {psk_of(8192, 16), psk_of(8193, 16)};
         }},
        {"at most 8 keys", [](auto& s) { s.external_psks.assign(8, psk_of(1, 16)); },
         [](auto& s) { s.external_psks.assign(9, psk_of(1, 16)); }},
    };
    for (const auto& [rule, accepted, refused] : rows) {
        context ctx(context::tls);
        BOOST_TEST(refuses(ctx, refused), rule);
        BOOST_TEST(!refuses(ctx, accepted), rule);
    }
    context ctx(context::tls);
    BOOST_TEST((thrown([&] { ctx.set_external_psks({psk_of(1, 8)}); }) == boost::asio::error::invalid_argument));
    BOOST_TEST(
        (thrown([&] { ctx.set_session_id_context(std::string(256, 'x')); }) == boost::asio::error::invalid_argument));
}

BOOST_AUTO_TEST_SUITE_END()
