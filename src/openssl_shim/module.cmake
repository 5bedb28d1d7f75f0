tls_add_module(openssl_shim)
target_include_directories(tls_openssl_shim BEFORE PRIVATE ${PROJECT_SOURCE_DIR}/include/openssl_shim)
