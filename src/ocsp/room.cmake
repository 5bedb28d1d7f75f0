tls_add_room(ocsp
  address.cpp http_exchange.cpp http_url.cpp ocsp_client.cpp ocsp_client_state.cpp ocsp_over_http.cpp ocsp_verifier.cpp
  response_cache.cpp
  ROOMS handshake x509 crypto wire)
