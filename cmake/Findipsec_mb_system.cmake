# Intel's multi-buffer crypto library as Debian packages it: a header and a library, without a CMake package. Defines
# ipsec_mb::ipsec_mb.

find_path(IPSEC_MB_INCLUDE_DIR NAMES intel-ipsec-mb.h)
find_library(IPSEC_MB_LIBRARY NAMES IPSec_MB)
mark_as_advanced(IPSEC_MB_INCLUDE_DIR IPSEC_MB_LIBRARY)

if(IPSEC_MB_INCLUDE_DIR AND EXISTS ${IPSEC_MB_INCLUDE_DIR}/intel-ipsec-mb.h)
  file(STRINGS ${IPSEC_MB_INCLUDE_DIR}/intel-ipsec-mb.h _version REGEX "define IMB_VERSION_STR ")
  string(REGEX MATCH "[0-9.]+" ipsec_mb_system_VERSION "${_version}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  ipsec_mb_system
  REQUIRED_VARS IPSEC_MB_LIBRARY IPSEC_MB_INCLUDE_DIR
  VERSION_VAR ipsec_mb_system_VERSION
)

if(ipsec_mb_system_FOUND AND NOT TARGET ipsec_mb::ipsec_mb)
  add_library(ipsec_mb::ipsec_mb UNKNOWN IMPORTED)
  set_target_properties(
    ipsec_mb::ipsec_mb PROPERTIES IMPORTED_LOCATION ${IPSEC_MB_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${IPSEC_MB_INCLUDE_DIR}
  )
endif()
