tls_add_room(stream stream_core.cpp stream_settings.cpp ROOMS engine)
