#include "stream/sweep_conversation.hpp"

#include "support/early_data.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/session_store.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/local/connect_pair.hpp>

#include <array>
#include <stdexcept>

namespace tls::test {

namespace asio = boost::asio;

namespace {

/// The data that each endpoint sends, from the position on.
byte_view data_of(role r, std::size_t position, std::size_t size)
{
    static const std::array<bytes, 2> data{pattern(1'000'000), pattern(1'000'001)};
    return byte_view(data[r == role::client ? 0 : 1]).subspan(position, size);
}

asio::const_buffer as_buffer(byte_view data)
{
    return {data.data(), data.size()};
}

void connect(faulty_stream& one, faulty_stream& other)
{
    one.connect(other);
}
void connect(local_socket& one, local_socket& other)
{
    asio::local::connect_pair(one, other);
}

void freeze(faulty_stream& transport, bool frozen)
{
    frozen ? transport.freeze() : transport.thaw();
}
void freeze(local_socket&, bool) {}

async_verify_function verify_externally(std::shared_ptr<external_work> external)
{
    return [external](verify_request request, verify_completion done) {
        external->push_back([chain = std::move(request.chain), done = std::move(done)] {
            x509::verification_result result;
            result.accepted = chain.size() == 1;
            done(result);
        });
    };
}

/// A store that answers when the connection runs its external operations.
class external_store final : public session_store {
public:
    explicit external_store(std::shared_ptr<external_work> work) : work_(std::move(work)) {}

    void insert(byte_view id, byte_view content, std::chrono::seconds lifetime) override
    {
        memory_.insert(id, content, lifetime);
    }
    void async_find(byte_view id, bool take, find_completion done) override
    {
        memory_.async_find(id, take, [this, done](std::optional<secure_bytes> found) {
            work_->push_back([done, found = std::move(found)] { done(found); });
        });
    }
    void erase(byte_view id) override { memory_.erase(id); }

private:
    memory_session_store memory_;
    std::shared_ptr<external_work> work_;
};

/// Makes the variant resume TLS 1.2 sessions. The client has one already.
void resume_in_tls12(handshake_variant& variant)
{
    auto& settings = variant.settings;
    settings.client.negotiation.max_version = protocol_version::tls1_2;
    settings.client.sessions.cache = std::make_shared<client_session_cache>();
    settings.server.sessions.store = std::make_shared<external_store>(variant.external);
    auto first = settings.pair();
    first.handshake();
    if (first.client.session().empty())
        throw std::logic_error("the server has issued no session");
}

} // namespace

std::vector<handshake_variant> handshake_variants()
{
    constexpr std::uint16_t secp256r1 = 23, x25519 = 29;
    pki authority;
    configurations plain(authority, {authority.leaf()});
    std::vector<handshake_variant> all{
        {"plain", plain}, {"HelloRetryRequest", plain}, {"client certificate", plain}, {"external operations", plain}};

    all[1].settings.client.negotiation.groups = {x25519, secp256r1};
    all[1].settings.server.negotiation.groups = {secp256r1};

    for (auto* variant : {&all[2], &all[3]}) {
        variant->settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        variant->settings.server.verification.anchors = authority.anchors();
        variant->settings.client.authentication.credentials = {authority.leaf()};
    }

    auto& last = all[3];
    auto run = [external = last.external](std::function<void()> work) { external->push_back(std::move(work)); };
    for (auto* config : {&last.settings.client, &last.settings.server}) {
        config->hooks.async_verify = verify_externally(last.external);
        config->authentication.credentials = {credential::offload(config->authentication.credentials.front(), run)};
    }
    last.settings.server.hooks.async_select_credential =
        [run, chosen = last.settings.server.authentication.credentials.front()](client_hello_info,
                                                                                select_credential_completion done) {
            run([done = std::move(done), chosen] { done({}, chosen); });
        };

    for (std::size_t like : {0, 3}) {
        auto& older = all.emplace_back(all[like]);
        older.name += " in TLS 1.2";
        older.settings.client.negotiation.max_version = protocol_version::tls1_2;
    }
    resume_in_tls12(all.emplace_back(handshake_variant{"resumption in TLS 1.2", plain}));
    return all;
}

handshake_variant early_data_variant()
{
    struct accepting_record : replay_record {
        void async_insert(byte_view, std::chrono::milliseconds, completion done) override { done(true); }
    };
    early_settings settings;
    settings.server.sessions.replays = std::make_shared<accepting_record>();
    settings.client.verification.mode = verify_none;
    settings.client.sessions.reuse_tickets = true;
    early_pair pair(settings);
    pair.client.clear_server_name();
    pair.client.clear_verify_host();
    pair.finish();
    pair.check_data_flows();
    return {"early data", settings};
}

template <class NextLayer>
template <class Then>
struct endpoint<NextLayer>::handler {
    endpoint* self;
    lane* where;
    Then then;
    std::shared_ptr<int> alive;

