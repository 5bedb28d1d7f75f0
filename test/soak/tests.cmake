# 5,000 connections for half a minute. `soak SECONDS` runs longer. Sanitizers would take minutes for the handshakes, and
# keep freed memory.
if(NOT ASIO_TLS_SANITIZE)
  add_executable(soak soak/soak.cpp)
  target_include_directories(soak PRIVATE ${PROJECT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(soak PRIVATE asio-tls::asio-tls tls_settings Threads::Threads)
  tls_test_needs(soak soak)
  add_test(NAME soak COMMAND soak)
  set_tests_properties(soak PROPERTIES TIMEOUT 600 PROCESSORS 2)
endif()
