// A fixture: an authority with an OCSP responder, and a certificate that names the responder.

#ifndef TLS_TEST_OCSP_RESPONDER_CASE_HPP
#define TLS_TEST_OCSP_RESPONDER_CASE_HPP

#include "ocsp/responder.hpp"
#include "x509/revocation/revocation_pki.hpp"

#include <tls/ocsp_client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>

namespace tls::test {

/// Returns an authorityInfoAccess extension with responders at these URLs.
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
    x509::certificate leaf = leaf_naming({responder.url()});
    x509::ocsp_response_template response_content; ///< the responder's answer about `leaf`
    x509::time_point time = now;                   ///< the client's clock
    ocsp_client_options options;
    std::optional<ocsp_client> client; ///< made on first use

    responder_case()
    {
        response_content.produced_at = now;
        response_content.this_update = now - std::chrono::hours(1);
        response_content.next_update = now + day;
        response_content.revoked = {now - 10 * day, x509::revocation_reason::superseded};
        responder.answer = [this](const ocsp_http_request&) { return ocsp_http_response{.body = response()}; };
        options.allow_private_addresses = true;
        options.clock = [this] { return time; };
        options.timeout = std::chrono::seconds(30);
    }
    responder_case(const responder_case&) = delete;
    responder_case& operator=(const responder_case&) = delete;

    x509::certificate leaf_naming(const std::vector<std::string>& urls, std::vector<bytes> more_extensions = {}) const
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
        return x509::issue_ocsp_response(response_content, subject, root.certificate, root.certificate, root.key);
    }

    ocsp_client& get_client()
    {
        if (!client)
            client.emplace(io, options);
        return *client;
    }

    void run()
    {
        // The responder always listens, so the context does not run out of work.
        io.restart();
        io.run_for(std::chrono::seconds(60));
    }

    /// Starts checks of all certificates, and runs until all have completed.
    std::vector<x509::ocsp_verdict> ask(const std::vector<x509::certificate>& subjects)
    {
        std::vector<std::optional<x509::ocsp_verdict>> got(subjects.size());
        std::size_t missing = subjects.size();
        for (std::size_t i = 0; i < subjects.size(); ++i)
            get_client().async_check(subjects[i], root.certificate, [&, i](x509::ocsp_verdict verdict) {
                BOOST_TEST(!got[i], "the completion was called twice");
                got[i] = std::move(verdict);
                if (--missing == 0)
                    io.stop();
            });
        run();
        std::vector<x509::ocsp_verdict> verdicts;
        for (auto& verdict : got) {
            BOOST_REQUIRE_MESSAGE(verdict, "the completion was not called");
            verdicts.push_back(std::move(*verdict));
        }
        return verdicts;
    }
    x509::ocsp_verdict ask() { return ask({leaf}).front(); }
    /// Returns the reason why the check failed; empty if it succeeded.
    std::string failure()
    {
        auto verdict = ask();
        BOOST_TEST((verdict.error == x509::verify_error::ok ||
                    verdict.error == x509::verify_error::unknown_revocation_status));
        return verdict.detail;
    }
    bool fails_with(std::string_view text)
    {
        auto why = failure();
        BOOST_TEST_INFO(why);
        return why.starts_with("has no valid OCSP response: ") && why.find(text) != std::string::npos;
    }
};

} // namespace tls::test

#endif
