tls_add_test(
  hostile
  protocol/hostile/client_messages_test.cpp
  protocol/hostile/hellos_test.cpp
  protocol/hostile/psk_test.cpp
  protocol/hostile/records_test.cpp
  protocol/hostile/server_messages_test.cpp
  protocol/hostile/structure_test.cpp
  $<TARGET_OBJECTS:tls_test_tls13_conversation>
  MODULES engine x509_issue
)
# The tests that sweep over all bytes, message types or values: see support/sweep.hpp.
tls_add_test(
  sweep_tls13
  protocol/hostile/after_handshake_test.cpp
  protocol/hostile/matrix_test.cpp
  protocol/hostile/sweep_test.cpp
  $<TARGET_OBJECTS:tls_test_tls13_conversation>
  MODULES engine x509_issue
)
# The scripted TLS 1.2 peers, which do not use the library's flows.
tls_add_test(
  tls12_peer
  protocol/hostile/tls12_peer_test.cpp
  $<TARGET_OBJECTS:tls_test_tls12_peer>
  MODULES record message x509_path x509_issue
)
tls_add_test(
  hostile_tls12
  protocol/hostile/old_key_exchanges_test.cpp
  protocol/hostile/old_versions_test.cpp
  protocol/hostile/tls12_client_messages_test.cpp
  protocol/hostile/tls12_records_test.cpp
  protocol/hostile/tls12_rules_test.cpp
  protocol/hostile/tls12_server_messages_test.cpp
  $<TARGET_OBJECTS:tls_test_tls12_peer>
  $<TARGET_OBJECTS:tls_test_tls12_conversation>
  MODULES engine x509_issue
)
tls_add_test(
  sweep_tls12
  protocol/hostile/tls12_alerts_test.cpp
  protocol/hostile/tls12_matrix_test.cpp
  protocol/hostile/tls12_sweep_test.cpp
  $<TARGET_OBJECTS:tls_test_tls12_peer>
  $<TARGET_OBJECTS:tls_test_tls12_conversation>
  MODULES engine x509_issue
)
tls_add_test(
  hostile_renegotiation
  protocol/hostile/tls12_renegotiation_test.cpp
  $<TARGET_OBJECTS:tls_test_tls12_peer>
  $<TARGET_OBJECTS:tls_test_tls12_conversation>
  MODULES engine x509_issue
)
tls_add_test(
  hostile_resumption_tls12
  protocol/hostile/tls12_resumption_test.cpp
  $<TARGET_OBJECTS:tls_test_tls12_peer>
  $<TARGET_OBJECTS:tls_test_tls12_conversation>
  MODULES engine x509_issue
)
