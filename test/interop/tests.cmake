# Tests our command-line programs with openssl, gnutls, curl, tshark and others. A test exits with 77 if a program that it
# needs is not installed; ctest reports it as skipped.

find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)

add_executable(interop_keys interop/interop_keys.cpp)
target_link_libraries(interop_keys PRIVATE asio-tls::asio-tls tls_settings)
tls_test_needs(interop_keys interop_keys)
add_test(NAME interop_keys COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/interop/test_keys.py)
set_tests_properties(
  interop_keys PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900 ENVIRONMENT "INTEROP_KEYS=$<TARGET_FILE:interop_keys>"
)

add_executable(interop_ocsp interop/interop_ocsp.cpp)
target_link_libraries(interop_ocsp PRIVATE asio-tls::asio-tls tls_settings)
tls_test_needs(interop_ocsp interop_ocsp)
add_test(NAME interop_ocsp COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/interop/test_ocsp.py)
set_tests_properties(
  interop_ocsp PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900 ENVIRONMENT "INTEROP_OCSP=$<TARGET_FILE:interop_ocsp>"
)

add_executable(interop_peer interop/interop_peer.cpp)
target_link_libraries(interop_peer PRIVATE asio-tls::asio-tls tls_settings Threads::Threads)
foreach(test peer rfc2246)
  tls_test_needs(interop_${test} interop_peer)
  add_test(NAME interop_${test} COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/interop/test_${test}.py)
  set_tests_properties(
    interop_${test}
    PROPERTIES
      SKIP_RETURN_CODE 77
      TIMEOUT 900
      ENVIRONMENT "INTEROP_PEER=$<TARGET_FILE:interop_peer>;INTEROP_RSA_DECRYPTION=$<TARGET_EXISTS:nettle::hogweed>"
  )
endforeach()

add_executable(interop_raw_public_keys interop/interop_raw_public_keys.cpp)
target_link_libraries(interop_raw_public_keys PRIVATE asio-tls::asio-tls tls_settings Threads::Threads)
tls_test_needs(interop_raw_public_keys interop_raw_public_keys)
add_test(NAME interop_raw_public_keys COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/interop/test_raw_public_keys.py)
set_tests_properties(
  interop_raw_public_keys PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900 ENVIRONMENT "INTEROP_RAW_PUBLIC_KEYS=$<TARGET_FILE:interop_raw_public_keys>"
)

if(NOT ASIO_TLS_BUILD_EXAMPLES)
  message(STATUS "Most interoperability tests are left out: they need ASIO_TLS_BUILD_EXAMPLES=ON")
  return()
endif()

add_executable(interop_load interop/interop_load.cpp)
target_link_libraries(interop_load PRIVATE asio-tls::asio-tls tls_settings Threads::Threads)
add_executable(interop_early_data interop/interop_early_data.cpp)
target_link_libraries(interop_early_data PRIVATE asio-tls::asio-tls tls_settings Threads::Threads)
if(ASIO_TLS_REDIS_BUILT_IN)
  target_link_libraries(interop_early_data PRIVATE asio-tls::redis)
  target_compile_definitions(interop_early_data PRIVATE INTEROP_REDIS)
endif()
add_executable(interop_renegotiation interop/interop_renegotiation.cpp)
target_link_libraries(interop_renegotiation PRIVATE asio-tls::asio-tls tls_settings Threads::Threads)

# Peers of other libraries, whose packages have no program for TLS 1.0 and 1.1. mbedTLS 3 has no such versions, and no
# mbedtls/config.h.
find_path(MBEDTLS_INCLUDE_DIR mbedtls/config.h)
find_library(MBEDTLS_LIBRARY mbedtls)
find_library(MBEDX509_LIBRARY mbedx509)
find_library(MBEDCRYPTO_LIBRARY mbedcrypto)
find_path(WOLFSSL_INCLUDE_DIR wolfssl/ssl.h)
find_library(WOLFSSL_LIBRARY wolfssl)
mark_as_advanced(
  MBEDTLS_INCLUDE_DIR MBEDTLS_LIBRARY MBEDX509_LIBRARY MBEDCRYPTO_LIBRARY WOLFSSL_INCLUDE_DIR WOLFSSL_LIBRARY
)
set(old_peers)
if(MBEDTLS_INCLUDE_DIR AND MBEDTLS_LIBRARY AND MBEDX509_LIBRARY AND MBEDCRYPTO_LIBRARY)
  add_executable(mbedtls_peer interop/peers/mbedtls_peer.cpp)
  target_include_directories(mbedtls_peer SYSTEM PRIVATE ${MBEDTLS_INCLUDE_DIR})
  target_link_libraries(mbedtls_peer PRIVATE tls_settings ${MBEDTLS_LIBRARY} ${MBEDX509_LIBRARY} ${MBEDCRYPTO_LIBRARY})
  list(APPEND old_peers mbedtls_peer)
  set(interop_mbedtls $<TARGET_FILE:mbedtls_peer>)
