#include "context/context_state.hpp"
#include "protocol/handshake/policy.hpp"

#include <tls/configuration.hpp>

#include <boost/asio/error.hpp>

#include <array>

namespace tls {
namespace {

struct version_range {
    protocol_version min;
    protocol_version max;
};

/// Returns the versions of a method. tls and sslv23 mean every safe version: 1.2 and up. sslv3 means none.
version_range range_of(context_base::method accepted)
{
    using enum protocol_version;
    if (accepted <= context_base::sslv2_server)
        throw boost::system::system_error(boost::asio::error::invalid_argument, "context: SSL 2 is not supported");
    if (accepted <= context_base::sslv3_server)
        return {tls1_3, tls1_0};
    if (accepted <= context_base::tlsv1_server)
        return {tls1_0, tls1_0};
    if (accepted <= context_base::sslv23_server)
        return {tls1_2, tls1_3};
    if (accepted <= context_base::tlsv11_server)
        return {tls1_1, tls1_1};
    if (accepted <= context_base::tlsv12_server)
        return {tls1_2, tls1_2};
    if (accepted <= context_base::tlsv13_server)
        return {tls1_3, tls1_3};
    return {tls1_2, tls1_3};
}

} // namespace

/// Narrows the range to the highest contiguous versions that no option forbids. If no version is left, the handshake
/// fails, as in OpenSSL.
void context::state::apply_versions()
{
    constexpr std::array<std::pair<protocol_version, context_base::options>, 4> forbidding{
        {{protocol_version::tls1_0, no_tlsv1},
         {protocol_version::tls1_1, no_tlsv1_1},
         {protocol_version::tls1_2, no_tlsv1_2},
         {protocol_version::tls1_3, no_tlsv1_3}}};
    auto allowed = [&](std::size_t i) {
        auto [version, option] = forbidding[i];
        return is_within(version, min_version, max_version) && (option_bits & option) == 0;
    };
    auto last = forbidding.size();
    while (last > 0 && !allowed(last - 1))
        --last;
    auto first = last;
    while (first > 0 && allowed(first - 1))
        --first;
    change([&](configuration& c) {
        c.negotiation.min_version = first < last ? forbidding[first].first : protocol_version::tls1_3;
        c.negotiation.max_version = first < last ? forbidding[last - 1].first : protocol_version::tls1_0;
    });
}

std::shared_ptr<const configuration> context::state::snapshot() const
{
    std::lock_guard lock(mutex);
    return current;
}

std::shared_ptr<const configuration> context::state::configuration_for(native_stream& connection) const
{
    std::unique_lock lock(mutex);
    auto config = current;
    const auto change = adapt;
    lock.unlock();
    return change ? change(std::move(config), connection) : config;
}

void context::state::adapt_configurations(adapter change)
{
    std::lock_guard lock(mutex);
    adapt = std::move(change);
}

/// Applies a change of the renegotiation bits. If they have not changed, keeps the value that context::update set.
void context::state::apply_renegotiation(context_base::options changed)
{
    if ((changed & (no_renegotiation | allow_client_renegotiation)) == 0)
        return;
    auto allowed = renegotiation::by_server;
    if ((option_bits & no_renegotiation) != 0)
        allowed = renegotiation::refused;
    else if ((option_bits & allow_client_renegotiation) != 0)
        allowed = renegotiation::by_either;
    change([&](configuration& config) { config.tls12.renegotiation = allowed; });
}

std::uint64_t context::state::options() const
{
    std::lock_guard lock(mutex);
    return option_bits;
}

context::context(method m) : state_(new state)
{
    auto range = range_of(m);
    state_->min_version = range.min;
    state_->max_version = range.max;
    state_->apply_versions();
    // Methods come in threes: for both roles, for clients, for servers.
    static_assert(tls_client % 3 == 1 && tls_server % 3 == 2);
    state_->for_clients = m % 3 != 2;
    state_->for_servers = m % 3 != 1;
    state_->make_ticket_keys();
}

context::context(adopted made) : state_(static_cast<state*>(made.context), false)
{
    if (made.context == nullptr)
        throw boost::system::system_error(boost::asio::error::invalid_argument, "context: the handle must not be null");
}

context::~context() = default;
context::context(context&&) noexcept = default;
context& context::operator=(context&&) noexcept = default;

native_context* context::native() const noexcept
{
    return state_.get();
}

std::shared_ptr<const configuration> context::snapshot() const
{
    return state_->snapshot();
}

void context::update(const std::function<void(configuration&)>& change)
{
    std::lock_guard lock(state_->mutex);
    state_->change([&](configuration& c) {
        const auto before = c.verification.mode;
        change(c);
        check_settings(c);
        // asio::ssl allows this mode and checks nothing then: see set_verify_mode.
        if (c.verification.mode != before && c.verification.mode == verify_fail_if_no_peer_cert)
            throw boost::system::system_error(boost::asio::error::invalid_argument,
                                              "verify_fail_if_no_peer_cert does nothing without verify_peer");
    });
}

void context::set_options(options bits)
{
    std::lock_guard lock(state_->mutex);
    state_->option_bits |= bits;
    // Allowing client renegotiation overrides the default no_renegotiation.
    if ((bits & allow_client_renegotiation) != 0 && (bits & no_renegotiation) == 0)
        state_->option_bits &= ~no_renegotiation;
    state_->apply_versions();
    state_->apply_renegotiation(bits);
    state_->apply_tickets(bits);
}

void context::set_options(options bits, error_code& error)
{
    set_options(bits);
    error = {};
}

void context::clear_options(options bits)
{
    std::lock_guard lock(state_->mutex);
    state_->option_bits &= ~bits;
    state_->apply_versions();
    state_->apply_renegotiation(bits);
    state_->apply_tickets(bits);
}

void context::clear_options(options bits, error_code& error)
{
    clear_options(bits);
    error = {};
}

void context::set_min_version(protocol_version version)
{
    std::lock_guard lock(state_->mutex);
    state_->min_version = version;
    state_->apply_versions();
}

void context::set_max_version(protocol_version version)
{
    std::lock_guard lock(state_->mutex);
    state_->max_version = version;
    state_->apply_versions();
}

void context::set_verify_mode(tls::verify_mode mode)
{
    std::lock_guard lock(state_->mutex);
    state_->change([&](configuration& c) { c.verification.mode = mode; });
}

void context::set_verify_mode(tls::verify_mode mode, error_code& error)
{
    set_verify_mode(mode);
    error = {};
}

void context::set_verify_depth(int depth)
{
    if (depth < 0)
        throw boost::system::system_error(boost::asio::error::invalid_argument,
                                          "set_verify_depth: the depth must not be negative");
    update([&](configuration& c) { c.verification.depth = static_cast<unsigned>(depth); });
}

void context::set_verify_depth(int depth, error_code& error)
{
    detail::reporting(error, [&] { set_verify_depth(depth); });
}

void context::set_verify_callback(verify_callback callback)
{
    update([&](configuration& c) { c.verification.callback = std::move(callback); });
}

void context::set_verify_callback(verify_callback callback, error_code& error)
{
    set_verify_callback(std::move(callback));
    error = {};
}

void context::set_async_verify(async_verify_function verify)
{
    update([&](configuration& c) { c.hooks.async_verify = std::move(verify); });
}

void context::set_certificate_types(std::vector<certificate_type> types)
{
    update([&](configuration& c) { c.verification.certificate_types = std::move(types); });
}

void context::set_raw_public_keys(std::vector<raw_public_key> keys, std::vector<public_key_digest> digests)
{
    update([&](configuration& c) {
        c.verification.raw_public_keys = std::move(keys);
        c.verification.raw_public_key_digests = std::move(digests);
    });
}

void context::set_async_verify_raw_public_key(async_verify_function verify)
{
    update([&](configuration& c) { c.hooks.async_verify_raw_public_key = std::move(verify); });
}

void context::set_client_hello_callback(client_hello_function callback)
{
    update([&](configuration& c) { c.hooks.on_client_hello = std::move(callback); });
}

void context::set_weak_handshake_callback(weak_handshake_function callback)
{
    update([&](configuration& c) { c.hooks.on_weak_handshake = std::move(callback); });
}

void context::set_async_select_credential(async_select_credential_function select)
{
    update([&](configuration& c) { c.hooks.async_select_credential = std::move(select); });
}

void context::set_limits(const tls::limits& bounds)
{
    update([&](configuration& c) { c.limits = bounds; });
}

tls::limits context::limits() const
{
    return snapshot()->limits;
}

void context::set_handshake_timeout(std::chrono::milliseconds timeout)
{
    update([&](configuration& c) { c.limits.handshake_timeout = timeout; });
}

void context::set_padding(padding_function padding)
{
    update([&](configuration& c) { c.hooks.padding = std::move(padding); });
}

void context::set_registry(std::shared_ptr<const registry> algorithms)
{
    if (algorithms == nullptr)
        throw boost::system::system_error(boost::asio::error::invalid_argument,
                                          "set_registry: the registry must not be null");
    update([&](configuration& c) { c.algorithms = std::move(algorithms); });
}

} // namespace tls
