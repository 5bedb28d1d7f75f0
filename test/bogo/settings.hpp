// Settings of the library for a connection that the runner describes.

#ifndef TLS_TEST_BOGO_SETTINGS_HPP
#define TLS_TEST_BOGO_SETTINGS_HPP

#include "options.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/configuration.hpp>
#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tls::bogo {

/// A store that counts the sessions and, if told to, answers later.
class counting_store final : public session_store {
public:
    void insert(byte_view id, byte_view content, std::chrono::seconds lifetime) override
    {
        ++inserted;
        store_.insert(id, content, lifetime);
    }
    void async_find(byte_view id, bool take, find_completion) override;
    void erase(byte_view id) override { store_.erase(id); }

    unsigned inserted = 0;
    boost::asio::io_context* answers_in = nullptr; ///< null: answers at once

private:
    memory_session_store store_;
};

/// The state that a server or client keeps from one connection to the next.
struct endpoint {
    endpoint();

    /// Makes a new key for tickets; earlier ones still open theirs.
    void renew_ticket_key();

    boost::asio::io_context io;
    std::vector<ticket_key> ticket_key_ring;
    std::shared_ptr<tls::ticket_keys> ticket_keys;
    std::shared_ptr<counting_store> store = std::make_shared<counting_store>();
    /// Our clock. It stands still during a connection, so that the runner can tell the age of a ticket.
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
    tls::session session; ///< the last one that a client received
};

/// Our keys and certificates, in the order of the options.
struct credentials {
    std::vector<std::shared_ptr<const credential>> certificates;
    std::map<const credential*, int> positions; ///< in connection_options::credentials; -1: connection_options::own
    std::vector<external_psk> psks;
    std::map<bytes, int> psk_positions; ///< by identity
};

/// The calls of the configuration's callbacks during a connection.
struct observations {
    std::vector<tls::session> new_sessions;
    std::optional<client_hello_info> client_hello; ///< the first
    std::map<std::string, bytes> secrets;          ///< from the key log, by label
    std::string complaint; ///< an expectation of the runner that a callback found broken; empty if none
};

credentials load_credentials(const connection_options&, endpoint&);

/// Returns the configuration of a connection. Its callbacks refer to all arguments, which must outlive it.
std::shared_ptr<const configuration> make_configuration(const connection_options&, const credentials&, endpoint&,
                                                        observations&);

/// Returns the certificates of a PEM file.
std::vector<x509::certificate> load_certificates(const std::string& path);

} // namespace tls::bogo

#endif
