# Algorithms by Crypto++: the only room that includes its headers.
tls_add_room(
  cryptopp
  aead.cpp
  cbc.cpp
  ciphers.cpp
  cpu.cpp
  curve.cpp
  dsa.cpp
  ecdh.cpp
  ecdsa.cpp
  ecdsa_signature_value.cpp
  ed25519.cpp
  finite_field.cpp
  hash.cpp
  rsa.cpp
  rsa_encoding.cpp
  rsa_premaster.cpp
  rsa_signature.cpp
  scrypt.cpp
  x25519.cpp
)
target_link_libraries(tls_cryptopp PUBLIC cryptopp::cryptopp)
