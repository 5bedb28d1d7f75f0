tls_add_test(
  hostile
  hostile/client_messages_test.cpp
  hostile/conversation.cpp
  hostile/peer.cpp
  hostile/server_messages_test.cpp
  ROOMS engine handshake record message extension schedule x509 crypto cryptopp wire
)
