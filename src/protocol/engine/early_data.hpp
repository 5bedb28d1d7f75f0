// Early data (RFC 8446 section 2.3): the operations of both sides.

#ifndef TLS_SRC_PROTOCOL_ENGINE_EARLY_DATA_HPP
#define TLS_SRC_PROTOCOL_ENGINE_EARLY_DATA_HPP

#include <tls/bytes.hpp>
#include <tls/want.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <span>

namespace tls {

class engine_state;

/// The early data of one connection. The flows decide whether it is offered and accepted (endpoint::early_data,
/// connection_info::early_data), and change the keys. The epochs show whether it may be sent or received now.
class early_data {
public:
    explicit early_data(engine_state& engine) noexcept : engine_(engine) {}
    early_data(const early_data&) = delete;
    early_data& operator=(const early_data&) = delete;

    /// Implements engine::write_early().
    want write(std::span<const byte_view>, std::size_t& n, boost::system::error_code&);
    /// Implements engine::read_early().
    want read(std::span<const byte_span>, std::size_t& n, boost::system::error_code&);
    /// Returns whether a server may answer early data before the handshake is complete: 0.5-RTT data. A server that
    /// accepts early data has requested no client certificate, so none is missing.
    bool may_be_answered() const noexcept;

    /// @name Events
    /// @{
    /// The first handshake has ended: sends rejected early data again, if the settings say so.
    void handle_connected();
    /// The connection has ended.
    void forget() noexcept;
    /// @}

private:
    boost::system::error_code write_error() const;
    bool may_arrive() const noexcept;
    void keep_copy(std::span<const byte_view>, std::size_t n);

    engine_state& engine_;
};

} // namespace tls

#endif
