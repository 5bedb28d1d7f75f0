tls_add_test(engine
  protocol/engine/data_test.cpp protocol/engine/exchange_test.cpp protocol/engine/failure_test.cpp protocol/engine/handshake_test.cpp protocol/engine/outside_test.cpp
  protocol/engine/key_updates_test.cpp protocol/engine/revocation_test.cpp protocol/engine/session_settings_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_raw_public_keys protocol/engine/raw_public_keys_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_tls12
  protocol/engine/tls12_test.cpp protocol/engine/tls12_credentials_test.cpp protocol/engine/exporters_test.cpp protocol/engine/rsa_key_exchange_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_old_versions protocol/engine/old_key_exchanges_test.cpp protocol/engine/old_versions_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_resumption_tls12 protocol/engine/resumption_tls12_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_memory protocol/engine/memory_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_renegotiation
  protocol/engine/renegotiation_test.cpp protocol/engine/renegotiation_outcome_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_resumption_tls13 protocol/engine/resumption_tls13_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_early_data
  protocol/engine/early_data_test.cpp protocol/engine/early_data_refusal_test.cpp protocol/engine/early_data_rules_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_early_data_memory protocol/engine/early_data_memory_test.cpp
  MODULES engine x509_issue)
tls_add_test(engine_key_rotation protocol/engine/key_rotation_test.cpp
  MODULES engine x509_issue)
set_tests_properties(engine_key_rotation PROPERTIES LABELS threads)
# Scans the process's memory, also what is freed. Sanitizers keep copies of their own and do not support the switching of
# stacks. Without lazy binding the dynamic linker saves no registers on a stack.
if(NOT ASIO_TLS_SANITIZE)
  tls_add_test(engine_secrets
    protocol/engine/secrets_test.cpp protocol/engine/failed_secrets_test.cpp support/memory_scan.cpp
    MODULES engine x509_keys x509_issue)
  set_tests_properties(engine_secrets PROPERTIES ENVIRONMENT LD_BIND_NOW=1)
endif()
