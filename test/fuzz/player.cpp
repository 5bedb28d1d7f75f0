#include "fuzz/player.hpp"

#include "fuzz/target.hpp"

#include <tls/session.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace tls::fuzz {

namespace {

constexpr std::uint8_t handshake_type = 22, application_data_type = 23;
constexpr std::size_t record_header = 5, max_plaintext = 16384;

/// What precedes and follows the content in a sealed record.
struct envelope {
    std::size_t before = 0;     ///< an explicit nonce or IV
    std::size_t tag = 0;        ///< AEAD
    std::size_t mac = 0;        ///< HMAC
    std::size_t block_size = 0; ///< CBC: padding
    bool encrypts_then_macs = false;
    bool has_inner_type = false;
};

envelope envelope_of(const script_settings& settings)
{
    envelope e;
    const auto* suite = suite_of(settings);
    if (settings.max() == protocol_version::tls1_3) {
        e.has_inner_type = true;
        e.tag = suite != nullptr && suite->aead != nullptr ? suite->aead->tag_size : 16;
        return e;
    }
    if (suite == nullptr || suite->aead != nullptr) {
        const auto nonce = suite != nullptr ? suite->nonce : nonce_construction::explicit_sequence;
        e.before = nonce == nonce_construction::explicit_sequence ? 8 : 0;
        e.tag = suite != nullptr ? suite->aead->tag_size : 16;
        return e;
    }
    e.mac = suite->mac->digest_size;
    if (suite->cipher != nullptr) {
        e.block_size = suite->cipher->block_size;
        e.before = settings.max() == protocol_version::tls1_0 ? 0 : e.block_size;
        e.encrypts_then_macs = (settings.sessions & script_settings::no_encrypt_then_mac) == 0;
    }
    return e;
}

/// Returns the most content of a record that the settings allow the peer.
std::size_t max_content(const script_settings& settings)
{
    if ((settings.extensions & script_settings::record_size_limit) != 0)
        return record_size_limit - 1; // the content type counts
    return (settings.extensions & script_settings::max_fragment_length) != 0 ? max_fragment_length : max_plaintext;
}

void append(bytes& out, std::size_t count, std::size_t value)
{
    out.insert(out.end(), count, static_cast<std::uint8_t>(value));
}

/// RFC 5246 section 6.2.3.2: each byte of the padding is its length, not counting the length byte.
void append_padding(bytes& out, std::size_t content, std::size_t block_size)
{
    const auto size = block_size - content % block_size;
    append(out, size, size - 1);
}

} // namespace

bytes null_record(const script_settings& settings, std::uint8_t type, byte_view content, std::uint8_t flags)
{
    auto minor = std::min<std::uint8_t>(settings.max_version, 3);
    bytes fragment = to_bytes(content);
    if ((flags & is_protected) != 0) {
        const auto e = envelope_of(settings);
        const auto forgery = static_cast<std::uint8_t>((flags & is_forged) != 0 ? 1 : 0);
        fragment.insert(fragment.begin(), e.before, 0);
        if (e.has_inner_type) {
            fragment.push_back(type);
            type = application_data_type;
        }
        if (e.block_size != 0 && e.encrypts_then_macs)
            append_padding(fragment, content.size(), e.block_size);
        append(fragment, e.mac, null_digest(e.mac) ^ forgery);
        append(fragment, e.tag, null_tag ^ forgery);
        if (e.block_size != 0 && !e.encrypts_then_macs)
            append_padding(fragment, content.size() + e.mac, e.block_size);
    }
    bytes record{type, 3, minor, static_cast<std::uint8_t>(fragment.size() >> 8),
                 static_cast<std::uint8_t>(fragment.size())};
    record.insert(record.end(), fragment.begin(), fragment.end());
    return record;
}

null_content open_null_record(const script_settings& settings, byte_view record)
{
    const auto e = envelope_of(settings);
    null_content opened{record[0], {}};
    auto content = record.subspan(record_header);
    const auto remove = [&](std::size_t size) {
        require(content.size() >= size, "a record of our own engine is complete");
        content = content.first(content.size() - size);
    };
    const auto remove_padding = [&] { remove(std::size_t{content.back()} + 1); };
    require(content.size() >= e.before, "a record of our own engine is complete");
    content = content.subspan(e.before);
    remove(e.tag);
    if (e.block_size != 0 && !e.encrypts_then_macs)
        remove_padding();
    remove(e.mac);
    if (e.block_size != 0 && e.encrypts_then_macs)
        remove_padding();
    if (e.has_inner_type) {
        while (!content.empty() && content.back() == 0)
            remove(1);
        opened.type = content.back();
        remove(1);
    }
    opened.content = to_bytes(content);
    return opened;
}

