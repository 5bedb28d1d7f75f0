tls_add_room(context context.cpp context_credentials.cpp context_preferences.cpp ROOMS x509 crypto wire)
