tls_add_room(handshake
  authentication.cpp client_tls13.cpp connection.cpp names.cpp negotiate.cpp offer.cpp operations.cpp policy.cpp
  post_handshake.cpp server_tls13.cpp verification.cpp
  ROOMS record message extension schedule x509 crypto wire)
