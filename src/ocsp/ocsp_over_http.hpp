// OCSP requests over HTTP (RFC 6960 appendix A.1, RFC 5019 section 5).

#ifndef TLS_SRC_OCSP_OCSP_OVER_HTTP_HPP
#define TLS_SRC_OCSP_OCSP_OVER_HTTP_HPP

#include "ocsp/http_url.hpp"

#include <tls/bytes.hpp>

namespace tls::ocsp {

struct ocsp_http_request {
    std::string target;
    bytes body; ///< empty for a GET request, else the body of a POST request
};

/// Makes the HTTP request that sends a DER OCSPRequest to the responder at `url`.
ocsp_http_request make_http_request(const http_url& url, byte_view request);

} // namespace tls::ocsp

#endif