player::player(const script_settings& settings)
    : settings_(settings), state_(settings, settings.is_server), engine_(state_.config)
{
    if (!settings.is_server)
        engine_.set_server_name("localhost");
    if (!settings.is_server && (settings.authentication & script_settings::verify) != 0)
        engine_.set_verify_host("localhost");
}

void player::apply(const script_operation& next)
{
    switch (next.kind) {
    case operation::message:
        if (next.content.size() >= 2) {
            const auto body = byte_view(next.content).subspan(2);
            bytes content{next.content[0],
                          handshake_type,
                          next.content[1],
                          static_cast<std::uint8_t>(body.size() >> 16),
                          static_cast<std::uint8_t>(body.size() >> 8),
                          static_cast<std::uint8_t>(body.size())};
            content.insert(content.end(), body.begin(), body.end());
            send(content);
        }
        break;
    case operation::record:
        if (next.content.size() >= 2)
            send(next.content);
        break;
    case operation::raw:
        deliver(next.content);
        break;
    case operation::act:
        act(next.content);
        break;
    }
}

/// `content` is flags, content type, content.
void player::send(byte_view content)
{
    const auto flags = content[0], type = content[1];
    held_.insert(held_.end(), content.begin() + 2, content.end());
    if ((flags & is_held) != 0 && held_.size() < max_plaintext)
        return;
    const auto whole = std::exchange(held_, {});
    byte_view rest = whole;
    do {
        const auto part = rest.first(std::min(rest.size(), max_content(settings_)));
        deliver(null_record(settings_, type, part, flags));
        rest = rest.subspan(part.size());
    } while (!rest.empty());
}

void player::deliver(byte_view data)
{
    using pieces = script_settings::pieces;
    constexpr std::size_t max_count = 64;
    std::size_t size = settings_.piece_size == pieces::whole          ? data.size()
                       : settings_.piece_size == pieces::single_bytes ? 1
                       : settings_.piece_size == pieces::of_7         ? 7
                                                                      : 300;
    size = std::max(size, data.size() / max_count + 1);
    while (!data.empty() && !has_ended_ && !error_) {
        const auto space = engine_.input_buffer();
        const auto piece = data.first(std::min({size, data.size(), space.size()}));
        std::ranges::copy(piece, space.begin());
        engine_.received(piece.size());
        bytes_delivered_ += piece.size();
        data = data.subspan(piece.size());
        run();
    }
}

void player::act(byte_view content)
{
    if (content.empty())
        return;
    const auto what = static_cast<action>(content[0] % static_cast<unsigned>(action::count));
    const std::size_t argument = content.size() < 3 ? 0 : content[1] * 256U + content[2];
    switch (what) {
    case action::advance_clock:
        state_.now += std::chrono::seconds(argument);
        return;
    case action::reset:
        reset();
        return;
    case action::answer:
        if (!answer())
            return;
        break;
    default:
        act_on_connection(what, argument);
    }
    run();
}

void player::act_on_connection(action what, std::size_t argument)
{
    constexpr std::size_t max_written = 40'000;
    boost::system::error_code error;
    switch (what) {
    case action::write:
        write(argument % max_written);
        break;
    case action::write_early:
        if (!settings_.is_server)
            write_early(argument % max_written);
        break;
    case action::read_early:
        reads_early_ = settings_.is_server && !is_established_;
        break;
    case action::wait_readable:
        if (is_established_)
            engine_.wait_readable(error);
        break;
    case action::shutdown:
        is_closing_ = is_established_;
        break;
    case action::close_write:
        if (is_established_) {
            engine_.close_write(error);
            is_closing_ = true;
        }
        break;
    case action::end_of_input:
        if (!std::exchange(has_ended_, true))
            engine_.end_of_input();
        break;
    case action::renegotiate:
        if (is_established_)
            engine_.renegotiate(error);
        break;
    case action::update_keys:
        if (is_established_)
            engine_.update_keys(argument % 2 != 0, error);
        break;
    default:
        break;
    }
    collect_output();
}

void player::write(std::size_t size)
{
    const bytes data(size, 'w');
    byte_view rest = data;
    for (int turn = 0; turn != 8 && !error_; ++turn) {
        boost::system::error_code error;
        std::size_t taken = 0;
        const auto wants = engine_.write({&rest, 1}, taken, error);
        require(taken <= rest.size(), "write() takes no more than it got");
        rest = rest.subspan(taken);
        collect_output();
        if (error || rest.empty() || (wants != want::output && wants != want::nothing))
            return;
    }
}

void player::write_early(std::size_t size)
{
    const bytes data(size, 'e');
    const byte_view all = data;
    boost::system::error_code error;
    std::size_t taken = 0;
    engine_.write_early({&all, 1}, taken, error);
    require(taken <= size, "write_early() takes no more than it got");
    collect_output();
}

