tls_add_room(openssl_shim
  alt_names.cpp asn1.cpp attachments.cpp callbacks.cpp certificates.cpp cipher_list.cpp connections.cpp contexts.cpp
  errors.cpp names.cpp stores.cpp verification.cpp
  ROOMS context engine x509 wire)
target_include_directories(tls_openssl_shim BEFORE PRIVATE ${PROJECT_SOURCE_DIR}/include/openssl_shim)
