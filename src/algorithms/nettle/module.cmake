# Public-key algorithms by Nettle and GMP. The only module that includes their headers. Empty without the libraries.
if(TARGET nettle::hogweed)
  tls_add_module(nettle)
  target_link_libraries(tls_nettle PUBLIC nettle::hogweed)
else()
  tls_add_module(nettle SOURCES absent.cpp)
endif()
