tls_add_test(
  hostile
  hostile/after_handshake_test.cpp
  hostile/client_messages_test.cpp
  hostile/conversation.cpp
  hostile/hellos_test.cpp
  hostile/matrix_test.cpp
  hostile/peer.cpp
  hostile/records_test.cpp
  hostile/server_messages_test.cpp
  hostile/sweep_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
