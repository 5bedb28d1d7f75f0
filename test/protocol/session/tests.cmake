tls_add_test(
  session
  protocol/session/external_psk_test.cpp
  protocol/session/session_state_test.cpp
  protocol/session/session_test.cpp
  MODULES session x509_path x509_issue
)
tls_add_test(
  session_stores
  protocol/session/caches_test.cpp
  protocol/session/replay_test.cpp
  protocol/session/ticket_keys_test.cpp
  MODULES session x509_path x509_issue
)
set_property(TEST session_stores APPEND PROPERTY LABELS threads)
