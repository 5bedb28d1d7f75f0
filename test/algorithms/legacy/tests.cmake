tls_add_test(legacy algorithms/legacy/ciphers_test.cpp MODULES legacy)
