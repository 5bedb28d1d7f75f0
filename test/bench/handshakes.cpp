// Handshakes per second: both ends in one thread, and each end alone with its peer in another process.

#include "measurements.hpp"

#include "endpoints.hpp"
#include "peer.hpp"

#include <memory>
#include <stdexcept>

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

void measure(const settings& s, const terms& t)
{
    auto name = name_of(t);
    auto print_all_unsupported = [&](const std::string& reason) {
        for (auto* ends : {"both ends", "client alone", "server alone"})
            print_unsupported(name + ends, reason);
    };
    if (auto reason = unsupported_reason(t))
        return print_all_unsupported(*reason);
    handshakes kind(s, t);
    if (!kind.can_run())
        return print_all_unsupported("not supported");
    print(name + "both ends", kind.both_ends(), "/s");
    print(name + "client alone", kind.alone(role::client), "/s");
    if (!t.remembers_links) // servers do not verify links
        print(name + "server alone", kind.alone(role::server), "/s");
}

void measure_full(const settings& s, tls::key_type key)
{
    terms t{.tls = s.tls, .key = key};
    measure(s, t);
    if (unsupported_reason(t))
        return;
    t.remembers_links = true;
    measure(s, t);
}

} // namespace

void measure_ecdsa_handshakes(const settings& s)
{
    measure_full(s, tls::key_type::secp256r1);
}

void measure_rsa_handshakes(const settings& s)
{
    measure_full(s, tls::key_type::rsa);
}

void measure_ed25519_handshakes(const settings& s)
{
    measure_full(s, tls::key_type::ed25519);
}

void measure_resumptions(const settings& s)
{
    measure(s, {.tls = s.tls, .key = tls::key_type::secp256r1, .resumes = true});
}

} // namespace bench
