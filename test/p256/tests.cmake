# Beside Crypto++, by the room's inner interfaces: for 64-bit processors only.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_test(p256 p256/point_test.cpp p256/residue_test.cpp p256/verify_test.cpp ROOMS crypto cryptopp)
endif()
