tls_add_test(
  crypto
  crypto/aead_test.cpp
  crypto/groups_test.cpp
  crypto/hash_test.cpp
  crypto/password_based_test.cpp
  crypto/registry_test.cpp
  crypto/signatures_test.cpp
  MODULES crypto
)
tls_add_test(
  crypto_tls12 crypto/block_ciphers_test.cpp crypto/key_exchange_tls12_test.cpp crypto/rsa_decryption_test.cpp
  crypto/suites_tls12_test.cpp MODULES crypto
)
tls_add_test(crypto_key_share_pool crypto/key_share_pool_test.cpp MODULES crypto)
set_tests_properties(crypto_key_share_pool PROPERTIES LABELS threads)
tls_add_test(dsa_nonces crypto/dsa_nonces_test.cpp MODULES x509_path x509_issue)
tls_add_test(implementations crypto/arithmetic_test.cpp crypto/implementations_test.cpp MODULES crypto)
tls_add_test(wycheproof crypto/json.cpp crypto/wycheproof_test.cpp MODULES crypto)
target_compile_definitions(test_wycheproof PRIVATE TLS_WYCHEPROOF_DIR="${PROJECT_SOURCE_DIR}/../shared/wycheproof")
# The test switches stacks, which sanitizers do not support.
if(CMAKE_SIZEOF_VOID_P EQUAL 8 AND NOT ASIO_TLS_SANITIZE)
  tls_add_test(stack crypto/stack_test.cpp MODULES crypto)
endif()
