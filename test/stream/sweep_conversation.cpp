#include "stream/sweep_conversation.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/local/connect_pair.hpp>

#include <array>

namespace tls::test {

namespace asio = boost::asio;

namespace {

/// What each party sends, from the position on.
byte_view words_of(role r, std::size_t position, std::size_t size)
{
    static const std::array<bytes, 2> words{pattern(1'000'000), pattern(1'000'001)};
    return byte_view(words[r == role::client ? 0 : 1]).subspan(position, size);
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

async_verify_function verify_elsewhere(std::shared_ptr<outside_work> outside)
{
    return [outside](verify_request request, verify_completion done) {
        outside->push_back([chain = std::move(request.chain), done = std::move(done)] {
            x509::verification_result result;
            result.accepted = chain.size() == 1;
            done(result);
        });
    };
}

} // namespace

std::vector<handshake_variant> handshake_variants()
{
    constexpr std::uint16_t secp256r1 = 23, x25519 = 29;
    pki authority;
    configurations plain(authority, {authority.leaf()});
    std::vector<handshake_variant> all{
        {"plain", plain}, {"HelloRetryRequest", plain}, {"client certificate", plain}, {"answers from outside", plain}};

    all[1].settings.client.negotiation.groups = {x25519, secp256r1};
    all[1].settings.server.negotiation.groups = {secp256r1};

    for (auto* variant : {&all[2], &all[3]}) {
        variant->settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
        variant->settings.server.verification.anchors = authority.anchors();
        variant->settings.client.authentication.credentials = {authority.leaf()};
    }

    auto& last = all[3];
    auto run = [outside = last.outside](std::function<void()> work) { outside->push_back(std::move(work)); };
    for (auto* config : {&last.settings.client, &last.settings.server}) {
        config->hooks.async_verify = verify_elsewhere(last.outside);
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
    return all;
}

template <class NextLayer>
template <class Then>
struct party<NextLayer>::handler {
    party* self;
    lane* where;
    Then then;
    std::shared_ptr<int> alive;

    void operator()(error_code e, std::size_t n = 0)
    {
        if (self->initiating_)
            self->complain("an operation completed within the function that started it");
        if (++where->completed > where->started)
            self->complain("an operation completed twice");
        where->aborted += e == asio::error::operation_aborted;
        where->last = e;
        then(e, n);
    }
};

template <class NextLayer>
party<NextLayer>::party(asio::io_context& io, const configuration& config, role r, const script& says)
    : role_(r),
      deeds_(r == role::client ? says.client : says.server),
      script_(says),
      stream_(std::in_place, io.get_executor(), std::make_shared<configuration>(config)),
      space_(says.read_size)
{
}

template <class NextLayer>
void party<NextLayer>::complain(const std::string& what)
{
    complaint_ += (role_ == role::client ? "client: " : "server: ") + what + "; ";
}

template <class NextLayer>
template <class Start, class Then>
void party<NextLayer>::perform(lane& where, Start start, Then then)
{
    if (where.held) {
        where.held_back = [this, &where, start, then] { perform(where, start, then); };
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
void party<NextLayer>::release(lane& where)
{
    where.held = false;
    if (auto held_back = std::exchange(where.held_back, nullptr))
        held_back();
}

template <class NextLayer>
bool party<NextLayer>::goes_on(lane& where, error_code e)
{
    if (stream_ && !error && (!e || is_passing(e)))
        return true;
    // The first error is the one that counts; it ends the transport, and so the other lane.
    if (stream_ && !error) {
        error = e;
        transport().close();
    }
    end_of(where);
    return false;
}

template <class NextLayer>
void party<NextLayer>::reset()
{
    if (!error)
        error = asio::error::connection_aborted;
    transport().close();
    stream_->reset();
}

template <class NextLayer>
void party<NextLayer>::prepare_for_another()
{
    reading.prepare_for_another();
    writing.prepare_for_another();
    error = {};
    sent = received = next_ = to_be_sent_ = awaited_ = 0;
    received_eof = began_to_close = established_ = awaiting_ = shut_down_ = false;
}

template <class NextLayer>
void party<NextLayer>::start()
{
    reading.ended = !script_.client_reads && role_ == role::client;
    shake_hands();
}

template <class NextLayer>
void party<NextLayer>::shake_hands()
{
    auto type = role_ == role::client ? stream_base::client : stream_base::server;
    perform(
        writing, [this, type](auto h) { stream_->async_handshake(type, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (!goes_on(writing, e))
                return;
            if (e)
                return shake_hands();
            established_ = true;
            if (!reading.ended)
                listen();
            next_deed();
        });
}

/// The one party reads at once, the other waits until there is something to read.
template <class NextLayer>
void party<NextLayer>::listen()
{
    if (role_ == role::client)
        return read();
    perform(
        reading, [this](auto h) { stream_->async_wait(stream_type::wait_read, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (goes_on(reading, e))
                e ? listen() : read();
        });
}

template <class NextLayer>
void party<NextLayer>::read()
{
    // An empty buffer between two others is passed over.
    auto half = space_.size() / 2;
    std::array<asio::mutable_buffer, 3> buffers{asio::buffer(space_, half), asio::mutable_buffer(),
                                                asio::buffer(space_) + half};
    perform(
        reading, [this, buffers](auto h) { stream_->async_read_some(buffers, std::move(h)); },
        [this](error_code e, std::size_t n) {
            if (e ? n != 0 : n == 0)
                complain("a read of " + std::to_string(n) + " bytes with " + e.message());
            check_arrived(n);
            if (e == asio::error::eof) {
                received_eof = true;
                return end_of(reading);
            }
            if (goes_on(reading, e))
                listen();
            if (awaiting_ && received >= awaited_) {
                awaiting_ = false;
                next_deed();
            }
        });
}

template <class NextLayer>
void party<NextLayer>::check_arrived(std::size_t n)
{
    auto expected = words_of(role_ == role::client ? role::server : role::client, received, n);
    if (!std::equal(expected.begin(), expected.end(), space_.begin()))
        complain("other bytes than were sent, after " + std::to_string(received));
    received += n;
}

template <class NextLayer>
void party<NextLayer>::next_deed()
{
    if (next_ == deeds_.size())
        return end_of(writing);
    switch (deeds_[next_++]) {
    case deed::write:
        to_be_sent_ += script_.message_size;
        return write(to_be_sent_);
    case deed::await_message:
        awaited_ += script_.message_size;
        awaiting_ = received < awaited_;
        if (!awaiting_)
            next_deed();
        return;
    case deed::update_keys:
        return update_keys(false);
    case deed::update_both:
        return update_keys(true);
    case deed::close_write:
        return close_write();
    }
}

template <class NextLayer>
void party<NextLayer>::write(std::size_t until)
{
    auto words = words_of(role_, sent, until - sent);
    auto part = words.size() / 3;
    std::array<asio::const_buffer, 3> buffers{as_buffer(words.first(part)), asio::const_buffer(),
                                              as_buffer(words.subspan(part))};
    perform(
        writing, [this, buffers](auto h) { stream_->async_write_some(buffers, std::move(h)); },
        [this, until](error_code e, std::size_t n) {
            sent += n;
            if (!e && n == 0)
                complain("a write of nothing");
            if (!goes_on(writing, e))
                return;
            if (sent < until)
                return write(until);
            // What a write took that did not end well leaves with the next operation.
            e ? flush() : next_deed();
        });
}

template <class NextLayer>
void party<NextLayer>::flush()
{
    perform(
        writing, [this](auto h) { stream_->async_wait(stream_type::wait_write, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (goes_on(writing, e))
                e ? flush() : next_deed();
        });
}

template <class NextLayer>
void party<NextLayer>::update_keys(bool request_peer)
{
    if (stream_->info().version == protocol_version::tls1_2)
        return next_deed();
    perform(
        writing, [this, request_peer](auto h) { stream_->async_update_keys(request_peer, std::move(h)); },
        [this](error_code e, std::size_t) {
            if (goes_on(writing, e))
                e ? update_keys(false) : next_deed();
        });
}

template <class NextLayer>
void party<NextLayer>::close_write()
{
    began_to_close = true;
    perform(
        writing, [this](auto h) { stream_->async_close_write(std::move(h)); },
        [this](error_code e, std::size_t) {
            if (goes_on(writing, e))
                e ? close_write() : next_deed();
        });
}

template <class NextLayer>
void party<NextLayer>::end_of(lane& where)
{
    where.ended = true;
    awaiting_ = awaiting_ && !reading.ended;
    if (stream_ && !error && reading.ended && writing.ended && !shut_down_) {
        writing.ended = false;
        shut_down();
    }
}

template <class NextLayer>
void party<NextLayer>::shut_down()
{
    began_to_close = true;
    perform(
        writing,
        [this](auto h) {
            // The one party would wait for ever, the other as good as that.
            if (role_ == role::client)
                stream_->async_shutdown(std::move(h));
            else
                stream_->async_shutdown(std::chrono::hours(1), std::move(h));
        },
        [this](error_code e, std::size_t) {
            if (!goes_on(writing, e))
                return;
            if (e)
                return shut_down();
            shut_down_ = true;
            transport().close();
            end_of(writing);
        });
}

template <class NextLayer>
conversation<NextLayer>::conversation(const handshake_variant& variant, script says)
    : script_(std::move(says)),
      outside_(variant.outside),
      client(io_, variant.settings.client, role::client, script_),
      server(io_, variant.settings.server, role::server, script_)
{
    outside_->clear();
    connect(client.transport(), server.transport());
}

template <class NextLayer>
void conversation<NextLayer>::start()
{
    client.start();
    server.start();
}

template <class NextLayer>
void conversation<NextLayer>::start_again()
{
    for (auto* one : {&client, &server})
        one->reset();
    run();
    complaint_ = complaint();
    outside_->clear();
    for (auto* one : {&client, &server})
        one->prepare_for_another();
    connect(client.transport(), server.transport());
    start();
}

template <class NextLayer>
bool conversation<NextLayer>::step()
{
    io_.restart();
    if (io_.poll_one() != 0)
        return true;
    if (frozen_ || outside_->empty())
        return false;
    auto work = std::move(outside_->front());
    outside_->pop_front();
    work();
    return true;
}

template <class NextLayer>
std::size_t conversation<NextLayer>::run(std::size_t count)
{
    std::size_t n = 0;
    while (n < count && step())
        ++n;
    return n;
}

template <class NextLayer>
void conversation<NextLayer>::cancel(party<NextLayer>& whose, typename party<NextLayer>::lane& where,
                                     asio::cancellation_type type)
{
    auto& peer = &whose == &client ? server : client;
    frozen_ = where.held = true;
    freeze(peer.transport(), true);
    where.emit(type);
    run();
    if (where.is_busy())
        complaint_ += "a cancelled operation did not end; ";
    frozen_ = false;
    freeze(peer.transport(), false);
    whose.release(where);
}

template <class NextLayer>
std::string conversation<NextLayer>::complaint()
{
    std::string all = complaint_ + client.complaint() + server.complaint();
    auto check = [&all](bool holds, const char* what) { all += holds ? "" : std::string(what) + "; "; };
    for (auto* one : {&client, &server}) {
        auto& other = one == &client ? server : client;
        check(!one->reading.is_busy(), "a read did not end");
        check(!one->writing.is_busy(), "an operation did not end");
        check(one->handlers() == 0, "a handler is left");
        check(one->received <= other.sent, "more was read than was written");
        check(!one->received_eof || (other.began_to_close && one->received == other.sent), "eof before the end");
    }
    io_.restart();
    io_.poll();
    check(io_.stopped(), "work is left");
    return all;
}

template <class NextLayer>
std::string conversation<NextLayer>::complaint_unless_complete()
{
    auto all = complaint();
    for (auto* one : {&client, &server}) {
        auto& other = one == &client ? server : client;
        std::string who = one == &client ? "client: " : "server: ";
        if (!one->is_done())
            all += who + "not done: " + one->error.message() + "; ";
        if (one->reading.started != 0 && one->received != other.sent)
            all += who + "bytes are lost; ";
        for (auto* where : {&one->reading, &one->writing}) {
            if (where->aborted > where->emitted)
                all += who + "operation_aborted without a cancellation; ";
        }
    }
    return all;
}

template class conversation<faulty_stream>;
template class conversation<local_socket>;
template class party<faulty_stream>;
template class party<local_socket>;

} // namespace tls::test
