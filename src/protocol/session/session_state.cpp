#include "protocol/session/session_state.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <tls/version_descriptor.hpp>
#include <tls/x509/certificate_cache.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <map>

// The encoding, in the presentation language of RFC 8446 section 3. The secret comes first, so that it can be appended
// to wiped memory.
//
//     uint8 format = 1;
//     opaque secret<1..64>;
//     uint16 version, cipher_suite;
//     uint8 flags;                                // flag_...
//     uint64 authenticated_at, issued_at;         // milliseconds since the epoch
//     uint32 lifetime, ticket_age_add, max_early_data;
//     opaque server_name<0..2^16-1>, alpn_protocol<0..2^8-1>, psk_identity<0..2^16-1>, settings<0..2^8-1>;
//     opaque session_id<0..32>, ticket<0..2^16-1>;
//     if (flags & flag_has_peer) {
//         uint32 error, depth;
//         opaque detail<0..2^16-1>;
//         ASN1Cert certificates<0..2^24-1>;       // the peer's, then those that only the path has
//         uint16 chain_size;                      // the number of the peer's
//         uint16 path<0..2^16-1>;                 // positions in certificates
//     }
//     if (flags & flag_has_raw_public_key)
//         opaque subject_public_key_info<1..2^16-1>;

namespace tls {
namespace {

constexpr std::uint8_t format = 1;

constexpr std::uint8_t flag_extended_master_secret = 1 << 0;
constexpr std::uint8_t flag_has_peer = 1 << 1;
constexpr std::uint8_t flag_accepted = 1 << 2;
constexpr std::uint8_t flag_has_raw_public_key = 1 << 3;
constexpr std::uint8_t all_flags =
    flag_extended_master_secret | flag_has_peer | flag_accepted | flag_has_raw_public_key;

constexpr std::size_t max_size = 256 * 1024;
constexpr std::size_t max_certificates_size = 96 * 1024;
/// More than max_certificates_size has room for. A forged state could name one certificate many times.
constexpr std::size_t max_path_size = 1000;
constexpr std::size_t max_detail_size = 4096;
constexpr std::size_t max_session_id_size = 32; // RFC 5246 section 7.4.1.2
constexpr std::size_t tls12_secret_size = 48;   // RFC 5246 section 8.1

/// The last time after which a lifetime still fits into the nanoseconds of system_clock: in the year 2262.
constexpr session_time max_time =
    std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::time_point::max()) - max_session_lifetime;
/// The clocks of servers that share ticket keys differ.
constexpr std::chrono::seconds max_clock_difference{60};

struct malformed {};

void require(bool rule)
{
    if (!rule)
        throw malformed();
}

/// The certificates of a state, each encoded once: a path usually contains the chain.
class certificate_writer {
public:
    explicit certificate_writer(const session_state& state)
    {
        for (const auto& certificate : state.peer_certificates)
            if (!add(certificate))
                break;
        chain_size_ = list_.size();
        for (const auto& certificate : state.verification.path) {
            if (path_.size() == max_path_size)
                break;
            const auto known = positions_.find(as_text(certificate.der()));
            if (known != positions_.end())
                path_.push_back(known->second);
            else if (add(certificate))
                path_.push_back(static_cast<std::uint16_t>(list_.size() - 1));
            else
                break;
        }
    }

    void write(wire::writer& out) const
    {
        {
            auto certificates = out.prefix24();
            for (const auto* certificate : list_)
                out.vector24(certificate->der());
        }
        out.u16(static_cast<std::uint16_t>(chain_size_));
        auto path = out.prefix16();
        for (auto position : path_)
            out.u16(position);
    }

private:
    /// Returns false if the certificate exceeds the limit.
    bool add(const x509::certificate& certificate)
    {
        constexpr std::size_t prefix = 3;
        const auto size = prefix + certificate.der().size();
        if (size > max_certificates_size - size_)
            return false;
        size_ += size;
        positions_.emplace(as_text(certificate.der()), static_cast<std::uint16_t>(list_.size()));
        list_.push_back(&certificate);
        return true;
    }

