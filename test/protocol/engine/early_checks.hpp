// Checks of connections with early data between two engines.

#ifndef TLS_TEST_PROTOCOL_ENGINE_EARLY_CHECKS_HPP
#define TLS_TEST_PROTOCOL_ENGINE_EARLY_CHECKS_HPP

#include "support/early_data.hpp"

#include <boost/asio/error.hpp>

namespace tls::test {

using status = early_data_status;

inline const bytes early = pattern(2000);

inline bool is(const engine& e, status expected)
{
    return e.info().early_data == expected;
}

/// Connects with early data, and checks that the server reads it.
inline void check_accepted(const configurations& settings, pace p = whole())
{
    early_pair pair(settings, std::move(p));
    BOOST_TEST(pair.write_early(early) == early.size());
    BOOST_TEST(!pair.write_error);
    pair.finish();
    BOOST_TEST(is(pair.client, status::accepted));
    BOOST_TEST(is(pair.server, status::accepted));
    BOOST_TEST(pair.server.info().session_reused);
    BOOST_TEST(pair.read_early() == early);
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    pair.check_data_flows();
}

/// Connects with early data, and checks that the server rejects it and the connection works.
inline void check_rejected(const configurations& settings, bool resumes, pace p = whole())
{
    early_pair pair(settings, std::move(p));
    BOOST_TEST(pair.write_early(early) == early.size());
    BOOST_TEST(!pair.write_error);
    BOOST_TEST(is(pair.client, status::offered));
    pair.finish();
    BOOST_TEST(is(pair.client, status::rejected));
    BOOST_TEST(is(pair.server, status::rejected));
    BOOST_TEST(pair.client.info().session_reused == resumes);
    BOOST_TEST(pair.server.info().session_reused == resumes);
    BOOST_TEST(pair.read_early().empty());
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error::reason::early_data_rejected);
    pair.check_data_flows();
}

/// Checks that a client offers no early data, and that the connection works.
inline void check_unavailable(const configurations& settings)
{
    early_pair pair(settings);
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error::reason::early_data_unavailable);
    pair.finish();
    BOOST_TEST(is(pair.client, status::none));
    BOOST_TEST(is(pair.server, status::none));
    BOOST_TEST(pair.write_early(early) == 0u);
    BOOST_TEST(pair.write_error == error::reason::early_data_unavailable);
    BOOST_TEST(pair.read_early().empty());
    BOOST_TEST(pair.read_error == boost::asio::error::eof);
    pair.check_data_flows();
}

} // namespace tls::test

#endif