    void operator()(error_code e, std::size_t n = 0)
    {
        if (self->initiating_)
            self->report("an operation completed within its initiating function");
        if (++where->completed > where->started)
            self->report("an operation completed twice");
        where->aborted += e == asio::error::operation_aborted;
        where->last = e;
        then(e, n);
    }
};

template <class NextLayer>
endpoint<NextLayer>::endpoint(asio::io_context& io, const configuration& config, role r, const script& scenario)
    : role_(r),
      actions_(r == role::client ? scenario.client : scenario.server),
      script_(scenario),
      stream_(std::in_place, io.get_executor(), std::make_shared<configuration>(config)),
      space_(scenario.read_size)
{
}

template <class NextLayer>
void endpoint<NextLayer>::report(const std::string& problem)
{
    problems_ += (role_ == role::client ? "client: " : "server: ") + problem + "; ";
}

template <class NextLayer>
template <class Start, class Then>
void endpoint<NextLayer>::start_operation(lane& where, Start start, Then then)
{
    if (where.held) {
        where.held_back = [this, &where, start, then] { start_operation(where, start, then); };
        return;
    }
    if (!stream_)
        return end_of(where);
    ++where.started;
    initiating_ = true;
    start(asio::bind_cancellation_slot(where.signal.slot(), handler<Then>{this, &where, std::move(then), alive_}));
    initiating_ = false;
}

template <class NextLayer>
void endpoint<NextLayer>::release(lane& where)
{
    where.held = false;
    if (auto held_back = std::exchange(where.held_back, nullptr))
        held_back();
}

template <class NextLayer>
bool endpoint<NextLayer>::continues(lane& where, error_code e)
{
    if (stream_ && !error && (!e || is_transient(e)))
        return true;
    // Keeps the first error only. Closing the transport also ends the other lane.
    if (stream_ && !error) {
        error = e;
        transport().close();
    }
    end_of(where);
    return false;
}

template <class NextLayer>
void endpoint<NextLayer>::reset()
{
    if (!error)
        error = asio::error::connection_aborted;
    transport().close();
    stream_->reset();
}

template <class NextLayer>
void endpoint<NextLayer>::clear()
{
    reading.clear();
    writing.clear();
    error = {};
    sent = received = next_ = to_be_sent_ = awaited_ = 0;
    received_eof = began_to_close = established_ = awaiting_ = shut_down_ = false;
}

template <class NextLayer>
void endpoint<NextLayer>::start()
{
    reading.ended = !script_.client_reads && role_ == role::client;
    early_ended_ = role_ == role::client || script_.early_size == 0;
    if (role_ == role::client && script_.early_size != 0)
        return write_early();
    if (!early_ended_)
        read_early();
    handshake();
}

template <class NextLayer>
void endpoint<NextLayer>::write_early()
{
    auto data = data_of(role_, sent, script_.early_size - sent);
    start_operation(
        writing, [this, data](auto h) { stream_->async_write_early_some(as_buffer(data), std::move(h)); },
        [this](error_code e, std::size_t n) {
            sent += n;
            if (e == tls::error::reason::early_data_unavailable)
                return handshake();
            if (continues(writing, e))
                sent < script_.early_size ? write_early() : handshake();
        });
}

/// Runs beside the handshake.
template <class NextLayer>
void endpoint<NextLayer>::read_early()
{
    start_operation(
        reading, [this](auto h) { stream_->async_read_early_some(asio::buffer(space_), std::move(h)); },
        [this](error_code e, std::size_t n) {
            check_arrived(n);
            if (e == asio::error::eof) {
                reading.last = {};
                early_ended_ = true;
                awaited_ = received;
                return begin();
            }
            if (continues(reading, e))
                read_early();
        });
}

template <class NextLayer>
void endpoint<NextLayer>::handshake()
{
    auto type = role_ == role::client ? stream_base::client : stream_base::server;
    start_operation(
        writing, [this, type](auto h) { stream_->async_handshake(type, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (!continues(writing, e))
                return;
            if (e)
                return handshake();
            established_ = true;
            begin();
        });
}

template <class NextLayer>
void endpoint<NextLayer>::begin()
{
    if (!established_ || !early_ended_)
        return;
    to_be_sent_ = sent;
    if (!reading.ended)
        start_reading();
    next_action();
}

/// The client reads at once. The server first waits until data can be read.
template <class NextLayer>
void endpoint<NextLayer>::start_reading()
{
    if (role_ == role::client)
        return read();
    start_operation(
        reading, [this](auto h) { stream_->async_wait(stream_type::wait_read, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (continues(reading, e))
                e ? start_reading() : read();
        });
}

template <class NextLayer>
void endpoint<NextLayer>::read()
{
    // The stream must skip an empty buffer between two others.
    auto half = space_.size() / 2;
    std::array<asio::mutable_buffer, 3> buffers{asio::buffer(space_, half), asio::mutable_buffer(),
                                                asio::buffer(space_) + half};
    start_operation(
        reading, [this, buffers](auto h) { stream_->async_read_some(buffers, std::move(h)); },
        [this](error_code e, std::size_t n) {
            if (e ? n != 0 : n == 0)
                report("a read returned " + std::to_string(n) + " bytes with " + e.message());
            check_arrived(n);
            if (e == asio::error::eof) {
                received_eof = true;
                return end_of(reading);
            }
            if (continues(reading, e))
                start_reading();
            if (awaiting_ && received >= awaited_) {
                awaiting_ = false;
                next_action();
            }
        });
}

template <class NextLayer>
void endpoint<NextLayer>::check_arrived(std::size_t n)
{
    auto expected = data_of(role_ == role::client ? role::server : role::client, received, n);
    if (!std::equal(expected.begin(), expected.end(), space_.begin()))
        report("received data differs from the sent data after " + std::to_string(received) + " bytes");
    received += n;
}

template <class NextLayer>
void endpoint<NextLayer>::next_action()
{
    if (next_ == actions_.size())
        return end_of(writing);
    switch (actions_[next_++]) {
    case action::write:
        to_be_sent_ += script_.message_size;
        return write(to_be_sent_);
    case action::await_message:
        awaited_ += script_.message_size;
        awaiting_ = received < awaited_;
        if (!awaiting_)
            next_action();
        return;
    case action::update_keys:
        return update_keys(false);
    case action::update_both:
        return update_keys(true);
    case action::close_write:
        return close_write();
    }
}

template <class NextLayer>
void endpoint<NextLayer>::write(std::size_t until)
{
    auto data = data_of(role_, sent, until - sent);
    auto part = data.size() / 3;
    std::array<asio::const_buffer, 3> buffers{as_buffer(data.first(part)), asio::const_buffer(),
                                              as_buffer(data.subspan(part))};
    start_operation(
        writing, [this, buffers](auto h) { stream_->async_write_some(buffers, std::move(h)); },
        [this, until](error_code e, std::size_t n) {
            sent += n;
            if (!e && n == 0)
                report("a write of 0 bytes succeeded");
            if (!continues(writing, e))
                return;
            if (sent < until)
                return write(until);
            // The next operation sends the data that a failed write accepted.
            e ? flush() : next_action();
        });
}

template <class NextLayer>
void endpoint<NextLayer>::flush()
{
    start_operation(
        writing, [this](auto h) { stream_->async_wait(stream_type::wait_write, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (continues(writing, e))
                e ? flush() : next_action();
        });
}

template <class NextLayer>
void endpoint<NextLayer>::update_keys(bool request_peer)
{
    if (stream_->info().version == protocol_version::tls1_2)
        return next_action();
    start_operation(
        writing, [this, request_peer](auto h) { stream_->async_update_keys(request_peer, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (continues(writing, e))
                e ? update_keys(false) : next_action();
        });
}

template <class NextLayer>
void endpoint<NextLayer>::close_write()
{
    began_to_close = true;
    start_operation(
        writing, [this](auto h) { stream_->async_close_write(std::move(h)); },
        [this](error_code e, std::size_t) {
            if (continues(writing, e))
                e ? close_write() : next_action();
        });
}

template <class NextLayer>
void endpoint<NextLayer>::end_of(lane& where)
{
    where.ended = true;
    awaiting_ = awaiting_ && !reading.ended;
    if (stream_ && !error && reading.ended && writing.ended && !shut_down_) {
        writing.ended = false;
        shut_down();
    }
}

template <class NextLayer>
void endpoint<NextLayer>::shut_down()
{
    began_to_close = true;
    start_operation(
        writing,
        [this](auto h) {
            // The client has no time limit; the server's limit is so long that it never expires.
            if (role_ == role::client)
                stream_->async_shutdown(std::move(h));
            else
                stream_->async_shutdown(std::chrono::hours(1), std::move(h));
        },
        [this](error_code e, std::size_t) {
            if (!continues(writing, e))
                return;
            if (e)
                return shut_down();
            shut_down_ = true;
            transport().close();
            end_of(writing);
        });
}

template <class NextLayer>
test_connection<NextLayer>::test_connection(const handshake_variant& variant, script scenario)
    : script_(std::move(scenario)),
      external_(variant.external),
      client(io_, variant.settings.client, role::client, script_),
      server(io_, variant.settings.server, role::server, script_)
{
    external_->clear();
    connect(client.transport(), server.transport());
}

template <class NextLayer>
void test_connection<NextLayer>::start()
{
    client.start();
    server.start();
}

template <class NextLayer>
void test_connection<NextLayer>::start_again()
{
    for (auto* one : {&client, &server})
        one->reset();
    run();
    problems_ = problems();
    external_->clear();
    for (auto* one : {&client, &server})
        one->clear();
    connect(client.transport(), server.transport());
    start();
}

template <class NextLayer>
bool test_connection<NextLayer>::step()
{
    io_.restart();
    if (io_.poll_one() != 0)
        return true;
    if (frozen_ || external_->empty())
        return false;
    auto work = std::move(external_->front());
    external_->pop_front();
    work();
    return true;
}

template <class NextLayer>
std::size_t test_connection<NextLayer>::run(std::size_t count)
{
    std::size_t n = 0;
    while (n < count && step())
        ++n;
    return n;
}

template <class NextLayer>
void test_connection<NextLayer>::cancel(endpoint<NextLayer>& whose, typename endpoint<NextLayer>::lane& where,
                                        asio::cancellation_type type)
{
    auto& peer = &whose == &client ? server : client;
    frozen_ = where.held = true;
    freeze(peer.transport(), true);
    where.emit(type);
    run();
    if (where.is_busy())
        problems_ += "a cancelled operation did not end; ";
    frozen_ = false;
    freeze(peer.transport(), false);
    whose.release(where);
}

template <class NextLayer>
std::string test_connection<NextLayer>::problems()
{
    std::string all = problems_ + client.problems() + server.problems();
    auto check = [&all](bool holds, const char* what) { all += holds ? "" : std::string(what) + "; "; };
    for (auto* one : {&client, &server}) {
        auto& other = one == &client ? server : client;
        check(!one->reading.is_busy(), "a read did not end");
        check(!one->writing.is_busy(), "an operation did not end");
        check(one->handlers() == 0, "a handler was not destroyed");
        check(one->received <= other.sent, "more data was read than was written");
        check(!one->received_eof || (other.began_to_close && one->received == other.sent), "eof before the end");
    }
    io_.restart();
    io_.poll();
    check(io_.stopped(), "the io_context still has work");
    return all;
}

template <class NextLayer>
std::string test_connection<NextLayer>::problems_unless_complete()
{
    auto all = problems();
    for (auto* one : {&client, &server}) {
        auto& other = one == &client ? server : client;
        std::string side = one == &client ? "client: " : "server: ";
        if (!one->is_done())
            all += side + "not done: " + one->error.message() + "; ";
        if (one->reading.started != 0 && one->received != other.sent)
            all += side + "data was lost; ";
        for (auto* where : {&one->reading, &one->writing}) {
            if (where->aborted > where->emitted)
                all += side + "operation_aborted without a cancellation; ";
        }
    }
    return all;
}

template class test_connection<faulty_stream>;
template class test_connection<local_socket>;
template class endpoint<faulty_stream>;
template class endpoint<local_socket>;

} // namespace tls::test
