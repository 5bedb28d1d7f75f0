tls_add_test(
  hostile
  hostile/after_handshake_test.cpp
  hostile/client_messages_test.cpp
  hostile/conversation.cpp
  hostile/hellos_test.cpp
  hostile/matrix_test.cpp
  hostile/peer.cpp
  hostile/records_test.cpp
  hostile/server_messages_test.cpp
  hostile/sweep_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
# The scripted peers of TLS 1.2, which use none of the flows.
tls_add_test(
  tls12_peer
  hostile/tls12_peer_test.cpp
  support/tls12_peer.cpp
  support/tls12_peer_flights.cpp
  ROOMS record message extension schedule x509 crypto cryptopp wire
)
tls_add_test(
  hostile_tls12
  hostile/tls12_client_messages_test.cpp
  hostile/tls12_conversation.cpp
  hostile/tls12_records_test.cpp
  hostile/tls12_server_messages_test.cpp
  support/tls12_peer.cpp
  support/tls12_peer_flights.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
tls_add_test(
  sweep_tls12
  hostile/tls12_alerts_test.cpp
  hostile/tls12_conversation.cpp
  hostile/tls12_matrix_test.cpp
  hostile/tls12_rules_test.cpp
  hostile/tls12_sweep_test.cpp
  support/tls12_peer.cpp
  support/tls12_peer_flights.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
tls_add_test(
  hostile_renegotiation
  hostile/tls12_conversation.cpp
  hostile/tls12_renegotiation_test.cpp
  support/tls12_peer.cpp
  support/tls12_peer_flights.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
