// The state of an OCSP client: its queries and its cache.

#ifndef TLS_SRC_OCSP_OCSP_CLIENT_STATE_HPP
#define TLS_SRC_OCSP_OCSP_CLIENT_STATE_HPP

#include "ocsp/http_url.hpp"
#include "ocsp/response_cache.hpp"

#include <tls/ocsp_client.hpp>

#include <map>
#include <vector>

namespace tls {

/// The client and posted functions own this. Exchanges and verifiers hold only a weak_ptr: a verifier is owned by a
/// handshake that may itself wait in this object. All work is done on a strand.
class ocsp_client::state : public std::enable_shared_from_this<state> {
public:
    /// A request for the status of a certificate. `verify_response` is called on the strand.
    struct question {
        x509::certificate subject;
        x509::certificate issuer;
        std::function<x509::ocsp_verdict(byte_view response)> verify_response;
    };
    /// `response` is empty if no responder gave a valid answer: the verdict's detail is then the reason.
    using answer_handler = std::function<void(x509::ocsp_verdict, bytes response)>;

    state(std::unique_ptr<detail::ocsp_transport> transport, ocsp_client_options options)
        : transport_(std::move(transport)), options_(std::move(options)), cache_(options_.max_cached)
    {
    }

    const std::shared_ptr<detail::ocsp_transport>& transport() const noexcept { return transport_; }
    const ocsp_client_options& options() const noexcept { return options_; }

    /// Asks about a certificate. Calls the handler once, on the strand. Thread-safe.
    void ask(question, answer_handler);
    /// Ends all queries and refuses new ones. Thread-safe.
    void stop();

private:
    struct waiter {
        std::function<x509::ocsp_verdict(byte_view)> verify_response;
        answer_handler handler;
    };
    struct query {
        question first; ///< its verdict decides whether to ask another responder
        std::vector<waiter> waiters;
        std::vector<ocsp::http_url> responders; ///< not yet asked, the next one last
        std::chrono::steady_clock::time_point deadline;
        std::shared_ptr<detail::ocsp_http_exchange> exchange;
        std::string failure; ///< why the last responder gave no valid answer
    };

    void look_up(question, answer_handler);
    bool answer_from_cache(const bytes& key, const question&, const answer_handler&);
    void begin(const bytes& key, question, answer_handler);
    void ask_next_responder(const bytes& key);
    void handle_result(const bytes& key, std::string failure, const bytes& response);
    void remember(const bytes& key, const x509::ocsp_verdict&, const bytes& response);
    void finish(const bytes& key, const bytes& response);
    x509::ocsp_verdict no_answer(const std::string& why) const;

    std::shared_ptr<detail::ocsp_transport> transport_;
    ocsp_client_options options_;
    ocsp::response_cache cache_;
    std::map<bytes, query> queries_; ///< queries under way, by CertID
    bool stopped_ = false;
};

} // namespace tls

#endif
