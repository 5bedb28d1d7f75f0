tls_add_room(stream socket.cpp stream_core.cpp stream_settings.cpp ROOMS context engine)
