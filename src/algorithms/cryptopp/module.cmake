# Crypto++ algorithms. Only this module includes Crypto++ headers.
tls_add_module(cryptopp)
target_link_libraries(tls_cryptopp PUBLIC cryptopp::cryptopp)
