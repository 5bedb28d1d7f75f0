#include "protocol/handshake/steps_tls12.hpp"

#include "protocol/handshake/authentication.hpp"
#include "protocol/record/protection_tls12.hpp"
#include "protocol/schedule/key_log.hpp"

#include <utility>

namespace tls {

handshake_secrets_tls12 derive_secrets(handshake_context& c, const hello_parameters& hello,
                                       secure_bytes& premaster_secret, const transcript& transcript)
{
    const auto& hash = *hello.suite.hash;
    auto master = hello.extended_master_secret
                      ? tls12::master_secret::derive_extended(hash, premaster_secret, transcript.hash())
                      : tls12::master_secret::derive(hash, premaster_secret, hello.client_random, hello.server_random);
    wipe(premaster_secret);
    c.log_secret(key_log_label::client_random, hello.client_random, master.value());
    auto keys = master.keys(hello.suite, hello.client_random, hello.server_random);
    return {std::move(master), std::move(keys)};
}

secret send_finished(handshake_context& c, const hello_parameters& hello, const handshake_secrets_tls12& secrets,
                     transcript& transcript)
{
    const auto& keys = secrets.keys.of(c.role());
    c.connection().send_change_cipher_spec(
        make_tls12_sealer(hello.suite, hello.version, keys, hello.encrypt_then_mac, c.random()));
    auto verify_data = secrets.master.finished_verify_data(c.role(), transcript.hash());
    c.send(message::finished{to_bytes(verify_data)}, transcript);
    return verify_data;
}

step<secret> receive_finished(handshake_context& c, const hello_parameters& hello,
                              const handshake_secrets_tls12& secrets, transcript& transcript)
{
    const auto peer = peer_of(c.role());
    const auto& keys = secrets.keys.of(peer);
    c.connection().expect_change_cipher_spec(
        make_tls12_opener(hello.suite, hello.version, keys, hello.encrypt_then_mac), c.boundary());
    auto finished = co_await c.next<message::finished>();
    auto expected = secrets.master.finished_verify_data(peer, transcript.hash());
    check_finished(finished, expected);
    transcript.add(finished.encoded);
    co_return expected;
}

void establish_tls12(handshake_context& c, const hello_parameters& hello, handshake_secrets_tls12 secrets,
                     finished_pair finished, role first_finished)
{
    if (first_finished == role::client)
        c.endpoint().resumed.reset(); // a renegotiation does not resume the session of the handshake before
    c.establish(established_tls12{std::move(secrets.master), hello.client_random, hello.server_random,
                                  std::move(finished), hello.extended_master_secret, first_finished});
}

} // namespace tls
