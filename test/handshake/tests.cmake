tls_add_test(
  handshake
  handshake/authentication_test.cpp
  handshake/flow_test.cpp
  handshake/negotiate_test.cpp
  handshake/offer_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
tls_add_test(
  handshake_tls12
  handshake/tls12_test.cpp
  handshake/versions_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