else()
  message(STATUS "interop_old_peers leaves out mbedTLS 2: not found")
endif()
if(WOLFSSL_INCLUDE_DIR AND WOLFSSL_LIBRARY)
  add_executable(wolfssl_peer interop/peers/wolfssl_peer.cpp)
  target_include_directories(wolfssl_peer SYSTEM PRIVATE ${WOLFSSL_INCLUDE_DIR})
  target_link_libraries(wolfssl_peer PRIVATE tls_settings ${WOLFSSL_LIBRARY})
  list(APPEND old_peers wolfssl_peer)
  set(interop_wolfssl $<TARGET_FILE:wolfssl_peer>)
else()
  message(STATUS "interop_old_peers leaves out wolfSSL: not found")
endif()

set(interop_pki ${CMAKE_CURRENT_BINARY_DIR}/interop_pki)

# These run in the plain build only: scanners run for long, Beast compiles slowly, peers of other Debian releases are
# downloaded, and sanitizers would find nothing more.
set(plain_only scanners beast_examples overload hybrid_groups hybrid_go browsers)
if(ASIO_TLS_SANITIZE)
  set(plain_only)
endif()

add_test(
  NAME interop_pki
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/interop/make_pki.py $<TARGET_FILE:make_certificate>
          ${interop_pki}
)
set_tests_properties(interop_pki PROPERTIES FIXTURES_SETUP interop_pki TIMEOUT 120)

set(programs make_certificate tls_server tls_client)
foreach(peer examples reverse_proxy certificates openssl_client openssl_server tls12 old_versions old_key_exchanges old_peers early_data renegotiation revocation gnutls sessions sessions_tls12 fleet curl errors concurrency tshark others www ${plain_only})
  tls_test_needs(interop_${peer} ${programs})
  add_test(NAME interop_${peer} COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/interop/test_${peer}.py)
  set_tests_properties(
    interop_${peer}
    PROPERTIES
      FIXTURES_REQUIRED interop_pki
      SKIP_RETURN_CODE 77
      TIMEOUT 900
      PROCESSORS 2
      ENVIRONMENT
      "INTEROP_EXAMPLES=$<TARGET_FILE_DIR:tls_server>;INTEROP_LOAD=$<TARGET_FILE:interop_load>;INTEROP_EARLY_DATA=$<TARGET_FILE:interop_early_data>;INTEROP_RENEGOTIATION=$<TARGET_FILE:interop_renegotiation>;INTEROP_PKI=${interop_pki};INTEROP_PACKAGES=${PROJECT_BINARY_DIR}/debian_packages;INTEROP_RSA_DECRYPTION=$<TARGET_EXISTS:nettle::hogweed>;INTEROP_REDIS=${ASIO_TLS_REDIS_BUILT_IN};INTEROP_MBEDTLS=${interop_mbedtls};INTEROP_WOLFSSL=${interop_wolfssl}"
  )
endforeach()
foreach(peer concurrency overload reverse_proxy)
  if(TARGET test_interop_${peer})
    add_dependencies(test_interop_${peer} interop_load)
  endif()
endforeach()
add_dependencies(test_interop_early_data interop_early_data)
add_dependencies(test_interop_fleet interop_early_data)
add_dependencies(test_interop_renegotiation interop_renegotiation)
add_dependencies(test_interop_certificates https_client_sync https_server)
add_dependencies(test_interop_concurrency https_server)
add_dependencies(test_interop_curl https_server)
add_dependencies(
  test_interop_examples custom_suite echo_client echo_server https_client_coro https_client_sync https_server
)
if(old_peers)
  add_dependencies(test_interop_old_peers ${old_peers})
endif()
add_dependencies(test_interop_reverse_proxy https_server reverse_proxy server_flex)
if(TARGET test_interop_beast_examples)
  foreach(kind sync async coro)
    add_dependencies(test_interop_beast_examples https_client_${kind} websocket_client_${kind} websocket_server_${kind})
  endforeach()
  add_dependencies(test_interop_beast_examples https_server https_server_sync https_server_async server_flex)
  add_dependencies(
    test_interop_overload
    echo_server
    https_server
    https_server_sync
    https_server_async
    reverse_proxy
    server_flex
    websocket_server_sync
    websocket_server_async
    websocket_server_coro
  )
endif()
