// The seed corpus of fuzz_connection: recorded connections of every version and feature, for clients and servers.

#ifndef TLS_TEST_FUZZ_CONNECTION_SEEDS_HPP
#define TLS_TEST_FUZZ_CONNECTION_SEEDS_HPP

#include <tls/bytes.hpp>

#include <functional>
#include <string>

namespace tls::fuzz {

/// Calls write(name, input) for each seed. Aborts if the handshakes of one fail, or if playing it gives another result
/// than recording it did.
void write_connection_seeds(const std::function<void(const std::string& name, byte_view input)>& write);

} // namespace tls::fuzz

#endif
