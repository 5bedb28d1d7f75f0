// Checks that protocol code throws `fatal` with the expected alert and reason.

#ifndef TLS_TEST_SUPPORT_FATALS_HPP
#define TLS_TEST_SUPPORT_FATALS_HPP

#include "protocol/wire/fatal.hpp"
#include "support/print.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace tls::test {

using alert = alert_description;
using reason = error::reason;

/// Checks that `action` throws fatal with this alert and reason.
template <class Action>
void refuses(alert expected_alert, reason expected_reason, Action&& action)
{
    try {
        action();
    } catch (const fatal& failure) {
        BOOST_TEST(to_string(failure.alert()) == to_string(expected_alert), failure.detail());
        BOOST_TEST(failure.reason() == expected_reason, failure.detail());
        return;
    }
    BOOST_ERROR("not refused with " + std::string(to_string(expected_alert)));
}

/// Checks that `action` does not throw `fatal`.
template <class Action>
void accepts(Action&& action)
{
    try {
        action();
    } catch (const fatal& failure) {
        BOOST_ERROR("refused with " + std::string(to_string(failure.alert())) + ": " + failure.detail());
    }
}

} // namespace tls::test

#endif
