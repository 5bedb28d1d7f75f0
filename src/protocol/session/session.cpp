#include <tls/session.hpp>

#include "protocol/session/session_state.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <array>

namespace tls {
namespace {

/// The form of to_bytes(): this text, the start of the SHA-256 digest of the rest, then the encoded state. The digest
/// finds damage: with a damaged secret the server would end the handshake instead of ignoring the session.
constexpr std::string_view magic = "asio-tls session";
constexpr std::size_t check_size = 16;

using sha256_digest = std::array<std::uint8_t, 32>;

sha256_digest sha256(byte_view data)
{
    sha256_digest out;
    digest(*registry::standard()->find_hash("SHA-256"), data, out);
    return out;
}

/// The name of the session on the server.
byte_view name_of(const session_state& state)
{
    return state.ticket.empty() ? state.session_id : state.ticket;
}

/// Returns the state in the result of session::to_bytes(); null for anything else.
std::shared_ptr<const session_state> read(byte_view data)
{
    if (data.size() < magic.size() + check_size || as_text(data.first(magic.size())) != magic)
        return nullptr;
    const auto check = data.subspan(magic.size(), check_size);
    const auto encoded = data.subspan(magic.size() + check_size);
    if (!std::ranges::equal(check, byte_view(sha256(encoded)).first(check_size)))
        return nullptr;
    auto state = decode_session_state(encoded);
    if (!state || name_of(*state).empty())
        return nullptr;
    return std::make_shared<const session_state>(*std::move(state));
}

} // namespace

secure_bytes session::to_bytes() const
{
    if (empty())
        return {};
    const auto encoded = encode(*state_);
    const auto check = sha256(encoded);
    secure_bytes out;
    out.reserve(magic.size() + check_size + encoded.size());
    out.insert(out.end(), magic.begin(), magic.end());
    out.insert(out.end(), check.begin(), check.begin() + check_size);
    out.insert(out.end(), encoded.begin(), encoded.end());
    return out;
}

session session::from_bytes(byte_view data, boost::system::error_code& ec)
{
    auto state = read(data);
    ec = state ? boost::system::error_code() : make_error_code(error::reason::bad_session_bytes);
    return session(std::move(state));
}

session session::from_bytes(byte_view data)
{
    boost::system::error_code ec;
    auto result = from_bytes(data, ec);
    if (ec)
        throw boost::system::system_error(ec);
    return result;
}

protocol_version session::version() const noexcept
{
    return state_->version;
}

std::uint16_t session::cipher_suite() const noexcept
{
    return state_->cipher_suite;
}

const std::string& session::server_name() const noexcept
{
    return state_->server_name;
}

const std::string& session::alpn_protocol() const noexcept
{
    return state_->alpn_protocol;
}

std::chrono::system_clock::time_point session::issued_at() const noexcept
{
    return state_->issued_at;
}

std::chrono::system_clock::time_point session::expires_at() const noexcept
{
    return state_->issued_at + state_->lifetime;
}

std::uint32_t session::max_early_data() const noexcept
{
    return state_->max_early_data;
}

bool session::is_single_use() const noexcept
{
    return has_resumption_psk(*state_);
}

const std::vector<x509::certificate>& session::peer_certificates() const noexcept
{
    return state_->peer_certificates;
}

const std::optional<raw_public_key>& session::peer_raw_public_key() const noexcept
{
    return state_->peer_raw_public_key;
}

bytes session::id() const
{
    constexpr std::size_t size = 16;
    const auto whole = sha256(name_of(*state_));
    return {whole.begin(), whole.begin() + size};
}

} // namespace tls
