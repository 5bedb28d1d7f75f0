# Arithmetic of our own on Curve25519, for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_room(curve25519 groups.cpp multiply_base.cpp ROOMS cryptopp)
else()
  tls_add_room(curve25519 absent.cpp)
endif()
