#include "protocol/connection/connection.hpp"

#include "protocol/record/protection_tls13.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>

#include <array>
#include <string>
#include <utility>

namespace tls {
namespace {

reassembler::size_limits limits_of(const configuration& config) noexcept
{
    return {config.limits.max_handshake_message, config.limits.max_certificate_message};
}

/// Returns whether an alert ends the connection (RFC 8446 section 6, RFC 5246 section 7.2). TLS 1.3 ignores the level
/// and goes by the description; earlier versions go by the level.
bool ends_connection(alert_level level, alert_description description, bool levels_count)
{
    if (!levels_count)
        return description != alert_description::user_canceled;
    if (level != alert_level::warning && level != alert_level::fatal)
        throw fatal(alert_description::illegal_parameter, error::reason::invalid_alert,
                    "the alert's level is neither warning nor fatal");
    return level == alert_level::fatal || description == alert_description::close_notify;
}

/// Returns the epoch of a direction after its sender's ChangeCipherSpec (RFC 5246 section 7.1).
constexpr epoch after_change_cipher_spec(epoch before) noexcept
{
    return before == epoch::application ? epoch::renegotiation : epoch::handshake;
}

} // namespace

connection::connection(const configuration& config) : messages_(limits_of(config))
{
    configure(config);
}

void connection::configure(const configuration& config)
{
    messages_.set_limits(limits_of(config));
    records_.set_padding(config.hooks.padding);
    records_.set_record_splitting(config.tls12.record_splitting);
    min_version_ = config.negotiation.min_version;
    max_warning_alerts_ = config.limits.max_warning_alerts;
    max_consecutive_empty_records_ = config.limits.max_consecutive_empty_records;
}

void connection::use_version(const version_descriptor& version) noexcept
{
    version_ = &version;
    records_.set_legacy_record_version(static_cast<std::uint16_t>(version.legacy_version));
    if (version.change_cipher_spec == change_cipher_spec_rule::changes_keys)
        tolerated_change_cipher_specs_ = 0;
}

bool connection::may_be_before_tls13() const noexcept
{
    const auto* lowest = version_ != nullptr ? version_ : find_version(min_version_);
    return lowest == nullptr || !lowest->negotiated_by_extension;
}

received_record connection::receive(byte_span direct, std::size_t& direct_size)
{
    const auto record = records_.next(direct);
    if (!record)
        return received_record::none;
    auto result = received_record::other;
    switch (record->type) {
    case content_type::application_data:
        return receive_application_data(*record, direct_size); // it releases the record once the data is read
    case content_type::handshake:
        result = receive_handshake(*record);
        break;
    case content_type::alert:
        result = receive_alert(*record);
        break;
    case content_type::change_cipher_spec:
        result = receive_change_cipher_spec(*record);
        break;
    default:
        throw fatal(alert_description::unexpected_message,
                    read_epoch_ == epoch::application || read_epoch_ == epoch::renegotiation
                        ? error::reason::bad_record_type
                        : error::reason::unexpected_message,
                    "unknown record type");
    }
    records_.release();
    return result;
}

received_record connection::receive_application_data(const record& r, std::size_t& direct_size)
{
    // RFC 5246 section 6.2.1 allows application data during a renegotiation. Section 7.4.9 does not allow it between
    // ChangeCipherSpec and Finished.
    if (read_epoch_ == epoch::renegotiation)
        throw fatal(alert_description::unexpected_message, error::reason::data_between_change_cipher_spec_and_finished);
    if (read_epoch_ != epoch::application && read_epoch_ != epoch::early_data)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "application data during the handshake");
    // RFC 8446 section 5.1: records of another type must not interrupt a split handshake message.
    if (!messages_.empty() && peer_messages_ == peer_messages::taken)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "application data between the parts of a handshake message");
    if (r.content.empty()) {
        count_empty_record();
        records_.release();
        return received_record::other;
    }
    consecutive_empty_records_ = 0;
    note_progress();
    const bool is_early = read_epoch_ == epoch::early_data;
    if (is_early)
        count_early_data(r.content.size());
    if (r.direct) {
        direct_size = r.content.size();
        records_.release();
    } else {
        (is_early ? early_data_ : data_).add(r.content);
    }
    return received_record::application_data;
}

/// RFC 8446 section 5.1 allows empty records against traffic analysis. An endless run of them is a denial-of-service
/// attack.
void connection::count_empty_record()
{
    if (++consecutive_empty_records_ > max_consecutive_empty_records_)
        throw fatal(alert_description::unexpected_message, error::reason::too_many_empty_records);
}

