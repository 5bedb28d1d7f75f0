// What a handshake flow works on: one connection's records, waits, secrets and results.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_CONNECTION_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_CONNECTION_HPP

#include "protocol/handshake/established.hpp"
#include "protocol/handshake/flow.hpp"
#include "protocol/handshake/operations.hpp"
#include "protocol/handshake/record_limits.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/record/reassembler.hpp"
#include "protocol/record/record_layer.hpp"
#include "protocol/schedule/tls13_secrets.hpp"
#include "protocol/schedule/transcript.hpp"

#include <tls/engine.hpp>

#include <exception>
#include <optional>
#include <string>
#include <variant>

namespace tls {

/// The connection ended without an alert of ours to send: by the peer's alert or close_notify.
struct ended_by_peer {
    alert_description alert;
};

/// One connection, as its handshake flow sees it. Non-movable: flows hold references to it.
class connection {
public:
    explicit connection(std::shared_ptr<const configuration>);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// @name What flows use
    /// @{
    const configuration& config() const noexcept { return *config_; }
    random_source& random() const noexcept { return *config_->random; }
    /// What the present handshake agrees on. Users see that of a renegotiation once it is over.
    connection_info& info() noexcept { return next_info_ ? *next_info_ : info_; }
    const std::string& server_name() const noexcept { return server_name_; }
    const std::string& verify_host() const noexcept { return verify_host_; }

    template <class... M>
    next_operation<M...> next() noexcept
    {
        return next_operation<M...>(*this);
    }
    template <class M>
    next_if_operation<M> next_if() noexcept
    {
        return next_if_operation<M>(*this);
    }
    sign_operation sign(const credential& key, const signature_scheme& scheme, byte_view content) noexcept
    {
        return {*this, key, scheme, content};
    }
    verify_operation verify(const verify_request& request) noexcept { return {*this, request}; }
    select_credential_operation select_credential(const client_hello_info& hello) noexcept { return {*this, hello}; }

    /// Lets config().on_client_hello, which must be there, choose the configuration: config() may be another one
    /// afterwards. Throws fatal if it refuses the client.
    void heed_client_hello(const client_hello_info&);

    /// Sets the version that was negotiated.
    void use_version(protocol_version) noexcept;
    /// The rest of the handshake is another flow's, which begins when the present one ends.
    void hand_over(flow next) { next_flow_ = std::move(next); }

    /// Queues a message and adds it to the transcript. Never suspends.
    template <class M>
    void send(const M& m, transcript& t)
    {
        auto encoded = message::encode_message(m);
        t.add(encoded);
        queue_handshake(encoded);
    }
    /// Queues a change_cipher_spec, the first time it is called (RFC 8446 appendix D.4).
    void send_change_cipher_spec();
    /// From now to the end of the handshake the peer may send change_cipher_spec records.
    void tolerate_change_cipher_spec() noexcept { tolerated_change_cipher_specs_ = max_change_cipher_specs; }
    /// TLS 1.2: the peer's next record must be a ChangeCipherSpec, behind which it is read by `opener` (RFC 5246
    /// section 7.1).
    void expect_change_cipher_spec(std::unique_ptr<record_opener>, message_boundary) noexcept;
    /// TLS 1.2: queues a ChangeCipherSpec, behind which `sealer` protects.
    void send_change_cipher_spec(std::unique_ptr<record_sealer>);
    /// A client of TLS 1.2 ignores HelloRequests in a handshake (RFC 5246 section 7.4.1.1).
    void ignore_hello_requests() noexcept { ignores_hello_requests_ = true; }
    /// Records that do not decrypt are skipped until one does: early data that was not accepted
    /// (RFC 8446 section 4.2.10).
    void skip_early_data() noexcept { records_.skip_early_data(max_skipped_early_data); }
    void stop_skipping_early_data() noexcept { records_.skip_early_data(0); }

    /// Protects what is sent, or received, from here on.
    void protect_write(const cipher_suite&, const tls13::traffic_secret&);
    void protect_read(const cipher_suite&, const tls13::traffic_secret&, message_boundary);
    /// Throws fatal{unexpected_message, not_on_record_boundary} if a message is buffered in part.
    message_boundary boundary();
    /// Keeps the application traffic secrets, which KeyUpdate replaces.
    void keep_traffic_secrets(tls13::traffic_secret write, tls13::traffic_secret read);
    /// Keeps what outlives the handshake.
    void establish(established e) { established_ = std::move(e); }
    /// The Finished messages of the handshake that is being renegotiated; null in a first one.
    const finished_pair* previous_finished() const noexcept;
    /// What that handshake agreed on; null in a first one.
    const connection_info* previous_info() const noexcept { return next_info_ ? &info_ : nullptr; }
    /// TLS 1.2: how long records may be that are protected by the keys of the present handshake.
    void limit_records(const record_limits&) noexcept;
    void log_secret(std::string_view label, byte_view client_random, byte_view secret) const;
    /// @}

    /// @name What the engine uses
    /// @{
    void configure(std::shared_ptr<const configuration>);
    const std::shared_ptr<const configuration>& shared_config() const noexcept { return config_; }
    void set_server_name(std::string name) { server_name_ = std::move(name); }
    void set_verify_host(std::string host) { verify_host_ = std::move(host); }

