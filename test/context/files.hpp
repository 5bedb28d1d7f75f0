// Certificates and keys in all forms that a context loads.

#ifndef TLS_TEST_CONTEXT_FILES_HPP
#define TLS_TEST_CONTEXT_FILES_HPP

#include "support/engine_pair.hpp"
#include "support/files.hpp"
#include "support/pki.hpp"
#include "support/print.hpp"

#include <tls/context.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace tls::test {

/// A certificate with its key, in every form that a context loads.
struct key_pair {
    key_pair(const pki& authority, key_type type) : key(pki::make_key(type))
    {
        x509::certificate_template contents;
        contents.common_name = "localhost";
        contents.dns_names = {"localhost"};
        certificate.push_back(authority.issue(contents, key));
    }

    const x509::certificate& leaf() const { return certificate.front(); }
    std::string certificate_pem() const { return x509::write_pem("CERTIFICATE", leaf().der()); }
    std::string key_pem() const { return x509::write_private_key_pem(key); }
    secure_bytes key_der() const { return x509::write_private_key_der(key); }

    private_key key;
    std::vector<x509::certificate> certificate;
};

inline boost::asio::const_buffer buffer(std::string_view text)
{
    return {text.data(), text.size()};
}

inline boost::asio::const_buffer buffer(byte_view data)
{
    return {data.data(), data.size()};
}

/// Returns the error code that `action` throws, or success.
template <class Action>
error_code thrown(Action&& action)
{
    try {
        action();
    } catch (const boost::system::system_error& e) {
        return e.code();
    }
    return {};
}

/// Returns whether `action` throws invalid_argument with `name` in the message.
template <class Action>
bool refuses_naming(const std::string& name, Action&& action)
{
    try {
        action();
    } catch (const boost::system::system_error& e) {
        return e.code() == boost::asio::error::invalid_argument &&
               std::string(e.what()).find(name) != std::string::npos;
    }
    return false;
}

} // namespace tls::test

#endif
