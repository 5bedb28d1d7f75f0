// Sessions of clients, and the settings of both sides for them.

#include "openssl_shim/attachments.hpp"
#include "openssl_shim/errors.hpp"

#include "protocol/session/session_state.hpp"

#include <tls/configuration.hpp>
#include <tls/error.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>

using namespace tls;
using namespace tls::openssl_shim;

namespace {

constexpr std::size_t key_name_size = 16;
constexpr long full_key_size = 80, short_key_size = 48;

long seconds_of(std::chrono::system_clock::time_point time)
{
    return static_cast<long>(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

bool is_too_long(unsigned int id_context_size)
{
    if (id_context_size <= SSL_MAX_SID_CTX_LENGTH)
        return false;
    put_error(make_error_code(error::reason::session_id_context_too_long));
    return true;
}

unsigned limited_tickets(std::size_t tickets)
{
    return static_cast<unsigned>(std::min<std::size_t>(tickets, max_issued_tickets));
}

/// Makes the store of sessions in memory follow the cache mode. The caller holds the attachment's mutex.
void apply_cache_mode(SSL_CTX* context, const context_attachment& attached)
{
    const bool stores = (attached.session_cache_mode & SSL_SESS_CACHE_SERVER) != 0 &&
                        (attached.session_cache_mode & SSL_SESS_CACHE_NO_INTERNAL) == 0;
    constexpr std::size_t session_size = 1024;
    context_of(context).set_session_store(
        stores ? std::make_shared<memory_session_store>(session_size *
                                                        static_cast<std::size_t>(attached.session_cache_size))
               : nullptr);
}

} // namespace

SSL_SESSION* SSL_get0_session(const SSL* connection)
{
    return made_or_null([&]() -> SSL_SESSION* {
        const auto& newest = native(connection).session();
        if (newest.empty())
            return nullptr;
        auto& kept = attachment_of(native(const_cast<SSL*>(connection))).session;
        if (!kept || kept->session != newest)
            kept = boost::intrusive_ptr<ssl_session_st>(new ssl_session_st(newest), false);
        return kept.get();
    });
}

SSL_SESSION* SSL_get_session(const SSL* connection)
{
    return SSL_get0_session(connection);
}

SSL_SESSION* SSL_get1_session(SSL* connection)
{
    auto* session = SSL_get0_session(connection);
    if (session != nullptr)
        SSL_SESSION_up_ref(session);
    return session;
}

int SSL_set_session(SSL* connection, SSL_SESSION* session)
{
    return attempt([&] { native(connection).set_session(session == nullptr ? tls::session() : session->session); });
}

int SSL_session_reused(const SSL* connection)
{
    return native(connection).info().session_reused ? 1 : 0;
}

// A client whose server sends no ticket has no session. In OpenSSL it has one that cannot be resumed, so programs do
// not look for null: it has no properties here.

int SSL_SESSION_up_ref(SSL_SESSION* session)
{
    if (session == nullptr)
        return 0;
    session->add_reference();
    return 1;
}

void SSL_SESSION_free(SSL_SESSION* session)
{
    if (session != nullptr)
        session->drop_reference();
}

int i2d_SSL_SESSION(const SSL_SESSION* session, unsigned char** out)
{
    if (session == nullptr)
        return 0;
    secure_bytes encoded;
    if (attempt([&] { encoded = session->session.to_bytes(); }) == 0)
        return -1;
    const auto size = static_cast<int>(encoded.size());
    if (out == nullptr)
        return size;
    const bool is_ours = *out == nullptr;
    if (is_ours)
        *out = static_cast<unsigned char*>(std::malloc(encoded.size()));
    if (*out == nullptr)
        return -1;
    std::memcpy(*out, encoded.data(), encoded.size());
    if (!is_ours)
        *out += size;
    return size;
}

SSL_SESSION* d2i_SSL_SESSION(SSL_SESSION** out, const unsigned char** in, long size)
{
    if (in == nullptr || *in == nullptr || size < 0)
        return nullptr;
    auto* made = made_or_null(
        [&] { return new SSL_SESSION(session::from_bytes(byte_view(*in, static_cast<std::size_t>(size)))); });
    if (made == nullptr)
        return nullptr;
    *in += size;
    if (out != nullptr) {
        SSL_SESSION_free(*out);
        *out = made;
    }
    return made;
}

const unsigned char* SSL_SESSION_get_id(const SSL_SESSION* session, unsigned int* size)
{
    if (size != nullptr)
        *size = session == nullptr ? 0 : static_cast<unsigned int>(session->id.size());
    return session == nullptr ? nullptr : session->id.data();
}

long SSL_SESSION_get_time(const SSL_SESSION* session)
{
    return session == nullptr ? 0 : seconds_of(session->session.issued_at());
}

long SSL_SESSION_get_timeout(const SSL_SESSION* session)
{
    return session == nullptr ? 0 : seconds_of(session->session.expires_at()) - SSL_SESSION_get_time(session);
}

int SSL_SESSION_is_resumable(const SSL_SESSION* session)
{
    return session != nullptr && std::chrono::system_clock::now() < session->session.expires_at() ? 1 : 0;
}

int SSL_SESSION_get_protocol_version(const SSL_SESSION* session)
{
    return session == nullptr ? 0 : static_cast<int>(session->session.version());
}

const char* SSL_SESSION_get0_hostname(const SSL_SESSION* session)
{
    if (session == nullptr || session->session.server_name().empty())
        return nullptr;
    return session->session.server_name().c_str();
}

void SSL_SESSION_get0_alpn_selected(const SSL_SESSION* session, const unsigned char** data, std::size_t* size)
{
    const auto name = session == nullptr ? std::string_view() : std::string_view(session->session.alpn_protocol());
    *data = name.empty() ? nullptr : reinterpret_cast<const unsigned char*>(name.data());
    *size = name.size();
}

X509* SSL_SESSION_get0_peer(SSL_SESSION* session)
{
    if (session == nullptr)
        return nullptr;
    return made_or_null([&] {
        std::call_once(session->peer_made, [&] {
            const auto& chain = session->session.peer_certificates();
            if (!chain.empty())
                session->peer = boost::intrusive_ptr<x509_st>(new x509_st(chain.front()), false);
        });
        return session->peer.get();
    });
}

int SSL_SESSION_has_ticket(const SSL_SESSION* session)
{
    return session == nullptr || session->session.state()->ticket.empty() ? 0 : 1;
}

unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION* session)
{
    return SSL_SESSION_has_ticket(session) != 0 ? static_cast<unsigned long>(SSL_SESSION_get_timeout(session)) : 0;
}

std::uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION* session)
{
    return session == nullptr ? 0 : session->session.max_early_data();
}

