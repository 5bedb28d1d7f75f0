// Whole connections of clients and servers, with every version: handshakes, resumption, early data, renegotiation,
// KeyUpdate, closing. The input is a script (script.hpp): the peer's messages and records, which the registry of
// null_protection.hpp lets through, and the acts of the engine's user.

#include "fuzz/player.hpp"
#include "fuzz/script_mutator.hpp"
#include "fuzz/target.hpp"

namespace {

using namespace tls;
using namespace tls::fuzz;

/// The work that an input may cause: some handshakes' worth, and a multiple of its size. Unlike time, it is the same in
/// each run and on each machine.
void require_bounded_work(std::size_t size)
{
    constexpr std::size_t hashed_at_most = 1 << 20, records_at_most = 4 << 20, public_key_at_most = 200;
    require(work().hashed <= hashed_at_most + 400 * size, "the bytes hashed are bounded by the input's size");
    require(work().records <= records_at_most + 4000 * size,
            "the bytes sealed and opened are bounded by the input's size");
    require(work().public_key <= public_key_at_most + size, "public-key operations are bounded by the input's size");
}

} // namespace

TLS_FUZZ_TARGET(connection, data, size)
{
    work() = {};
    const auto played = script::decode({data, size});
    player p(played.settings);
    for (const auto& operation : played.operations)
        p.apply(operation);
    p.finish();
    require_bounded_work(size);
    return 0;
}

TLS_FUZZ_MUTATOR(connection, mutate_script, cross_scripts);
