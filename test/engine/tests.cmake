tls_add_test(engine
  engine/data_test.cpp engine/failure_test.cpp engine/handshake_test.cpp engine/outside_test.cpp
  engine/revocation_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire)
tls_add_test(engine_tls12
  engine/tls12_test.cpp engine/tls12_credentials_test.cpp engine/exporters_test.cpp engine/rsa_key_exchange_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire)
tls_add_test(engine_memory engine/memory_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire)
tls_add_test(engine_renegotiation
  engine/renegotiation_test.cpp engine/renegotiation_outcome_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire)
