# Suites with RC4, DES, IDEA and export keys. Without ASIO_TLS_LEGACY the module is empty, and the library has no TLS 1.0 and 1.1.
if(ASIO_TLS_LEGACY)
  tls_add_module(legacy)
else()
  tls_add_module(legacy SOURCES absent.cpp)
endif()
