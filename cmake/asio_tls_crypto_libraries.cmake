# Where algorithms come from. Crypto++ has all of them. The others have some, faster or in constant time; they are
# built in if they are found, and at start the registry takes the best that the CPU supports.

set(ASIO_TLS_CRYPTO_LIBRARIES cryptopp::cryptopp)
set(ASIO_TLS_CRYPTO_LINK_FLAGS -lcryptopp)
find_package(cryptopp_system 8.7 REQUIRED)
option(ASIO_TLS_AVX512 "Use AVX-512 where the CPU has it; OFF is for measuring as on one that has not" ON)

# asio_tls_find(OPTION WHAT PACKAGE VERSION TARGET "LINK FLAGS") sets PACKAGE_VERSION_BUILT_IN, which the installed
# package looks for again.
macro(asio_tls_find option what package version target link_flags)
  set(${option} AUTO CACHE STRING "${what}: ON, OFF, or AUTO, which is ON if it is found")
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
  message(STATUS "${what}: ${${package}_BUILT_IN}")
endmacro()

asio_tls_find(ASIO_TLS_IPSEC_MB "AEADs by libipsec-mb" ipsec_mb_system 1.3 ipsec_mb::ipsec_mb "-lIPSec_MB")
asio_tls_find(
  ASIO_TLS_NETTLE "NIST curves and RSA by Nettle and GMP" nettle_system 3.8 nettle::hogweed "-lhogweed -lnettle -lgmp"
)