    std::vector<const x509::certificate*> list_;
    std::map<std::string_view, std::uint16_t> positions_;
    std::vector<std::uint16_t> path_;
    std::size_t chain_size_ = 0;
    std::size_t size_ = 0;
};

bool has_peer(const session_state& state)
{
    const auto& verification = state.verification;
    return !state.peer_certificates.empty() || !verification.path.empty() || !verification.detail.empty() ||
           verification.error != x509::verify_error::ok || verification.depth != 0;
}

std::uint8_t flags_of(const session_state& state)
{
    std::uint8_t flags = 0;
    if (state.extended_master_secret)
        flags |= flag_extended_master_secret;
    if (has_peer(state))
        flags |= flag_has_peer;
    if (state.verification.accepted)
        flags |= flag_accepted;
    if (state.peer_raw_public_key)
        flags |= flag_has_raw_public_key;
    return flags;
}

void write_time(wire::writer& out, session_time time)
{
    out.u64(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

void write_peer(wire::writer& out, const session_state& state)
{
    const auto& verification = state.verification;
    out.u32(static_cast<std::uint32_t>(verification.error));
    out.u32(verification.depth);
    out.vector16(as_bytes(std::string_view(verification.detail).substr(0, max_detail_size)));
    certificate_writer(state).write(out);
}

/// Writes everything but format and secret.
void write_content(wire::writer& out, const session_state& state)
{
    out.u16(static_cast<std::uint16_t>(state.version));
    out.u16(state.cipher_suite);
    out.u8(flags_of(state));
    write_time(out, state.authenticated_at);
    write_time(out, state.issued_at);
    out.u32(static_cast<std::uint32_t>(state.lifetime.count()));
    out.u32(state.ticket_age_add);
    out.u32(state.max_early_data);
    out.vector16(as_bytes(state.server_name));
    out.vector8(as_bytes(state.alpn_protocol));
    out.vector16(as_bytes(state.psk_identity));
    out.vector8(state.settings);
    out.vector8(state.session_id);
    out.vector16(state.ticket);
    if (has_peer(state))
        write_peer(out, state);
    if (state.peer_raw_public_key)
        out.vector16(state.peer_raw_public_key->der());
}

std::string read_text(byte_view text)
{
    return std::string(as_text(text));
}

session_time read_time(wire::reader& in)
{
    const auto count = in.u64();
    require(count <= static_cast<std::uint64_t>(max_time.time_since_epoch().count()));
    return session_time(std::chrono::milliseconds(count));
}

protocol_version read_version(wire::reader& in)
{
    const auto version = static_cast<protocol_version>(in.u16());
    require(is_within(version, protocol_version::tls1_0, protocol_version::tls1_3));
    return version;
}

/// A peer's all-zero or empty secret must never come from here, so the size is checked before anything else is read.
bool has_secret_of_right_size(const session_state& state)
{
    const auto size = state.secret.size();
    return has_resumption_psk(state) ? size >= min_tls13_secret_size : size == tls12_secret_size;
}

x509::certificate read_certificate(byte_view der, x509::certificate_cache* known)
{
    if (known != nullptr)
        if (auto found = known->find(der))
            return *std::move(found);
    return x509::certificate::from_der(der);
}

void read_peer(wire::reader& in, session_state& state, x509::certificate_cache* known)
{
    auto& verification = state.verification;
    verification.error = static_cast<x509::verify_error>(in.u32());
    verification.depth = in.u32();
    verification.detail = read_text(in.vector16(0, max_detail_size));

    std::vector<x509::certificate> certificates;
    for (wire::reader list(in.vector24(0, max_certificates_size)); !list.empty();)
        certificates.push_back(read_certificate(list.vector24(), known));
    const std::size_t chain_size = in.u16();
    require(chain_size <= certificates.size());
    std::size_t named = chain_size; // the chain, and the certificates after it that the path has named so far
    for (wire::reader path(in.vector16()); !path.empty();) {
        const std::size_t position = path.u16();
        require(position <= named && position < certificates.size() && verification.path.size() < max_path_size);
        if (position == named)
            ++named;
        verification.path.push_back(certificates[position]);
    }
    require(named == certificates.size());
    certificates.erase(certificates.begin() + static_cast<std::ptrdiff_t>(chain_size), certificates.end());
    state.peer_certificates = std::move(certificates);
}

session_state read_state(wire::reader& in, x509::certificate_cache* known)
{
    session_state state;
    require(in.u8() == format);
    state.secret = secret(in.vector8(1, secret::max_size));
    state.version = read_version(in);
    require(has_secret_of_right_size(state));
    state.cipher_suite = in.u16();
    const auto flags = in.u8();
    require((flags & ~all_flags) == 0);
    state.extended_master_secret = (flags & flag_extended_master_secret) != 0;
    state.verification.accepted = (flags & flag_accepted) != 0;
    state.authenticated_at = read_time(in);
    state.issued_at = read_time(in);
    require(state.authenticated_at <= state.issued_at);
    state.lifetime = std::chrono::seconds(in.u32());
    require(state.lifetime <= max_session_lifetime);
    state.ticket_age_add = in.u32();
    state.max_early_data = in.u32();
    state.server_name = read_text(in.vector16());
    state.alpn_protocol = read_text(in.vector8());
    state.psk_identity = read_text(in.vector16());
    state.settings = to_bytes(in.vector8());
    state.session_id = to_bytes(in.vector8(0, max_session_id_size));
    state.ticket = to_bytes(in.vector16());
    if ((flags & flag_has_peer) != 0)
        read_peer(in, state, known);
    if ((flags & flag_has_raw_public_key) != 0)
        state.peer_raw_public_key = raw_public_key::from_der(in.vector16(1));
    in.expect_end();
    return state;
}

} // namespace

secure_bytes encode(const session_state& state)
{
    constexpr std::size_t usual_size = 256;
    bytes content;
    content.reserve(usual_size + state.ticket.size());
    wire::writer out(content);
    write_content(out, state);

    secure_bytes result(2 + state.secret.size() + content.size());
    result[0] = format;
    result[1] = static_cast<std::uint8_t>(state.secret.size());
    std::ranges::copy(content, std::ranges::copy(state.secret.view(), result.begin() + 2).out);
    return result;
}

std::optional<session_state> decode_session_state(byte_view encoded, x509::certificate_cache* known)
try {
    if (encoded.size() > max_size)
        return std::nullopt;
    wire::reader in(encoded);
    return read_state(in, known);
} catch (const malformed&) {
    return std::nullopt;
} catch (const fatal&) {
    return std::nullopt;
} catch (const boost::system::system_error&) { // a certificate or a raw public key
    return std::nullopt;
}

bool has_resumption_psk(const session_state& state) noexcept
{
    return descriptor_of(state.version).keys == key_derivation::hkdf;
}

bool has_expired(const session_state& state, std::chrono::system_clock::time_point now) noexcept
{
    return now >= state.issued_at + state.lifetime || now < state.issued_at - max_clock_difference;
}

} // namespace tls
