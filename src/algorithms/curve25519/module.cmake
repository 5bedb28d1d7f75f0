# Our own Curve25519 arithmetic, for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(curve25519)
else()
  tls_add_module(curve25519 SOURCES absent.cpp)
endif()
