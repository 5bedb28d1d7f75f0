# asio-tls::redis with real servers.
find_program(REDIS_SERVER redis-server)
if(NOT ASIO_TLS_REDIS_BUILT_IN OR NOT REDIS_SERVER)
  message(STATUS "The test `redis` is left out: it needs hiredis and redis-server")
  return()
endif()
tls_add_test(redis redis/handshake_test.cpp redis/redis_test.cpp LIBS asio-tls::redis)
set_property(TEST redis APPEND PROPERTY LABELS threads)