/// RFC 8446 section 4.2.10: "A server receiving more than max_early_data_size bytes of 0-RTT data SHOULD terminate the
/// connection with an 'unexpected_message' alert."
void connection::count_early_data(std::size_t size)
{
    if (size > early_data_left_)
        throw fatal(alert_description::unexpected_message, error::reason::too_much_early_data);
    early_data_left_ -= size;
}

received_record connection::receive_handshake(const record& r)
{
    if (peer_messages_ != peer_messages::taken)
        return received_record::other;
    // RFC 5246 section 7.1: the next record must be ChangeCipherSpec, and Finished follows it directly.
    if (pending_opener_)
        throw fatal(alert_description::unexpected_message, error::reason::finished_before_change_cipher_spec);
    // RFC 8446 section 5: once keys are in use, every record except change_cipher_spec must be protected.
    if (r.was_protected != records_.read_is_protected())
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "an unencrypted handshake record after encryption began");
    if (r.is_version2_hello)
        receive_version2_hello(r.content);
    else
        messages_.add(r.content);
    return received_record::handshake;
}

/// Frames the message, so that the exchange waits for it as for any other.
void connection::receive_version2_hello(byte_view message)
{
    const std::array<std::uint8_t, 4> header{static_cast<std::uint8_t>(handshake_type::client_hello), 0,
                                             static_cast<std::uint8_t>(message.size() >> 8),
                                             static_cast<std::uint8_t>(message.size())};
    messages_.add(header);
    if (!message.empty())
        messages_.add(message);
    has_version2_hello_ = true;
}

received_record connection::receive_alert(const record& r)
{
    // After the read keys are in use, an unprotected alert comes from an attacker. The exception is a client that
    // failed before it had keys.
    const bool peer_may_lack_keys = !records_.has_opened_protected();
    if (r.was_protected != records_.read_is_protected() && !peer_may_lack_keys)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "an unencrypted alert after encryption began");
    // RFC 8446 section 5.1: alerts MUST NOT be fragmented across records or coalesced in one.
    if (r.content.empty()) // RFC 8446 section 5.4: an empty record takes a different alert
        throw fatal(alert_description::unexpected_message, error::reason::invalid_alert, "an empty alert record");
    if (r.content.size() != 2)
        throw fatal(alert_description::decode_error, error::reason::invalid_alert,
                    "an alert record of " + std::to_string(r.content.size()) + " bytes instead of 2");
    const auto level = static_cast<alert_level>(r.content[0]);
    const auto description = static_cast<alert_description>(r.content[1]);
    // Before the version is known, the alert may be a TLS 1.2 warning. Some servers send unrecognized_name that way.
    const bool levels_count = version_ != nullptr ? version_->alert_levels_count : may_be_before_tls13();
    if (ends_connection(level, description, levels_count))
        throw ended_by_peer{description};
    // RFC 8446 section 5.1: records of another type must not interrupt a split handshake message.
    if (!messages_.empty())
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "an alert between the parts of a handshake message");
    if (++warning_alerts_ > max_warning_alerts_)
        throw fatal(alert_description::unexpected_message, error::reason::too_many_warning_alerts);
    return description == alert_description::no_renegotiation ? received_record::no_renegotiation
                                                              : received_record::other;
}

received_record connection::receive_change_cipher_spec(const record& r)
{
    if (peer_messages_ != peer_messages::taken) {
        peer_messages_ = peer_messages::undecipherable;
    } else if (pending_opener_) {
        receive_expected_change_cipher_spec(r);
    } else {
        // RFC 8446 section 5: between the first ClientHello and the peer's Finished, a record with the single byte 1 is
        // dropped. Any other change_cipher_spec record, and a protected one, MUST be answered with unexpected_message.
        // Section 5.1 forbids one between the parts of a handshake message.
        const bool legal = tolerated_change_cipher_specs_ > 0 && !r.was_protected && r.content.size() == 1 &&
                           r.content[0] == 1 && messages_.empty();
        if (!legal)
            throw fatal(alert_description::unexpected_message, error::reason::bad_change_cipher_spec);
        --tolerated_change_cipher_specs_;
    }
    return received_record::other;
}

/// RFC 5246 section 7.1: the record has the single byte 1 and is protected under the same keys as the records before
/// it.
void connection::receive_expected_change_cipher_spec(const record& r)
{
    if (r.was_protected != records_.read_is_protected() || r.content.size() != 1 || r.content[0] != 1)
        throw fatal(alert_description::unexpected_message, error::reason::bad_change_cipher_spec);
    records_.protect_read(std::move(pending_opener_), boundary());
    if (next_limits_)
        records_.set_read_limit(next_limits_->read);
    read_epoch_ = after_change_cipher_spec(read_epoch_);
}

