tls_add_room(engine
  engine.cpp engine_renegotiation.cpp engine_state.cpp
  ROOMS handshake record wire)
