// An authority with a responder, and a certificate that names it.

#ifndef TLS_TEST_OCSP_RESPONDER_CASE_HPP
#define TLS_TEST_OCSP_RESPONDER_CASE_HPP

#include "ocsp/responder.hpp"
#include "x509/revocation/revocation_pki.hpp"

#include <tls/ocsp_client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>

namespace tls::test {

/// authorityInfoAccess with responders at these URLs.
inline bytes responders_at(const std::vector<std::string>& urls)
{
    der::encoding all;
    for (const auto& url : urls)
        all = der::concatenation({all, der::sequence({der::object_identifier(oid::ad_ocsp), uri(url)})});
    return extension_of(oid::authority_information_access, false, der::sequence({all}));
}

struct responder_case {
    boost::asio::io_context io;
    ocsp_responder responder{io};
    authority root = make_root("Root");
    x509::certificate leaf = named_at({responder.url()});
    x509::ocsp_response_template says; ///< what the responder answers about `leaf`
    x509::time_point time = now;       ///< the client's clock
    ocsp_client_options options;
    std::optional<ocsp_client> client; ///< made at the first question

    responder_case()
    {
        says.produced_at = now;
        says.this_update = now - std::chrono::hours(1);
        says.next_update = now + day;
        says.revoked = {now - 10 * day, x509::revocation_reason::superseded};
        responder.answer = [this](const ocsp_http_request&) { return ocsp_http_response{.body = response()}; };
        options.allow_private_addresses = true;
        options.clock = [this] { return time; };
        options.timeout = std::chrono::seconds(30);
    }
    responder_case(const responder_case&) = delete;
    responder_case& operator=(const responder_case&) = delete;

    x509::certificate named_at(const std::vector<std::string>& urls, std::vector<bytes> more_extensions = {}) const
    {
        auto description = server_named("example.org");
        description.extra_extensions = std::move(more_extensions);
        if (!urls.empty())
            description.extra_extensions.push_back(responders_at(urls));
        return root.issue(description);
    }

    bytes response() const { return response_about(leaf); }
    bytes response_about(const x509::certificate& subject) const
    {
        return x509::issue_ocsp_response(says, subject, root.certificate, root.certificate, root.key);
    }

    ocsp_client& the_client()
    {
        if (!client)
            client.emplace(io, options);
        return *client;
    }

    void run()
    {
        // The responder listens all the time, so the context does not run out of work.
        io.restart();
        io.run_for(std::chrono::seconds(60));
    }

    /// Asks about the certificates at once, and runs until all verdicts are there.
    std::vector<x509::ocsp_verdict> ask(const std::vector<x509::certificate>& subjects)
    {
        std::vector<std::optional<x509::ocsp_verdict>> got(subjects.size());
        std::size_t missing = subjects.size();
        for (std::size_t i = 0; i < subjects.size(); ++i)
            the_client().async_check(subjects[i], root.certificate, [&, i](x509::ocsp_verdict verdict) {
                BOOST_TEST(!got[i], "a verdict came twice");
                got[i] = std::move(verdict);
                if (--missing == 0)
                    io.stop();
            });
        run();
        std::vector<x509::ocsp_verdict> verdicts;
        for (auto& verdict : got) {
            BOOST_REQUIRE_MESSAGE(verdict, "no verdict came");
            verdicts.push_back(std::move(*verdict));
        }
        return verdicts;
    }
    x509::ocsp_verdict ask() { return ask({leaf}).front(); }
    /// Why there is no answer; empty if there is one.
    std::string failure()
    {
        auto verdict = ask();
        BOOST_TEST((verdict.error == x509::verify_error::ok ||
                    verdict.error == x509::verify_error::unknown_revocation_status));
        return verdict.detail;
    }
    bool fails_with(std::string_view words)
    {
        auto why = failure();
        BOOST_TEST_INFO(why);
        return why.starts_with("has no OCSP response: ") && why.find(words) != std::string::npos;
    }
};

} // namespace tls::test

#endif
