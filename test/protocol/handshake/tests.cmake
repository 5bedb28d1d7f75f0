tls_add_test(
  handshake
  protocol/handshake/authentication_test.cpp
  protocol/handshake/flow_test.cpp
  protocol/handshake/groups_test.cpp
  protocol/handshake/negotiate_test.cpp
  protocol/handshake/offer_test.cpp
  protocol/handshake/psk_test.cpp
  MODULES engine x509_issue
)
tls_add_test(
  handshake_tls12
  protocol/handshake/tls12_test.cpp
  protocol/handshake/versions_test.cpp
  MODULES engine x509_issue
)
tls_add_test(handshake_early_data_trace protocol/handshake/early_data_trace_test.cpp
  MODULES engine x509_issue)
