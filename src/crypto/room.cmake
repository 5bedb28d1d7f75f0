# The registry with its standard tables, HKDF, and what of keys and randomness needs no other library.
tls_add_room(crypto hkdf.cpp keys.cpp registry.cpp standard_registry.cpp system_random.cpp ROOMS cryptopp)
