# hiredis, a C client for Redis. Defines hiredis::hiredis, as its own CMake package does in later versions.

find_path(HIREDIS_INCLUDE_DIR NAMES hiredis/hiredis.h)
find_library(HIREDIS_LIBRARY NAMES hiredis)
mark_as_advanced(HIREDIS_INCLUDE_DIR HIREDIS_LIBRARY)

if(HIREDIS_INCLUDE_DIR AND EXISTS ${HIREDIS_INCLUDE_DIR}/hiredis/hiredis.h)
  file(STRINGS ${HIREDIS_INCLUDE_DIR}/hiredis/hiredis.h _version REGEX "define HIREDIS_(MAJOR|MINOR|PATCH) ")
  string(REGEX MATCHALL "[0-9]+" _version "${_version}")
  list(JOIN _version "." hiredis_system_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  hiredis_system
  REQUIRED_VARS HIREDIS_LIBRARY HIREDIS_INCLUDE_DIR
  VERSION_VAR hiredis_system_VERSION
)

if(hiredis_system_FOUND AND NOT TARGET hiredis::hiredis)
  add_library(hiredis::hiredis UNKNOWN IMPORTED)
  set_target_properties(
    hiredis::hiredis PROPERTIES IMPORTED_LOCATION ${HIREDIS_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${HIREDIS_INCLUDE_DIR}
  )
endif()
