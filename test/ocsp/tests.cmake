tls_add_test(ocsp ocsp/address_test.cpp ocsp/cache_test.cpp ocsp/http_url_test.cpp ocsp/ocsp_handshake_test.cpp
             ocsp/ocsp_verifier_test.cpp $<TARGET_OBJECTS:tls_test_ocsp_responder>)
tls_add_test(ocsp_client ocsp/ocsp_client_test.cpp $<TARGET_OBJECTS:tls_test_ocsp_responder>)
set_property(TEST ocsp_client APPEND PROPERTY LABELS threads)
