# `cmake --install`: installs the library, its headers, and the CMake and pkg-config files.

include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/asio-tls)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(TARGETS asio-tls asio_ssl openssl_shim EXPORT asio-tls-targets)
if(ASIO_TLS_REDIS_BUILT_IN)
  install(TARGETS redis EXPORT asio-tls-targets)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/include/tls.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tls DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
foreach(name asio_ssl openssl_shim)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/${name} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/asio-tls)
endforeach()
install(EXPORT asio-tls-targets NAMESPACE asio-tls:: DESTINATION ${config_dir})

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/asio-tlsConfig.cmake.in ${PROJECT_BINARY_DIR}/asio-tlsConfig.cmake
  INSTALL_DESTINATION ${config_dir} NO_SET_AND_CHECK_MACRO
)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/asio-tlsConfigVersion.cmake COMPATIBILITY ${ASIO_TLS_COMPATIBILITY}
)
install(
  FILES ${PROJECT_BINARY_DIR}/asio-tlsConfig.cmake ${PROJECT_BINARY_DIR}/asio-tlsConfigVersion.cmake
        ${CMAKE_CURRENT_LIST_DIR}/Findcryptopp_system.cmake ${CMAKE_CURRENT_LIST_DIR}/Findipsec_mb_system.cmake
        ${CMAKE_CURRENT_LIST_DIR}/Findnettle_system.cmake ${CMAKE_CURRENT_LIST_DIR}/Findhiredis_system.cmake
  DESTINATION ${config_dir}
)

# The .pc file names its prefix relative to itself, so that an installed tree can be moved.
file(RELATIVE_PATH prefix_from_pkgconfig /prefix/${pkgconfig_dir} /prefix)
string(REGEX REPLACE "/$" "" prefix_from_pkgconfig ${prefix_from_pkgconfig})
configure_file(${CMAKE_CURRENT_LIST_DIR}/asio-tls.pc.in ${PROJECT_BINARY_DIR}/asio-tls.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/asio-tls.pc DESTINATION ${pkgconfig_dir})
set(drop_in_asio_ssl_description "boost::asio::ssl over asio-tls")
set(drop_in_openssl_shim_description "OpenSSL functions that boost::asio::ssl programs also use, over asio-tls")
set(drop_in_asio_ssl_definitions " -DBOOST_ASIO_USE_WOLFSSL") # see src/CMakeLists.txt
set(drop_in_openssl_shim_definitions "")
foreach(drop_in asio_ssl openssl_shim)
  set(drop_in_definitions "${drop_in_${drop_in}_definitions}")
  set(drop_in_description ${drop_in_${drop_in}_description})
  configure_file(${CMAKE_CURRENT_LIST_DIR}/asio-tls-drop_in.pc.in ${PROJECT_BINARY_DIR}/asio-tls-${drop_in}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/asio-tls-${drop_in}.pc DESTINATION ${pkgconfig_dir})
endforeach()
if(ASIO_TLS_REDIS_BUILT_IN)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/asio-tls-redis.pc.in ${PROJECT_BINARY_DIR}/asio-tls-redis.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/asio-tls-redis.pc DESTINATION ${pkgconfig_dir})
endif()
