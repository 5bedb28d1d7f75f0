# Boost client libraries, compiled with the drop-in headers, with real servers: MariaDB, Redis and Mosquitto.
if(ASIO_TLS_SANITIZE)
  return()
endif()
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
separate_arguments(clients_link_flags UNIX_COMMAND "${ASIO_TLS_CRYPTO_LINK_FLAGS}")
foreach(client mysql redis mqtt5)
  tls_test_needs(clients_${client} asio-tls)
  add_test(
    NAME clients_${client}
    COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/clients/run.py ${client} ${PROJECT_BINARY_DIR}
            $<TARGET_FILE:asio-tls> ${CMAKE_CXX_COMPILER} ${clients_link_flags}
  )
  set_tests_properties(clients_${client} PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77)
endforeach()
