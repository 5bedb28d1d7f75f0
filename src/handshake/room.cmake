tls_add_room(handshake
  authentication.cpp authentication_tls12.cpp channel_binding.cpp client.cpp client_tls12.cpp client_tls13.cpp connection.cpp
  established.cpp key_exchange_tls12.cpp key_shares.cpp names.cpp negotiate.cpp negotiate_tls12.cpp offer.cpp offer_tls12.cpp
  operations.cpp policy.cpp post_handshake.cpp record_sizes.cpp
  renegotiation.cpp renegotiation_tls12.cpp server.cpp server_tls12.cpp server_tls13.cpp verification.cpp
  versions.cpp
  ROOMS record message extension schedule x509 crypto wire)
