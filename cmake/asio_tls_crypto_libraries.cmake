# The libraries that implement algorithms. Crypto++ implements all of them. The others implement some, faster or in
# constant time. They are built in if found, and at start the registry takes the best implementation for the CPU.

set(ASIO_TLS_CRYPTO_LIBRARIES cryptopp::cryptopp)
set(ASIO_TLS_CRYPTO_LINK_FLAGS -lcryptopp)
find_package(cryptopp_system 8.7 REQUIRED)
option(ASIO_TLS_AVX512 "Use AVX-512 if the CPU supports it; OFF measures like a CPU without it" ON)

# asio_tls_find(OPTION DESCRIPTION PACKAGE VERSION TARGET "LINK FLAGS") sets PACKAGE_BUILT_IN. The installed package
# looks for the libraries that were built in.
macro(asio_tls_find option description package version target link_flags)
  set(${option} AUTO CACHE STRING "${description}: ON, OFF, or AUTO (ON if found)")
  set_property(CACHE ${option} PROPERTY STRINGS AUTO ON OFF)
  set(${package}_BUILT_IN OFF)
  if("${${option}}" STREQUAL "AUTO")
    find_package(${package} ${version} QUIET)
  elseif(${option})
    find_package(${package} ${version} REQUIRED)
  endif()
  if(${option} AND TARGET ${target})
    set(${package}_BUILT_IN ON)
    list(APPEND ASIO_TLS_CRYPTO_LIBRARIES ${target})
    string(APPEND ASIO_TLS_CRYPTO_LINK_FLAGS " ${link_flags}")
  endif()
  message(STATUS "${description}: ${${package}_BUILT_IN}")
endmacro()

asio_tls_find(ASIO_TLS_IPSEC_MB "AEADs by libipsec-mb" ipsec_mb_system 1.3 ipsec_mb::ipsec_mb "-lIPSec_MB")
asio_tls_find(
  ASIO_TLS_NETTLE "NIST curves and RSA by Nettle and GMP" nettle_system 3.8 nettle::hogweed "-lhogweed -lnettle -lgmp"
)
