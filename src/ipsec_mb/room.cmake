# AEADs by Intel's multi-buffer library: the only room that includes its header. Without it the room is empty.
if(TARGET ipsec_mb::ipsec_mb)
  tls_add_room(ipsec_mb aead.cpp functions.cpp)
  target_link_libraries(tls_ipsec_mb PUBLIC ipsec_mb::ipsec_mb)
else()
  tls_add_room(ipsec_mb absent.cpp)
endif()