int SSL_get_early_data_status(const SSL* connection)
{
    switch (native(connection).info().early_data) {
    case early_data_status::none:
        return SSL_EARLY_DATA_NOT_SENT;
    case early_data_status::accepted:
        return SSL_EARLY_DATA_ACCEPTED;
    default: // OpenSSL takes early data for rejected until the server accepts it
        return SSL_EARLY_DATA_REJECTED;
    }
}

int SSL_CTX_set_session_id_context(SSL_CTX* context, const unsigned char* data, unsigned int size)
{
    if (is_too_long(size))
        return 0;
    return attempt([&] { context_of(context).set_session_id_context(as_text(byte_view(data, size))); });
}

int SSL_set_session_id_context(SSL* connection, const unsigned char* data, unsigned int size)
{
    if (is_too_long(size))
        return 0;
    return change_configuration(connection,
                                [&](configuration& config) { config.sessions.id_context.assign(data, data + size); });
}

long SSL_CTX_set_timeout(SSL_CTX* context, long seconds)
{
    const auto earlier = SSL_CTX_get_timeout(context);
    attempt([&] {
        context_of(context).update([&](configuration& config) {
            config.sessions.lifetime =
                std::clamp(std::chrono::seconds(seconds), std::chrono::seconds(0), max_session_lifetime);
        });
    });
    return earlier;
}

