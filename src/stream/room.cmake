tls_add_room(stream stream_core.cpp ROOMS engine)
