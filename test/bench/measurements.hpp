// The measurements. Each function prints the figures of one group.

#ifndef TLS_TEST_BENCH_MEASUREMENTS_HPP
#define TLS_TEST_BENCH_MEASUREMENTS_HPP

#include "figures.hpp"

namespace bench {

void measure_ecdsa_handshakes(const settings&);
void measure_rsa_handshakes(const settings&);
void measure_ed25519_handshakes(const settings&);
void measure_ecdsa_hybrid_handshakes(const settings&);
void measure_rsa_hybrid_handshakes(const settings&);
void measure_resumptions(const settings&);

void measure_bare_bulk(const settings&); ///< a socket without TLS: the ceiling of the next three
void measure_aes_128_gcm_bulk(const settings&);
void measure_aes_256_gcm_bulk(const settings&);
void measure_chacha20_poly1305_bulk(const settings&);
void measure_small_writes(const settings&);
void measure_round_trips(const settings&);

// Two threads with one context beside one thread, by the clock on the wall.
void measure_handshake_scaling(const settings&);
void measure_bulk_scaling(const settings&);

void measure_heap(const settings&);
void measure_allocations(const settings&);
// Each needs its own process: memory freed by one would be reused by the other instead of requested from the system.
void measure_idle_servers(const settings&);
void measure_idle_clients(const settings&);

} // namespace bench

#endif
