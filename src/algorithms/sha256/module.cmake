# Our own SHA-256. The program checks for the CPU's SHA extensions at run time.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(sha256)
else()
  tls_add_module(sha256 SOURCES absent.cpp)
endif()
