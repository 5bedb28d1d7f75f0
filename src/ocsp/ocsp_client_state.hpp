// What an OCSP client keeps: its queries and its cache.

#ifndef TLS_SRC_OCSP_OCSP_CLIENT_STATE_HPP
#define TLS_SRC_OCSP_OCSP_CLIENT_STATE_HPP

#include "ocsp/http_exchange.hpp"
#include "ocsp/response_cache.hpp"

#include <tls/ocsp_client.hpp>

#include <boost/asio/strand.hpp>

#include <map>
#include <vector>

namespace tls {

/// Belongs to the client and to what is posted; exchanges and verifiers refer to it weakly, since handshakes that wait
/// here own the latter. Everything happens on a strand.
class ocsp_client::state : public std::enable_shared_from_this<state> {
public:
    /// A certificate of which somebody wants to know. `judge` is called on the strand.
    struct question {
        x509::certificate subject;
        x509::certificate issuer;
        std::function<x509::ocsp_verdict(byte_view response)> judge;
    };
    /// `response` is empty if nobody answered: the verdict's detail then says why.
    using answer_handler = std::function<void(x509::ocsp_verdict, bytes response)>;

    state(executor_type executor, ocsp_client_options options)
        : executor_(executor), strand_(executor), options_(std::move(options)), cache_(options_.max_cached)
    {
    }

    const executor_type& executor() const noexcept { return executor_; }
    const ocsp_client_options& options() const noexcept { return options_; }

    /// The handler is called once, on the strand. Thread-safe.
    void ask(question, answer_handler);
    /// Ends all queries, and lets none begin. Thread-safe.
    void stop();

private:
    struct waiter {
        std::function<x509::ocsp_verdict(byte_view)> judge;
        answer_handler handler;
    };
    struct query {
        question first; ///< whose judgement decides whether another responder is asked
        std::vector<waiter> waiters;
        std::vector<ocsp::http_url> responders; ///< those still to be asked, the next one last
        std::chrono::steady_clock::time_point deadline;
        std::shared_ptr<ocsp::http_exchange> exchange;
        std::string failure; ///< of the last responder
    };

    void look_up(question, answer_handler);
    bool answer_from_cache(const bytes& key, const question&, const answer_handler&);
    void begin(const bytes& key, question, answer_handler);
    void ask_next(const bytes& key);
    void take(const bytes& key, std::string failure, const bytes& response);
    void remember(const bytes& key, const x509::ocsp_verdict&, const bytes& response);
    void finish(const bytes& key, const bytes& response);
    x509::ocsp_verdict no_answer(const std::string& why) const;

    executor_type executor_;
    boost::asio::strand<executor_type> strand_;
    ocsp_client_options options_;
    ocsp::response_cache cache_;
    std::map<bytes, query> queries_; ///< under way, by CertID
    bool stopped_ = false;
};

} // namespace tls

#endif
