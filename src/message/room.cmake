tls_add_room(
  message
  certificate.cpp
  certificate_request.cpp
  certificate_verify.cpp
  client_hello.cpp
  encrypted_extensions.cpp
  end_of_early_data.cpp
  finished.cpp
  hello_retry_request.cpp
  key_update.cpp
  new_session_ticket.cpp
  server_hello.cpp
  server_hello_body.cpp
  ROOMS extension wire
)
