#include "protocol/handshake/connection.hpp"

#include "protocol/handshake/record_sizes.hpp"
#include "protocol/message/hello_request.hpp"
#include "protocol/record/protection_tls13.hpp"
#include "protocol/schedule/key_log.hpp"

#include <boost/system/system_error.hpp>

#include <array>
#include <atomic>
#include <utility>

namespace tls {

namespace detail {

bool has_message(connection& c)
{
    c.drop_hello_requests();
    return c.messages_.has_message();
}

void wait_for_message(connection& c, std::string_view name) noexcept
{
    c.waits_for_ = connection::waits::message;
    c.waiting_for_ = name;
}

bytes take_message(connection& c)
{
    c.took_message_ = true;
    return c.messages_.take();
}

handshake_type next_type(connection& c) noexcept
{
    return c.messages_.type();
}

void refuse_message(byte_view encoded, std::string_view expected)
{
    auto type = static_cast<handshake_type>(encoded[0]);
    throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                "expected " + std::string(expected) + ", received " + std::string(to_string(type)));
}

} // namespace detail

namespace {

/// Numbers each question to the outside, in all connections, so that no answer is taken for another's.
std::uint64_t next_generation() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

reassembler::size_limits limits_of(const configuration& config) noexcept
{
    return {config.limits.max_handshake_message, config.limits.max_certificate_message};
}

} // namespace

connection::connection(std::shared_ptr<const configuration> config)
    : config_(std::move(config)), messages_(limits_of(*config_))
{
    records_.set_padding(config_->padding);
}

void connection::configure(std::shared_ptr<const configuration> config)
{
    config_ = std::move(config);
    messages_ = reassembler(limits_of(*config_));
    records_.set_padding(config_->padding);
}

void connection::heed_client_hello(const client_hello_info& hello)
{
    try {
        auto chosen = config_->on_client_hello(hello);
        if (chosen == nullptr)
            return;
        config_ = std::move(chosen);
        records_.set_padding(config_->padding);
        messages_.set_limits(limits_of(*config_));
    } catch (const boost::system::system_error& e) {
        if (e.code() == error::reason::unrecognized_name)
            throw fatal(alert_description::unrecognized_name, error::reason::unrecognized_name, e.what());
        if (e.code() == error::reason::no_application_protocol)
            throw fatal(alert_description::no_application_protocol, error::reason::no_application_protocol, e.what());
        throw;
    }
}

void connection::use_version(protocol_version version) noexcept
{
    version_ = version;
    info().version = version;
    if (version < protocol_version::tls1_3)
        tolerated_change_cipher_specs_ = 0;
}

void connection::configure_next(std::shared_ptr<const configuration> config)
{
    // Rows of the earlier registry are in use until the keys and all else are another handshake's.
    if (!established_config_)
        established_config_ = std::move(config_);
    config_ = std::move(config);
    records_.set_padding(config_->padding);
    messages_.set_limits(limits_of(*config_));
}

void connection::limit_records(const record_limits& limits) noexcept
{
    limit_plaintext_records(records_, limits);
    // RFC 8449 section 4: "Records are subject to the limits that were set in the handshake that produces the keys that
    // are used to protect those records."
    next_limits_ = limits;
}

void connection::start(flow f) noexcept
{
    flow_ = std::move(f);
    took_message_ = changed_write_keys_ = changed_read_keys_ = false;
    ignored_hello_requests_ = 0;
}

void connection::start_renegotiation(flow f)
{
    next_info_ = std::make_unique<connection_info>();
    start(std::move(f));
}

want connection::drive()
{
    for (;;) {
        const auto wants = advance();
        if (wants != want::input || !receive_handshake_record())
            return wants;
    }
}

want connection::advance()
{
    while (!flow_.done() || next_flow_) {
        if (flow_.done())
            flow_ = std::move(next_flow_);
        if (waits_for_ == waits::message && !detail::has_message(*this))
            return want::input;
        if (waits_for_answer())
            return want::answer;
        waits_for_ = waits::nothing;
        flow_.resume();
        flush();
    }
    if (next_info_) {
        next_info_->renegotiations = info_.renegotiations + 1;
        info_ = std::move(*next_info_);
    }
    end_handshake();
    established_config_.reset();
    return want::nothing;
}

bool connection::waits_for_answer() const noexcept
{
    return waits_for_ == waits::answer && std::holds_alternative<std::monostate>(answer_);
}

void connection::end_handshake() noexcept
{
    flow_.reset();
    next_flow_.reset();
    next_info_.reset();
    next_limits_.reset();
    pending_opener_.reset();
    waits_for_ = waits::nothing;
    tolerated_change_cipher_specs_ = 0;
    outside_ = nullptr;
    answer_ = {};
    generation_ = 0;
}

