// EncryptedPrivateKeyInfo: PKCS#8 under a password (RFC 5958 section 3).

#include "x509/keys/failure.hpp"
#include "x509/keys/private_key.hpp"

namespace tls::x509 {

secure_bytes ask_for_password(const password_callback& ask)
{
    if (!ask)
        fail(error::reason::bad_password_read, "the key is encrypted, and there is no password callback");
    struct wiped_string {
        std::string text;
        ~wiped_string() { wipe(text.data(), text.size()); }
    } answer{ask(max_password_size)};
    if (answer.text.size() > max_password_size)
        fail(error::reason::bad_password_read, "the password that the callback returned is too long");
    return {as_bytes(answer.text).begin(), as_bytes(answer.text).end()};
}

private_key decrypt_with_answer(const password_callback& ask,
                                const std::function<private_key(byte_view password)>& decrypt)
{
    const auto password = ask_for_password(ask);
    try {
        return decrypt(password);
    } catch (const boost::system::system_error& e) {
        // Most callbacks that return nothing have no password to return.
        if (password.empty() && e.code() == error::reason::bad_decrypt)
            fail(error::reason::bad_password_read,
                 "the key is encrypted, and not with the empty password that the password callback returned");
        throw;
    }
}

bool is_encrypted_private_key_info(byte_view der)
{
    // Every other format begins with its version.
    return der::only_sequence(der).next_is(der::tag::sequence);
}

private_key read_decrypted_private_key(byte_view der, const registry& algorithms)
try {
    return read_plain_private_key(der, algorithms);
} catch (const der::error&) {
    fail(error::reason::bad_decrypt, "the password is wrong, or the encrypted content is not a private key");
}

private_key read_encrypted_private_key_info(byte_view der, const password_forms& password, derivation_budget& budget,
                                            const registry& algorithms)
{
    auto fields = der::only_sequence(der);
    auto algorithm = read_algorithm_identifier(fields);
    auto ciphertext = fields.octet_string();
    fields.expect_end();
    return read_decrypted_private_key(decrypt_with_password(algorithm, ciphertext, password, budget, algorithms),
                                      algorithms);
}

secure_bytes write_private_key_der(const private_key& key, std::string_view password, std::uint32_t iterations,
                                   random_source& random, const registry& algorithms)
{
    if (password.empty())
        fail(error::reason::bad_password_read, "a private key cannot be encrypted with an empty password");
    auto encrypted = encrypt_with_password(write_private_key_der(key), password, iterations, random, algorithms);
    return der::sequence({encrypted.algorithm, der::octet_string(encrypted.ciphertext)});
}

} // namespace tls::x509