void connection::flush()
{
    if (flight_.empty())
        return;
    const auto flight = std::exchange(flight_, {});
    records_.write(content_type::handshake, flight);
}

void connection::send_alert(alert_level level, alert_description description)
{
    const std::array<std::uint8_t, 2> content{static_cast<std::uint8_t>(level), static_cast<std::uint8_t>(description)};
    records_.write(content_type::alert, byte_view(content));
}

std::size_t connection::write(std::span<const byte_view> buffers, std::size_t max_size)
{
    return records_.write(content_type::application_data, buffers, max_size);
}

void connection::send_change_cipher_spec()
{
    if (std::exchange(sent_change_cipher_spec_, true))
        return;
    flush();
    records_.write_change_cipher_spec();
}

message_boundary connection::boundary() const
{
    // RFC 8446 section 5.1: implementations MUST verify that all messages immediately preceding a key change align with
    // a record boundary; if not, they MUST terminate with unexpected_message.
    const auto proof = messages_.boundary();
    if (!proof)
        throw fatal(alert_description::unexpected_message, error::reason::not_on_record_boundary,
                    "a handshake message spans a key change");
    return *proof;
}

void connection::protect_write(epoch next, const cipher_suite& suite, const tls13::traffic_secret& secret)
{
    flush();
    auto keys = secret.keys(*suite.aead);
    records_.protect_write(make_tls13_sealer(suite, keys.key, keys.iv));
    write_epoch_ = next;
}

void connection::protect_read(epoch next, const cipher_suite& suite, const tls13::traffic_secret& secret,
                              message_boundary proof)
{
    auto keys = secret.keys(*suite.aead);
    records_.protect_read(make_tls13_opener(suite, keys.key, keys.iv), proof);
    read_epoch_ = next;
    if (const auto limit = std::exchange(limit_after_early_data_, std::nullopt))
        records_.set_read_limit(*limit);
}

void connection::protect_early_read(const cipher_suite& suite, const tls13::traffic_secret& secret,
                                    std::size_t max_size, message_boundary proof)
{
    protect_read(epoch::early_data, suite, secret, proof);
    early_data_left_ = max_size;
}

void connection::return_to_plaintext_write()
{
    flush();
    records_.protect_write(nullptr);
    write_epoch_ = epoch::plaintext;
}

void connection::protect_application_write(const cipher_suite& suite, tls13::traffic_secret secret)
{
    protect_write(epoch::application, suite, secret);
    write_keys_.emplace(application_keys{&suite, std::move(secret)});
}

void connection::protect_application_read(const cipher_suite& suite, tls13::traffic_secret secret,
                                          message_boundary proof)
{
    protect_read(epoch::application, suite, secret, proof);
    read_keys_.emplace(application_keys{&suite, std::move(secret)});
}

void connection::update_write_keys()
{
    protect_application_write(*write_keys_->suite, write_keys_->secret.next());
}

void connection::update_read_keys()
{
    protect_application_read(*read_keys_->suite, read_keys_->secret.next(), boundary());
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
    write_epoch_ = after_change_cipher_spec(write_epoch_);
}

void connection::limit_records(const record_limits& limits) noexcept
{
    if (read_epoch_ == epoch::early_data)
        limit_after_early_data_ = limits.read;
    else
        records_.set_read_limit(limits.read);
    records_.set_write_limit(limits.write);
    records_.set_plaintext_read_limit(limits.plaintext);
    records_.set_plaintext_write_limit(limits.plaintext);
}

void connection::limit_records_of_next_keys(const record_limits& limits) noexcept
{
    // RFC 6066 section 4: max_fragment_length MUST be applied immediately to all messages, handshake messages included.
    records_.set_plaintext_read_limit(limits.plaintext);
    records_.set_plaintext_write_limit(limits.plaintext);
    // RFC 8449 section 4: "Records are subject to the limits that were set in the handshake that produces the keys that
    // are used to protect those records."
    next_limits_ = limits;
}

void connection::end_exchange() noexcept
{
    next_limits_.reset();
    pending_opener_.reset();
    tolerated_change_cipher_specs_ = 0;
    for (auto* each : {&read_epoch_, &write_epoch_}) {
        if (*each == epoch::handshake || *each == epoch::renegotiation)
            *each = epoch::application;
    }
}

void connection::forget() noexcept
{
    write_keys_.reset();
    read_keys_.reset();
    pending_opener_.reset();
    data_.drop();
    early_data_.drop();
    messages_.drop();
    wipe(flight_.data(), flight_.size());
    flight_ = bytes();
    records_.forget();
}

} // namespace tls
