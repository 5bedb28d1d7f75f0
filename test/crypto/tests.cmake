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
tls_add_test(crypto_key_share_pool crypto/key_share_pool_test.cpp crypto/temporary_rsa_keys_test.cpp MODULES crypto)
tls_add_test(crypto_random crypto/random_test.cpp MODULES crypto)
tls_add_test(crypto_xaes crypto/xaes_256_gcm_test.cpp MODULES crypto)
set_tests_properties(crypto_key_share_pool crypto_random crypto_xaes PROPERTIES LABELS threads)
tls_add_test(dsa_nonces crypto/dsa_nonces_test.cpp MODULES x509_path x509_issue)
set(implementations_sources crypto/arithmetic_test.cpp crypto/implementations_test.cpp)
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  list(APPEND implementations_sources algorithms/rsa/form_test.cpp algorithms/rsa/secret_powers_test.cpp)
endif()
tls_add_test(implementations ${implementations_sources} MODULES crypto)
tls_add_test(wycheproof crypto/json.cpp crypto/wycheproof_test.cpp MODULES crypto)
target_compile_definitions(test_wycheproof PRIVATE TLS_WYCHEPROOF_DIR="${PROJECT_SOURCE_DIR}/../shared/wycheproof")
# The test switches stacks, which sanitizers do not support.
if(CMAKE_SIZEOF_VOID_P EQUAL 8 AND NOT ASIO_TLS_SANITIZE)
  tls_add_test(stack crypto/stack_test.cpp MODULES crypto)
endif()

# Like constant_time in protocol/record: runs under valgrind with secrets marked as uninitialized. The sources are
# compiled again, so that they tell memcheck where secrets begin and end.
find_program(ASIO_TLS_VALGRIND valgrind)
find_path(ASIO_TLS_VALGRIND_INCLUDE valgrind/memcheck.h)
if(ASIO_TLS_VALGRIND AND ASIO_TLS_VALGRIND_INCLUDE AND NOT ASIO_TLS_SANITIZE)
  set(cryptopp_sources
      aead.cpp curve.cpp dsa.cpp ecdh.cpp ecdsa.cpp ecdsa_signature_value.cpp ed25519.cpp finite_field.cpp hash.cpp
      rsa.cpp rsa_encoding.cpp rsa_premaster.cpp rsa_signature.cpp x25519.cpp
  )
  list(TRANSFORM cryptopp_sources PREPEND ${cryptopp_FOLDER}/)
  if(ASIO_TLS_UNITY_BUILD)
    tls_compile_together(cryptopp_sources constant_time_cryptopp ${ASIO_TLS_SOURCE_DIR} ${cryptopp_sources})
  endif()
  set(sources ${cryptopp_sources})
  foreach(module multiprecision chacha20_poly1305 mlkem curve25519 p256 rsa nettle)
    get_target_property(module_sources tls_${module} SOURCES)
    list(APPEND sources ${module_sources})
  endforeach()
  list(APPEND sources ${ifma_FOLDER}/powers.cpp ${ifma_FOLDER}/public_powers.cpp)
  set_source_files_properties(
    ${ifma_FOLDER}/powers.cpp ${ifma_FOLDER}/public_powers.cpp ${curve25519_FOLDER}/ifma.cpp
    PROPERTIES INCLUDE_DIRECTORIES ${CMAKE_CURRENT_SOURCE_DIR}/crypto/emulated_avx512
  )
  add_executable(constant_time_crypto crypto/constant_time_test.cpp ${sources})
  # Check the code that the compiler makes for a release. g++ 12 reports AVX-512's intrinsics as uninitialized.
  target_compile_options(constant_time_crypto PRIVATE -O3 $<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>)
  target_compile_definitions(constant_time_crypto PRIVATE TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK)
  target_include_directories(
    constant_time_crypto PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR}
  )
  target_link_libraries(constant_time_crypto PRIVATE tls_settings Boost::headers ${ASIO_TLS_CRYPTO_LIBRARIES} Threads::Threads)
  tls_test_needs(constant_time_crypto constant_time_crypto)
  tls_test_needs(constant_time_crypto_finds_leaks constant_time_crypto)
  set(memcheck ${ASIO_TLS_VALGRIND} --quiet --error-limit=no --num-callers=20
               --suppressions=${CMAKE_CURRENT_SOURCE_DIR}/crypto/constant_time.supp
  )
  add_test(NAME constant_time_crypto COMMAND ${memcheck} --error-exitcode=99 $<TARGET_FILE:constant_time_crypto>)
  add_test(NAME constant_time_crypto_finds_leaks COMMAND ${memcheck} $<TARGET_FILE:constant_time_crypto> leaks)
endif()
