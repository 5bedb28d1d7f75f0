# Algorithms by Crypto++. The only module that includes its headers.
tls_add_module(cryptopp)
target_link_libraries(tls_cryptopp PUBLIC cryptopp::cryptopp)