/// Takes one record of the handshake; false if none has arrived whole.
bool connection::receive_handshake_record()
{
    auto record = records_.next();
    if (!record)
        return false;
    switch (record->type) {
    case content_type::handshake:
        receive_handshake(*record);
        break;
    case content_type::alert:
        receive_alert(*record);
        break;
    case content_type::change_cipher_spec:
        receive_change_cipher_spec(*record);
        break;
    default:
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "application data during the handshake");
    }
    records_.release();
    return true;
}

void connection::receive_handshake(const record& r)
{
    // RFC 5246 section 7.1: Finished comes after ChangeCipherSpec, and nothing in between.
    if (pending_opener_)
        throw fatal(alert_description::unexpected_message, error::reason::finished_before_change_cipher_spec);
    // RFC 8446 section 5: once keys are in use, all but change_cipher_spec is protected.
    if (r.was_protected != records_.read_is_protected())
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "a handshake record without protection");
    messages_.add(r.content);
    if (in_handshake())
        note_progress();
}

void connection::refuse_renegotiation(bool silent)
{
    // Without a bound for the connection as a whole, a peer that does not read could fill our memory.
    if (++refused_renegotiations_ > config_->limits.max_refused_renegotiations)
        throw fatal(alert_description::handshake_failure, error::reason::too_many_renegotiations);
    if (silent)
        return;
    // RFC 5746 section 4.5: refusal is by a "no_renegotiation" alert, which is a warning (RFC 5246 section 7.2.2).
    const std::array<std::uint8_t, 2> warning{static_cast<std::uint8_t>(alert_level::warning),
                                              static_cast<std::uint8_t>(alert_description::no_renegotiation)};
    records_.write(content_type::alert, byte_view(warning));
}

alert_description connection::receive_alert(const record& r)
{
    // An unprotected alert where protection is on is an attacker's, except from a client that failed
    // before it had keys.
    bool peer_may_lack_keys = in_handshake() && !records_.has_opened_protected();
    if (r.was_protected != records_.read_is_protected() && !peer_may_lack_keys)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "an alert without protection");
    // RFC 8446 section 5.1: alerts MUST NOT be fragmented across records or coalesced in one.
    if (r.content.empty()) // section 5.4 names another alert for none at all
        throw fatal(alert_description::unexpected_message, error::reason::invalid_alert, "an empty alert record");
    if (r.content.size() != 2)
        throw fatal(alert_description::decode_error, error::reason::invalid_alert,
                    "alert record of " + std::to_string(r.content.size()) + " bytes");
    const auto level = static_cast<alert_level>(r.content[0]);
    const auto description = static_cast<alert_description>(r.content[1]);
    bool ends = description != alert_description::user_canceled;
    if (alert_levels_count()) {
        if (level != alert_level::warning && level != alert_level::fatal)
            throw fatal(alert_description::illegal_parameter, error::reason::invalid_alert, "an alert of no level");
        ends = level == alert_level::fatal || description == alert_description::close_notify;
    }
    if (ends)
        throw ended_by_peer{description};
    // RFC 8446 section 5.1: no other records between those of a split handshake message.
    if (!messages_.empty())
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "an alert inside a handshake message");
    if (++warning_alerts_ > config_->limits.max_warning_alerts)
        throw fatal(alert_description::unexpected_message, error::reason::too_many_warning_alerts);
    return description;
}

/// RFC 8446 section 6: the level is ignored; all but close_notify and user_canceled are errors. RFC 5246 section 7.2:
/// the level says which is one. Before the version is known it may be a warning of TLS 1.2, which some servers send
/// with unrecognized_name.
bool connection::alert_levels_count() const noexcept
{
    return (version_ ? *version_ : config_->min_version) < protocol_version::tls1_3;
}

void connection::expect_change_cipher_spec(std::unique_ptr<record_opener> opener, message_boundary) noexcept
{
    pending_opener_ = std::move(opener);
}

void connection::send_change_cipher_spec(std::unique_ptr<record_sealer> sealer)
{
    constexpr std::uint8_t change_cipher_spec = 1;
    flush();
    records_.write(content_type::change_cipher_spec, byte_view(&change_cipher_spec, 1));
    records_.protect_write(std::move(sealer));
    if (next_limits_)
        records_.set_write_limit(next_limits_->write);
    changed_write_keys_ = true;
}

/// RFC 5246 section 7.1: a record of the single byte 1, protected as those before it.
void connection::receive_expected_change_cipher_spec(const record& r)
{
    if (r.was_protected != records_.read_is_protected() || r.content.size() != 1 || r.content[0] != 1)
        throw fatal(alert_description::unexpected_message, error::reason::bad_change_cipher_spec);
    records_.protect_read(std::move(pending_opener_), boundary());
    if (next_limits_)
        records_.set_read_limit(next_limits_->read);
    changed_read_keys_ = true;
}

