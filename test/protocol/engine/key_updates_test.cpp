// The number of KeyUpdates that one side sends (RFC 9846 section 4.7.3).

#include "protocol/engine/key_updates.hpp"

#include "protocol/message/handshake_message.hpp"
#include "protocol/message/key_update.hpp"
#include "support/fatals.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;

namespace {

constexpr std::uint64_t limit = 2;

struct key_updates_test {
    key_updates_test()
    {
        const auto& suite = *registry::standard()->find_cipher_suite(0x1301);
        const auto make_secret = [&] { return tls13::traffic_secret(*suite.hash, secret(suite.hash->digest_size)); };
        connection_.protect_application_write(suite, make_secret());
        connection_.protect_application_read(suite, make_secret(), connection_.boundary());
    }

    void receive_request_only()
    {
        message::key_update request;
        request.request_update = message::key_update_request::update_requested;
        updates.receive(message::encode_message(request), true, 100);
    }

    void receive_request()
    {
        receive_request_only();
        // The transport takes the answer, so that the next request needs one of its own.
        auto& output = connection_.records().output();
        while (!output.empty())
            output.sent(output.front().size());
    }

    configuration settings;
    connection connection_{settings};
    key_updates updates{connection_, limit};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(key_update_numbers, key_updates_test)

BOOST_AUTO_TEST_CASE(is_2_to_the_48_minus_1)
{
    BOOST_TEST(key_updates::max_sent == 0xffff'ffff'ffffu);
}

BOOST_AUTO_TEST_CASE(sender_refuses_to_exceed_it)
{
    for (std::uint64_t i = 0; i < limit; ++i)
        updates.send(false);
    test::refuses(alert_description::internal_error, error::reason::sequence_number_overflow,
                  [&] { updates.send(false); });
    BOOST_TEST(updates.sent() == limit);
}

BOOST_AUTO_TEST_CASE(sender_ignores_requests_beyond_it)
{
    for (std::uint64_t i = 0; i < limit; ++i)
        receive_request();
    BOOST_TEST(updates.sent() == limit);
    const auto queued = connection_.records().output().total_queued();
    receive_request();
    BOOST_TEST(updates.sent() == limit);
    BOOST_TEST(connection_.records().output().total_queued() == queued);
}

BOOST_AUTO_TEST_CASE(peer_that_requests_and_never_reads_gets_one_answer)
{
    receive_request_only();
    const auto queued = connection_.records().output().total_queued();
    for (int i = 0; i < 50; ++i)
        receive_request_only();
    BOOST_TEST(updates.sent() == 1u);
    BOOST_TEST(connection_.records().output().total_queued() == queued);
}

BOOST_AUTO_TEST_CASE(receiver_does_not_enforce_it)
{
    for (std::uint64_t i = 0; i < 3 * limit; ++i)
        receive_request();
    BOOST_TEST(updates.received() == 3 * limit);
}

BOOST_AUTO_TEST_SUITE_END()