    void start(flow) noexcept;
    /// TLS 1.2: begins another handshake after the first.
    void start_renegotiation(flow);
    bool in_handshake() const noexcept { return static_cast<bool>(flow_); }
    /// Runs the flow as far as it goes. Throws fatal or ended_by_peer.
    want drive();
    /// The same with the messages that are there, without taking a record.
    want advance();
    /// Takes a handshake record for the flow.
    void receive_handshake(const record&);
    /// The flow waits for an answer that has not come.
    bool waits_for_answer() const noexcept;
    /// The peer has said nothing in the present handshake.
    bool awaits_first_message() const noexcept { return in_handshake() && !took_message_; }
    /// TLS 1.2: ChangeCipherSpec has been sent, or received, in the present handshake.
    bool has_changed_write_keys() const noexcept { return changed_write_keys_; }
    bool has_changed_read_keys() const noexcept { return changed_read_keys_; }
    /// Settings for the next handshake. What the last one made of the earlier ones stays usable.
    void configure_next(std::shared_ptr<const configuration>);
    /// Forgets the keys that later ones would be made from.
    void forget_traffic_secrets() noexcept;
    /// The peer made progress: what is counted "in a row" begins anew.
    void note_progress() noexcept { warning_alerts_ = 0; }
    /// What the last handshake left.
    const established& last_established() const noexcept { return established_; }
    /// The version, once it is negotiated.
    std::optional<protocol_version> version() const noexcept { return version_; }
    /// Destroys the flow, dropping an answer that it may still wait for.
    void end_handshake() noexcept;
    std::string_view waiting_for() const noexcept { return in_handshake() ? waiting_for_ : std::string_view(); }

    outside_operation take_outside_operation();
    void answer(outside_answer);

    record_layer& records() noexcept { return records_; }
    reassembler& messages() noexcept { return messages_; }
    const record_layer& records() const noexcept { return records_; }
    const connection_info& info() const noexcept { return info_; }
    /// Queues handshake bytes; flush() turns what is queued into records, as few as possible.
    void queue_handshake(byte_view message) { flight_.insert(flight_.end(), message.begin(), message.end()); }
    void flush();
    /// Replaces the keys of one direction by the next generation (RFC 8446 section 7.2).
    void update_write_keys();
    void update_read_keys();
    /// TLS 1.2: answers the peer's wish to renegotiate by a warning unless we are to be `silent`, and ends the
    /// connection if it insists.
    void refuse_renegotiation(bool silent);
    /// Deals with an alert record. Throws ended_by_peer, or fatal if it is malformed. Returns what is a warning.
    alert_description receive_alert(const record&);
    /// Throws fatal unless the record may be here and be dropped.
    void receive_change_cipher_spec(const record&);
    /// @}

    enum class waits { nothing, message, answer };
    using answer_value =
        std::variant<std::monostate, std::pair<boost::system::error_code, bytes>, x509::verification_result,
                     std::pair<boost::system::error_code, std::shared_ptr<const credential>>, std::exception_ptr>;

    /// Waits for an answer: `start` is called with what to call back with. What it throws is an answer, too.
    void wait_for_answer(std::string_view name, std::function<void(std::function<void(answer_value)>)> start);
    /// Throws what was thrown instead of an answer.
    answer_value take_answer();

private:
    friend bool detail::has_message(connection&);
    friend void detail::wait_for_message(connection&, std::string_view) noexcept;
    friend bytes detail::take_message(connection&);
    friend handshake_type detail::next_type(connection&) noexcept;

    static constexpr unsigned max_change_cipher_specs = 8;
    static constexpr std::size_t max_skipped_early_data = 64 * 1024;

    bool receive_handshake_record();
    void receive_expected_change_cipher_spec(const record&);
    bool alert_levels_count() const noexcept;
    void drop_hello_requests();

    std::shared_ptr<const configuration> config_;
    std::shared_ptr<const configuration> established_config_; ///< of the last handshake, if it is another one
    std::string server_name_;
    std::string verify_host_;
    connection_info info_;
    std::unique_ptr<connection_info> next_info_; ///< of a renegotiation that is under way
    record_layer records_;
    reassembler messages_;
    bytes flight_;
    flow flow_;
    flow next_flow_;
    std::optional<protocol_version> version_;

    waits waits_for_ = waits::nothing;
    std::string_view waiting_for_;
    std::uint64_t generation_ = 0;
    outside_operation outside_;
    answer_value answer_;

    established established_;
    std::optional<tls13::traffic_secret> write_secret_;
    std::optional<tls13::traffic_secret> read_secret_;
    bool sent_change_cipher_spec_ = false;
    unsigned tolerated_change_cipher_specs_ = 0;
    std::unique_ptr<record_opener> pending_opener_; ///< TLS 1.2: waits for the peer's ChangeCipherSpec
    std::optional<record_limits> next_limits_;      ///< TLS 1.2: go with the keys of the present handshake
    bool took_message_ = false;
    bool changed_write_keys_ = false;
    bool changed_read_keys_ = false;
    unsigned warning_alerts_ = 0;
    unsigned refused_renegotiations_ = 0;
    bool ignores_hello_requests_ = false;
    unsigned ignored_hello_requests_ = 0;
};

} // namespace tls

#endif