void connection::receive_change_cipher_spec(const record& r)
{
    if (pending_opener_)
        return receive_expected_change_cipher_spec(r);
    // RFC 8446 section 5: between the first ClientHello and the peer's Finished a record of the single
    // byte 1 is dropped; any other, and a protected one, MUST be answered with unexpected_message. One
    // between the parts of a message breaks section 5.1.
    bool legal = tolerated_change_cipher_specs_ > 0 && !r.was_protected && r.content.size() == 1 && r.content[0] == 1 &&
                 messages_.empty();
    if (!legal)
        throw fatal(alert_description::unexpected_message, error::reason::bad_change_cipher_spec);
    --tolerated_change_cipher_specs_;
}

void connection::send_change_cipher_spec()
{
    if (std::exchange(sent_change_cipher_spec_, true))
        return;
    flush();
    records_.write_change_cipher_spec();
}

void connection::flush()
{
    if (flight_.empty())
        return;
    const auto flight = std::exchange(flight_, {});
    records_.write(content_type::handshake, flight);
}

void connection::protect_write(const cipher_suite& suite, const tls13::traffic_secret& secret)
{
    flush();
    auto keys = secret.keys(*suite.aead);
    records_.protect_write(make_tls13_sealer(suite, keys.key, keys.iv));
}

void connection::protect_read(const cipher_suite& suite, const tls13::traffic_secret& secret, message_boundary proof)
{
    auto keys = secret.keys(*suite.aead);
    records_.protect_read(make_tls13_opener(suite, keys.key, keys.iv), proof);
}

void connection::drop_hello_requests()
{
    const bool may_be_tls12 = (version_ ? *version_ : config_->min_version) < protocol_version::tls1_3;
    while (ignores_hello_requests_ && may_be_tls12 && messages_.has_message() &&
           messages_.type() == handshake_type::hello_request) {
        if (++ignored_hello_requests_ > config_->limits.max_warning_alerts)
            throw fatal(alert_description::unexpected_message, error::reason::too_many_hello_requests);
        message::decode_message<message::hello_request>(messages_.take());
    }
}

message_boundary connection::boundary()
{
    drop_hello_requests();
    // RFC 8446 section 5.1: implementations MUST verify that all messages immediately preceding a key
    // change align with a record boundary; if not, they MUST terminate with unexpected_message.
    auto proof = messages_.boundary();
    if (!proof)
        throw fatal(alert_description::unexpected_message, error::reason::not_on_record_boundary,
                    "a handshake message spans a change of keys");
    return *proof;
}

void connection::keep_traffic_secrets(tls13::traffic_secret write, tls13::traffic_secret read)
{
    write_secret_.emplace(std::move(write));
    read_secret_.emplace(std::move(read));
}

const finished_pair* connection::previous_finished() const noexcept
{
    auto* tls12 = std::get_if<established_tls12>(&established_);
    return tls12 != nullptr ? &tls12->finished : nullptr;
}

void connection::forget_traffic_secrets() noexcept
{
    write_secret_.reset();
    read_secret_.reset();
}

void connection::update_write_keys()
{
    auto next = write_secret_->next();
    protect_write(*info_.cipher_suite, next);
    *write_secret_ = std::move(next);
}

void connection::update_read_keys()
{
    auto next = read_secret_->next();
    protect_read(*info_.cipher_suite, next, boundary());
    *read_secret_ = std::move(next);
}

void connection::log_secret(std::string_view label, byte_view client_random, byte_view secret) const
{
    if (config_->key_log)
        config_->key_log(key_log_line(label, client_random, secret));
}

void connection::wait_for_answer(std::string_view name, std::function<void(std::function<void(answer_value)>)> start)
{
    waits_for_ = waits::answer;
    waiting_for_ = name;
    answer_ = {};
    outside_ = [start = std::move(start),
                generation = generation_ = next_generation()](std::function<void(outside_answer)> done) {
        auto give = [done = std::move(done), generation](answer_value value) {
            outside_answer answer;
            answer.generation = generation;
            answer.deliver = [value = std::move(value)](connection& c) mutable { c.answer_ = std::move(value); };
            done(std::move(answer));
        };
        try {
            start(give);
        } catch (...) {
            // It is the handshake that this ends, and not whoever drives the connection.
            give(std::current_exception());
        }
    };
}

outside_operation connection::take_outside_operation()
{
    return std::exchange(outside_, nullptr);
}

void connection::answer(outside_answer a)
{
    // The first answer counts: nobody turns a refusal into consent afterwards.
    if (a.generation == generation_ && waits_for_ == waits::answer && std::holds_alternative<std::monostate>(answer_) &&
        a.deliver)
        a.deliver(*this);
}

connection::answer_value connection::take_answer()
{
    auto answer = std::exchange(answer_, {});
    if (auto* thrown = std::get_if<std::exception_ptr>(&answer))
        std::rethrow_exception(*thrown);
    return answer;
}

} // namespace tls
