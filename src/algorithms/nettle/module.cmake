# Public-key algorithms by Nettle and GMP. Only this module includes their headers; without them it is empty.
if(TARGET nettle::hogweed)
  tls_add_module(nettle)
  target_link_libraries(tls_nettle PUBLIC nettle::hogweed)
else()
  tls_add_module(nettle SOURCES absent.cpp)
endif()
