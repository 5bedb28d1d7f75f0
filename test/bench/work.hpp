// Fixed amounts of work, whose instructions can be counted.

#ifndef TLS_TEST_BENCH_WORK_HPP
#define TLS_TEST_BENCH_WORK_HPP

#include <cstdint>
#include <string>

namespace bench {

/// Does work of this name `count` times, with both ends in one thread: "handshake", "hybrid-handshake",
/// "record" or "round-trip". Throws std::invalid_argument for another name.
void do_work(const std::string& name, std::uint64_t count);

} // namespace bench

#endif
