#include <tls/engine.hpp>

#include "protocol/engine/engine_state.hpp"
#include "protocol/handshake/channel_binding.hpp"
#include "x509/certificate/host_name.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace tls {

namespace {

x509::host_name read_host(std::string_view text, const char* setter)
{
    auto host = x509::parse_host(text);
    if (!host)
        throw boost::system::system_error(boost::asio::error::invalid_argument,
                                          std::string(setter) + ": " + x509::describe_bad_host(text));
    return std::move(*host);
}

} // namespace

engine::engine(std::shared_ptr<const configuration> config) : state_(std::make_unique<engine_state>(std::move(config)))
{
}

engine::~engine() = default;

void engine::configure(std::shared_ptr<const configuration> config)
{
    state_->configure(std::move(config));
}

const std::shared_ptr<const configuration>& engine::config() const noexcept
{
    return state_->endpoint().config;
}

void engine::set_server_name(std::string_view name)
{
    state_->check_settable();
    state_->endpoint().server_name = read_host(name, "set_server_name");
}

void engine::clear_server_name()
{
    state_->check_settable();
    state_->endpoint().server_name.reset();
}

void engine::set_verify_host(std::string_view host)
{
    state_->check_settable();
    state_->endpoint().verify_host = read_host(host, "set_verify_host");
}

void engine::clear_verify_host()
{
    state_->check_settable();
    state_->endpoint().verify_host.reset();
}

void engine::set_host_name(std::string_view host)
{
    set_server_name(host);
    set_verify_host(host);
    state_->set_verify_mode(config()->verification.mode | verify_peer);
    state_->keep_verify_peer();
}

void engine::set_verify_mode(verify_mode mode)
{
    state_->set_verify_mode(mode);
}

const std::string& engine::server_name() const noexcept
{
    static const std::string none;
    const auto& host = state_->endpoint().server_name;
    return host ? host->text : none;
}

void engine::set_session(tls::session session)
{
    state_->check_settable();
    state_->endpoint().offered_session = std::move(session);
}

void engine::set_session_peer(std::string peer)
{
    state_->check_settable();
    state_->set_session_peer(std::move(peer));
}

bool engine::wants_session_peer() const noexcept
{
    return state_->wants_session_peer();
}

void engine::set_default_session_peer(std::string peer)
{
    if (state_->wants_session_peer())
        state_->endpoint().session_peer = std::move(peer);
}

std::shared_ptr<void> engine::reset()
{
    auto previous = std::make_shared<std::unique_ptr<engine_state>>(state_->renewed());
    std::swap(state_, *previous);
    return previous;
}

byte_span engine::input_buffer()
{
    return state_->connection().records().input().prepare();
}

void engine::received(std::size_t n)
{
    state_->connection().records().input().commit(n);
}

void engine::received(byte_view data)
{
    state_->connection().records().input().append(data);
}

void engine::end_of_input()
{
    state_->connection().records().input().commit(0);
    state_->end_of_input();
}

byte_view engine::output()
{
    return state_->connection().records().output().front();
}

void engine::sent(std::size_t n)
{
    state_->connection().records().output().sent(n);
}

bool engine::has_output() const noexcept
{
    return !state_->connection().records().output().empty();
}

std::uint64_t engine::bytes_queued() const noexcept
{
    return state_->connection().records().output().total_queued();
}

std::uint64_t engine::bytes_sent() const noexcept
{
    return state_->connection().records().output().total_sent();
}

want engine::handshake(role r, error_code& error)
{
    return state_->handshake(r, error);
}

want engine::read(std::span<const byte_span> buffers, std::size_t& n, error_code& error)
{
    return state_->read(buffers, n, error);
}

want engine::wait_readable(error_code& error)
{
    return state_->wait_readable(error);
}

void engine::check_writable(error_code& error) const
{
    state_->check_writable(error);
}

want engine::write(std::span<const byte_view> buffers, std::size_t& n, error_code& error)
{
    return state_->write(buffers, n, error);
}

want engine::shutdown(error_code& error)
{
    return state_->shutdown(error);
}

void engine::close_write(error_code& error)
{
    state_->close_write(error);
}

want engine::write_early(std::span<const byte_view> buffers, std::size_t& n, error_code& error)
{
    return state_->early_data().write(buffers, n, error);
}

want engine::read_early(std::span<const byte_span> buffers, std::size_t& n, error_code& error)
{
    return state_->early_data().read(buffers, n, error);
}

void engine::renegotiate(error_code& error)
{
    state_->renegotiation().start(error);
}

bool engine::renegotiation_pending() const noexcept
{
    return state_->renegotiation().pending();
}

void engine::update_keys(bool request_peer, error_code& error)
{
    state_->update_keys(request_peer, error);
}

std::size_t engine::pending() const noexcept
{
    state_->open_next();
    return state_->connection().data().size();
}

external_operation engine::take_external_operation()
{
    auto* exchange = state_->exchange();
    return exchange != nullptr ? exchange->context().take_external_operation() : nullptr;
}

void engine::answer(external_answer a)
{
    if (auto* exchange = state_->exchange())
        exchange->context().answer(std::move(a));
}

bool engine::handshake_complete() const noexcept
{
    return state_->is_connected();
}

bool engine::is_server() const noexcept
{
    return state_->endpoint().role == role::server;
}

const connection_info& engine::info() const noexcept
{
    return state_->endpoint().info;
}

const session& engine::session() const noexcept
{
    return state_->endpoint().session;
}

void engine::export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                    error_code& error) const
{
    if (state_->is_ready(error))
        error = tls::export_keying_material(state_->endpoint().established, label, context, out);
}

void engine::export_early_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                          error_code& error) const
{
    const auto& endpoint = state_->endpoint();
    const auto status = endpoint.info.early_data;
    error = state_->failure() ? state_->failure() : error_code(error::reason::uninitialized);
    if (endpoint.early_exporter && (status == early_data_status::offered || status == early_data_status::accepted))
        error = tls::export_keying_material(*endpoint.early_exporter, label, context, out);
}

bytes engine::binding(channel_binding kind) const
{
    const auto& endpoint = state_->endpoint();
    switch (kind) {
    case channel_binding::tls_unique:
        return tls_unique(endpoint.established);
    case channel_binding::tls_exporter:
        return tls_exporter(endpoint.established);
    case channel_binding::tls_server_end_point:
        break;
    }
    const auto* server = state_->server_certificate();
    return server != nullptr ? tls_server_end_point(*server, *endpoint.config->algorithms) : bytes();
}

const std::string& engine::error_detail() const noexcept
{
    return state_->failure_detail();
}

std::optional<alert_description> engine::alert_sent() const noexcept
{
    return state_->alert_sent();
}

std::optional<alert_description> engine::alert_received() const noexcept
{
    return state_->alert_received();
}

std::string_view engine::waiting_for() const noexcept
{
    const auto* exchange = state_->exchange();
    return exchange != nullptr ? exchange->context().waiting_for() : std::string_view();
}

std::uint64_t engine::write_key_updates() const noexcept
{
    return state_->key_updates().sent();
}

std::uint64_t engine::read_key_updates() const noexcept
{
    return state_->key_updates().received();
}

} // namespace tls
