// An OCSP client (RFC 6960): asks certification authorities over HTTP whether certificates are revoked.

#ifndef TLS_OCSP_CLIENT_HPP
#define TLS_OCSP_CLIENT_HPP

#include <tls/configuration/hooks.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/impl/ocsp_transport.hpp>
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

/// Settings of an ocsp_client: its queries, and how async_check judges the responses.
struct ocsp_client_options {
    /// Total time for a check, from the call to the verdict: name resolution, connecting, sending and receiving, for
    /// all responders together.
    std::chrono::milliseconds timeout{5'000};
    std::size_t max_response_size = 64 * 1024; ///< maximum size of a response's body, in bytes
    std::size_t max_cached = 1'000;            ///< maximum number of cached responses, each kept until its nextUpdate
    std::size_t max_queries = 100;             ///< maximum number of concurrent queries; further ones are not sent
    unsigned max_responders = 2;               ///< maximum number of a certificate's responders to ask, in its order
    /// After all responders failed, the client waits this long before it asks about that certificate again.
    std::chrono::seconds pause_after_failure{30};

    /// Allows responders at loopback, link-local, private and other addresses outside the public Internet. The
    /// certificate names its responder. The default keeps a certificate from making us connect to machines that are not
    /// public (SSRF). Private authorities often need this set.
    bool allow_private_addresses = false;

    std::shared_ptr<const registry> algorithms = registry::standard();
    std::function<x509::time_point()> clock = &std::chrono::system_clock::now;
    unsigned min_rsa_bits = 2048;
    bool allow_sha1 = false; ///< in signatures of responses
};

/// An OCSP client. It queries the responder that a certificate names (authorityInfoAccess), caches responses until they
/// expire, and sends one query for all concurrent requests about the same certificate.
///
/// Sends requests only to http URLs: by GET if they are short, else by POST (RFC 5019 section 5), with one connection
/// each. Does not follow redirections. Requests contain only the certificate's identifiers. Responses are trusted
/// because of their signature.
///
/// Thread-safe. Completions run on the executor: its context must be running, and must outlive the client. Destroying
/// the client ends all queries; their callers are told that there is no answer.
class ocsp_client {
public:
    using executor_type = boost::asio::any_io_executor;

    template <class Executor>
    requires std::is_convertible_v<Executor, executor_type>
    explicit ocsp_client(const Executor& executor, ocsp_client_options options = {})
        : ocsp_client(std::make_unique<detail::asio_ocsp_transport<executor_type>>(executor), executor,
                      std::move(options))
    {
    }
    /// Uses the executor of an execution context, such as an io_context.
    template <class ExecutionContext>
    requires std::is_convertible_v<ExecutionContext&, boost::asio::execution_context&>
    explicit ocsp_client(ExecutionContext& context, ocsp_client_options options = {})
        : ocsp_client(executor_type(context.get_executor()), std::move(options))
    {
    }
    ~ocsp_client() { stop(); }
    ocsp_client(const ocsp_client&) = delete;
    ocsp_client& operator=(const ocsp_client&) = delete;

    executor_type get_executor() const { return executor_; }

    /// Returns a function for hooks::async_verify. It gives the built-in verdict under `config` (see tls::verify),
    /// including its revocation policy, CRLs and verify callback. If the stapled response is missing or not good, it
    /// uses the answer of the leaf's responder instead.
    ///
    /// It asks the responder only if the policy is not `off`, the chain is otherwise valid, and neither a stapled
    /// response nor a CRL gives the leaf's status. If no responder answers, the policy decides: `if_available` accepts
    /// the certificate, `required` refuses it with unknown_revocation_status. The path's other certificates are checked
    /// by CRLs. For a certificate that requires stapling (RFC 7633), the responder's answer does not replace the
    /// stapled response.
    ///
    /// The function owns `config` and may outlive the client; then it gets no answers. Completions are called on the
    /// executor, or immediately if no query is needed.
    async_verify_function verifier(std::shared_ptr<const configuration> config) const;

    /// Checks the revocation status of `subject`, which `issuer` issued. Completes with an x509::ocsp_verdict: the
    /// response's, judged by the options, or unknown_revocation_status with the cause in `detail` if no responder
    /// answers. Verify the certificates first: `subject` determines the servers that are contacted.
    template <class CompletionToken>
    auto async_check(x509::certificate subject, x509::certificate issuer, CompletionToken&& token)
    {
        return boost::asio::async_initiate<CompletionToken, void(x509::ocsp_verdict)>(
            [this](auto handler, x509::certificate asked_about, x509::certificate issued_by) {
                auto executor = boost::asio::get_associated_executor(handler, get_executor());
                // std::function requires copyable contents, but handlers may be move-only.
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
    ocsp_client(std::unique_ptr<detail::ocsp_transport> transport, executor_type executor, ocsp_client_options options)
        : state_(make_state(std::move(transport), std::move(options))), executor_(std::move(executor))
    {
    }

    // The compiled functions use no other member than this one.
    std::shared_ptr<state> state_;
    executor_type executor_;

    static std::shared_ptr<state> make_state(std::unique_ptr<detail::ocsp_transport>, ocsp_client_options);
    void stop() const;
    void check(x509::certificate subject, x509::certificate issuer,
               std::function<void(x509::ocsp_verdict)> handler) const;
};

} // namespace tls

#pragma GCC visibility pop

#endif
