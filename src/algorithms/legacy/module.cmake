# Suites with RC4, DES, IDEA, export keys, and fixed or anonymous Diffie-Hellman. Without ASIO_TLS_LEGACY the module is empty, and
# the library has no TLS 1.0 and 1.1. The sources here and in algorithms/cryptopp/module.cmake are the whole difference: no other
# file knows the option.
if(ASIO_TLS_LEGACY)
  tls_add_module(legacy)
  # For tls_link_modules(... WITHOUT_LEGACY).
  add_library(tls_legacy_absent OBJECT EXCLUDE_FROM_ALL ${legacy_FOLDER}/absent.cpp)
  tls_compile_as_module(tls_legacy_absent)
else()
  tls_add_module(legacy SOURCES absent.cpp)
endif()
