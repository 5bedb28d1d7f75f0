// Asks certification authorities whether their certificates are revoked: OCSP (RFC 6960) over HTTP.

#ifndef TLS_OCSP_CLIENT_HPP
#define TLS_OCSP_CLIENT_HPP

#include <tls/configuration/hooks.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/verify_request.hpp>
#include <tls/x509/ocsp.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace tls {

/// How an ocsp_client asks, and how it judges what async_check is asked about.
struct ocsp_client_options {
    /// From the question to the verdict: looking up names, connecting, sending and receiving, all responders together.
    std::chrono::milliseconds timeout{5'000};
    std::size_t max_response_size = 64 * 1024; ///< bytes of a response's body
    std::size_t max_cached = 1'000;            ///< responses kept, each until its nextUpdate
    std::size_t max_queries = 100;             ///< under way at once; a question beyond is not asked
    unsigned max_responders = 2;               ///< of those that a certificate names, in their order
    /// A certificate is not asked about again for so long after nobody answered.
    std::chrono::seconds pause_after_failure{30};

    /// Whether responders may be at loopback, link-local, private and other addresses that are not the public
    /// Internet's. A certificate says where to ask, so by default nobody can have us connect to a machine that is not
    /// for all. Authorities of one's own often need it.
    bool allow_private_addresses = false;

    std::shared_ptr<const registry> algorithms = registry::standard();
    std::function<x509::time_point()> clock = &std::chrono::system_clock::now;
    unsigned min_rsa_bits = 2048;
    bool allow_sha1 = false; ///< in signatures
};

/// An OCSP client: asks the responder that a certificate names (authorityInfoAccess), keeps what it hears until it is
/// out of date, and asks but once for all who want to know the same at the same time.
///
/// Requests go to http URLs only, by GET if they are short and else by POST (RFC 5019 section 5), one connection each;
/// redirections are not followed. Nothing is sent but the certificate's identifiers; what comes back is believed for
/// its signature.
///
/// Thread-safe. Completions come through the executor, so its context must run; it must outlive the client. When the
/// client is destroyed, queries end and whoever waits for them is told that there is no answer.
class ocsp_client {
public:
    using executor_type = boost::asio::any_io_executor;

    explicit ocsp_client(executor_type, ocsp_client_options = {});
    /// With the executor of an execution context, such as an io_context.
    template <class ExecutionContext>
    requires std::is_convertible_v<ExecutionContext&, boost::asio::execution_context&>
    explicit ocsp_client(ExecutionContext& context, ocsp_client_options options = {})
        : ocsp_client(executor_type(context.get_executor()), std::move(options))
    {
    }
    ~ocsp_client();
    ocsp_client(const ocsp_client&) = delete;
    ocsp_client& operator=(const ocsp_client&) = delete;

    executor_type get_executor() const;

    /// For hooks::async_verify: the built-in verdict under `config` (see tls::verify), its revocation
    /// policy, CRLs and verify callback included, with the answer of the leaf's responder in place of a stapled
    /// response that is missing or not good.
    ///
    /// The responder is asked only about a chain that is valid otherwise, if the policy is not off, and if neither a
    /// stapled response nor a CRL tells the leaf's status. If nobody answers, the policy decides: if_available lets the
    /// certificate pass, required does not, with unknown_revocation_status. Other certificates of the path are judged
    /// by CRLs. A certificate that demands stapling gets no answer in its place.
    ///
    /// `config` is kept by the function, which may be used after the client is gone: nobody answers then. Completions
    /// are called on the executor, or at once if there is nothing to ask.
    async_verify_function verifier(std::shared_ptr<const configuration> config) const;

    /// Asks about `subject`, which `issuer` issued. Completes with an x509::ocsp_verdict: the response's, judged by the
    /// options, or unknown_revocation_status with the reason in `detail` if nobody answers. The caller should have
    /// verified the certificates: `subject` says who is asked.
    template <class CompletionToken>
    auto async_check(x509::certificate subject, x509::certificate issuer, CompletionToken&& token)
    {
        return boost::asio::async_initiate<CompletionToken, void(x509::ocsp_verdict)>(
            [this](auto handler, x509::certificate asked_about, x509::certificate issued_by) {
                auto executor = boost::asio::get_associated_executor(handler, get_executor());
                // std::function copies what it holds, and handlers may be for moving only.
                auto shared = std::make_shared<decltype(handler)>(std::move(handler));
                check(std::move(asked_about), std::move(issued_by),
                      [shared, work = boost::asio::make_work_guard(executor)](x509::ocsp_verdict verdict) {
                          boost::asio::post(work.get_executor(), [shared, verdict = std::move(verdict)]() mutable {
                              auto last = std::move(*shared);
                              last(std::move(verdict));
                          });
                      });
            },
            token, std::move(subject), std::move(issuer));
    }

private:
    class TLS_HIDDEN state;
    void check(x509::certificate subject, x509::certificate issuer,
               std::function<void(x509::ocsp_verdict)> handler) const;

    std::shared_ptr<state> state_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
