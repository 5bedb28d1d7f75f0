# Nettle's public-key library (hogweed) and the libraries that it needs: Nettle and GMP. None has a CMake package.
# Defines nettle::hogweed.

find_path(NETTLE_INCLUDE_DIR NAMES nettle/ecdsa.h)
find_path(GMP_INCLUDE_DIR NAMES gmp.h)
find_library(HOGWEED_LIBRARY NAMES hogweed)
find_library(NETTLE_LIBRARY NAMES nettle)
find_library(GMP_LIBRARY NAMES gmp)
mark_as_advanced(NETTLE_INCLUDE_DIR GMP_INCLUDE_DIR HOGWEED_LIBRARY NETTLE_LIBRARY GMP_LIBRARY)

if(NETTLE_INCLUDE_DIR AND EXISTS ${NETTLE_INCLUDE_DIR}/nettle/version.h)
  file(STRINGS ${NETTLE_INCLUDE_DIR}/nettle/version.h _version REGEX "define NETTLE_VERSION_(MAJOR|MINOR) ")
  string(REGEX MATCHALL "[0-9]+" _version "${_version}")
  list(JOIN _version "." nettle_system_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  nettle_system
  REQUIRED_VARS HOGWEED_LIBRARY NETTLE_LIBRARY GMP_LIBRARY NETTLE_INCLUDE_DIR GMP_INCLUDE_DIR
  VERSION_VAR nettle_system_VERSION
)

if(nettle_system_FOUND AND NOT TARGET nettle::hogweed)
  add_library(nettle::hogweed UNKNOWN IMPORTED)
  set_target_properties(
    nettle::hogweed
    PROPERTIES IMPORTED_LOCATION ${HOGWEED_LIBRARY} INTERFACE_LINK_LIBRARIES "${NETTLE_LIBRARY};${GMP_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${NETTLE_INCLUDE_DIR};${GMP_INCLUDE_DIR}"
  )
endif()
