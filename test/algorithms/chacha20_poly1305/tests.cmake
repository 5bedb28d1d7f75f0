# Tests the module's internal interfaces.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_test(
    chacha20_poly1305 algorithms/chacha20_poly1305/form_test.cpp algorithms/chacha20_poly1305/poly1305_test.cpp MODULES
    chacha20_poly1305
  )
endif()