void player::run()
{
    // Each turn either reads at least a byte, or answers an operation, or ends a phase of the connection.
    std::size_t turns = 0;
    const auto max_turns = 100 + bytes_delivered_;
    while (!error_) {
        require(++turns <= max_turns, "an engine makes progress or waits for input");
        const auto wants = perform();
        collect_output();
        if (wants == want::answer && (settings_.extensions & script_settings::held_answers) != 0)
            return;
        if (wants == want::input || (wants == want::answer && !answer()))
            return;
    }
    boost::system::error_code again;
    std::array<std::uint8_t, 1> space;
    byte_span into(space);
    std::size_t n = 0;
    engine_.read({&into, 1}, n, again);
    require(again.failed(), "an error is permanent");
}

/// Calls the operation that is due. Sets error_ if the connection has ended.
want player::perform()
{
    std::array<std::uint8_t, 500> space;
    byte_span into(space);
    std::size_t n = 0;
    if (reads_early_) {
        boost::system::error_code error;
        const auto wants = engine_.read_early({&into, 1}, n, error);
        bytes_read_ += n;
        if (error == boost::asio::error::eof)
            reads_early_ = false;
        else if (error)
            error_ = error;
        return wants;
    }
    if (!is_established_) {
        const auto wants = engine_.handshake(settings_.is_server ? role::server : role::client, error_);
        if (wants == want::nothing && !error_) {
            is_established_ = true;
            ++handshakes_;
            require(engine_.handshake_complete(), "a handshake that succeeds is complete");
            check_connection();
        }
        return wants;
    }
    const auto before = engine_.info().renegotiations;
    const auto wants = is_closing_ ? engine_.shutdown(error_) : engine_.read({&into, 1}, n, error_);
    bytes_read_ += n;
    handshakes_ += engine_.info().renegotiations - before;
    if (is_closing_ && wants == want::nothing && !error_)
        error_ = boost::asio::error::eof;
    return wants;
}

/// Returns whether an external operation was waiting.
bool player::answer()
{
    auto start = engine_.take_external_operation();
    if (!start)
        return false;
    start([this](external_answer given) { engine_.answer(std::move(given)); });
    return true;
}

void player::collect_output()
{
    while (engine_.has_output()) {
        const auto out = engine_.output();
        output_.insert(output_.end(), out.begin(), out.end());
        engine_.sent(out.size());
    }
}

bytes player::take_output()
{
    return std::exchange(output_, {});
}

void player::reset()
{
    finish();
    engine_.reset();
    error_ = {};
    held_.clear();
    reads_early_ = is_established_ = is_closing_ = has_ended_ = false;
}

void player::finish()
{
    check_connection();
    // A client that has sent nothing, because its settings are unusable, has no peer to alert.
    const bool is_silent = !settings_.is_server && engine_.bytes_queued() == 0;
    if (!error_ || is_silent || has_ended_ || is_closing_ || error_ == boost::asio::error::eof)
        return;
    const bool has_alert = engine_.alert_sent() || engine_.alert_received();
    if (!has_alert)
        std::fprintf(stderr, "%s: %s\n", error_.message().c_str(), engine_.error_detail().c_str());
    require(has_alert, "an error has an alert");
}

void player::check_connection()
{
    require(bytes_read_ <= bytes_delivered_, "there is no more data than was sent");
    if (!is_established_)
        return;
    const auto& info = engine_.info();
    require(info.cipher_suite != nullptr && info.cipher_suite->usable_in(info.version), "the suite fits the version");
    require(is_within(info.version, settings_.min(), settings_.max()), "the version is an enabled one");
    require(info.version != protocol_version::tls1_3 || info.renegotiations == 0, "TLS 1.3 never renegotiates");
    const bool needs_certificate = settings_.is_server
                                       ? (settings_.authentication & script_settings::require_client_certificate) != 0
                                       : (settings_.authentication & script_settings::verify) != 0;
    const bool has_psk = info.session_reused || !info.psk_identity.empty() ||
                         info.cipher_suite->authentication == authentication_method::psk;
    // Seeds of anonymous suites set anonymous_peers, which allows a server without a certificate.
    const bool is_anonymous =
        !settings_.is_server && info.cipher_suite->authentication == authentication_method::anonymous;
    require(!needs_certificate || has_psk || is_anonymous || !info.peer_certificates.empty(),
            "a required certificate is there");
    check_keying_material();
}

void player::check_keying_material()
{
    std::array<std::uint8_t, 40> exported{};
    boost::system::error_code error;
    engine_.export_keying_material("EXPORTER-fuzz", std::nullopt, exported, error);
    engine_.binding(channel_binding::tls_exporter);
    engine_.binding(channel_binding::tls_server_end_point);
    if (engine_.session().empty())
        return;
    const auto stored = engine_.session().to_bytes();
    require(session::from_bytes(stored).to_bytes() == stored, "a session can be stored");
}

} // namespace tls::fuzz
