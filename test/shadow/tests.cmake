# The interface of asio::ssl, from one source in both modes: as `namespace ssl = tls`, and as boost::asio::ssl.
tls_add_test(surface shadow/surface_types.cpp shadow/surface_behaviour.cpp)
tls_add_test(surface_shadow shadow/surface_types.cpp shadow/surface_behaviour.cpp LIBS asio-tls::asio_ssl)
target_compile_definitions(test_surface_shadow PRIVATE TLS_TEST_SHADOW_MODE)

# What the openssl headers declare, beside OpenSSL's other headers if they are installed.
tls_add_test(openssl_shim shadow/openssl_test.cpp LIBS asio-tls::asio_ssl asio-tls::openssl_shim)
