# The registry with its standard tables, HKDF, what is made of passwords, and what of keys and randomness needs no other library.
tls_add_room(crypto diffie_hellman.cpp hkdf.cpp implementations.cpp key_share_pool.cpp keys.cpp password_based.cpp registry.cpp standard_registry.cpp suites_tls12.cpp system_random.cpp ROOMS curve25519 ipsec_mb nettle p256 cryptopp)
