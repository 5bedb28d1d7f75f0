// Verification by a callback of the application's, which may leave it to the library.

#include "openssl_shim/attachments.hpp"
#include "openssl_shim/errors.hpp"

#include <boost/asio/error.hpp>

#include <optional>
#include <utility>

using namespace tls;
using namespace tls::openssl_shim;

namespace {

/// What a callback of SSL_CTX_set_cert_verify_callback is called with.
struct verification : native_verification {
    verification(const verify_request& r, const configuration& c) : request(r), config(c) { chain = request.chain; }

    const verify_request& request;
    const configuration& config;
    std::optional<x509::verification_result> built_in;
};

/// That runs on this thread: moments of verify callbacks are of the same type, and have nothing to verify.
thread_local verification* current = nullptr;

x509::verification_result result_of(verification& asked, bool accepted)
{
    auto result = asked.built_in ? std::move(*asked.built_in) : x509::verification_result();
    result.accepted = accepted;
    if (result.path.empty())
        result.path = asked.request.chain;
    if (result.error != asked.error)
        result.detail.clear();
    result.error = asked.error;
    // As OpenSSL has it: who refuses without a reason is the reason.
    if (!accepted && result.error == x509::verify_error::ok)
        result.error = x509::verify_error::rejected;
    result.depth = asked.depth;
    return result;
}

} // namespace

namespace tls::openssl_shim {

async_verify_function ask_application(native_stream& connection, asio_tls_cert_verify_callback callback, void* argument)
{
    return [&connection, callback, argument](verify_request request, verify_completion done) {
        verification asked(request, *connection.config());
        auto* const outer = std::exchange(current, &asked);
        const bool accepted = callback(handle_of(&asked), argument) > 0;
        current = outer;
        done(result_of(asked, accepted));
    };
}

} // namespace tls::openssl_shim

int X509_verify_cert(X509_STORE_CTX* moment)
{
    if (moment == nullptr || tls::detail::native_of(moment) != current) {
        put_error(boost::asio::error::operation_not_supported);
        return -1;
    }
    auto& asked = *current;
    const int done = attempt([&] { asked.built_in = tls::verify(asked.request, asked.config); });
    if (done == 0)
        return -1;
    asked.attachment.reset(); // its certificates were those of the chain as it was sent
    if (!asked.built_in->path.empty())
        asked.chain = asked.built_in->path;
    asked.depth = asked.built_in->depth;
    asked.error = asked.built_in->error;
    return asked.built_in->accepted ? 1 : 0;
}

void SSL_CTX_set_cert_verify_callback(SSL_CTX* context, asio_tls_cert_verify_callback callback, void* argument)
{
    attempt([&] {
        change_callbacks(context, [&](callbacks& c) {
            c.verify_certificate = callback;
            c.verify_certificate_argument = argument;
        });
    });
}
