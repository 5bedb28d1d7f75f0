tls_add_test(
  message
  message/hellos.cpp message/messages.cpp
  ROOMS message extension wire
)