long SSL_CTX_get_timeout(const SSL_CTX* context)
{
    return static_cast<long>(native(context).snapshot()->sessions.lifetime.count());
}

int SSL_CTX_set_num_tickets(SSL_CTX* context, std::size_t tickets)
{
    return attempt([&] {
        context_of(context).update([&](configuration& config) { config.sessions.tickets = limited_tickets(tickets); });
    });
}

std::size_t SSL_CTX_get_num_tickets(const SSL_CTX* context)
{
    return native(context).snapshot()->sessions.tickets;
}

int SSL_set_num_tickets(SSL* connection, std::size_t tickets)
{
    return change_configuration(connection,
                                [&](configuration& config) { config.sessions.tickets = limited_tickets(tickets); });
}

std::size_t SSL_get_num_tickets(const SSL* connection)
{
    return native(connection).config()->sessions.tickets;
}

long SSL_CTX_set_session_cache_mode(SSL_CTX* context, long mode)
{
    auto& attached = attachment_of(native(context));
    attempt([&] {
        change_callbacks(context, [&](callbacks& c) { c.reports_new_sessions = (mode & SSL_SESS_CACHE_CLIENT) != 0; });
    });
    std::lock_guard lock(attached.mutex);
    const auto earlier = std::exchange(attached.session_cache_mode, mode);
    attempt([&] { apply_cache_mode(context, attached); });
    return earlier;
}

long SSL_CTX_get_session_cache_mode(const SSL_CTX* context)
{
    auto& attached = attachment_of(native(const_cast<SSL_CTX*>(context)));
    std::lock_guard lock(attached.mutex);
    return attached.session_cache_mode;
}

long SSL_CTX_sess_set_cache_size(SSL_CTX* context, long sessions)
{
    auto& attached = attachment_of(native(context));
    std::lock_guard lock(attached.mutex);
    const auto size = sessions > 0 ? sessions : SSL_SESSION_CACHE_MAX_SIZE_DEFAULT;
    const auto earlier = std::exchange(attached.session_cache_size, size);
    if (native(context).snapshot()->sessions.store)
        attempt([&] { apply_cache_mode(context, attached); });
    return earlier;
}

long SSL_CTX_sess_get_cache_size(const SSL_CTX* context)
{
    auto& attached = attachment_of(native(const_cast<SSL_CTX*>(context)));
    std::lock_guard lock(attached.mutex);
    return attached.session_cache_size;
}

void SSL_CTX_sess_set_new_cb(SSL_CTX* context, int (*callback)(SSL* connection, SSL_SESSION* session))
{
    attempt([&] { change_callbacks(context, [&](callbacks& c) { c.new_session = callback; }); });
}

long SSL_CTX_set_tlsext_ticket_keys(SSL_CTX* context, void* keys, long size)
{
    if (keys == nullptr)
        return full_key_size;
    return attempt([&] {
        if (size != full_key_size && size != short_key_size)
            throw boost::system::system_error(boost::asio::error::invalid_argument);
        const auto* begin = static_cast<const unsigned char*>(keys);
        secure_bytes all(begin, begin + size);
        ticket_key key;
        std::copy_n(all.begin(), key_name_size, key.name.begin());
        key.key.assign(all.begin() + key_name_size, all.end());
        std::vector<ticket_key> ring;
        ring.push_back(std::move(key));
        context_of(context).set_ticket_keys(std::make_shared<tls::ticket_keys>(std::move(ring)));
        auto& attached = attachment_of(native(context));
        std::lock_guard lock(attached.mutex);
        attached.ticket_keys = std::move(all);
    });
}

long SSL_CTX_get_tlsext_ticket_keys(SSL_CTX* context, void* keys, long size)
{
    if (keys == nullptr)
        return full_key_size;
    return attempt([&] {
        auto& attached = attachment_of(native(context));
        std::lock_guard lock(attached.mutex);
        if (size < 0 || attached.ticket_keys.size() != static_cast<std::size_t>(size) || size == 0)
            throw boost::system::system_error(boost::asio::error::invalid_argument);
        std::memcpy(keys, attached.ticket_keys.data(), attached.ticket_keys.size());
    });
}
