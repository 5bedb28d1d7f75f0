# Public-key algorithms by Nettle and GMP: the only room that includes their headers. Without them it is empty.
if(TARGET nettle::hogweed)
  tls_add_room(
    nettle
    curve.cpp
    ecdh.cpp
    ecdsa.cpp
    finite_field.cpp
    modulus.cpp
    rsa.cpp
    rsa_blinding.cpp
    rsa_private.cpp
    ROOMS ifma cryptopp
  )
  target_link_libraries(tls_nettle PUBLIC nettle::hogweed)
else()
  tls_add_room(nettle absent.cpp)
endif()
