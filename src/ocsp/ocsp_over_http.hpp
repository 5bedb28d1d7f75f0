// How OCSP requests stand in HTTP (RFC 6960 appendix A.1, RFC 5019 section 5).

#ifndef TLS_SRC_OCSP_OCSP_OVER_HTTP_HPP
#define TLS_SRC_OCSP_OCSP_OVER_HTTP_HPP

#include "ocsp/http_url.hpp"

#include <tls/bytes.hpp>

namespace tls::ocsp {

struct ocsp_http_request {
    std::string target;
    bytes body; ///< empty: a GET; else a POST of it
};

/// How to ask the responder at `url` this OCSPRequest (DER).
ocsp_http_request over_http(const http_url& url, byte_view request);

} // namespace tls::ocsp

#endif
