// Handshakes per second: both ends in one thread, and each end alone with its peer in another process.

#include "measurements.hpp"

#include "endpoints.hpp"
#include "peer.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace bench {

namespace {

const char* name_of(tls::key_type key)
{
    switch (key) {
    case tls::key_type::secp256r1:
        return "ECDSA P-256";
    case tls::key_type::rsa:
        return "RSA-2048";
    default:
        return "Ed25519";
    }
}

std::string name_of(const terms& t)
{
    return std::string(bench::name_of(t.tls)) + (t.resumes ? " resumptions, " : " full handshakes, ") + name_of(t.key) +
           (t.key_exchange == group::x25519 ? "" : ", X25519MLKEM768") +
           (t.remembers_links ? ", links remembered, " : ", ");
}

class handshakes {
public:
    handshakes(const settings& s, const terms& t)
        : settings_(s), terms_(t), contexts_(t), session_(t.resumes ? make_session(contexts_) : nullptr)
    {
    }

    bool can_run() const { return !terms_.resumes || session_; }

    double both_ends()
    {
        asio::io_context io(1);
        return rate(settings_.time, [&] {
            connection one(io, contexts_);
            prepare(one.client);
            one.handshake();
            finish(one.client);
            finish(one.server);
        });
    }

    double alone(role ours)
    {
        meeting_point point;
        peer other([&] {
            asio::io_context io(1);
            std::unique_ptr<endpoint> last;
            for (;;)
                one(io, point, ours == role::client ? role::server : role::client, last);
        });
        asio::io_context io(1);
        std::unique_ptr<endpoint> last;
        auto result = rate(settings_.time, [&] { one(io, point, ours, last); });
        other.stop(); // before the peer notices that its connection is gone
        return result;
    }

private:
    /// Keeps the previous connection open until the next one is done: a server may still be sending tickets when its
    /// client has finished.
    void one(asio::io_context& io, const meeting_point& point, role r, std::unique_ptr<endpoint>& last)
    {
        auto end = std::make_unique<endpoint>(io, contexts_, r);
        if (r == role::client) {
            point.connect(end->next_layer());
            prepare(*end);
        } else {
            point.accept(end->next_layer());
        }
        handshake(io, *end);
        finish(*end);
        last = std::move(end);
    }

    void prepare(endpoint& client)
    {
        if (session_)
            resume(client, session_);
    }

    void finish(endpoint& end)
    {
        if (was_resumed(end) != terms_.resumes)
            throw std::logic_error("the session was resumed unexpectedly, or not resumed");
        if (session_ && end.side() == role::client)
            keep_session(end);
        if (session_ && end.side() == role::server && terms_.tls == version::tls1_3) // TLS 1.2 sends no new ticket
            send_ticket(end);
    }

    settings settings_;
    terms terms_;
    contexts contexts_;
    std::shared_ptr<void> session_;
};

void print_handshakes(const settings& s, const terms& t, const std::vector<role>& alone, bool both_ends = true)
{
    handshakes kind(s, t);
    const auto reason = kind.can_run() ? std::nullopt : std::optional<std::string>("not supported");
    const auto print_one = [&](const char* ends, auto measure) {
        if (reason)
            print_unsupported(name_of(t) + ends, *reason);
        else
            print(name_of(t) + ends, measure(), "/s");
    };
    if (both_ends)
        print_one("both ends", [&] { return kind.both_ends(); });
    for (auto r : alone)
        print_one(r == role::client ? "client alone" : "server alone", [&] { return kind.alone(r); });
}

/// Prints that both ends and each end alone are not supported, and returns true, if that is so.
bool print_if_unsupported(const terms& t)
{
    const auto reason = unsupported_reason(t);
    for (auto* ends : {"both ends", "client alone", "server alone"})
        if (reason)
            print_unsupported(name_of(t) + ends, *reason);
    return reason.has_value();
}

/// Full handshakes: without the cache of verified links first, then with it. Servers do not verify links.
void measure_full(const settings& s, terms t)
{
    if (print_if_unsupported(t))
        return;
    terms remembering = t;
    remembering.remembers_links = true;
    print_handshakes(s, t, {});
    print_handshakes(s, remembering, {role::client});
    print_handshakes(s, t, {role::client, role::server}, false);
}

/// The hybrid group needs TLS 1.3.
void measure_hybrid(const settings& s, tls::key_type key)
{
    if (s.tls == version::tls1_3)
        measure_full(s, {.tls = s.tls, .key = key, .key_exchange = group::x25519_mlkem768});
}

} // namespace

void measure_ecdsa_handshakes(const settings& s)
{
    measure_full(s, {.tls = s.tls, .key = tls::key_type::secp256r1});
}

void measure_rsa_handshakes(const settings& s)
{
    measure_full(s, {.tls = s.tls, .key = tls::key_type::rsa});
}

void measure_ed25519_handshakes(const settings& s)
{
    measure_full(s, {.tls = s.tls, .key = tls::key_type::ed25519});
}

void measure_ecdsa_hybrid_handshakes(const settings& s)
{
    measure_hybrid(s, tls::key_type::secp256r1);
}

void measure_rsa_hybrid_handshakes(const settings& s)
{
    measure_hybrid(s, tls::key_type::rsa);
}

void measure_resumptions(const settings& s)
{
    const terms t{.tls = s.tls, .key = tls::key_type::secp256r1, .resumes = true};
    if (!print_if_unsupported(t))
        print_handshakes(s, t, {role::client, role::server});
}

} // namespace bench
