#include "ocsp/ocsp_client_state.hpp"

#include "ocsp/ocsp_over_http.hpp"
#include "x509/revocation/ocsp_cert_id.hpp"

#include <algorithm>

namespace tls {

namespace {

constexpr auto client_destroyed = "the OCSP client has been destroyed";

// Returns the key of a certificate in the cache and among the queries: its CertID with a collision-resistant hash, so
// that no attacker can make a certificate that gets the answer for another one.
bytes cache_key(const x509::certificate& subject, const x509::certificate& issuer)
{
    auto id = x509::write_cert_id(subject, issuer, "SHA-256", *registry::standard());
    return {id.begin(), id.end()};
}

// Returns the URLs of at most `max` responders in reverse order: the first one to ask is last.
std::vector<ocsp::http_url> responders_of(const x509::certificate& subject, std::size_t max)
{
    std::vector<ocsp::http_url> urls;
    for (const auto& text : subject.ocsp_responders())
        if (auto url = ocsp::parse_http_url(text); url && urls.size() < max)
            urls.push_back(std::move(*url));
    std::ranges::reverse(urls);
    return urls;
}

} // namespace

void ocsp_client::state::ask(question asked, answer_handler handler)
{
    transport_->post_to_strand(
        [self = shared_from_this(), asked = std::move(asked), handler = std::move(handler)]() mutable {
            self->look_up(std::move(asked), std::move(handler));
        });
}

void ocsp_client::state::stop()
{
    transport_->post_to_strand([self = shared_from_this()] {
        self->stopped_ = true;
        while (!self->queries_.empty()) {
            auto ended = self->queries_.begin();
            ended->second.exchange->cancel();
            ended->second.failure = client_destroyed;
            self->finish(bytes(ended->first), {});
        }
    });
}

void ocsp_client::state::look_up(question asked, answer_handler handler)
{
    auto key = cache_key(asked.subject, asked.issuer);
    if (stopped_)
        return handler(no_answer(client_destroyed), {});
    if (answer_from_cache(key, asked, handler))
        return;
    if (auto same = queries_.find(key); same != queries_.end()) {
        same->second.waiters.push_back({std::move(asked.verify_response), std::move(handler)});
        return;
    }
    if (queries_.size() >= options_.max_queries)
        return handler(no_answer("too many OCSP queries are under way"), {});
    begin(key, std::move(asked), std::move(handler));
}

bool ocsp_client::state::answer_from_cache(const bytes& key, const question& asked, const answer_handler& handler)
{
    auto known = cache_.find(key, options_.clock());
    if (known == nullptr)
        return false;
    if (known->response.empty()) {
        handler(no_answer(known->failure), {});
        return true;
    }
    // This caller may have another clock and other rules than the one for which the response was cached.
    auto verdict = asked.verify_response(known->response);
    if (verdict.error != x509::verify_error::ok)
        return false;
    handler(std::move(verdict), known->response);
    return true;
}

void ocsp_client::state::begin(const bytes& key, question asked, answer_handler handler)
{
    auto responders = responders_of(asked.subject, options_.max_responders);
    if (responders.empty())
        return handler(no_answer("the certificate names no OCSP responder at an http URL"), {});
    query added{
        std::move(asked), {}, std::move(responders), std::chrono::steady_clock::now() + options_.timeout, {}, {}};
    added.waiters.push_back({added.first.verify_response, std::move(handler)});
    queries_.emplace(key, std::move(added));
    ask_next_responder(key);
}

void ocsp_client::state::ask_next_responder(const bytes& key)
{
    using std::chrono::milliseconds;
    auto& asking = queries_.at(key);
    // Divide the remaining time, so that a silent responder leaves time for the next ones.
    auto left = std::chrono::ceil<milliseconds>(asking.deadline - std::chrono::steady_clock::now());
    auto share = std::max(left, milliseconds(0)) / static_cast<int>(asking.responders.size());
    auto url = std::move(asking.responders.back());
    asking.responders.pop_back();
    auto request = ocsp::make_http_request(
        url, x509::make_ocsp_request(asking.first.subject, asking.first.issuer, *options_.algorithms));
    asking.exchange = transport_->start({url.to_string(), url.host, url.port, url.host_field(),
                                         std::move(request.target), std::move(request.body), share,
                                         options_.max_response_size, options_.allow_private_addresses},
                                        [weak = weak_from_this(), key](std::string failure, const bytes& response) {
                                            if (auto self = weak.lock())
                                                self->handle_result(key, std::move(failure), response);
                                        });
}

void ocsp_client::state::handle_result(const bytes& key, std::string failure, const bytes& response)
{
    auto& asking = queries_.at(key);
    if (failure.empty()) {
        auto verdict = asking.first.verify_response(response);
        if (verdict.error == x509::verify_error::ok) {
            remember(key, verdict, response);
            return finish(key, response);
        }
        failure = "the certificate " + verdict.detail;
    }
    asking.failure = std::move(failure);
    if (!asking.responders.empty())
        return ask_next_responder(key);
    cache_.put(key, {{}, asking.failure, options_.clock() + options_.pause_after_failure});
    finish(key, {});
}

void ocsp_client::state::remember(const bytes& key, const x509::ocsp_verdict& verdict, const bytes& response)
{
    // RFC 6960 section 4.2.2.1: without nextUpdate, newer information is available all the time. A responder to which a
    // certificate is unknown may know it later.
    if (verdict.next_update && verdict.status != x509::certificate_status::unknown)
        cache_.put(key, {response, {}, *verdict.next_update});
}

void ocsp_client::state::finish(const bytes& key, const bytes& response)
{
    auto done = queries_.extract(key);
    for (auto& waiting : done.mapped().waiters) {
        if (response.empty())
            waiting.handler(no_answer(done.mapped().failure), {});
        else
            waiting.handler(waiting.verify_response(response), response);
    }
}

x509::ocsp_verdict ocsp_client::state::no_answer(const std::string& why) const
{
    x509::ocsp_verdict verdict;
    verdict.error = x509::verify_error::unknown_revocation_status;
    verdict.detail = "has no valid OCSP response: " + why;
    return verdict;
}

} // namespace tls
