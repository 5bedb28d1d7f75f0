tls_add_test(ocsp ocsp/address_test.cpp ocsp/cache_test.cpp ocsp/http_url_test.cpp ocsp/ocsp_client_test.cpp ocsp/ocsp_handshake_test.cpp
             ocsp/ocsp_verifier_test.cpp ocsp/responder.cpp)
set_property(TEST ocsp APPEND PROPERTY LABELS threads)
