# Crypto++ as Debian packages it: a header folder and a library, without a CMake package. Defines cryptopp::cryptopp.

find_path(CRYPTOPP_INCLUDE_DIR NAMES cryptopp/config.h)
find_library(CRYPTOPP_LIBRARY NAMES cryptopp)
mark_as_advanced(CRYPTOPP_INCLUDE_DIR CRYPTOPP_LIBRARY)

if(CRYPTOPP_INCLUDE_DIR AND EXISTS ${CRYPTOPP_INCLUDE_DIR}/cryptopp/config_ver.h)
  file(STRINGS ${CRYPTOPP_INCLUDE_DIR}/cryptopp/config_ver.h _version REGEX "define CRYPTOPP_(MAJOR|MINOR|REVISION) ")
  string(REGEX MATCHALL "[0-9]+" _version "${_version}")
  list(JOIN _version "." cryptopp_system_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  cryptopp_system
  REQUIRED_VARS CRYPTOPP_LIBRARY CRYPTOPP_INCLUDE_DIR
  VERSION_VAR cryptopp_system_VERSION
)

if(cryptopp_system_FOUND AND NOT TARGET cryptopp::cryptopp)
  add_library(cryptopp::cryptopp UNKNOWN IMPORTED)
  set_target_properties(
    cryptopp::cryptopp PROPERTIES IMPORTED_LOCATION ${CRYPTOPP_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${CRYPTOPP_INCLUDE_DIR}
  )
endif()
