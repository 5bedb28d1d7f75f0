// An HTTPS server for a load generator.

#ifndef TLS_TEST_BENCH_HTTPS_HPP
#define TLS_TEST_BENCH_HTTPS_HPP

namespace bench {

/// Answers HTTP/1.1 requests on a port of 127.0.0.1 with a page of 64 bytes, in one thread, with a P-256 certificate
/// and TLS 1.3. Prints "listening on PORT". Returns after SIGTERM.
void serve_https();

} // namespace bench

#endif
